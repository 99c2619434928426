"""The concept inventory: two forms alike, nothing given away, and a score that names lessons."""

import re
from pathlib import Path

import pytest

from helpers.exercises import inventory, score
from helpers.exercises.inventory import FORM_NAMES
from helpers.exercises.static_text import LETTERS

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
FORMS = {name: inventory(name) for name in FORM_NAMES}
PAIRS = list(zip(FORMS["A"].items, FORMS["B"].items, strict=True))
ITEMS = [item for pair in PAIRS for item in pair]
KEYS = {name: "".join(item.answer for item in form.items) for name, form in FORMS.items()}
MISSED = {name: "?" + key[1:6] + "?" + key[7:] for name, key in KEYS.items()}


def right(item):
    return item.options[LETTERS.index(item.answer)]


def wrong_letter(item):
    return next(letter for letter in LETTERS if letter != item.answer)


# ---- the questions ------------------------------------------------------------------------------


def test_both_forms_ask_for_the_same_twelve_concepts_in_other_words():
    assert len(PAIRS) == len({a.concept for a, _ in PAIRS}) == 12
    for a, b in PAIRS:
        assert (a.concept, a.lesson, len(a.options)) == (b.concept, b.lesson, len(b.options))
        assert a.question != b.question and right(a) != right(b)


def test_every_lesson_is_asked_about_in_its_order():
    lessons = [a.lesson for a, _ in PAIRS]
    assert lessons == sorted(lessons)
    assert {*lessons} == {path.stem for path in NOTEBOOKS.glob("*.ipynb")}


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.question[:30])
def test_every_wrong_option_has_its_reason_and_all_is_plain_text(item):
    assert 3 <= len(item.options) == len({*item.options}) == len(item.reasons) <= 4
    letters = [letter for letter, reason in zip(LETTERS, item.reasons, strict=False) if not reason]
    assert letters == [item.answer]
    for text in [item.question, item.because, *item.options, *filter(None, item.reasons)]:
        assert not re.search(r"[<>$*_`\\{}~#\n]", text) and text[-1] in ".?", text
    assert "?" in item.question and FORMS["A"].words[-1] == "."


@pytest.mark.parametrize("form", FORM_NAMES)
def test_who_knows_nothing_but_tests_cannot_pass(form):
    """Neither by one letter, nor by the longest, the shortest or the only negative option."""
    items, key = FORMS[form].items, KEYS[form]
    assert max(key.count(letter) for letter in "abcd") <= 4 and {*key} == {*"abcd"}
    for item in items:
        lengths = [len(option) for option in item.options]
        assert max(lengths) <= 1.5 * min(lengths) or max(lengths) < 20, item.options
    for choose in (min, max):
        chosen = [choose(item.options, key=len) for item in items]
        assert sum(c == right(item) for c, item in zip(chosen, items, strict=True)) <= 5
    negative = r"(?i)\b(?:all|always|never|none|neither|nothing)\b"
    assert not [item for item in items if re.match(negative, right(item))]


def test_numbers_in_options_are_in_order():
    for item in ITEMS:
        found = [
            re.findall(r"−?\d[\d.]*\d|−?\d", option.replace("−", "-")) for option in item.options
        ]
        if all(len(numbers) == 1 for numbers in found) and item.options[0].count(" ") < 4:
            values = [float(numbers[0].replace("−", "-")) for numbers in found]
            assert values in (sorted(values), sorted(values, reverse=True)), item.options


@pytest.mark.parametrize("form", FORM_NAMES)
def test_the_questions_read_as_text_and_as_html(form):
    text, html = repr(FORMS[form]), FORMS[form]._repr_html_()
    for number, item in enumerate(FORMS[form].items, start=1):
        assert f"\n{number}. {item.question}\n(a) {item.options[0]}\n" in text
        assert f"<p>{item.question}</p>" in html and f"({item.answer}) {right(item)}" in html
        assert item.because not in text + html
    assert html.startswith("<details>") is (form == "B")
    assert html.count("<li>") == html.count("</li>") and FORMS[form].words in html


@pytest.mark.parametrize("form", ["C", "a", "", None, 1])
def test_there_are_two_forms(form):
    for call in (lambda: inventory(form), lambda: score(form, "-" * 12)):
        with pytest.raises(ValueError, match='form must be "A" or "B", not'):
            call()


# ---- the score ----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORM_NAMES)
def test_all_right(form):
    for answers in (KEYS[form], KEYS[form].upper(), " ".join(KEYS[form])):
        found = score(form, answers)
        assert found.right == 12 and not found.wrong and repr(found) == "12 of 12 are right."
        assert "<li>" not in found._repr_html_()


@pytest.mark.parametrize("form", FORM_NAMES)
def test_what_is_not_known_leads_to_its_lesson_and_says_no_answer(form):
    found = score(form, MISSED[form])
    assert found.right == 10 and found.wrong == [1, 7]
    assert repr(found).splitlines() == [
        "10 of 12 are right.",
        "1: what a step is made of. Lesson 0.",
        "7: too much momentum. Lesson 3.",
    ]
    links = re.findall(r'href="([^"]+)"', found._repr_html_())
    assert links == ["../00_start_here.ipynb", "../03_momentum.ipynb"]
    assert all((NOTEBOOKS / "deeper" / link).resolve().exists() for link in links)


def test_the_reason_of_a_wrong_answer_is_said_after_the_course_only():
    for form, says in (("A", False), ("B", True)):
        for number, item in enumerate(FORMS[form].items):
            letter = wrong_letter(item)
            found = score(form, KEYS[form][:number] + letter + KEYS[form][number + 1 :])
            reason = f"({letter}) {item.reasons[LETTERS.index(letter)]}"
            assert found.wrong == [number + 1] and (reason in repr(found)) is says
            assert (reason in found._repr_html_()) is says


@pytest.mark.parametrize("form", FORM_NAMES)
def test_as_long_as_answers_are_missing_nothing_is_judged(form):
    for answers in ("-" * 12, KEYS[form][:11] + "-", "-" + "?" * 11):
        found = score(form, answers)
        assert found.right is None and found.wrong == []
        missing = answers.count("-")
        assert repr(found).startswith(f"{missing} of 12 answers are missing.")
        assert "<li>" not in found._repr_html_() and "right" not in repr(found)


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        (None, "answers must be a text of 12 letters, not None."),
        (["a"] * 12, "answers must be a text of 12 letters, not"),
        ("abc", "answers must be 12 letters, one for each question, not 3: - for an answer"),
        ("a" * 13, "answers must be 12 letters, one for each question, not 13: - for"),
        ("aaaaadaaaaaa", "Question 6 has the options a, b, c, and answers has 'd' for it."),
        ("aaaaaaaaaaa1", "Question 12 has the options a, b, c, d, and answers has '1' for it."),
    ],
)
def test_other_answers_are_refused_in_one_sentence(answers, message):
    with pytest.raises((TypeError, ValueError)) as error:
        score("A", answers)
    assert str(error.value).startswith(message)
