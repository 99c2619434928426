"""What a caption must say, worked out apart from the helpers that write it.

Each number comes from a fresh run of one rule with one set of settings. Compared are the FACTS of a
caption: its labels, numbers and key phrases in their order. The words between them are free: each
kind of board has one test that compares whole captions.
"""

import re
from decimal import Decimal
from functools import lru_cache

import numpy as np

from helpers import rules
from helpers.core.signature import hyperparameter_defaults
from helpers.descent import descend
from helpers.theory import shuffled_noise_floor
from support.payload_decoder import rounded

KEY_PHRASES = ("diverged", "diverges", "blew up", "lost", "own best", "☑", "☐", "other settings",
               "far off", "start again", "falling to 0 along a cosine",
               "falling to 0 along a straight line", "rising for 1/10 of the steps, then falling "
               "to 0 along a cosine", "times own of the step")  # fmt: skip
NUMBER = (
    r"(?<![\w.])[-−]?(?:∞|\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?)(?: × 10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?(?!\w)"
)


def facts(caption, labels):
    """Return the labels, numbers and key phrases of a caption, in their order.

    >>> facts("beta1 0.9 · step 3 of 5: m = −1.0; loss 2,000. It diverged.", ["beta1", "m", "loss"])
    ['beta1', '0.9', '3', '5', 'm', '−1.0', 'loss', '2,000', 'diverged']
    """
    words = sorted({*labels, *KEY_PHRASES}, key=len, reverse=True)
    return re.findall(
        "|".join([rf"(?<!\w){re.escape(w)}(?!\w)" for w in words] + [NUMBER]), caption
    )


def significant(value, digits):
    """Return a number with so many significant digits; with a power of ten from ten billion on, and
    below a hundred-millionth."""
    if value == 0 or not np.isfinite(value) or 1e-8 <= float(f"{abs(value):.{digits}g}") < 1e10:
        return f"{Decimal(f'{value:.{digits}g}'):,f}".replace("-", "−")
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    raised = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{float(mantissa):g} × 10{raised}".replace("-", "−")


# ---- a playground -------------------------------------------------------------------------------


def playground_facts(board, caption):
    """Return the facts of a playground's caption."""
    return facts(caption, _labels(board))


def _labels(board):
    names = [name.replace("_", " ") for name in board.sliders if name != "schedule"]
    switches = [f"{name} {word}" for name in names for word in ("on", "off")]
    shown = board.rules if len(board.rules) > 1 else board.problem.parameter_names
    return [*names, *switches, *shown, "step"]


def expected_facts(board, settings, step, start=None):
    """Return the facts of the caption for these settings, from a fresh `descend` for each rule."""
    start = board.start if start is None else start
    runs = {name: run_at(board, rule, settings, start) for name, rule in board.rules.items()}
    expected, in_words = [], IN_WORDS[settings.get("schedule")]
    if in_words and "learning_rate" not in board.sliders:
        expected += [f"{settings['learning_rate']:.4g}", *in_words]
    for name in board.sliders:
        if name != "schedule":
            expected += _setting(name.replace("_", " "), settings[name])
        if name == "learning_rate":
            expected += in_words
    shown_step = ["step", str(step), str(board.steps)]
    digits = board.live.decimals
    if len(runs) > 1:
        expected += shown_step
        for (name, run), count in zip(runs.items(), digits, strict=True):
            expected += [name, rounded(run.excess[step], count)]
            if run.diverged_at is not None:
                expected += ["diverges", "step", str(run.diverged_at)]
    else:
        (run,) = runs.values()
        values = *run.path[step], run.loss[step], run.excess[step]
        *params, loss, excess = map(rounded, values, digits)
        pairs = zip(board.problem.parameter_names, params, strict=True)
        result = [*(fact for pair in pairs for fact in pair), loss, excess]
        is_diverged = run.diverged_at is not None and step >= run.diverged_at
        expected += _diverged(run, shown_step, result) if is_diverged else shown_step + result
    expected += _theory(board, settings) if board._theory else []
    return expected + (_challenge(board, run, settings) if board.challenge is not None else [])


def own(step, steps):
    """A reader's own schedule."""
    return 1.0 if step < steps / 2 else 0.1


IN_WORDS = {  # of a schedule
    None: [],
    "constant": [],
    "cosine": ["falling to 0 along a cosine"],
    "linear": ["falling to 0 along a straight line"],
    "warmup-cosine": ["rising for 1/10 of the steps, then falling to 0 along a cosine"],
    own: ["times own of the step"],
}


def run_at(board, rule, settings, start):
    """Return a fresh Run of one rule of the board."""
    names = {
        *hyperparameter_defaults(rule),
        *(("batch_size", "seed") if board.problem.rows else ()),
        *(["schedule"] if "schedule" in settings else []),
    }
    chosen = tuple((name, settings[name]) for name in sorted(names))
    return _run(rule, board.problem, board.steps, tuple(map(float, start)), chosen)


@lru_cache(maxsize=2_000)
def _run(rule, problem, steps, start, chosen):
    return descend(rule, problem, steps=steps, start=start, **dict(chosen))


def _setting(label, value):
    if isinstance(value, bool):
        return [f"{label} {'on' if value else 'off'}"]
    return [label, f"{value:,}" if label in ("batch size", "seed") else f"{value:.4g}"]


def _diverged(run, shown_step, result):
    """Return the facts from the step where a run diverged: that step alone, or if it comes back the
    step shown and the result too."""
    first, usual = abs(run.loss[0]), abs(run.problem.loss(run.problem.start))
    passed = significant(1000 * usual, 3) if first < usual else "1,000"
    comes_back = abs(run.loss[-1]) <= 1000 * max(first, usual)
    where = ["step", str(run.diverged_at)]
    if comes_back:
        return [*shown_step, *result, "blew up", *where, passed]
    return ["diverged", *where, str(run.steps), passed]


def _theory(board, settings):
    """Return curvatures, condition number and limit, from the matrix of second derivatives, and the
    noise floor of each rule that has one."""
    if board.problem.hessian is None:
        return []
    if len(board.problem.parameter_names) == 1:
        steep = board.problem.hessian.item()
        expected = [significant(steep, 3)]
    else:
        (mm, mb), (_, bb) = board.problem.hessian
        middle, apart = (mm + bb) / 2, np.hypot((mm - bb) / 2, mb)
        steep, flat = middle + apart, (mm * bb - mb * mb) / (middle + apart)
        expected = [significant(flat, 3), significant(steep, 3), significant(steep / flat, 4)]
    if IN_WORDS[settings.get("schedule")]:
        return expected
    labels, some_rules = _labels(board), [*board.rules.values()]
    if some_rules == [rules.momentum]:
        expected.append(significant(2 * (1 + settings["beta"]) / steep, 3))
        expected += [*(["beta"] if "beta" in labels else []), f"{settings['beta']:.4g}"]
    else:
        expected += [name for name in labels if name == "gradient descent"]  # whose limit it is
        expected.append(significant(2 / steep, 3))
    for name, rule in board.rules.items() if board.problem.rows else ():
        if rule in (rules.momentum, rules.gradient_descent):
            beta = settings["beta"] if rule is rules.momentum else 0
            floor = shuffled_noise_floor(
                board.problem, settings["learning_rate"], settings["batch_size"], beta
            )
            whose = [name] if len(some_rules) > 1 else []
            expected += [] if np.isnan(floor) else [*whose, significant(float(floor), 3)]
    return expected


def _challenge(board, run, settings):
    """Return how the challenge stands at the end of its budget, whatever step is shown."""
    challenge, step = board.challenge, run.steps
    if challenge.updates is not None:
        step = min(step, challenge.updates)
    while challenge.rows is not None and run.rows_seen[step] > challenge.rows:
        step -= 1
    excess, lowest = float(run.excess[step]), board.problem.lowest
    value = excess + lowest if challenge.kind == "loss" else excess
    value = excess / lowest if challenge.kind == "within" else value
    wanted = facts(str(challenge), _labels(board))
    if any(settings[name] != needed for name, needed in challenge.settings.items()):
        return ["☐", *wanted, "other settings"]
    yours = significant(100 * value if challenge.kind == "within" else value, 3)
    tick = "☑" if value < challenge.limit else "☐"
    return [tick, *wanted, yours if value <= 1e6 * max(1, challenge.limit) else "far off"]
