"""No test may need a network: whatever the tests start reaches this machine only."""

import os
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ATTEMPTS = {
    "an address": "import socket; socket.create_connection(('192.0.2.1', 80), timeout=5)",
    "IPv6": "import socket; socket.socket(socket.AF_INET6).connect_ex(('2001:db8::1', 80))",
    "a name": "import socket; socket.getaddrinfo('elsewhere.example', 80)",
    "a datagram": "import socket; socket.socket(type=2).sendto(b'', ('192.0.2.1', 9))",
    "a page": "from urllib.request import urlopen; urlopen('http://elsewhere.example/')",
}


@pytest.mark.parametrize("code", ATTEMPTS.values(), ids=ATTEMPTS)
def test_what_the_tests_start_reaches_nothing_else(code):
    tried = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert tried.returncode and "The tests run without a network" in tried.stderr


def test_the_tests_themselves_reach_nothing_else():
    with pytest.raises(OSError, match=r"without a network, and something asks for 192\.0\.2\.1"):
        exec(ATTEMPTS["an address"])


def test_this_machine_is_reached():
    code = "import socket; s = socket.create_server(('127.0.0.1', 0)); "
    code += "socket.create_connection(('localhost', s.getsockname()[1]), timeout=5)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_kernel_reaches_nothing_else():
    cells = [nbformat.v4.new_code_cell(ATTEMPTS["a page"])]
    notebook = nbformat.v4.new_notebook(cells=cells)
    with pytest.raises(CellExecutionError, match="The tests run without a network"):
        NotebookClient(notebook, kernel_name="python3", timeout=60).execute()


def test_what_was_on_the_path_stays_there():
    assert os.environ["PYTHONPATH"].split(os.pathsep)[0].endswith("offline")
