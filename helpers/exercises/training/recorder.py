"""Listens to torch while a reader's function runs."""

import gc
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch  # pyright: ignore[reportMissingImports]
from torch import Tensor, nn  # pyright: ignore[reportMissingImports]
from torch.nn.modules import module as modules  # pyright: ignore[reportMissingImports]
from torch.optim.optimizer import (  # pyright: ignore[reportMissingImports]
    register_optimizer_step_pre_hook,
)
from torch.overrides import TorchFunctionMode  # pyright: ignore[reportMissingImports]

from helpers.exercises.training.gradients import Gradients
from helpers.exercises.training.training_batches import Batches

COMPARISONS = {
    "sub", "subtract", "rsub", "__sub__", "__rsub__",
    "mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss",
}  # fmt: skip
SWITCHES = {  # functions that do not do the same in training: what they take, in this order
    "dropout": ("input", "p", "training"),
    "batch_norm": ("input", "running_mean", "running_var", "weight", "bias", "training"),
}
MANY_GRAPHS = 20  # losses of earlier batches that are still there


class Recorder(TorchFunctionMode):
    """Sees every call of torch while it is on.

    Attributes
    ----------
    gradients : Gradients
        What backward and step find.
    batches : Batches
        What the network is given.
    retained_graphs : int
        The most losses of earlier batches that were there, with their graphs, at a call of
        backward.
    switch_states : {name: bool}
        Whether dropout and batch normalisation were on when last called after the last backward.
    switched_off : int
        Batches learnt from with one of them off.
    autograd_grad_calls : int
        Calls of torch.autograd.grad.
    """

    def __init__(self) -> None:
        super().__init__()
        self.gradients, self.batches = Gradients(), Batches()
        self.retained_graphs = self.switched_off = self.autograd_grad_calls = 0
        self.switch_states: dict[str, bool] = {}
        self._depth = 0  # of modules within modules
        self._losses: list[weakref.ref] = []

    def __torch_function__(
        self, func: Any, types: Any, args: Any = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        """Note a call, and make it."""
        name, kwargs = getattr(func, "__name__", ""), kwargs or {}
        if name == "backward":
            self._before_backward(args[0] if args else next(iter(kwargs.values())))
        elif func is torch.autograd.grad:
            self._end_batch()
            self.autograd_grad_calls += 1
        result = func(*args, **kwargs)
        if name == "backward":
            self.gradients.after_backward()
        elif name in COMPARISONS:
            both = [value for value in (*args, *kwargs.values()) if isinstance(value, Tensor)]
            if len(both) >= 2:
                self.batches.note_comparison(*both[:2])
        elif name in SWITCHES:
            self._note_switch(name, args, kwargs)
        return result

    def before_module(self, module: nn.Module, args: tuple) -> None:
        """Note what a module is called with, unless another one calls it.

        Parameters
        ----------
        module : torch.nn.Module
            It is about to be called.
        args : tuple
            What with.
        """
        if self._depth == 0 and len(args) == 1 and isinstance(args[0], Tensor):
            self.batches.note_input(args[0])
        self._depth += 1

    def after_module(self, *_: Any) -> None:
        """Note that a module has returned, or failed.

        Parameters
        ----------
        *_ : object
            The module, what it was called with, and what it returned.
        """
        self._depth -= 1

    def _before_backward(self, loss: Tensor | tuple) -> None:
        losses = [loss] if isinstance(loss, Tensor) else list(loss)
        self.gradients.before_backward(losses)
        self._end_batch()
        if self.retained_graphs < MANY_GRAPHS:
            self._count_retained_graphs(losses)

    def _end_batch(self) -> None:
        self.batches.end_batch()
        self.switched_off += bool(self.switch_states) and not all(self.switch_states.values())
        self.switch_states = {}

    def _count_retained_graphs(self, losses: list[Tensor]) -> None:
        """Count the graphs of earlier losses that are still there, and watch these, too."""
        self._losses = [token for token in self._losses if token() is not None]
        if len(self._losses) >= MANY_GRAPHS:
            gc.collect()  # count only what is still referenced
            self._losses = [token for token in self._losses if token() is not None]
        self.retained_graphs = max(self.retained_graphs, len(self._losses))
        for loss in losses:
            if loss.grad_fn is not None:
                token = _Token()
                metadata: Any = loss.grad_fn.metadata  # torch declares a method: it is a dict
                metadata[_Token] = token  # lives as long as the graph
                self._losses.append(weakref.ref(token))

    def _note_switch(self, name: str, args: tuple, kwargs: Mapping[str, Any]) -> None:
        given = {**dict(zip(SWITCHES[name], args, strict=False)), **kwargs}
        if name == "dropout" and given.get("p") == 0:
            return
        if name == "batch_norm" and given["running_mean"] is None:
            return  # made without running statistics: nothing switches it
        self.switch_states[name] = bool(given.get("training", name == "dropout"))


class _Token:
    """Something to hold a weak reference to."""


@contextmanager
def recording() -> Iterator[Recorder]:
    """Record what torch does in a block.

    Yields
    ------
    Recorder
        It goes on recording until the block ends.
    """
    recorder = Recorder()
    hooks = [
        register_optimizer_step_pre_hook(recorder.gradients.before_step),
        modules.register_module_forward_pre_hook(recorder.before_module),
        modules.register_module_forward_hook(recorder.after_module, always_call=True),
    ]
    try:
        with recorder:
            yield recorder
    finally:
        for hook in hooks:
            hook.remove()
