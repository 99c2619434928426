"""Write the concept inventory for paper, for Moodle and for Canvas, and its key.

python tools/inventory_exports.py [folder]   into build/inventory, or another folder

form_A.md         to print
form_A.gift.txt   for Moodle: Question bank, Import, GIFT format
form_A.qti.zip    for Canvas: Import Course Content, QTI .zip file; and others that take QTI 1.2
key.md            for the teacher: what is right, and what is behind each wrong option

Form B likewise. Only the key says why an option is wrong.
"""

import re
import sys
from pathlib import Path

from text2qti.config import Config
from text2qti.qti import QTI
from text2qti.quiz import Quiz

from helpers.exercises.inventory import FORM_NAMES, Form, inventory
from helpers.exercises.static_text import LETTERS

ROOT = Path(__file__).resolve().parent.parent
TITLE = "How machine-learning optimisers work: form {}"
ABOUT = (
    "Twelve questions, about 15 minutes. Choose the best option. Leave out what you do not know "
    "at all: it tells more than a guess."
)
LICENCE = "CC BY 4.0"


def gift(form: Form) -> str:
    """Return a form in Moodle's GIFT format.

    Parameters
    ----------
    form : Form
        One of the two.

    Returns
    -------
    str
        Multiple-choice questions, named "A01 what a step is made of".
    """
    blocks = [f"// {TITLE.format(form.name)}. {LICENCE}."]
    for number, item in enumerate(form.items, start=1):
        options = [
            f"{'=' if letter == item.answer else '~'}{_escaped(option)}"
            for letter, option in zip(LETTERS, item.options, strict=False)
        ]
        name = f"{form.name}{number:02} {item.concept}"
        body = "\n".join(options)
        blocks.append(f"::{_escaped(name)}::{_escaped(item.question)} {{\n{body}\n}}")
    return "\n\n".join(blocks) + "\n"


def _escaped(text: str) -> str:
    """Return a text in which the characters that mean something in GIFT are escaped."""
    return re.sub(r"([~=#{}:\\])", r"\\\1", text)


def qti(form: Form) -> bytes:
    """Return a form as a QTI 1.2 package, with settings for Canvas that keep the key secret.

    Parameters
    ----------
    form : Form
        One of the two.

    Returns
    -------
    bytes
        A zip file.
    """
    lines = [
        f"Quiz title: {TITLE.format(form.name)}",
        f"Quiz description: {ABOUT} {form.words} {LICENCE}.",
        "show correct answers: false",
    ]
    for number, item in enumerate(form.items, start=1):
        lines += ["", f"Title: {form.name}{number:02}", f"{number}. {item.question}"]
        for letter, option in zip(LETTERS, item.options, strict=False):
            lines.append(f"{'*' if letter == item.answer else ''}{letter}) {option}")
    return QTI(Quiz("\n".join(lines), config=Config())).zip_bytes()


def paper(form: Form) -> str:
    """Return a form to print, in Markdown."""
    return f"# {TITLE.format(form.name)}\n\n{ABOUT}\n\n{_markdown(repr(form))}\n\n{LICENCE}\n"


def _markdown(text: str) -> str:
    """Return a text in which each option is on a line of its own."""
    return re.sub(r"\n(?=\([a-h]\) )", "  \n", text)


def key(forms: list[Form]) -> str:
    """Return the key of both forms, in Markdown."""
    lines = ["# The key to the concept inventory", "", "For teachers only."]
    for form in forms:
        letters = "".join(item.answer for item in form.items)
        lines += ["", f"## Form {form.name}: {letters}"]
        for number, item in enumerate(form.items, start=1):
            lines += ["", f"**{number}. {item.concept}** (`{item.lesson}`)", "", item.question, ""]
            for letter, option, reason in zip(LETTERS, item.options, item.reasons, strict=False):
                mark, said = (
                    ("**right.** ", item.because) if letter == item.answer else ("", reason)
                )
                lines.append(f"* ({letter}) {option} — {mark}{said}")
    return "\n".join(lines) + "\n"


def main(folder: Path) -> None:
    """Write all files into a folder.

    Parameters
    ----------
    folder : Path
        Made where there is none.
    """
    folder.mkdir(parents=True, exist_ok=True)
    forms = [inventory(name) for name in FORM_NAMES]
    for form in forms:
        (folder / f"form_{form.name}.md").write_text(paper(form), encoding="utf-8")
        (folder / f"form_{form.name}.gift.txt").write_text(gift(form), encoding="utf-8")
        (folder / f"form_{form.name}.qti.zip").write_bytes(qti(form))
    (folder / "key.md").write_text(key(forms), encoding="utf-8")
    print("\n".join(str(file) for file in sorted(folder.iterdir())))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else ROOT / "build" / "inventory")
