"""The figures in Notebook 7, and keys typed on a control there and in JupyterLab."""

import pytest
from support.jupyterlab_page import RAN, Lab
from support.sample_notebook import write

# What Notebook 7.6 says of itself, without us too: settings, a command, MathJax's fonts.
ITS_OWN = ("undefined (reading 'schema')", "'filebrowser:open-path' not registered", ".woff")
CELLS = ("imports", "playground", "predict")
PLAYGROUND = 2  # the number of its cell
CONTROLS = {
    "slider": ".noUi-handle",
    "checkbox": "input[type=checkbox]",
    "reset": ".interactive-figure-steps button",
    "play": ".live-figure-play",
    "map": ".live-figure-stage",
}
# 1: a heading; 0 0: restart; d d, x: delete; a, b: a new cell; the arrows: another one
KEYS = [*"100ddxabmyjkz", "ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Enter", "PageDown"]
NOTEBOOK = """() => {
    const {content} = jupyterapp.shell.currentWidget
    const cells = content.widgets.map(({model}) => [model.type, model.sharedModel.getSource()])
    const dialogs = document.querySelectorAll('.jp-Dialog').length
    return JSON.stringify([content.activeCellIndex, content.mode, dialogs, cells])
}"""
FOCUS = "control => control === document.activeElement"


@pytest.fixture(scope="module", params=["lab/tree", "notebooks"], ids=["jupyterlab", "notebook7"])
def page(request, lab, tmp_path_factory):
    """A page of its own, with the sample notebook run."""
    server = lab.server
    path = server.put(write(tmp_path_factory.mktemp("keys"), CELLS))
    own = Lab(server, lab.context.browser)
    own.page.goto(f"{server.url}{request.param}/{path}?reset&token={server.token}")
    own.ready()
    own.menu("Run", "Run All Cells")
    own.page.wait_for_function(RAN, polling=50, timeout=300_000)
    cell = own.cell(PLAYGROUND)
    own.until(lambda: own.caption(cell), 30)
    yield own
    own.answered()
    own.close()
    assert [e for e in own.errors() if not any(known in e for known in ITS_OWN)] == []


@pytest.mark.parametrize("control", CONTROLS)
def test_no_key_typed_on_a_control_acts_on_the_notebook(page, control):
    found = page.cell(PLAYGROUND).locator(CONTROLS[control]).first
    found.evaluate("control => control.focus()")
    before = page.page.evaluate(NOTEBOOK)
    for key in KEYS:
        page.page.keyboard.press(key)
        assert page.page.evaluate(NOTEBOOK) == before, key
        assert found.evaluate(FOCUS), key


def test_a_slider_is_moved_by_the_arrow_keys(page):
    cell = page.cell(PLAYGROUND)
    slider = page.sliders(cell)[0]
    for key in ("ArrowLeft", "ArrowRight", "ArrowRight"):
        before = page.label(slider), page.caption(cell)
        page.press(page.handle(slider), key)
        page.until(lambda before=before: page.caption(cell) != before[1])
        assert page.label(slider) != before[0]


def test_escape_goes_back_to_the_cell_and_shift_enter_to_the_next(page):
    cell = page.cell(PLAYGROUND)
    handle = cell.locator(".noUi-handle").first
    handle.evaluate("control => control.focus()")
    page.page.keyboard.press("Escape")
    assert cell.evaluate(FOCUS)
    handle.evaluate("control => control.focus()")
    page.page.keyboard.press("Tab")
    assert not handle.evaluate(FOCUS)
    handle.evaluate("control => control.focus()")
    page.page.keyboard.press("Shift+Enter")
    next_one = page.cell(PLAYGROUND + 1)
    page.until(lambda: "jp-mod-active" in (next_one.get_attribute("class") or ""))
    page.until(lambda: page.page.evaluate(RAN) and page.caption(cell), 60)
