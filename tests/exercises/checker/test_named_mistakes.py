"""Each known mistake, written by readers in several styles, is named, and nothing else is."""

import pytest
from support.reader_styles import STYLES

from helpers.exercises.checker import check
from helpers.exercises.checker.editing import edited_functions
from helpers.exercises.checker.exercises import all_exercises
from helpers.exercises.texts import read

EXERCISES = {exercise.reference.__name__: exercise for exercise in all_exercises()}
MADE = [(style, mistake) for style in STYLES for mistake in style.changes]


def names_for(exercise, mistake):
    """Return the names under which a mistake may be named: its own, or one shared with twins."""
    twins = read("twins").get(exercise, {})
    return {mistake, *(name for name, entry in twins.items() if mistake in entry["of"])}


@pytest.mark.parametrize("style", STYLES, ids=lambda style: f"{style.exercise}: {style.name}")
def test_a_style_is_right_without_mistakes(style):
    assert check(style.written(), like=EXERCISES[style.exercise].reference).right is True


@pytest.mark.thorough
@pytest.mark.parametrize(
    "style, mistake", MADE, ids=[f"{s.exercise}: {s.name}: {mistake}" for s, mistake in MADE]
)
def test_a_mistake_is_named(style, mistake):
    page = check(style.written(mistake), like=EXERCISES[style.exercise].reference)
    assert page.right is False and len(page.names) == 1, page
    assert set(page.names) <= names_for(style.exercise, mistake), page


@pytest.mark.parametrize("name", EXERCISES)
def test_every_mistake_is_written_in_a_style_in_which_it_is_named_by_itself(name):
    exercise = EXERCISES[name]
    written = {mistake for style in STYLES if style.exercise == name for mistake in style.changes}
    for mistake in exercise.mistakes:
        if list(edited_functions(exercise.reference, exercise.variants[0], [mistake])):
            assert mistake.name in written, (
                f"Write {mistake.name} in tests/support/reader_styles.py"
            )


@pytest.mark.parametrize("mistake, unused", [
    ("not corrected", "mean_hat and square_hat"), ("only mean corrected", "square_hat"),
])  # fmt: skip
def test_what_is_computed_and_not_used_is_pointed_at(mistake, unused):
    style = next(style for style in STYLES if style.exercise == "adam")
    page = check(style.written(mistake), like=EXERCISES["adam"].reference)
    assert f"You compute {unused}, but never use it." in page.message
