"""Write copies of the course for a class into build/class/: `make class`, `make class SEED=7`.

    pupils/               the course without solutions, to be published as a git repository
    teacher/key.ipynb     answers, explanations, hints and solutions
    teacher/not_true.md   with a seed: the sentences that other diamonds make untrue

What pupils/ has of helpers/ differs from the course in the lines of EDITS and in texts/hints.toml.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

import nbformat
import toml
from class_claims import untrue_sentences
from class_seed import OTHER_DIAMONDS, checked_seed, edit, processes, redraw, report_on, run_again
from classroom import asked_in
from notebook_files import name_of, notebook_paths
from refresh import clean

from helpers.exercises.number_question import number_question
from helpers.exercises.recall_questions import ASKED_IN_LESSON
from helpers.exercises.remember import generated_question
from helpers.exercises.texts import read

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "build" / "class"
TEXTS = "helpers/exercises/texts"
PUPILS = (
    *("data", "helpers", "jupyter-config", "notebooks", ".gitattributes", ".gitignore"),
    *("CITATION.cff", "LICENSE", "environment.yml", "pyproject.toml", "requirements.txt"),
    *("requirements-pytorch.txt", "setup.py"),
)
EDITS = (  # (file, what it says, what the pupils' copy says there)
    (
        "helpers/exercises/browser/common.js",
        "TRIES_BEFORE_SOLUTION = 3;",
        "TRIES_BEFORE_SOLUTION = Infinity;",
    ),
    (
        "helpers/exercises/static_text.py",
        'return f"<details><summary>{summary}</summary>{html}</details>"',
        'return ""',
    ),
    (
        "helpers/exercises/checker/report.py",
        'page = _details("The solution", f"<pre><code>{escape(self._solution)}</code></pre>")',
        'page = ""',
    ),
    (
        "helpers/exercises/remember.py",
        "VARIANT_SEEDS = range(1, 21)",
        "VARIANT_SEEDS = [{seed}]",
    ),
    (
        "helpers/exercises/remember.py",
        "0 if seed is None else seed",
        "{seed} if seed is None else seed",
    ),
)
LAST_HINT = re.compile(
    r"<details><summary>(?:A|One more) hint</summary>(?:(?!<details>).)*"
    r"<details><summary>The solution</summary>.*?</details></details>",
    re.DOTALL,
)
FOLDED = re.compile(r"<details><summary>(?!A hint|One more hint).*?</details>", re.DOTALL)
README = """\
# How machine-learning optimisers work

This is the copy of a class. On your own machine it needs Python 3.11 to 3.14:

```
python3 -m venv .venv
source .venv/bin/activate
pip install -r requirements.txt
jupyter lab notebooks/00_start_here.ipynb
```

On Windows the second line is `.venv\\Scripts\\activate`. Only lesson 6 needs PyTorch:
`pip install -r requirements-pytorch.txt`.

{lessons}

Code: MIT. Text and pictures: CC BY 4.0. Data: MIT, from ggplot2. See [LICENSE](LICENSE).
"""


def copy_course(to: Path, parts: tuple[str, ...] = ()) -> None:
    """Copy the files of the course that git knows, as they are now.

    Parameters
    ----------
    to
        The folder to write into.
    parts
        Files and folders; all of the course by default.

    Raises
    ------
    ValueError
        If this is no git repository.
    """
    command = ["git", "ls-files", "-z", "--", *parts]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        raise ValueError("make class copies the files that git knows: get the course by git clone.")
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, to / name)


def ask_again(notebook: nbformat.NotebookNode, questions: dict, seed: int) -> None:
    """Store below `answer` and `remember` what they ask with these questions and this seed."""
    for cell in notebook.cells:
        source = cell.source.strip() if cell.get("outputs") else ""
        if lesson := re.fullmatch(r"remember\((\d+)\)", source):
            asked = [generated_question(each, seed) for each in ASKED_IN_LESSON[int(lesson[1])]]
            heading = "Remember?"
        elif source.startswith("answer("):
            (name,) = asked_in(source)
            question = {key: value for key, value in questions[name].items() if key != "name"}
            asked = [number_question(**question)]
            heading = "Work it out."
        else:
            continue
        data = cell.outputs[0].data
        data["text/html"] = "".join(each.html(heading) for each in asked)
        data["text/plain"] = "\n".join(each.text(heading) for each in asked)


def answers_in(notebook: nbformat.NotebookNode) -> Iterator[str]:
    """Yield what is folded away below the cells of a notebook, unfolded: Markdown for the key."""
    cells = (cell for cell in notebook.cells if cell.cell_type == "code")
    for number, cell in enumerate(cells, start=1):
        for output in cell.outputs:
            page = output.get("data", {}).get("text/html", "")
            if "<details>" in page:
                page = re.sub(r"<details><summary>(.*?)</summary>", r"<p><em>\1:</em></p>", page)
                yield f"**[{number}]**\n\n{page.replace('</details>', '')}"


def without_solutions(notebook: nbformat.NotebookNode, name: str) -> nbformat.NotebookNode:
    """Return a notebook, changed in place, without what is folded away below its cells.

    Hints stay, but for the last one and the solution.

    Raises
    ------
    ValueError
        If an exercise in it is solved.
    """
    outputs = (output for cell in clean(notebook).cells for output in cell.get("outputs", []))
    for data in (output.data for output in outputs if "data" in output):
        if data.get("text/plain", "").startswith("✓ Right."):
            raise ValueError(
                f"An exercise in notebooks/{name}.ipynb is solved. Bring the lesson back as it "
                f"was: git checkout -- notebooks/{name}.ipynb"
            )
        if "text/html" in data:
            data["text/html"] = FOLDED.sub("", LAST_HINT.sub("", data["text/html"]))
    return notebook


def hints_without_solutions() -> str:
    """Return texts/hints.toml without solutions and without the last hint of each exercise."""
    hints = {name: entry["hints"][:-1] for name, entry in read("hints").items()}
    return toml.dumps({name: {"hints": some, "solution": ""} for name, some in hints.items()})


def write_pupils(course: Path, to: Path, seed: int, below_title: str = "") -> dict[str, list[str]]:
    """Write the pupils' copy, and return the answers in each notebook.

    Parameters
    ----------
    course
        The course as the class has it, with solutions.
    to
        The folder to write into. What is in it is replaced, but for `.git`.
    seed
        Fixes the numbers of `remember`.
    below_title
        What is added to the first cell of each notebook.
    """
    to.mkdir(parents=True, exist_ok=True)
    for old in (path for path in to.iterdir() if path.name != ".git"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    for part in PUPILS:
        copy = shutil.copytree if (course / part).is_dir() else shutil.copy
        copy(course / part, to / part)
    for words in EDITS:
        edit(to, *words, seed)
    (to / TEXTS / "hints.toml").write_text(hints_without_solutions(), "utf-8", newline="\n")
    key, lessons = {}, []
    for path in notebook_paths(to / "notebooks"):
        name, notebook = name_of(path, to / "notebooks"), nbformat.read(path, as_version=4)
        texts = to / TEXTS / f"{name[:2]}.toml"
        questions = tomllib.loads(texts.read_text("utf-8")) if texts.exists() else {}
        ask_again(notebook, questions, seed)
        key[name] = [*answers_in(notebook)]
        title = notebook.cells[0].source.splitlines()[0].removeprefix("# ")
        lessons += [f"* [{title}](notebooks/{name}.ipynb)"] if "/" not in name else []
        notebook.cells[0].source += below_title
        nbformat.write(without_solutions(notebook, name), path)
    (to / "README.md").write_text(README.format(lessons="\n".join(lessons)), "utf-8", newline="\n")
    return key


def key_notebook(key: dict[str, list[str]], seed: int | None) -> nbformat.NotebookNode:
    """Return the teacher's key: a cell for each notebook that asks something."""
    made_by = "make class" if seed is None else f"make class SEED={seed}"
    head = f"# The key\n\nOf `{made_by}`. Not for pupils. **[8]** is the number of a code cell."
    head += "" if seed is None else " Explanations may have a number that `not_true.md` lists."
    texts = {"key": head} | {
        name: "\n\n".join([f"## {name}", *answers]) for name, answers in key.items() if answers
    }
    v4 = nbformat.v4
    cells = [v4.new_markdown_cell(text, id=name.replace("/", "-")) for name, text in texts.items()]
    return v4.new_notebook(cells=cells)


def main(arguments: list[str]) -> None:
    """Write build/class/.

    Raises
    ------
    ValueError
        With one sentence that says what to do.
    """
    seed = checked_seed(" ".join(arguments))
    report = None
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder) / "course"
        copy_course(course, PUPILS if seed is None else ())
        if seed is not None:
            left = run_again(course, seed)
            print("Testing what the lessons say: this takes minutes.", flush=True)
            untrue = untrue_sentences(course, processes())
            report = report_on(untrue, left, seed)
            redraw(course, seed)
        below_title = "" if seed is None else f"\n\n{OTHER_DIAMONDS}"
        key = write_pupils(course, BUILT / "pupils", seed or 0, below_title)
    teacher = BUILT / "teacher"
    shutil.rmtree(teacher, ignore_errors=True)
    teacher.mkdir()
    nbformat.write(key_notebook(key, seed), teacher / "key.ipynb")
    print("Written: build/class/pupils/ and build/class/teacher/key.ipynb")
    if report is not None:
        (teacher / "not_true.md").write_text(report, "utf-8", newline="\n")
        sentences = {(each.where, each.words) for each in untrue}
        print(f"Not true with these diamonds: {len(sentences)} sentences, in", end=" ")
        print("build/class/teacher/not_true.md")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (RuntimeError, ValueError) as error:
        sys.exit(str(error))
