"""Widgets of one kind share their code."""

import json

import pytest
from ipywidgets import Widget
from support.node import run_module

from helpers.exercises.predict import Predict
from helpers.widgets.shared_code import SharedCode, SharedCodeWidget

# A blob's address cannot be imported outside a browser.
RUN = """
const asModule = (text) => `data:text/javascript,${{encodeURIComponent(text)}}`;
URL.createObjectURL = () => asModule({script});
const code = {{ get: () => {script} }};
const get_model = async (id) => id === "12-ab" ? code : null;
const model = {{ get: () => "IPY_MODEL_12-ab", widget_manager: {{ get_model }} }};
const widget = (await import(asModule({loader}))).default();
const started = await widget.initialize({{ model }});
console.log(JSON.stringify([started ?? null, widget.render({{ model, el: 3 }})]));
"""


class Plain(SharedCodeWidget):
    _script = "export default {render: ({el}) => el}"
    _style = ".plain {}"


class WithStart(Plain):
    _script = "let n = 0; export default () => ({initialize: () => ++n, render: ({el}) => n + el})"


def test_widgets_of_one_kind_have_one_code_and_those_of_another_have_another():
    first, second, other = Plain(), Plain(), WithStart()
    assert first.code is second.code and first.code is not other.code
    assert first.code.script == Plain._script and first.code._css == Plain._style
    ids = {widget.code._anywidget_id for widget in (first, second, other)}
    assert len(ids) == 2  # by which anywidget tells style sheets apart


def test_what_a_widget_brings_to_a_page_is_small():
    state = Predict().get_state()
    assert len(json.dumps(state)) < 2_000 and state["code"].startswith("IPY_MODEL_")


def test_code_that_was_closed_is_made_again():
    before = Plain().code
    before.close()
    after = Plain().code
    assert after is not before and after.comm is not None and Plain().code is after


@pytest.mark.parametrize("widget, result", [(Plain, [None, 3]), (WithStart, [1, 4])])
def test_a_widget_runs_the_code_that_it_shares(widget, result):
    texts = {"loader": json.dumps(widget._esm), "script": json.dumps(widget._script)}
    assert run_module(RUN.format(**texts)) == result


def test_the_code_reaches_the_browser_before_the_first_widget_that_uses_it(monkeypatch):
    opened, open_one = [], Widget.open
    monkeypatch.setattr(SharedCode, "_open", {})
    monkeypatch.setattr(Widget, "open", lambda self: (open_one(self), opened.append(self)))
    plain = Plain()
    assert opened.index(plain.code) < opened.index(plain)
