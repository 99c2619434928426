"""tools/class_claims.py: the sentences whose tests fail, with their words."""

import os
import shutil
from pathlib import Path
from subprocess import CompletedProcess

import class_claims
import pytest
from class_claims import Untrue, untrue_sentences

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "claims/test_claims_00.py": """
        import numpy as np
        import pytest
        from claims import About, AtLeast, claim
        LESSON = "00_start_here"

        @claim(LESSON, "We have 8,000 examples")
        def test_true(): return 8_000

        @claim(LESSON, "Let it take sixty steps")
        def test_another_number(): return 59

        @claim(LESSON, "So the errors are 1, −1 and 2")
        def test_other_kinds(): return [About(np.float64(-0.87654321)), AtLeast(np.array(1.2))]

        @claim(LESSON, "The line says 2, 5 and 11 thousand dollars")
        @claim(LESSON, "Now you change $b$ to −1")
        def test_no_number_is_compared(): assert not "so"

        def test_without_words(): assert 1 == 2

        @pytest.mark.parametrize("number", [1, 2])
        def test_many(number): assert number == 1
        """,
    "claims/test_every_lesson.py": """
        import pytest

        @pytest.mark.parametrize("lesson", ["01_gradient_descent"])
        def test_every_number_is_proved(lesson):
            pytest.fail("\\ncell 3: 0.5, 7 in “So 0.5 and 7.”\\n01.toml, spring: 8 in “It is 8.”")
        """,
    "pages/test_classroom.py": """
        import pytest

        @pytest.mark.parametrize(
            "lesson, cell, label, moves, step, quoted",
            [("01_gradient_descent", 3, "", "learning rate 1", "1", "θ = 0.000")],
        )
        def test_a_setting_shows_what_it_is_said_to_show(lesson, cell, label, moves, step, quoted):
            assert quoted in "θ = 0.100"
        """,
}
LESSON, DOES_NOT_HOLD = "00_start_here", "was tested, and does not hold"


def written(course, files):
    for name, code in files.items():
        path = course / "tests" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(line[8:] for line in code.splitlines()), encoding="utf-8")
    (course / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "class_claims.py", course / "tools")
    return course


def test_what_fails_is_listed_with_its_words_and_what_was_found(tmp_path, monkeypatch):
    paths = [ROOT, ROOT / "tests", ROOT / "tools"]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, paths)))
    found = untrue_sentences(written(tmp_path, FILES), processes=0)
    at = "it says 'sixty' (… it take sixty steps. …), computed 59"
    kinds = (
        "it says '−1' (… are 1, −1 and …), computed -0.876543; "
        "it says '2' (… −1 and 2 . Their …), computed 1.2"
    )
    assert set(found) == {
        Untrue(LESSON, "Let it take sixty steps.", at),
        Untrue(LESSON, "So the errors are 1, −1 and 2.", kinds),
        Untrue(LESSON, "The line says 2, 5 and 11 thousand dollars", DOES_NOT_HOLD),
        Untrue(LESSON, "Now you change $b$ to −1", DOES_NOT_HOLD),
        Untrue(LESSON, "without words", DOES_NOT_HOLD),
        Untrue(LESSON, "many[2]", DOES_NOT_HOLD),
        Untrue("01_gradient_descent", "So 0.5 and 7.", "no cell prints 0.5, 7 now"),
        Untrue("01_gradient_descent", "It is 8.", "no cell prints 8 now"),
        Untrue(
            "CLASSROOM.md",
            "01_gradient_descent: [3] | learning rate 1 | 1 | θ = 0.000",
            "is not shown",
        ),
    }
    assert [each.where for each in found] == sorted(each.where for each in found)


def test_tests_that_do_not_run_are_no_proof(tmp_path, monkeypatch):
    done = CompletedProcess([], 4, "no tests", "ERROR: not found")
    monkeypatch.setattr(class_claims.subprocess, "run", lambda *_, **__: done)
    with pytest.raises(RuntimeError, match="could not be tested:\nno tests\nERROR: not found"):
        untrue_sentences(tmp_path, processes=0)
