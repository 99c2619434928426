"""The figure of a playground: views of the runs, what lies over them, and where runs put lines."""

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes

from helpers.descent import Run
from helpers.plotting import OWN_RULE, VIEWS, Trace, colour_of
from helpers.plotting.gallery import add_legend, tell_apart
from helpers.plotting.overlays import Overlay, extend_legend, floor_is_known, overlays
from helpers.plotting.style import FLOOR, GREY, SHAPES
from helpers.plotting.view import Points
from helpers.protocols import Problem
from helpers.widgets.grabs import Grab
from helpers.widgets.panels import panel_figure

__all__ = ["PlaygroundFigure"]


class PlaygroundFigure:
    """Views of the runs of some rules, side by side.

    Parameters
    ----------
    problem : Problem
        What is minimised.
    views : sequence of str
        Names from ``VIEWS``, from left to right.
    rules : {name: rule}
        The rules; each has its colour.
    steps : int
        Number of updates that the axes must have room for.
    floor_label : str
        The legend's words for the predicted noise floor, which is drawn for the rules of which
        theory knows it; "" for no floor.

    Attributes
    ----------
    figure : Figure
        Not one of pyplot.
    axes : {view: Axes}
        The panels.
    traces : list of Trace
        The lines that move, in the order of `points`: those of each view and rule, then what lies
        over them.
    """

    def __init__(
        self,
        problem: Problem,
        views: Sequence[str],
        rules: Mapping[str, Callable[..., Any]],
        steps: int,
        floor_label: str = "",
    ) -> None:
        self._views = views
        self.figure, self.axes = panel_figure(problem, views, steps)
        colours = {name: colour_of(name) for name in rules}
        self._traces_of: dict[str, list[Trace]] = {view: [] for view in views}
        for view, (position, name) in itertools.product(views, enumerate(rules)):
            traces = VIEWS[view].traces(self.axes[view], colours[name])
            tell_apart((trace.line for trace in traces), position)
            self._traces_of[view] += _labelled(traces, name, rules)
        if len(rules) > 1:
            add_legend(self.axes[views[-1]], colours.values(), rules, SHAPES)
        has_floor = {
            name: bool(floor_label) and floor_is_known(rule, problem)
            for name, rule in rules.items()
        }
        self._overlays = self._add_overlays(colours, has_floor, floor_label)
        runs_shown = itertools.product(views, rules)
        drawn_over = [
            trace
            for (_, name), of_run in zip(runs_shown, self._overlays, strict=True)
            for overlay in of_run
            for trace in _labelled(overlay.traces, name, rules)
        ]
        self.traces = [*itertools.chain(*self._traces_of.values()), *drawn_over]

    def _add_overlays(
        self, colours: Mapping[str, str], has_floor: Mapping[str, bool], floor_label: str
    ) -> list[list[Overlay]]:
        """Add what lies over each view, and the noise floor to its legend.

        Return the overlays of each view and rule.
        """
        shades = dict.fromkeys(colours, OWN_RULE) if len(colours) == 1 else colours
        added = [
            overlays(self.axes[view], view, shades[name], floor=has_floor[name])
            for view, name in itertools.product(self._views, colours)
        ]
        for view in self._views if any(has_floor.values()) else ():
            if VIEWS[view].has_floor:
                shade = OWN_RULE if len(colours) == 1 else GREY
                extend_legend(self.axes[view], shade, floor_label, **FLOOR)
        return added

    def points(self, runs: Sequence[Run]) -> list[Points]:
        """Return where runs put the traces.

        Parameters
        ----------
        runs : sequence of Run
            A run, or many at once, for each rule.

        Returns
        -------
        list of (x, y)
            One for each trace, as of `View.points`.
        """
        pairs = list(itertools.product(self._views, runs))
        of_views = [VIEWS[view].points(run) for view, run in pairs]
        over = [
            xy
            for of_run, (_, run), points in zip(self._overlays, pairs, of_views, strict=True)
            for overlay in of_run
            for xy in [overlay.points(run, points)] * len(overlay.traces)
        ]
        return [*itertools.chain(*of_views), *over]

    def grabs(self, sliders: Iterable[str]) -> list[Grab]:
        """Return what is dragged: the start, on the first view that has it, and settings.

        Parameters
        ----------
        sliders : iterable of str
            The settings that have a slider.

        Returns
        -------
        list of Grab
            At most one for each view, besides the start.
        """
        sliders = list(sliders)
        shown = {name: view for name, view in VIEWS.items() if name in self.axes}
        starts = [(name, view.start) for name, view in shown.items() if view.start is not None]
        grabs = [self._grab(name, start) for name, start in starts[:1]]
        for name, view in shown.items():
            moving = [setting for setting in view.drags if setting in sliders]
            if moving:
                grabs.append(self._grab(name, view.handle, moving))
        return grabs

    def _grab(self, view: str, trace: int, sliders: Sequence[str] = ()) -> Grab:
        axes: Axes = self.axes[view]
        return Grab(axes, self._traces_of[view][trace], sliders)


def _labelled(traces: list[Trace], name: str, rules: Mapping[str, Any]) -> list[Trace]:
    """Return traces; of several rules with the name that a pointer over their lines shows."""
    for trace in traces if len(rules) > 1 else ():
        trace.line.set_label(name)
    return traces
