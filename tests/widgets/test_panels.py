"""A private figure with a panel for each view."""

from matplotlib import pyplot as plt

from helpers.plotting.style import PANEL
from helpers.problems import ravine
from helpers.widgets.panels import panel_figure


def test_a_panel_for_each_view_in_order_and_none_of_pyplot():
    before = plt.get_fignums()
    figure, axes = panel_figure(ravine(), iter(["loss", "contours", "speeds"]), 40)
    assert list(axes) == ["loss", "contours", "speeds"] and [*axes.values()] == figure.axes
    assert axes["loss"].get_xlim()[1] > 40 and axes["contours"].get_xlim() == (-3, 3)
    assert plt.get_fignums() == before
    assert tuple(figure.get_size_inches()) == (3 * PANEL[0], PANEL[1])


def test_one_panel_alone_has_the_width_of_two():
    figure, _ = panel_figure(ravine(), ["loss"], 40)
    assert tuple(figure.get_size_inches()) == (2 * PANEL[0], PANEL[1])


def test_contours_can_be_left_out():
    shown, hidden = (
        panel_figure(ravine(), ["contours"], 40, show_contours=contours)[1]["contours"]
        for contours in (True, False)
    )
    assert shown.collections and not hidden.collections
