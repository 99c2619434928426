"""The worker of the pages in Chromium: the figures and exercises of the course, as in a kernel."""

import ast
import json
import os
import random
from pathlib import Path

import pytest
from support import random_moves
from support.built_runtime import BUILT, built_runtime
from support.front_end import rest
from support.jupyterlab_page import FLAGS, running_playwright
from support.lesson_boards import needed, notebooks_with_boards
from support.lessons_with_torch import NEED_TORCH
from support.site_worker import Worker
from support.static_server import served

pytestmark = pytest.mark.slow  # they build the browser's Python, which `make site` needs anyhow


SETTINGS = 200  # of all figures together
IMPORTS = """
import numpy as np
from helpers.data import load_diamonds, split_diamonds
from helpers.exercises import check, predict
from helpers.problems import DiamondPrices, parabola, ravine
from helpers.rules import adam, gradient_descent, momentum, rmsprop
from helpers.widgets import Slider, manual_descent, playground
prices = DiamondPrices(split_diamonds(load_diamonds()).train)
"""
FIGURES = {  # in which nothing is chaotic: rounding stays rounding
    "gradient descent": "playground(gradient_descent, prices)",
    "all examples": "playground(momentum, prices, views='speeds', batch_size=None)",
    "a ravine": "playground([gradient_descent, momentum], ravine(50), steps=60)",
    "a schedule": "playground(rmsprop, prices, steps=100, schedule=('constant', 'cosine'), "
    "learning_rate=Slider((0.001, 0.01), 0.01))",
}


@pytest.fixture(scope="module")
def worker(chromium):
    """A worker that has started, with the names of a lesson."""
    built_runtime()
    with served(BUILT) as address, running_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        worker = Worker(browser.new_page(), address)
        assert worker.run(IMPORTS)[0]
        yield worker
        browser.close()


@pytest.fixture(scope="module")
def names():
    """The same names in this process."""
    names = {}
    exec(IMPORTS, names)
    return names


def test_it_says_how_far_it_is_and_that_it_is_ready(worker):
    messages = worker.ready["messages"]
    progress = [m["done"] / m["total"] for m in messages if m["type"] == "progress"]
    assert progress == sorted(progress) and progress[-1] == 1 and len(progress) > 10
    assert [m["type"] for m in messages if m["type"] != "progress"] == ["ready"]


@pytest.mark.parametrize("figure", FIGURES)
def test_captions_are_those_of_a_kernel_wherever_the_sliders_are(worker, names, figure):
    """They are set at random, as a page sets them, and what is below the figure is compared."""
    board = eval(FIGURES[figure], names)
    assert worker.run(f"board = {FIGURES[figure]}\nboard")[0]
    ids = "{name: slider.model_id for name, slider in board.sliders.items()}"
    models = json.loads(worker.printed(f"import json\nprint(json.dumps({ids}))"))
    live = worker.printed("print(board.live.model_id, end='')")
    chance = random.Random(figure)
    positions: dict[str, int] = {}
    for _ in range(SETTINGS // len(FIGURES)):
        last = positions
        while positions == last:  # frames for where the sliders are already would not be sent again
            positions = {
                name: chance.randrange(len(slider.options))
                for name, slider in board.sliders.items()
            }
        for name, position in positions.items():
            worker.set_state(models[name], index=position)
        sent = worker.tell(live, kind="idle", positions=positions)
        assert any("payload" in one["content"]["data"].get("state", {}) for one in sent)
        rest(board, positions)
        for step in (board.steps, board.steps // 3):
            here = board.live.caption(*board.current_frame()[:2], step)
            code = f"print(board.live.caption(*board.current_frame()[:2], {step}), end='')"
            assert worker.printed(code) == here, (figure, positions)
    board.close()


MOVES = int(os.environ.get("MOVES", 500))
LESSONS = [lesson for lesson in notebooks_with_boards() if lesson not in NEED_TORCH]
SUPPORT = Path(random_moves.__file__).parent
# Modules of tests/support/ that make the boards of a lesson and move them, after those they need.
MODULES = (
    *("payload_decoder", "front_end", "single_runs", "expected_captions", "made_boards"),
    *("moving", "moved_playgrounds", "moved_boards", "random_moves"),
)
MOVE = """
from types import SimpleNamespace
import numpy as np
from matplotlib import pyplot as plt
from support import front_end, made_boards, random_moves
front_end.draw_nothing(SimpleNamespace(setattr=setattr))
with front_end.closed_afterwards():
    boards = [board for _, _, board in made_boards.made_boards({statements})]
    plt.close("all")
    print(sum(random_moves.check_moves(board, {moves} // len(boards) + 1, np.random.default_rng(k))
              for k, board in enumerate(boards)))"""


@pytest.fixture(scope="module")
def support(worker):
    """The worker knows these MODULES."""
    files = {name: (SUPPORT / f"{name}.py").read_text(encoding="utf-8") for name in MODULES}
    code = f"""
import sys
from pathlib import Path
Path("/tests/support").mkdir(parents=True)
for name, text in {files}.items():
    Path(f"/tests/support/{{name}}.py").write_text(text, encoding="utf-8")
sys.path.append("/tests")"""
    assert worker.run(code)[0]


@pytest.mark.parametrize("lesson", LESSONS)
def test_captions_are_those_of_fresh_runs_whatever_is_moved(worker, support, lesson):
    """In the worker's own Python, where fresh runs are exact too."""
    statements = [(number, ast.unparse(statement)) for number, statement in needed(lesson)]
    made = worker.printed(MOVE.format(statements=statements, moves=MOVES // len(LESSONS)))
    assert int(made) >= MOVES // len(LESSONS) // 10  # of a race a tenth


RULE = """def mine(params, gradient, state=(), *, learning_rate):
    params = {}
    return params, state

check(mine, like=gradient_descent)"""
ENDLESS = """def mine(params, gradient, state=(), *, learning_rate):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass

check(mine, like=gradient_descent)"""


@pytest.mark.parametrize(
    ("update", "says"),
    [
        ("params - learning_rate * gradient", "✓"),
        ("params + learning_rate * gradient", "uphill"),
        ("params - learning_rate * graident", "graident"),
    ],
)
def test_check_says_what_it_says_in_a_kernel(worker, names, update, says):
    ok, (shown,) = worker.run(RULE.format(update))
    there = shown["data"]["text/plain"]
    assert ok and says in there + shown["data"]["text/html"]
    verdict = worker.printed(f"{RULE.format(update).rpartition('check')[0]}print('defined')")
    assert verdict == "defined\n"


def test_a_rule_without_end_is_stopped_after_five_seconds(worker):
    ok, (shown,) = worker.run(ENDLESS)
    assert ok and "did not finish within 5 seconds" in shown["data"]["text/plain"]
    assert 4_900 < worker.ms < 30_000


def test_an_error_is_one_sentence(worker):
    ok, (error,) = worker.run("playground(gradient_descent, prices, steps=-1)")
    (line,) = error["traceback"][-1:]
    assert not ok and "steps must be a whole number of at least 1" in line


def test_figures_and_texts_come_in_their_order(worker):
    source = "import matplotlib.pyplot as plt\nprint(1)\nplt.plot([1, 2])\nplt.show()\nprint(2)"
    ok, (first, figure, second) = worker.run(source)
    assert ok and first["text"] == "1\n" and second["text"] == "2\n"
    assert figure["data"]["image/png"].startswith("iVBOR")


def test_what_the_course_asks_of_numbers_longer_than_32_bits(worker):
    code = "from helpers.descent import descend\n"
    code += "run = descend(gradient_descent, prices, steps=300_000, learning_rate=0.1)\n"
    assert worker.printed(code + "print(run.rows_seen[-1])") == "2400000000\n"
    many = "descend(gradient_descent, prices, steps=2, learning_rate=0.1, seed=range(10**12))"
    ok, (error,) = worker.run(many)
    assert not ok and "too much at once" in error["evalue"]


def test_lesson_6_says_where_it_can_be_run(worker):
    ok, (error,) = worker.run("from helpers.core import require_package\nrequire_package('torch')")
    (line,) = error["traceback"]
    assert not ok and line.startswith("PyTorch does not run in a browser.") and "Binder" in line
