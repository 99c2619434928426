"""exercises.check: a right rule passes however it is written, and a known mistake is named."""

import re
import textwrap
import threading
import time
from dataclasses import replace

import numpy as np
import pytest
from support.reader_styles import defined

from helpers import rules
from helpers.exercises import check, epoch, squared_error
from helpers.exercises.checker.exercises import all_exercises
from helpers.exercises.checker.report import hints
from helpers.registry import REGISTRY

LIKE = {
    "descent": rules.gradient_descent,
    "momentum": rules.momentum,
    "rmsprop": rules.rmsprop,
    "adam": rules.adam,
    "loss": squared_error,
    "epoch": epoch,
}
HEADS = {
    "descent": "params, gradient, state=(), *, learning_rate",
    "momentum": "params, gradient, state=0.0, *, learning_rate, beta",
    "rmsprop": "params, gradient, state=0.0, *, learning_rate, beta=0.9, epsilon=1e-8",
    "adam": "params, gradient, state=(0.0, 0.0, 0), *, learning_rate, beta1=0.9, beta2=0.999, "
    "epsilon=1e-8",
    "loss": "m, b, x, y",
    "epoch": "params, x, y, rng, *, learning_rate, batch_size",
}


def written(kind, body, head=None, **world):
    """Return my_rule as a reader would have written it: `body` below the def line."""
    source = (
        f"def my_rule({head or HEADS[kind]}):\n{textwrap.indent(textwrap.dedent(body), '    ')}\n"
    )
    return defined(source, **world)


# ---- what readers write ------------------------------------------------------------------------

ADAM = """
mean, square, t = state
t = t + 1
mean = beta1 * mean + (1 - beta1) * gradient
square = beta2 * square + (1 - beta2) * gradient**2
mean_hat = mean / (1 - beta1**t)
square_hat = square / (1 - beta2**t)
params = params - learning_rate * mean_hat / (square_hat**0.5 + epsilon)
return params, (mean, square, t)
"""
RMSPROP = """
square = beta * state + (1 - beta) * gradient**2
params = params - learning_rate * gradient / (np.sqrt(square) + epsilon)
return params, square
"""
EPOCH = """
m, b = params
order = rng.permutation(len(x))
for first in range(0, len(x), batch_size):
    rows = order[first : first + batch_size]
    error = m * x[rows] + b - y[rows]
    m_slope, b_slope = np.mean(2 * error * x[rows]), np.mean(2 * error)
    m, b = m - learning_rate * m_slope, b - learning_rate * b_slope
return m, b
"""
TRUE = {
    "descent": "return params - learning_rate * gradient, state",
    "momentum": "velocity = beta * state + gradient\n"
    "return params - learning_rate * velocity, velocity",
    "rmsprop": RMSPROP,
    "adam": ADAM,
    "loss": "return np.mean((m * x + b - y) ** 2)",
    "epoch": EPOCH,
}


def changed(kind, *changes):
    body = TRUE[kind]
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert old in body
        body = body.replace(old, new)
    return body


OTHERWISE = {  # mistakes that no edit of the right function makes
    "own chance": ("epoch", EPOCH.replace("rng.perm", "np.random.default_rng().perm")),
    "in place": ("momentum", """
        velocity = beta * state + gradient
        params -= learning_rate * velocity
        return params, velocity"""),
    "no state": ("momentum", """
        velocity = beta * state + gradient
        return params - learning_rate * velocity, None"""),
    "beta not used": ("momentum", """
        velocity = 0.77 * state + gradient
        return params - learning_rate * velocity, velocity"""),
    "not repeatable": ("momentum", """
        velocity = beta * state + gradient * np.random.default_rng().normal(1, 0.1, 2)
        return params - learning_rate * velocity, velocity"""),
    "many steps at once": ("momentum", """
        for _ in range(20):
            state = beta * state + gradient
            params = params - learning_rate * state
        return params, state"""),
    "other rule": ("adam", RMSPROP.replace("beta *", "0.9 *").replace("(1 - beta)", "0.1")
        .replace("* state +", "* state[0] +").replace("return params, square",
        "return params, (square, 0, 0)")),
    "t from 0": ("adam", ADAM.replace("t = t + 1\n", "")),
}  # fmt: skip


@pytest.mark.parametrize("named", OTHERWISE)
def test_a_mistake_that_is_no_edit_is_named(named):
    kind, body = OTHERWISE[named]
    page = check(written(kind, body), like=LIKE[kind])
    assert page.right is False and page.names == (named,), page


def test_a_gradient_changed_in_place_is_named():
    body = "gradient *= learning_rate\nreturn params - gradient, state"
    page = check(written("descent", body), like=rules.gradient_descent)
    assert page.names == ("in place",) and "gradient is changed in place" in page.message
    assert "params -=" not in page.message


def test_a_first_state_that_is_changed_in_place_is_right_with_a_remark():
    body = """
        state *= beta
        state += gradient
        return params - learning_rate * state, state"""
    head = "params, gradient, state=np.zeros(2), *, learning_rate, beta"
    page = check(written("momentum", body, head), like=rules.momentum)
    assert page.right is True and page.names == ("one state",)
    assert "`descend` and the sliders copy it for each run" in page.message


def test_two_mistakes_at_once_are_both_named():
    body = changed("adam", "params -", "params +", "(square_hat**0.5 + epsilon)",
                   "(square_hat + epsilon)**0.5")  # fmt: skip
    assert set(check(written("adam", body), like=rules.adam).names) == {"uphill", "epsilon inside"}


def test_moments_that_are_corrected_and_not_used_are_pointed_at():
    body = changed("adam", "mean_hat / (square_hat", "mean / (square")
    page = check(written("adam", body), like=rules.adam)
    assert page.names == ("not corrected",)
    assert "You compute mean_hat and square_hat, but never use" in page.message


def test_an_unknown_mistake_is_shown_where_the_paths_part_with_both_values():
    body = """
        velocity = beta * state + gradient
        if abs(params[0] - 0.5) > 0.6:
            velocity = velocity * 0.9
        return params - learning_rate * velocity, velocity"""
    page = check(written("momentum", body), like=rules.momentum)
    params, state = np.array([0.5, -1.5]), rules.Velocity()
    for gradient in ([3.0, 0.7], [2.2, 0.9], [1.7, 0.4]):  # the first trial
        before = params
        params, state = rules.momentum(
            params, np.array(gradient), state, learning_rate=0.1, beta=0.8
        )
    mine = before - 0.9 * (before - params)
    assert page.right is False and page.names == () and "part after step 3" in page.message
    assert f"yours gives ({mine[0]:.4g}, {mine[1]:.4g})" in page.message
    assert f"momentum gives ({params[0]:.4g}, {params[1]:.4g})" in page.message
    assert "Compare what it keeps from one step to the next" in page.message


def test_an_unknown_mistake_in_the_first_step_can_be_seen_by_calling_the_function():
    rule = written("descent", "return params - learning_rate * gradient**3, state")
    page = check(rule, like=rules.gradient_descent)
    call = page.message.partition("To see it for yourself: `")[2].partition("`")[0]
    params, _ = eval(call, {"np": np, "my_rule": rule})
    assert f"yours gives ({params[0]:.4g}, {params[1]:.4g})" in page.message


def test_what_is_no_number_is_said_with_the_place():
    body = EPOCH.replace("order[first : first + batch_size]", "order[first:batch_size]")
    page = check(written("epoch", body), like=epoch)
    assert page.message.startswith("It gives nan or infinity, not a number, after epoch 1: ")
    assert "in line 8 of my_rule: `m_slope, b_slope = np.mean" in page.message


@pytest.mark.parametrize("old, new", [
    ("mean / (1 - beta1**t)", "mean / (1 + beta1**t)"),
    ("square / (1 - beta2**t)", "square / (1 - beta1**t) ** 3"),
    ("(1 - beta2) * gradient**2", "(1 - beta2) * mean**4"),
    ("gradient**2", "abs(gradient) ** 1.5"),
])  # fmt: skip
def test_epsilon_that_is_used_is_not_said_to_be_of_no_effect(old, new):
    page = check(written("adam", changed("adam", old, new)), like=rules.adam)
    assert page.right is False and page.names == (), page
    assert (
        "whatever epsilon is" not in page.message and "The two part after step 1" in page.message
    ), page


def test_where_only_other_settings_show_a_difference_signs_alone_are_not_blamed():
    body = """
        square = beta * state + (1 - beta) * gradient**2
        return params - learning_rate * gradient / (square + epsilon**2) ** 0.5, square"""
    page = check(written("rmsprop", body), like=rules.rmsprop)
    assert page.right is False and page.names == (), page
    assert "all above 0, and other settings, the two are the same" in page.message, page


def test_a_mistake_that_only_the_second_trial_shows_is_shown_there():
    body = """
        velocity = beta * state + abs(gradient)
        return params - learning_rate * velocity, velocity"""
    page = check(written("momentum", body), like=rules.momentum)  # the first slopes are all above 0
    assert page.right is False and "The two part after step 1: yours gives" in page.message, page


@pytest.mark.parametrize("kind, body", [
    ("momentum", """
        velocity = beta * state + gradient
        return params - learning_rate * velocity - 1e-5 * np.sign(gradient), velocity"""),
    ("descent", "return np.round(params - learning_rate * gradient, 4), state"),
    ("loss", "return np.mean((m * x + b - y) ** 2).round(2)"),
])  # fmt: skip
def test_a_small_difference_is_said_with_the_digits_that_show_it(kind, body):
    page = check(written(kind, body), like=LIKE[kind])
    yours, its = re.search(
        r"yours gives (.+?), [a-z ]+ gives (.+?)\.(?: |$)", page.message
    ).groups()
    assert page.right is False and yours != its, page.message


def test_a_function_of_pythons_own_is_no_loss():
    page = check(max, like=squared_error)
    assert page.right is False and "does not say what it takes" in page.message


# ---- errors, loops and shapes -------------------------------------------------------------------


def test_an_error_is_told_with_the_readers_own_line():
    body = "velocity = beta * state + gradient\nreturn params - learning_rate * velocty, velocity"
    says = check(written("momentum", body), like=rules.momentum).message
    assert says.startswith("NameError: name 'velocty' is not defined")
    assert "in line 3 of my_rule: `return params - learning_rate * velocty, velocity`" in says


@pytest.mark.parametrize("kind, body, says", [
    ("momentum", "velocity = beta * velocity + gradient\nreturn params - velocity, velocity",
     "velocity is used before it has a value, in line 2 of my_rule: `velocity = beta * velocity + "
     "gradient`. What it was after the step before comes in as state."),
    ("epoch", "m = m - 1\nreturn m, 0", "m is used before it has a value, in line 2 of my_rule: "
     "`m = m - 1`."),
    ("loss", "return np.mean((m * x + b - y)^2)", "In Python ^ is not a power: write ** 2 for a "
     "square, in line 2 of my_rule: `return np.mean((m * x + b - y)^2)`."),
])  # fmt: skip
def test_an_error_that_readers_often_meet_is_explained(kind, body, says):
    assert check(written(kind, body), like=LIKE[kind]).message == says


def test_a_loop_without_end_is_stopped(monkeypatch):
    monkeypatch.setattr("helpers.exercises.checker.evaluation.ATTEMPT_TIMEOUT", 0.3)
    before = set(threading.enumerate())
    page = check(written("descent", "while True:\n    pass"), like=rules.gradient_descent)
    assert page.right is False and "did not finish" in page.message
    end = time.monotonic() + 10
    while set(threading.enumerate()) - before and time.monotonic() < end:
        time.sleep(0.01)
    assert not set(threading.enumerate()) - before


def test_a_loop_that_swallows_everything_is_left_with_a_word(monkeypatch):
    monkeypatch.setattr("helpers.exercises.checker.evaluation.ATTEMPT_TIMEOUT", 0.1)
    # What stops it may hit a line that is in no try: then it leaves one level, and there are more.
    body = """
        def spin(levels):
            while not done.is_set():
                try:
                    if levels:
                        spin(levels - 1)
                except BaseException:
                    pass

        spin(40)"""
    done, before = threading.Event(), set(threading.enumerate())
    page = check(written("descent", body, done=done), like=rules.gradient_descent)
    assert "Restart Kernel" in page.message
    done.set()
    for thread in set(threading.enumerate()) - before:
        thread.join(10)
        assert not thread.is_alive()  # else it would slow all other tests


@pytest.mark.parametrize("body, says", [
    ("params - learning_rate * gradient", "returns nothing: end it with return params, state"),
    ("return params - learning_rate * gradient", "must return two things, not ndarray"),
    ("return (params - learning_rate * gradient).sum(), state", "params of shape (2,)"),
    ("return [params, state]", "must return two things, not list"),
])  # fmt: skip
def test_a_wrong_return_is_said_plainly(body, says):
    page = check(written("descent", body), like=rules.gradient_descent)
    assert page.right is False and says in page.message and "Traceback" not in page.message


@pytest.mark.parametrize("kind, body, says", [
    ("loss", "error = m * x + b - y", "returns nothing"),
    ("loss", "return (m * x + b - y) ** 2", "must return one number, not something of shape (4,)"),
    ("epoch", "return None", "must return the two parameters"),
    ("epoch", "return params, rng", "must return the two parameters"),
])  # fmt: skip
def test_a_wrong_return_of_another_function_is_said_plainly(kind, body, says):
    page = check(written(kind, body), like=LIKE[kind])
    assert page.right is False and says in page.message, page


@pytest.mark.parametrize("head, says", [
    ("params, gradient", "must take params, gradient and state"),
    ("params, gradient, state", "must give its state a first value"),
    ("params, gradient, state=0.0, *, beta=0.9", "does not take learning_rate: add it"),
    ("params, gradient, state=0.0, *, learning_rate, kappa", "asks for kappa"),
    ("params, gradient, state=0.0, *, learning_rate, beta, t", "asks for t, but nobody passes it"),
])  # fmt: skip
def test_a_wrong_def_line_is_said_plainly(head, says):
    page = check(written("momentum", "return params, state", head), like=rules.momentum)
    assert page.right is False and says in page.message, page


def test_what_is_no_function_is_told_how_to_pass_one():
    page = check(rules.momentum(1.0, 2.0, learning_rate=0.1), like=rules.momentum)
    assert page.right is False and "without brackets" in page.message


@pytest.mark.parametrize("like", [None, "momentum", max, rules.Velocity])
def test_what_it_should_be_like_must_be_known(like):
    with pytest.raises(ValueError, match="like must be one of gradient_descent, momentum"):
        check(rules.momentum, like=like)


def test_a_setting_held_fixed_must_exist_and_make_sense():
    with pytest.raises(TypeError, match="momentum has no setting beta1"):
        check(rules.momentum, like=rules.momentum, beta1=0.5)
    with pytest.raises(ValueError, match="beta must be"):
        check(rules.momentum, like=rules.momentum, beta=1.5)
    with pytest.raises(ValueError, match="beta must be one number"):
        check(rules.momentum, like=rules.momentum, beta=np.array([[0.9], [0.8]]))


# ---- right rules, in many styles ----------------------------------------------------------------

PLAIN = "return params - learning_rate * (beta * state + gradient), beta * state + gradient"
STYLES = {
    "as in the lesson": (rules.momentum, lambda: written("momentum", TRUE["momentum"]), {}),
    "one line": (rules.momentum, lambda: written("momentum", PLAIN), {}),
    "rate in the velocity": (rules.momentum, lambda: written("momentum", """
        velocity = beta * state + learning_rate * gradient
        return params - velocity, velocity"""), {}),
    "minus in the velocity": (rules.momentum, lambda: written("momentum", """
        velocity = beta * state - learning_rate * gradient
        return params + velocity, velocity"""), {}),
    "in place on copies": (rules.momentum, lambda: written("momentum", """
        params, velocity = params.astype(float), np.zeros(2) + state
        velocity *= beta
        velocity += gradient
        params -= learning_rate * velocity
        return params, velocity"""), {}),
    "a word of descend for a setting": (rules.momentum, lambda: written("momentum", """
        velocity = beta * state + gradient
        return params - learning_rate * velocity, velocity""",
        HEADS["momentum"] + ", steps=100"), {}),
    "a dict": (rules.momentum, lambda: written("momentum", """
        velocity = beta * (state or {"v": 0.0})["v"] + gradient
        return params - learning_rate * velocity, {"v": velocity}""",
        "params, gradient, state=None, *, learning_rate, beta"), {}),
    "a closure": (rules.momentum, lambda: defined("""
        def make(beta):
            def my_rule(params, gradient, state=0.0, *, learning_rate):
                velocity = beta * state + gradient
                return params - learning_rate * velocity, velocity
            return my_rule
        my_rule = make(0.7)"""), {"beta": 0.7}),
    "an object": (rules.momentum, lambda: defined("""
        class Momentum:
            def __init__(self, beta):
                self.beta = beta
            def __call__(self, params, gradient, state=0.0, *, learning_rate):
                velocity = self.beta * state + gradient
                return params - learning_rate * velocity, velocity
        my_rule = Momentum(0.7)"""), {"beta": 0.7}),
    "a class for the state": (rules.adam, lambda: defined("""
        class Logbooks:
            def __init__(self, mean=0.0, square=0.0, t=0):
                self.mean, self.square, self.t = mean, square, t
        def my_rule(params, gradient, state=Logbooks(), *, learning_rate, beta1, beta2, epsilon):
            t = state.t + 1
            mean = beta1 * state.mean + (1 - beta1) * gradient
            square = beta2 * state.square + (1 - beta2) * gradient**2
            step = mean / (1 - beta1**t) / (np.sqrt(square / (1 - beta2**t)) + epsilon)
            return params - learning_rate * step, Logbooks(mean, square, t)"""), {}),
    "a tuple": (rules.adam, lambda: written("adam", ADAM), {}),
    "another order of sums": (rules.adam, lambda: written("adam", """
        mean, square, t = state
        t += 1
        mean = mean + (1 - beta1) * (gradient - mean)
        square = square + (1 - beta2) * (gradient * gradient - square)
        rate = learning_rate * np.sqrt(1 - beta2**t) / (1 - beta1**t)
        step = mean / (np.sqrt(square) + epsilon * np.sqrt(1 - beta2**t))
        return params - rate * step, (mean, square, t)"""), {}),
    "lists over both parameters": (rules.rmsprop, lambda: written("rmsprop", """
        old = state if isinstance(state, list) else [0.0, 0.0]
        new = [beta * s + (1 - beta) * g**2 for s, g in zip(old, gradient)]
        moved = [p - learning_rate * g / (s**0.5 + epsilon)
                 for p, g, s in zip(params, gradient, new)]
        return moved, new"""), {}),
    "32-bit state": (rules.rmsprop, lambda: written("rmsprop", """
        square = np.float32(beta * state + (1 - beta) * gradient**2)
        return params - learning_rate * gradient / (np.sqrt(square) + epsilon), square"""), {}),
    "an epoch that shuffles in place": (epoch, lambda: written("epoch", EPOCH.replace(
        "rng.permutation(len(x))", "np.arange(len(x))\nrng.shuffle(order)")), {}),
    "an epoch that deals by choice": (epoch, lambda: written("epoch", EPOCH.replace(
        "rng.permutation(len(x))", "rng.choice(len(x), len(x), replace=False)")), {}),
    "an epoch with arrays": (epoch, lambda: written("epoch", """
        order, params = rng.permuted(np.arange(len(x))), np.array(params)
        for rows in np.split(order, range(batch_size, len(x), batch_size)):
            ones = np.stack([x[rows], np.ones(len(rows))])
            params = params - learning_rate * 2 * ones @ (params @ ones - y[rows]) / len(rows)
        return params"""), {}),
    "a loss with a loop": (squared_error, lambda: written("loss", """
        total = 0
        for xi, yi in zip(x, y):
            total += (m * xi + b - yi) ** 2
        return total / len(x)"""), {}),
}  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_a_right_rule_is_right_in_every_style_and_no_mistake_is_named(style):
    like, make, fixed = STYLES[style]
    page = check(make(), like=like, **fixed)
    assert page.right is True and page.names == (), page


@pytest.mark.parametrize(
    "like", [e.reference for e in all_exercises()], ids=lambda like: like.__name__
)
def test_the_true_one_is_right(like):
    page = check(like, like=like)
    assert page.right is True and page.message == "" and str(page) == "✓ Right."


REMARKED = {
    "own memory": (rules.momentum, """
        velocity = 0.0
        def my_rule(params, gradient, state=(), *, learning_rate, beta):
            global velocity
            velocity = beta * velocity + gradient
            return params - learning_rate * velocity, state"""),
    "one number": (rules.rmsprop, """
        def my_rule(params, gradient, state=0.0, *, learning_rate, beta, epsilon):
            square = beta * state + (1 - beta) * gradient**2
            return params - learning_rate * gradient / (math.sqrt(square) + epsilon), square"""),
    "epsilon": (rules.rmsprop, """
        def my_rule(params, gradient, state=0.0, *, learning_rate, beta):
            square = beta * state + (1 - beta) * gradient**2
            return params - learning_rate * gradient / square**0.5, square"""),
    "whole numbers": (rules.gradient_descent, """
        def my_rule(params, gradient, state=(), *, learning_rate):
            params = params.copy()
            params -= learning_rate * gradient
            return params, state"""),
}  # fmt: skip


@pytest.mark.parametrize("written, misplaced", [
    ("square**0.5 + 1e-8", "epsilon on params"), ("(square + 1e-10)**0.5", "epsilon inside"),
    ("(square**0.5 + 1e-8)", None),
])  # fmt: skip
def test_an_epsilon_that_is_written_in_must_stand_where_it_belongs(written, misplaced):
    like, source = REMARKED["epsilon"]
    page = check(defined(source.replace("square**0.5", written)), like=like)
    assert page.right is (misplaced is None) and page.names == (misplaced or "epsilon",), page


@pytest.mark.parametrize("remark", REMARKED)
def test_a_right_rule_with_a_weakness_is_right_and_the_weakness_is_told(remark):
    like, source = REMARKED[remark]
    page = check(defined(source), like=like)
    assert page.right is True and page.names == (remark,) and "One remark: " in page.message, page


@pytest.mark.parametrize("where", ["closure", "object", "attribute", "list"])
def test_memory_outside_of_the_state_is_right_with_a_remark(where):
    sources = {
        "closure": """
            def make():
                velocity = 0.0
                def my_rule(params, gradient, state=(), *, learning_rate, beta):
                    nonlocal velocity
                    velocity = beta * velocity + gradient
                    return params - learning_rate * velocity, state
                return my_rule
            my_rule = make()""",
        "object": """
            class Ball:
                velocity = 0.0
                def __call__(self, params, gradient, state=(), *, learning_rate, beta):
                    self.velocity = beta * self.velocity + gradient
                    return params - learning_rate * self.velocity, state
            my_rule = Ball()""",
        "attribute": """
            def my_rule(params, gradient, state=(), *, learning_rate, beta):
                my_rule.velocity = beta * my_rule.velocity + gradient
                return params - learning_rate * my_rule.velocity, state
            my_rule.velocity = 0.0""",
        "list": """
            velocity = [0.0]
            def my_rule(params, gradient, state=(), *, learning_rate, beta):
                velocity[0] = beta * velocity[0] + gradient
                return params - learning_rate * velocity[0], state""",
    }
    rule = defined(sources[where])
    for _ in range(2):  # a check leaves no trace in it
        page = check(rule, like=rules.momentum)
        assert page.right is True and page.names == ("own memory",), page


# ---- not written yet, and what is shown ---------------------------------------------------------

STUBS = {
    "descent": "params = params\nreturn params, state",
    "momentum": "velocity = state\nreturn params, velocity",
    "adam": "mean, square, t = state\nreturn params, (mean, square, t)",
    "loss": "guess = m * x + b\nreturn 0.0",
    "epoch": "return params",
}


@pytest.mark.parametrize("kind", STUBS)
def test_what_is_not_written_yet_gets_the_first_hint(kind):
    page = check(written(kind, STUBS[kind]), like=LIKE[kind])
    assert page.right is None and page.names == ()
    assert str(page).startswith("○ Not there yet.") and "\nA hint: " in str(page)


@pytest.mark.parametrize("kind, says", [
    ("loss", "my_rule gives the same number whatever m and b are."),
    ("epoch", "my_rule leaves the parameters as they were."),
    ("momentum", "my_rule leaves the parameters as they were."),
])  # fmt: skip
def test_what_does_nothing_is_said_to_do_nothing(kind, says):
    assert check(written(kind, STUBS[kind]), like=LIKE[kind]).message == says


def test_what_keeps_a_velocity_but_does_not_move_yet_is_told_what_is_missing():
    half = written("momentum", "velocity = beta * state + gradient\nreturn params, velocity")
    assert check(half, like=rules.momentum).message == "my_rule leaves the parameters as they were."


def test_hints_come_one_at_a_time_and_the_solution_last():
    html = check(written("adam", STUBS["adam"]), like=rules.adam)._repr_html_()
    folds = [part.partition("</summary>")[0] for part in html.split("<summary>")[1:]]
    assert folds == ["One more hint", "One more hint", "The solution"]
    assert html.index("Count first") < html.index("<details>")  # the first one is open
    assert html.endswith("</code></pre></details></details></details></div>")  # each in the other
    named = check(written("adam", changed("adam", "params -", "params +")), like=rules.adam)
    html = named._repr_html_()
    assert html.count("<details>") == 4 and html.index("uphill") < html.index("<summary>A hint<")


def test_a_rule_without_hints_has_its_own_code_for_a_solution(monkeypatch):
    entry = replace(REGISTRY["lion"], exercise_rate=0.1)
    monkeypatch.setitem(REGISTRY, "lion", entry)
    some, solution = hints("lion")
    mine = defined(solution, "lion", **vars(rules))
    assert len(some) == 2 and check(mine, like=rules.lion).right


def test_the_finding_is_the_same_text_on_every_run():
    pages = [check(written("momentum", STUBS["momentum"]), like=rules.momentum) for _ in range(2)]
    assert str(pages[0]) == str(pages[1])
    assert pages[0]._repr_html_() == pages[1]._repr_html_()


@pytest.mark.parametrize("kind", ["descent", "momentum", "rmsprop", "adam", "epoch"])
def test_a_right_one_is_shown_at_work_beside_the_true_one(kind):
    page = check(written(kind, TRUE[kind]), like=LIKE[kind])
    html = page._repr_html_()
    name = LIKE[kind].__name__.replace("_", " ")
    assert html.count("<img ") == 1 and f'alt="my_rule beside {name} on the diamonds, ' in html
    assert "<details>" not in html


@pytest.mark.parametrize(("kind", "old", "new", "fixed"), [
    ("momentum", "beta *", "0.5 *", {}),
    ("momentum", "beta *", "0.5 *", {"beta": 0.5}),
    ("momentum", "beta *", "0.3 *", {"beta": 0.3}),
    ("adam", "+ epsilon", "+ 1e-8", {}),
])  # fmt: skip
def test_a_number_written_in_is_drawn_on_both_sides(kind, old, new, fixed):
    head = HEADS[kind].removesuffix(", beta").removesuffix(", epsilon=1e-8")
    rule = written(kind, TRUE[kind].replace(old, new), head)
    page = check(rule, like=LIKE[kind], **fixed)
    assert page.right is True
    assert "60 updates each: the same path and the same losses." in page._repr_html_()


def test_an_epoch_made_for_the_stones_of_the_trial_only_is_right_without_a_picture():
    body = "assert len(x) == 10\n" + EPOCH.lstrip()
    page = check(written("epoch", body), like=epoch)
    assert page.right is True and "<img" not in page._repr_html_()


def test_what_a_reader_wrote_is_escaped():
    body = "return params - learning_rate * '<b>', state"
    html = check(written("descent", body), like=rules.gradient_descent)._repr_html_()
    assert "<b>" not in html and "<code>return params - learning_rate * '&lt;b&gt;', state" in html
