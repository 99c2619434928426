"""check: a reader's function beside the true one, and the mistake named.

    check.py                what readers call

What functions are tried on:

    exercises.py            the exercises: right function, trials, settings
    trials.py               the trials
    reference_exercises.py  right functions that are no rules

How:

    arguments.py            which of a reader's settings is which
    rejected_signatures.py  what cannot be called as a rule
    evaluation.py           all trials of a function
    comparison.py           what a trial shows; whether two show the same
    memory.py               what a function keeps, as numbers
    state_traces.py         that, compared step by step
    experiments.py          further trials
    count_probe.py          is only the count of steps wrong?
    epsilon_probe.py        where is epsilon added?
    source.py               what the source says

What is known:

    mistakes.py             known mistakes as data
    editing.py              the right function with known mistakes

What is found:

    diagnosis.py            right or wrong
    mistake_search.py       which mistake
    explanation.py          known mistakes that give the same numbers
    differences.py          where the numbers part

In words:

    naming.py               mistakes
    remarks.py              remarks and notes
    reader_errors.py        errors, with the line
    report.py               the page that `check` returns
    moving_picture.py       both rules, moving
"""

from helpers.exercises.checker.check import check

__all__ = ["check"]
