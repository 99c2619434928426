"""Exercises that know what went wrong: predict, answer, order, remember, check, challenge.

predict     commit to a guess, see for yourself, then read why: predict.py
answer      work out a number; known mistakes are named: answer.py
order       put lines of code in order: order.py
remember    two questions on earlier lessons, with new numbers: remember.py, recall_questions.py
check       your own rule beside the true one, and the mistake named: checker/
challenge   a target to be reached with the sliders: challenge.py

All sentences are in texts/, and what runs in the browser is in browser/.
"""

from helpers.exercises.answer import answer
from helpers.exercises.challenge import challenge
from helpers.exercises.checker import check
from helpers.exercises.checker.reference_exercises import epoch, squared_error
from helpers.exercises.order import order
from helpers.exercises.predict import predict
from helpers.exercises.questions import load_questions
from helpers.exercises.remember import remember

__all__ = [
    "answer",
    "challenge",
    "check",
    "epoch",
    "load_questions",
    "order",
    "predict",
    "remember",
    "squared_error",
]
