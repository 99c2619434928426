"""Pack what a release carries: `make release`, after `make site` and `make handout`.

python tools/release.py                 the version that pyproject.toml names
python tools/release.py --tag v2.0      the same, if that is its tag
python tools/release.py --tag v2.0 --check      only that it is

build/release/ then holds a zip file of each folder, their SHA-256 sums, and as notes what
CHANGELOG.md says of the version.
"""

import hashlib
import re
import shutil
import sys
import tomllib
from argparse import ArgumentParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Folders of build/, by the `make` target that makes them. Of a class only the pupils' copy: no key.
PARTS = {"site": "site", "handout": "handout", "class": "class/pupils"}


def version_of(tag: str | None, pyproject: str) -> str:
    """Return the version that the text of pyproject.toml names.

    Raises
    ------
    ValueError
        If `tag` is the tag of another version.
    """
    version = tomllib.loads(pyproject)["project"]["version"]
    if tag not in (None, f"v{version}"):
        raise ValueError(
            f"The tag is {tag}, but pyproject.toml names version {version}: name the same in "
            f"pyproject.toml, CITATION.cff and CHANGELOG.md, or tag it v{version}."
        )
    return version


def notes_on(version: str, changelog: str) -> str:
    """Return what the text of CHANGELOG.md says of a version.

    Raises
    ------
    ValueError
        If it says nothing.
    """
    found = re.search(rf"(?ms)^## {re.escape(version)}\n+(.+?)\s*(?=^## |\Z)", changelog)
    if not found:
        raise ValueError(f"CHANGELOG.md says nothing of version {version}: write it there.")
    return f"{found[1]}\n"


def pack(version: str, notes: str, build: Path) -> list[Path]:
    """Write another build/release/ and return its files.

    Raises
    ------
    FileNotFoundError
        If a folder to be packed is missing or empty.
    """
    for part, folder in PARTS.items():
        if not any((build / folder).glob("*")):
            raise FileNotFoundError(f"There is no build/{folder}: write it with `make {part}`.")
    release = build / "release"
    shutil.rmtree(release, ignore_errors=True)
    release.mkdir()
    bases = {part: str(release / f"optimiser-lessons-{version}-{part}") for part in PARTS}
    packed = [
        Path(shutil.make_archive(bases[part], "zip", build, folder))
        for part, folder in PARTS.items()
    ]
    lines = [f"{sha256(path)}  {path.name}\n" for path in packed]
    texts = {"SHA256SUMS": "".join(lines), "notes.md": notes}
    for name, text in texts.items():
        (release / name).write_text(text, encoding="utf-8", newline="\n")
    return [*packed, *(release / name for name in texts)]


def sha256(path: Path) -> str:
    """Return the SHA-256 sum of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> str | None:
    """Do what the command line says; return what is wrong, if something is."""
    parser = ArgumentParser(description="Pack what a release carries into build/release.")
    parser.add_argument("--tag", help="the tag of the release, as v2.0")
    parser.add_argument("--check", action="store_true", help="check the version, and pack nothing")
    chosen = parser.parse_args()
    try:
        version = version_of(chosen.tag, (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        notes = notes_on(version, (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
        made = [] if chosen.check else pack(version, notes, ROOT / "build")
    except (FileNotFoundError, ValueError) as error:
        return str(error)
    print(f"Version {version}", *(path.relative_to(ROOT) for path in made), sep="\n")
    return None


if __name__ == "__main__":
    sys.exit(main())
