"""Shared foundations: checks of arguments, the meaning of names, time limits, copies.

Nothing here imports a rule, a problem or a figure.

    validation.py         checks of arguments
    columns.py            checks of columns of numbers
    number_text.py        numbers as text
    hyperparameters.py    what a hyperparameter's name means: range, slider, label
    signature.py          what a rule takes and returns
    rule_source.py        the code of a rule as text
    settings_by_step.py   hyperparameters that change from update to update
    timeout.py            a time limit for readers' functions
    monitored_call.py     the same where Python has no threads
    fresh_copies.py       copies of rules that remember something outside their state
    lazy_states.py        states of a run, computed on access
    results.py            what a reader has guessed, answered, passed and met
    weak_sets.py          sets that keep nothing alive
    malloc.py             when freed memory goes back to the system
    optional_packages.py  packages that one lesson needs
"""

from helpers.core.optional_packages import require_package
from helpers.core.rule_source import rule_source

__all__ = ["require_package", "rule_source"]
