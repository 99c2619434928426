"""What mybinder.org makes of this repository. The last test installs it all: half a minute."""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import nbformat
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = json.loads((ROOT / "jupyter-config" / "optimiser-lessons.json").read_text())
ENVIRONMENT = (ROOT / "environment.yml").read_text()
PINNED = re.search(r"- python=(3\.\d+)", ENVIRONMENT)[1]
NO_PYTHON = f"NO PYTHON {PINNED} FOUND: what Binder installs was not tried. Install it to try that."
LEFT_AT_HOME = shutil.ignore_patterns(
    ".git", ".venv", "build", "node_modules", "*.egg-info", "__pycache__", ".?*"
)
CLEAN = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "JUPYTER", "IPYTHON"))}
READ_SETTINGS = """
import json, sys
from pathlib import Path
from jupyter_core.paths import jupyter_path
from jupyterlab.commands import get_app_dir
from jupyterlab_server.settings_utils import get_settings
folders = [str(Path(get_app_dir(), name)) for name in ("settings", "schemas", "no-settings")]
found = {}
for plugin, wanted in json.loads(sys.argv[1]).items():
    extensions = jupyter_path("labextensions")
    result, _ = get_settings(*folders, plugin, labextensions_path=extensions)
    names = result["schema"]["properties"]
    found[plugin] = {name: names[name]["default"] for name in wanted}
print(json.dumps(found))
"""
RUN = """
import nbformat, sys
from nbclient import NotebookClient
lesson = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(lesson, kernel_name="python3", timeout=120).execute()
print(sum(cell.cell_type == "code" for cell in lesson.cells), "cells ran")
"""


@pytest.fixture
def repository(tmp_path):
    """A copy of the repository, as Binder gets one."""
    return Path(shutil.copytree(ROOT, tmp_path / "repository", ignore=LEFT_AT_HOME))


@pytest.fixture
def python():
    """A Python of the version that Binder gets; without one the test is skipped."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    found = [sys.executable, shutil.which(f"python{PINNED}")]
    found += sorted(map(str, pyenv.glob(f"versions/{PINNED}.*/bin/python")))
    for path in filter(None, found):
        tried = subprocess.run([path, "--version"], capture_output=True, text=True)
        if tried.stdout.startswith(f"Python {PINNED}."):
            return path
    pytest.skip(NO_PYTHON)


@pytest.mark.skipif(sys.platform == "win32", reason="repo2docker does not run on Windows")
@pytest.mark.filterwarnings("ignore:pythonjsonlogger:DeprecationWarning")  # of repo2docker's own
def test_binder_takes_conda_that_python_and_the_repository_before_it_installs(
    repository, monkeypatch
):
    from repo2docker.app import Repo2Docker

    monkeypatch.chdir(repository)
    app = Repo2Docker()
    made = [kind(app.base_image) for kind in app.buildpacks]
    pack = next(pack for pack in made if pack.detect())
    pack.platform = "linux/amd64"
    assert type(pack).__name__ == "CondaBuildPack" and pack.python_version == PINNED
    dockerfile = pack.render()
    assert f"py-2d{PINNED.replace('.', '-2e')}-2dlinux" in dockerfile
    copied, installed = dockerfile.index(" src/ "), dockerfile.index('--file "environment.yml"')
    assert copied < installed


@pytest.mark.skipif(sys.platform != "linux", reason="Binder's machines run Linux")
def test_the_packages_weigh_what_environment_yml_says():
    """As they are installed here, compiled."""
    files = {file.locate() for package in packages() for file in package.files}
    megabytes = sum(file.stat().st_size for file in files if file.is_file()) / 1e6
    stated = int(re.search(r"about (\d+) MB", ENVIRONMENT)[1])
    assert 0.9 * stated < megabytes < 1.1 * stated, f"environment.yml: it is {megabytes:.0f} MB"


def pinned():
    """The lines of requirements.txt that name a package."""
    return set(re.findall(r"^[a-z].*", (ROOT / "requirements.txt").read_text(), re.MULTILINE))


def packages():
    """Return the packages of requirements.txt as installed here, with what they need, and so on."""
    asked = [(Requirement(line), "") for line in pinned()]
    found = {}
    while asked:
        wanted, extra = asked.pop()
        package = distribution(wanted.name)
        if (package.name, extra) not in found:
            found[package.name, extra] = package
            needs = map(Requirement, package.requires or [])
            asked += [
                (need, inner)
                for need in needs
                if need.marker is None or need.marker.evaluate({"extra": extra})
                for inner in ("", *need.extras)
            ]
    return {package.name: package for package in found.values()}.values()


@pytest.mark.thorough
def test_what_binder_installs_runs_the_course(repository, python, tmp_path):
    venv = tmp_path / "venv"
    run(python, "-m", "venv", "--without-pip", venv)  # ours installs into it
    inside = venv / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    pip = [sys.executable, "-m", "pip", "--python", inside, "--disable-pip-version-check"]
    install = [*pip, "install", "-qq", "--no-compile", "--only-binary", ":all:"]
    run(*install, "-r", "requirements.txt", cwd=repository)
    assert PINNED in run(inside, "--version")

    listed = re.findall(r"^[^= ]+", run(*pip, "list", "--format=freeze"), re.MULTILINE)
    weighed = {canonicalize_name(package.name) for package in packages()}
    assert set(map(canonicalize_name, listed)) - weighed <= {"pip", "optimiser-lessons"}

    asks = "from importlib.metadata import requires; print(*requires('optimiser-lessons'))"
    assert set(run(inside, "-I", "-c", asks).split()) == pinned(), "setup.py reads another list"

    where = run(inside, "-I", "-c", "import helpers; print(helpers.__path__[0])", cwd=tmp_path)
    assert Path(where.strip()).samefile(repository / "helpers")

    found = run(inside, "-I", "-c", READ_SETTINGS, json.dumps(SETTINGS), cwd=tmp_path)
    assert json.loads(found) == SETTINGS, "JupyterLab does not read jupyter-config/"

    lesson = next((repository / "notebooks").glob("01_*.ipynb"))
    cells = nbformat.read(lesson, as_version=4).cells
    ran = run(inside, "-c", RUN, lesson, cwd=lesson.parent)
    assert ran == f"{sum(cell.cell_type == 'code' for cell in cells)} cells ran\n"


def run(*command, cwd=None):
    """Run `command` as a reader's machine would, with the network, and return what it prints."""
    done = subprocess.run(command, cwd=cwd, env=CLEAN, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
