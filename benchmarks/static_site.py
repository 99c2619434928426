"""A server of files as hosts of static pages are, in a process of its own.

python benchmarks/static_site.py FOLDER   prints its port, and serves until it is ended

It serves under a folder of the address; compressed, which it has done at its start; over
connections that stay open; and with a tag and ten minutes of keeping for each file, as GitHub Pages
does.
"""

import asyncio
import gzip
import hashlib
import mimetypes
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote
from urllib.request import urlopen

PREFIX = "/some/course/"
SENT = "/sent"  # is answered by how many bytes were sent, which this answer is not counted in
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm"}
KEPT = "Cache-Control: max-age=600"
WORTH_IT = 0.95  # of a file's size: pictures and wheels are compressed already


class StaticSite(NamedTuple):
    """A server that runs: the address of its files, and its own."""

    address: str
    root: str

    def sent(self):
        """Return how many bytes it has sent so far, heads and all."""
        with urlopen(self.root + SENT) as answer:
            return int(answer.read())


@contextmanager
def serving(folder: Path) -> Iterator[StaticSite]:
    """Serve a folder in another process."""
    command = [sys.executable, __file__, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            root = f"http://127.0.0.1:{int(process.stdout.readline())}"
            yield StaticSite(root + PREFIX, root)
        finally:
            process.terminate()


class Files:
    """The answers to all requests for the files of a folder, made in advance."""

    def __init__(self, folder):
        self.sent = 0
        self.answers = {}
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            name = PREFIX + path.relative_to(folder).as_posix()
            self.answers[name] = answer_with(path)
            if path.name == "index.html":
                self.answers[name.removesuffix("index.html")] = self.answers[name]

    def answer(self, request):
        """Return the bytes that answer a request."""
        first, *lines = request.decode("latin-1").split("\r\n")
        method, _, rest = first.partition(" ")
        name = unquote(rest.partition(" ")[0].partition("?")[0])
        if name == SENT:
            return head("200 OK", len(str(self.sent))) + str(self.sent).encode()
        tag, whole = self.answers.get(name, ("", b"")) if method == "GET" else ("", b"")
        if not whole:
            found = head("404 Not Found", 0)
        elif f"if-none-match: {tag}" in (line.lower() for line in lines):
            found = head("304 Not Modified", 0, f"ETag: {tag}", KEPT)
        else:
            found = whole
        self.sent += len(found)
        return found

    async def serve(self, reader, writer):
        """Answer the requests of one connection."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                writer.write(self.answer(await reader.readuntil(b"\r\n\r\n")))
                await writer.drain()
        writer.close()


def answer_with(path):
    """Return the tag of a file, and the answer with it."""
    plain = path.read_bytes()
    small = gzip.compress(plain, 6, mtime=0)
    is_smaller = len(small) < WORTH_IT * len(plain)
    content = small if is_smaller else plain
    tag = f'"{hashlib.sha256(plain).hexdigest()[:16]}"'
    kind = TYPES.get(path.suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    lines = [f"Content-Type: {kind}", f"ETag: {tag}", KEPT]
    lines += ["Content-Encoding: gzip"] * is_smaller
    return tag, head("200 OK", len(content), *lines) + content


def head(status, length, *lines):
    """Return what stands before the content of an answer."""
    every = (f"HTTP/1.1 {status}", f"Content-Length: {length}", *lines)
    return "".join(f"{line}\r\n" for line in (*every, "")).encode()


async def main(folder):
    """Serve a folder."""
    files = Files(folder)
    server = await asyncio.start_server(files.serve, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
