"""What goes wrong around a lesson without a browser in sight: a rule that fails, sleeps or never
ends, cells run out of order, a board closed too early, a folder that is read-only, no home."""

import _thread
import atexit
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from matplotlib import pyplot as plt
from support.front_end import closed_afterwards
from support.jupyter_server import until
from support.payload_decoder import PayloadDecoder

from helpers import sweep
from helpers.core.timeout import TimeLimitError
from helpers.plotting import VIEWS, View
from helpers.problems import ravine
from helpers.rules import momentum
from helpers.widgets.playground import playground

ROOT = Path(__file__).resolve().parent.parent
quick = partial(playground, problem=ravine(), steps=5, views="blank", learning_rate=[0.01, 0.02])


@pytest.fixture(autouse=True)
def a_view_of_nothing(monkeypatch):
    """Add one: what is not about the picture is tested ten times as fast without."""
    blank = View(
        lambda axes, *_, **__: axes.set_axis_off(), lambda axes, colour: [], lambda run: []
    )
    monkeypatch.setitem(VIEWS, "blank", blank)
    with closed_afterwards():
        yield


@pytest.fixture
def shell(tmp_path, monkeypatch):
    """A function that runs a cell as a notebook does, and returns the lines of its error."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    shell = InteractiveShell(user_ns={})
    shell.history_manager.enabled = False
    errors = []
    monkeypatch.setattr(shell, "_showtraceback", lambda kind, error, lines: errors.append(lines))

    def run(cell):
        errors.clear()
        shell.run_cell(cell)
        return errors[0] if errors else []

    run.names = shell.user_ns
    yield run
    atexit.unregister(shell.atexit_operations)
    shell.atexit_operations()  # now, while its folder is there


# ---- a rule that fails ------------------------------------------------------------------------

IMPORTS = """
import time
import numpy as np
from helpers.widgets import playground
from helpers.problems import ravine
"""
RULE = """
def mine(params, gradient, state=0, *, learning_rate):
    {}
    return params - learning_rate * gradient, state
"""
SHOW = "\nboard = playground(mine, ravine(), steps=5, views='blank', learning_rate=[0.01, 0.02])"
FAULTS = {
    "raises": ("raise KeyError('velocity')", "KeyError, in line 2 of mine: 'velocity'"),
    "returns nothing": ("return", "mine returns nothing: end it with return params, state"),
    "returns one thing": ("return params", "mine must return two things, not ndarray: end it with "
                                           "return params, state"),
    "returns the wrong shape": ("return np.zeros(3), 0", "mine must return params of shape (2,), "
                                "as it was given, not of shape (3,)."),
    "sleeps": ("time.sleep(0.8)", "One update of mine did not finish within 0.2 seconds. "
                                  "Is there a loop in it that never ends?"),
    "never ends": ("while True: pass", "One update of mine did not finish within 0.2 "
                                       "seconds. Is there a loop in it that never ends?"),
}  # fmt: skip


@pytest.mark.parametrize(("fault", "line"), FAULTS.values(), ids=FAULTS)
def test_a_rule_that_fails_gives_one_line_and_the_next_one_works(shell, monkeypatch, fault, line):
    monkeypatch.setattr(sweep, "ONE_UPDATE_TIMEOUT", 0.2)
    assert shell(IMPORTS) == []
    assert shell(RULE.format(fault) + SHOW) == [line]
    assert shell(RULE.format("pass") + SHOW + "\nprint(board.run.steps)") == []


def test_a_rule_that_returns_nan_is_shown_and_said_to_diverge():
    board = quick(lambda p, g, state=0, *, learning_rate: (p * np.nan, state))
    assert "diverged at step 1 of" in board.live.caption(*board.current_frame())
    assert board.live.png(*board.current_frame())


def test_a_rule_that_comes_to_no_end_later_on_gives_one_too(monkeypatch):
    monkeypatch.setattr(sweep, "SWEEP_TIMEOUT", 0.3)

    def stuck(params, gradient, state=0, *, learning_rate):
        while state > 2:
            pass
        return params - learning_rate * gradient, state + 1

    before = set(threading.enumerate())
    line = "5 updates of stuck at 2 positions of the sliders did not finish within 0.3 s"
    with pytest.raises(TimeLimitError, match=line) as caught:
        quick(stuck)
    assert "Take fewer steps" in str(caught.value) and "Restart" not in str(caught.value)
    assert ended(before)  # and it does not go on in secret


def test_of_a_rule_that_sticks_when_a_slider_moves_the_error_stands_below_the_picture(monkeypatch):
    monkeypatch.setattr(sweep, "SWEEP_TIMEOUT", 0.3)
    stuck = []

    def mine(params, gradient, state=0, *, learning_rate):
        while stuck:
            pass
        return params - learning_rate * gradient, state

    board = quick(mine)
    before = dict(board.live.payload)
    stuck.append(True)
    rest(board, 1)
    assert "did not finish within 0.3 seconds" in board.live.error_message
    assert board.live.payload == before
    stuck.clear()
    rest(board, 1)
    assert board.live.error_message == "" and PayloadDecoder(board.live).at == {"learning_rate": 1}


def rest(board, position):
    message = {"method": "custom", "content": {"kind": "idle",
               "positions": {"learning_rate": position}}}  # fmt: skip
    board.live.comm.handle_msg({"content": {"data": message}, "buffers": []})


def test_a_rule_that_is_only_slow_works():
    def slow(params, gradient, state=0, *, learning_rate):
        time.sleep(0.005)
        return params - float(learning_rate) * gradient, state  # and takes one run at a time

    assert PayloadDecoder(quick(slow).live).at == {"learning_rate": 0}


def test_our_own_rules_are_run_where_they_are_called(monkeypatch):
    monkeypatch.setattr(sweep, "run_with_timeout", pytest.fail)
    quick(momentum)


@pytest.fixture
def interruptible():
    """Heed Ctrl-C, as a kernel does: what a script starts with & ignores it, and so did we."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_an_interrupt_ends_the_rule_too(interruptible):
    running = threading.Event()

    def mine(params, gradient, state=0, *, learning_rate):
        while True:
            running.set()

    def press():
        running.wait()
        _thread.interrupt_main()

    before = set(threading.enumerate())
    threading.Thread(target=press).start()
    with pytest.raises(KeyboardInterrupt):
        quick(mine)
    assert ended(before)


def ended(before):
    """Whether there are no other threads than `before`; waits for it."""
    return until(lambda: not set(threading.enumerate()) - before)


# ---- cells and boards -------------------------------------------------------------------------

LESSON = [
    IMPORTS + "from helpers.rules import momentum",
    RULE.format("pass"),
    SHOW.strip(),
    "board.sliders['learning_rate'].index = 1\nprint(board.settings['learning_rate'])",
]


def test_cells_run_out_of_order_say_what_is_missing_and_then_work(shell):
    for cell in LESSON[:0:-1]:
        (*_, last) = "".join(shell(cell)).splitlines() or [""]
        assert re.search(r"NameError.*: name '\w+' is not defined", last) or cell == LESSON[1]
    assert [shell(cell) for cell in [*LESSON, *LESSON[:0:-1], LESSON[1]]] == [[]] * 8


def test_a_cell_run_twenty_times_gives_the_same_and_leaves_no_figures(shell):
    bundles, open_before = [], plt.get_fignums()  # by other tests
    for turn in range(20):
        assert [shell(cell) for cell in LESSON] == [[]] * 4
        if turn in (0, 19):
            bundles.append(shell.names["board"]._repr_mimebundle_()[0])
    for kind in ("text/plain", "image/png"):
        assert bundles[0][kind] == bundles[1][kind]
    assert plt.get_fignums() == open_before


def test_two_playgrounds_on_one_rule_do_not_move_each_other():
    one, two = quick(momentum), quick(momentum)
    before = two.live.caption(*two.current_frame()), dict(two.live.payload)
    one.sliders["beta"].index = 0
    one.refresh(one.positions())
    one.set_start(1.0, 0.1)
    assert (two.live.caption(*two.current_frame()), dict(two.live.payload)) == before
    assert one.settings["beta"] == 0 and two.settings["beta"] == 0.9


@pytest.mark.parametrize("what", ["board", "figure", "everything"])
def test_a_playground_closed_while_its_frames_are_computed(what):
    computing, closed = threading.Event(), threading.Event()
    computing.set()
    closed.set()

    def mine(params, gradient, state=0, *, learning_rate):
        computing.set()
        assert closed.wait(10)
        return params - learning_rate * gradient, state

    board = quick(mine)
    computing.clear()
    closed.clear()
    answer = threading.Thread(target=rest, args=(board, 1))
    answer.start()
    assert computing.wait(10)
    {"board": board.close, "figure": board.live.close, "everything": board.close_all}[what]()
    closed.set()
    answer.join(10)
    assert not answer.is_alive() and board.live.error_message == ""
    assert PayloadDecoder(quick(mine).live).at == {"learning_rate": 0}  # and the next one works


# ---- folders ----------------------------------------------------------------------------------

EXECUTE = """
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read("notebooks/00_start_here.ipynb", 4)
NotebookClient(notebook, timeout=120, kernel_name="python3",
               resources={"metadata": {"path": "notebooks"}}).execute()
for output in (output for cell in notebook.cells for output in cell.get("outputs", [])):
    if output.get("name") == "stderr":
        sys.stdout.write(output.text)
"""


@pytest.fixture(scope="module")
def read_only(tmp_path_factory):
    """A copy of the repository that may not be written to, not even by who could all the same."""
    copy = tmp_path_factory.mktemp("read only")
    for name in ("helpers", "notebooks", "data"):
        shutil.copytree(
            ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", ".*")
        )
    before = tree(copy)
    for path in [copy, *copy.rglob("*")]:
        path.chmod(path.stat().st_mode & ~0o222)
    yield copy
    for path in [copy, *copy.rglob("*")]:
        path.chmod(path.stat().st_mode | 0o200)
    assert tree(copy) == before


def tree(folder):
    """Return what is in a folder, but for what Python writes if it may."""
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts}  # fmt: skip


@pytest.mark.parametrize("home", ["none", "not a folder"])
def test_a_lesson_runs_in_a_read_only_folder_without_a_home(read_only, tmp_path, home):
    known = {"HOME", "MPLCONFIGDIR", "IPYTHONDIR"}
    env = {name: value for name, value in os.environ.items()
           if name not in known and not name.startswith(("JUPYTER", "XDG_"))}  # fmt: skip
    env["PYTHONPATH"] = os.pathsep.join([str(read_only), env["PYTHONPATH"]])
    if home == "none":
        env["IPYTHONDIR"] = str(tmp_path)  # else it looks up where the home is
    else:
        (tmp_path / "file").touch()
        env["HOME"] = str(tmp_path / "file" / "home")  # not even root can make that
    done = subprocess.run(
        [sys.executable, "-c", EXECUTE], cwd=read_only, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    printed = [line for line in done.stdout.splitlines() if line]
    if home == "none":
        assert printed == []
    else:  # matplotlib's own two lines, printed before helpers is imported
        assert all("matplotlib" in line for line in printed) and len(printed) <= 2


# A system's own locale, in which a number has a comma, or I is no capital of i, and text no UTF-8.
LOCALES = {"C": None, "de_DE.ISO-8859-15": ("de_DE", "ISO-8859-15"),
           "tr_TR.ISO-8859-9": ("tr_TR", "ISO-8859-9")}  # fmt: skip
NO_LOCALES = (
    "NO LOCALES FOUND: no lesson was run in German or Turkish. Install the package locales."
)
COMPARE = (
    EXECUTE
    + """
import locale
stored = nbformat.read("notebooks/00_start_here.ipynb", 4)
for old, new in zip(stored.cells, notebook.cells, strict=True):
    for before, after in zip(old.get("outputs", []), new.get("outputs", []), strict=True):
        assert before.get("text") == after.get("text")
        for kind in ("text/plain", "text/html"):
            assert before.get("data", {}).get(kind) == after.get("data", {}).get(kind)
import helpers
print("ran in", helpers.__file__, "by", locale.setlocale(locale.LC_ALL, ""))
"""
)
IN_A_SHELL = """
import locale
print(locale.setlocale(locale.LC_ALL, ""), f"{1.5:n}", "I".lower())
from helpers.data import load_diamonds
from helpers.exercises import check
from helpers.problems import ravine
from helpers.rules import gradient_descent
from helpers.widgets import playground
board = playground(gradient_descent, ravine(), steps=5)
print(ascii(board.live.caption(*board.current_frame())), len(load_diamonds()))
print(ascii(check(gradient_descent, like=gradient_descent)._repr_html_()))
"""


@pytest.fixture(scope="module")
def locales(tmp_path_factory):
    """What the environment needs for LOCALES, made here: few machines have them."""
    folder = tmp_path_factory.mktemp("locales")
    for name, made_of in LOCALES.items():
        if made_of:
            language, characters = made_of
            made = ["localedef", "-i", language, "-f", characters, folder / name]
            if (
                not shutil.which("localedef")
                or subprocess.run(made, capture_output=True).returncode
            ):
                pytest.skip(NO_LOCALES)
    return {"LOCPATH": str(folder)}


@pytest.fixture(scope="module")
def far_away(tmp_path_factory):
    """A copy in a folder with spaces and letters of many languages, 200 characters deep."""
    folder = tmp_path_factory.mktemp("far away") / "Übungen für Ömer (ğ, ı, 数), all of them"
    while len(str(folder)) < 260:
        folder /= "ein Ordner in einem Ordner"
    for name in ("helpers", "notebooks", "data"):
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".*")
        )
    return folder


def run_there(code, folder, environment):
    """Run a program with the helpers of a folder; return what it prints."""
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))
    }
    env |= environment | {"PYTHONPATH": os.pathsep.join([str(folder), env["PYTHONPATH"]])}
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, env=env, capture_output=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(
    sys.platform == "win32", reason="paths are short there, locales have other names"
)
@pytest.mark.parametrize("name", ["C", "tr_TR.ISO-8859-9"])
def test_a_lesson_gives_the_same_far_away_in_any_locale(far_away, locales, name):
    printed = run_there(COMPARE, far_away, locales | {"LC_ALL": name})
    assert os.fsencode(far_away) in printed and printed.split()[-1] == name.encode()


@pytest.mark.skipif(sys.platform == "win32", reason="locales have other names there")
def test_numbers_and_texts_are_the_same_where_a_reader_sets_the_locale(locales):
    first, *plain = run_there(IN_A_SHELL, ROOT, {"LC_ALL": "C"}).splitlines()
    assert first.split() == [b"C", b"1.5", b"i"] and len(plain) == 2
    for name in ("de_DE.ISO-8859-15", "tr_TR.ISO-8859-9"):
        first, *same = run_there(IN_A_SHELL, ROOT, locales | {"LC_ALL": name}).splitlines()
        assert first.split()[1] == b"1,5"
        assert same == plain


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="this is no clone")
def test_a_checkout_has_the_line_endings_of_the_course_whatever_git_is_told(tmp_path):
    """git for Windows turns them around unless .gitattributes says otherwise."""
    told = ["-c", "core.autocrlf=true", "-c", "core.eol=crlf", "-c", "core.safecrlf=false"]
    subprocess.run(["git", *told, "clone", "-q", ROOT, tmp_path / "clone"], check=True)
    files = [path for path in (tmp_path / "clone").rglob("*") if path.is_file()]
    files = [path for path in files if ".git" not in path.relative_to(tmp_path / "clone").parts]
    assert len(files) > 300
    turned = [
        path.name for path in files if path.suffix not in PICTURES and b"\r\n" in path.read_bytes()
    ]
    assert turned == []


PICTURES = {".png", ".webp", ".woff2", ".ttf", ".gif"}
SPOILT = {"missing": None, "empty": b"", "cut in half": 0.5}


@pytest.mark.parametrize("part", SPOILT.values(), ids=SPOILT)
def test_a_spoilt_table_is_named_where_a_playground_needs_it(shell, tmp_path, monkeypatch, part):
    spoilt = tmp_path / "diamonds.csv"
    if part is not None:
        content = (ROOT / "data" / "diamonds.csv").read_bytes()
        spoilt.write_bytes(content[: int(len(content) * part)] if part else b"")
    monkeypatch.setattr("helpers.data.load_diamonds.__defaults__", (spoilt,))
    lines = shell("from helpers.widgets import playground\n"
                  "from helpers.rules import momentum\nplayground(momentum)")  # fmt: skip
    assert "git checkout -- data/diamonds.csv" in lines[-1] and str(spoilt) in lines[-1]
    monkeypatch.undo()
