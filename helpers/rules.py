"""The update rules. Each one takes a step: params, state = rule(params, gradient, state, *, ...)

Leave `state` out for the first step. `params` and `gradient` may be floats, arrays with one
entry per parameter on the last axis, or many runs at once on the axes before it; a setting that
differs between runs then ends in an axis of length 1. Nothing that is passed in is changed.

    here                           in torch.optim     here                 in torch.optim
    learning_rate                  lr                 beta1, beta2         betas
    beta (momentum)                momentum           epsilon              eps
    beta (rmsprop)                 alpha              state                optimizer.state
    weight_decay                   weight_decay

Three defaults differ from torch's: beta is 0.9 in momentum (torch: momentum=0) and in rmsprop, as
in Hinton's lecture (torch: alpha=0.99), and learning_rate has none. torch has no lion.
"""

from typing import Any, NamedTuple

Array = Any  # a float, or an array with one entry per parameter on the last axis


class Velocity(NamedTuple):
    """The state of momentum: the velocity, of the shape of the parameters."""

    velocity: Any = 0.0


class MeanSquare(NamedTuple):
    """The state of rmsprop: the mean of the squared gradients, of the shape of the parameters."""

    mean_square: Any = 0.0


class Moments(NamedTuple):
    """The state of adam: the means of the gradients and of their squares, and the step count."""

    mean: Any = 0.0
    mean_square: Any = 0.0
    t: int = 0


class Mean(NamedTuple):
    """The state of lion: the mean of the gradients, of the shape of the parameters."""

    mean: Any = 0.0


def gradient_descent(params: Array, gradient: Array, state: tuple = (), *,
                     learning_rate: Array) -> tuple[Array, tuple]:  # fmt: skip
    """Take a step against the gradient.

    params ← params - learning_rate · gradient

    In torch: SGD(lr).

    Parameters
    ----------
    params, gradient : float or array
        Current parameters, and the gradient of the loss at them.
    state : ()
        Unused: gradient descent has no state.
    learning_rate : float
        The length of the step for a gradient of 1.

    Returns
    -------
    params, state
        The new parameters, and the state for the next step.

    References
    ----------
    Cauchy (1847), Méthode générale pour la résolution des systèmes d'équations simultanées.

    Examples
    --------

    >>> gradient_descent(1.0, 2.0, learning_rate=0.25)
    (0.5, ())
    """
    return params - learning_rate * gradient, state


sgd = gradient_descent  # the same rule: only the gradient differs, taken from a mini-batch


def momentum(params: Array, gradient: Array, state: Velocity = Velocity(), *,
             learning_rate: Array, beta: Array = 0.9) -> tuple[Array, Velocity]:  # fmt: skip
    """Take a step along the velocity, a fading sum of all gradients so far: the heavy ball.

    velocity ← beta · velocity + gradient
    params ← params - learning_rate · velocity

    In torch: SGD(lr, momentum=beta, dampening=0).

    Parameters
    ----------
    params, gradient : float or array
        Current parameters, and the gradient of the loss at them.
    state : Velocity
        The velocity, 0 at first.
    learning_rate : float
        The length of the step for a velocity of 1.
    beta : float
        How much of the velocity is kept from one step to the next.

    Returns
    -------
    params, state
        The new parameters, and the state for the next step.

    References
    ----------
    Polyak (1964), Some methods of speeding up the convergence of iteration methods.

    Examples
    --------

    >>> momentum(1.0, 2.0, Velocity(4.0), learning_rate=0.25, beta=0.5)
    (0.0, Velocity(velocity=4.0))
    """
    velocity = beta * state.velocity + gradient
    return params - learning_rate * velocity, Velocity(velocity)


def rmsprop(params: Array, gradient: Array, state: MeanSquare = MeanSquare(), *,
            learning_rate: Array, beta: Array = 0.9,
            epsilon: Array = 1e-8) -> tuple[Array, MeanSquare]:  # fmt: skip
    """Take a step along the gradient, divided by the size it usually has.

    mean_square ← beta · mean_square + (1 - beta) · gradient²
    params ← params - learning_rate · gradient / (√mean_square + epsilon)

    In torch: RMSprop(lr, alpha=beta, eps), where alpha is 0.99 by default.

    Parameters
    ----------
    params, gradient : float or array
        Current parameters, and the gradient of the loss at them.
    state : MeanSquare
        The mean of the squared gradients, 0 at first.
    learning_rate : float
        The length of the step for a gradient of the usual size. No step is longer than
        1 / √(1 - beta) times this, 3.2 at the default.
    beta : float
        How much of the mean is kept from one step to the next.
    epsilon : float
        Avoids division by zero.

    Returns
    -------
    params, state
        The new parameters, and the state for the next step.

    References
    ----------
    Hinton (2012), Neural networks for machine learning, lecture 6e.

    Examples
    --------

    >>> rmsprop(1.0, 2.0, MeanSquare(4.0), learning_rate=0.25, beta=0.5, epsilon=0.0)
    (0.75, MeanSquare(mean_square=4.0))
    """
    mean_square = beta * state.mean_square + (1 - beta) * gradient**2
    step = gradient / (mean_square**0.5 + epsilon)
    return params - learning_rate * step, MeanSquare(mean_square)


def adam(params: Array, gradient: Array, state: Moments = Moments(), *,
         learning_rate: Array, beta1: Array = 0.9, beta2: Array = 0.999, epsilon: Array = 1e-8,
         bias_correction: bool = True) -> tuple[Array, Moments]:  # fmt: skip
    """Take a step along the mean gradient, divided by the size that gradients usually have.

    mean ← beta1 · mean + (1 - beta1) · gradient
    mean_square ← beta2 · mean_square + (1 - beta2) · gradient²
    params ← params - learning_rate · mean / (√mean_square + epsilon)

    Both means start at 0 and are too small at first. For the step, not in the state, each is
    divided by (1 - beta ** t) to correct this bias, with t counting steps from 1.

    In torch: Adam(lr, betas=(beta1, beta2), eps).

    Parameters
    ----------
    params, gradient : float or array
        Current parameters, and the gradient of the loss at them.
    state : Moments
        Both means and t, 0 at first.
    learning_rate : float
        Scale of a step: about its length while gradients keep size and sign. After a long run of
        tiny gradients a step can be about (1 - beta1) / √(1 - beta2) times as long, 3.2 at the
        defaults.
    beta1, beta2 : float
        How much of each mean is kept from one step to the next.
    epsilon : float
        Avoids division by zero.
    bias_correction : bool
        Whether the bias is corrected.

    Returns
    -------
    params, state
        The new parameters, and the state for the next step.

    References
    ----------
    Kingma & Ba (2015), Adam: a method for stochastic optimization, algorithm 1.

    Examples
    --------

    >>> adam(1.0, 2.0, learning_rate=0.25, epsilon=0.0)[0]
    0.75
    """
    t = state.t + 1
    mean = beta1 * state.mean + (1 - beta1) * gradient
    mean_square = beta2 * state.mean_square + (1 - beta2) * gradient**2
    moments = Moments(mean, mean_square, t)
    if bias_correction:
        mean_hat = mean / (1 - beta1**t)
        square_hat = mean_square / (1 - beta2**t)
    else:
        mean_hat, square_hat = mean, mean_square
    return params - learning_rate * mean_hat / (square_hat**0.5 + epsilon), moments


def adamw(params: Array, gradient: Array, state: Moments = Moments(), *,
          learning_rate: Array, beta1: Array = 0.9, beta2: Array = 0.999, epsilon: Array = 1e-8,
          weight_decay: Array = 0.01) -> tuple[Array, Moments]:  # fmt: skip
    """Shrink the parameters a little, then take the step of adam: decoupled weight decay.

    params ← params · (1 - learning_rate · weight_decay)
    params ← adam step from the shrunk params, using the gradient computed before shrinking

    In torch: AdamW(lr, betas=(beta1, beta2), eps, weight_decay).

    Parameters
    ----------
    params, gradient : float or array
        Current parameters, and the gradient of the loss at them.
    state : Moments
        Both means and t, 0 at first, as in adam.
    learning_rate : float
        Scale of a step: about its length while gradients keep size and sign. After a long run of
        tiny gradients a step can be about (1 - beta1) / √(1 - beta2) times as long, 3.2 at the
        defaults.
    beta1, beta2 : float
        How much of each mean is kept from one step to the next.
    epsilon : float
        Avoids division by zero.
    weight_decay : float
        Fraction of each parameter removed per step, per unit of learning rate.

    Returns
    -------
    params, state
        The new parameters, and the state for the next step.

    References
    ----------
    Loshchilov & Hutter (2019), Decoupled weight decay regularization, algorithm 2.

    Examples
    --------

    >>> adamw(1.0, 2.0, learning_rate=0.25, epsilon=0.0, weight_decay=1.0)[0]
    0.5
    """
    t = state.t + 1
    mean = beta1 * state.mean + (1 - beta1) * gradient
    mean_square = beta2 * state.mean_square + (1 - beta2) * gradient**2
    mean_hat = mean / (1 - beta1**t)
    square_hat = mean_square / (1 - beta2**t)
    moments = Moments(mean, mean_square, t)
    params = params * (1 - learning_rate * weight_decay)
    return params - learning_rate * mean_hat / (square_hat**0.5 + epsilon), moments


def lion(params: Array, gradient: Array, state: Mean = Mean(), *,
         learning_rate: Array, beta1: Array = 0.9, beta2: Array = 0.99,
         weight_decay: Array = 0.0) -> tuple[Array, Mean]:  # fmt: skip
    """Shrink the parameters a little, then take a step of one learning rate: only a sign counts.

    direction ← sign of (beta1 · mean + (1 - beta1) · gradient), which is 1, 0 or -1
    mean ← beta2 · mean + (1 - beta2) · gradient
    params ← params · (1 - learning_rate · weight_decay) - learning_rate · direction

    The direction is made of the mean as it was before this gradient, with another beta.

    torch has no such rule.

    Parameters
    ----------
    params, gradient : float or array
        Current parameters, and the gradient of the loss at them.
    state : Mean
        The mean of the gradients, 0 at first.
    learning_rate : float
        The length of every step, whatever the gradient.
    beta1 : float
        How much of the mean goes into the direction.
    beta2 : float
        How much of the mean is kept from one step to the next.
    weight_decay : float
        Fraction of each parameter removed per step, per unit of learning rate.

    Returns
    -------
    params, state
        The new parameters, and the state for the next step.

    References
    ----------
    Chen et al. (2023), Symbolic discovery of optimization algorithms, algorithm 2.

    Examples
    --------

    >>> lion(1.0, 2.0, Mean(-4.0), learning_rate=0.25, beta1=0.5, beta2=0.75)
    (1.25, Mean(mean=-2.5))
    """
    mixed = beta1 * state.mean + (1 - beta1) * gradient
    direction = 1.0 * (mixed > 0) - 1.0 * (mixed < 0)
    mean = beta2 * state.mean + (1 - beta2) * gradient
    params = params * (1 - learning_rate * weight_decay)
    return params - learning_rate * direction, Mean(mean)
