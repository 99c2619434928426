"""The messages between widgets in Python and on the page."""

from collections.abc import Sequence
from typing import Any

import comm
from comm.base_comm import BaseComm

from browser_kernel.output import Outputs


def join_comms(outputs: Outputs) -> None:
    """Let widgets that are made from now on send their messages to the page.

    Parameters
    ----------
    outputs : Outputs
        Those of the one shell.
    """

    class PageComm(BaseComm):
        """One widget's messages."""

        def publish_msg(
            self,
            msg_type: str,
            data: dict[str, Any] | None = None,
            metadata: dict[str, Any] | None = None,
            buffers: Sequence[Any] | None = None,
            **keys: Any,
        ) -> None:
            """Send a message to the page.

            Parameters
            ----------
            msg_type : str
                comm_open, comm_msg or comm_close.
            data, metadata : dict, optional
                As widgets give them.
            buffers : sequence of bytes-like, optional
                What is sent as bytes.
            **keys : object
                More of the content: what is opened.
            """
            content = {"comm_id": self.comm_id, "data": data or {}, **keys}
            message = {"msg_type": msg_type, "content": content, "metadata": metadata or {}}
            outputs.send("comm", buffers=buffers or (), message=message)

    comm.create_comm = PageComm


def handle(message: dict[str, Any]) -> None:
    """Pass a message of the page to its widget.

    Parameters
    ----------
    message : dict
        msg_type, content, metadata and buffers, as Jupyter has them.
    """
    getattr(comm.get_comm_manager(), message["msg_type"])(None, "", message)
