"""exercises.predict: the question, what to look at, the figure below, and what is saved of them."""

import ipywidgets
import pytest
from support.dataset import DIAMONDS
from support.front_end import closed_afterwards, draw_nothing

from helpers.exercises import predict
from helpers.exercises.predict import QuestionWithFigure
from helpers.problems import ravine, saddle
from helpers.rules import adam, gradient_descent
from helpers.widgets import manual_descent, playground, race, tabs
from helpers.widgets.playground import Slider

SOME = {
    "question": "Is <em>x</em> &lt; 1?",
    "options": ["Yes.", "No,\nnever."],
    "answer": "b",
    "because": "It is $x^2$.",
}
SEE = {
    "do": "Set the learning rate to <em>0.02</em>.",
    "set": {"learning_rate": 0.02},
    "ask": "What does it do?",
    "options": ["It walks.", "It stands."],
    "answer": "a",
}
REASONS = ["That forgets the square.", ""]


@pytest.fixture(autouse=True)
def without_pictures(monkeypatch):
    draw_nothing(monkeypatch)
    with closed_afterwards():
        yield


def saved(**changes):
    """Return (html, text) that a notebook keeps of a question."""
    data, _ = predict(**SOME | changes)._repr_mimebundle_()
    return data["text/html"], data["text/plain"]


def some_figure(**settings):
    rates = Slider((0.01, 0.02, 0.05), 0.01)
    return playground(gradient_descent, ravine(), steps=5, learning_rate=rates, **settings)


# ---- a question alone -------------------------------------------------------------------------


def test_what_is_saved_reads_without_a_kernel():
    html, text = saved()
    assert text == "Predict. Is x < 1? (a) Yes. (b) No, never."
    before, folded = html.split("<details>")
    listed = [f"({letter}) {option}" for letter, option in zip("ab", SOME["options"], strict=True)]
    assert SOME["question"] in before and all(option in before for option in listed)
    assert SOME["because"] in folded and "(b)" in folded and folded.endswith("</details>")
    assert "It is" not in text  # the answer is not given away


def test_what_is_saved_is_the_same_on_every_run_and_after_a_guess():
    question = predict(**SOME, see=SEE, reasons=REASONS)
    first, _ = question._repr_mimebundle_()
    question.guess, question.done, question.seen = "a", True, "ba"
    again, _ = question._repr_mimebundle_()
    assert again["text/html"] == first["text/html"] == saved(see=SEE, reasons=REASONS)[0]
    assert again["text/plain"] == first["text/plain"]


def test_the_widget_is_shown_where_there_is_a_kernel():
    data, _ = predict(**SOME)._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data


@pytest.mark.parametrize("change, error, says", [
    ({"question": ""}, TypeError, "question must be a text"),
    ({"because": None}, TypeError, "because must be a text"),
    ({"options": ["one"]}, ValueError, "options must be a list of 2 to 8 texts"),
    ({"options": "ab"}, ValueError, "options must be a list"),
    ({"options": ["", "It stands."]}, TypeError, "option a must be a text, not ''"),
    ({"options": ["It walks.", None]}, TypeError, "option b must be a text, not None"),
    ({"answer": "c"}, ValueError, "answer must be one of the letters a, b"),
    ({"answer": 1}, ValueError, "answer must be one of the letters a, b"),
    ({"answer": "ab"}, ValueError, "answer must be one of the letters a, b"),
    ({"reasons": ["One."]}, TypeError, "reasons must be one sentence for each option"),
    ({"reasons": "ab"}, TypeError, "reasons must be one sentence for each option"),
    ({"reasons": ["One.", 2]}, TypeError, "reasons must be one sentence for each option"),
    ({"reasons": ["", "Two."]}, ValueError, r"a sentence for \(a\), which is wrong"),
    ({"see": "Look."}, TypeError, "see must have do, ask, options, answer and perhaps set"),
    ({"see": {**SEE, "sett": {}}}, TypeError, "see must have do, ask"),
    ({"see": {**SEE, "set": [1]}}, TypeError, "set must be a dict of settings"),
    ({"see": {**SEE, "do": ""}}, TypeError, "do must be a text"),
    ({"see": {**SEE, "ask": 1}}, TypeError, "ask must be a text"),
    ({"see": {**SEE, "options": ["It."]}}, ValueError, "the options of see must be a list"),
    ({"see": {**SEE, "answer": "c"}}, ValueError, "the answer of see must be one of the letters"),
    ({"figure": 3}, TypeError, "figure must be what playground"),
])  # fmt: skip
def test_a_question_that_makes_no_sense(change, error, says):
    with pytest.raises(error, match=says):
        predict(**SOME | change)


# ---- what to look at, and a sentence for each option ------------------------------------------


def test_what_to_see_and_the_reasons_are_saved_too():
    html, text = saved(see=SEE, reasons=REASONS)
    assert text == (
        "Predict. Is x < 1? (a) Yes. (b) No, never. "
        "See. Set the learning rate to 0.02. What does it do? (a) It walks. (b) It stands."
    )
    before, folded = html.split("<details>")
    assert SEE["do"] in before and SEE["ask"] in before and "(b) It stands." in before
    assert "shows <em>(a)</em>" in folded and "<li>(a) That forgets the square.</li>" in folded
    assert "<li>(b)" not in folded.split("</p>")[-1]  # it has no reason


def test_without_them_a_question_is_saved_as_before():
    html, text = saved()
    assert "See." not in html + text and "<ul>" not in html.split("<details>")[1]


def test_what_the_browser_gets():
    question = predict(**SOME, see=SEE, reasons=REASONS)
    assert question.see == {key: SEE[key] for key in ("do", "ask", "options", "answer")} | {
        "settings": True
    }
    assert (question.reasons, question.targets) == (REASONS, [])
    without = {key: value for key, value in SEE.items() if key != "set"}
    assert predict(**SOME, see=without).see["settings"] is False


# ---- with a figure ----------------------------------------------------------------------------


def test_a_figure_is_shown_below_its_question(monkeypatch):
    figure, shown = some_figure(), []
    both = predict(**SOME, see=SEE, figure=figure)
    assert isinstance(both, QuestionWithFigure) and both.figure is figure
    monkeypatch.setitem(QuestionWithFigure._ipython_display_.__globals__, "display", shown.append)
    both._ipython_display_()
    assert shown == [both.question, figure]


@pytest.mark.usefixtures("pictures")
def test_both_outputs_read_without_a_kernel(monkeypatch):
    monkeypatch.undo()  # this one needs the picture
    both = predict(**SOME, see=SEE, figure=some_figure())
    asked, _ = both.question._repr_mimebundle_()
    drawn, about = both.figure._repr_mimebundle_()
    assert "text/html" in asked and "image/png" in drawn and "text/html" not in drawn
    assert about["image/png"]["alt"] == drawn["text/plain"]


def targets(figure, **settings):
    question = predict(**SOME, see={**SEE, "set": settings}, figure=figure).question
    return [(target["control"], target["position"]) for target in question.targets]


def test_the_sliders_that_are_to_be_set_are_found():
    figure = some_figure()
    assert targets(figure, learning_rate=0.02) == [(figure.sliders["learning_rate"], 1)]
    assert targets(figure, learning_rate=0.1 / 5, step=3) == [
        (figure.sliders["learning_rate"], 1),
        (figure.stepper, 3),
    ]


def test_tick_boxes_and_a_readers_own_sliders_are_found():
    figure = playground(adam, ravine(), steps=5, learning_rate=[0.1])
    box = figure.sliders["bias_correction"]
    assert isinstance(box, ipywidgets.Checkbox)
    assert targets(figure, bias_correction=True) == [(box, 1)]
    own = manual_descent(DIAMONDS)
    (m, m_place), (b, b_place) = targets(own, m=5.5, b=-1.0)
    assert (m.options[m_place][0], b.options[b_place][0]) == ("5.5", "−1")


def test_the_buttons_of_a_schedule_are_found():
    figure = playground(gradient_descent, ravine(), steps=5, schedule=("constant", "cosine"))
    assert targets(figure, schedule="cosine") == [(figure.sliders["schedule"], 1)]


def test_the_buttons_of_tabs_are_found_with_the_sliders_behind_them():
    figures = {"one": some_figure(), "two": playground(gradient_descent, saddle(), steps=5)}
    both = tabs(figures, "two")
    assert targets(both, learning_rate=0.05) == [(figures["two"].sliders["learning_rate"], 5)]
    assert targets(both, tab="one", learning_rate=0.05) == [
        (both.buttons, 0),
        (figures["one"].sliders["learning_rate"], 2),
    ]


def test_a_race_has_sliders_too():
    figure = race(DIAMONDS, steps=5, seeds=1)
    name, slider = next(iter(figure.sliders.items()))
    assert targets(figure, **{name: slider.options[2][1]}) == [(slider, 2)]


@pytest.mark.parametrize("settings, says", [
    ({"beta": 0.9}, "There is no control beta on the figure, only learning_rate, step"),
    ({"learning_rate": 0.03}, "There is no value 0.03 on the control learning_rate"),
    ({"step": 6}, "There is no value 6 on the control step"),
    ({"tab": "one"}, "There is no control tab"),
])  # fmt: skip
def test_settings_that_a_figure_does_not_have(settings, says):
    with pytest.raises(ValueError, match=says):
        targets(some_figure(), **settings)
    with pytest.raises(ValueError, match="There is no value 'three' on the control tab"):
        targets(tabs({"one": some_figure()}), tab="three")
