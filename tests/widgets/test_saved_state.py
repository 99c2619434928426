"""What a notebook keeps of its widgets when it is saved: how much that is, and what is left out."""

import json
from pathlib import Path

import pytest
from ipywidgets.embed import dependency_state
from support.front_end import count_positions, draw_nothing
from support.lesson_boards import NOTEBOOKS, boards_of
from support.node import run_module

from helpers import exercises
from helpers.exercises.questions import kind_of, load_questions
from helpers.widgets.live_figure import BROWSER

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
LESSONS = sorted(path.stem for path in Path(NOTEBOOKS).glob("*.ipynb"))
MOST = 1_000_000  # bytes for one lesson
MOST_AT_REST = 150_000  # bytes that come when a slider rests


def tidied(notebook, opened=None):
    """Return a notebook as saved_state.js lets it be saved."""
    source = (BROWSER / "saved_state.js").as_uri()
    return run_module(f"""
        import {{ tidyNotebook }} from {json.dumps(source)};
        const notebook = {json.dumps(notebook)};
        console.log(JSON.stringify(tidyNotebook(notebook, {json.dumps(opened or {})})));""")


def widget(*inside, kind="ipywidgets"):
    refers = [f"IPY_MODEL_{name}" for name in inside]
    state = {"children": refers} if kind == "ipywidgets" else {"code": refers}
    return {"state": {**state, "_anywidget_id": f"{kind}.Kind"}}


def figure(*inside):
    return widget(*inside, kind="helpers.widgets")


def output(name, **more):
    return {"data": {VIEW: {"model_id": name}, "text/plain": "what it is", **more}}


def notebook(states, *outputs):
    metadata = {} if states is None else {"widgets": {STATE: {"version_major": 2, "state": states}}}
    cells = [{"cell_type": "markdown"}, {"cell_type": "code", "outputs": list(outputs)}]
    return {"metadata": metadata, "cells": cells}


BOARD = {"board": widget("figure", "slider"), "figure": figure("code"), "code": figure()}
BOARD |= {"slider": widget("layout"), "layout": widget()}


def states(notebook):
    return notebook["metadata"]["widgets"][STATE]["state"]


@pytest.mark.parametrize("collaborative", [True, False])
def test_where_a_notebook_is_shared_its_metadata_keep_what_is_shown_and_no_kernel_knows(
    collaborative,
):
    """There the server writes the file, and what a page would save of it is never asked for."""
    source = (BROWSER / "saved_state.js").as_uri()
    states, gone = {**BOARD, "other": figure()}, figure()
    kept = run_module(f"""
        import {{ keepSavedState }} from {json.dumps(source)};
        const wrap = (state) => ({{ {json.dumps(STATE)}: {{ state }} }});
        let metadata = wrap({json.dumps({**states, "gone": gone})});
        const output = {{ toJSON: () => ({json.dumps(output("board"))}) }};
        const outputs = {{ length: 1, get: () => output }};
        const model = Object.create({{
            collaborative: {json.dumps(collaborative)},
            cells: [{{}}, {{ outputs }}],
            toJSON: () => ({{ metadata: {{}}, cells: [] }}),
            getMetadata: () => metadata,
            setMetadata: (name, value) => {{ metadata = value; }},
        }});
        keepSavedState({{ context: {{ model }}, restoredStatus: true }});
        model.setMetadata("widgets", wrap({{ other: {json.dumps(states["other"])} }}));
        const found = Object.keys(metadata[{json.dumps(STATE)}].state);
        model.setMetadata("language_info", "python");
        console.log(JSON.stringify([found.sort(), metadata]));""")
    assert kept == [sorted(states) if collaborative else ["other"], "python"]


def test_what_is_shown_stays_as_it_is():
    before = notebook(BOARD, output("board", **{"image/png": "PNG"}))
    assert tidied(before) == before


def test_a_state_without_a_kernel_stays_when_the_notebook_is_saved_again():
    shown = output("board")
    assert tidied(notebook({}, shown), opened=BOARD) == notebook(BOARD, shown)
    assert states(tidied(notebook({}), opened=BOARD)) == {}, "it is in no output any more"


def test_a_link_between_widgets_stays_with_them():
    link = {"link": widget("figure", "slider")}
    shown = output("board")
    assert states(tidied(notebook({}, shown), opened=BOARD | link)) == BOARD | link
    assert states(tidied(notebook({}), opened=BOARD | link)) == {}


def test_a_figure_whose_cell_was_run_again_is_left_out_with_what_only_it_had():
    again = {name.replace("a", "A"): state for name, state in BOARD.items()}
    again["boArd"] = widget("figure2", "slider2")
    again |= {"figure2": figure("code", "slider2"), "slider2": widget()}
    kept = states(tidied(notebook({**BOARD, **again}, output("boArd"))))
    assert "figure" not in kept
    assert {"boArd", "figure2", "slider2", "code"} <= set(kept)


def test_widgets_of_others_are_left_alone():
    others = {"link": widget(), "text": widget()}
    assert states(tidied(notebook(others))) == others


@pytest.mark.parametrize("kept", [None, {}])
def test_where_no_state_is_saved_an_output_keeps_its_picture_alone(kept):
    for form in ("image/png", "text/html"):
        (saved,) = tidied(notebook(kept, output("board", **{form: "it"})))["cells"][1]["outputs"]
        assert saved["data"] == {"text/plain": "what it is", form: "it"}
    bare = notebook(kept, output("board"))
    assert tidied(bare) == bare, "there is nothing to show in its place"


# A notebook on a page: what it would save without us, what JupyterLab shows, and what it is asked.
PAGE = """
import {{ keepSavedState }} from {source};
const shown = [], slots = new Set();
const outputs = {{
  length: 1, get: () => ({{ toJSON: () => saves[0].cells[1].outputs[0] }}),
  set: (i, {{ data }}) => shown.push(data["{view}"].model_id),
}};
const notebook = Object.create({{ toJSON: () => saves.shift() }});
const models = {{ board: {{ views: {{}} }} }};
Object.assign(notebook, {{
  getMetadata: (name) => structuredClone(saves[0].metadata[name]), cells: [{{}}, {{ outputs }}] }});
const restored = {{ connect: (slot) => slots.add(slot), disconnect: (slot) => slots.delete(slot) }};
const manager = {{ context: {{ model: notebook }}, restored, get_model: async (id) => models[id] }};
const error = "Error displaying widget: model not found";
globalThis.document = {{ querySelectorAll: () => [{{ textContent: error }}] }};
globalThis.setTimeout = (act) => timers.push(act);
const timers = [], saves = {saves}, errors = [];
console.error = (error) => errors.push(String(error));
"""


def on_a_page(saves, script):
    """Run a script with a notebook, its manager and what it would save, one after the other."""
    source = json.dumps((BROWSER / "saved_state.js").as_uri())
    return run_module(PAGE.format(source=source, view=VIEW, saves=json.dumps(saves)) + script)


SAVE_ALL = """
for (let i = 0; i < 2; i++) keepSavedState(manager);  // as two figures do
const saved = saves.splice(1).map((save) => (saves[0] = save, notebook.toJSON()));
console.log(JSON.stringify([saved, errors]));
"""


def test_what_a_kernel_that_has_ended_knew_is_saved_again():
    shown = output("board")
    opened, live, ended = notebook({}), notebook(BOARD, shown), notebook({}, shown)
    (first, second), errors = on_a_page([opened, live, ended], SAVE_ALL)
    assert first == second == notebook(BOARD, shown) and not errors


def test_what_cannot_be_tidied_is_saved_as_it_is():
    unknown = {"metadata": {}, "cells": None}
    (saved,), errors = on_a_page([notebook({}), unknown], SAVE_ALL)
    assert saved == unknown and len(errors) == 1


@pytest.mark.parametrize("views, again", [({}, ["board"]), ({"1": {}}, [])])
def test_a_widget_that_was_not_found_in_time_is_shown_again(views, again):
    script = f"""
        models.board.views = {json.dumps(views)};
        keepSavedState(manager);
        const [slot] = slots;
        slot();
        for (const act of timers) await act();
        console.log(JSON.stringify([shown, slots.size]));"""
    assert on_a_page([notebook(BOARD, output("board"))], script) == [again, 0]


@pytest.mark.thorough
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_is_saved_with_little_more_than_its_pictures(lesson):
    boards = [board for _, _, board in boards_of(lesson)]  # still open
    texts = load_questions(int(lesson[:2])).values()
    questions = [getattr(exercises, kind_of(text))(**text) for text in texts]
    state = json.dumps(dependency_state(boards + questions, drop_defaults=True))
    assert len(state) < MOST
    assert state.count("DecompressionStream") == 1, "the code of figures is saved once"


@pytest.mark.thorough
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_slider_at_rest_brings_at_most_150_kb(lesson, monkeypatch):
    """As the figure opens, and with each slider at its ends: there the runs may be the noisiest."""
    draw_nothing(monkeypatch)
    for number, label, board in boards_of(lesson):
        positions = [board.positions()]
        if len(board.live.payload["block"]) > MOST_AT_REST / 4:
            ends = {name: (0, count_positions(s) - 1) for name, s in board.sliders.items()}
            positions += [
                {**positions[0], name: end} for name, pair in ends.items() for end in pair
            ]
        for at in positions:
            board.refresh(at)
            size = len(board.live.payload["block"])
            assert size <= MOST_AT_REST, f"cell {number}, {label}, at {at}: {size:,} bytes"
