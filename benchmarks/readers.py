"""Many readers who open the same page at once, from one server on this machine.

Each fetches the page, and then what a browser fetches for it, six files at a time, each over
a new connection: more work than a browser makes, which keeps its own. The server has a process of
its own; all readers are in this one. Both take turns on the processor: a class has machines of its
own for its browsers.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from tornado.httpclient import AsyncHTTPClient, HTTPError, HTTPRequest

AT_ONCE = 6  # files, as a browser has six connections to a server
PATIENCE = 60  # seconds
LIKE_A_BROWSER = {"Accept-Encoding": "gzip"}


def read_at_once(address: str, names: list[str], readers: int) -> dict[str, float]:
    """Let many readers open a page at the same moment.

    Parameters
    ----------
    address : str
        What stands before each name.
    names : list of str
        The page, then the files that it needs.
    readers : int
        How many they are.

    Returns
    -------
    dict
        median_s and p95_s: seconds until a reader had all files, infinite for those who did not get
        one of them. failed: how many these are. readers: how many there were.
    """
    seconds = asyncio.run(_all_read(address, names, readers))
    return {
        "median_s": float(np.median(seconds)),
        "p95_s": float(np.percentile(seconds, 95, method="higher")),
        "failed": int(np.isinf(seconds).sum()),
        "readers": readers,
    }


async def _all_read(address, names, readers):
    client = AsyncHTTPClient(force_instance=True, max_clients=AT_ONCE * readers)
    try:
        began = time.perf_counter()
        return await asyncio.gather(*(_read(client, address, names, began) for _ in range(readers)))
    finally:
        client.close()


async def _read(client, address, names, began):
    """Return the seconds from `began` until a reader has all files; infinity if one is lost."""
    connections = asyncio.Semaphore(AT_ONCE)

    async def fetch(name):
        async with connections:
            request = HTTPRequest(
                address + name, headers=LIKE_A_BROWSER, decompress_response=False,
                connect_timeout=PATIENCE, request_timeout=PATIENCE,
            )  # fmt: skip
            await client.fetch(request)

    page, *others = names
    try:
        await fetch(page)
        await asyncio.gather(*map(fetch, others))
    except (HTTPError, OSError):
        return float("inf")
    return time.perf_counter() - began


@contextmanager
def pythons_own_server(folder: Path) -> Iterator[str]:
    """Serve a folder by `python3 -m http.server`, as README.md says; the value is its address."""
    command = [
        sys.executable,
        "-u",
        "-m",
        "http.server",
        "--bind=127.0.0.1",
        "-d",
        str(folder),
        "0",
    ]
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, stdout=pipe, stderr=nothing, text=True) as process:
        assert process.stdout
        try:
            port = process.stdout.readline().partition(" port ")[2].split()[0]
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
