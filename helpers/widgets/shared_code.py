"""The browser code of a kind of widget, sent and saved once for all widgets of that kind."""

import zlib
from pathlib import Path
from typing import ClassVar

import anywidget
import ipywidgets
import traitlets

__all__ = ["SharedCode", "SharedCodeWidget"]


class SharedCode(anywidget.AnyWidget):
    """A script and a style sheet that other widgets use. It is never displayed."""

    _esm = "export default {};"
    _css = ""  # its value is the style sheet, which anywidget adds to the page
    script = traitlets.Unicode().tag(sync=True)
    _open: ClassVar[dict[tuple[str, str], "SharedCode"]] = {}

    @classmethod
    def of(cls, script: str, style: str) -> "SharedCode":
        """Return the widget with these texts, and create it if there is none that is open.

        Parameters
        ----------
        script : str
            An ES module, as anywidget takes it.
        style : str
            A style sheet.

        Returns
        -------
        SharedCode
            The same one for all figures with these texts.
        """
        code = cls._open.get((script, style))
        if code is None or code.comm is None:
            key = zlib.crc32(f"{script}{style}".encode())
            code = cls(script=script, _css=style, _anywidget_id=f"{__name__}.{key:08x}")
            cls._open[script, style] = code
        return code


class SharedCodeWidget(anywidget.AnyWidget):
    """An anywidget whose code is in a SharedCode, so that each saves a few lines and not 30 kB.

    A subclass sets `_script` and `_style` as it would `_esm` and `_css`, to texts and not to paths:
    anywidget would keep every widget that follows a file for ever.
    """

    _script: ClassVar[str]
    _style: ClassVar[str]
    _esm = Path(__file__).with_name("load_shared_code.js").read_text(encoding="utf-8")
    code = traitlets.Instance(SharedCode).tag(sync=True, **ipywidgets.widget_serialization)

    @traitlets.default("code")
    def _shared_code(self) -> SharedCode:
        return SharedCode.of(self._script, self._style)
