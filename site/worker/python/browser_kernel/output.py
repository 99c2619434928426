"""What goes to the page while a cell runs: outputs as in a notebook's file, in their order."""

import json
import traceback
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any

CELL_FILE = "<cell {}>"  # what a cell's code is compiled as: helpers know readers' code by the "<"
FLUSH_SECONDS = 0.1  # how long printed text is buffered

Post = Callable[[str, Sequence[Any]], None]


class Outputs:
    """Sends the outputs of the cell that runs.

    Parameters
    ----------
    post : callable
        Takes a message as JSON and its buffers.

    Attributes
    ----------
    cell : str or None
        The id of the cell that runs; None between cells, while a widget's message is handled.
    """

    def __init__(self, post: Post) -> None:
        self.post = post
        self.cell: str | None = None
        self._printed: list[str] = []
        self._stream = "stdout"
        self._since = 0.0

    def send(self, kind: str, *, buffers: Sequence[Any] = (), **fields: Any) -> None:
        """Send a message to the page.

        Parameters
        ----------
        kind : str
            Its type.
        buffers : sequence of bytes-like
            What is sent as bytes.
        **fields : object
            What JSON can hold.
        """
        self.post(json.dumps({"type": kind, **fields}, ensure_ascii=False), list(buffers))

    def show(self, output_type: str, **fields: Any) -> None:
        """Send an output, after what was printed before it.

        Parameters
        ----------
        output_type : str
            As in a notebook's file: display_data, execute_result, stream or error.
        **fields : object
            The rest of the output.
        """
        self.flush()
        self._send_output(output_type, **fields)

    def write(self, stream: str, text: str) -> None:
        """Print: keep the text for a moment, since much is printed in pieces.

        Parameters
        ----------
        stream : str
            stdout or stderr.
        text : str
            What is printed.
        """
        if stream != self._stream or (self._printed and monotonic() - self._since > FLUSH_SECONDS):
            self.flush()
        if not self._printed:
            self._stream, self._since = stream, monotonic()
        self._printed.append(text)

    def flush(self) -> None:
        """Send what was printed."""
        text, self._printed = "".join(self._printed), []
        if text:
            self._send_output("stream", name=self._stream, text=text)

    def show_error(self, error: BaseException) -> None:
        """Send an error: the one sentence of an error of this course, else the reader's lines.

        Parameters
        ----------
        error : BaseException
            An error that was raised, with its traceback.
        """
        render = getattr(error, "_render_traceback_", None)
        lines = render() if render else _readers_part(error)
        self.show("error", ename=type(error).__name__, evalue=str(error), traceback=lines)

    def _send_output(self, output_type: str, **fields: Any) -> None:
        self.send("output", cell=self.cell, output={"output_type": output_type, **fields})


class Stream:
    """Stands for sys.stdout or sys.stderr.

    Parameters
    ----------
    outputs : Outputs
        Where the text goes.
    name : str
        stdout or stderr.
    """

    encoding = "utf-8"

    def __init__(self, outputs: Outputs, name: str) -> None:
        self.outputs, self.name = outputs, name

    def write(self, text: str) -> int:
        """Print a text.

        Parameters
        ----------
        text : str
            The text.

        Returns
        -------
        int
            Its length.
        """
        self.outputs.write(self.name, text)
        return len(text)

    def flush(self) -> None:
        """Send what was printed so far."""
        self.outputs.flush()

    def isatty(self) -> bool:
        """Return whether this is a terminal.

        Returns
        -------
        bool
            False.
        """
        return False


def _readers_part(error: BaseException) -> list[str]:
    """Return the lines of a traceback from the reader's cell on."""
    report = traceback.TracebackException.from_exception(error)
    mark = CELL_FILE.partition("{")[0]
    first = next(
        (k for k, frame in enumerate(report.stack) if frame.filename.startswith(mark)), None
    )
    report.stack = traceback.StackSummary.from_list(
        report.stack[first:] if first is not None else []
    )
    return "".join(report.format()).rstrip("\n").split("\n")
