"""What is said below the pictures: the settings, where they led, and what the theory says.

A caption has {step} and {0}, {1} ... in it, for what changes from step to step.
"""

import numpy as np

from helpers.sliders import aloud, spoken


def decimals(problem, rules):
    """Return how many digits after the point each number of a caption has."""
    height = max(abs(problem.lowest), float(problem.excess(problem.start)) / 10) or 1.0
    loss = int(4 - _magnitude(height))
    if rules > 1:
        return [loss] * rules
    return [*(3 - _magnitude(np.ptp(problem.domain, axis=1) / 2)).tolist(), loss, loss]


def numbers(runs):
    """Return the numbers of the captions, shape (runs of a sweep, numbers, steps + 1)."""
    columns = [run.excess for run in runs]
    if len(runs) == 1:
        columns = [runs[0].path[..., 0], runs[0].path[..., 1], runs[0].loss, *columns]
    return np.stack(columns).transpose(2, 0, 1)


def captions(runs, names, rows, shown, theory=""):
    """Return, for each row of settings, its text, and (step, text) from where it has diverged.

    A walk that is noisy may be thrown and come back: then that text has the numbers too.
    `runs`: a sweep over the rows for each rule; `names`: the rules' names; `shown`: the settings
    to be named; `theory`: what is said last. Where a run has not diverged its second text is None.
    """
    problem, steps = runs[0].problem, runs[0].steps
    texts, endings = [], []
    all_lost = np.stack([run.diverged_at for run in runs], axis=-1).tolist()
    for row, lost, stays in zip(rows, all_lost, runs[0].ends_lost, strict=True):
        settings = [f"{spoken(name)} {aloud(name, row[name], problem)}" for name in shown]
        head = " · ".join([*settings, f"step {{step}} of {steps}: "])
        body = _one(problem) if len(runs) == 1 else _several(names, lost)
        texts.append(f"{head}{body} {theory}".strip())
        endings.append(None)
        if len(runs) == 1 and lost[0] >= 0:
            passed = f"at step {lost[0]} the loss passed 1,000 times the first"
            ending = f"diverged: {passed}." if stays else f"thrown: {passed}; now {body}"
            endings[-1] = (lost[0], f"{head}{ending} {theory}".strip())
    return texts, endings


def with_goals(texts, endings, goals):
    """Return the captions and endings with a line added to each: how its challenge stands."""
    pairs = zip(endings, goals, strict=True)
    ends = [None if end is None else (end[0], f"{end[1]}\n{goal}") for end, goal in pairs]
    return [f"{text}\n{goal}" for text, goal in zip(texts, goals, strict=True)], ends


def bowl(problem):
    """Return what the theory says of a bowl: its curvature, condition number and limit."""
    if problem.hessian is None:
        return ""
    flat, steep = np.linalg.eigvalsh(problem.hessian)
    return (
        f"Curvature {_plain(flat)} to {_plain(steep)}, condition number {_plain(steep / flat, 4)}, "
        f"learning-rate limit of gradient descent {2 / steep:.3g}."
    )


def _one(problem):
    first, second = problem.parameter_names
    return f"{first} = {{0}}, {second} = {{1}}; loss {{2}}, which is {{3}} above the lowest."


def _several(names, lost):
    ends = [f" (diverges at step {step})" if step >= 0 else "" for step in lost]
    said = [f"{name} {{{k}}}{end}" for k, (name, end) in enumerate(zip(names, ends, strict=True))]
    return f"loss above the lowest: {', '.join(said)}."


def _plain(value, digits=3):
    """Return a number to so many digits: 17,200, not 1.72e+04."""
    return f"{float(f'{value:.{digits}g}'):,.15g}"


def _magnitude(value):
    return np.floor(np.log10(value)).astype(int)
