"""The rules of helpers.rules once more, with the slips that people make when they write them.

A rule made by `momentum({"averaged"})` takes the very steps of somebody who made that slip: so a
reader's rule that goes where it goes has it too. Only `check` uses them. Each slip has its name
here, and the sentence that is said about it in texts/mistakes.toml.
"""

from helpers.rules import Moments

EMPTY = Moments()


def _step(params, step, state, after, slips, rate):
    """Return params after `step`, and the state `after` it, with slips that any rule can have."""
    odd = {"no rate": 1.0, "rate twice": rate**2, "rate doubled": 2 * rate, "over rate": 1 / rate}
    rate = next((odd[slip] for slip in odd if slip in slips), rate)
    sign = 1 if "uphill" in slips else -1
    here = 0.0 * params if "no params" in slips else params
    step = 1.0 + 0.0 * step if "no gradient" in slips else step
    return here + sign * rate * step, state if "old state returned" in slips else after


def gradient_descent(slips):
    def rule(params, gradient, state=(), *, learning_rate):
        return _step(params, gradient, state, state, slips, learning_rate)

    return rule


def momentum(slips):
    def rule(params, gradient, state=0.0, *, learning_rate, beta=0.9):
        kept = 1.0 if slips & {"no beta", "beta at the gradient"} else beta
        kept = 1 - beta if slips & {"1 - beta kept", "mixed the other way"} else kept
        added = 1 - beta if "averaged" in slips else 1.0
        added = beta if slips & {"beta at the gradient", "mixed the other way"} else added
        velocity = kept * state + added * gradient
        step = state if "old velocity" in slips else velocity
        if "velocity not used" in slips:
            step = gradient
        if "Nesterov" in slips:
            step = gradient + beta * velocity
        return _step(params, step, state, velocity, slips, learning_rate)

    return rule


def rmsprop(slips):
    def rule(params, gradient, state=0.0, *, learning_rate, beta=0.9, epsilon=1e-8):
        square = _square(gradient, slips)
        kept = 1.0 if "AdaGrad" in slips else 1 - beta if "betas exchanged" in slips else beta
        added = 1.0 if slips & {"sum of squares", "AdaGrad"} else 1 - kept
        mean_square = kept * state + added * square
        yardstick = state if "old yardstick" in slips else mean_square
        step = gradient / _root(yardstick, epsilon, slips)
        moved, after = _step(params, step, state, mean_square, slips, learning_rate)
        return moved + epsilon * ("epsilon on params" in slips), after

    return rule


def adam(slips):
    def rule(params, gradient, state=EMPTY, *, learning_rate, beta1=0.9, beta2=0.999,
             epsilon=1e-8):  # fmt: skip
        if "betas swapped" in slips:
            beta1, beta2 = beta2, beta1
        twice = bool(slips & {"t twice", "t in two places"})
        after_t = state.t + (2 if twice else 0 if "t stays 1" in slips else 1)
        t = after_t + ("t from 2" in slips) + ("t stays 1" in slips)
        t = t - ("t from 0" in slips) - ("t in two places" in slips)
        raw = beta1 * state.mean + _added(beta1, "mean summed", slips) * gradient
        raw_square = beta2 * state.mean_square
        raw_square += _added(beta2, "square summed", slips) * _square(gradient, slips)
        mean = (
            raw
            if slips & {"not corrected", "only square corrected"}
            else _correct(raw, beta1, t, slips)
        )
        square = raw_square
        if not slips & {"not corrected", "only mean corrected"}:
            square = _correct(raw_square, beta2, t, slips)
        after = Moments(
            *((mean, square) if "corrected stored" in slips else (raw, raw_square)), after_t
        )
        step = mean / _root(square, epsilon, slips)
        moved, after = _step(params, step, state, after, slips, learning_rate)
        return moved + epsilon * ("epsilon on params" in slips), after

    return rule


ANY = ("uphill", "no rate", "rate twice", "rate doubled", "over rate", "no params",
       "no gradient")  # fmt: skip
MEMORY = (*ANY, "old state returned")
YARDSTICK = ("not squared", "no root", "one yardstick", "one mean yardstick", "epsilon inside",
             "epsilon on params")  # fmt: skip
OF = {
    gradient_descent: ANY,
    momentum: (
        "averaged", "old velocity", "velocity not used", "no beta", "Nesterov",
        "beta at the gradient", "1 - beta kept", "mixed the other way", *MEMORY,
    ),
    rmsprop: (
        "sum of squares", "AdaGrad", "old yardstick", "betas exchanged", *YARDSTICK, *MEMORY,
    ),
    adam: (
        "not corrected", "only mean corrected", "only square corrected", "t from 0", "t from 2",
        "t stays 1", "t twice", "t in two places", "corrected stored", "betas swapped",
        "beta times t", "beta without t", "correction multiplied", "mean summed", "square summed",
        *YARDSTICK, *MEMORY,
    ),
}  # fmt: skip


def _square(gradient, slips):
    if "not squared" in slips:
        return gradient
    square = gradient**2
    if "one yardstick" in slips:
        return square.sum(axis=-1, keepdims=True) + 0 * square
    if "one mean yardstick" in slips:
        return square.mean(axis=-1, keepdims=True) + 0 * square
    return square


def _root(square, epsilon, slips):
    if "no root" in slips:
        return square + epsilon
    if "epsilon inside" in slips:
        return (square + epsilon) ** 0.5
    return square**0.5 + (0 if "epsilon on params" in slips else epsilon)


def _added(beta, summed, slips):
    return 1.0 if summed in slips else 1 - beta


def _correct(moment, beta, t, slips):
    part = 1 - beta * t if "beta times t" in slips else 1 - beta**t
    part = 1 - beta if "beta without t" in slips else part
    return moment * part if "correction multiplied" in slips else moment / part
