"""For tests in a browser: a notebook with one board of each kind, a question and three checks."""

import re

import nbformat

CELLS = {
    "imports": """
import numpy as np
from helpers.data import load_diamonds, split_diamonds
from helpers.exercises import answer, challenge, check, order, predict, remember
from helpers.widgets import compare, manual_descent, playground, race, tabs
from helpers.problems import DiamondPrices, ravine, saddle
from helpers.rules import adam, gradient_descent
prices = DiamondPrices(split_diamonds(load_diamonds()).train)""",
    "playground": """
playground(adam, prices, learning_rate=0.1, challenge=challenge(below=0.01, updates=25))""",
    "manual_descent": """
manual_descent(prices, blindfold=True, challenge=challenge(loss=3, moves=8))""",
    "tabs": """
five = {"learning_rate": 0.05, "steps": 40}
tabs({name: playground([gradient_descent, adam], problem, **five)
        for name, problem in (("ravine", ravine()), ("saddle", saddle()))})""",
    "race": """
race(prices, steps=60, seeds=2)""",
    "compare": """
rates, x = np.array([0.001, 0.01, 0.1]), 100.0 * np.arange(6)
ends = np.linspace(1, 3, 5)[:, None, None, None] * np.array([2, 1, 2])[:, None, None]
curves = ends * np.linspace(4, 1, 6) * np.array([[0.9], [1.0], [1.2]])
names = ("gradient descent", "sgd", "momentum", "rmsprop", "adam")
compare(rates, dict(zip(names, curves)), x, label="typical error in %")""",
    "predict": r"""
predict("What does $\\eta = 0.5$ do?", ["It is quicker.", "It zigzags.", "It diverges."], "b",
        r"Across the valley $1 - \eta\lambda$ is below 0.")""",
    "guessed": r"""
question = predict("Which $\\eta$ is best?", ["The smallest.", "Half the limit.", "A larger one."],
                   "c", r"It is $\eta = 2/(\lambda_{\min} + \lambda_{\max}) = 0.537$.")
question.guess = "a"
question""",
    "see": """
steps = {"do": "Set it to 1.", "set": {"rate": 1}, "ask": "What is there?",
         "options": ["One thing.", "Another."], "answer": "a"}
question = predict("Which?", ["This.", "That."], "b", "So it is.", see=steps,
                   reasons=["Not this.", ""])
question.guess, question.done = "a", True
question""",
    "seen": """
question = predict("Which?", ["This.", "That."], "b", "So it is.", see=steps,
                   reasons=["Not this.", "Indeed."])
question.guess, question.done, question.seen = "a", True, "ba"
question""",
    "answer": """
answer("How much is $2/4$?", 0.5, unit="thousand dollars", because="It is a half.")""",
    "answered": """
question = answer("How much is $2/4$?", 0.5, because="It is a half.", wrong=[(2, "Upside down.")])
question.text, question.tries = "2", ["3", "4", "2"]
question""",
    "order": """
order(["x = 1", "while x < 9:", "    x = x + 1"], ["    x = x - 1"], question="Count to 9.",
      because="Step by step.")""",
    "ordered": """
question = order(["x = 1", "while x < 9:", "    x = x + 1"], ["    x = x - 1"],
                 question="Count to 9.", because="Step by step.")
question.program, question.tries = [0, 1, 2, 3], [[0, 1, 2, 3]]
question""",
    "remember": """
remember(1, seed=3)""",
    "unwritten": """
def my_rule(params, gradient, state=(), *, learning_rate):
    params = params
    return params, state

check(my_rule, like=gradient_descent)""",
    "wrong": """
def uphill(params, gradient, state=(), *, learning_rate):
    return params + learning_rate * gradient, state

check(uphill, like=gradient_descent)""",
    "right": """
check(gradient_descent, like=gradient_descent)""",
    "error": """
board = playground(gradient_descent, ravine(), steps=5, learning_rate=[0.01, 0.02])
board.live.error_message = "ZeroDivisionError, in line 2 of my_rule: division by zero"
board""",
}
SHOWN = [kind for kind in CELLS if kind != "imports"]
BOARDS = [
    kind for kind in SHOWN if re.search("playground|manual_descent|tabs|race|compare", CELLS[kind])
]
NUMBER = {kind: number for number, kind in enumerate(CELLS, start=1)}


def write(folder, kinds=CELLS):
    """Write the notebook, with these of its cells, and return its path."""
    cells = [nbformat.v4.new_code_cell(CELLS[kind].strip()) for kind in kinds]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    path = folder / "sample.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)
    return path
