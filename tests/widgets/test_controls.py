"""The controls of a board: every position can be reached, and has a label of its own."""

import ipywidgets
import pytest
from support.dataset import DIAMONDS
from support.examples import RULES

from helpers.core.optional_packages import MissingPackageError
from helpers.widgets.controls import _check_version, move, position, widget
from helpers.widgets.slider_choices import Slider, choices


def own(p, g, state=0, *, learning_rate=0.07, decay=2.0, nesterov=False, warmup=0, power):
    """A reader's own rule, with settings of all sorts."""
    return p, state


@pytest.mark.parametrize("rule", [*RULES, own])
def test_every_place_of_a_control_can_be_reached(rule):
    for name, slider in choices([rule], DIAMONDS, {}).items():
        control = widget(name, slider, DIAMONDS)
        assert slider.values[position(control)] == slider.start == control.value
        for place, value in enumerate(slider.values):
            move(control, place)
            assert (position(control), control.value) == (place, value)


def test_values_that_are_said_the_same_are_told_apart_on_the_control():
    slider = choices([own], DIAMONDS, {"learning_rate": [0.5772, 0.57731, 0.57735, 0.5774]})[
        "learning_rate"
    ]
    control = widget("learning_rate", slider, DIAMONDS)
    for place in range(4):
        move(control, place)
        assert position(control) == place
    assert [float(label) for label, _ in control.options] == list(slider.values)


def test_a_switch_is_a_tick_box_and_a_number_a_slider():
    tick = widget("bias_correction", Slider((False, True), True), DIAMONDS)
    slide = widget("batch_size", Slider((1, 2_048, 8_000), 2_048), DIAMONDS)
    assert isinstance(tick, ipywidgets.Checkbox) and tick.description == "bias correction"
    assert isinstance(slide, ipywidgets.SelectionSlider) and slide.description == "batch size"
    assert [label for label, _ in slide.options] == ["1", "2,048", "all 8,000"]


def test_one_line_says_what_to_do_where_ipywidgets_is_too_old():
    _check_version("8.0.4")
    _check_version("10.0.0")
    with pytest.raises(MissingPackageError, match=r"^The figures need ipywidgets 8, and 7\.7"):
        _check_version("7.7.1")
