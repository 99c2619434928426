"""A page's worker in a real browser, and what it sends."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

START = """async () => {
    const messages = [], waiting = new Set()
    const worker = new Worker('worker.js', {type: 'module'})
    worker.onmessage = ({data}) => {
        data.at = performance.now()
        messages.push(data)
        for (const look of waiting) look(data)
    }
    worker.onerror = ({message}) => messages.push({type: 'failed', text: message})
    const seen = wanted => new Promise((resolve, reject) => {
        const look = data => {
            if (data.type === 'failed') reject(new Error(data.text))
            if (!wanted(data)) return
            waiting.delete(look)
            resolve(data)
        }
        waiting.add(look)
    })
    const post = (message, wanted) => {
        messages.length = 0
        const began = performance.now()
        const done = seen(wanted).then(
            () => ({messages: messages.map(plain), ms: performance.now() - began})
        )
        worker.postMessage(message)
        return done
    }
    const plain = ({message, ...rest}) => message ? {...rest, message: {
        ...message, buffers: message.buffers.map(one => one.byteLength)
    }} : rest
    window.post = post
    const lesson = 'data:application/json,' + encodeURIComponent('{"cells": [], "needs": {}}')
    const start = {type: 'start', base: new URL('.', location).href, lesson}
    return post(start, one => one.type === 'ready')
}"""
RUN = """([cell, source]) => window.post(
    {type: 'run', cell, source}, one => one.type === 'done' && one.cell === cell
)"""
COMM = """message => window.post({type: 'comm', message}, one => one.type === 'idle')"""


class Worker:
    """A worker that has started. `ready` says what it sent until then, and how long it took."""

    def __init__(self, page: "Page", address: str):
        page.goto(f"{address}runtime/sizes.json")  # any file of the folder serves as a page
        self.page = page
        self.ready: dict[str, Any] = page.evaluate(START)
        self.ms = self.ready["ms"]

    def run(self, source: str, cell: str = "cell") -> tuple[bool, list[dict[str, Any]]]:
        """Run a cell; return whether it ended well, and its outputs."""
        answer = self.page.evaluate(RUN, [cell, source])
        self.ms, messages = answer["ms"], answer["messages"]
        outputs = [m["output"] for m in messages if m["type"] == "output" and m["cell"] == cell]
        return messages[-1]["ok"], outputs

    def printed(self, source: str) -> str:
        """Run a cell that prints; return the text."""
        ok, outputs = self.run(source)
        assert ok, outputs
        return "".join(one["text"] for one in outputs)

    def send(self, model: str, data: dict[str, Any]) -> list[dict[str, Any]]:
        """Send a widget a message as the page does; return the messages of widgets it led to."""
        content = {"comm_id": model, "data": data}
        message = {"msg_type": "comm_msg", "content": content, "metadata": {}, "buffers": []}
        answer = self.page.evaluate(COMM, message)
        self.ms = answer["ms"]
        return [one["message"] for one in answer["messages"] if one["type"] == "comm"]

    def set_state(self, model: str, **state: Any) -> list[dict[str, Any]]:
        """Set what a widget knows, as the page does."""
        return self.send(model, {"method": "update", "state": state, "buffer_paths": []})

    def tell(self, model: str, **content: Any) -> list[dict[str, Any]]:
        """Send a widget a message of its own, as the page does."""
        return self.send(model, {"method": "custom", "content": content})
