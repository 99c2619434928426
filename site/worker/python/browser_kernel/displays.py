"""What an object is shown as on a page: a MIME bundle, as IPython makes it."""

import base64
import sys
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from browser_kernel.output import Outputs

METHODS = {
    "text/html": "_repr_html_",
    "text/markdown": "_repr_markdown_",
    "text/latex": "_repr_latex_",
    "image/svg+xml": "_repr_svg_",
    "image/png": "_repr_png_",
}
WIDGET = "application/vnd.jupyter.widget-view+json"
# A widget's picture is what readers without a kernel see: to draw it would take longer than the
# widget itself.
STILL_FORMS = ("image/png",)

_outputs: Outputs | None = None


class _Text:
    """A text that is shown as one MIME type.

    Parameters
    ----------
    data : str
        The text.
    """

    method: str

    def __init__(self, data: str) -> None:
        self.data = data

    def __init_subclass__(cls) -> None:
        setattr(cls, cls.method, lambda self: self.data)


class HTML(_Text):
    """A text that is shown as HTML."""

    method = "_repr_html_"


class Markdown(_Text):
    """A text that is shown as Markdown."""

    method = "_repr_markdown_"


def display_on(outputs: Outputs) -> None:
    """Let `display` send to these outputs from now on.

    Parameters
    ----------
    outputs : Outputs
        Those of the one shell.
    """
    global _outputs
    _outputs = outputs


def display(*objects: Any, metadata: Mapping[str, Any] | None = None, **_: Any) -> None:
    """Show objects in the output of the cell that runs.

    Parameters
    ----------
    *objects : object
        What is shown, one after the other.
    metadata : dict, optional
        {MIME type: what is stored beside it}.
    **_ : object
        Other options of IPython's display, which mean nothing here.
    """
    for shown in objects:
        _show("display_data", shown, metadata)


def display_result(value: Any) -> None:
    """Show the value of a cell's last line.

    Parameters
    ----------
    value : object
        None shows nothing.
    """
    if value is not None:
        _show("execute_result", value, None, execution_count=None)


def clear_output(wait: bool = False) -> None:
    """Clear the output of the cell that runs.

    Parameters
    ----------
    wait : bool
        Whether to wait for the next output.
    """
    assert _outputs, "a shell was started"
    _outputs.flush()
    _outputs.send("clear", cell=_outputs.cell, wait=wait)


def mime_bundle(shown: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what an object is shown as.

    Parameters
    ----------
    shown : object
        Any object.

    Returns
    -------
    data, metadata : dict
        By MIME type, as in a notebook's file.
    """
    data: dict[str, Any] = {}
    metadata: dict[str, Any] = {}
    if bundle := getattr(shown, "_repr_mimebundle_", None):
        _add(bundle(include=None, exclude=set(STILL_FORMS)), data, metadata)
    for mime, method in METHODS.items():
        if mime not in data and WIDGET not in data and (render := getattr(shown, method, None)):
            _add({mime: render()}, data, metadata)
    if "matplotlib.figure" in sys.modules and not data:
        figures = sys.modules["matplotlib.figure"]
        if isinstance(shown, figures.Figure):
            data["image/png"] = _picture(shown)
    data.setdefault("text/plain", repr(shown))
    return {mime: _as_text(value) for mime, value in data.items()}, metadata


def _show(output_type: str, shown: Any, metadata: Mapping[str, Any] | None, **more: Any) -> None:
    assert _outputs, "a shell was started"
    if display_itself := getattr(shown, "_ipython_display_", None):
        display_itself()
        return
    data, own = mime_bundle(shown)
    _outputs.show(output_type, data=data, metadata={**own, **(metadata or {})}, **more)


def _add(made: Any, data: dict[str, Any], metadata: dict[str, Any]) -> None:
    """Add what a method returned: {MIME type: value}, alone or with metadata, or None."""
    values, more = made if isinstance(made, tuple) else (made, {})
    for mime, value in (values or {}).items():
        if isinstance(value, tuple):  # a value with metadata of its own
            value, metadata[mime] = value
        if value is not None:
            data[mime] = value
    metadata |= more or {}


def _as_text(value: Any) -> Any:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _picture(figure: Any) -> bytes:
    file = BytesIO()
    figure.savefig(file, format="png", dpi="figure", bbox_inches="tight")
    return file.getvalue()
