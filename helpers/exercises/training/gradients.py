"""The contents of .grad when backward and step are called."""

from collections.abc import Sequence
from typing import Any

import torch  # pyright: ignore[reportMissingImports]
from torch import Tensor  # pyright: ignore[reportMissingImports]

MAX_NODES = 10_000  # of a graph that are visited


class Gradients:
    """Counts calls of backward and step, and what they find.

    Attributes
    ----------
    backwards, steps : int
        Calls of backward, and of the step of an optimiser.
    steps_before_backward : int
        Calls of step before the first of backward.
    uncleared : int
        Calls of backward that found the very gradient with which the weights had been moved.
    steps_without_gradient : int
        Calls of step that found no gradient, or only zeros.
    cleared_before_step, steps_on_other_weights : int
        Of these, those for which backward had computed one: it was cleared since then, or is that
        of weights which this optimiser does not have.
    since_step : bool
        Whether a step was taken since the last call of backward.
    """

    def __init__(self) -> None:
        self.backwards = self.steps = self.steps_before_backward = 0
        self.uncleared = self.steps_without_gradient = 0
        self.cleared_before_step = self.steps_on_other_weights = 0
        self.since_step = False
        self._moved = self._computed = False
        self._leaves: list[Tensor] = []
        self._weights: dict[Tensor, Tensor] = {}  # at the last call of backward
        self._used: dict[Tensor, Tensor] = {}  # gradients, as backward or step saw them last

    def before_backward(self, losses: Sequence[Tensor]) -> None:
        """Look at the weights that the losses depend on.

        Parameters
        ----------
        losses : sequence of Tensor
            What backward is called for.
        """
        self.backwards += 1
        self._leaves = leaves_of(losses)
        moved = [leaf for leaf in self._leaves if self._has_moved(leaf)]
        self._moved = self._moved or bool(moved)
        self.uncleared += any(_filled(w) and self._is_as_used(w) for w in moved)
        self._weights |= {leaf: leaf.detach().clone() for leaf in self._leaves}

    def after_backward(self) -> None:
        """Look at the gradients that backward has left."""
        self.since_step = False
        self._computed = any(_filled(leaf) for leaf in self._leaves)
        self._keep(self._leaves)

    def before_step(self, optimiser: torch.optim.Optimizer, *_: Any) -> None:
        """Look at the gradients that the step of an optimiser finds.

        Parameters
        ----------
        optimiser : torch.optim.Optimizer
            It is about to take a step.
        *_ : object
            What `step` is called with.
        """
        self.steps += 1
        self.steps_before_backward += not self.backwards
        weights = [weight for group in optimiser.param_groups for weight in group["params"]]
        if any(_filled(weight) for weight in weights):
            self._keep(weights)
        else:
            own = {id(weight) for weight in weights}
            has_them = any(id(leaf) in own for leaf in self._leaves)
            self.steps_without_gradient += 1
            self.cleared_before_step += self._computed and has_them
            self.steps_on_other_weights += self._computed and not has_them
        self._computed, self.since_step = False, True

    def weights_moved(self) -> bool:
        """Return whether any weight has changed since it was first seen.

        Returns
        -------
        bool
            True if an update was made, whatever made it.
        """
        return self._moved or any(self._has_moved(leaf) for leaf in self._weights)

    def _has_moved(self, leaf: Tensor) -> bool:
        return leaf in self._weights and not torch.equal(self._weights[leaf], leaf.detach())

    def _is_as_used(self, leaf: Tensor) -> bool:
        same = {"rtol": 0.0, "atol": 0.0, "equal_nan": True}
        if leaf.grad is None or leaf not in self._used:
            return False
        return torch.allclose(self._used[leaf], leaf.grad, **same)

    def _keep(self, weights: Sequence[Tensor]) -> None:
        self._used |= {w: w.grad.clone() for w in weights if w.grad is not None}


def leaves_of(losses: Sequence[Tensor]) -> list[Tensor]:
    """Return the tensors whose gradients backward would compute.

    Parameters
    ----------
    losses : sequence of Tensor
        What backward is called for.

    Returns
    -------
    list of Tensor
        Each once, weights for example.
    """
    todo, seen, found = [loss.grad_fn for loss in losses], set(), []
    while todo and len(seen) < MAX_NODES:
        node = todo.pop()
        if node is not None and node not in seen:
            seen.add(node)
            found += [leaf] if (leaf := getattr(node, "variable", None)) is not None else []
            todo += [following for following, _ in node.next_functions]
    return found


def _filled(weight: Tensor) -> bool:
    """Return whether a weight has a gradient that is not 0 throughout."""
    return weight.grad is not None and bool(weight.grad.any())
