"""Write the published course: plain files for any web server.

python site/build.py                              all of it, as `make site`
python site/build.py notebooks/05_adam.ipynb      the pages of these lessons only

The files go to build/site/. They ask no other address for anything, and work under any folder of a
server.
"""

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools"), str(ROOT / "site" / "pages")]

import environment  # noqa: E402
from build_pages import build_pages  # noqa: E402
from nbclient.exceptions import CellExecutionError  # noqa: E402
from notebook_files import notebook_paths  # noqa: E402

SITE = ROOT / "build" / "site"


def main(arguments: list[str]) -> str | None:
    """Write the site into an empty folder; return what failed, if something did."""
    environment.fix()
    shutil.rmtree(SITE, ignore_errors=True)
    paths = [Path(one).resolve() for one in arguments] or notebook_paths()
    try:
        build_pages(SITE, paths)
    except (CellExecutionError, FileNotFoundError, RuntimeError, ValueError) as error:
        return str(error)
    print(f"{SITE.relative_to(ROOT)}: {len(paths)} lessons")
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
