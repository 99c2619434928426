"""Which of a reader's settings stands for which of the true function."""

import pytest

from helpers.exercises import epoch, squared_error
from helpers.exercises.checker.arguments import read_arguments
from helpers.exercises.checker.exercises import exercise_of
from helpers.rules import adam, gradient_descent, momentum


def arguments(head, like, **fixed):
    """Return how to call a function with these settings after its first three arguments."""
    world = {}
    exec(f"def my_rule(params, gradient, state=0.0, *, {head}):\n    return params, state", world)
    return read_arguments(world["my_rule"], exercise_of(like), fixed)


@pytest.mark.parametrize(
    ("head", "like", "names"),
    [
        ("learning_rate, beta=0.9", momentum, {"learning_rate": "learning_rate", "beta": "beta"}),
        ("lr, mu=0.9", momentum, {"learning_rate": "lr", "beta": "mu"}),
        ("alpha, friction=0.9", momentum, {"learning_rate": "alpha", "beta": "friction"}),
        ("step_size, beta=0.9, eps=1e-8", momentum, {"learning_rate": "step_size", "beta": "beta"}),
        ("eta", gradient_descent, {"learning_rate": "eta"}),
        (
            "lr, b1=0.9, b2=0.999, eps=1e-8",
            adam,
            {"learning_rate": "lr", "beta1": "b1", "beta2": "b2", "epsilon": "eps"},
        ),
    ],
)
def test_usual_names(head, like, names):
    found = arguments(head, like)
    assert dict(found.names) == names and found.pair == ""
    assert found.renamed == {theirs: ours for ours, theirs in names.items() if ours != theirs}
    assert found.settings({name: i for i, name in enumerate(names)}) == {
        theirs: i for i, theirs in enumerate(names.values())
    }


def test_both_betas_in_one():
    found = arguments("lr, betas=(0.9, 0.999), eps=1e-8", adam)
    assert found.pair == "betas" and found.taken == {"learning_rate", "beta1", "beta2", "epsilon"}
    assert found.renamed["betas"] == "(beta1, beta2)"
    given = {"learning_rate": 0.1, "beta1": 0.5, "beta2": 0.75}
    assert found.settings(given) == {"lr": 0.1, "betas": (0.5, 0.75)}


def test_settings_that_the_true_function_does_not_have_stay_at_their_defaults():
    found = arguments("learning_rate, beta=0.9, nesterov=False, scale=2.0", momentum)
    assert found.others == {"nesterov": False, "scale": 2.0}
    assert found.settings({"learning_rate": 0.1, "beta": 0.5}) == {
        "learning_rate": 0.1,
        "beta": 0.5,
    }


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("beta=0.9", "does not take learning_rate: add it after the * in its def line"),
        ("learning_rate, beta=0.9, t", "asks for t, but nobody passes it"),
        ("learning_rate, beta=0.9, width", "asks for width, which momentum does not have"),
    ],
)
def test_what_cannot_be_called(head, message):
    with pytest.raises(TypeError) as caught:
        arguments(head, momentum)
    assert message in str(caught.value)


def test_a_setting_with_a_value_given_beside_may_be_missing():
    assert arguments("beta=0.9", momentum, learning_rate=0.1).taken == {"beta"}


def test_functions_that_are_no_rules():
    def loss(m, b, x, y):
        return 0.0

    def steps(params, x, y, rng, *, learning_rate, batch_size):
        return params

    def mixed(x, y, params, rng, *, learning_rate, batch_size):
        return params

    assert read_arguments(loss, exercise_of(squared_error), {}).names == {}
    assert set(read_arguments(steps, exercise_of(epoch), {}).names) == {
        "learning_rate",
        "batch_size",
    }
    with pytest.raises(TypeError, match="must take params, x, y, rng, in this order, not x, y, "):
        read_arguments(mixed, exercise_of(epoch), {})
