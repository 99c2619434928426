"""What a release carries, and that all that names the course or its version names the same."""

import hashlib
import json
import re
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from release import PARTS, notes_on, pack, version_of

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
ZENODO = json.loads((ROOT / ".zenodo.json").read_text(encoding="utf-8"))
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text())
VERSION = tomllib.loads(PYPROJECT)["project"]["version"]


def test_a_tag_of_another_version_is_refused():
    assert version_of(f"v{VERSION}", PYPROJECT) == version_of(None, PYPROJECT) == VERSION
    for tag in (VERSION, f"v{VERSION}.1", ""):
        with pytest.raises(ValueError, match=f"^The tag is {tag}, but .* version {VERSION}:"):
            version_of(tag, PYPROJECT)


def test_the_notes_are_the_section_of_the_version_alone():
    text = "# Changes\n\n## 2.0\n\n* new\n* more\n\n## 1.0\n\n* first\n"
    assert notes_on("2.0", text) == "* new\n* more\n" and notes_on("1.0", text) == "* first\n"
    assert notes_on(VERSION, CHANGELOG).startswith("* ")
    with pytest.raises(ValueError, match=r"^CHANGELOG\.md says nothing of version 2\.1:"):
        notes_on("2.1", text)


def test_a_release_holds_each_folder_and_sums_that_fit(tmp_path):
    for part, folder in PARTS.items():
        with pytest.raises(FileNotFoundError, match=f"There is no build/{folder}: .*`make {part}`"):
            pack("2.0", "* new\n", tmp_path)
        (tmp_path / folder / "deeper").mkdir(parents=True)
        (tmp_path / folder / "deeper" / "page.html").write_text(part)
    (tmp_path / "class" / "teacher").mkdir()
    (tmp_path / "release").mkdir()
    (tmp_path / "release" / "of_before.zip").touch()
    *packed, sums, notes = pack("2.0", "* new\n", tmp_path)
    assert {*packed, sums, notes} == {*(tmp_path / "release").iterdir()}
    assert notes.read_text() == "* new\n"
    lines = sums.read_text().splitlines()
    for (part, folder), path, line in zip(PARTS.items(), packed, lines, strict=True):
        assert line == f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}"
        with zipfile.ZipFile(path) as archive:
            assert archive.read(f"{folder}/deeper/page.html").decode() == part
            assert not [name for name in archive.namelist() if "teacher" in name]


def test_zenodo_is_told_what_citation_says_and_takes_the_version_from_the_tag():
    same = {name: CITATION[name] for name in ("title", "keywords", "license")}
    same |= {"description": CITATION["abstract"], "creators": CITATION["authors"]}
    assert {name: ZENODO[name] for name in same} == same
    assert "version" not in ZENODO


def test_the_workflow_checks_the_tag_then_tests_all_that_it_attaches():
    (job,) = WORKFLOW["jobs"].values()
    commands = [step["run"] for step in job["steps"] if "run" in step]
    targets = [found for command in commands for found in re.findall(r"make ([a-z-]+)", command)]
    assert commands[0].startswith("python tools/release.py --check --tag ")
    assert sorted(set(targets), key=targets.index) == [
        "links", "pytorch", "test-all", "site", "test-slow", "handout", "class", "release"
    ]  # fmt: skip
    assert "gh release create" in commands[-1] and WORKFLOW["permissions"] == {"contents": "write"}
    used = [step["uses"] for step in job["steps"] if "uses" in step]
    assert used and all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in used)
