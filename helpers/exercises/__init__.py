"""Exercises that know what went wrong: predict, check, challenge.

predict     commit to a guess, then read why: guesses.py, guesses.js
check       your own rule beside the true one: checking.py, and below it pages, verdicts, attempts,
            tasks, slips, others, tiny and trials
challenge   a target to be reached with the sliders: goals.py

All sentences are in texts/, which sentences.py reads.
"""

from helpers.exercises.checking import check
from helpers.exercises.goals import challenge
from helpers.exercises.guesses import ask, predict
from helpers.exercises.others import epoch, squared_error

__all__ = ["ask", "challenge", "check", "epoch", "predict", "squared_error"]
