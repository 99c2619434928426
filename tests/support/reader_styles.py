"""The exercises as readers write them, in several styles, and their mistakes in each of these.

A style is a right solution, written in another way than in helpers/. `changes` says for each known
mistake what a reader writes instead of what: the tests compare it with what `check` names.
"""
# ruff: noqa: E501 - the tables read best with a mistake on each line

import linecache
import math
import textwrap
from itertools import count
from typing import NamedTuple

import numpy as np

numbers = count()


class Style(NamedTuple):
    """A right solution of an exercise, and {mistake: (old, new, old, new ...)}."""

    exercise: str
    name: str
    source: str
    changes: dict

    def written(self, *mistakes, **world):
        """Return what a reader wrote who made these mistakes, or None where they do not go
        together."""
        source = textwrap.dedent(self.source)
        for mistake in mistakes:
            changes = self.changes[mistake]
            for old, new in zip(changes[::2], changes[1::2], strict=True):
                if old not in source:
                    return None
                source = source.replace(old, new)
        return defined(source, **world)


def defined(source, name="my_rule", **world):
    """Return what `source` defines as `name`, in a cell of a notebook of its own."""
    source = textwrap.dedent(source).strip("\n") + "\n"
    file = f"<cell {next(numbers)}>"
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    names = {"np": np, "math": math, "__name__": "__main__", **world}
    exec(compile(source, file, "exec"), names)
    return names[name]


# ---- gradient descent ---------------------------------------------------------------------------

ANY_RULE = {  # for what ends with `return params - learning_rate * ...`
    "uphill": ("params -", "params +"),
    "step returned": ("return params - ", "return "),
    "no params": ("return params -", "return -"),
    "subtracted the other way": ("return params - learning", "return -params + learning"),
    "no rate": ("learning_rate * ", ""),
    "rate twice": ("learning_rate * ", "learning_rate * learning_rate * "),
    "rate doubled": ("learning_rate * ", "2 * learning_rate * "),
    "rate halved": ("learning_rate * ", "learning_rate / 2 * "),
    "over rate": ("learning_rate * ", "(1 / learning_rate) * "),
    "rate on params too": ("return params - ", "return learning_rate * params - "),
    "one parameter moves": ("learning_rate * ", "np.array([learning_rate, 0]) * "),
}
SUMMED = {
    "one gradient for both": ("gradient", "gradient[0]"),
    "gradient summed": ("gradient", "gradient.sum()"),
    "sign of the gradient": ("gradient", "np.sign(gradient)"),
    "gradients exchanged": ("gradient", "np.flip(gradient)"),
    "gradient of length 1": ("gradient", "(gradient / np.sqrt(np.sum(gradient * gradient)))"),
}


BEFORE = {  # a line before the first one
    "gradients exchanged": "gradient = gradient[::-1]",
    "gradient summed": "gradient = gradient.sum() * np.ones(2)",
    "sign of the gradient": "gradient = np.sign(gradient)",
    "gradient of length 1": "gradient = gradient / np.linalg.norm(gradient)",
}


def before(line):
    """Return the changes that put another line before this one."""
    return {mistake: (line, f"{new}\n    {line}") for mistake, new in BEFORE.items()}


def in_the_step(changes):
    """Return those changes of a learning rate, made in the last line alone."""
    rate, last = "learning_rate * ", "return params - "
    return {
        mistake: (last + rate, last + new) for mistake, (old, new) in changes.items() if old == rate
    }


def in_the_body(changes, body):
    """Return the changes of a name that must not be made in the def line."""
    return {mistake: (body, body.replace(old, new)) for mistake, (old, new) in changes.items()}


DESCENT = Style(
    "gradient_descent",
    "as in the lesson",
    """
    def my_rule(params, gradient, state=(), *, learning_rate):
        return params - learning_rate * gradient, state
    """,
    {
        **ANY_RULE,
        **in_the_body(SUMMED, "learning_rate * gradient"),
        "no gradient": ("learning_rate * gradient", "learning_rate"),
        "gradient squared": ("rate * gradient", "rate * gradient * gradient"),
        "rate subtracted": ("learning_rate * gradient", "learning_rate - gradient"),
    },
)
DESCENT_LOOP = Style(
    "gradient_descent",
    "a loop over the parameters",
    """
    def my_rule(w, dw, state=None, *, lr=0.01, verbose=False):
        new = []
        for i in range(len(w)):
            new.append(w[i] - lr * dw[i])
        return new, state
    """,
    {
        "uphill": ("w[i] -", "w[i] +"),
        "step returned": ("w[i] - lr", "lr"),
        "no params": ("w[i] - lr", "-lr"),
        "subtracted the other way": ("w[i] - lr * dw[i]", "lr * dw[i] - w[i]"),
        "no rate": ("lr * ", ""),
        "rate twice": ("lr * ", "lr**2 * "),
        "rate doubled": ("lr * dw[i]", "lr * (dw[i] + dw[i])"),
        "rate halved": ("lr * ", "0.5 * lr * "),
        "over rate": ("lr * dw[i]", "dw[i] / lr"),
        "rate on params too": ("w[i] - lr * dw[i]", "lr * (w[i] - dw[i])"),
        "no gradient": ("lr * dw[i]", "lr"),
        "gradient squared": ("dw[i]", "dw[i] ** 2"),
        "rate subtracted": ("lr * dw[i]", "(lr - dw[i])"),
        "one gradient for both": ("dw[i]", "dw[0]"),
        "gradients exchanged": ("dw[i]", "dw[-1 - i]"),
        "gradient summed": ("dw[i]", "sum(dw)"),
        "sign of the gradient": ("dw[i]", "math.copysign(1, dw[i])"),
        "gradient of length 1": ("dw[i]", "dw[i] / math.hypot(*dw)"),
        "one parameter moves": ("w[i] - lr", "w[i] - (i == 0) * lr"),
    },
)

# ---- momentum -----------------------------------------------------------------------------------

MOMENTUM = Style(
    "momentum",
    "as in the lesson",
    """
    def my_rule(params, gradient, state=0.0, *, learning_rate, beta):
        velocity = beta * state + gradient
        return params - learning_rate * velocity, velocity
    """,
    {
        **ANY_RULE,
        **in_the_body(SUMMED, "beta * state + gradient"),
        "no gradient": ("learning_rate * velocity", "learning_rate"),
        "old state returned": (", velocity", ", state"),
        "old velocity not read": ("beta * state", "beta * 0"),
        "velocity not used": ("rate * velocity", "rate * gradient"),
        "gradient kept": (", velocity", ", gradient"),
        "old velocity overwritten": ("velocity = beta * state", "state = gradient\n    velocity = beta * state"),
        "params and state exchanged": ("return params - learning_rate * velocity, velocity",
                                       "return velocity, params - learning_rate * velocity"),
        "old velocity": ("rate * velocity", "rate * state"),
        "averaged": ("+ gradient", "+ (1 - beta) * gradient"),
        "averaged twice": ("+ gradient", "+ (1 - beta) * (1 - beta) * gradient"),
        "1 - beta before both": ("beta * state + gradient", "(1 - beta) * (beta * state + gradient)"),
        "no beta": ("beta * state", "state"),
        "beta at the gradient": ("beta * state +", "state + beta *"),
        "beta before both": ("beta * state + gradient", "(state + gradient) * beta"),
        "step times beta": ("rate * velocity", "rate * beta * velocity"),
        "beta twice": ("beta * state", "beta * beta * state"),
        "1 - beta kept": ("beta * state", "(1 - beta) * state"),
        "mixed the other way": ("beta * state +", "(1 - beta) * state + beta *"),
        "added onto itself": ("velocity = beta * state + gradient",
                              "velocity = state\n    velocity += beta * state + gradient"),
        "old velocity subtracted": ("beta * state + gradient", "gradient - beta * state"),
        "Nesterov": ("rate * velocity", "rate * (gradient + beta * velocity)"),
        "Nesterov with a wrong sign": ("rate * velocity", "rate * (gradient - beta * velocity)"),
        "Nesterov with the new velocity for the old": ("rate * velocity", "rate * (1 + beta) * velocity"),
        "Nesterov with the old velocity for the new": (
            "rate * velocity", "rate * (-beta * velocity + (1 + beta) * state)"),
        "gradient added again": ("rate * velocity", "rate * (velocity + gradient)"),
        "rate compounded": ("beta * state + gradient", "learning_rate * (beta * state + gradient)",
                            "- learning_rate * velocity", "- velocity"),
        "rate for beta": ("beta * state", "learning_rate * state"),
        "beta for rate": ("learning_rate * velocity", "beta * velocity"),
        "rate and beta exchanged": ("learning_rate * velocity", "beta * velocity",
                                    "beta * state", "learning_rate * state"),
        "rate at the gradient alone": ("learning_rate * velocity",
                                       "learning_rate * gradient - beta * velocity"),
    },
)  # fmt: skip
MOMENTUM_SIGNED = Style(
    "momentum",
    "a velocity that holds the step, in a dict",
    """
    def my_rule(x, dx, config=None, *, lr, mu=0.9):
        if config is None:
            config = {"first": True, "v": np.zeros_like(x, dtype=float)}
        v = mu * config["v"] - lr * dx
        return x + v, {"first": False, "v": v}
    """,
    {
        "uphill": ("x + v", "x - v"),
        "no params": ("x + v", "v"),
        "step returned": ("x + v", "-v"),
        "no rate": ("lr * ", ""),
        "rate twice": ("x + v", "x + lr * v"),
        "rate doubled": ("lr * dx", "2 * lr * dx"),
        "rate halved": ("lr * dx", "lr / 2 * dx"),
        "over rate": ("lr * dx", "dx / lr"),
        "one parameter moves": ("x + v", "x + v * np.array([0, 1])"),
        "old state returned": ('"v": v}', '"v": config["v"]}'),
        "velocity not used": ("x + v", "x - lr * dx"),
        "averaged": ("lr * dx", "(1 - mu) * lr * dx"),
        "averaged twice": ("lr * dx", "(1 - mu) ** 2 * lr * dx"),
        "averaged and corrected": (
            "v = mu", 't = config.get("t", 0) + 1\n    v = mu', "lr * dx", "(1 - mu) * lr * dx",
            "x + v", "x + v / (1 - mu**t)", '"v": v}', '"v": v, "t": t}'),
        "no beta": ("mu * config", "config"),
        "beta before both": ("mu * config[\"v\"] - lr * dx", "mu * (config[\"v\"] - lr * dx)"),
        "step times beta": ("x + v", "x + mu * v"),
        "beta twice": ('"v": v}', '"v": mu * v}'),
        "1 - beta kept": ("mu * config", "(1 - mu) * config"),
        "added onto itself": ("mu * config", "(1 + mu) * config"),
        "old velocity": ("x + v", 'x + config["v"]'),
        "old velocity subtracted": ("mu * config[\"v\"] -", "-mu * config[\"v\"] -"),
        "Nesterov": ("x + v", 'x - mu * config["v"] + (1 + mu) * v'),
        "Nesterov with a wrong sign": ("x + v", 'x + mu * config["v"] + (1 + mu) * v'),
        "Nesterov with the new velocity for the old": ("x + v", "x + mu * v + v"),
        "Nesterov with the old velocity for the new": ("x + v", 'x - mu * v + (1 + mu) * config["v"]'),
        "gradient added again": ("x + v", "x + v - lr * dx"),
        "first in full": ("v = mu", 'v = -lr * dx if config["first"] else mu', "- lr * dx\n",
                          "- (1 - mu) * lr * dx\n"),
        "velocity starts at the gradient": (
            'np.zeros_like(x, dtype=float)', "-lr * dx"),
        "first step skipped": ("x + v", 'x + (0 if config["first"] else v)'),
        "one memory for both": (
            "    v = mu * config[\"v\"] - lr * dx\n    return x + v, {\"first\": False, \"v\": v}",
            "    v, new = np.max(config[\"v\"]) if config[\"first\"] else config[\"v\"], list(x)\n"
            "    for i in range(2):\n        v = mu * v - lr * dx[i]\n        new[i] = x[i] + v\n"
            "    return new, {\"first\": False, \"v\": v}"),
    },
)  # fmt: skip
MOMENTUM_OBJECT = Style(
    "momentum",
    "an object that is changed in place",
    """
    class Ball:
        def __init__(self):
            self.velocity = 0.0

    def my_rule(params, gradient, ball=None, *, learning_rate, momentum=0.9):
        ball = ball or Ball()
        ball.velocity = momentum * ball.velocity + gradient
        return params - learning_rate * ball.velocity, ball
    """,
    {
        **ANY_RULE,
        "old velocity not read": ("momentum * ball.velocity +", "0 +"),
        "velocity not used": ("rate * ball.velocity", "rate * gradient"),
        "averaged": ("+ gradient", "+ (1 - momentum) * gradient"),
        "no beta": ("momentum * ball", "ball"),
        "beta at the gradient": ("momentum * ball.velocity +", "ball.velocity + momentum *"),
        "beta before both": ("momentum * ball.velocity + gradient", "(ball.velocity + gradient) * momentum"),
        "added onto itself": ("ball.velocity =", "ball.velocity +="),
        "velocity starts at 1": ("self.velocity = 0.0", "self.velocity = 1.0"),
        "1 - beta kept": ("momentum * ball", "(1 - momentum) * ball"),
        "mixed the other way": ("momentum * ball.velocity + gradient",
                                "(1 - momentum) * ball.velocity + momentum * gradient"),
        "Nesterov": ("rate * ball.velocity", "rate * (gradient + momentum * ball.velocity)"),
        "rate for beta": ("momentum * ball", "learning_rate * ball"),
    },
)  # fmt: skip
MOMENTUM_CLOSURE = Style(
    "momentum",
    "memory of its own",
    """
    def make():
        velocity = 0.0
        def my_rule(params, gradient, state=(), *, learning_rate, rho):
            nonlocal velocity
            velocity = rho * velocity + gradient
            return params - learning_rate * velocity, state
        return my_rule

    my_rule = make()
    """,
    {
        **ANY_RULE,
        "averaged": ("+ gradient", "+ (1 - rho) * gradient"),
        "no beta": ("rho * velocity", "velocity"),
        "beta at the gradient": ("rho * velocity +", "velocity + rho *"),
        "old velocity subtracted": ("rho * velocity + gradient", "gradient - rho * velocity"),
        "Nesterov": ("rate * velocity", "rate * (gradient + rho * velocity)"),
        "rate compounded": ("rho * velocity + gradient", "rho * learning_rate * velocity + gradient"),
        "velocity starts at 1": ("velocity = 0.0", "velocity = 1.0"),
    },
)  # fmt: skip

# ---- RMSProp ------------------------------------------------------------------------------------

ADAPTIVE = {  # for what has `gradient**2`
    "not squared": ("gradient**2", "gradient"),
    "absolute": ("gradient**2", "np.abs(gradient)"),
    "one sum over the parameters": ("gradient**2", "np.sum(gradient**2)"),
    "one mean over the parameters": ("gradient**2", "(gradient**2).mean()"),
    "rate inside the square": ("gradient**2", "(gradient * learning_rate) ** 2"),
    "one square missing": ("gradient**2", "np.array([gradient[0] ** 2, gradient[1]])"),
}
ROOTED = {  # for what divides by `(np.sqrt(square) + epsilon)`
    "no root": ("np.sqrt(square)", "square"),
    "squared for the root": ("np.sqrt(square)", "square**2"),
    "half for the root": ("np.sqrt(square)", "square ** 1/2"),
    "epsilon inside": ("(np.sqrt(square) + epsilon)", "np.sqrt(square + epsilon)"),
    "epsilon subtracted": ("+ epsilon", "- epsilon"),
    "epsilon left out": ("(np.sqrt(square) + epsilon)", "np.sqrt(square)"),
    "epsilon on params": ("(np.sqrt(square) + epsilon)", "np.sqrt(square) + epsilon"),
    "epsilon twice": ("np.sqrt(square)", "np.sqrt(square + epsilon)"),
}
RMSPROP = Style(
    "rmsprop",
    "as in the lesson",
    """
    def my_rule(params, gradient, state=0.0, *, learning_rate, beta=0.9, epsilon=1e-8):
        square = beta * state + (1 - beta) * gradient**2
        return params - learning_rate * gradient / (np.sqrt(square) + epsilon), square
    """,
    {
        **ANY_RULE,
        **ADAPTIVE,
        **ROOTED,
        **before("square = beta"),
        "no gradient": ("gradient / (np.sqrt(square) + epsilon)", "1"),
        "old state returned": (", square", ", state"),
        "old average not read": ("beta * state + ", ""),
        "old average overwritten": ("square = beta", "state = gradient**2\n    square = beta"),
        "square kept": (", square", ", gradient * gradient"),
        "1 - beta before both": ("beta * state + (1 - beta) * gradient**2",
                                 "(1 - beta) * (gradient**2 + beta * state)"),
        "params and state exchanged": (
            "return params - learning_rate * gradient / (np.sqrt(square) + epsilon), square",
            "return square, params - learning_rate * gradient / (np.sqrt(square) + epsilon)"),
        "sum of squares": ("(1 - beta) * ", ""),
        "AdaGrad": ("beta * state + (1 - beta) * ", "state + "),
        "no beta": ("beta * state", "state"),
        "averaged twice": ("(1 - beta) * ", "(1 - beta) * (1 - beta) * "),
        "betas exchanged": ("beta * state + (1 - beta)", "(1 - beta) * state + beta"),
        "old mean square": ("np.sqrt(square)", "np.sqrt(state)"),
        "mean square not used": ("gradient / (np.sqrt(square) + epsilon)", "gradient"),
        "multiplied by the root": ("gradient / (", "gradient * ("),
        "gradient squared above": ("gradient / (", "gradient * gradient / ("),
        "brackets around the root": (
            "learning_rate * gradient / (np.sqrt(square) + epsilon)",
            "(learning_rate / np.sqrt(square) + epsilon * gradient)"),
        "root kept": (", square", ", square**0.5"),
        "added onto itself": ("square = beta", "square = state\n    square += beta"),
    },
)  # fmt: skip
RMSPROP_LISTS = Style(
    "rmsprop",
    "lists and plain numbers",
    """
    def my_rule(theta, grads, cache=None, *, lr=1e-2, decay_rate=0.99, eps=1e-8):
        first = cache is None
        cache = [0.0, 0.0] if first else list(cache)
        theta = list(theta)
        for i, g in enumerate(grads):
            cache[i] = decay_rate * cache[i] + (1 - decay_rate) * g * g
            theta[i] = theta[i] - lr * g / (math.sqrt(cache[i]) + eps)
        return theta, cache
    """,
    {
        "uphill": ("theta[i] - lr", "theta[i] + lr"),
        "no params": ("theta[i] - lr", "-lr"),
        "no rate": ("lr * ", ""),
        "over rate": ("lr * g", "g / lr"),
        "no root": ("math.sqrt(cache[i])", "cache[i]"),
        "squared for the root": ("math.sqrt(cache[i])", "cache[i] ** 2"),
        "epsilon inside": ("(math.sqrt(cache[i]) + eps)", "math.sqrt(cache[i] + eps)"),
        "epsilon on params": ("(math.sqrt(cache[i]) + eps)", "math.sqrt(cache[i]) + eps"),
        "epsilon subtracted": ("+ eps", "- eps"),
        "sum of squares": ("(1 - decay_rate) * ", ""),
        "AdaGrad": ("decay_rate * cache[i] + (1 - decay_rate) * g", "cache[i] + g"),
        "betas exchanged": ("decay_rate * cache[i] + (1 - decay_rate)",
                            "(1 - decay_rate) * cache[i] + decay_rate"),
        "added onto itself": ("cache[i] = decay", "cache[i] += decay"),
        "mean square starts at 1": ("[0.0, 0.0]", "[1.0, 1.0]"),
        "first in full": ("(1 - decay_rate) * g * g", "(1 if first else 1 - decay_rate) * g * g"),
        "one square missing": ("* g * g", "* (g * g if i == 0 else 0)"),
        "one gradient for both": ("* g * g", "* grads[1] ** 2", "lr * g /", "lr * grads[1] /"),
        "one memory for both": ("cache[i]", "cache[0]"),
        "corrected as in Adam": (
            "cache = [0.0, 0.0] if first else list(cache)",
            "cache, t = ([0.0, 0.0], 1) if first else cache",
            "math.sqrt(cache[i])", "math.sqrt(cache[i] / (1 - decay_rate**t))",
            "return theta, cache", "return theta, (cache, t + 1)"),
        "centred": (
            "cache = [0.0, 0.0] if first else list(cache)",
            "cache, mean = ([0.0, 0.0], [0.0, 0.0]) if first else cache",
            "        theta[i] = theta", "        mean[i] = decay_rate * mean[i] + (1 - decay_rate) * g\n        theta[i] = theta",
            "math.sqrt(cache[i])", "math.sqrt(max(cache[i] - mean[i] ** 2, 0))",
            "return theta, cache", "return theta, (cache, mean)"),
        "square of the mean": (
            "* g * g", "* g", "math.sqrt(cache[i])", "math.sqrt(cache[i] ** 2)"),
        "sign of the gradient": ("for i, g in enumerate(grads)", "for i, g in enumerate(np.sign(grads))"),
    },
)  # fmt: skip
RMSPROP_DIFFERENCE = Style(
    "rmsprop",
    "the mean as a step towards the new square",
    """
    class Cache:
        s = 0.0

    def my_rule(p, g, memory=None, *, eta, rho=0.9, eps=1e-8):
        memory = memory or Cache()
        memory.s = memory.s + (1 - rho) * (np.power(g, 2) - memory.s)
        scale = eta / (memory.s**0.5 + eps)
        return p - scale * g, memory
    """,
    {
        "uphill": ("p - scale", "p + scale"),
        "step returned": ("p - scale", "scale"),
        "rate doubled": ("eta / (", "2 * eta / ("),
        "not squared": ("np.power(g, 2)", "g"),
        "absolute": ("np.power(g, 2)", "np.abs(g)"),
        "no root": ("s**0.5", "s"),
        "half for the root": ("s**0.5", "s ** 1 / 2"),
        "epsilon inside": ("(memory.s**0.5 + eps)", "(memory.s + eps)**0.5"),
        "epsilon left out": ("(memory.s**0.5 + eps)", "memory.s**0.5"),
        "brackets around the root": ("eta / (memory.s**0.5 + eps)", "eta / memory.s**0.5 + eps",
                                          "scale * g", "(eta / memory.s**0.5 + eps * g)"),
        "betas exchanged": ("(1 - rho)", "rho"),
        "mean square not used": ("scale * g", "eta * g"),
        "multiplied by the root": ("eta / (", "eta * ("),
        "one sum over the parameters": ("np.power(g, 2)", "np.dot(g, g)"),
        "gradients exchanged": ("p, g, memory=None", "p, h, memory=None",
                                "    memory = memory or", "    g = h[::-1]\n    memory = memory or"),
    },
)  # fmt: skip

# ---- Adam ---------------------------------------------------------------------------------------

T_HELD = "return params - learning_rate * mean_hat / (square_hat**0.5 + epsilon), (mean, square, t)"
ADAM = Style(
    "adam",
    "as in the lesson",
    """
    def my_rule(params, gradient, state=(0.0, 0.0, 0), *, learning_rate, beta1=0.9, beta2=0.999,
                epsilon=1e-8):
        mean, square, t = state
        t = t + 1
        mean = beta1 * mean + (1 - beta1) * gradient
        square = beta2 * square + (1 - beta2) * gradient**2
        mean_hat = mean / (1 - beta1**t)
        square_hat = square / (1 - beta2**t)
        return params - learning_rate * mean_hat / (square_hat**0.5 + epsilon), (mean, square, t)
    """,
    {
        **ANY_RULE,
        **ADAPTIVE,
        **before("mean, square, t = state"),
        "no root": ("square_hat**0.5", "square_hat"),
        "squared for the root": ("square_hat**0.5", "square_hat**2"),
        "half for the root": ("square_hat**0.5", "square_hat**1 / 2"),
        "epsilon inside": ("(square_hat**0.5 + epsilon)", "(square_hat + epsilon)**0.5"),
        "epsilon subtracted": ("+ epsilon", "- epsilon"),
        "epsilon left out": ("(square_hat**0.5 + epsilon)", "square_hat**0.5"),
        "epsilon on params": ("(square_hat**0.5 + epsilon)", "square_hat**0.5 + epsilon"),
        "brackets around the root": (
            "learning_rate * mean_hat / (square_hat**0.5 + epsilon)",
            "(learning_rate / square_hat**0.5 + epsilon * mean_hat)"),
        "not corrected": ("mean_hat / (square_hat", "mean / (square"),
        "only mean corrected": ("(square_hat", "(square"),
        "only square corrected": ("* mean_hat /", "* mean /"),
        "t from 0": ("    t = t + 1\n", ""),
        "t from 2": ("**t)", "**(t + 1))"),
        "t stays 1": ("(mean, square, t)\n", "(mean, square, 0)\n"),
        "beta without t": ("beta1**t", "beta1", "beta2**t", "beta2"),
        "beta squared": ("**t)", "**2)"),
        "t twice": ("t = t + 1", "t = t + 2"),
        "t in two places": ("square, t)\n", "square, t + 1)\n"),
        "beta times t": ("**t)", " * t)"),
        "beta ** t alone": ("(1 - beta1**t)", "beta1**t", "(1 - beta2**t)", "beta2**t"),
        "no brackets in the correction": ("(1 - beta1**t)", "1 - beta1**t", "(1 - beta2**t)", "1 - beta2**t"),
        "power of the bracket": ("(1 - beta1**t)", "(1 - beta1)**t", "(1 - beta2**t)", "(1 - beta2)**t"),
        "t missing at the mean": ("beta1**t", "beta1"),
        "t missing at the square": ("beta2**t", "beta2"),
        "correction multiplied": ("/ (1 -", "* (1 -"),
        "corrected after the root": ("square / (1 - beta2**t)", "(square**0.5 / (1 - beta2**t))**2"),
        "corrected twice": ("(1 - beta1**t)", "(1 - beta1**t)**2", "(1 - beta2**t)", "(1 - beta2**t)**2"),
        "corrected stored": ("(mean, square, t)\n", "(mean_hat, square_hat, t)\n"),
        "corrected mean stored": ("(mean, square, t)\n", "(mean_hat, square, t)\n"),
        "corrected square stored": ("(mean, square, t)\n", "(mean, square_hat, t)\n"),
        "betas swapped": (
            "    mean, square, t = state\n",
            "    beta1, beta2 = beta2, beta1\n    mean, square, t = state\n"),
        "beta1 for both": ("    mean, square, t = state\n", "    beta2 = beta1\n    mean, square, t = state\n"),
        "beta2 for both": ("    mean, square, t = state\n", "    beta1 = beta2\n    mean, square, t = state\n"),
        "beta1 in the square": ("beta2 * square + (1 - beta2)", "beta1 * square + (1 - beta1)"),
        "beta2 in the mean": ("beta1 * mean + (1 - beta1)", "beta2 * mean + (1 - beta2)"),
        "beta1 in the square's correction": ("square / (1 - beta2**t)", "square / (1 - beta1**t)"),
        "beta2 in the mean's correction": ("mean / (1 - beta1**t)", "mean / (1 - beta2**t)"),
        "betas exchanged": ("beta1 * mean + (1 - beta1)", "(1 - beta1) * mean + beta1",
                            "beta2 * square + (1 - beta2)", "(1 - beta2) * square + beta2"),
        "beta exchanged in the mean": ("beta1 * mean + (1 - beta1)", "(1 - beta1) * mean + beta1"),
        "beta exchanged in the square": ("beta2 * square + (1 - beta2)", "(1 - beta2) * square + beta2"),
        "no gradient": ("mean_hat / (square_hat**0.5 + epsilon)", "1"),
        "old state returned": (", (mean, square, t)\n", ", state\n"),
        "mean summed": ("(1 - beta1) * gradient", "gradient"),
        "square summed": ("(1 - beta2) * gradient", "gradient"),
        "mean averaged twice": ("(1 - beta1) * gradient", "(1 - beta1)**2 * gradient"),
        "square averaged twice": ("(1 - beta2) * gradient", "(1 - beta2)**2 * gradient"),
        "old mean not read": ("beta1 * mean +", "0 +"),
        "old square not read": ("beta2 * square +", "0 +"),
        "old mean overwritten": ("    mean = beta1", "    mean = gradient\n    mean = beta1"),
        "old square overwritten": ("    square = beta2", "    square = gradient * gradient\n    square = beta2"),
        "gradient kept as mean": ("(mean, square, t)\n", "(gradient, square, t)\n"),
        "square kept as mean square": ("(mean, square, t)\n", "(mean, gradient * gradient, t)\n"),
        "moments exchanged": ("(mean, square, t)\n", "(square, mean, t)\n"),
        "1 - beta1 before both": ("beta1 * mean + (1 - beta1) * gradient",
                                  "(1 - beta1) * (gradient + beta1 * mean)"),
        "1 - beta2 before both": ("beta2 * square + (1 - beta2) * gradient**2",
                                  "(1 - beta2) * (gradient**2 + beta2 * square)"),
        "mean forgets nothing": ("beta1 * mean +", "mean +"),
        "square forgets nothing": ("beta2 * square +", "square +"),
        "mean added onto itself": ("mean = beta1", "mean += beta1"),
        "square added onto itself": ("square = beta2", "square += beta2"),
        "old mean": ("mean_hat = mean /", "mean_hat = state[0] /"),
        "old mean square": ("square_hat = square /", "square_hat = state[1] /"),
        "mean starts in full": ("mean = beta1", "mean = gradient if t == 1 else beta1"),
        "square starts in full": ("square = beta2", "square = gradient**2 if t == 1 else beta2"),
        "moments start in full": ("mean = beta1", "mean = gradient if t == 1 else beta1",
                                  "square = beta2", "square = gradient**2 if t == 1 else beta2"),
        "mean starts at 1": ("(0.0, 0.0, 0)", "(1.0, 0.0, 0)"),
        "square starts at 1": ("(0.0, 0.0, 0)", "(0.0, 1.0, 0)"),
        "mean not used": ("* mean_hat /", "* gradient /"),
        "mean square not used": ("mean_hat / (square_hat**0.5 + epsilon)", "mean_hat"),
        "no moments": ("mean_hat / (square_hat**0.5 + epsilon)", "gradient"),
        "mean squared": ("gradient**2", "mean * mean"),
        "multiplied by the root": ("mean_hat / (", "mean_hat * ("),
        "rate falls with t": ("learning_rate * ", "learning_rate / np.sqrt(t) * "),
        "AdamW": ("return params -", "return params * (1 - learning_rate * 0.1) -"),
        "weight decay in the gradient": ("    t = t + 1\n", "    t = t + 1\n    gradient = gradient + 0.01 * params\n"),
        "AMSGrad": ("(0.0, 0.0, 0)", "(0.0, 0.0, 0, 0.0)", "mean, square, t = state",
                    "mean, square, t, most = state",
                    "    square_hat = square /", "    most = np.maximum(most, square)\n    square_hat = most /",
                    "(mean, square, t)\n", "(mean, square, t, most)\n"),
        "AdaMax": ("beta2 * square + (1 - beta2) * gradient**2", "np.maximum(beta2 * square, np.abs(gradient))",
                   "(square_hat**0.5 + epsilon)", "(square + epsilon)"),
        "Nadam": ("mean / (1 - beta1**t)", "(beta1 * mean + (1 - beta1) * gradient) / (1 - beta1**t)"),
        "AdaBelief": ("gradient**2", "(gradient - mean)**2"),
    },
)  # fmt: skip
ADAM_LOOP = Style(
    "adam",
    "dicts, and a loop over the parameters",
    """
    def my_rule(w, dw, opt=None, *, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        b1, b2 = betas
        if opt is None:
            opt = dict(m=[0.0] * len(w), v=[0.0] * len(w), step=0)
        m, v, step, out = list(opt["m"]), list(opt["v"]), opt["step"], list(w)
        step += 1
        for j in range(len(w)):
            m[j] = b1 * m[j] + (1 - b1) * dw[j]
            v[j] = b2 * v[j] + (1 - b2) * dw[j] * dw[j]
            mhat, vhat = m[j] / (1 - b1**step), v[j] / (1 - b2**step)
            out[j] -= lr * mhat / (math.sqrt(vhat) + eps)
        return out, dict(m=m, v=v, step=step)
    """,
    {
        "uphill": ("-= lr", "+= lr"),
        "no params": ("out[j] -= lr", "out[j] = -lr"),
        "step returned": ("out[j] -= lr", "out[j] = lr"),
        "no rate": ("lr * mhat", "mhat"),
        "rate doubled": ("lr * mhat", "lr * 2 * mhat"),
        "over rate": ("lr * mhat", "mhat / lr"),
        "no root": ("math.sqrt(vhat)", "vhat"),
        "epsilon inside": ("(math.sqrt(vhat) + eps)", "math.sqrt(vhat + eps)"),
        "epsilon on params": ("out[j] -= lr * mhat / (math.sqrt(vhat) + eps)",
                              "out[j] = out[j] - lr * mhat / math.sqrt(vhat) + eps"),
        "not corrected": ("lr * mhat / (math.sqrt(vhat)", "lr * m[j] / (math.sqrt(v[j])"),
        "only mean corrected": ("math.sqrt(vhat)", "math.sqrt(v[j])"),
        "only square corrected": ("lr * mhat", "lr * m[j]"),
        "t from 0": ("    step += 1\n", "", "step=step)", "step=step + 1)"),
        "t from 2": ("step += 1", "step += 1 + (step == 0)"),
        "t for each parameter": ("    step += 1\n", "", "for j in range(len(w)):",
                                 "for j in range(len(w)):\n        step += 1"),
        "t stays 1": ("step=step)", "step=0)"),
        "t is not counted": ("b1**step", "b1", "b2**step", "b2", ", step=0)", ")",
                             'opt["step"], list', "0, list", ", step=step)", ")"),
        "beta squared": ("**step", "**2"),
        "beta without t": ("b1**step", "b1", "b2**step", "b2"),
        "t missing at the square": ("b2**step", "b2"),
        "t missing at the mean": ("b1**step", "b1"),
        "corrected after the root": ("math.sqrt(vhat)", "math.sqrt(v[j]) / (1 - b2**step)"),
        "corrected stored": ("m=m, v=v, step=step", "m=[x / (1 - b1**step) for x in m], v=[x / (1 - b2**step) for x in v], step=step"),
        "betas swapped": ("b1, b2 = betas", "b2, b1 = betas"),
        "beta1 in the square": ("b2 * v[j] + (1 - b2)", "b1 * v[j] + (1 - b1)"),
        "mean summed": ("(1 - b1) * dw[j]", "dw[j]"),
        "square summed": ("(1 - b2) * dw[j]", "dw[j]"),
        "old mean not read": ("b1 * m[j] + ", ""),
        "old square not read": ("b2 * v[j] + ", ""),
        "mean added onto itself": ("m[j] = b1", "m[j] += b1"),
        "square added onto itself": ("v[j] = b2", "v[j] += b2"),
        "beta exchanged in the mean": ("b1 * m[j] + (1 - b1)", "(1 - b1) * m[j] + b1"),
        "mean not used": ("lr * mhat", "lr * dw[j]"),
        "mean square not used": ("lr * mhat / (math.sqrt(vhat) + eps)", "lr * mhat"),
        "one gradient for both": ("dw[j]", "dw[0]"),
        "one parameter moves": ("        out[j] -=", "        if j == 0: out[j] -="),
        "one memory for both": ("m[j]", "m[0]", "v[j]", "v[0]"),
        "one square missing": ("dw[j] * dw[j]", "(dw[j] * dw[j] if j else 0)"),
        "old state returned": ("return out, dict(m=m, v=v, step=step)", "return out, opt"),
        "AMSGrad": ("step=0)", "step=0, top=[0.0] * len(w))", "        mhat, vhat",
                    "        opt[\"top\"][j] = max(opt[\"top\"][j], v[j])\n        mhat, vhat",
                    "v[j] / (1 - b2**step)", "opt[\"top\"][j] / (1 - b2**step)",
                    "step=step)", "step=step, top=opt[\"top\"])"),
        "AdamW": ("out[j] -= lr", "out[j] -= lr * 0.1 * w[j] + lr"),
        "Nadam": ("m[j] / (1 - b1**step)", "b1 * m[j] / (1 - b1**(step + 1)) + (1 - b1) * dw[j] / (1 - b1**step)"),
    },
)  # fmt: skip
ADAM_SHORT = Style(
    "adam",
    "the shorter form, epsilon not corrected",
    """
    def my_rule(theta, g, state=None, *, alpha=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
        t, m, v = state or (0, 0.0, 0.0)
        t += 1
        m = m + (1 - beta_1) * (g - m)
        v = v + (1 - beta_2) * (np.square(g) - v)
        alpha_t = alpha * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
        return theta - alpha_t * m / (np.sqrt(v) + epsilon), (t, m, v)
    """,
    {
        "uphill": ("theta -", "theta +"),
        "no params": ("return theta -", "return -"),
        "rate doubled": ("alpha * np", "2 * alpha * np"),
        "no rate": ("alpha * np", "np"),
        "t from 2": ("**t)", "**(t + 1))"),
        "t stays 1": ("(t, m, v)\n", "(0, m, v)\n"),
        "t twice": ("t += 1", "t += 2"),
        "beta squared": ("**t)", "**2)"),
        "not corrected": ("alpha_t * m", "alpha * m"),
        "only mean corrected": ("np.sqrt(1 - beta_2**t) ", "1 "),
        "only square corrected": (" / (1 - beta_1**t)", ""),
        "correction without its root": ("np.sqrt(1 - beta_2**t)", "(1 - beta_2**t)"),
        "t missing at the square": ("beta_2**t", "beta_2"),
        "epsilon inside": ("(np.sqrt(v) + epsilon)", "np.sqrt(v + epsilon)"),
        "no root": ("np.sqrt(v)", "v", ),
        "not squared": ("np.square(g)", "g"),
        "absolute": ("np.square(g)", "np.abs(g)"),
        "betas swapped": ("t, m, v = state", "beta_1, beta_2 = beta_2, beta_1\n    t, m, v = state"),
        "beta1 in the square": ("(1 - beta_2) * (np", "(1 - beta_1) * (np"),
        "one sum over the parameters": ("np.square(g)", "np.sum(np.square(g))"),
        "mean not used": ("alpha_t * m", "alpha_t * g"),
        "beta exchanged in the mean": ("(1 - beta_1) * (g - m)", "beta_1 * (g - m)"),
        "beta exchanged in the square": ("(1 - beta_2) * (np.square(g) - v)", "beta_2 * (np.square(g) - v)"),
    },
)  # fmt: skip

# ---- AdamW --------------------------------------------------------------------------------------

ADAMW = Style(
    "adamw",
    "as in the lesson, Adam with a line more",
    """
    def my_rule(params, gradient, state=(0.0, 0.0, 0), *, learning_rate, beta1=0.9, beta2=0.999,
                epsilon=1e-8, weight_decay=0.01):
        a, s, t = state
        t = t + 1
        a = beta1 * a + (1 - beta1) * gradient
        s = beta2 * s + (1 - beta2) * gradient**2
        a_hat, s_hat = a / (1 - beta1**t), s / (1 - beta2**t)
        params = params * (1 - learning_rate * weight_decay)
        return params - learning_rate * a_hat / (s_hat**0.5 + epsilon), (a, s, t)
    """,
    {
        **ANY_RULE,
        **in_the_step(ANY_RULE),
        **ADAPTIVE,
        **before("a, s, t = state"),
        "one gradient for both": ("a, s, t = state", "gradient = gradient[0]\n    a, s, t = state"),
        "no root": ("s_hat**0.5", "s_hat"),
        "squared for the root": ("s_hat**0.5", "s_hat**2"),
        "half for the root": ("s_hat**0.5", "s_hat**1 / 2"),
        "epsilon subtracted": ("+ epsilon", "- epsilon"),
        "epsilon left out": ("(s_hat**0.5 + epsilon)", "s_hat**0.5"),
        "decay in the gradient": (
            "    t = t + 1\n", "    t = t + 1\n    gradient = gradient + weight_decay * params\n",
            "    params = params * (1 - learning_rate * weight_decay)\n", ""),
        "decay in the mean": (
            "params = params * (1 - learning_rate * weight_decay)", "a_hat = a_hat + weight_decay * params"),
        "decay without the rate": ("(1 - learning_rate * weight_decay)", "(1 - weight_decay)"),
        "decay outwards": ("(1 - learning_rate * weight_decay)", "(1 + learning_rate * weight_decay)"),
        "decay alone kept": ("(1 - learning_rate * weight_decay)", "learning_rate * weight_decay"),
        "decay of the step too": (
            "    params = params * (1 - learning_rate * weight_decay)\n", "",
            "return params - learning_rate * a_hat / (s_hat**0.5 + epsilon)",
            "params = params - learning_rate * a_hat / (s_hat**0.5 + epsilon)\n"
            "    return params * (1 - learning_rate * weight_decay)"),
        "decay by the sign": ("params * (1 - learning_rate * weight_decay)",
                              "params - learning_rate * weight_decay * np.sign(params)"),
        "decay of the squares": ("params * (1 - learning_rate * weight_decay)",
                                 "params - learning_rate * weight_decay * params**2"),
        "decay twice": ("    params = params *", "    params = params * (1 - learning_rate * weight_decay) *"),
        "decay of the gradient": ("params * (1 - learning_rate * weight_decay)",
                                  "params - learning_rate * weight_decay * gradient"),
        "not corrected": ("a_hat / (s_hat", "a / (s"),
        "only mean corrected": ("(s_hat", "(s"),
        "only square corrected": ("* a_hat /", "* a /"),
        "t stays 1": ("(a, s, t)\n", "(a, s, 0)\n"),
        "corrected stored": ("(a, s, t)\n", "(a_hat, s_hat, t)\n"),
        "mean not used": ("* a_hat /", "* gradient /"),
        "old state returned": (", (a, s, t)\n", ", state\n"),
    },
)  # fmt: skip
ADAMW_AS_ONE_STEP = Style(
    "adamw",
    "both in one step, and a dict",
    """
    def my_rule(w, dw, opt=None, *, lr=0.001, betas=(0.9, 0.999), eps=1e-8, wd=0.01):
        b1, b2 = betas
        m, v, k = opt or (0.0, 0.0, 0)
        k += 1
        m = b1 * m + (1 - b1) * dw
        v = b2 * v + (1 - b2) * dw * dw
        step = m / (1 - b1**k) / (np.sqrt(v / (1 - b2**k)) + eps)
        return w - lr * (step + wd * w), (m, v, k)
    """,
    {
        "uphill": ("w - lr * (step + wd * w)", "w + lr * (step - wd * w)"),
        "decay in the gradient": ("    k += 1\n", "    k += 1\n    dw = dw + wd * w\n", "(step + wd * w)", "step"),
        "decay in the mean": ("step = m / (1 - b1**k) /", "step = (m / (1 - b1**k) + wd * w) /",
                              "(step + wd * w)", "step"),
        "decay without the rate": ("lr * (step + wd * w)", "lr * step - wd * w"),
        "decay outwards": ("(step + wd", "(step - wd"),
        "decay by the sign": ("wd * w", "wd * np.sign(w)"),
        "decay of the squares": ("wd * w", "wd * w**2"),
        "decay twice": ("wd * w", "2 * wd * w"),
        "decay of the gradient": ("wd * w", "wd * dw"),
        "not corrected": ("m / (1 - b1**k)", "m", "v / (1 - b2**k)", "v"),
        "only mean corrected": ("v / (1 - b2**k)", "v"),
        "only square corrected": ("m / (1 - b1**k)", "m"),
        "no root": ("np.sqrt(v / (1 - b2**k))", "v / (1 - b2**k)"),
        "t stays 1": ("(m, v, k)\n", "(m, v, 0)\n"),
    },
)  # fmt: skip

# ---- what is no rule ----------------------------------------------------------------------------

LOSS = Style(
    "squared_error",
    "as in the lesson",
    """
    def my_rule(m, b, x, y):
        guess = m * x + b
        return np.mean((guess - y) ** 2)
    """,
    {
        "sum": ("np.mean", "np.sum"),
        "one too few": ("np.mean((guess - y) ** 2)", "sum((guess - y) ** 2) / (len(y) - 1)"),
        "median": ("np.mean", "np.median"),
        "absolute": ("(guess - y) ** 2", "abs(guess - y)"),
        "errors not squared": (" ** 2", ""),
        "root of the loss": ("** 2)", "** 2) ** 0.5"),
        "mean squared afterwards": (" ** 2)", ") ** 2"),
        "doubled": (" ** 2", " * 2"),
        "half": ("np.mean", "0.5 * np.mean"),
        "b left out": (" + b", ""),
        "m left out": ("m * x", "x"),
        "x left out": ("m * x", "m + 0 * x"),
        "y left out": ("guess - y", "guess"),
        "y added": ("guess - y", "guess + y"),
        "only y squared": ("(guess - y) ** 2", "guess - y ** 2"),
        "squared apart": ("(guess - y) ** 2", "guess**2 - y**2"),
        "m and b exchanged": ("m * x + b", "m + b * x"),
        "brackets around x and b": ("m * x + b", "m * (x + b)"),
        "minus the loss": ("return np.mean", "return -np.mean"),
    },
)
LOSS_LOOP = Style(
    "squared_error",
    "a loop",
    """
    def my_rule(m, b, x, y):
        total = 0
        for xi, yi in zip(x, y):
            error = yi - (m * xi + b)
            total += error * error
        return total / len(x)
    """,
    {
        "sum": (" / len(x)", ""),
        "one too few": ("len(x)", "(len(x) - 1)"),
        "absolute": ("error * error", "abs(error)"),
        "root of the loss": ("total / len(x)", "math.sqrt(total / len(x))"),
        "half": ("len(x)", "(2 * len(x))"),
        "mean squared afterwards": (
            "error * error",
            "error",
            "total / len(x)",
            "(total / len(x)) ** 2",
        ),
        "b left out": (" + b", ""),
        "y left out": ("yi - ", ""),
        "y added": ("yi - ", "yi + "),
    },
)
EPOCH = Style(
    "epoch",
    "as in the lesson",
    """
    def my_rule(params, x, y, rng, *, learning_rate, batch_size):
        m, b = params
        order = rng.permutation(len(x))
        for first in range(0, len(x), batch_size):
            rows = order[first : first + batch_size]
            error = m * x[rows] + b - y[rows]
            m_slope, b_slope = np.mean(2 * error * x[rows]), np.mean(2 * error)
            m, b = m - learning_rate * m_slope, b - learning_rate * b_slope
        return m, b
    """,
    {
        "batch summed": ("np.mean", "np.sum"),
        "last batch divided by batch_size": ("np.mean(", "1 / batch_size * np.sum("),
        "divided by all": ("np.mean(", "1 / len(x) * np.sum("),
        "divided by batch_size again": ("np.mean(", "1 / len(rows) * np.mean("),
        "not shuffled": ("rng.permutation(len(x))", "np.arange(len(x))"),
        "with replacement": ("rng.permutation(len(x))", "rng.choice(len(x), len(x))"),
        "shuffled apart": ("order = rng.permutation(len(x))",
                           "rng.shuffle(x), rng.shuffle(y)\n    order = np.arange(len(x))"),
        "only one shuffled": ("order = rng.permutation(len(x))",
                              "rng.shuffle(x)\n    order = np.arange(len(x))"),
        "drawn anew": ("order[first : first + batch_size]",
                       "rng.choice(len(x), batch_size, replace=False)",
                       "rng.permutation(len(x))", "None"),
        "shuffled for each batch": ("order[first : first + batch_size]",
                                    "rng.permutation(len(x))[:batch_size]",
                                    "    order = rng.permutation(len(x))\n", ""),
        "drawn anew with replacement": ("order[first : first + batch_size]",
                                        "rng.integers(len(x), size=batch_size)",
                                        "rng.permutation(len(x))", "None"),
        "first batch only": ("[first : first + batch_size]", "[:batch_size]"),
        "one batch": ("\n    return m, b", "\n        return m, b"),
        "one update": ("        m, b = m -", "    m, b = m -"),
        "all at once": ("for first in range(0, len(x), batch_size):", "for rows in [order]:",
                        "        rows = order[first : first + batch_size]\n", ""),
        "all examples in each batch": ("[first : first + batch_size]", ""),
        "all that is left": ("[first : first + batch_size]", "[first:]"),
        "each example its own batch": ("range(0, len(x), batch_size)", "range(len(x))",
                                     "order[first : first + batch_size]", "order[[first]]"),
        "batches overlap": (", batch_size):\n        rows", "):\n        rows"),
        "last batch left out": ("range(0, len(x)", "range(0, len(x) - batch_size + 1"),
        "slopes at the start": ("error = m * x[rows] + b", "error = params[0] * x[rows] + params[1]"),
        "m first": ("m, b = m - learning_rate * m_slope, b - learning_rate * b_slope",
                    "m = m - learning_rate * m_slope\n        error = m * x[rows] + b - y[rows]\n"
                    "        b = b - learning_rate * 2 * np.mean(error)"),
        "b first": ("m, b = m - learning_rate * m_slope, b - learning_rate * b_slope",
                    "b = b - learning_rate * b_slope\n        error = m * x[rows] + b - y[rows]\n"
                    "        m = m - learning_rate * 2 * np.mean(error * x[rows])"),
        "no 2": ("2 * error", "error"),
        "epoch uphill": ("m - learning", "m + learning", "b - learning", "b + learning"),
        "m uphill": ("m - learning", "m + learning"),
        "b uphill": ("b - learning", "b + learning"),
        "only m moves": (", b - learning_rate * b_slope", ", b"),
        "only b moves": ("= m - learning_rate * m_slope", "= m"),
        "epoch without rate": ("learning_rate * ", ""),
        "no x": ("error * x[rows]", "error"),
        "x in both": ("np.mean(2 * error)\n", "np.mean(2 * error * x[rows])\n"),
        "slopes exchanged": ("m_slope, b_slope =", "b_slope, m_slope ="),
        "m and b returned the other way": ("return m, b", "return b, m"),
        "b not in the error": (" + b - y", " - y"),
    },
)  # fmt: skip
EPOCH_MATRIX = Style(
    "epoch",
    "a matrix, and a list of batches",
    """
    def my_rule(params, x, y, rng, *, learning_rate, batch_size):
        table, theta = np.column_stack([x, np.ones(len(x))]), np.array(params, dtype=float)
        order = np.arange(len(x))
        rng.shuffle(order)
        for batch in np.array_split(order, range(batch_size, len(x), batch_size)):
            residual = table[batch] @ theta - y[batch]
            theta = theta - learning_rate * (2 / len(batch)) * table[batch].T @ residual
        return theta
    """,
    {
        "batch summed": ("(2 / len(batch))", "2"),
        "last batch divided by batch_size": ("len(batch)", "batch_size"),
        "divided by all": ("(2 / len(batch))", "(2 / len(x))"),
        "not shuffled": ("    rng.shuffle(order)\n", ""),
        "no 2": ("2 / len", "1 / len"),
        "epoch uphill": ("theta - learning", "theta + learning"),
        "epoch without rate": ("learning_rate * ", ""),
        "slopes at the start": ("@ theta - y", "@ params - y"),
        "all examples in each batch": ("residual = table[batch]", "batch = order\n        residual = table[batch]"),
        "m and b returned the other way": ("return theta", "return theta[::-1]"),
        "only m moves": ("residual\n", "residual * [1, 0]\n"),
    },
)  # fmt: skip

STYLES = [
    *(DESCENT, DESCENT_LOOP),
    *(MOMENTUM, MOMENTUM_SIGNED, MOMENTUM_OBJECT, MOMENTUM_CLOSURE),
    *(RMSPROP, RMSPROP_LISTS, RMSPROP_DIFFERENCE),
    *(ADAM, ADAM_LOOP, ADAM_SHORT),
    *(ADAMW, ADAMW_AS_ONE_STEP),
    *(LOSS, LOSS_LOOP, EPOCH, EPOCH_MATRIX),
]
