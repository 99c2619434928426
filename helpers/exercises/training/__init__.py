"""What `check_training` is made of. Needs torch, and is imported when it is called.

What a reader's function is tried on:

    table.py             a small table of diamonds, and one with other test rows
    runs.py              one call of the function, within a time limit
    right_loop.py        a training that is right, to compare with

What is seen meanwhile:

    recorder.py          listens to torch
    gradients.py         backward and step: the contents of .grad
    training_batches.py  the inputs and targets of the batches

What follows:

    facts.py             numbers and words about one run
    leaks.py             what a run with other test rows adds
    known_mistakes.py    known mistakes as data, found by these facts
    errors.py            sentences about errors
    judge.py             right or wrong
"""
