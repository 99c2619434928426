"""What is written for larger classes: settings that fit what was measured, and true arithmetic."""

import re
from pathlib import Path

import yaml
from release import version_of

ROOT = Path(__file__).resolve().parents[2]
CLASSROOM = (ROOT / "CLASSROOM.md").read_text(encoding="utf-8")
VALUES = yaml.safe_load((ROOT / "deploy" / "values.yaml").read_text(encoding="utf-8"))
READER = VALUES["singleuser"]
VERSION = version_of(None, (ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def number(pattern: str) -> float:
    """Return the one number in CLASSROOM.md for which (…) stands in the pattern."""
    (found,) = re.findall(pattern, CLASSROOM)
    return float(found.replace(",", ""))


def test_a_reader_is_given_what_was_measured():
    server, kernel = number(r"about (\d+) MB, beside"), number(r"beside (\d+) MB for the kernel")
    assert number(r"together about (\d+) MB") == server + kernel
    guaranteed, limit = (int(READER["memory"][key][:-1]) for key in ("guarantee", "limit"))
    assert READER["memory"] == {"guarantee": f"{guaranteed}M", "limit": f"{limit}G"}
    assert server + kernel < guaranteed < 1000 * limit
    assert server + 4 * kernel < 1000 * limit, "who leaves a kernel or two running is not ended"


def test_the_arithmetic_of_cores_and_memory():
    lesson = number(r"processor time to run lesson 5 once \| (\d+) s")
    readers = round(1 / READER["cpu"]["guarantee"])
    assert number(r"\*\*(\d+) readers a core\*\*") == readers
    assert abs(number(r"waits (\d+) s for the lesson") - readers * lesson) <= 1
    per_gib = number(r"\*\*(\d+) readers a GiB\*\*")
    guaranteed = int(READER["memory"]["guarantee"][:-1])
    assert per_gib == 2**30 // (guaranteed * 10**6)
    class_size = number(r"For (\d+) readers that is")
    cores, memory = number(r"that is (\d+) cores"), number(r"cores and (\d+) GiB")
    assert cores - 1 < class_size / readers <= cores and memory == class_size / per_gib


def test_the_image_is_of_this_version_and_has_what_the_link_needs():
    command = re.search(r"```\n(repo2docker .*?)```", CLASSROOM, re.DOTALL)
    assert command and f"{READER['image']['name']}:{VERSION} " in command[1]
    assert READER["image"]["tag"] == VERSION and "nbgitpuller==" in command[1]
    home = VALUES["hub"]["config"]["KubeSpawner"]["notebook_dir"]
    assert f"--target-repo-dir {home}" not in command[1], "a reader's disk would hide the course"
