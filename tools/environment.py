"""The environment of all that the tests and `make refresh` start: a user's settings do not count.

Colours in a terminal, another matplotlibrc, IPython's own configuration or a proxy for every
address would change what is stored below a cell, or what a test reads.
"""

import atexit
import os
import tempfile
from collections.abc import MutableMapping
from importlib.util import find_spec
from pathlib import Path

from traitlets.config import Config

USER_SETTINGS = (
    *("CLICOLOR_FORCE", "FORCE_COLOR", "NO_COLOR", "PY_COLORS"),
    *("MPLBACKEND", "PYTEST_ADDOPTS", "PYTHONSTARTUP"),
)
THIS_MACHINE = "127.0.0.1,localhost,::1"
# As `make lab` has it: without it each kernel warns of a connection that is not encrypted.
ENCRYPTED = Config(KernelManager={"transport_encryption": "auto"})


def fix(environment: MutableMapping[str, str] = os.environ) -> None:
    """Replace a user's settings in `environment` by the defaults of what is installed.

    Parameters
    ----------
    environment
        What processes get that are started from now on; changed in place.
    """
    for name in USER_SETTINGS:
        environment.pop(name, None)
    for name in ("no_proxy", "NO_PROXY"):  # pip may need the proxy; this machine is reached without
        environment[name] = ",".join(filter(None, [environment.get(name), THIS_MACHINE]))
    matplotlib = find_spec("matplotlib")
    if matplotlib and matplotlib.origin:
        defaults = Path(matplotlib.origin).parent / "mpl-data" / "matplotlibrc"
        environment["MATPLOTLIBRC"] = str(defaults)
    empty = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    atexit.register(empty.cleanup)
    environment["IPYTHONDIR"] = empty.name
    environment["JUPYTER_PREFER_ENV_PATH"] = "1"  # the kernel that is installed here
