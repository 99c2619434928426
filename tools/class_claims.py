"""What of the lessons is not true with another draw of the diamonds: for `make class SEED=7`.

As a plugin of pytest, `-p class_claims`, this file writes the sentences whose tests fail into the
file that CLASS_CLAIMS names, a line of JSON for each.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from inspect import getclosurevars
from pathlib import Path
from typing import Any, NamedTuple

import pytest

__all__ = ["Untrue", "untrue_sentences"]

SENTENCES = "tests/claims/test_every_lesson.py::test_every_number_is_proved"
ROWS = "tests/pages/test_classroom.py::test_a_setting_shows_what_it_is_said_to_show"
CLASSROOM = "CLASSROOM.md"
FILE = "CLASS_CLAIMS"
# About(value=np.float64(2.5), within=0.05), as a claim shows a value for words like "about"
BOUND = re.compile(
    r"\w+\(value=(?:[\w.]+\()?([-+]?[\d.]+(?:e[-+]?\d+)?)\S*?(?:, within=[\d.]+)?\)$", re.MULTILINE
)


class Untrue(NamedTuple):
    """Words that a test found untrue.

    Attributes
    ----------
    where : str
        A lesson, as "01_gradient_descent", or "CLASSROOM.md".
    words : str
        The sentence, or what of it was checked.
    why : str
        What was found instead.
    """

    where: str
    words: str
    why: str


def untrue_sentences(course: Path, processes: int) -> list[Untrue]:
    """Test what the lessons say, in a copy of the course with other diamonds.

    Parameters
    ----------
    course
        The folder of the copy, tests included.
    processes
        How many run the tests.

    Returns
    -------
    list of Untrue
        In the order of the lessons, CLASSROOM.md last.

    Raises
    ------
    RuntimeError
        If the tests could not be run.
    """
    found = course / "untrue.jsonl"
    claims = [
        path.as_posix() for path in sorted((course / "tests/claims").glob("test_claims_*.py"))
    ]
    command = [
        sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=no", "-p", "class_claims",
        "-p", "no:cacheprovider", "-n", str(processes), *claims, SENTENCES, ROWS,
    ]  # fmt: skip
    paths = os.pathsep.join([str(course), str(course / "tools"), os.environ.get("PYTHONPATH", "")])
    environment = os.environ | {"PYTHONPATH": paths, FILE: str(found)}
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"The claims could not be tested:\n{done.stdout}\n{done.stderr}")
    lines = found.read_text(encoding="utf-8").splitlines() if found.exists() else []
    untrue = dict.fromkeys(Untrue(**json.loads(line)) for line in lines)
    return sorted(untrue, key=_place)


def _place(untrue: Untrue) -> tuple[bool, str, list[int]]:
    """Return what puts the lessons in their order, and then the rows of CLASSROOM.md in theirs."""
    is_row = untrue.where == CLASSROOM
    return is_row, untrue.where, [*map(int, re.findall(r"\d+", untrue.words))] if is_row else []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: Any, call: Any) -> Any:
    """Write down what a test that fails is about."""
    report = yield
    if report.failed and FILE in os.environ:
        with Path(os.environ[FILE]).open("a", encoding="utf-8") as file:
            for untrue in _untrue_in(item, str(call.excinfo.value)):
                print(json.dumps(untrue._asdict()), file=file)
    return report


def _untrue_in(item: Any, message: str) -> Iterator[Untrue]:
    """Yield what a failed test says: a claim, a row of CLASSROOM.md, or a list of sentences."""
    given = getattr(getattr(item, "callspec", None), "params", {})
    claims = [*_claims_of(item.function)]
    if "quoted" in given:
        row = [
            f"[{given['cell']}] {given['label']}".strip(),
            given["moves"],
            given["step"],
            given["quoted"],
        ]
        yield Untrue(CLASSROOM, f"{given['lesson']}: {' | '.join(row)}", "is not shown")
    elif item.name.startswith("test_every_number_is_proved"):
        for line in filter(None, message.splitlines()):
            numbers, _, sentence = line.partition(" in “")
            why = f"no cell prints {numbers.partition(': ')[2]} now"
            yield Untrue(given["lesson"], sentence.removesuffix("”"), why)
    elif claims and (wrong := re.match(r"[\w/]+: “(.*?)”\n(.*)", message, re.DOTALL)):
        lines = BOUND.sub(lambda found: f"{float(found[1]):.6g}", wrong[2]).splitlines()
        yield Untrue(claims[0][0], wrong[1], "; ".join(map(str.strip, lines)))
    elif claims:
        for lesson, words in claims:
            yield Untrue(lesson, words, "was tested, and does not hold")
    else:
        lesson = getattr(item.module, "LESSON", item.path.stem)
        words = item.name.removeprefix("test_").replace("_", " ")
        yield Untrue(lesson, words, "was tested, and does not hold")


def _claims_of(test: Any) -> Iterator[tuple[str, str]]:
    """Yield (lesson, words) of the claims that decorate a test."""
    while hasattr(test, "__wrapped__"):
        known = getclosurevars(test).nonlocals
        if {"lesson", "words"} <= set(known):
            yield known["lesson"], known["words"]
        test = test.__wrapped__
