"""The questions of a page: what differs as soon as one of them does."""

import nbformat
import pytest
from build_pages import editions
from widget_groups import STATE, VIEW, saved_groups

QUESTION = {
    "_anywidget_id": "helpers.exercises.predict.Predict",
    "question": "Which?",
    "options": ["This.", "That."],
    "answer": "b",
    "because": "So it is.",
    "guess": "",
}


def editions_with(**changes):
    """Return the editions of a lesson whose one question has these traits."""
    model = {"model_name": "AnyModel", "state": QUESTION | changes}
    shown = nbformat.v4.new_output("display_data", {VIEW: {"model_id": "question"}})
    cells = [
        nbformat.v4.new_code_cell('predict(**questions["which"])', id="which", outputs=[shown]),
        nbformat.v4.new_code_cell("1 + 1", id="sum"),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata.widgets = {STATE: {"state": {"question": model}}}
    return editions(notebook, saved_groups(notebook))


@pytest.mark.parametrize(
    "changes", [{"question": "Which one?"}, {"options": ["That.", "This."]}, {"answer": "a"}]
)
def test_another_question_is_another_edition_though_its_cell_is_the_same(changes):
    before, after = editions_with(), editions_with(**changes)
    assert before["edition"] != after["edition"]
    assert list(before["asked"]) == list(after["asked"]) == ["which"]
    assert before["asked"] != after["asked"]


def test_an_explanation_or_a_guess_makes_no_other_question():
    assert editions_with() == editions_with(because="Look again.", guess="a")
