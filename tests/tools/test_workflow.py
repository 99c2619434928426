"""The workflow for GitHub runs what README.md promises, on what pyproject.toml supports."""

import re
import tomllib
from pathlib import Path

import yaml
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[2]
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "test.yml").read_text())
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
JOB = WORKFLOW["jobs"]["test"]


def test_runs_the_commands():
    commands = [" ".join(step["run"].split()[:2]) for step in JOB["steps"] if "run" in step]
    assert commands == ["make lab", "make pytorch", "make test-all", "make test-portable"]
    assert JOB["defaults"]["run"]["shell"] == "bash", "make needs it on Windows"


def test_on_three_systems_with_every_python_that_is_supported():
    matrix = JOB["strategy"]["matrix"]
    assert {system.split("-")[0] for system in matrix["os"]} == {"ubuntu", "macos", "windows"}
    supported = SpecifierSet(PROJECT["project"]["requires-python"])
    minors = [f"3.{minor}" for minor in range(30)]
    assert matrix["python"] == [minor for minor in minors if minor in supported]


def test_actions_have_a_version_and_may_only_read():
    used = [step["uses"] for step in JOB["steps"] if "uses" in step]
    assert used and all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in used)
    assert WORKFLOW["permissions"] == {"contents": "read"}
