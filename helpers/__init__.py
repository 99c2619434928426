"""Optimisers, and what they minimise: rules, problems, runs and theory.

Start with rules.py: it is what the course is about. Each imports only from those below it.

    exercises/      guesses, numbers, lines to be put in order, and a check of a reader's own rule
    widgets/        interactive figures
    plotting/       how a run is drawn
    lessons/        what a single lesson needs
    theory/         stability limits and noise floors
    sweep.py        many runs: in one pass where the rule allows it, within a time limit
    many_runs/      what sweep.py is made of
    descent.py      a rule and a problem give a Run
    comparisons/    the ends of many runs, and what a comparison counts
    one_run/        what descent.py is made of
    problems/       what is minimised
    registry.py     what else is known of each rule: colour, name in torch, speed
    rules.py        the update rules
    schedules.py    learning-rate schedules
    data.py         the diamonds: loaded, split, turned into numbers
    protocols.py    what a problem is
    core/           shared foundations
"""
