"""The collector: which numbers of a lesson count as proved, and by what."""

from decimal import Decimal

import pytest
from lesson_prose import exercise_texts, prose
from nbformat import v4

from claims.lesson_text import exercise_passages, lesson_passages
from claims.made_up import code, notebook
from claims.proofs import evidence_of, given_words, quoted_words, unproved

FAR = [code("pass")] * 2  # so many cells that what stands beyond is not near


def left_over(*cells, quoted=()):
    """Return the numbers of a made-up lesson that nothing proves, as they are written."""
    made = notebook(*cells)
    return [found.number.text for found in unproved(prose(made), evidence_of(made), quoted)]


def test_a_number_without_a_proof_is_found_with_its_sentence():
    made = notebook("Nothing here.\n\nFirst one. It takes 21 steps. Then more.")
    (found,) = unproved(prose(made), evidence_of(made), [])
    assert (found.sentence, found.passage.where) == ("It takes 21 steps.", "cell 1")


def test_quoted_words_cover_their_numbers_wherever_they_stand():
    text = "It takes 21 steps, or 34.\n\nAgain: it takes 21 steps."
    assert left_over(text) == ["21", "34", "21"]
    assert left_over(text, quoted=["takes 21 steps"]) == ["34"]
    assert left_over(text, quoted=["takes *21* steps, or 34"]) == ["21"]
    assert left_over("It takes −21 steps", quoted=["takes 21 steps", "21 steps"]) == ["−21"]


@pytest.mark.parametrize(
    ("text", "printed", "proved"),
    [
        ("It takes 21 steps.", "21 steps", True),
        ("It takes 21 steps.", "21.0 steps", True),
        ("It takes 21 steps.", "20.9 steps", False),
        ("It takes 21 steps.", "121 steps, 21.5 and 2.1", False),
        ("It reads 8,000.", "8000", True),
        ("It ends at −0.73.", "-0.73", True),
        ("It ends at 0.73.", "-0.73", False),
        ("It ends at 0.577.", "0.5773", True),
        ("It ends at 0.58.", "0.5773", False),
        ("It keeps 93 %.", "93%", True),
        ("It keeps 93 %.", "93", False),
        ("It is seven times as quick.", "× 7 of them", True),
        ("It is seven times as quick.", "7 of them", False),
        ("It took sixty steps.", "60 steps", True),
        ("| 10 % | 120× |\n|---|---|\n| 1 % | 38× |", "10 % 120×, 1 % 38 times", True),
        ("It ends at $m = 7.839$.", "7.84", False),
        ("It ends at $m = 7.839$.", "7.8391", True),
    ],
)
def test_a_number_may_be_printed_as_it_is_written(text, printed, proved):
    assert (not left_over(text, code("f()", printed))) == proved


def test_few_digits_must_be_printed_or_set_near_by():
    far, near = code("f()", "21 and 0.577"), code("f(steps=34, rate=0.125)", "21")
    assert left_over("It is 21 and 0.577.", near, *FAR[1:], far) == []
    assert left_over("It is 21, 0.577.", *FAR, far) == ["21"]
    assert left_over(far, *FAR, "It is 21, 0.577.") == ["21"]
    assert left_over("It is 34 and 0.125.", *FAR, near) == ["34"]


def test_what_questions_and_checks_show_proves_nothing_and_does_not_stand_between():
    question = code("predict(**questions['a'])", "Is it 21 or 34 steps?")
    check = code("def my_rule(x, steps=34): ...\n\n\ncheck(my_rule)", "21 is wrong")
    assert left_over("It is 21 or 34.", question, check) == ["21", "34"]
    assert left_over("It is 21.", question, check, question, code("f()", "21")) == []


@pytest.mark.parametrize(
    "source",
    [
        "run = descend(rule, steps=21)",
        "f(21)",
        "n = 21",
        "for n in (5, 21): pass",
        "d = {'n': [21]}",
        "def f(n=21): ...",
        "print(f'{f(21):.3f}')",
        "1 + f(21)",
        "f(-21, 21.0)",
    ],
)
def test_a_setting_in_code_counts(source):
    assert left_over("It takes 21.", code(source)) == []


@pytest.mark.parametrize(
    "source",
    [
        "x = y * 21",
        "x = y[21]",
        "assert f(21) == 21",
        "y = x == 21",
        "print(f'{x:.21f}')",
        "print('21')",
        "# 21",
        "x21 = 2",
        "f(-21)",
    ],
)
def test_a_number_in_a_calculation_is_no_setting(source):
    assert left_over("It takes 21.", code(source)) == ["21"]


def test_a_share_may_be_a_setting_but_a_factor_never():
    setting = code("challenge(within=0.01, times=7)")
    assert left_over("It comes within 1 %, 7 times as fast.", setting) == ["7"]


@pytest.mark.parametrize(
    "text",
    [
        "# 12 · Momentum",
        "See lesson 12, lessons 2, 3 and 14, and cell 35.",
        "[12 Momentum](03_momentum.ipynb) is next.",
        "*About 45 minutes.*",
        "L. Bottou, *Training* (2010), and B. Polyak (Moscow, 1964).",
        "`range(21)` and L2, float32, β2.",
        "```python\nf(21)\n```",
        "$\\frac{12}{B}$ and $n = 21$",
        "It is 0 there, and 1 here. Two parameters and half the steps.",
        "<!-- 21 -->",
    ],
)
def test_what_says_nothing_that_could_be_wrong_needs_no_proof(text):
    assert left_over(text) == []


def test_names_of_objects_prove_nothing():
    figure = v4.new_output("display_data", data={"text/plain": "<Figure size 960x21 with 21 Axes>"})
    cell = code("plot()")
    cell.outputs = [figure]
    assert left_over("It takes 21.", cell) == ["21"]
    cell.outputs[0].data["text/plain"] = "step 21 of 100"
    assert left_over("It takes 21.", cell) == []


def test_exercises_are_held_too_without_their_options(tmp_path):
    (tmp_path / "01.toml").write_text(
        "[steps]\nquestion = 'At 0.25, how many?'\noptions = ['21', '34']\nanswer = 'a'\n"
        "because = 'It takes <em>21</em> steps.'\nreasons = ['', 'After 34 it is past.']\n"
    )
    made = notebook("Guess.", code('predict(**questions["steps"])'), *FAR, code("f()", "34"))
    texts = exercise_passages("01.toml", exercise_texts("01", tmp_path), made)
    found = unproved(texts, evidence_of(made), [])
    assert [each.number.text for each in found] == ["0.25", "21", "34"]
    assert {(each.passage.where, each.passage.cell) for each in found} == {("01.toml, steps", 2)}
    assert exercise_texts("02", tmp_path) == {}


def test_a_lesson_has_its_own_exercises():
    files = {p.where.partition(",")[0] for p in lesson_passages("01_gradient_descent")}
    assert {file for file in files if ".toml" in file} == {"01.toml"}


def test_claims_are_read_from_the_tests_without_running_them(tmp_path):
    (tmp_path / "test_claims_01.py").write_text(
        "LESSON = '01_one_run'\n\n"
        "@claim(LESSON, 'takes 21 steps')\ndef test_a(): raise ValueError\n\n"
        "@pytest.mark.slow\n@claim('02_other', 'in two '\n    'parts')\ndef test_b(): ...\n\n"
        "@claim(LESSON, 'is never run')\ndef trial(): ...\n"
    )
    expected = (("01_one_run", "takes 21 steps"), ("02_other", "in two parts"))
    assert quoted_words(tmp_path) == expected


@pytest.mark.parametrize("arguments", ["LESSON, f'{n} steps'", "'01_one_run', WORDS + ' steps'"])
def test_claims_are_plain_strings(tmp_path, arguments):
    (tmp_path / "test_claims.py").write_text(f"@claim({arguments})\ndef test_a(): ...\n")
    with pytest.raises(TypeError, match="takes plain strings"):
        quoted_words(tmp_path)


def test_given_words_have_a_reason(tmp_path):
    (tmp_path / "01_one_run.toml").write_text('"0.2 gram" = "a carat by definition"')
    assert given_words("01_one_run", tmp_path) == {"0.2 gram": "a carat by definition"}
    assert given_words("02_other", tmp_path) == {}


def test_values_are_compared_as_they_are_written():
    (evidence,) = evidence_of(notebook(code("f(0.1, 1e-5, 20_000)")))
    assert evidence.settings == {Decimal("0.1"), Decimal("0.00001"), Decimal(20_000)}
