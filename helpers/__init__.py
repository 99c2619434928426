"""Optimisers, and what they minimise: rules, problems, runs and theory.

Start with rules.py: it is what the course is about. A module imports only from those below it.

    sweep.py             many runs: in one pass where the rule allows it, within a time limit
    descent.py           a rule and a problem give a Run
    registry.py          what else is known of each rule: colour, name in torch, speed
    rules.py             the update rules
    schedules.py         learning-rate schedules
    data.py              the diamonds: loaded, split, turned into numbers
    protocols.py         what a problem is

Folders: core/ (shared foundations), problems/ (what is minimised), one_run/ (what descent.py is
made of), many_runs/ (what sweep.py is made of, and comparisons), theory/, lessons/ (what one lesson
needs), plotting/, widgets/, exercises/.
"""
