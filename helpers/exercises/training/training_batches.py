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
    inputs_since_backward : list of Tensor
        Inputs since the last call of backward.
    comparisons, broadcast_pairs : int
        How often outputs were compared with targets, and how often each with every other.
    broadcast_shapes : tuple
        Those of the last output and target that were compared each with every other.
    """

    def __init__(self) -> None:
        self.inputs: list[Tensor] = []
        self.targets: list[Tensor] = []
        self.inputs_since_backward: list[Tensor] = []
        self.comparisons = self.broadcast_pairs = 0
        self.broadcast_shapes: tuple = ()
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
            self.inputs_since_backward.append(x.clone())

    def note_comparison(self, left: Tensor, right: Tensor) -> None:
        """Note that two tensors are compared, if one may be an output and the other its target.

        Parameters
        ----------
        left, right : Tensor
            In any order: the output is the one that requires a gradient.
        """
        output, target = (left, right) if left.requires_grad else (right, left)
        n = output.numel()
        if not output.requires_grad or target.requires_grad or n < 2 or target.numel() != n:
            return
        inputs = self.inputs_since_backward
        if max(*output.shape, *target.shape) != n or (inputs and len(inputs[-1]) != n):
            return
        self.comparisons += 1
        self._target = target.detach().reshape(n).clone()
        if math.prod(torch.broadcast_shapes(output.shape, target.shape)) > n:
            self.broadcast_pairs += 1
            self.broadcast_shapes = tuple(output.shape), tuple(target.shape)

    def end_batch(self) -> None:
        """Store the last input and target as a batch: backward is called."""
        if self.inputs_since_backward and self._target is not None and self._rows < MAX_ROWS:
            x = self.inputs_since_backward[-1]
            if len(x) == len(self._target):
                self.inputs.append(x)
                self.targets.append(self._target)
                self._rows += len(x)
        self.inputs_since_backward, self._target = [], None
