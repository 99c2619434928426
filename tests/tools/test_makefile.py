"""The Makefile itself: what it lets through of the environment, and which Python it takes."""

import os
import re
import shutil
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from _pytest.mark.expression import Expression

ROOT = Path(__file__).resolve().parents[2]
OF_MAKE = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "ALL", "ARGS", "JOBS", "PYTHON", "SEED", "VENV")
OF_PIP = ("PIP_PREFIX", "PIP_ROOT", "PIP_TARGET")

pytestmark = [
    pytest.mark.skipif(not shutil.which("make"), reason="make is not installed"),
    pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are shell scripts"),
]


def make(*arguments, **environment):
    """Run make as from a terminal, even where another make runs the tests."""
    outer = {k: v for k, v in os.environ.items() if k not in OF_MAKE}
    return subprocess.run(
        ["make", *map(str, arguments)], cwd=ROOT, env=outer | environment,
        capture_output=True, text=True,
    )  # fmt: skip


@pytest.fixture
def python(tmp_path):
    """A function that makes a Python which says it is of another version."""

    def stand_in(*version):
        path = tmp_path / "python"
        lines = [
            "#!/bin/sh",
            f'[ "$1" = --version ] && echo "Python {".".join(map(str, version))}" && exit',
            f'exec "{sys.executable}" -c "import sys; sys.version_info = {version}; $2"',
        ]
        path.write_text("\n".join(lines))
        path.chmod(0o755)
        return path

    return stand_in


@pytest.mark.parametrize("version", [(3, 10, 9), (3, 15, 0)])
def test_a_python_that_does_not_fit_is_refused_in_one_line(python, tmp_path, version):
    venv = tmp_path / "venv"
    done = make("lab", f"VENV={venv}", f"PYTHON={python(*version)}")
    first = done.stderr.splitlines()[0]
    assert done.returncode and f"is: Python {'.'.join(map(str, version))}." in first
    assert first.startswith("This course needs Python 3.11 to 3.14, but") and not venv.exists()


def test_pip_installs_into_the_environment_whatever_the_user_has_set(tmp_path):
    (tmp_path / "show.mk").write_text("show:\n\t@env\n")
    users = dict.fromkeys(OF_PIP, "/elsewhere") | {"PIP_USER": "1"}
    done = make("-f", "Makefile", "-f", tmp_path / "show.mk", "show", **users)
    seen = done.stdout.splitlines()
    assert "PIP_USER=0" in seen
    assert not [line for line in seen if line.startswith(OF_PIP)]


def test_links_lead_to_what_is_named_or_to_the_origin_that_git_knows(tmp_path):
    named = make("-n", "links", "REPO=ada/course", "BRANCH=b").stdout
    assert named.endswith('tools/links.py "ada/course" "b"\n')
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    add = ["git", "-C", tmp_path, "remote", "add", "origin", "git@github.com:eva/fork.git"]
    subprocess.run(add, check=True)
    known = make("-n", "links", GIT_DIR=str(tmp_path / ".git")).stdout
    assert known.endswith('tools/links.py "git@github.com:eva/fork.git" "HEAD"\n')


@pytest.fixture
def selected(tmp_path):
    """A function: does a target of make run a test with these marks, of these folders?"""

    def runs(target, marks):
        recipe = make("-n", target, f"VENV={tmp_path / 'venv'}").stdout
        (command,) = {line for line in recipe.splitlines() if "--cache-clear" in line}
        assert "--cache-clear helpers tests notebooks " in command
        chosen = re.search(r'-m "([^"]+)"', command)[1]
        return Expression.compile(chosen).evaluate(lambda name, **_: name in marks)

    return runs


@pytest.mark.parametrize(
    "marks", [*product(("thorough", ""), ("slow", ""), ("browser", ""))], ids=" ".join
)
def test_what_make_test_leaves_out_make_test_thorough_runs_and_nothing_twice(selected, marks):
    quick, rest = selected("test", marks), selected("test-thorough", marks)
    assert quick + rest == ("slow" not in marks)
    assert rest <= ("thorough" in marks)


def test_make_test_all_runs_both_at_once(tmp_path):
    venv = f"VENV={tmp_path / 'venv'}"
    for wanted in (("test-all",), ("test", "ALL=1")):
        done = make("-n", *wanted, venv).stdout
        assert re.findall(r'-m "([^"]+)" --cache-clear', done) == ["not slow"]


def test_all_that_has_to_pass_begins_with_make_test():
    commands = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-2:]
    assert commands == ["make test ALL=1", "make test-portable"]


def test_a_class_may_have_a_seed(tmp_path):
    venv = f"VENV={tmp_path / 'venv'}"
    assert make("-n", "class", venv).stdout.endswith('tools/class_copies.py ""\n')
    assert make("-n", "class", venv, "SEED=7").stdout.endswith('tools/class_copies.py "7"\n')


# ---- what macOS has: GNU make 3.81 and bash 3.2 ------------------------------------------------

NEWER_MAKE = {  # than 3.81: what it does not know, it takes for something else, often silently
    "special targets": r"(?m)^\.(ONESHELL|EXTRA_PREREQS|WAIT|NOTINTERMEDIATE)\b",
    "functions": r"\$[({](file|guile|let|intcmp) ",
    "directives": r"(?m)^\s*(undefine|private) |^-?load [^:]*$",
    "assignments": r"(?m)^\s*(export |override )*[\w.]+ *(:::?=|!=)",
    "grouped targets": r"&::?(\s|$)",
    "options": r"--(output-sync|trace|shuffle|jobserver-style)|(?m:^MAKEFLAGS)",
}
NEWER_BASH = {  # than 3.2
    "associative arrays and references": r"\b(declare|local|typeset) +-[a-z]*[Anlu]",
    "upper and lower case": r"\$\{\w+(\[.*?\])?(\^|,)",
    "commands": r"\b(mapfile|readarray|coproc|compgen -V|wait -n)\b",
    "redirections": r"&>>|\|&",
    "cases": r";;?&",
    "patterns": r"\bglobstar\b|\blastpipe\b",
    "expansions": r"\$\{\w+@\w\}|\$\{\w+: -\d|\[-\d+\]|printf +-v +\w+\[|\{\d+\.\.\d+\.\.",
    "variables": r"\$\{?(EPOCHSECONDS|EPOCHREALTIME|BASHPID|SRANDOM)\b",
    "conditions": r"\[\[? +-v +",
}
SHELL_ARRAY = re.compile(r"(\w+)=\(\)")


def found(patterns, text):
    return [(name, hit[0]) for name, p in patterns.items() if (hit := re.search(p, text))]


def without_comments(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("#"))


def test_the_makefile_asks_for_nothing_newer_than_make_3_81():
    assert found(NEWER_MAKE, without_comments("Makefile")) == []


def test_its_recipes_are_for_any_shell():
    """They are run by sh: by dash on Debian, on macOS by a bash that behaves as in POSIX."""
    text = without_comments("Makefile")
    assert not re.search(r"(?m)^SHELL\b", text)
    recipes = "\n".join(line for line in text.splitlines() if line.startswith("\t"))
    assert found(NEWER_BASH, recipes) == []
    assert not re.search(r"\[\[ | == |\bfunction \w|<<<|<\(|\bsource ", recipes)


def test_the_script_of_ci_asks_for_nothing_newer_than_bash_3_2():
    text = without_comments(".ci/run")
    assert found(NEWER_BASH, text) == []
    for name in SHELL_ARRAY.findall(text):  # below 4.4 an empty one is unbound under set -u
        guarded = rf"(?ms)^if \[ \$\{{#{name}\[@\]\}} -gt 0 \]; then$.*?^fi$"
        assert f'"${{{name}[@]}}"' not in re.sub(guarded, "", text)


@pytest.mark.parametrize(
    ("pattern", "newer"),
    [
        (NEWER_MAKE, ".ONESHELL:"),
        (NEWER_MAKE, "x := $(file <a)"),
        (NEWER_MAKE, "undefine x"),
        (NEWER_MAKE, "x ::= 1"),
        (NEWER_MAKE, "x != date"),
        (NEWER_MAKE, "a b &: c"),
        (NEWER_MAKE, "\t$(MAKE) --output-sync all"),
        (NEWER_BASH, "declare -A map"),
        (NEWER_BASH, "${name^^}"),
        (NEWER_BASH, "mapfile -t lines"),
        (NEWER_BASH, "run &>> log"),
        (NEWER_BASH, "run |& tee log"),
        (NEWER_BASH, "a) run ;;&"),
        (NEWER_BASH, "${list[-1]}"),
    ],
)
def test_what_is_newer_is_found(pattern, newer):
    assert found(pattern, newer)


@pytest.mark.parametrize(
    ("asked", "environment"),
    [
        ("site", "site"),
        ("site --write", "site"),
        ("", "bench"),
        ("--write", "bench"),
        ("sliders site", "bench"),
    ],
)
def test_only_what_needs_the_peers_installs_them(tmp_path, asked, environment):
    venv = tmp_path / "venv"
    done = make("-n", "bench", f"VENV={venv}", f"ARGS={asked}").stdout
    assert done.splitlines()[-1].split() == [
        f"{venv}/{environment}/bin/python", "benchmarks/bench.py", *asked.split()
    ]  # fmt: skip
    assert ("benchmarks/requirements.txt" in done) == (environment == "bench")
