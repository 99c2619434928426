"""Momentum written with its velocity outside `state`, in all the ways that readers do."""

from functools import partial, wraps
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np

global_number = 0.0
global_array = np.zeros(2)
global_list = []
global_dict = {"velocity": 0.0}
global_namespace = SimpleNamespace(velocity=0.0)


def with_a_global_number(params, gradient, state=(), *, learning_rate, beta=0.9):
    global global_number
    global_number = beta * global_number + gradient
    return params - learning_rate * global_number, state


def with_a_global_array(params, gradient, state=(), *, learning_rate, beta=0.9):
    global_array[:] = beta * global_array + gradient
    return params - learning_rate * global_array, state


def with_a_global_list(params, gradient, state=(), *, learning_rate, beta=0.9):
    old = global_list[-1] if global_list else 0.0
    global_list.append(beta * old + gradient)
    return params - learning_rate * global_list[-1], state


def with_a_global_dict(params, gradient, state=(), *, learning_rate, beta=0.9):
    global_dict["velocity"] = beta * global_dict["velocity"] + gradient
    return params - learning_rate * global_dict["velocity"], state


def with_a_namespace(params, gradient, state=(), *, learning_rate, beta=0.9):
    global_namespace.velocity = beta * global_namespace.velocity + gradient
    return params - learning_rate * global_namespace.velocity, state


def with_an_attribute(params, gradient, state=(), *, learning_rate, beta=0.9):
    me = with_an_attribute
    me.velocity = beta * getattr(me, "velocity", 0.0) + gradient
    return params - learning_rate * me.velocity, state


def with_a_default(params, gradient, state=(), *, learning_rate, beta=0.9, kept=[0.0]):  # noqa: B006
    kept[0] = beta * kept[0] + gradient
    return params - learning_rate * kept[0], state


def _closure():
    velocity = 0.0

    def with_a_closure(params, gradient, state=(), *, learning_rate, beta=0.9):
        nonlocal velocity
        velocity = beta * velocity + gradient
        return params - learning_rate * velocity, state

    return with_a_closure


def _two_closures():
    velocity = 0.0

    def remember(gradient, beta):
        nonlocal velocity
        velocity = beta * velocity + gradient

    def with_two_closures(params, gradient, state=(), *, learning_rate, beta=0.9):
        remember(gradient, beta)
        return params - learning_rate * velocity, state

    return with_two_closures


def _attribute_within():
    def with_an_attribute_within(params, gradient, state=(), *, learning_rate, beta=0.9):
        me = with_an_attribute_within
        me.velocity = beta * me.velocity + gradient
        return params - learning_rate * me.velocity, state

    with_an_attribute_within.velocity = 0.0
    return with_an_attribute_within


def _wrapped(rule):
    @wraps(rule)
    def with_a_wrapper(*args, **kwargs):
        return rule(*args, **kwargs)

    return with_a_wrapper


def remember(gradient, beta):
    global_dict["velocity"] = beta * global_dict["velocity"] + gradient
    return global_dict["velocity"]


def with_a_helper(params, gradient, state=(), *, learning_rate, beta=0.9):
    return params - learning_rate * remember(gradient, beta), state


class Ball:
    """An optimiser as an object."""

    def __init__(self):
        self.velocity = 0.0

    def update(self, params, gradient, learning_rate, beta):
        self.velocity = beta * self.velocity + gradient
        return params - learning_rate * self.velocity

    def step(self, params, gradient, state=(), *, learning_rate, beta=0.9):
        return self.update(params, gradient, learning_rate, beta), state

    __call__ = step


ball = Ball()


def with_a_global_object(params, gradient, state=(), *, learning_rate, beta=0.9):
    return ball.update(params, gradient, learning_rate, beta), state


COPIED = [
    with_a_global_number, with_a_global_array, with_a_global_list, with_a_global_dict,
    with_a_namespace, with_an_attribute, with_a_default, with_a_helper, with_a_global_object,
    _closure(), _two_closures(), _attribute_within(), _wrapped(_closure()), partial(_closure()),
    Ball(), Ball().step,
]  # fmt: skip


# ---- what cannot be copied ----------------------------------------------------------------------


class OnTheClass:
    velocity = 0.0


def with_a_class(params, gradient, state=(), *, learning_rate, beta=0.9):
    OnTheClass.velocity = beta * OnTheClass.velocity + gradient
    return params - learning_rate * OnTheClass.velocity, state


def _velocities():
    velocity = 0.0
    while True:
        gradient, beta = yield velocity
        velocity = beta * velocity + gradient


velocities = _velocities()
next(velocities)


def with_a_generator(params, gradient, state=(), *, learning_rate, beta=0.9):
    return params - learning_rate * velocities.send((gradient, beta)), state


own_module: Any = ModuleType("own_module")
own_module.velocity = 0.0


def with_a_module(params, gradient, state=(), *, learning_rate, beta=0.9):
    own_module.velocity = beta * own_module.velocity + gradient
    return params - learning_rate * own_module.velocity, state


def with_a_dict_of_functions():
    parts = {"rule": _closure()}

    def rule(params, gradient, state=(), *, learning_rate, beta=0.9):
        return parts["rule"](params, gradient, state, learning_rate=learning_rate, beta=beta)

    return rule


UNCOPIED = {
    "OnTheClass (the class OnTheClass)": with_a_class,
    "velocities (generator)": with_a_generator,
    "own_module (module)": with_a_module,
    "parts (dict)": with_a_dict_of_functions(),
}
