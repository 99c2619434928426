"""All the views of a run, by name."""

from helpers.plotting import batches, internals, theory, trajectory
from helpers.plotting.view import View

VIEWS: dict[str, View] = trajectory.VIEWS | theory.VIEWS | batches.VIEWS | internals.VIEWS
