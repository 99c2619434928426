"""Interactive figures, made from a rule and a problem."""

from helpers.widgets.compare import best_rates, compare
from helpers.widgets.controls import Slider
from helpers.widgets.manual_descent import manual_descent
from helpers.widgets.playground import playground
from helpers.widgets.race import race
from helpers.widgets.tabs import tabs

__all__ = ["Slider", "best_rates", "compare", "manual_descent", "playground", "race", "tabs"]
