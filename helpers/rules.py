"""The update rules. Each one takes a step: params, state = rule(params, gradient, state, *, ...)

Leave `state` out for the first step. `params` and `gradient` may be floats, arrays with one
entry per parameter on the last axis, or many runs at once on the axes before it; a setting that
differs between runs then ends in an axis of length 1. Nothing that is passed in is changed.

    here                           in torch.optim     here                 in torch.optim
    learning_rate                  lr                 beta1, beta2         betas
    beta (momentum)                momentum           epsilon              eps
    beta (rmsprop)                 alpha              state                optimizer.state
"""

from typing import Any, NamedTuple


class Velocity(NamedTuple):
    velocity: Any = 0.0


class MeanSquare(NamedTuple):
    mean_square: Any = 0.0


class Moments(NamedTuple):
    mean: Any = 0.0
    mean_square: Any = 0.0
    t: int = 0


def gradient_descent(params, gradient, state=(), *, learning_rate):
    """params - learning_rate · gradient. State: none. Cauchy (1847). torch: SGD(lr).

    >>> gradient_descent(1.0, 2.0, learning_rate=0.25)
    (0.5, ())
    """
    return params - learning_rate * gradient, state


sgd = gradient_descent  # the same rule: only the gradient differs, taken from a mini-batch


def momentum(params, gradient, state=Velocity(), *, learning_rate, beta=0.9):
    """Heavy ball. velocity = beta · velocity + gradient; params - learning_rate · velocity.

    State: velocity, 0 at first. Polyak (1964). torch: SGD(lr, momentum=beta, dampening=0).
    >>> momentum(1.0, 2.0, Velocity(4.0), learning_rate=0.25, beta=0.5)
    (0.0, Velocity(velocity=4.0))
    """
    velocity = beta * state.velocity + gradient
    return params - learning_rate * velocity, Velocity(velocity)


def rmsprop(params, gradient, state=MeanSquare(), *, learning_rate, beta=0.9, epsilon=1e-8):
    """mean_square = beta · mean_square + (1 - beta) · gradient²;
    params - learning_rate · gradient / (√mean_square + epsilon).

    State: mean_square, 0 at first. Hinton (2012), lecture 6e. torch: RMSprop(lr, alpha=beta, eps).
    >>> rmsprop(1.0, 2.0, MeanSquare(4.0), learning_rate=0.25, beta=0.5, epsilon=0.0)
    (0.75, MeanSquare(mean_square=4.0))
    """
    mean_square = beta * state.mean_square + (1 - beta) * gradient**2
    step = gradient / (mean_square**0.5 + epsilon)
    return params - learning_rate * step, MeanSquare(mean_square)


def adam(params, gradient, state=Moments(), *, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8,
         bias_correction=True):  # fmt: skip
    """mean = beta1 · mean + (1 - beta1) · gradient; mean_square likewise with beta2 and gradient²;
    each divided by (1 - beta ** t) to correct its bias towards 0, t counting steps from 1;
    params - learning_rate · mean / (√mean_square + epsilon).

    State: both means and t, 0 at first. Kingma & Ba (2015). torch: Adam(lr, betas, eps).
    >>> adam(1.0, 2.0, learning_rate=0.25, epsilon=0.0)[0]
    0.75
    """
    t = state.t + 1
    mean = beta1 * state.mean + (1 - beta1) * gradient
    mean_square = beta2 * state.mean_square + (1 - beta2) * gradient**2
    moments = Moments(mean, mean_square, t)
    if bias_correction:
        mean = mean / (1 - beta1**t)
        mean_square = mean_square / (1 - beta2**t)
    return params - learning_rate * mean / (mean_square**0.5 + epsilon), moments
