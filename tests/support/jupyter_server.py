"""A real JupyterLab on a copy of the notebooks. jupyterlab_page.py opens it in a browser."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.request import Request, urlopen

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
FLAGS = [
    "--no-browser",
    "--allow-root",
    "--ServerApp.ip=127.0.0.1",
    "--ServerApp.port=0",  # any free one
    "--ServerApp.terminals_enabled=False",
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
    "--LabApp.expose_app_in_browser=True",  # window.jupyterapp
    "--JupyterNotebookApp.expose_app_in_browser=True",  # the same in Notebook 7
]
Settings = Mapping[str, Mapping[str, Any]]  # {plugin: {name: value}}
T = TypeVar("T")

# What an environment with the course in it has, whether it is installed here or not.
OF_THE_COURSE: dict[str, Any] = json.loads(
    (NOTEBOOKS.parent / "jupyter-config" / "optimiser-lessons.json").read_text(encoding="utf-8")
)
# Cells that are not on the screen are laid out as well, so that a test can look at them.
ALL_CELLS: dict[str, Any] = {"@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"}}


class Server(NamedTuple):
    """What a running JupyterLab is reached by, its folder of files, and its log."""

    url: str
    token: str
    root: Path
    log: Path

    def ask(self, path: str, method: str = "GET") -> Any:
        """Return the answer of the server's own API to a request for `path`."""
        headers = {"Authorization": f"token {self.token}"}
        with urlopen(
            Request(self.url + path, headers=headers, method=method), timeout=60
        ) as answer:
            return json.loads(answer.read() or "null")

    def put(self, notebook: str | Path) -> str:
        """Copy `notebook`, a name in notebooks/ or a path, to the server; end its old kernel."""
        source = NOTEBOOKS / f"{notebook}.ipynb" if isinstance(notebook, str) else notebook
        path = f"notebooks/{source.name}"
        for session in self.ask("api/sessions"):
            if session["path"] == path:
                self.ask(f"api/sessions/{session['id']}", method="DELETE")
        shutil.copyfile(source, self.root / path)
        return path


@contextmanager
def jupyterlab(folder: Path, settings: Settings = OF_THE_COURSE | ALL_CELLS) -> Iterator[Server]:
    """Run JupyterLab as a process of its own, which writes nothing outside `folder`. `settings`:
    {plugin: {name: value}}, where they are not JupyterLab's own."""
    root, log, token = folder / "root", folder / "server.log", secrets.token_hex()
    shutil.copytree(NOTEBOOKS, root / "notebooks", ignore=shutil.ignore_patterns(".*"))
    put_settings(folder, settings)
    folders = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    mine = {name: str(folder / name_inside) for name, name_inside in folders.items()} | {
        "JUPYTER_TOKEN": token
    }
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *FLAGS], cwd=root, env=os.environ | mine,
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    try:
        info = folder / "runtime" / f"jpserver-{process.pid}.json"
        server = until(lambda: process.poll() or _reached(info, token, root, log), seconds=60)
        assert isinstance(server, Server), f"JupyterLab did not start:\n{log.read_text()}"
        yield server
    finally:
        _stop(process)


def put_settings(folder: Path, settings: Settings) -> None:
    """Write JupyterLab's settings where `jupyterlab(folder)` finds them when a page is loaded."""
    for plugin, setting in settings.items():
        file = folder / "settings" / f"{plugin.replace(':', '/')}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(setting))


def until(
    condition: Callable[[], T], seconds: float = 10, pause: Callable[[float], Any] = time.sleep
) -> T:
    """Return the first true result of `condition()`.

    Raises
    ------
    TimeoutError
        If it is not true within `seconds`.
    """
    end = time.monotonic() + seconds
    while not (result := condition()):
        if time.monotonic() > end:
            raise TimeoutError(f"Not true within {seconds} seconds.")
        pause(0.02)
    return result


def _reached(info: Path, token: str, root: Path, log: Path) -> Server | None:
    """Return the Server once `info` says where it is and it answers there."""
    try:
        server = Server(json.loads(info.read_text())["url"], token, root, log)
        return server if server.ask("api/status") else None
    except (OSError, ValueError):  # not there yet, or half written
        return None


def _stop(process: subprocess.Popen) -> None:
    process.terminate()  # it then ends its kernels
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
