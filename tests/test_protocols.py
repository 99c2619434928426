"""Every problem has what the protocols name: the type checker says the same of the classes."""

import re
from pathlib import Path

import numpy as np
import pytest
from support.examples import OWN_DATA, PROBLEMS, UNITS

from helpers.protocols import DataProblem, Problem, ProblemExtras

HELPERS = Path(__file__).resolve().parent.parent / "helpers"
WITH_DATA = {name: problem for name, problem in PROBLEMS.items() if problem.rows} | OWN_DATA


def named_in(protocol: type) -> set[str]:
    return {name for base in protocol.__mro__ for name in vars(base) if not name.startswith("_")}


def test_what_may_be_missing_is_what_is_asked_for_with_care():
    code = "".join(path.read_text(encoding="utf-8") for path in HELPERS.rglob("*.py"))
    asked = set(re.findall(r"getattr\(problem, \"(\w+)\"", code))
    assert asked - named_in(Problem) == named_in(ProblemExtras)
    for problem in WITH_DATA.values():
        assert isinstance(problem.scales_learning_rates, bool)
        assert len(problem.parameter_units) == 2


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_what_every_problem_has(problem):
    assert all(hasattr(problem, name) for name in named_in(Problem))
    n = len(problem.parameter_names)
    assert n in (1, 2) and problem.start.shape == problem.minimum.shape == (n,)
    assert problem.domain.shape == (n, 2)
    assert problem.hessian is None or problem.hessian.shape == (n, n)
    assert isinstance(problem.lowest, float) and isinstance(problem.loss_unit, str)
    points = np.zeros((5, 3, n))
    assert problem.loss(points).shape == problem.excess(points).shape == (5, 3)
    assert problem.gradient(points).shape == (5, 3, n)


@pytest.mark.parametrize("problem", WITH_DATA.values(), ids=WITH_DATA)
def test_what_a_problem_with_data_has(problem):
    assert set(UNITS) <= set(WITH_DATA) and len(problem.parameter_names) == 2
    assert all(hasattr(problem, name) for name in named_in(DataProblem))
    assert problem.x.shape == problem.y.shape == (problem.rows,) and problem.x_span.shape == (2,)
    assert len(problem.labels) == len(problem.units) == 2 and problem.title
    assert problem.predict(np.zeros((4, 2)), problem.x).shape == (4, problem.rows)
    assert problem.gradient_of_rows(np.zeros(2), [0, 1]).shape == (2,)
    assert problem.batch_means(1, 3, [0, 1]).shape == (3, 2, 3, 2)
    assert len(problem.unique_batch_means(1, 3, [0, 1])[0]) == 3
    assert len(problem.sample(2)) == 2
