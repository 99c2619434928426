"""The browser's code: joined into one module it loads, and its types and its style are checked."""

import json
import os
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
from support.node import NODE, run_module

from helpers.core.number_text import SUPERSCRIPT
from helpers.exercises.answer import Answer
from helpers.exercises.browser_code import EXERCISE_CODE as EXERCISES
from helpers.exercises.order import Order
from helpers.exercises.predict import Predict
from helpers.exercises.static_text import LETTERS
from helpers.widgets import codec
from helpers.widgets.figure_drawing import LEGEND_OPACITY
from helpers.widgets.live_figure import BROWSER, LiveFigure

ROOT = Path(__file__).resolve().parents[2]
NO_NPM = (
    "NO NPM PACKAGES FOUND: types and style of the browser code were not checked. "
    "`make test` installs them where it reaches the npm registry."
)
TOOLS = {
    "biome": ("@biomejs/biome/bin/biome", "ci", "--error-on-warnings"),
    "tsc": ("typescript/bin/tsc",),
}


@pytest.mark.parametrize("widget", [LiveFigure, Answer, Order, Predict])
def test_a_widgets_code_loads_and_has_what_anywidget_calls(widget):
    """A name that stands in two of its files would be an error; so would one used too early."""
    module = json.dumps(f"data:text/javascript,{widget._script}")
    methods = run_module(f"""
        const {{ default: made }} = await import(encodeURI({module}).replaceAll("#", "%23"));
        const {{ initialize, render }} = typeof made === "function" ? made() : made;
        console.log(JSON.stringify([typeof initialize, typeof render]));""")
    assert methods == ["function", "function"]


def test_moves_are_counted_until_the_challenge_is_met():
    """A place where the sliders rest is a move, but for the one before and for that of Reset."""
    rests = [[0, "☐"], [3, "☐"], [3, "☐"], [0, "☐"], [3, "☐"], [4, "☑ met"], [5, "☐"]]
    source = json.dumps((BROWSER / "challenge.js").as_uri())
    assert run_module(f"""
        const {{ Challenge }} = await import({source});
        const traits = {{
            goal: "1 %", reset_positions: {{ beta: 0 }}, progress: {{ moves: 0, met: false }},
        }};
        const model = {{
            get: (name) => traits[name],
            set: (name, value) => {{ traits[name] = value }},
            save_changes: () => {{ saved += 1 }},
        }};
        const challenge = new Challenge(model), seen = [];
        let saved = 0;
        for (const [beta, caption] of {json.dumps(rests)}) {{
            challenge.follow({{ beta }}, caption, beta === 4);  // before that there is no kernel
            seen.push([...Object.values(traits.progress), saved]);
        }}
        console.log(JSON.stringify(seen));""") == [
        [0, False, 0], [1, False, 0], [1, False, 0], [1, False, 0], [2, False, 0], [3, True, 1],
        [3, True, 1],
    ]  # fmt: skip


@pytest.mark.parametrize("path", [BROWSER / "live_figure.js", EXERCISES / "common.js"])
def test_the_map_names_every_module_once_above_those_it_imports(path):
    """Of the modules beside it; a folder has one map, at the head of one of them."""
    heads = {
        p.name: p.read_text(encoding="utf-8").partition("\n\n")[0] for p in path.parent.glob("*.js")
    }
    mapped = {name: re.findall(r"(?m)^//   (\w+\.js) ", head) for name, head in heads.items()}
    order = mapped.pop(path.name)
    assert not any(mapped.values()), "another map"
    assert sorted([*order, path.name]) == sorted(heads)
    for place, name in enumerate(order):
        source = (path.parent / name).read_text(encoding="utf-8")
        imported = set(re.findall(r'(?m)^(?:import .*|}) from "\./([\w.]+)";', source))
        assert imported - {path.name} <= set(order[place + 1 :]), name
    others = re.findall(r"\w+\.(?:d\.ts|css)", heads[path.name])
    assert sorted(others) == sorted(p.name for p in path.parent.iterdir() if p.name not in heads)


@pytest.mark.parametrize("widget", [LiveFigure, Answer, Order, Predict])
def test_a_widgets_code_works_offline(widget):
    imports = r"\bimport\b\s*[\w({*\"']|\bfrom\s+[\"']|\brequire\(|\bfetch\("
    assert not re.search(imports + "|https?:", widget._script)
    assert not re.search(r"@import|url\(", widget._style)


@pytest.mark.parametrize("steps", [5, 20, 100, 500, 10_000])
def test_play_begins_at_three_steps_a_second_and_quickens(steps):
    source = json.dumps((BROWSER / "play.js").as_uri())
    seconds = [0, 0.1, *range(1, 9)]
    done = run_module(f"""
        const {{ stepsAfter }} = await import({source});
        console.log(JSON.stringify({json.dumps(seconds)}.map(s => stepsAfter(s, {steps}))));""")
    assert done[0] == 0 and (done[1] == pytest.approx(0.3, rel=0.3) or steps > 100)
    speeds = np.diff(done[2:])
    assert (np.diff(speeds) >= -1e-9).all() and speeds[0] >= 3
    assert done[-1] >= steps - 1e-9, "after eight seconds all is done"


DRAGGED = """
const {{ sliderFinder }} = await import({source});
// Two ends of a line, x = 0 and 100: slider m turns it about the first, slider b shifts it; in
// 1/32 of a pixel. Both are at 1, where the line is level at y = 10 pixels.
const place = (start, shape) => ({{ start, shape }});
const values = Int32Array.from(
    [0, 3200, 320, -1280, 320, 320, 320, 1920, 320, 3520, 0, 0, 320, 320, 640, 640, 960, 960]);
const x = place(0, [1, 2, 1]);
const framesOf = (start) => (
    {{ lines: [[x, place(start, [4, 2, 1])]], captions: ["", "", "", ""] }});
const sliderFrames = {{ m: framesOf(2), b: framesOf(10) }};
const decoded = {{ at: {{ m: 1, b: 1 }}, sliderFrames, values }};
const grab = {{ dots: 0, sliders: ["m", "b"] }};
const dots = [[0, 10], [100, 10]];
const drag = (end, to, together) => {{
    const found = sliderFinder(grab, {{ trail: false }}, decoded, dots, end, together)(to);
    return [found.m, found.b];
}};
const one = {{ dots: 0, sliders: ["m"] }};
const along = sliderFinder(one, {{ trail: false }}, decoded, dots, 1, true)([0, 0]);
console.log(JSON.stringify([
    drag(1, [100, 62], true), drag(1, [100, 108], true), drag(0, [0, 21], true),
    drag(0, [0, 60], true), drag(1, [100, 62], false), along.m]));"""


def test_an_end_of_a_line_is_dragged_and_the_other_stays_where_it_can():
    """With a kernel by both sliders, without one by that one which brings it nearer."""
    source = json.dumps((BROWSER / "drag_sliders.js").as_uri())
    right, far, left, up, alone, along = run_module(DRAGGED.format(source=source))
    assert right == [2, 1] and far == [3, 1], "about the left end, which stays"
    assert left == [1, 2] and up == [1, 3], "shifted: to turn it back would lead further away"
    assert alone == [2, 1] and along == 3, "all are as near along x: the last"


AHEAD = """
const {{ PointerPredictor }} = await import({source});
const results = [];
for (const [way, roundTrip, now] of {ways}) {{
    const predictor = new PointerPredictor();
    predictor.add([7, 7], 0);
    predictor.clear();
    for (const [x, y, time] of way) predictor.add([x, y], time);
    results.push(predictor.points(roundTrip, now));
}}
console.log(JSON.stringify(results));"""


def test_the_predicted_path_goes_on_for_the_time_of_three_answers():
    times = np.arange(0, 160, 16)
    right = [[100 + t, 50, t] for t in times.tolist()]  # a pixel each millisecond
    circle = [[100 * np.cos(t / 100), 100 * np.sin(t / 100), t] for t in times.tolist()]
    back = [[min(t, 128 - t), 0, t] for t in times.tolist()]
    ways = [
        [right, 60, 144],
        [right, 400, 144],
        [circle, 60, 144],
        [back, 60, 144],
        [right, 60, 300],  # it has rested
        [[[100 + t / 100, 50, t] for t in times.tolist()], 60, 144],  # it hardly moves
        [right[:1], 60, 0],
        [[], 60, 0],
    ]
    source = json.dumps((BROWSER / "predictor.js").as_uri())
    near, far, round_, left, rested, slow, one, none = run_module(
        AHEAD.format(source=source, ways=json.dumps(ways))
    )
    x, y = np.transpose(near)
    assert x[0] == 244 and 3 * 60 <= x[-1] - 244 < 3 * 60 + 1000 / 60 and y == pytest.approx(50)
    assert np.diff(x) == pytest.approx(1000 / 60), "a point for each picture of a screen"
    assert len(far) <= 24 and far[-1][0] > 243 + 3 * 400, "hardly more, but as far"
    assert np.hypot(*np.transpose(round_)) == pytest.approx(100, rel=0.02), "on along the circle"
    assert len(round_) >= 2 * 60 * 60 / 1000 and np.ptp(round_, axis=0).max() > 50
    x, y = np.transpose(left)
    assert (np.diff(x) < 0).all() and y == pytest.approx(0, abs=1e-6)
    assert rested == [[244, 50]] and slow[0] == [101.44, 50] and len(slow) < 4
    assert one == [[100, 50]] and none == []


def test_python_and_the_browser_agree_on_their_constants():
    joined = LiveFigure._script
    found = dict(re.findall(r"^const ([A-Z\d_]+) = ([^;]+);", joined, re.MULTILINE))
    for name in ("SUBPIXELS", "GAP", "INT32_MAX"):
        assert eval(found[name]) == getattr(codec, name)
    assert eval(found["LEGEND_OPACITY"]) == LEGEND_OPACITY
    assert eval(found["MANTISSA_DECIMALS"]) == codec.MANTISSA_DECIMALS
    digits = eval(found["SUPERSCRIPT"])
    assert "0123456789".translate(SUPERSCRIPT) == digits
    assert f'const SUPERSCRIPTS = "{digits}";' in Answer._script
    for widget in (Answer, Order, Predict):
        assert f'const OPTION_LETTERS = "{LETTERS}";' in widget._script


@pytest.mark.parametrize(
    "widget, file, name",
    [(Answer, "answer", "Answer"), (Order, "order", "Order"), (Predict, "predict", "Question")],
)
def test_every_trait_of_an_exercise_has_a_type(widget, file, name):
    source = (EXERCISES / f"{file}.js").read_text(encoding="utf-8")
    (types,) = re.findall(rf"@typedef {{{{((?:(?!@typedef).)*)}}}} {name}State", source, re.DOTALL)
    named = set(re.findall(r"(\w+)\??: ", re.sub(r"\{.*\}", "", types)))
    inherited = set(widget.__mro__[1].class_trait_names())
    assert named == set(widget.class_trait_names(sync=True)) - inherited


def test_every_trait_that_is_sent_has_a_type():
    """types.d.ts names the traits and the keys of what is sent, as Python does."""
    types = (BROWSER / "types.d.ts").read_text(encoding="utf-8")
    body = re.search(r"interface FigureState \{(.*?)\n\}", types, re.DOTALL)[1]
    named = set(re.findall(r"^  (\w+)\??:", body, re.MULTILINE))
    inherited = set(LiveFigure.__mro__[1].class_trait_names())
    assert named == set(LiveFigure.class_trait_names(sync=True)) - inherited


@pytest.mark.parametrize("tool", TOOLS)
def test_types_and_style_of_the_browser_code(tool):
    script, *options = TOOLS[tool]
    path = ROOT / "node_modules" / script
    if not path.exists():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(NO_NPM)
    command = [NODE, str(path), *options]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert result.returncode == 0, result.stdout + result.stderr
