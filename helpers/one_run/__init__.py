"""What descent.py is made of: the loop, and the factors by which a schedule scales its steps.

Nothing here knows what a Run is.

    loops.py              the loop: on arrays, isolated for readers' rules, on plain floats
    schedule_factors.py   a schedule's factors, checked
"""
