"""tools/class_questions.py: the questions of `answer` with other numbers."""

import re

import pytest
from class_questions import QUESTIONS, redrawn, replace_phrases

from helpers.exercises import load_questions
from helpers.exercises.number_question import number_question
from helpers.exercises.questions import LAST_LESSON, kind_of

LESSON, CLASS = {"flat": 0.2602, "steep": 3.464}, {"flat": 0.2712, "steep": 3.51}
SHARED = {  # numbers that no draw changes; 1 and 2 stand in most formulas
    "how-many-steps": {"0.1"},
    "twice-the-rate": {"4"},
    "how-many-examples": {"4"},
    "root-of-kappa": {"0.1"},
    "sum-of-squares": {"8,000"},
    "betas-of-language-models": {"0.9", "0.1", "0.999"},
    "first-step": {"0.01", "0.99", "10", "0.1", "0.9"},
}
by_name = pytest.mark.parametrize(("lesson", "name"), QUESTIONS, ids=lambda part: str(part))


def as_shipped(lesson, name):
    compute, options = QUESTIONS[lesson, name]
    return compute(**{key: values[0] for key, values in options.items()}, **LESSON)


def test_every_number_that_is_asked_for_can_be_drawn_anew():
    asked = {
        (lesson, name)
        for lesson in range(LAST_LESSON + 1)
        for name, question in load_questions(lesson).items()
        if kind_of(question) == "answer"
    }
    assert asked == set(QUESTIONS)


@by_name
def test_with_the_numbers_of_the_lesson_it_is_the_question_of_the_lesson(lesson, name):
    said, asked = as_shipped(lesson, name), load_questions(lesson)[name]
    assert said.right == pytest.approx(asked["value"], rel=2e-3)
    assert said.wrong == pytest.approx([value for value, _ in asked["wrong"]], rel=3e-3)


@by_name
def test_no_number_of_the_lesson_is_left(lesson, name):
    said, asked = as_shipped(lesson, name), load_questions(lesson)[name]
    texts = [asked["question"], asked["because"], *(sentence for _, sentence in asked["wrong"])]
    left = replace_phrases(texts, dict.fromkeys(said.phrases, ""), name)
    numbers = {*re.findall(r"\d[\d.,]*\d|\d", " ".join(left).replace("{,}", ","))}
    assert numbers - {"1", "2"} == SHARED.get(name, set())


@by_name
def test_every_seed_gives_a_question_that_can_be_asked(lesson, name):
    asked = load_questions(lesson)[name]
    drawn = [redrawn(lesson, name, asked, seed, old=LESSON, new=CLASS) for seed in range(50)]
    for question, words in drawn:
        arguments = {key: value for key, value in question.items() if key != "name"}
        number_question(**arguments)  # raises where two answers are alike
        changed = " ".join([question["question"], question["because"], *words.values()])
        assert changed != " ".join([asked["question"], asked["because"], *words])
    assert drawn[7] == redrawn(lesson, name, asked, 7, old=LESSON, new=CLASS)


def test_a_question_goes_by_the_diamonds_of_the_class():
    asked = load_questions(1)["how-many-steps"]
    question, _ = redrawn(1, "how-many-steps", asked, 7, old=LESSON, new=CLASS)
    assert "flat axis is 0.271." in question["question"]


def test_a_text_that_has_changed_is_named():
    asked = load_questions(6)["first-step"] | {"question": "How long is the first step?"}
    with pytest.raises(ValueError, match=r"'first-step' no longer says “The first slope is 5\.”"):
        redrawn(6, "first-step", asked, 7, old=LESSON, new=CLASS)


def test_phrases_are_replaced_all_at_once():
    assert replace_phrases(["2 and\n 3"], {"2": "3", "3": "4"}, "any") == ["3 and 4"]
