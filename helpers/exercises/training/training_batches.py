"""The inputs that a network was given, and the targets that its outputs were compared with."""

import math

import torch  # pyright: ignore[reportMissingImports]
from torch import Tensor  # pyright: ignore[reportMissingImports]

MAX_ROWS = 6_000  # that are kept


class Batches:
    """Keeps the batches that were learnt from, and what the network was given at the end.

    Attributes
    ----------
    inputs, targets : list of Tensor
        Of the batches that were learnt from, until MAX_ROWS are kept. There is one entry in each
        for a batch in which both are known; their shapes are (rows, columns) and (rows,).
    given : list of Tensor
        Inputs since the last call of backward.
    compared, crossed : int
        How often outputs were compared with targets, and how often each with every other.
    shapes : tuple
        Those of the last output and target that were compared each with every other.
    """

    def __init__(self) -> None:
        self.inputs: list[Tensor] = []
        self.targets: list[Tensor] = []
        self.given: list[Tensor] = []
        self.compared = self.crossed = 0
        self.shapes: tuple = ()
        self._columns: int | None = None
        self._target: Tensor | None = None
        self._rows = 0

    def note_input(self, x: Tensor) -> None:
        """Note what a network, or a layer of it, is called with.

        Parameters
        ----------
        x : Tensor
            Passed over if it has not as many columns as the first one.
        """
        if x.ndim != 2 or x.requires_grad or len(x) == 0 or x.shape[1] < 2:
            return
        self._columns = self._columns or x.shape[1]
        if x.shape[1] == self._columns:
            self.given.append(x.clone())

    def note_comparison(self, one: Tensor, other: Tensor) -> None:
        """Note that two tensors are compared, if one may be an output and the other its target.

        Parameters
        ----------
        one, other : Tensor
            In any order: the output is the one that requires a gradient.
        """
        output, target = (one, other) if one.requires_grad else (other, one)
        n = output.numel()
        if not output.requires_grad or target.requires_grad or n < 2 or target.numel() != n:
            return
        if max(*output.shape, *target.shape) != n or (self.given and len(self.given[-1]) != n):
            return
        self.compared += 1
        self._target = target.detach().reshape(n).clone()
        if math.prod(torch.broadcast_shapes(output.shape, target.shape)) > n:
            self.crossed += 1
            self.shapes = tuple(output.shape), tuple(target.shape)

    def learn(self) -> None:
        """Note that backward is called: the last input and target were a batch."""
        if self.given and self._target is not None and self._rows < MAX_ROWS:
            x = self.given[-1]
            if len(x) == len(self._target):
                self.inputs.append(x)
                self.targets.append(self._target)
                self._rows += len(x)
        self.given, self._target = [], None
