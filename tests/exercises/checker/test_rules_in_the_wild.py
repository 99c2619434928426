"""Rules as people write them elsewhere: other forms, other names, memory of their own."""

import pytest
from support.reader_styles import defined

from helpers import rules
from helpers.exercises import check, epoch, squared_error

MOMENTUM = """
def my_rule(p, g, v=0.0, *, {settings}):
    v = {beta} * v + g
    return p - {rate} * v, v
"""
ADAM = """
def my_rule(p, g, s=(0, 0, 0), *, {settings}):
    m, v, t = s
    t += 1
    m = {beta1} * m + (1 - {beta1}) * g
    v = {beta2} * v + (1 - {beta2}) * g**2
    m_hat, v_hat = m / (1 - {beta1}**t), v / (1 - {beta2}**t)
    return p - {rate} * m_hat / (v_hat**0.5 + {epsilon}), (m, v, t)
"""
RMSPROP = """
def my_rule(p, g, s=0, *, {settings}):
    s = {beta} * s + (1 - {beta}) * g**2
    return p - {rate} * g / (s**0.5 + {epsilon}), s
"""


# ---- settings -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "like, source, settings, names",
    [
        (rules.momentum, MOMENTUM, "learning_rate, beta", ()),
        (rules.momentum, MOMENTUM, "lr=0.01, momentum=0.9", ("lr", "momentum")),
        (rules.momentum, MOMENTUM, "eta, mu=0.5", ("eta", "mu")),
        (rules.momentum, MOMENTUM, "alpha, rho", ("alpha", "rho")),
        (rules.momentum, MOMENTUM, "step_size, gamma=0.9", ("step_size", "gamma")),
        (rules.momentum, MOMENTUM, "learning_rate, friction=0.9", ("friction",)),
        (
            rules.rmsprop,
            RMSPROP,
            "lr, alpha=0.99, eps=1e-8, weight_decay=0, momentum=0, centered=False",
            ("lr", "alpha", "eps"),
        ),
        (
            rules.rmsprop,
            RMSPROP,
            "learning_rate=0.001, decay=0.0, rho=0.9, epsilon=1e-7, name='RMSprop'",
            ("rho",),
        ),
        (rules.rmsprop, RMSPROP, "lr=1e-3, decay_rate=0.99, eps=1e-8", ("lr", "decay_rate", "eps")),
        (rules.adam, ADAM, "lr, b1=0.9, b2=0.999, eps=1e-8", ("lr", "b1", "b2", "eps")),
        (
            rules.adam,
            ADAM,
            "alpha, beta_1=0.9, beta_2=0.999, epsilon=1e-8, clip=None",
            ("alpha", "beta_1", "beta_2"),
        ),
        (rules.adam, ADAM, "lr, rho1=0.9, rho2=0.999, eps=1e-8", ("lr", "rho1", "rho2", "eps")),
    ],
)
def test_settings_by_their_usual_names_are_mapped_and_said(like, source, settings, names):
    wanted = [
        "learning_rate",
        *(n for n in ("beta", "beta1", "beta2", "epsilon") if f"{{{n}}}" in source),
    ]
    listed = [part.split("=")[0].strip() for part in settings.split(",")]
    theirs = dict(
        zip(("rate", *wanted[1:]), (n for n in listed if n in names or n in wanted), strict=True)
    )
    page = check(defined(source.format(settings=settings, **theirs)), like=like)
    assert page.right is True and page.names == (("other names",) if names else ()), page
    for name in names:
        assert f"`{name}` stands for " in page.message


def test_betas_in_a_pair_are_given_together():
    settings = "lr=0.001, betas=(0.9, 0.999), eps=1e-8"
    source = ADAM.format(
        settings=settings, rate="lr", beta1="betas[0]", beta2="betas[1]", epsilon="eps"
    )
    assert "`betas` stands for (beta1, beta2)" in check(defined(source), like=rules.adam).message
    swapped = (
        source.replace("betas[0]", "X").replace("betas[1]", "betas[0]").replace("X", "betas[1]")
    )
    page = check(defined(swapped), like=rules.adam)
    assert page.right is False and page.names == ("betas swapped",)


@pytest.mark.parametrize("default", ["None", "'l2'", "float('inf')", "()", "[1, 2]", "True"])
def test_a_default_that_is_no_number_is_left_alone(default):
    page = check(
        defined(f"""
def my_rule(p, g, s=(), *, learning_rate, clip={default}):
    assert clip == {default}
    return p - learning_rate * g, s"""),
        like=rules.gradient_descent,
    )
    assert page.right is True and page.names == ()


@pytest.mark.parametrize(
    "like, source, given, names",
    [
        (rules.momentum, MOMENTUM, {"beta": "0.95"}, ("written in",)),
        (rules.momentum, MOMENTUM, {"beta": "0.9"}, ()),  # the usual one
        (
            rules.adam,
            ADAM,
            {"beta1": "0.8", "beta2": "0.99", "epsilon": "1e-8"},
            ("written in", "epsilon"),
        ),
    ],
)
def test_settings_that_are_written_in_are_found(like, source, given, names):
    page = check(
        defined(source.format(settings="learning_rate", rate="learning_rate", **given)), like=like
    )
    assert page.right is True and page.names == names, page
    assert all(
        f"{name} is {value}" in page.message
        for name, value in given.items()
        if names and name != "epsilon"
    )


def test_betas_that_make_no_sense_are_mistakes_though_they_are_written_in():
    low = MOMENTUM.format(settings="learning_rate", rate="learning_rate", beta="0.1")
    page = check(defined(low), like=rules.momentum)
    assert page.right is False and page.names == ("1 - beta kept",), page
    swapped = ADAM.format(
        settings="learning_rate", rate="learning_rate", beta1="0.999", beta2="0.9", epsilon="1e-8"
    )
    page = check(defined(swapped), like=rules.adam)
    assert page.right is False and page.names == ("betas swapped",), page


def test_a_mistake_is_named_with_a_setting_that_is_written_in():
    source = MOMENTUM.format(settings="learning_rate", rate="learning_rate", beta="0.95")
    page = check(defined(source.replace("p -", "p +")), like=rules.momentum)
    assert page.names == ("uphill",)


def test_an_epsilon_that_is_written_in_is_no_lack_of_one():
    source = RMSPROP.format(
        settings="learning_rate, beta", rate="learning_rate", beta="beta", epsilon="1e-8"
    )
    says = check(defined(source), like=rules.rmsprop).message
    assert "which is 1e-08 in its own line" in says and "With none at all" not in says


# ---- memory of one's own ------------------------------------------------------------------------

MEMORIES = {
    "a closure": """
        def make():
            velocity = 0.0
            def my_rule(p, g, state=(), *, lr, mu=0.9):
                nonlocal velocity
                velocity = mu * velocity + g
                return p - lr * velocity, state
            return my_rule
        my_rule = make()""",
    "a global": """
        velocity = 0.0
        def my_rule(p, g, state=(), *, lr, mu=0.9):
            global velocity
            velocity = mu * velocity + g
            return p - lr * velocity, state""",
    "an object in a global": """
        class Ball:
            velocity = 0.0
            def push(self, g, mu):
                self.velocity = mu * self.velocity + g
                return self.velocity
        ball = Ball()
        def my_rule(p, g, state=(), *, lr, mu=0.9):
            return p - lr * ball.push(g, mu), state""",
    "an object that is called": """
        class Momentum:
            def __init__(self):
                self.velocity = 0.0
            def __call__(self, p, g, state=(), *, lr, mu=0.9):
                self.velocity = mu * self.velocity + g
                return p - lr * self.velocity, state
        my_rule = Momentum()""",
    "a method": """
        class Momentum:
            def __init__(self):
                self.velocity = 0.0
            def step(self, p, g, state=(), *, lr, mu=0.9):
                self.velocity = mu * self.velocity + g
                return p - lr * self.velocity, state
        my_rule = Momentum().step""",
    "an attribute": """
        def my_rule(p, g, state=(), *, lr, mu=0.9):
            my_rule.velocity = mu * getattr(my_rule, "velocity", 0.0) + g
            return p - lr * my_rule.velocity, state""",
    "a helper's dict": """
        memory = {}
        def velocity_of(g, mu):
            memory["v"] = mu * memory.get("v", 0.0) + g
            return memory["v"]
        def my_rule(p, g, state=(), *, lr, mu=0.9):
            return p - lr * velocity_of(g, mu), state""",
}


@pytest.mark.parametrize("where", MEMORIES)
def test_memory_outside_of_the_state_is_right_and_the_remark_comes_last(where):
    rule = defined(MEMORIES[where])
    for _ in range(2):  # a check leaves no trace in it
        page = check(rule, like=rules.momentum)
        assert page.right is True and page.names == ("other names", "own memory"), page


@pytest.mark.parametrize("where", MEMORIES)
@pytest.mark.parametrize(
    "named, old, new",
    [
        ("uphill", "p - lr", "p + lr"),
        ("rate doubled", "lr *", "2 * lr *"),
        ("averaged", "+ g", "+ (1 - mu) * g"),
    ],
)
def test_mistakes_are_looked_for_before_memory_is_remarked_on(where, named, old, new):
    page = check(defined(MEMORIES[where].replace(old, new)), like=rules.momentum)
    assert page.right is False and page.names == (named,), page
    assert "keeps its memory outside of state" in page.message


def test_memory_that_cannot_be_set_back_is_said():
    page = check(
        defined("""
def velocities():
    v, g = 0.0, (yield)
    while True:
        v = 0.9 * v + g
        g = yield v
pushed = velocities()
next(pushed)
def my_rule(p, g, state=(), *, lr):
    return p - lr * pushed.send(g), state"""),
        like=rules.momentum,
    )
    assert page.right is False and page.names == ("not repeatable",)
    assert "pushed (generator)" in page.message


def test_a_state_that_is_changed_in_place_is_compared_by_its_contents():
    source = """
class Memory:
    v = 0
def my_rule(p, g, s=None, *, learning_rate, beta):
    s = s or Memory()
    s.v = beta * s.v + g
    return p {sign} learning_rate * s.v, s"""
    assert check(defined(source.format(sign="-")), like=rules.momentum).names == ()
    assert check(defined(source.format(sign="+")), like=rules.momentum).names == ("uphill",)


@pytest.mark.parametrize("value, named", [("0.0", "old velocity not read"), ("0.3", "global read")])
def test_a_variable_of_another_cell_that_is_read_by_accident_is_named(value, named):
    page = check(
        defined(f"""
velocity = {value}
def my_rule(params, gradient, state=0.0, *, learning_rate, beta):
    new = beta * velocity + gradient
    return params - learning_rate * new, new"""),
        like=rules.momentum,
    )
    assert page.right is False and page.names == (named,)
    assert (
        "It reads `velocity` from outside" in page.message
        and f"it is {float(value):g}" in page.message
    )


def test_a_constant_of_another_cell_is_no_accident():
    page = check(
        defined("""
EPSILON, power = 1e-8, 2
def my_rule(p, g, s=0, *, learning_rate, beta):
    s = beta * s + (1 - beta) * g**power
    return p - learning_rate * g / (s**0.5 + EPSILON), s"""),
        like=rules.rmsprop,
    )
    assert page.right is True and page.names == ("epsilon",)


# ---- Adam ---------------------------------------------------------------------------------------

SHORT = """
def my_rule(p, g, s=(0, 0, 0), *, learning_rate, beta1, beta2, epsilon):
    m, v, t = s
    t += 1
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    rate = learning_rate * (1 - beta2**t) ** 0.5 / (1 - beta1**t)
    return p - rate * m / (v**0.5 + epsilon), (m, v, t)"""


def test_adams_shorter_form_is_right_with_a_remark():
    page = check(defined(SHORT), like=rules.adam)
    assert page.right is True and page.names == ("epsilon not corrected",)
    assert "TensorFlow" in page.message


@pytest.mark.parametrize(
    "named, body, says",
    [
        ("t is not counted", "m, v = s\nmh, vh = m / (1 - beta1), v / (1 - beta2)", "not counted"),
        (
            "beta squared",
            "m, v = s\nmh, vh = m / (1 - beta1**2), v / (1 - beta2**2)",
            "1 − beta ** 2",
        ),
        (
            "t stays 1",
            "t, m, v = s\nmh, vh = m / (1 - beta1**t), v / (1 - beta2**t)",
            "does not advance",
        ),
        (
            "t missing at the square",
            "t, m, v = s\nt += 1\nmh, vh = m / (1 - beta1**t), v / (1 - beta2)",
            "no t in its correction",
        ),
    ],
)
def test_what_is_said_of_t_is_true(named, body, says):
    first, rest = body.split("\n", 1)
    state = first.partition(" =")[0]
    zeros = "(1, 0, 0)" if named == "t stays 1" else "(0, 0, 0)" if "t" in state else "(0, 0)"
    lines = [
        first,
        "m = beta1 * m + (1 - beta1) * g",
        "v = beta2 * v + (1 - beta2) * g**2",
        *rest.split("\n"),
        f"return p - learning_rate * mh / (vh**0.5 + epsilon), ({state})",
    ]
    head = f"def my_rule(p, g, s={zeros}, *, learning_rate, beta1, beta2, epsilon):"
    page = check(defined("\n    ".join([head, *lines])), like=rules.adam)
    assert page.names == (named,) and says in page.message, page


@pytest.mark.parametrize(
    "state, update",
    [
        ("(0.0, 0.0, 0)", ("m, v, t = s", "(m, v, t + 1)")),
        ("(0.0, 0.0, 0)", ("m, v, t = s", "(m, v, t)")),
        ("None", ("m, v, t = s or (0.0, 0.0, 0)", "(m, v, t + 1)")),
        ("[0.0, 0.0, 0]", ("m, v, t = s", "[m, v, t + 1]")),
    ],
)
@pytest.mark.parametrize("root", ["v_hat**0.5", "math.sqrt(v_hat)"])
def test_a_count_that_begins_at_0_is_named(state, update, root):
    page = check(
        defined(f"""
def my_rule(p, g, s={state}, *, learning_rate, beta1, beta2, epsilon):
    {update[0]}
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return p - learning_rate * m_hat / ({root} + epsilon), {update[1]}"""),
        like=rules.adam,
    )
    assert page.right is False and page.names == ("t from 0",), page


# ---- other forms --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "like, source, says",
    [
        (
            rules.adam,
            "class my_rule:\n    def update(self, w, g):\n        return w",
            "my_rule is a class.",
        ),
        (
            rules.adam,
            "class Adam:\n    def update(self, w, g):\n        return w\nmy_rule = Adam()",
            "an object of the class Adam, not a function. Write one step as a function",
        ),
        (
            rules.adam,
            "def my_rule(w, dw, v, s, t, learning_rate=0.01):\n    return w, v, s",
            "begin with def my_rule(w, dw, state=(0.0, 0.0, 0), *, learning_rate, …): "
            "and v, s, t = state",
        ),
        (
            rules.momentum,
            "def my_rule(w, dw, config=None):\n    return w, config",
            "my_rule takes its settings out of config.",
        ),
        (
            rules.adam,
            "def my_rule(p, g, s=(0, 0), *, learning_rate):\n    return p, 0, 0",
            "must return two things, not 3: put all that it remembers into one",
        ),
        (
            rules.momentum,
            "def my_rule(p, g, s=0, *, learning_rate):\n    return [p - learning_rate * g, s]",
            "end it with return params, state, without square brackets",
        ),
        (
            rules.momentum,
            "def my_rule(p, g, s=0, *, learning_rate):\n    return p - learning_rate * g['W']",
            "params and gradient are arrays here",
        ),
        (rules.momentum, "my_rule = (1.0, 2.0)", "Pass the function itself, without brackets"),
        (
            squared_error,
            "class my_rule:\n    pass",
            "Write a function, as in def my_squared_error(…)",
        ),
        (
            squared_error,
            "def my_rule(x, y, m, b):\n    return 0",
            "must take m, b, x, y, in this order",
        ),
        (
            epoch,
            "def my_rule(x, y, params, rng, *, learning_rate, batch_size):\n    return params",
            "must take params, x, y, rng, in this order",
        ),
    ],
)
def test_what_is_no_rule_is_answered_with_what_to_write(like, source, says):
    page = check(defined(source), like=like)
    assert page.right is False and says in page.message, page


@pytest.mark.parametrize(
    "like, name", [(rules.momentum, "adam"), (rules.adam, "momentum"), (rules.rmsprop, "momentum")]
)
def test_another_rule_is_called_by_its_name(like, name):
    page = check(another_rule(name), like=like)
    assert page.right is False and page.names == ("other rule",), page
    assert page.message.startswith(f"That is {name}, and right as such.")


def test_the_rule_that_an_exercise_begins_with_is_not_written_yet():
    page = check(another_rule("adam"), like=rules.adamw)
    assert page.right is None and page.names == (), page
    assert page.message == "So far it is adam, with which this exercise begins."


def another_rule(name):
    """Return Adam or momentum, as a reader may write it."""
    sources = {
        "adam": SHORT.replace(
            "rate = learning_rate * (1 - beta2**t) ** 0.5 / (1 - beta1**t)",
            "m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)",
        )
        .replace("rate * m / (v**0.5", "learning_rate * m_hat / (v_hat**0.5")
        .replace("beta1, beta2, epsilon", "beta1=0.9, beta2=0.999, epsilon=1e-8"),
        "momentum": MOMENTUM.format(
            settings="learning_rate, beta=0.9", rate="learning_rate", beta="beta"
        ),
    }
    return defined(sources[name])


@pytest.mark.parametrize(
    "count", ["for _ in range(25):", "for i in range(epochs):", "while n < 25:"]
)
def test_a_loop_of_steps_in_one_call_is_named_with_their_number(count):
    page = check(
        defined(f"""
def my_rule(p, g, s=(), *, learning_rate, epochs=25):
    n = 0
    {count}
        n += 1
        p = p - learning_rate * g
    return p, s"""),
        like=rules.gradient_descent,
    )
    assert (
        page.names == ("many steps at once",) and "It takes 25 steps in one call." in page.message
    )
