"""Build the lab: JupyterLab in the browser, with all notebooks and the runtime of the pages."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from notebook_files import NOTEBOOKS, notebook_paths

__all__ = ["build_lab"]

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SETTINGS = ROOT / "jupyter-config" / "optimiser-lessons.json"
APPS = ("lab",)
EXTENSIONS = (  # JupyterLite takes those of this environment
    "@jupyter-widgets/jupyterlab-manager",
    "@jupyterlite/pyodide-kernel-extension",
    "anywidget",
)
SOON, PATIENT = "AbortSignal.timeout(2000)", "AbortSignal.timeout(60000)"


def build_lab(out: Path) -> None:
    """Write JupyterLite into a folder beside that of the runtime.

    Parameters
    ----------
    out : Path
        A folder that does not exist yet.

    Raises
    ------
    RuntimeError
        If JupyterLite cannot be built.
    """
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        contents = work / "contents"
        for path in notebook_paths():
            target = contents / "notebooks" / path.relative_to(NOTEBOOKS)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
        shutil.copy(HERE / "jupyter-lite.json", work)
        shutil.copy(SETTINGS, work / "overrides.json")
        options = ["--contents", str(contents), "--output-dir", str(out), "--lite-dir", str(work)]
        options += [option for app in APPS for option in ("--apps", app)]
        options += ["--no-unused-shared-packages", "--no-sourcemaps"]
        command = [sys.executable, "-m", "jupyterlite_core", "build", *options]
        done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"JupyterLite could not be built:\n{done.stdout}{done.stderr}")
    lacking = [name for name in EXTENSIONS if not (out / "extensions" / name).is_dir()]
    if lacking:
        raise RuntimeError(f"JupyterLite was built without {', '.join(lacking)}.")
    _be_patient(out)


def _be_patient(out: Path) -> None:
    """Let anywidget wait a minute for a widget to start: it gives up after two seconds, which are
    little for a machine that runs Python at the same time."""
    files = (out / "extensions" / "anywidget" / "static").glob("*.js")
    found = [file for file in files if SOON in file.read_text(encoding="utf-8")]
    if not found:
        raise RuntimeError("anywidget has another form than that of anywidget 0.11.")
    for file in found:
        code = file.read_text(encoding="utf-8").replace(SOON, PATIENT)
        file.write_text(code, encoding="utf-8")
