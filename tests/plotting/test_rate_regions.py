"""The words on momentum's map of rates are true where they stand."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from support.dataset import DIAMONDS
from support.runs import empty_axes

from helpers.descent import descend
from helpers.plotting import VIEWS, style
from helpers.plotting.rate_regions import REGION_LABELS, behaviours
from helpers.problems import parabola, ravine
from helpers.rules import momentum
from helpers.theory import curvatures, momentum_limit

WORDS = {text: name for name, (text, _) in REGION_LABELS.items()}


def changes_of_sign(rate, beta, curvature):
    """Return how often the distance along one direction changes its sign in a run."""
    problem = ravine(max(curvature, 1.0))
    run = descend(momentum, problem, steps=4000, learning_rate=rate, beta=beta, start=(1.0, 1.0))
    with np.errstate(all="ignore"):
        signs = np.sign(run.path[:, 1 if curvature > 1 else 0])
    signs = signs[np.isfinite(signs) & (signs != 0)]
    return int((signs[1:] != signs[:-1]).sum())


@pytest.mark.parametrize("seed", range(30))
def test_what_momentum_does_in_each_direction_is_what_a_run_does(seed):
    rng, kappa = np.random.default_rng(seed), 50.0
    rate, beta = np.exp(rng.uniform(np.log(2e-4), np.log(0.15))), rng.uniform(0, 0.98)
    found = str(behaviours(rate, beta, np.array([1.0, kappa])))
    across, along = (changes_of_sign(rate, beta, curvature) > 1 for curvature in (kappa, 1.0))
    if found != "diverges":
        assert (across, along) == {"overdamped": (False, False), "steep": (True, False),
                                   "both": (True, True)}[found]  # fmt: skip
    run = descend(momentum, ravine(kappa), steps=4000, learning_rate=rate, beta=beta)
    assert (found == "diverges") == (not run.excess[-1] < run.excess[0])


def test_critical_damping_is_the_border():
    rate, kappa = 0.004, np.array([1.0, 50.0])
    for curvature, below, above in ((1.0, "steep", "both"), (50.0, "overdamped", "steep")):
        beta = (1 - (rate * curvature) ** 0.5) ** 2
        assert [str(behaviours(rate, beta + step, kappa)) for step in (-1e-6, 1e-6)] == [
            below,
            above,
        ]
    assert str(behaviours(1.5, 0.0, np.array([1.0, 1.0]))) == "oscillates"  # it overshoots
    assert str(behaviours(0.1, -0.1, kappa)) == ""


@pytest.mark.parametrize(
    ("problem", "expected"),
    [(ravine(50), {"overdamped", "steep", "both", "diverges"}),
     (DIAMONDS, {"overdamped", "steep", "both", "diverges"}),
     (ravine(1), {"overdamped", "oscillates", "diverges"}),
     (parabola(), {"overdamped", "oscillates", "diverges"}),
     (ravine(1e6), {"overdamped", "steep", "diverges"})],
    ids=["ravine", "diamonds", "round", "one parameter", "narrow"],
)  # fmt: skip
def test_each_word_stands_in_its_region_and_fits_it(problem, expected):
    axes = empty_axes()
    axes.figure.set_size_inches(style.PANEL)
    VIEWS["rates"].background(axes, problem, 10)
    FigureCanvasAgg(axes.figure).draw()
    found = curvatures(problem)[[0, -1]]
    to_data = axes.transData.inverted().transform
    words = [text for text in axes.texts if text.get_text() in WORDS]
    assert {WORDS[text.get_text()] for text in words} == expected
    for text in words:
        box = text.get_window_extent()
        rate, kept = to_data([(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2])
        name = WORDS[text.get_text()]
        assert str(behaviours(rate, 1 - kept, found)) == name
        if text.get_rotation() in (0, 90):
            corners = to_data([[x, y] for x in (box.x0, box.x1) for y in (box.y0, box.y1)])
            rates, kept = corners.T
            assert (behaviours(rates, 1 - kept, found) == name).mean() >= 0.75


@pytest.mark.parametrize("problem", [ravine(50), DIAMONDS, ravine(1)], ids=["50", "13", "1"])
def test_the_dotted_lines_end_where_momentum_diverges(problem):
    axes = empty_axes()
    VIEWS["rates"].background(axes, problem, 10)
    flat, steep = curvatures(problem)[[0, -1]]
    dotted = [line for line in axes.lines if line.get_linestyle() == ":"]
    assert len(dotted) == len({flat, steep})
    for line in dotted:
        rate, kept = line.get_xdata(), line.get_ydata()
        assert (rate <= momentum_limit(1 - kept, steep)).all()
    last = dotted[0].get_xdata()[-1]  # of the flat direction: next to the dashed line, or to 1
    beta = (1 - (1.05 * last * flat) ** 0.5) ** 2
    assert 1.05 * last > momentum_limit(beta, steep) or 1.05 * last * flat > 1
