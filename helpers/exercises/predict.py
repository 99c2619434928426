"""predict: commit to a guess, see for yourself, then read why."""

from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets
import traitlets
from IPython.display import display

from helpers.core.results import RESULTS
from helpers.core.validation import short_repr
from helpers.exercises.browser_code import STYLE, browser_module
from helpers.exercises.figure_controls import targets_on
from helpers.exercises.static_text import (
    LETTERS,
    bullets,
    checked_answer,
    checked_options,
    checked_text,
    folded,
    lettered,
    one_line,
    question_name,
    with_static_forms,
)
from helpers.widgets.board import Board
from helpers.widgets.shared_code import SharedCodeWidget
from helpers.widgets.tabs import Tabs

__all__ = ["Predict", "QuestionWithFigure", "predict"]

SEE = {"do", "ask", "options", "answer"}


class Predict(SharedCodeWidget):
    """A question to be guessed at, with an explanation that opens afterwards.

    Attributes
    ----------
    name : str
        What a record calls the question.
    question, because : str
        The question and the explanation, as HTML.
    options, reasons : list of str
        The options, and a sentence for each of them.
    answer : str
        The letter of the right option.
    see : dict
        What to look at between the guess and the explanation, as `predict` takes it, without `set`.
    targets : list of dict
        The controls that `see` asks to set, with their positions.
    guess : str
        The letter of the reader's guess; "" at first.
    done : bool
        Whether the reader has set the figure as `see` asks.
    seen : str
        The letters of what the reader has seen, one for each look.
    """

    _script = browser_module("common", "options", "controls", "predict")
    _style = STYLE
    name = traitlets.Unicode().tag(sync=True)
    question = traitlets.Unicode().tag(sync=True)
    options = traitlets.List(traitlets.Unicode()).tag(sync=True)
    answer = traitlets.Unicode().tag(sync=True)
    because = traitlets.Unicode().tag(sync=True)
    reasons = traitlets.List(traitlets.Unicode()).tag(sync=True)
    see = traitlets.Dict().tag(sync=True)
    targets = traitlets.List(traitlets.Dict()).tag(sync=True, **ipywidgets.widget_serialization)
    guess = traitlets.Unicode().tag(sync=True)
    done = traitlets.Bool().tag(sync=True)
    seen = traitlets.Unicode().tag(sync=True)

    @traitlets.observe("guess")
    def _keep_guess(self, _: Any) -> None:
        if self.guess:
            RESULTS.add_guess(self.name, self.guess, right=self.guess == self.answer)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Save, beside the widget, the question and a folded answer: it reads without a kernel."""
        return with_static_forms(super()._repr_mimebundle_(**kwargs), self._html(), self._line())

    def _html(self) -> str:
        question = (
            f"<p><strong>Predict.</strong> {self.question}</p>{bullets(lettered(self.options))}"
        )
        seen, see = "", self.see
        if see:
            question += f"<p><strong>See.</strong> {see['do']} {see['ask']}</p>"
            question += bullets(lettered(see["options"]))
            where = "figure" if see["settings"] else "output"  # of the next cell
            seen = f"<p>The {where} shows <em>({see['answer']})</em>.</p>"
        reasons = bullets([text for text in lettered(self.reasons) if text[4:]])
        explanation = f"<p><em>({self.answer})</em> {self.because}</p>"
        return question + folded(
            "The answer, when you have made your guess",
            seen + explanation + (reasons if self.reasons else ""),
        )

    def _line(self) -> str:
        question = one_line("Predict.", self.question, *lettered(self.options))
        if not self.see:
            return question
        see = one_line("See.", self.see["do"], self.see["ask"], *lettered(self.see["options"]))
        return f"{question} {see}"


class QuestionWithFigure:
    """A question and the interactive figure below it, both in the output of one cell.

    They are two outputs and not one widget, because a page without a kernel shows only one form of
    each output: the question as text, the figure as a picture with its alternative text.

    Attributes
    ----------
    question : Predict
        The question.
    figure : Board or Tabs
        The figure.
    """

    def __init__(self, question: Predict, figure: Board | Tabs):
        self.question, self.figure = question, figure

    def _ipython_display_(self) -> None:
        display(self.question)
        display(self.figure)


def predict(
    question: str,
    options: Sequence[str],
    answer: str,
    because: str,
    *,
    reasons: Sequence[str] | None = None,
    see: Mapping[str, Any] | None = None,
    figure: Board | Tabs | None = None,
    name: str = "",
) -> Predict | QuestionWithFigure:
    """Return a question to be guessed at before the explanation is shown.

    Parameters
    ----------
    question, because : str
        The question and the explanation. These and all other texts are HTML, with $…$ for
        mathematics.
    options : sequence of str
        Two to eight of them.
    answer : str
        The letter of the right option.
    reasons : sequence of str, optional
        One sentence for each option: what is behind that answer. It may be "" for the right one.
    see : dict, optional
        What to look at between the guess and the explanation: `do`, what to set on the figure;
        `set`, the same as data, such as {"learning_rate": 0.5} (see `targets_on`), or nothing;
        `ask`, `options` and `answer`, a question about what is seen then.
    figure : Board or Tabs, optional
        An interactive figure, which is shown below the question. It ticks off what `see` sets.
    name : str
        What `record` calls the question; by default the beginning of the question.

    Returns
    -------
    Predict or QuestionWithFigure
        A widget with the question; with a figure, both.

    Raises
    ------
    TypeError, ValueError
        For arguments of the wrong kind, and for settings that the figure does not have.
    """
    chosen = checked_options("options", options)
    step = _checked_see(see)
    settings = step.pop("set", {})
    question_widget = Predict(
        name=question_name(name, checked_text("question", question)),
        question=checked_text("question", question),
        options=chosen,
        answer=checked_answer("answer", answer, chosen),
        because=checked_text("because", because),
        reasons=_checked_reasons(reasons, chosen, answer),
        see=step,
        targets=targets_on(figure, settings) if figure is not None else [],
    )
    return question_widget if figure is None else QuestionWithFigure(question_widget, figure)


def _checked_see(see: object) -> dict[str, Any]:
    if see is None:
        return {}
    if not isinstance(see, Mapping) or not SEE <= set(see) <= SEE | {"set"}:
        keys = "do, ask, options, answer and perhaps set"
        raise TypeError(f"see must have {keys}, not {short_repr(see)}.")
    settings = see.get("set", {})
    if not isinstance(settings, Mapping):
        raise TypeError(f"set must be a dict of settings, not {short_repr(settings)}.")
    options = checked_options("the options of see", see["options"])
    return {
        "do": checked_text("do", see["do"]),
        "ask": checked_text("ask", see["ask"]),
        "options": options,
        "answer": checked_answer("the answer of see", see["answer"], options),
        "settings": bool(settings),
        "set": dict(settings),
    }


def _checked_reasons(reasons: Any, options: Sequence[str], answer: str) -> list[str]:
    if reasons is None:
        return []
    is_valid = isinstance(reasons, (list, tuple)) and len(reasons) == len(options)
    if not is_valid or not all(isinstance(reason, str) for reason in reasons):
        raise TypeError(f"reasons must be one sentence for each option, not {short_repr(reasons)}.")
    stripped = [reason.strip() for reason in reasons]
    missing = [
        key for key, text in zip(LETTERS, stripped, strict=False) if not text and key != answer
    ]
    if missing:
        raise ValueError(f"reasons must have a sentence for ({missing[0]}), which is wrong.")
    return stripped
