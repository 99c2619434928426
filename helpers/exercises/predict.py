"""predict: commit to a guess, then read why."""

import re
from html import unescape
from pathlib import Path

import anywidget
import traitlets

from helpers.core.validation import checked_int, short_repr
from helpers.exercises.texts import TEXTS, read

__all__ = ["Predict", "load_questions", "predict"]

LETTERS = "abcdefgh"
LAST = max(int(path.stem) for path in TEXTS.glob("[0-9][0-9].toml"))


def predict(question, options, answer, because):
    """Return a question to be guessed at before the explanation is shown.

    `question`, `because` and each of `options` are HTML, with $…$ for mathematics. `answer`: the
    letter of the right option. Raises TypeError or ValueError.
    """
    return Predict(question, options, answer, because)


def load_questions(lesson):
    """Return {short name: arguments of `predict`} of a lesson, by its number: texts/01.toml ..."""
    number = checked_int("lesson", lesson, low=0, high=LAST)
    return read(f"{number:02}")


class Predict(anywidget.AnyWidget):
    """What `predict` returns. `guess` is the letter of the reader's guess, at first ""."""

    _esm = Path(__file__).with_name("predict.js").read_text(encoding="utf-8")
    _css = Path(__file__).with_name("predict.css").read_text(encoding="utf-8")
    question = traitlets.Unicode().tag(sync=True)
    options = traitlets.List(traitlets.Unicode()).tag(sync=True)
    answer = traitlets.Unicode().tag(sync=True)
    because = traitlets.Unicode().tag(sync=True)
    guess = traitlets.Unicode().tag(sync=True)

    def __init__(self, question, options, answer, because):
        for name, text in (("question", question), ("because", because)):
            if not isinstance(text, str) or not text.strip():
                raise TypeError(f"{name} must be a text, not {short_repr(text)}.")
        if not isinstance(options, (list, tuple)) or not 2 <= len(options) <= len(LETTERS):
            raise ValueError(
                f"options must be a list of 2 to {len(LETTERS)} texts, not {short_repr(options)}."
            )
        letters = LETTERS[: len(options)]
        if not isinstance(answer, str) or len(answer) != 1 or answer not in letters:
            raise ValueError(
                f"answer must be one of the letters {', '.join(letters)}, not {short_repr(answer)}."
            )
        super().__init__(
            question=question.strip(),
            options=[str(option).strip() for option in options],
            answer=answer,
            because=because.strip(),
        )

    def _repr_mimebundle_(self, **kwargs):
        """Save, beside the widget, the question and a folded answer: it reads without a kernel."""
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return {**data, "text/html": self._page(), "text/plain": self._line()}, metadata

    def _page(self):
        items = "".join(f"<li>{option}</li>" for option in self._lettered())
        return (
            f"<p><strong>Predict.</strong> {self.question}</p>"
            f"<ul>{items}</ul>"
            "<details><summary>The answer, when you have made your guess</summary>"
            f"<p><em>({self.answer})</em> {self.because}</p></details>"
        )

    def _lettered(self):
        """Written out: JupyterLab and GitHub show <ol type="a"> as 1, 2, 3."""
        pairs = zip(LETTERS, self.options, strict=False)
        return [f"({letter}) {option}" for letter, option in pairs]

    def _line(self):
        text = " ".join([self.question, *self._lettered()])
        plain = unescape(re.sub(r"<[^>]+>", "", text))
        return f"Predict. {' '.join(plain.split())}"
