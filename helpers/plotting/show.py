"""Still figures with alternative text for screen readers."""

from html import escape

from IPython.display import HTML, display
from matplotlib import pyplot as plt

from helpers.core.validation import short_repr

__all__ = ["show"]

# JupyterLab leaves the alternative text of an image out. So screen readers get a paragraph that
# takes no room; a page that drops its style, as GitHub's does, shows it below the picture.
SPOKEN = (
    '<p class="picture-description" style="position: absolute; width: 1px; height: 1px; '
    'overflow: hidden; clip-path: inset(50%); white-space: nowrap">{}</p>'
)


def show(description: str) -> None:
    """Show the figure of pyplot that was drawn last, in place of ``plt.show()``.

    Parameters
    ----------
    description : str
        What the picture shows, in a sentence or two, for screen readers. It is also stored with the
        picture as its alternative text, and is the caption in the handout.

    Raises
    ------
    TypeError
        If it is no text.
    ValueError
        If it is empty, or no figure was drawn.
    """
    if not isinstance(description, str):
        raise TypeError(f"show takes a sentence about the figure, not {short_repr(description)}.")
    if not description.strip():
        raise ValueError("show needs a sentence about the figure: what is to be seen on it?")
    if not plt.get_fignums():
        raise ValueError("There is no figure to show: draw one first.")
    figure = plt.gcf()
    text = " ".join(description.split())
    display(figure, metadata={"image/png": {"alt": text}})
    display(HTML(SPOKEN.format(escape(text))))
    plt.close(figure)
