"""All views of a run, by name.

A new view is three functions and an entry in the VIEWS of its family: trajectory, theory, batches
or internals.
"""

from helpers.plotting import batches, internals, theory, trajectory
from helpers.plotting.view import View

VIEWS: dict[str, View] = trajectory.VIEWS | theory.VIEWS | batches.VIEWS | internals.VIEWS
