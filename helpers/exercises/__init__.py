"""Exercises that know what went wrong: predict, answer, order, remember, check, challenge.

What readers call; `check` is in checker/:

    predict.py    commit to a guess, see for yourself, then read why
    answer.py     work out a number; known mistakes are named
    order.py      put lines of code in order
    remember.py   two questions on earlier lessons, with new numbers
    inventory.py  the concept inventory: twelve questions before and after the course
    check_training.py  a training loop, judged by its test error; what it is made of is in training/

And what stands beside them:

    record.py        what the reader has done in a lesson, in one small file
    side_by_side.py  two versions of a function, the changed lines marked
    challenge        a target for a figure, which says whether it is met: in widgets/challenge.py

What these are made of:

    questions.py         the questions of the lessons
    number_question.py   a question whose answer is a number
    recall_questions.py  the questions of `remember`
    drawn_numbers.py     random numbers, the same on every machine
    static_text.py       texts checked, and as they are saved
    figure_controls.py   where an exercise asks the sliders to be
    record_file.py       the file of `record`, written and read
    finding.py           what `check` and `check_training` find out
    browser_code.py      browser/*.js and its CSS

All sentences are in texts/, and what runs in the browser is in browser/.
"""

from helpers.exercises.answer import answer
from helpers.exercises.check_training import check_training
from helpers.exercises.checker import check
from helpers.exercises.checker.reference_exercises import epoch, squared_error
from helpers.exercises.inventory import inventory, score
from helpers.exercises.order import order
from helpers.exercises.predict import predict
from helpers.exercises.questions import load_questions
from helpers.exercises.record import record
from helpers.exercises.remember import remember
from helpers.exercises.side_by_side import side_by_side
from helpers.widgets.challenge import challenge

__all__ = [
    "answer",
    "challenge",
    "check",
    "check_training",
    "epoch",
    "inventory",
    "load_questions",
    "order",
    "predict",
    "record",
    "remember",
    "score",
    "side_by_side",
    "squared_error",
]
