"""Interactive figures, made from a rule and a problem.

What readers call:

    playground.py      sliders for the hyperparameters of any rule
    manual_descent.py  the reader is the optimiser
    race.py            all rules at every learning rate and batch size
    compare.py         runs made elsewhere, side by side
    change_of_unit.py  the same data in smaller and smaller units
    tabs.py            buttons that show one board in the place of another

What these are made of:

    board.py                     controls above a figure
    panels.py                    a private figure with a panel for each view
    slider_choices.py            which sliders there are, and their values
    controls.py                  the sliders, tick boxes and buttons
    schedule_buttons.py          buttons for the schedules of the learning rate
    learning_rates.py            learning rates that suit the data
    challenge.py                 a target to be reached, ticked off in a caption
    captions.py                  settings, results and theory in words
    predictions.py               theory in the caption, and its mark on a slider
    playground_arguments.py      checks of what `playground` takes
    playground_figure.py         its figure: views, what lies over them, what is dragged
    manual_descent_lines.py      lines that only manual descent draws
    manual_descent_arguments.py  checks of what `manual_descent` takes
    race_runs.py                 the runs of a race
    race_figure.py               its figure: curves, clock, paths
    compared_losses.py           the losses that `compare` shows
    live_figure.py               a figure whose lines move in the browser
    grabs.py                     what a reader drags on it
    readouts.py                  numbers of a point on a curve
    figure_drawing.py            its background and single frames, drawn by matplotlib
    figure_layout.py             where its axes and legends are
    line_style.py                line styles in terms of a canvas
    codec.py                     frames of all sliders as compressed integers
    images.py                    rendered figures as PNG or WebP, in few colours
    error_messages.py            errors of readers' rules
    join_modules.py              browser/*.js joined to one module
    shared_code.py               browser code saved once for all figures

The part that runs in the browser is in browser/, but for load_shared_code.js, which shared_code.py
gives to each figure in its place.
"""

from helpers.widgets.change_of_unit import change_of_unit
from helpers.widgets.compare import best_rates, compare
from helpers.widgets.manual_descent import manual_descent
from helpers.widgets.playground import playground
from helpers.widgets.race import race
from helpers.widgets.slider_choices import Slider
from helpers.widgets.tabs import tabs

__all__ = ["Slider", "best_rates", "change_of_unit", "compare", "manual_descent", "playground",
           "race", "tabs"]  # fmt: skip
