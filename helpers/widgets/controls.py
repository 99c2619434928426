"""Which sliders there are, what stands on them, and how their values are said."""

from decimal import Decimal
from typing import NamedTuple

import ipywidgets
import numpy as np

from helpers.core.hyperparameters import checked_hyperparameter
from helpers.core.signature import hyperparameter_defaults, reject_reserved_names
from helpers.core.validation import checked_int, short_repr
from helpers.descent import RESERVED_NAMES
from helpers.widgets.learning_rates import suitable_learning_rates

RATES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
BETAS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)
EPSILONS = (1e-8, 1e-6, 1e-4, 1e-2, 1.0)
SEEDS = tuple(range(10))
WORDS = {*RESERVED_NAMES, "rules", "views", "theory", "challenge"}  # what a playground takes itself


class Slider(NamedTuple):
    """The values on a slider and the one it starts at. A single value means: no slider."""

    values: tuple
    start: object = None


def choices(rules, problem, given):
    """Return {name: Slider} for every hyperparameter of the rules, and what the batches need.

    `given`: {name: value}; a number is where the slider starts, a sequence gives its values, Slider
    both. None for batch_size means all rows and no slider, as it does for `descend`. Raises
    TypeError or ValueError.
    """
    for rule in rules:
        reject_reserved_names(rule, WORDS, "playground")
    if given.get("batch_size", ...) is None:
        given = {name: value for name, value in given.items() if name != "batch_size"}
        given |= {"batch_size": [problem.rows]} if problem.rows else {}
    wanted = {
        name: default for rule in rules for name, default in hyperparameter_defaults(rule).items()
    }
    if problem.rows:
        wanted = {**wanted, "batch_size": problem.rows, "seed": 0}
    for name in given:
        if name not in wanted:
            takes = ", ".join(wanted)
            raise TypeError(f"There is no setting {name} here; there are {takes}.")
    usual = {"learning_rate": (RATES, 0.1)}
    if "learning_rate" in wanted and getattr(problem, "scales_learning_rates", False):
        usual["learning_rate"] = suitable_learning_rates(rules, problem)
    made = {
        name: _choice(name, given.get(name), default, problem, usual.get(name))
        for name, default in wanted.items()
    }
    if problem.rows and made["batch_size"].values == (problem.rows,):
        made["seed"] = Slider(made["seed"].values[:1], made["seed"].values[0])  # nothing to shuffle
    return made


def _choice(name, value, default, problem, usual=None):
    if default is not None:
        default = _checked(name, default, problem)
    usual, first = usual or (_usual_values(name, default, problem), 0.1)
    value = value.tolist() if isinstance(value, np.ndarray) else value
    if isinstance(value, Slider):
        values, start = value
    elif isinstance(value, (list, tuple, range)):
        values, start = value, None
    else:
        start = value if value is not None else default if default is not None else first
        start = _checked(name, start, problem, default)
        values = (False, True) if isinstance(start, bool) else sorted({*usual, start})
    values = tuple(values) if np.iterable(values) and not isinstance(values, str) else ()
    if not values:
        raise ValueError(f"{name} needs at least one value, such as {name}=[{usual[0]!r}].")
    values = tuple(dict.fromkeys(_checked(name, v, problem, default) for v in values))
    start = values[0] if start is None else _checked(name, start, problem, default)
    if len({isinstance(v, bool) for v in (*values, start)}) > 1:
        raise TypeError(f"{name} must be either numbers or True and False.")
    if isinstance(start, bool):
        values = tuple(sorted(values))  # a tick-box counts False as 0 and True as 1
    if start not in values:
        raise ValueError(
            f"{name} cannot start at {short_repr(start)}: it is not among its values, so add it."
        )
    return Slider(values, start)


def _usual_values(name, default, problem):
    if name == "batch_size":
        powers = 2 ** np.arange(int(np.log2(problem.rows)) + 1)
        return tuple(sorted({*powers.tolist(), problem.rows}))
    if name == "seed":
        return SEEDS
    if name.startswith("beta"):
        return BETAS
    if name == "epsilon":
        return EPSILONS
    if isinstance(default, bool):
        return (False, True)
    scale = default or 1.0
    return tuple(sorted(round(scale * s, 12) for s in (0.0, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)))


def _checked(name, value, problem, default=None):
    if name == "batch_size":
        return checked_int(name, value, low=1, high=problem.rows)
    if name == "seed":
        return checked_int(name, value, low=0)
    value = checked_hyperparameter(name, value, default)
    if isinstance(value, bool):
        return value
    if value.ndim:
        raise TypeError(f"{name} must be one number for each place on its slider.")
    return float(value)


def widget(name, slider, problem):
    """Return the ipywidgets control: a slider with the values as labels, or a tick-box."""
    if isinstance(slider.start, bool):
        auto = ipywidgets.Layout(width="auto")
        return ipywidgets.Checkbox(
            slider.start, description=display_name(name), indent=False, layout=auto
        )
    said = labels([display_value(name, value, problem) for value in slider.values], slider.values)
    options = list(zip(said, slider.values, strict=True))
    return ipywidgets.SelectionSlider(
        options=options, value=slider.start, description=display_name(name), **wide()
    )


def labels(texts, values):
    """Return `texts`, or the values in full where two texts are the same: the control finds its
    place by them."""
    return list(texts) if len(set(texts)) == len(texts) else [str(value) for value in values]


def wide():
    """Return the looks that all sliders share: a name that is never cut off, all width used."""
    return {
        "style": {"description_width": "100px"},
        "layout": ipywidgets.Layout(width="auto", min_width="min(100% - 4px, 300px)"),
    }


def in_a_row():
    """Return the looks that all ToggleButtons share: beside their name, below it if need be."""
    return {
        "style": {"description_width": "100px", "button_width": "auto"},
        "layout": ipywidgets.Layout(display="flex", flex_flow="row wrap", width="auto"),
    }


def position(slider):
    """Return where a control stands: the number of its value."""
    return slider.index if isinstance(slider, ipywidgets.SelectionSlider) else int(slider.value)


def move(slider, place):
    """Put a control on the value of number `place`."""
    if isinstance(slider, ipywidgets.SelectionSlider):
        slider.index = place
    else:
        slider.value = bool(place)


def display_name(name):
    """Return a setting's name as a reader says it."""
    return {"batch_size": "batch size"}.get(name, name.replace("_", " "))


def format_plain(value, digits=3):
    """Return a number to so many digits that count, written out: 17,200 or 0.000012."""
    return f"{Decimal(f'{value:.{digits}g}'):,f}"


def display_value(name, value, problem=None):
    """Return a setting's value as a reader says it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if name == "batch_size" and problem is not None and value == problem.rows:
        return f"all {value:,}"
    return f"{value:,}" if isinstance(value, int) else f"{value:.4g}"
