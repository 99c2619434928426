"""Around a figure in the browser: the stability limit on a slider, the die of the shuffles, and a
card on a dark page."""

from collections import Counter

import nbformat
import pytest

KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
CELLS = [
    """from helpers.problems import ravine
from helpers.rules import adam, gradient_descent, momentum
from helpers.widgets import Slider, playground
rates = Slider((0.01, 0.03, 0.06, 0.1), 0.01)""",
    "playground(momentum, ravine(), learning_rate=rates, beta=[0.5, 0.9, 0], views='loss')",
    "playground(gradient_descent, ravine(), learning_rate=rates, views='loss')",
    "playground(adam, ravine(), learning_rate=rates, views='loss')",
    """from matplotlib import pyplot as plt
plt.plot([1, 2])
plt.show()""",
    """from helpers.data import load_diamonds, split_diamonds
from helpers.problems import DiamondPrices
from helpers.rules import sgd
prices = DiamondPrices(split_diamonds(load_diamonds()).train)
playground(sgd, prices, steps=20, learning_rate=[0.1], batch_size=[32], views='loss')""",
]
MARK = """slider => {  // its place in parts of the track, its name, and what the handle says of it
    const mark = slider.querySelector('.live-figure-mark')
    const track = slider.querySelector('.noUi-base').getBoundingClientRect()
    const {left, width, height} = mark.getBoundingClientRect()
    const handle = slider.querySelector('.noUi-handle')
    const described = document.getElementById(handle.getAttribute('aria-describedby'))
    return {place: (left + width / 2 - track.left) / track.width, drawn: width * height > 0,
            name: mark.getAttribute('aria-label'), role: mark.getAttribute('role'),
            describes: described === mark}
}"""

UNDER_CARD = """cell => {  // what is nearer to the picture than its card reaches
    const picture = cell.querySelector('.live-figure-stage').getBoundingClientRect()
    const controls = [...cell.querySelectorAll('button, .noUi-handle, .widget-readout')]
    return controls.filter(node => !node.closest('.live-figure-stage')).filter(node => {
        const {left, right, top, bottom} = node.getBoundingClientRect()
        return bottom > picture.top - 9 && top < picture.bottom + 9
            && right > picture.left - 9 && left < picture.right + 9
    }).map(node => node.outerHTML.slice(0, 100))
}"""


@pytest.fixture(scope="module")
def opened(lab, tmp_path_factory):
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    path = tmp_path_factory.mktemp("theory") / "theory.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL}), path)
    lab.open(path)
    lab.run_all()
    yield lab
    assert lab.errors() == []


def test_the_stability_limit_is_drawn_and_named_and_moves_with_beta(opened):
    rate, beta, *_ = opened.sliders(opened.cell(2))
    opened.until(lambda: rate.query_selector(".live-figure-mark"))
    at_half = rate.evaluate(MARK)  # 2 (1 + 0.5) / 50 is the third of the four learning rates
    assert at_half["place"] == pytest.approx(2 / 3, abs=0.01)
    assert (at_half["name"], at_half["role"]) == ("stability limit 0.06", "img")
    assert at_half["drawn"] and at_half["describes"]
    opened.press(opened.handle(beta), "ArrowRight")
    opened.until(lambda: rate.evaluate(MARK)["name"] == "stability limit 0.076")
    assert 2 / 3 < rate.evaluate(MARK)["place"] < 1
    opened.press(opened.handle(beta), "ArrowRight")
    opened.until(lambda: rate.evaluate(MARK)["name"] == "stability limit 0.04")
    assert 1 / 3 < rate.evaluate(MARK)["place"] < 2 / 3
    assert "stability limit of momentum 0.04 (beta 0)" in opened.caption(opened.cell(2))


def test_each_slider_of_two_figures_is_described_by_its_own_mark(opened):
    """And no id stands twice on the page: each figure loads its own copy of the browser's code."""
    for number in (2, 3):
        rate, *_ = opened.sliders(opened.cell(number))
        opened.until(lambda rate=rate: rate.query_selector(".live-figure-mark"))
        assert rate.evaluate(MARK)["describes"], number
    ids = opened.page.evaluate("[...document.querySelectorAll('[id]')].map(({id}) => id)")
    assert [name for name, count in Counter(ids).items() if count > 1] == []


def test_nothing_is_marked_where_no_limit_is_known(opened):
    cell = opened.cell(4)
    opened.sliders(cell)
    opened.until(lambda: opened.caption(cell))
    assert cell.locator(".live-figure-mark").count() == 0


THEME = "theme => jupyterapp.commands.execute('apputils:change-theme', {theme})"
CARD = """canvas => {  // its shadow, and pixels of it for one of the screen's
    const stage = canvas.closest('.live-figure-stage')
    const zoom = canvas.width / (canvas.clientWidth * devicePixelRatio)
    return [getComputedStyle(stage).boxShadow, zoom]
}"""


@pytest.mark.parametrize("by", ["mouse", "Enter", "Space"])
def test_the_die_goes_through_all_shuffles_and_begins_anew(opened, by):
    cell = opened.cell(6)
    (seed, _) = opened.sliders(cell)
    die = cell.get_by_role("button", name="Another shuffle", exact=True)
    assert die.locator("svg path").count() == 1 and die.inner_text() == ""
    captions = []
    for expected in ("1", "2", "3", "4", "0"):
        before = opened.caption(cell)
        if by == "mouse":
            die.click()
        else:
            die.press(by)
        opened.until(lambda before=before: opened.caption(cell) != before)
        assert opened.label(seed) == expected and f"seed {expected} " in opened.caption(cell)
        captions.append(opened.caption(cell))
    opened.answered()
    assert len(set(captions)) == 5 and opened.caption(cell) == captions[-1]


def test_on_a_dark_page_pictures_lie_on_a_card_and_stay_sharp(opened):
    """The card covers no slider and no button."""
    canvas, still = opened.figure(opened.cell(2)), opened.cell(5).locator("img")
    padding = "image => getComputedStyle(image).padding"
    assert canvas.evaluate(CARD)[0] == "none" and still.evaluate(padding) == "0px"
    opened.page.evaluate(THEME, "JupyterLab Dark")
    try:
        opened.until(lambda: "rgb(255, 255, 255)" in canvas.evaluate(CARD)[0])
        opened.until(lambda: canvas.evaluate(CARD)[1] == pytest.approx(1, abs=0.005))
        assert still.evaluate(padding) == "8px"
        for cell in (opened.cell(2), opened.cell(6)):
            assert cell.evaluate(UNDER_CARD) == []
    finally:
        opened.page.evaluate(THEME, "JupyterLab Light")
    opened.until(lambda: canvas.evaluate(CARD)[0] == "none")
