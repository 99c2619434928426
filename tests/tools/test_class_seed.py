"""tools/class_seed.py: other diamonds and other numbers in a copy of the course."""

import shutil
import tomllib
from pathlib import Path

import class_seed
import nbformat
import pytest
from class_claims import Untrue
from class_seed import checked_seed, edit, redraw, report_on, run_again

from helpers.exercises import load_questions

ROOT = Path(__file__).resolve().parents[2]


def test_a_seed_is_a_whole_number_or_left_out():
    assert [checked_seed(text) for text in ("7", " 0 ", "999999", "", " ")] == [
        *(7, 0, 999999),
        *(None, None),
    ]


@pytest.mark.parametrize("text", ["x", "-3", "1.5", "1000000", "7 8", "٣", "7;ls"])
def test_any_other_seed_is_refused_in_one_sentence(text):
    says = f"^SEED must be a whole number from 0 to 999999, as in make class SEED=7, not '{text}'"
    with pytest.raises(ValueError, match=says):
        checked_seed(text)


def test_a_file_is_edited_where_it_says_the_words_once(tmp_path):
    (tmp_path / "file").write_text("seed 42, here")
    edit(tmp_path, "file", "seed 42", "seed {seed}", 7)
    assert (tmp_path / "file").read_text() == "seed 7, here"
    for words in ("seed 42", "e"):
        with pytest.raises(ValueError, match=rf"^file no longer says “{words}” once"):
            edit(tmp_path, "file", words, "", 7)


@pytest.fixture
def course(tmp_path):
    """The texts and the lessons of the course."""
    for name in ("notebooks", "helpers/exercises/texts"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def test_questions_are_redrawn_in_texts_and_lessons(course):
    redraw(course, 7)
    for path in sorted((course / "helpers/exercises/texts").glob("0?.toml")):
        now, before = tomllib.loads(path.read_text("utf-8")), load_questions(int(path.stem))
        assert [*now] == [*before]
        for name, asked in now.items():
            same = before[name] == asked | {"name": name}
            assert same == ("value" not in asked), name
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        pairs = zip(
            nbformat.read(course / "notebooks" / path.name, 4).cells,
            nbformat.read(path, 4).cells,
            strict=True,
        )
        changed = [new.source for new, old in pairs if new.source != old.source]
        assert len(changed) == (path.name[:2] in ("01", "02"))
        assert all("newtons" in source or "excess loss" in source for source in changed)


def test_a_lesson_that_no_longer_says_the_numbers_is_named(course):
    (path,) = (course / "notebooks").glob("01_*.ipynb")
    path.write_text(path.read_text("utf-8").replace("newtons", "pounds"), "utf-8")
    with pytest.raises(ValueError, match="no longer says “Weights of 1, 2, 3, 4 and 5 newtons”"):
        redraw(course, 7)


REFRESH = """
import sys
from pathlib import Path
from helpers.data import draw
if "fails" in sys.argv[1]:
    sys.exit("01_fails: left as it was\\n\\nValueError: 1 is not 2\\nNot refreshed: 01_fails.ipynb")
Path(sys.argv[1]).write_text(str(draw()))
"""


def test_notebooks_run_with_other_diamonds_and_what_fails_is_named(tmp_path, monkeypatch):
    files = {
        "helpers/__init__.py": "\n",
        "helpers/data.py": "def draw(seed: int = 42):\n    return seed\n",
        "data/README.md": "drawn with seed 42\n",
        "tools/refresh.py": REFRESH,
        **dict.fromkeys(
            f"notebooks/{name}.ipynb" for name in ("00_runs", "01_fails", "06_pytorch")
        ),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text or "as it was")
    monkeypatch.setattr(class_seed, "find_spec", lambda name: None)
    assert run_again(tmp_path, 7) == [
        "Lesson 6 was not run, because PyTorch is not installed: make pytorch.",
        "01_fails was left as it was, because a cell failed: ValueError: 1 is not 2",
    ]
    texts = [path.read_text() for path in sorted(tmp_path.glob("notebooks/*.ipynb"))]
    assert texts == ["7", "as it was", "as it was"]
    assert (tmp_path / "data/README.md").read_text() == "drawn with seed 7\n"


def test_the_list_names_each_lesson_once_and_quotes_the_words():
    untrue = [
        Untrue("01", "It is 2.", "it says 2, computed 3"),
        Untrue("01", "So.", "does not hold"),
    ]
    assert report_on(untrue, ["Lesson 6 was not run."], 7).splitlines() == [
        *("# What is not true with SEED=7", "", "* Lesson 6 was not run.", "", "## 01", ""),
        *("* “It is 2.” it says 2, computed 3", "* “So.” does not hold"),
    ]
