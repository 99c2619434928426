"""The kernel of a page's worker, in this Python: outputs as a notebook stores them."""

import base64
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import matplotlib
import pytest

KERNEL = Path(__file__).resolve().parents[2] / "site" / "worker" / "python"
sys.path.append(str(KERNEL))  # at the end: a stand-in for IPython is there, which tests do not want

from browser_kernel import comms, displays, shell  # noqa: E402
from browser_kernel.output import Stream  # noqa: E402


class Page:
    """What a page got from a shell that runs cells."""

    def __init__(self, monkeypatch):
        self.messages, self.buffers = [], []
        self.shell = shell.Shell(self.post)
        self.streams = [Stream(self.shell.outputs, name) for name in ("stdout", "stderr")]
        monkeypatch.setattr(displays, "_outputs", self.shell.outputs)

    def post(self, message, buffers):
        self.messages.append(json.loads(message))
        self.buffers.append(buffers)

    def run(self, source, cell="a-cell"):
        """Return whether a cell ended well, and its outputs."""
        self.messages.clear()
        with redirect_stdout(self.streams[0]), redirect_stderr(self.streams[1]):
            ok = self.shell.run(cell, source)
        assert all(m["cell"] == cell for m in self.messages if m["type"] == "output")
        return ok, [m["output"] for m in self.messages if m["type"] == "output"]


@pytest.fixture
def page(monkeypatch):
    return Page(monkeypatch)


def stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def test_the_value_of_the_last_line_is_shown(page):
    result = {"output_type": "execute_result", "execution_count": None, "metadata": {}}
    assert page.run("x = 2\nx + 1") == (True, [{**result, "data": {"text/plain": "3"}}])
    assert page.run("x + 1;") == page.run("x = 4") == page.run("None") == page.run("") == (True, [])


def test_what_is_printed_comes_in_order_with_what_is_shown(page):
    page.shell.module.display = displays.display
    ok, outputs = page.run("print('a', end='')\nprint('b')\ndisplay(1)\nprint('c')")
    assert ok and [one["output_type"] for one in outputs] == ["stream", "display_data", "stream"]
    assert outputs[0] == stream("ab\n") and outputs[2] == stream("c\n")
    _, outputs = page.run("import sys\nprint(1)\nprint(2, file=sys.stderr)\nprint(3)")
    assert outputs == [stream("1\n"), stream("2\n", "stderr"), stream("3\n")]


def test_an_error_shows_the_readers_lines_only(page):
    ok, (printed, error) = page.run("print(1)\nimport json\njson.loads('x')", "mine")
    assert not ok and printed == stream("1\n")
    assert error["ename"] == "JSONDecodeError" and "Expecting value" in error["evalue"]
    lines = error["traceback"]
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[1] == '  File "<cell mine>", line 3, in <module>' and "json.loads" in lines[2]
    assert not any("browser_kernel" in line for line in lines)


def test_an_error_of_the_course_is_one_sentence(page):
    ok, (error,) = page.run(
        "from helpers.core.timeout import TimeLimitError\nraise TimeLimitError('No.')"
    )
    assert not ok and error["traceback"] == ["No."]


@pytest.mark.parametrize("source", ["def", "import sys\nsys.exit()", "raise KeyboardInterrupt"])
def test_nothing_ends_the_worker(page, source):
    ok, outputs = page.run(source)
    assert not ok and outputs[-1]["output_type"] == "error"
    assert page.run("1")[0]


def test_later_cells_know_what_earlier_ones_made_and_check_reads_their_source(page):
    page.run("def half(x):\n    return x / 2", "first")
    source = "import inspect\nprint(inspect.getsource(half))\nhalf(3)"
    _, (printed, value) = page.run(source, "second")
    assert printed == stream("def half(x):\n    return x / 2\n")
    assert value["data"] == {"text/plain": "1.5"}


def test_the_page_learns_what_check_has_found(page):
    page.run("from helpers.exercises import check, squared_error", "first")
    _, (shown,) = page.run("check(squared_error, like=squared_error)")
    assert "✓ Right." in shown["data"]["text/html"]
    found = {"name": "squared_error", "passed": True, "mistakes": []}
    assert shown["metadata"] == {"check": found}


def test_figures_of_pyplot_are_shown_where_they_are_and_closed(page, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", shell.FIGURES)
    was = matplotlib.get_backend()
    matplotlib.use(shell.FIGURES)
    try:
        source = "from matplotlib import pyplot as plt\nplt.plot([1, 2])\nplt.show()\nprint('next')"
        _, (figure, printed) = page.run(source)
        assert printed == stream("next\n")
        assert base64.b64decode(figure["data"]["image/png"]).startswith(b"\x89PNG")
        assert figure["data"]["text/plain"].startswith("<Figure size 640x480")
        _, (figure,) = page.run("plt.plot([1, 2]);")
        assert "image/png" in figure["data"]
        assert page.run("len(plt.get_fignums())")[1][0]["data"]["text/plain"] == "0"
    finally:
        matplotlib.use(was)


class Bundle:
    def _repr_mimebundle_(self, include=None, exclude=None):
        data = {"text/plain": "plain", "image/png": b"png", "text/html": ("<b>", {"a": 1})}
        return {k: v for k, v in data.items() if k not in (exclude or ())}, {"b": 2}


class Html:
    def _repr_html_(self):
        return "<p>"

    def __repr__(self):
        return "plain"


class Itself:
    def _ipython_display_(self):
        print("itself")


def test_what_objects_are_shown_as(page):
    assert displays.mime_bundle(Bundle()) == (
        {"text/plain": "plain", "text/html": "<b>"},
        {"text/html": {"a": 1}, "b": 2},
    )
    assert displays.mime_bundle(Html()) == ({"text/html": "<p>", "text/plain": "plain"}, {})
    assert displays.mime_bundle(displays.HTML("<i>"))[0]["text/html"] == "<i>"
    page.shell.module.shown = Itself()
    assert page.run("shown") == (True, [stream("itself\n")])


def test_a_widget_opens_its_comm_and_gets_messages(page, monkeypatch):
    import comm
    import ipywidgets

    monkeypatch.setattr(comm, "create_comm", comm.create_comm)
    comms.join_comms(page.shell.outputs)
    slider = ipywidgets.IntSlider(value=3)
    opened = [m["message"] for m in page.messages if m["type"] == "comm"]
    assert {one["msg_type"] for one in opened} == {"comm_open"}
    content = opened[-1]["content"]
    assert content["comm_id"] == slider.model_id and content["target_name"] == "jupyter.widget"
    assert content["data"]["state"]["value"] == 3

    data = {"method": "update", "state": {"value": 7}, "buffer_paths": []}
    sent = {"msg_type": "comm_msg", "content": {"comm_id": slider.model_id, "data": data}}
    page.shell.handle(json.dumps({**sent, "metadata": {}}), [])
    assert slider.value == 7
    picture = ipywidgets.Image(value=b"1234")
    assert [bytes(one) for one in page.buffers[-1]] == [b"1234"]
    for widget in (slider, picture):
        widget.close()
    assert page.messages[-1]["message"]["msg_type"] == "comm_close"
