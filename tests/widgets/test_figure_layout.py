"""Where things stand in a figure: legends, boxes, and the panels that can stand alone."""

import pytest
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from helpers.widgets.figure_layout import box_from_top_left, legends_of, panel_extents


def axes_of(columns, **settings):
    """Return a figure of 600 x 200 pixels, and its axes."""
    figure = Figure(figsize=(6, 2), dpi=100)
    return figure, figure.subplots(1, columns, squeeze=False, **settings)[0]


def test_a_box_is_measured_from_the_top_left():
    assert box_from_top_left(Bbox([[10, 20], [40, 80]]), 200) == [10, 120, 30, 60]


def test_legends_of_all_axes_are_found():
    figure, (first, second) = axes_of(2)
    assert legends_of(figure) == []
    legends = [axes.legend([axes.plot([], [])[0]], ["a line"]) for axes in (first, second)]
    assert legends_of(figure) == legends


@pytest.mark.parametrize("columns", [2, 3])
def test_panels_are_divided_between_their_labels_and_fill_the_width(columns):
    figure, axes = axes_of(columns)
    figure.subplots_adjust(wspace=0.5)
    panels = panel_extents(figure)
    boxes = [a.get_tightbbox() for a in axes]
    assert len(panels) == columns and panels[0][0] == 0
    assert sum(width for _, width in panels) == pytest.approx(1)
    for (left, width), box in zip(panels, boxes, strict=True):
        assert 600 * left <= max(box.x0, 0) and 600 * (left + width) >= min(box.x1, 600)


def test_a_figure_is_one_panel_where_its_axes_share_something():
    figure, _ = axes_of(1)
    assert panel_extents(figure) == [(0.0, 1.0)]
    figure, (first, second) = axes_of(2)
    second.set_ylabel("a label\nthat reaches\ninto the\nother axes\n\n\n")
    first.set_position((0, 0, 0.6, 1))
    assert panel_extents(figure) == [(0.0, 1.0)]
    figure, (first, _) = axes_of(2)
    figure.subplots_adjust(wspace=0.5)
    figure.legend([first.plot([], [])[0]], ["a line"])
    assert panel_extents(figure) == [(0.0, 1.0)]
