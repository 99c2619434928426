"""answer: a number to be worked out, with the known causes of wrong ones named."""

from collections.abc import Sequence
from typing import Any

import traitlets

from helpers.core.results import RESULTS
from helpers.exercises.browser_code import STYLE, browser_module
from helpers.exercises.number_question import NumberQuestion, number_question
from helpers.exercises.static_text import question_name, with_static_forms
from helpers.widgets.shared_code import SharedCodeWidget

__all__ = ["Answer", "answer"]


class Answer(SharedCodeWidget):
    """What `answer` returns: a box for a number, which the browser checks without the kernel.

    Attributes
    ----------
    name : str
        What a record calls the question.
    heading : str
        Stands before the question.
    variants : list of dict
        The questions it can ask, as `NumberQuestion.state` returns them.
    variant : int
        The number of the one it asks; -1 until the browser has drawn one.
    text : str
        What the reader has typed into the box.
    tries : list of str
        The numbers that the reader has checked.
    right : bool
        Whether the last of them is right: the browser knows.
    opened : bool
        Whether the reader has asked for the solution.
    """

    _script = browser_module("common", "number", "answer")
    _style = STYLE
    name = traitlets.Unicode().tag(sync=True)
    heading = traitlets.Unicode().tag(sync=True)
    variants = traitlets.List(traitlets.Dict()).tag(sync=True)
    variant = traitlets.Int().tag(sync=True)
    text = traitlets.Unicode().tag(sync=True)
    tries = traitlets.List(traitlets.Unicode()).tag(sync=True)
    right = traitlets.Bool().tag(sync=True)
    opened = traitlets.Bool().tag(sync=True)

    def __init__(
        self,
        questions: Sequence[NumberQuestion],
        *,
        saved: NumberQuestion | None = None,
        heading: str = "Work it out.",
        name: str = "",
    ):
        self.saved = questions[0] if saved is None else saved
        super().__init__(
            name=question_name(name, self.saved.question),
            heading=heading,
            variants=[question.state() for question in questions],
            variant=0 if len(questions) == 1 else -1,
        )

    @traitlets.observe("tries", "opened")
    def _keep_answer(self, change: Any) -> None:
        if change["new"]:  # else new numbers were drawn
            given = self.tries[-1:] if change["name"] == "tries" else []
            RESULTS.add_answer(self.name, given, right=self.right, shown=self.opened)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Save, beside the widget, a question and its folded solution."""
        return with_static_forms(super()._repr_mimebundle_(**kwargs), self.html(), self.line())

    def html(self) -> str:
        """Return the question that is saved, and its folded solution.

        Returns
        -------
        str
            HTML, with $…$ for mathematics.
        """
        return self.saved.html(self.heading)

    def line(self) -> str:
        """Return the question that is saved.

        Returns
        -------
        str
            One line of plain text, with $…$ for mathematics.
        """
        return self.saved.text(self.heading)


def answer(
    question: str,
    value: float,
    *,
    because: str,
    unit: str = "",
    tolerance: float = 0.01,
    absolute: float | None = None,
    wrong: Sequence[tuple[float, str]] = (),
    name: str = "",
) -> Answer:
    """Return a question whose answer is a number that the reader types.

    Parameters
    ----------
    question, because : str
        The question, and the explanation that opens when the number is right. HTML, with $…$ for
        mathematics.
    value : float
        The right number.
    unit : str
        Its unit, which is shown after the box. With the unit "%" the reader may leave out the sign.
    tolerance : float
        How far the reader's number may be off, as a share of the right one.
    absolute : float, optional
        The same in units of the answer, instead of `tolerance`. Needed where `value` is 0.
    wrong : sequence
        Pairs of a wrong number and the sentence that names its cause.
    name : str
        What `record` calls the question; by default the beginning of the question.

    Returns
    -------
    Answer
        A widget: a box for the number.

    Raises
    ------
    TypeError, ValueError
        For arguments of the wrong kind, and for numbers within the tolerance of each other: then
        nobody could say which of them a reader meant.

    Examples
    --------

    >>> answer("What is 2 · 3?", 6, because="Two threes.", wrong=[(5, "That is the sum.")]).line()
    'Work it out. What is 2 · 3?'
    """
    checked = number_question(
        question, value, because=because, unit=unit, tolerance=tolerance, absolute=absolute,
        wrong=wrong,
    )  # fmt: skip
    return Answer([checked], name=name)
