"""What a single lesson needs, or a deeper page: no other part of the course is built on it.

    from_scratch.py     two whole optimisers without rules, as lessons 2 and 5 write them
    examples_read.py    how many examples a precision costs, for lesson 2
    networks.py         many networks trained side by side, for lesson 6; needs torch
    matrix_bowls.py     bowls in a matrix, straight and turned, for lesson 7
    useless_column.py   the diamonds with a column of zeros, for lesson 7
    muon.py             a rule for a matrix of parameters, for lesson 7 and its deeper page

Only networks.py is imported elsewhere: by the check of the training loop in lesson 6.
"""
