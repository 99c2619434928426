"""Draw other diamonds and other numbers for a class, in a copy of the course."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import nbformat
import numpy as np
import toml
from class_claims import Untrue
from class_questions import QUESTIONS, redrawn
from notebook_files import name_of, notebook_paths

from helpers.data import load_diamonds, split_diamonds
from helpers.exercises.texts import read
from helpers.problems import DiamondPrices

__all__ = [
    "OTHER_DIAMONDS",
    "checked_seed",
    "edit",
    "processes",
    "redraw",
    "report_on",
    "run_again",
]

SHIPPED_SEED = 42  # of the split of the diamonds
SPLIT = (
    ("helpers/data.py", f"seed: int = {SHIPPED_SEED}", "seed: int = {seed}"),
    ("data/README.md", f"with seed {SHIPPED_SEED}", "with seed {seed}"),
)
NEEDS_TORCH = "06_pytorch"
OTHER_DIAMONDS = (
    "*Your class has drawn diamonds of its own. So a number in the text may differ from the one "
    "that you see below a cell or beside a slider: then yours is right.*"
)


def checked_seed(text: str) -> int | None:
    """Return the seed of a class; None for an empty text.

    Raises
    ------
    ValueError
        If it is no whole number, or too large.
    """
    if not text.strip():
        return None
    if not re.fullmatch(r"[0-9]{1,6}", text.strip()):
        raise ValueError(
            "SEED must be a whole number from 0 to 999999, as in make class SEED=7, "
            f"not {text.strip()!r}."
        )
    return int(text)


def edit(course: Path, file: str, old: str, new: str, seed: int) -> None:
    """Put other words into a file of a copy; {seed} in them stands for the seed.

    Raises
    ------
    ValueError
        If the file does not have the old words exactly once.
    """
    text = (course / file).read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise ValueError(f"{file} no longer says “{old}” once: change that in tools/class_*.py.")
    text = text.replace(old, new.replace("{seed}", str(seed)))
    (course / file).write_text(text, encoding="utf-8", newline="\n")


def run_again(course: Path, seed: int) -> list[str]:
    """Draw other diamonds in a copy and run its notebooks.

    Returns
    -------
    list of str
        A sentence for each notebook that was left as it was.
    """
    for words in SPLIT:
        edit(course, *words, seed)
    paths, left = notebook_paths(course / "notebooks"), []
    if not find_spec("torch"):
        paths = [path for path in paths if path.stem != NEEDS_TORCH]
        left = ["Lesson 6 was not run, because PyTorch is not installed: make pytorch."]
    environment = os.environ | {"PYTHONPATH": str(course)}

    def run(path: Path) -> str:
        done = subprocess.run(
            [sys.executable, "tools/refresh.py", str(path)], cwd=course, env=environment,
            capture_output=True, text=True,
        )  # fmt: skip
        name = name_of(path, course / "notebooks")
        print(f"{name}: {'left as it was' if done.returncode else 'run'}", flush=True)
        if not done.returncode:
            return ""
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        error = next((line for line in lines[::-1] if not line.startswith("Not refreshed")), "")
        return f"{name} was left as it was, because a cell failed: {error}"

    with ThreadPoolExecutor(processes()) as pool:
        return [*left, *filter(None, pool.map(run, paths))]


def processes() -> int:
    """Return how many kernels or tests run at a time: each takes up to half a gigabyte."""
    return min(os.cpu_count() or 1, 4)


def curvatures(seed: int) -> dict[str, float]:
    """Return the curvatures of the loss along its two axes, for a draw of the diamonds."""
    train = split_diamonds(load_diamonds(), seed=seed).train
    flat, steep = np.linalg.eigvalsh(DiamondPrices(train).hessian)
    return {"flat": float(flat), "steep": float(steep)}


def redraw(course: Path, seed: int) -> None:
    """Give the questions of `answer` other numbers: in the texts, and in the lessons above them.

    Raises
    ------
    ValueError
        If texts or lessons do not say what is to be replaced.
    """
    old, new = curvatures(SHIPPED_SEED), curvatures(seed)
    for lesson in sorted({lesson for lesson, _ in QUESTIONS}):
        questions = read(f"{lesson:02}")
        (path,) = (course / "notebooks").glob(f"{lesson:02}_*.ipynb")
        notebook = nbformat.read(path, as_version=4)
        for name in (name for number, name in QUESTIONS if number == lesson):
            questions[name], words = redrawn(lesson, name, questions[name], seed, old=old, new=new)
            for before, now in words.items():
                cells = [cell for cell in notebook.cells if before in cell.source]
                if len(cells) != 1:
                    raise ValueError(
                        f"{path.name} no longer says “{before}” once: change it in "
                        "tools/class_questions.py."
                    )
                cells[0].source = cells[0].source.replace(before, now)
        text = toml.dumps(questions)
        file = course / "helpers" / "exercises" / "texts" / f"{lesson:02}.toml"
        file.write_text(text, encoding="utf-8", newline="\n")
        nbformat.write(notebook, path)


def report_on(untrue: Sequence[Untrue], left: Sequence[str], seed: int) -> str:
    """Return the list of what is not true with the diamonds of a class, in Markdown."""
    lines = [f"# What is not true with SEED={seed}"]
    lines += ["", *(f"* {sentence}" for sentence in left)] if left else []
    for where in dict.fromkeys(each.where for each in untrue):
        lines += ["", f"## {where}", ""]
        lines += [f"* “{each.words}” {each.why}" for each in untrue if each.where == where]
    return "\n".join([*lines, ""])
