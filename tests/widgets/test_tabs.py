"""The buttons that show one board in the place of another."""

import base64

import ipywidgets
import pytest

from helpers.problems import ravine, saddle
from helpers.rules import gradient_descent
from helpers.widgets.playground import playground
from helpers.widgets.tabs import tabs

PNG = b"\x89PNG"


@pytest.fixture(scope="module")
def boards():
    problems = {"ravine": ravine(), "saddle": saddle()}
    return {
        name: playground(gradient_descent, problem, steps=5, learning_rate=[0.01])
        for name, problem in problems.items()
    }


def test_the_first_board_is_shown_or_the_one_asked_for(boards):
    assert tabs(boards).shown == "ravine"
    asked = tabs(boards, "saddle")
    assert asked.shown == "saddle"
    assert asked.stack.children[asked.stack.selected_index] is boards["saddle"]


def test_the_browser_changes_over_without_the_kernel(boards):
    made = tabs(boards)
    assert isinstance(made.link, ipywidgets.widgets.widget_link.Link)
    assert made.link.source == (made.buttons, "index")
    assert made.link.target == (made.stack, "selected_index")
    assert list(made.buttons.options) == list(boards)
    assert made.stack.children == tuple(boards.values())


@pytest.mark.parametrize("label", ["ravine", "saddle"])
def test_what_is_saved_is_the_board_on_screen(boards, label):
    data, metadata = tabs(boards, label)._repr_mimebundle_()
    single, _ = boards[label]._repr_mimebundle_()
    assert data["text/plain"] == f"{label}: {single['text/plain']}" == metadata["image/png"]["alt"]
    assert "\n" not in data["text/plain"]
    assert data["image/png"] == single["image/png"]
    assert base64.b64decode(data["image/png"]).startswith(PNG)
    assert "application/vnd.jupyter.widget-view+json" in data


def test_the_buttons_say_which_board_is_saved(boards):
    made = tabs(boards)
    made.buttons.index = 1
    assert made._repr_mimebundle_()[0]["text/plain"].startswith("saddle: ")


@pytest.mark.parametrize("wrong", [{}, {"a": 1}, {"a": ipywidgets.VBox()}])
def test_anything_but_boards_is_refused(wrong):
    with pytest.raises(TypeError, match="label: playground"):
        tabs(wrong)


def test_a_label_may_be_a_number_and_no_board_disappears(boards):
    one, other = boards.values()
    assert tabs({1: one, 2: other}, 2).shown == "2"
    with pytest.raises(ValueError, match=r"Two boards have the same label: pass \{label"):
        tabs({1: one, "1": other})


def test_an_unknown_label_is_refused(boards):
    with pytest.raises(ValueError, match="'ravine', 'saddle'"):
        tabs(boards, "valley")


def test_a_page_that_shows_the_widget_gets_no_picture(boards):
    data, _ = tabs(boards)._repr_mimebundle_(include=None, exclude={"image/png"})
    assert set(data) == {"application/vnd.jupyter.widget-view+json", "text/plain"}
