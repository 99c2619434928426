"""check_training: a right training passes however it is written, and a known mistake is named."""

import re
import subprocess
import sys
import textwrap

import numpy as np
import pytest
from lesson_budget import read_lesson
from support.training_styles import OTHERS, STYLES, written

from helpers.core import optional_packages
from helpers.exercises import check_training
from helpers.exercises.checker.report import hints

torch = pytest.importorskip("torch", reason="Install requirements-pytorch.txt to run these.")

from helpers.exercises.training import judge, runs  # noqa: E402
from helpers.exercises.training.facts import facts_of, facts_of_errors  # noqa: E402
from helpers.exercises.training.known_mistakes import load_known_mistakes  # noqa: E402
from helpers.exercises.training.right_loop import right_training  # noqa: E402
from helpers.exercises.training.table import Table, diamonds, with_other_test_rows  # noqa: E402

HEAD = "def my_training(x, y, train_rows, test_rows):\n"
MISTAKES = [(style, mistake) for style in STYLES for mistake in style.changes]

pytestmark = pytest.mark.thorough


def straight_line(table):
    """Return what the best straight line predicts for the test rows."""
    x = np.column_stack([table.x, np.ones(len(table.x))])
    weights = np.linalg.lstsq(x[table.train_rows], table.y[table.train_rows].numpy(), rcond=None)[0]
    return torch.tensor(x[table.test_rows] @ weights).float()


# ---- what is right -----------------------------------------------------------------------------


@pytest.mark.parametrize("style", [*STYLES, *OTHERS], ids=lambda style: style.name)
def test_a_right_training_passes_without_a_remark(style):
    page = check_training(style.written())
    assert page.right is True and page.names == (), page
    error = float(re.search(r"three seeds is ([\d.]+) %", page.message)[1])
    assert 10 < error < judge.AT_MOST


CELLS = [cell.source for cell in read_lesson("06_pytorch").cells if cell.cell_type == "code"]
(CELL,) = [source for source in CELLS if source.startswith(HEAD)]
FRAME = textwrap.dedent(CELL.removeprefix(HEAD).partition("\n\n\n")[0])
TO_WRITE = "# standardise x, make an optimiser and a loader, train\n"


def test_the_solution_is_right():
    some, solution = hints("my_training")
    assert TO_WRITE in FRAME
    body = textwrap.indent(FRAME.replace(TO_WRITE, solution + "\n"), "    ")
    page = check_training(written(HEAD + body))
    assert 2 <= len(some) <= 4 and page.right is True and page.names == (), page
    ours = judge.error_of_the_right_loop()
    assert f"is {ours:.1f} %; the solution has {ours:.1f} %" in page.message  # they are one loop


def test_the_right_loop_is_better_than_a_straight_line_and_far_below_what_is_asked():
    line = diamonds().error(straight_line(diamonds()))
    assert judge.error_of_the_right_loop() < line < judge.AT_MOST - 2


def test_a_right_training_that_is_too_short_is_told_what_was_seen():
    (style, _) = STYLES
    page = check_training(written(style.source.replace("range(8)", "range(1)")))
    assert page.right is False and page.names == ()
    assert "None of the usual mistakes was seen" in page.message and "below 18 %" in page.message


# ---- mistakes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "style, mistake", MISTAKES, ids=[f"{style.name}: {mistake}" for style, mistake in MISTAKES]
)
def test_a_mistake_is_named(style, mistake):
    page = check_training(style.written(mistake))
    assert page.names == (mistake,), page
    remark = next(known.remark for known in load_known_mistakes() if known.name == mistake)
    assert page.right is remark


def test_every_mistake_is_written_in_two_styles():
    for mistake in load_known_mistakes():
        if mistake.name != "other test rows":  # below
            assert all(mistake.name in style.changes for style in STYLES), mistake.name


def test_a_network_that_sees_all_test_rows_at_once_is_named():
    (style, _) = STYLES
    source = style.source.replace(
        "nn.Linear(9, 32), ", "nn.Linear(9, 32), nn.BatchNorm1d(32, track_running_stats=False), "
    )
    page = check_training(written(source))
    assert page.right is False and page.names == ("other test rows",), page


def test_dropout_that_nothing_switches_off_is_named():
    (_, style) = STYLES
    source = style.source.replace("self.drop(", "F.dropout(")
    page = check_training(written(source))
    assert page.names == ("training mode",) and "dropout" in page.message
    switched = source.replace("(self.first(x)))", "(self.first(x)), 0.02, self.training)")
    assert check_training(written(switched)).right is True


def test_what_harms_nobody_is_not_named_as_a_mistake():
    """Outputs and prices of crossed shapes in a line that only prints."""
    (style, _) = STYLES
    source = style.source.replace(
        "loss.backward()", "print((net(xb) - yb[:, 0]).abs().mean().item())\n"
        "                loss.backward()"
    )  # fmt: skip
    page = check_training(written(source))
    assert page.right is True and page.names == (), page


# ---- what ends or returns nothing --------------------------------------------------------------


@pytest.mark.parametrize(
    "body", ["pass", "return torch.zeros(len(test_rows))", "return x * 0", FRAME]
)
def test_nothing_written_yet(body):
    page = check_training(written(HEAD + textwrap.indent(body, "    ")))
    assert page.right is None and "my_training trains no network yet" in page.message
    assert "A hint" in str(page)


def test_a_straight_line_that_is_good_enough_is_right():
    """Nothing says that it learns, but its predictions do."""
    body = "return line(x, y, train_rows, test_rows)"

    def line(*parts):
        return straight_line(Table(*parts))

    assert check_training(written(HEAD + "    " + body, line=line)).right is True


@pytest.mark.parametrize("old, new, said", [
    ("return net(x[test_rows])", "net(x[test_rows])", "returns nothing: end it with `return`"),
    ("return net(x[test_rows])", "return net", "returns a Sequential"),
    ("return net(x[test_rows])", "return net(x)", "returns 2,400 numbers, but there are 800"),
    ("loss.backward()\n                optimiser.step()",
     "optimiser.step()\n                loss.backward()", "changes the weights with which"),
    ("nn.functional.mse_loss(net(xb), yb)", "nn.functional.mse_loss(net(xb), yb).detach()",
     "nothing to go back through"),
    ("nn.functional.mse_loss(net(xb), yb)", "(net(xb) - yb) ** 2", "take the mean"),
    ("loss = nn.functional.mse_loss(net(xb), yb)",
     "loss = nn.functional.mse_loss(net(xb), yb) + (loss if losses else 0)", "gone through before"),
    ("nn.Linear(9, 32)", "nn.Linear(8, 32)", "RuntimeError: mat1 and mat2 shapes"),
    ("net.eval()", "neet.eval()", "NameError: name 'neet'"),
])  # fmt: skip
def test_what_fails_is_said_in_a_sentence(old, new, said):
    (style, _) = STYLES
    source = style.source.replace("loss.backward()\n                optimiser.zero_grad()",
                                  "loss.backward()")  # fmt: skip
    assert old in source
    source = source.replace(old, new)
    if "changes the weights" in said:  # the old gradient is what the step finds
        source = source.replace("                optimiser.zero_grad()\n", "")
    page = check_training(written(source))
    assert page.right is False and said in page.message, page
    assert "\n" not in page.message
    if "return" not in old:
        assert re.search(r", in line \d+ of my_training: `", page.message)


def test_an_endless_loop_is_stopped(monkeypatch):
    monkeypatch.setattr(runs, "TRAINING_TIMEOUT", 0.5)
    page = check_training(written(f"{HEAD}    while True:\n        y = y + 1"))
    assert page.right is False and "did not finish within 0.5 seconds" in page.message


def test_what_is_no_function_is_said():
    page = check_training(torch.zeros(3))
    assert page.right is False and "Pass the function itself" in page.message


# ---- what a check leaves alone -----------------------------------------------------------------


def test_what_is_printed_is_shown_once_and_random_numbers_go_on(capsys):
    (style, _) = STYLES
    before = torch.random.get_rng_state(), np.random.get_state()[1].copy()
    source = style.source.replace("    net = nn", "    print('here')\n        net = nn")
    check_training(written(source))
    assert capsys.readouterr().out == "here\n"
    assert torch.equal(before[0], torch.random.get_rng_state())
    assert (before[1] == np.random.get_state()[1]).all()


def test_the_table_is_not_changed_in_place():
    before = [part.clone() for part in diamonds()]
    check_training(written(f"{HEAD}    x *= 0\n    y *= 0\n    return y[test_rows]"))
    assert all(torch.equal(*pair) for pair in zip(before, diamonds(), strict=True))


def test_other_test_rows_leave_the_training_rows_alone():
    table, other = diamonds(), with_other_test_rows(diamonds())
    rows = table.train_rows
    assert torch.equal(table.x[rows], other.x[rows]) and torch.equal(table.y[rows], other.y[rows])
    changed = (table.x != other.x).any(dim=1)[table.test_rows]
    assert changed[1::2].all() and not changed[::2].any()
    assert sorted([*table.train_rows.tolist(), *table.test_rows.tolist()]) == [*range(2400)]


def test_facts_of_the_right_loop():
    run = runs.run_training(right_training, diamonds(), 0)
    facts = facts_of(run, diamonds())
    assert facts["steps"] == facts["backwards"] == 250 and facts["uncleared"] == 0
    assert facts["explained"] == pytest.approx(facts["explained in the table"], abs=0.01)
    assert facts["largest mean"] < 0.01 and facts["shift"] < 0.2
    assert facts_of_errors([run.predicted()], diamonds())["error"] < judge.AT_MOST


def test_without_torch_a_sentence_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(optional_packages, "find_spec", lambda name: None)
    with pytest.raises(optional_packages.MissingPackageError, match="requirements-pytorch"):
        check_training(lambda: None)


def test_torch_is_imported_only_where_a_training_is_checked():
    code = "import sys, helpers.exercises; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
