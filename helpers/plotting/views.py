"""All views of a run, by name.

A new view is three functions and an entry in the VIEWS of its family: trajectory, one_parameter,
valley, theory, batches or internals.
"""

from helpers.plotting import batches, internals, one_parameter, theory, trajectory, valley
from helpers.plotting.view import View

FAMILIES = (trajectory, one_parameter, valley, theory, batches, internals)
VIEWS: dict[str, View] = {name: view for family in FAMILIES for name, view in family.VIEWS.items()}
assert len(VIEWS) == sum(len(family.VIEWS) for family in FAMILIES), "two views of one name"
