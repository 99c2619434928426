"""Cut this process off from the network, except for the machine itself.

`conftest.py` puts this folder on PYTHONPATH: then every Python that the tests start, kernels and
JupyterLab too, imports this file first. Nothing takes an audit hook out again.

Also leave out what each process would spend more than a second on, and nothing here asks for.
"""

import socket
import sys

SAYS = "The tests run without a network, and something asks for {host}: leave that out."
ASKS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
NAMES = {"socket.getaddrinfo", "socket.gethostbyname"}
HERE = {"", "localhost", "0.0.0.0", "::", socket.gethostname().lower()}

# With it jsonschema, which is imported wherever nbformat is, knows the format of addresses in any
# script: importing it compiles 38 grammars.
sys.modules.setdefault("rfc3987_syntax", None)  # pyright: ignore[reportArgumentType]


def is_here(host):
    host = (host.decode() if isinstance(host, bytes) else host or "").lower()
    return host in HERE or host.startswith("127.") or host.partition("%")[0] == "::1"


def refuse(event, args):
    if event in NAMES:
        host = args[0]
    elif event in ASKS and isinstance(args[1], tuple):  # a socket file has no host
        host = args[1][0]
    else:
        return
    if not is_here(host):
        raise OSError(SAYS.format(host=host))


sys.addaudithook(refuse)
