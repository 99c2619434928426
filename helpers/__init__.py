"""Optimisers, and what they minimise: rules, problems, runs and theory.

Start with rules.py: it is what the course is about. A module imports only from those below it.

    networks.py          many networks trained side by side; needs torch, imported by lesson 6 alone
    matrix_bowls.py      bowls in a matrix, straight and turned, and where rules end in them
    sweep.py             many runs: in one pass where the rule allows it, within a time limit
    descent.py           a rule and a problem give a Run
    useless_column.py    the diamonds with a column of zeros
    registry.py          what else is known of each rule: colour, name in torch, speed
    muon.py              a rule for a matrix of parameters
    rules.py             the update rules
    from_scratch.py      two whole optimisers without rules, as lessons 2 and 5 write them
    schedules.py         learning-rate schedules
    data.py              the diamonds: loaded, split, turned into numbers
    protocols.py         what a problem is

Folders: core/ (shared foundations), problems/ (what is minimised), one_run/ (what descent.py is
made of), many_runs/ (what sweep.py is made of, and comparisons), theory/, plotting/, widgets/,
exercises/.
"""
