"""Exercises that know what went wrong: predict, check, challenge.

predict     commit to a guess, then read why: predict.py, predict.js
check       your own rule beside the true one: check/
challenge   a target to be reached with the sliders: challenge.py

All sentences are in texts/, which its __init__ reads.
"""

from helpers.exercises.challenge import challenge
from helpers.exercises.checker import check
from helpers.exercises.checker.reference_exercises import epoch, squared_error
from helpers.exercises.predict import load_questions, predict

__all__ = ["challenge", "check", "epoch", "load_questions", "predict", "squared_error"]
