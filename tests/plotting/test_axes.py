"""Logarithmic axes that are quick to draw look like those of matplotlib."""

import re

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from helpers.plotting import set_log_axis, set_wide_log_axis, style
from helpers.plotting.axes import legend_below


@pytest.mark.parametrize("limits", [(1e-4, 1e3), (0.02, 700), (0.3, 5), (2e-12, 4e-11)])
@pytest.mark.parametrize("which", ["x", "y"])
def test_a_logarithmic_axis_has_the_labels_of_matplotlib_in_plain_text(which, limits):
    ours, theirs = Figure().subplots(1, 2)
    set_log_axis(ours, which)
    theirs.set(**{f"{which}scale": "log"})
    read = []
    for axes in (ours, theirs):
        axes.set(**{f"{which}lim": limits})
        axis = getattr(axes, f"{which}axis")
        axes.figure.canvas.draw()
        read.append([t.get_text() for t in axis.get_ticklabels() + axis.get_ticklabels(minor=True)])
    assert [number(text) for text in read[0]] == [number(text) for text in read[1]]
    assert any(read[0]) and not any("$" in text for text in read[0])


@pytest.mark.thorough
@pytest.mark.parametrize("limits", [(1e-4, 30), (0.7, 5.6e6), (2e-7, 5.5), (1e-15, 1e9), (9, 2e3)])
@pytest.mark.parametrize("which", ["x", "y"])
def test_minor_ticks_drawn_as_one_artist_look_like_those_of_matplotlib(which, limits):
    pictures = []
    for make in (set_log_axis, set_wide_log_axis):
        figure = Figure(figsize=(3.2, 3.3), dpi=200, layout="constrained")
        axes = FigureCanvasAgg(figure).figure.subplots()
        make(axes, which)
        for lim in ((1, 1e5), limits):  # they go with the axis
            axes.set(**{f"{which}lim": lim})
            figure.canvas.draw()
        pictures.append(np.asarray(figure.canvas.buffer_rgba(), dtype=int))
    assert np.abs(pictures[0] - pictures[1]).max() <= 1
    assert not getattr(axes, f"{which}axis").get_minor_ticks()


def test_an_axis_made_linear_again_looks_as_if_it_had_always_been():
    pictures = []
    for before in (set_wide_log_axis, lambda axes, which: None):
        axes = FigureCanvasAgg(Figure()).figure.subplots()
        before(axes, "x")
        axes.set(xlim=(1, 1e5))
        axes.figure.canvas.draw()
        axes.set(xscale="linear")
        axes.set(xlim=(0, 10))
        axes.figure.canvas.draw()
        pictures.append(bytes(axes.figure.canvas.buffer_rgba()))
    assert pictures[0] == pictures[1]


def test_a_legend_below_one_axes_touches_neither_its_label_nor_the_axes_beside_it():
    figure = style.CourseFigure(figsize=style.WIDE, layout="constrained")
    axes, other = FigureCanvasAgg(figure).figure.subplots(1, 2, width_ratios=(2, 1))
    axes.set_xlabel("updates", fontsize=style.AXIS_LABEL)
    legend = legend_below(axes, [axes.plot([], label=f"gradient descent {i}")[0] for i in range(7)])
    figure.canvas.draw()
    box, label = legend.get_window_extent(), axes.xaxis.label.get_window_extent()
    assert box.y1 <= label.y0 and box.y0 >= 0 <= box.x0 and box.x1 < other.get_tightbbox().x0
    assert [axes.get_legend()] == [legend] and figure.legends == []


@pytest.mark.parametrize(("name", "most"), [("adam", 12), ("gradient descent", 12), ("m" * 60, 1)])
def test_a_legend_below_has_as_few_rows_as_fit_the_figure(name, most):
    for count in range(1, most + 1):
        figure = style.CourseFigure(figsize=style.WIDE, layout="constrained")
        axes = FigureCanvasAgg(figure).figure.subplots()
        legend = legend_below(figure, [axes.plot([], label=f"{name} {i}")[0] for i in range(count)])
        figure.canvas.draw()
        boxes = [text.get_window_extent() for text in legend.get_texts()]
        assert len(boxes) == count and figure.legends == [legend]
        inside = figure.bbox.padded(1)
        assert all(inside.x0 <= box.x0 and box.x1 <= inside.x1 for box in boxes)
        rows = len({round(box.y0) for box in boxes})
        if rows > 1:
            wider = figure.legend(
                ncols=-(-count // (rows - 1)), fontsize=style.MEDIUM, handlelength=3
            )
            assert wider.get_window_extent().width > figure.bbox.width


def number(label):
    """Read "2×10⁻³" or the same as a formula."""
    raised = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    plain = re.sub(r"10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda power: "1e" + power[1].translate(raised), label)
    plain = re.sub(r"\$\\mathdefault\{(.*)10\^\{(.*?)\}\}\$", r"\g<1>1e\2", plain)
    factor, _, power = re.sub(r"\\times", "×", plain).rpartition("×")
    return label and float(factor or 1) * float(power)
