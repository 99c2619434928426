"""The course in Firefox: every slider of every board by key and mouse, Play, a click, a guess."""

import re

import pytest
from support.jupyterlab_page import firefox_page
from support.sample_notebook import write

BOARDS = ("playground", "manual_descent", "tabs", "race", "compare")
CELLS = ("imports", *BOARDS, "predict")
NUMBER = {kind: number for number, kind in enumerate(CELLS, start=1)}
IN_SIGHT = "slider => slider.checkVisibility()"
PAINTED = "canvas => canvas.getContext('2d').getImageData(0, 0, 300, 300).data.some(x => x < 250)"


@pytest.fixture(scope="module")
def lab(firefox, server, tmp_path_factory):
    with firefox_page(firefox, server) as lab:
        lab.open(write(tmp_path_factory.mktemp("firefox"), CELLS))
        lab.run_all()
        yield lab
        assert lab.errors() == []


@pytest.fixture
def board(lab, request):
    """The cell of a board, with its figure painted."""
    cell = lab.cell(NUMBER[request.param])
    cell.scroll_into_view_if_needed()
    lab.until(lambda: lab.caption(cell), 30)
    return cell


def changes(lab, cell, act):
    """Do something; wait until the caption says something else, and return it."""
    before = lab.caption(cell)
    act()
    lab.until(lambda: lab.caption(cell) != before)
    return lab.caption(cell)


SMOKE = pytest.param("playground", marks=pytest.mark.smoke)


@pytest.mark.parametrize("board", [SMOKE, *BOARDS[1:]], indirect=True)
def test_every_slider_moves_its_picture_by_key_and_by_mouse(lab, board):
    assert lab.figure(board).evaluate(PAINTED)
    for slider in lab.sliders(board):
        if not slider.evaluate(IN_SIGHT):  # on a tab behind
            continue
        handle, name = lab.handle(slider), lab.name(slider)
        lab.press(handle, "Home")
        lab.press(handle, "ArrowRight")
        one = lab.label(slider)
        lab.drag(handle, 0)
        lab.until(lambda slider=slider, one=one: lab.label(slider) != one)
        lab.drag(handle, 1)
        lab.until(lambda name=name, slider=slider: says(lab, board, name, lab.label(slider)))


def says(lab, cell, name, value):
    said = (f"{name} {value}", f"{name} = {value}")
    return any(text in lab.caption(cell) for text in said)


@pytest.mark.parametrize("board", ["playground"], indirect=True)
def test_play_runs_to_the_last_step(lab, board):
    lab.press(lab.handle(lab.sliders(board)[-1]), "Home")
    lab.until(lambda: "step 0 of 100" in lab.caption(board))
    board.get_by_role("button", name="Play").click()
    lab.until(lambda: "step 100 of 100" in lab.caption(board), 20)


@pytest.mark.parametrize("board", ["playground"], indirect=True)
def test_a_click_on_the_map_sets_the_start(lab, board):
    board.get_by_role("button", name="Reset").click()
    lab.answered()
    canvas = lab.figure(board)
    box = canvas.bounding_box()
    middle = {"x": box["width"] / 2, "y": box["height"] / 2}
    assert "m =" in changes(lab, board, lambda: canvas.click(position=middle))


@pytest.mark.smoke
def test_a_guess_opens_the_answer(lab):
    cell = lab.cell(NUMBER["predict"])
    cell.scroll_into_view_if_needed()
    cell.locator("input[type=radio]").first.check()
    cell.get_by_role("button", name="This is my guess").click()
    assert re.search(r"You guessed \(a\)", cell.locator(".exercise").inner_text())
