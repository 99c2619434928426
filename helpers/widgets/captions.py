"""What is said below the pictures: the settings, where they led, and what the theory says.

A caption has {step} and {0}, {1} ... in it, for what changes from step to step.
"""

import numpy as np

from helpers.stability import condition_number, curvatures, stability_limit
from helpers.widgets.controls import display_name, display_value, format_plain


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


def captions(runs, names, places, shown, theory=""):
    """Return, for each place of the sliders, its text, and (step, text) from where it has diverged.

    A walk that is noisy may be thrown and come back: then that text has the numbers too.
    `runs`: a sweep over the places for each rule; `names`: the rules' names; `places`: the settings
    at each; `shown`: those to be named; `theory`: what is said last. Where a run has not diverged
    its second text is None.
    """
    problem, steps = runs[0].problem, runs[0].steps
    texts, endings = [], []
    all_lost = np.stack([run.diverged_at for run in runs], axis=-1).tolist()
    columns = places, all_lost, runs[0].ends_lost, _too_high(runs[0])
    for place, lost, stays, too_high in zip(*columns, strict=True):
        settings = [
            f"{display_name(name)} {display_value(name, place[name], problem)}" for name in shown
        ]
        head = " · ".join([*settings, f"step {{step}} of {steps}: "])
        body = _one(problem) if len(runs) == 1 else _several(names, lost)
        texts.append(f"{head}{body} {theory}".strip())
        endings.append(None)
        if len(runs) == 1 and lost[0] >= 0:
            passed = f"at step {lost[0]} the loss passed {too_high}"
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
    flat, steep = map(format_plain, curvatures(problem))
    ratio, limit = condition_number(problem), stability_limit(problem)
    return (
        f"Curvature {flat} to {steep}, condition number {format_plain(ratio, 4)}, "
        f"learning-rate limit of gradient descent {format_plain(limit)}."
    )


def _one(problem):
    first, second = problem.parameter_names
    return f"{first} = {{0}}, {second} = {{1}}; loss {{2}}, which is {{3}} above the lowest."


def _too_high(run):
    """Say of each run of a sweep which loss it must pass to be lost: see Run.lost_above."""
    usual = abs(float(run.problem.loss(run.problem.start)))
    pairs = zip(np.abs(run.loss[0]), run.lost_above, strict=True)
    return [
        format_plain(loss) if first < usual else "1,000 times the first" for first, loss in pairs
    ]


def _several(names, lost):
    ends = [f" (diverges at step {step})" if step >= 0 else "" for step in lost]
    said = [f"{name} {{{k}}}{end}" for k, (name, end) in enumerate(zip(names, ends, strict=True))]
    return f"loss above the lowest: {', '.join(said)}."


def _magnitude(value):
    return np.floor(np.log10(value)).astype(int)
