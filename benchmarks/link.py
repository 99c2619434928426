"""A proxy between a browser and a server, with a delay and a limited rate."""

import asyncio
import threading
import time
from contextlib import suppress


class Link:
    """Serves another port of this machine on `port`: everything `delay` seconds later each way,
    and no more than `rate` bytes a second each way, of all connections together. Both may be
    changed while nothing passes."""

    def __init__(self, there, delay=0.0):
        self.there, self.delay, self.rate = there, delay, float("inf")
        self.passed, self.free = 0, [0.0, 0.0]  # bytes; when each direction is free again
        ready = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self.serve(ready)), daemon=True).start()
        ready.wait()

    def quiet(self, seconds):
        """Say whether nothing has passed for so long."""
        return time.monotonic() - max(self.free) > seconds

    async def serve(self, ready):
        server = await asyncio.start_server(self.connect, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await server.serve_forever()

    async def connect(self, reader, writer):
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self.there)
        with suppress(ConnectionError):  # a browser may hang up whenever it likes
            await asyncio.gather(self.copy(0, reader, there_writer),
                                 self.copy(1, there_reader, writer))  # fmt: skip

    async def copy(self, way, reader, writer):
        loop = asyncio.get_running_loop()
        while chunk := await reader.read(2**12):
            self.passed += len(chunk)
            self.free[way] = max(self.free[way], loop.time()) + len(chunk) / self.rate
            loop.call_at(self.free[way] + self.delay, send, writer, chunk)
        loop.call_at(self.free[way] + self.delay + 0.1, writer.close)


def send(writer, chunk):
    if not writer.is_closing():
        writer.write(chunk)
