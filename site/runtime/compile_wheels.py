"""Compile wheels, in Pyodide under Node: see compile_wheels.mjs.

/jobs/jobs.json has a list of {source, target, left_out, keep_source}: of a wheel's files, all but
those left out go to the target, its Python files as byte code. Without it a browser compiles them
at every visit, which takes three times as long as all the rest of an import.
"""

import importlib.util
import json
import marshal
import zipfile
from fnmatch import fnmatch
from pathlib import Path

WORK = Path("/jobs")
TIME = (2020, 1, 1, 0, 0, 0)
UNCHECKED = (1).to_bytes(4, "little")  # by a hash, of which Python checks nothing


def byte_code(name: str, source: bytes) -> bytes:
    """Return the content of a .pyc file that is never out of date."""
    code = compile(source, f"/lib/python3.14/site-packages/{name}", "exec", dont_inherit=True)
    header = importlib.util.MAGIC_NUMBER + UNCHECKED + importlib.util.source_hash(source)
    return header + marshal.dumps(code)


def compiled_name(name: str, keep_source: bool) -> str:
    """Return where Python looks for a module's byte code: beside its source, or instead of it."""
    return importlib.util.cache_from_source(name) if keep_source else f"{name}c"


def convert(source: Path, target: Path, left_out: list[str], keep_source: bool) -> None:
    """Write the compiled copy of a wheel."""
    contents = {}
    with zipfile.ZipFile(source) as wheel:
        for name in wheel.namelist():
            if name.endswith("/") or any(fnmatch(name, pattern) for pattern in left_out):
                continue
            content = wheel.read(name)
            if name.endswith(".py"):
                contents[compiled_name(name, keep_source)] = byte_code(name, content)
            if keep_source or not name.endswith(".py"):
                contents[name] = content
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as wheel:
        for name in sorted(contents):
            wheel.writestr(zipfile.ZipInfo(name, TIME), contents[name], zipfile.ZIP_DEFLATED)


for job in json.loads((WORK / "jobs.json").read_text()):
    convert(WORK / job["source"], WORK / job["target"], job["left_out"], job["keep_source"])
