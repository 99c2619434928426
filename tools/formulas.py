"""Formulas for a page that stands alone: LaTeX to MathML, and a small font to draw it with."""

import base64
import io
from importlib.util import find_spec
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from math_core import LatexError, LatexToMathML

MATHML = LatexToMathML(fancy_error=False)
ITALIC = [*range(0x1D434, 0x1D468), 0x210E, *range(0x1D6FC, 0x1D71C)]  # <mi>x</mi> shows these


def mathml(latex: str, displaystyle: bool) -> str:
    """Return MathML for a formula.

    Raises
    ------
    ValueError
        If the formula cannot be read.
    """
    try:
        return MATHML.convert_with_local_state(latex.strip(), displaystyle=displaystyle)
    except LatexError as error:
        raise ValueError(f"This formula cannot be written as MathML: ${latex}$ {error}") from None


def font(text: str) -> str:
    """Return `font_file(text)` as a data address."""
    return "data:font/woff;base64," + base64.b64encode(font_file(text)).decode()


def font_file(text: str) -> bytes:
    """Return a font for formulas, WOFF, with no more in it than `text` needs.

    Source: STIX Two Math, SIL Open Font License 1.1; the package ziamath carries the file.
    """
    package = find_spec("ziamath")
    assert package and package.origin, "requirements-test.txt names it"
    fonts = Path(package.origin).parent / "fonts"
    options = subset.Options(flavor="woff", hinting=False, layout_features=[])
    small, file = subset.Subsetter(options), io.BytesIO()
    small.populate(text=text + "√" + "".join(map(chr, ITALIC)))
    with subset.load_font(fonts / "STIXTwoMath-Regular.ttf", options) as whole:
        small.subset(whole)
        even_roots(whole)
        subset.save_font(whole, file, options)
    return file.getvalue()


def even_roots(whole: TTFont) -> None:
    """Make all sizes of √ as wide as the smallest: Chromium keeps room for the widest of them."""
    glyphs, advances = whole["glyf"], whole["hmtx"]
    root = (whole.getBestCmap() or {})[ord("√")]
    width = advances[root][0]
    for name in [name for name in glyphs.keys() if name.startswith(f"{root}.")]:  # noqa: SIM118
        advance, left = advances[name]
        glyphs[name].coordinates.scale((width / advance, 1))
        glyphs[name].recalcBounds(glyphs)
        advances[name] = (width, round(left * width / advance))
