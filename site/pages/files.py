"""Where the parts of a page go: into files beside it, or into the page itself."""

import base64
import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from PIL import Image

__all__ = ["Files", "InPage", "InSite"]


class Files(Protocol):
    """Stores the parts of a page, and returns the address of each.

    `loading` is the attribute of <img> that says when a browser fetches a picture.
    """

    loading: str

    def picture(self, png: bytes) -> str:
        """Return the address of a picture."""
        ...

    def data(self, name: str, value: Mapping[str, Any]) -> str:
        """Return the address of JSON."""
        ...


class InSite:
    """Files below a folder, named by their content: browsers may keep them for ever.

    Parameters
    ----------
    folder
        The folder of the site.
    above
        How a page names that folder: "" or "../".
    """

    loading = "lazy"

    def __init__(self, folder: Path, above: str = ""):
        self.folder, self.above = folder, above

    def write(self, path: str, content: bytes) -> str:
        """Write a file; `path` has {} where its content is to be named. Return its address."""
        path = path.format(hashlib.sha256(content).hexdigest()[:10])
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return self.above + path

    def picture(self, png: bytes) -> str:
        return self.write("pictures/{}.webp", _webp(png))

    def data(self, name: str, value: Mapping[str, Any]) -> str:
        return self.write(f"models/{name}-{{}}.json", _json(value).encode())


class InPage:
    """Parts of a page that stands alone: `scripts` has what is to be put at its end."""

    loading = "eager"

    def __init__(self) -> None:
        self.scripts: dict[str, str] = {}

    def picture(self, png: bytes) -> str:
        return "data:image/webp;base64," + base64.b64encode(_webp(png)).decode()

    def data(self, name: str, value: Mapping[str, Any]) -> str:
        self.scripts[name] = data_script(name, value)
        return name


def data_script(name: str, value: Mapping[str, Any]) -> str:
    """Return a script element that holds JSON, in which nothing can end the element."""
    return f'<script type="application/json" id="{name}">{_json(value)}</script>'


def _json(value: Mapping[str, Any]) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("</", "<\\/").replace("<!--", "<\\!--")


def _webp(png: bytes) -> bytes:
    """Return a picture in a format that takes two thirds of the bytes, not a pixel changed."""
    file = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGBA").save(file, "webp", lossless=True, method=1)
    return file.getvalue()
