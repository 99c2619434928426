"""All views of a run, by name.

A new view is three functions and an entry in the VIEWS of its family: trajectory, one_parameter,
valley, theory, batches or internals.
"""

from helpers.plotting import batches, internals, one_parameter, theory, trajectory, valley
from helpers.plotting.view import View

VIEWS: dict[str, View] = {}
for family in (trajectory, one_parameter, valley, theory, batches, internals):
    VIEWS |= family.VIEWS
