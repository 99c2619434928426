"""Still figures with the words that stand for them where they cannot be seen."""

from IPython.display import display
from matplotlib import pyplot as plt

from helpers.core.validation import short_repr

__all__ = ["show"]


def show(description: str) -> None:
    """Show the figure of pyplot that was drawn last, in place of ``plt.show()``.

    Parameters
    ----------
    description : str
        What is to be seen, in a sentence or two: the alternative text that screen readers speak,
        and the caption of the handout. It is stored with the picture.

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
    display(figure, metadata={"image/png": {"alt": " ".join(description.split())}})
    plt.close(figure)
