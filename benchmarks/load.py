"""A class on one machine: many kernels, each with a lesson executed and its sliders moved.

`make load` runs it and prints a table; `make load ARGS="--kernels 10"` for a smaller class. One
Jupyter server runs all kernels. Each reader pauses, drags one slider of one board to another
position, and waits for the answer, over the same connection and with the messages of JupyterLab.
Only on Linux: the memory of a process is read from /proc.
"""

import argparse
import asyncio
import contextlib
import io
import json
import os
import random
import statistics
import sys
import tempfile
import time
import uuid
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
import numpy as np
from jupyter_server.services.kernels.connection.base import (
    deserialize_msg_from_ws_v1,
    serialize_msg_to_ws_v1,
)
from tornado.websocket import websocket_connect

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from machine import machine, versions
from support.jupyter_server import NOTEBOOKS, jupyterlab
from support.lesson_boards import boards_of
from support.payload_decoder import PayloadDecoder

from helpers.descent import descend
from helpers.many_runs.batched_runs import run_single
from helpers.widgets.live_figure import SliderFrames
from helpers.widgets.race import Race
from helpers.widgets.race_runs import RACE_RULES

PAUSE = 3, 8  # seconds between an answer and the next drag
STEP = 0.05  # seconds from one position of a slider to the next, while it is dragged
REST = 0.15  # as in browser/kernel.js: so long without a move is a rest
PATIENCE = 60  # seconds after which an answer counts as lost
RECOMPUTED = 100  # answers, drawn at random, that are computed again from single runs
PROTOCOL = "v1.kernel.websocket.jupyter.org"
TICKS = os.sysconf("SC_CLK_TCK")
PACKAGES = ("jupyterlab", "ipykernel", "ipywidgets", "numpy", "pandas", "matplotlib")


class Sent(NamedTuple):
    """What a LiveFigure has sent: of it that which PayloadDecoder reads."""

    payload: dict
    geometry: dict


class Answer(NamedTuple):
    """What came back when a slider rested; `sent` is None if nothing did."""

    board: int
    positions: dict
    sent: Sent | None
    seconds: float
    frames_bytes: int
    all_bytes: int
    error_message: str


def main():
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--kernels", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=3, help="how long the sliders are moved")
    parser.add_argument("--lesson", default="05_adam")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, jupyterlab(Path(folder)) as server:
        measured = asyncio.run(measure(server, asked))
    with contextlib.redirect_stdout(io.StringIO()):
        boards = boards_of(asked.lesson)
    rng = random.Random(asked.seed)
    for line in table(asked, boards, *measured, rng):
        print(line)


async def measure(server, asked):
    """Return all answers, and what the kernels used of memory and time."""
    notebook = nbformat.read(NOTEBOOKS / f"{asked.lesson}.ipynb", 4)
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    readers = [Reader(server, random.Random(asked.seed + k)) for k in range(asked.kernels)]
    cores = asyncio.Semaphore(len(os.sched_getaffinity(0)))

    async def prepare(reader):
        async with cores:  # not all at once: that would only take turns
            await reader.start()
            for cell in cells:
                await reader.run(cell)

    say("running the lesson in each kernel")
    await asyncio.gather(*map(prepare, readers))
    pids = [reader.pid for reader in readers]
    fresh = [memory(pid) for pid in pids]
    say("moving sliders")
    server_pid = parent_of(pids[0])
    others, lesson = (server_pid, os.getpid()), statistics.mean(map(cpu, pids))
    began, before, before_all = time.monotonic(), cpu(*pids), (cpu(*pids, *others), machine_cpu())
    answers = await asyncio.gather(*(r.read(began + 60 * asked.minutes) for r in readers))
    seconds = time.monotonic() - began
    own, all_work = cpu(*pids, *others) - before_all[0], machine_cpu() - before_all[1]
    use = {"fresh": fresh, "moved": [memory(pid) for pid in pids], "lesson": lesson,
           "server": memory(server_pid), "cpu": cpu(*pids) - before, "own": own / seconds,
           "others": (all_work - own) / seconds, "seconds": seconds}  # fmt: skip
    for reader in readers:
        reader.socket.close()
    return [answer for some in answers for answer in some], use


class Reader:
    """A kernel, reached as JupyterLab reaches it, and a reader who moves its sliders."""

    def __init__(self, server, rng):
        self.server, self.rng = server, rng
        self.models, self.waiting, self.session = {}, {}, uuid.uuid4().hex
        self.subshell, self.bytes = None, 0
        self.answer: dict[str, dict[str, Any]] = {}  # of each board

    async def start(self):
        """Start the kernel and connect to it."""
        kernel = await asyncio.to_thread(self.server.ask, "api/kernels", "POST")
        url = self.server.url.replace("http", "ws", 1) + f"api/kernels/{kernel['id']}/channels"
        self.socket = await websocket_connect(
            f"{url}?session_id={self.session}&token={self.server.token}",
            subprotocols=[PROTOCOL], max_message_size=2**28,
        )  # fmt: skip
        self.listening = asyncio.create_task(self.listen())
        await self.request("shell", "kernel_info_request", {})
        self.pid = int(await self.run("", pid="__import__('os').getpid()") or 0)

    async def run(self, code, **wanted):
        """Run a cell; return the value of the one expression in `wanted`, if any."""
        content = {"code": code, "silent": not code, "store_history": bool(code),
                   "user_expressions": wanted, "allow_stdin": False}  # fmt: skip
        reply = await self.request("shell", "execute_request", content)
        if reply["status"] != "ok":
            raise RuntimeError("\n".join(reply.get("traceback", [str(reply)])))
        return next((v["data"]["text/plain"] for v in reply["user_expressions"].values()), None)

    async def read(self, end):
        """Move sliders until `end` and return the answers."""
        made = await self.request("control", "create_subshell_request", {})
        self.subshell = made.get("subshell_id")  # JupyterLab sends widgets' messages there
        boards = [comm for comm, state in self.models.items() if "geometry" in state]
        answers = []
        await asyncio.sleep(self.rng.uniform(0, PAUSE[1]))
        while time.monotonic() < end:
            number = self.rng.randrange(len(boards))
            answers.append(await self.move(number, boards[number]))
            await asyncio.sleep(self.rng.uniform(*PAUSE))
        return answers

    async def move(self, number, board):
        """Drag a slider to another position, let it rest, and return the answer."""
        sliders = {name: reference.removeprefix("IPY_MODEL_")
                   for name, reference in self.models[board]["sliders"].items()}  # fmt: skip
        dragged = sliders[self.rng.choice(list(sliders))]
        key = "index" if "index" in self.models[dragged] else "value"
        size = len(self.models[dragged].get("_options_labels", (False, True)))
        now = int(self.models[dragged][key])
        there = self.rng.choice([position for position in range(size) if position != now])
        way = 1 if there > now else -1
        for position in range(now + way, there + way, way):
            value = position if key == "index" else bool(position)
            self.models[dragged][key] = value
            data = {"method": "update", "state": {key: value}, "buffer_paths": []}
            next_step = asyncio.sleep(STEP)
            await asyncio.gather(next_step, self.send_comm(dragged, data))  # one in flight
        await asyncio.sleep(REST)
        positions = {name: int(self.models[s].get("index", self.models[s].get("value")))
                     for name, s in sliders.items()}  # fmt: skip
        answer: dict[str, Any] = {"came": asyncio.Event(), "done": asyncio.Event()}
        self.answer[board] = answer
        rest = {"method": "custom", "content": {"kind": "idle", "positions": positions}}
        before, began = self.bytes, time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                await self.send_comm(board, rest)
                await answer["came"].wait()
                await answer["done"].wait()
        except TimeoutError:
            return Answer(number, positions, None, PATIENCE, 0, 0, "")
        geometry, error_message = (self.models[board].get(k) for k in ("geometry", "error_message"))
        sent = Sent(answer["payload"], geometry)
        return Answer(number, positions, sent, answer["at"] - began, answer["bytes"],
                      self.bytes - before, error_message)  # fmt: skip

    async def send_comm(self, comm, data):
        """Send a widget's message, as soon as that is done return."""
        await self.request("shell", "comm_msg", {"comm_id": comm, "data": data}, self.subshell)

    async def request(self, channel, kind, content, subshell=None):
        """Send a message and return the reply's content, or None when the kernel is idle again."""
        header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": self.session,
                  "username": "", "date": "", "version": "5.4"}  # fmt: skip
        header |= {"subshell_id": subshell} if subshell else {}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        future = self.waiting[header["msg_id"]] = asyncio.get_running_loop().create_future()
        pack = lambda part: json.dumps(part).encode()  # noqa: E731
        await self.socket.write_message(serialize_msg_to_ws_v1(message, channel, pack), binary=True)
        return await future

    async def listen(self):
        """Take in what the kernel sends."""
        while (frame := await self.socket.read_message()) is not None:
            now = time.perf_counter()
            self.bytes += len(frame)
            channel, (header, parent, _, content, *buffers) = deserialize_msg_from_ws_v1(frame)
            header, parent, content = map(json.loads, (header, parent, content))
            kind, request = header["msg_type"], parent.get("msg_id")
            if kind == "comm_open":
                self.models[content["comm_id"]] = content["data"]["state"]
            elif kind == "comm_msg":
                self.take(content["comm_id"], content["data"], buffers, len(frame), now)
            idle = kind == "status" and content["execution_state"] == "idle"
            comm = idle and parent.get("msg_type") == "comm_msg"  # has no reply
            if request in self.waiting and (channel != "iopub" or comm):
                self.waiting.pop(request).set_result(None if comm else content)

    def take(self, comm, data, buffers, size, now):
        """Take in what a widget says."""
        state, answer = data.get("state", {}), self.answer.get(comm)
        if answer and "payload" in state:
            payload = state.pop("payload")
            ((_, block),) = data["buffer_paths"]
            payload[block] = buffers[0]
            answer |= {"payload": payload, "at": now, "bytes": size}
            answer["came"].set()
        if answer and data.get("content", {}).get("kind") == "done":
            answer["done"].set()
        self.models.setdefault(comm, {}).update({k: v for k, v in state.items() if k != "payload"})


# ---- whether the answers are right --------------------------------------------------------------


def wrong(answer, board, rng):
    """Say what is wrong with an answer, or nothing; single runs give its numbers again.

    Parameters
    ----------
    answer : Answer
        What a kernel has sent.
    board
        The same board, made in this process.
    rng : random.Random
        Draws the step that is compared, beside the last one.
    """
    decoder, positions = PayloadDecoder(answer.sent), answer.positions
    frames, position = words_of(board, positions)
    fresh = numbers_of(board, positions)
    alone = SliderFrames([], [frames.captions[position]], fresh[None], [frames.endings[position]])
    for step in {fresh.shape[-1] - 1, rng.randrange(fresh.shape[-1])}:
        expected = board.live.caption(alone, 0, step)
        for name in board.sliders:
            got = decoder.caption(name, positions[name], step)
            if got != expected:
                return f"got {got!r} instead of {expected!r}"
    return ""


def words_of(board, positions):
    """Return the SliderFrames with the caption's words at `positions`, and which of them."""
    if isinstance(board, Race):
        name = "batch_size"
        return board.slider_frames([name], positions)[name], positions[name]
    (frames,) = board.slider_frames((), positions).values()
    return frames, 0


def numbers_of(board, positions):
    """Return the numbers of a caption, shape (numbers, steps + 1), each run made by itself."""
    if isinstance(board, Race):
        rate, size = (board.sliders[name].options[positions[name]][1]
                      for name in ("learning_rate", "batch_size"))  # fmt: skip
        return np.array([[last_tenth(board, name, rate or board.best[size][name], size)]
                         for name in RACE_RULES])  # fmt: skip
    values = board.settings_at(positions)
    runs = [run_single(rule, board.problem, values, steps=board.steps, start=board.start)
            for rule in board.rules.values()]  # fmt: skip
    if len(runs) == 1:
        (run,) = runs
        return np.stack([*run.path.T, run.loss, run.excess])
    return np.stack([run.excess for run in runs])


def last_tenth(board, name, rate, size):
    size = board.problem.rows if name == "gradient descent" else size
    runs = [descend(RACE_RULES[name], board.problem, steps=board.steps, learning_rate=rate,
                    batch_size=size, seed=seed) for seed in board.seeds]  # fmt: skip
    most = 1e9 * runs[0].excess[0]
    ends = [run.excess[-board.steps // 10 :] for run in runs]
    return np.nan_to_num(ends, nan=most, posinf=most).clip(max=most).mean()


# ---- what the system says -----------------------------------------------------------------------


def memory(pid):
    """Return {name: MB} of a process: Rss with all it shares, Pss with its part of that, and Uss
    without."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    kb = {line.split()[0].rstrip(":"): int(line.split()[1]) for line in lines}
    kb["Uss"] = kb["Private_Clean"] + kb["Private_Dirty"]
    return {name: kb[name] * 1024 / 1e6 for name in ("Rss", "Pss", "Uss")}


def cpu(*pids):
    """Return the seconds of processor time that processes have used."""
    return sum(int(ticks) for pid in pids for ticks in stat(pid)[11:13]) / TICKS


def parent_of(pid):
    return int(stat(pid)[1])


def stat(pid):
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def machine_cpu():
    """Return the seconds of processor time that all processes together have used."""
    first = Path("/proc/stat").read_text().partition("\n")[0]
    user, nice, system, _, _, irq, soft, *_ = map(int, first.split()[1:])
    return (user + nice + system + irq + soft) / TICKS


def say(what):
    print(f"{time.strftime('%H:%M:%S')} {what} ...", file=sys.stderr, flush=True)


# ---- the table ----------------------------------------------------------------------------------


def table(asked, boards, answers, use, rng):
    """Yield the lines of the table, in Markdown."""
    came = [answer for answer in answers if answer.sent is not None and not answer.error_message]
    amiss = [f"answers {a.sent.payload['at']} to {a.positions}" for a in came
             if a.sent.payload["at"] != a.positions]  # fmt: skip
    sample = rng.sample(came, min(RECOMPUTED, len(came)))
    amiss += filter(None, (wrong(a, boards[a.board][2], rng) for a in sample))
    times = [1000 * answer.seconds for answer in answers]
    kb = [answer.frames_bytes / 1000 for answer in came]
    everything = [answer.all_bytes / 1000 for answer in came]
    moved = {name: [m[name] for m in use["moved"]] for name in ("Rss", "Pss", "Uss")}
    rate = len(answers) / use["seconds"]
    rows = [
        ("memory per kernel: its own, and its part of what is shared (PSS)",
         of(moved["Pss"], "MB", max), "at most 150 MB"),
        ("· its own alone (USS)", of(moved["Uss"], "MB", max), ""),
        ("· all it maps, the shared counted in full (RSS)", of(moved["Rss"], "MB", max), ""),
        ("· PSS before any slider was moved",
         of([m["Pss"] for m in use["fresh"]], "MB", max), ""),
        ("memory of the server that runs them all (PSS)", f"{use['server']['Pss']:.0f} MB", ""),
        ("processor time: running the lesson once", f"{use['lesson']:.1f} s", ""),
        ("processor time per rest, the drag before it included",
         f"{1000 * use['cpu'] / len(answers):.0f} ms", ""),
        ("from rest to fresh frames: median", f"{statistics.median(times):.0f} ms", ""),
        ("from rest to fresh frames: 95th percentile", f"{percentile(times):.0f} ms",
         "at most 500 ms"),
        ("bytes per rest: the frames", of(kb, "kB", max), "at most 300 kB"),
        ("bytes per rest: all that the kernel sends", of(everything, "kB", max), ""),
        ("answers: asked for, lost, refused", f"{len(answers)}, "
         f"{sum(a.sent is None for a in answers)}, {sum(bool(a.error_message) for a in answers)}",
         "none lost"),
        (f"answers: wrong (all positions compared, {len(sample)} computed again)",
         f"{len(amiss)}", "none wrong"),
    ]  # fmt: skip
    cores = len(os.sched_getaffinity(0))
    yield f"{asked.kernels} kernels on {machine()}, {date.today()}; {versions(PACKAGES)}."
    yield (
        f"Lesson {asked.lesson}; each reader pauses {PAUSE[0]} to {PAUSE[1]} s, drags a slider "
        f"({1000 * STEP:.0f} ms a position) and lets it rest: {rate:.1f} rests a second in all, "
        f"for {use['seconds'] / 60:.0f} min. Of {cores} cores these kernels, their server and this "
        f"program kept {use['own']:.2f} busy, other work {use['others']:.2f}."
    )
    yield ""
    yield "| | measured | aim |"
    yield "|---|---:|---|"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""
    yield "| board | rests | median | 95th percentile | frames |"
    yield "|---|---:|---:|---:|---:|"
    for number, (cell, label, board) in enumerate(boards):
        mine = [a for a in came if a.board == number]
        if mine:
            ms = [1000 * a.seconds for a in mine]
            size = statistics.mean(a.frames_bytes for a in mine) / 1000
            yield (
                f"| cell {cell}: {label or name_of(board)} | {len(mine)} "
                f"| {statistics.median(ms):.0f} ms | {percentile(ms):.0f} ms | {size:.0f} kB |"
            )
    yield from (f"\nWRONG: {text}" for text in amiss[:10])
    yield from (
        f"\nTROUBLE: {text}" for text in {a.error_message for a in answers if a.error_message}
    )


def name_of(board):
    if isinstance(board, Race):
        return "the race"
    return f"{', '.join(board.rules)}, {board.steps} steps, {len(board.sliders)} sliders"


def of(values, unit, most):
    return f"{statistics.median(values):.0f} {unit} (most: {most(values):.0f})"


def percentile(values):
    return float(np.percentile(values, 95))


if __name__ == "__main__":
    main()
