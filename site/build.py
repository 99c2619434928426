"""Write the published course: plain files for any web server.

python site/build.py                              all of it, as `make site`
python site/build.py notebooks/05_adam.ipynb      the pages of these lessons only
python site/build.py --without-python             pages whose figures move one slider at a time
python site/build.py --from-github                Pyodide's files from its own release

The files go to build/site/. They ask no other address for anything, and work under any folder of a
server.
"""

import shutil
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Of site/; modules in them are imported by their bare names.
PARTS = ("pages", "worker", "runtime", "lab")
sys.path[:0] = [str(ROOT), str(ROOT / "tools"), *(str(ROOT / "site" / part) for part in PARTS)]

import environment  # noqa: E402
from build_lab import build_lab  # noqa: E402
from build_pages import build_pages  # noqa: E402
from build_runtime import build_runtime  # noqa: E402
from nbclient.exceptions import CellExecutionError  # noqa: E402
from notebook_files import name_of, notebook_paths  # noqa: E402

SITE = ROOT / "build" / "site"
RUNTIME, LAB = "runtime/", "lab/"


def main() -> str | None:
    """Write the site into an empty folder; return what failed, if something did."""
    parser = ArgumentParser(description="Write the published course into build/site.")
    parser.add_argument("notebooks", nargs="*", type=Path, help="lessons; all of them by default")
    parser.add_argument("--without-python", action="store_true", help="no Python for the pages")
    parser.add_argument("--from-github", action="store_true", help="Pyodide's own release")
    chosen = parser.parse_args()
    environment.fix()
    shutil.rmtree(SITE, ignore_errors=True)
    paths = [path.resolve() for path in chosen.notebooks] or notebook_paths()
    lessons = {name_of(path): path for path in paths}
    try:
        if not chosen.without_python:
            build_runtime(SITE / RUNTIME, from_github=chosen.from_github)
            build_lab(SITE / LAB)
        python = {} if chosen.without_python else {"runtime": RUNTIME, "lab": LAB}
        build_pages(SITE, lessons, **python)
    except (CellExecutionError, OSError, RuntimeError, ValueError) as error:
        return str(error)
    except subprocess.CalledProcessError as error:  # pip has said why
        return f"A package that the site is made of could not be had: {error}"
    print(f"{SITE.relative_to(ROOT)}: {len(paths)} lessons")
    return None


if __name__ == "__main__":
    sys.exit(main())
