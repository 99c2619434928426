"""Several ES modules become one."""

import re

import pytest
from support.node import run_module

from helpers.exercises.answer import Answer
from helpers.exercises.browser_code import EXERCISE_CODE as EXERCISES
from helpers.exercises.order import Order
from helpers.exercises.predict import Predict
from helpers.widgets.join_modules import join_modules
from helpers.widgets.live_figure import BROWSER, LiveFigure


def test_modules_of_a_folder_work_as_one(tmp_path):
    (tmp_path / "b_entry.js").write_text(
        """// @ts-check
import { one } from "./a.js";
import {
  two,
} from "./c.js";

/**
 * Adds.
 */
export default () => one() + two; // the sum
""",
        encoding="utf-8",
    )
    (tmp_path / "a.js").write_text("export function one() {\n  return 1;\n}\n", encoding="utf-8")
    (tmp_path / "c.js").write_text("export const two = 2;\n", encoding="utf-8")
    joined = join_modules(tmp_path.glob("*.js"))
    assert joined.splitlines() == [
        "function one() {",
        "return 1;",
        "}",
        "export default () => one() + two; // the sum",
        "const two = 2;",
    ]
    add = joined.replace("export default", "const add =")
    assert run_module(f"{add}\nconsole.log(add());") == 3


def test_code_after_a_comment_on_its_line_stays(tmp_path):
    (tmp_path / "a.js").write_text(
        "/** A sum. */\nexport const sum =\n  /** @type {number} */ (1) + 2; /** So. */\n",
        encoding="utf-8",
    )
    joined = join_modules(tmp_path.glob("*.js"))
    assert joined == "const sum =\n/** @type {number} */ (1) + 2; /** So. */\n"


def test_no_text_has_an_indentation_that_would_be_lost():
    for path in [*BROWSER.glob("*.js"), *EXERCISES.glob("*.js")]:
        for line in path.read_text(encoding="utf-8").splitlines():
            code = re.sub(r"^\s*(?://|/?\*).*", "", line)
            assert code.count("`") % 2 == 0, f"a text of several lines in {path.name}: {line}"


@pytest.mark.parametrize(
    "folder, widgets", [(BROWSER, [LiveFigure]), (EXERCISES, [Answer, Order, Predict])]
)
def test_joined_modules_are_all_of_the_code_and_no_comments(folder, widgets):
    joined = "".join(widget._script for widget in widgets)
    assert not re.search(r"^\s*(import|//|/\*|\*)|^export (?!default)", joined, re.MULTILINE)
    for path in folder.glob("*.js"):
        source = path.read_text(encoding="utf-8")
        assert source.startswith("// @ts-check\n"), path.name
        assert not re.search(r"\bas\b", " ".join(re.findall(r"^import .*?;", source, re.M | re.S)))
        for line in re.findall(r"^ +(?:const|let|return|if|this)\b.*", source, re.MULTILINE):
            assert line.strip() in joined, path.name
