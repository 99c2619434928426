"""What counts as the prose of a lesson, and how it is cut into passages and sentences."""

import pytest
from lesson_prose import CODE, FORMULA, blocks_of_code, exercise_texts, passages_of, prose
from nbformat import NotebookNode, v4


def texts(markdown):
    """Return the texts of the passages of a Markdown text."""
    return [passage.text for passage in passages_of(markdown)]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("# 1 · One *run*", ["1 · One run"]),
        ("It **falls**\nfast.\n\nThen _not_.", ["It falls fast.", "Then not."]),
        ("* one\n* two `code`\n  on", ["one", "two code on"]),
        ("a [link](b.md) and <em>this</em> &lt; 3", ["a link and this < 3"]),
        ("| a | b |\n|---|---|\n| 1 | $x$ |", ["a | b", "1 | $x$"]),
        ("so\n\n$$x_1 < 2$$\n\nthen", ["so", "$$x_1 < 2$$", "then"]),
        ("so $x_i^* \\le y$ it", ["so $x_i^* \\le y$ it"]),
        ("a\n\n```python\nf(x)\n```\n\nb", ["a", "b"]),
        (
            "<details><summary>One *way*</summary>\n\nGo *on*.\n\n</details>\n\nEnd.",
            ["One way", "Go on.", "End."],
        ),
        ("<!-- hidden -->\n\n<style>p {}</style>", []),
        ("“a” and b’s", ['"a" and b\'s']),
        ("a\u00a0b\u202fc\u2009%", ["a b c %"]),
    ],
)
def test_marks_go_and_text_stays(markdown, expected):
    assert texts(markdown) == expected


def test_parts_are_told_apart():
    (passage,) = passages_of("so $x$ is `y` in [1](01_a.ipynb), [2](b.md) *now*")
    kinds = [(passage.text[part.start : part.stop], part.kind) for part in passage.parts]
    expected = [("$x$", "formula"), ("y", "code"), ("1", "lesson")]
    assert [pair for pair in kinds if pair[1] != "text"] == expected
    assert passage.without(FORMULA, CODE) == "so  is  in 1, 2 now"
    assert passage.kind_at(passage.text.index("$x$") + 1) == "formula"
    assert passage.kind_at(0) == "text"


def test_sentences():
    (passage,) = passages_of("One at 0.5. Is it? (It is.) No: 3 are, e.g. this. 8 are not!")
    sentences = ["One at 0.5.", "Is it?", "(It is.)", "No: 3 are, e.g. this.", "8 are not!"]
    for sentence in sentences:
        start = passage.text.index(sentence)
        assert passage.sentence_at(start) == sentence
        assert passage.sentence_at(start + len(sentence) - 1) == sentence


def test_blocks_of_code_are_kept_apart():
    assert blocks_of_code("a\n\n```python\nx < y\n```\n\n    z\n") == ["x < y\n", "z"]


def test_prose_knows_its_cells():
    cells = [v4.new_markdown_cell("# A"), v4.new_code_cell("1"), v4.new_markdown_cell("b\n\nc")]
    found = prose(NotebookNode(cells=cells))
    assert [(p.cell, p.where, p.block) for p in found] == [
        (1, "cell 1", "h1"),
        (3, "cell 3", "p"),
        (3, "cell 3", "p"),
    ]


def test_exercises_tell_all_but_options(tmp_path):
    (tmp_path / "01.toml").write_text(
        "[a]\nquestion = 'q'\noptions = ['o', 'p']\nanswer = 'a'\nbecause = 'b'\n"
        "[b]\nhints = ['h', 'i']\n[b.more]\nreason = 'r'\n"
    )
    assert exercise_texts("01", tmp_path) == {"a": ["q", "b"], "b": ["h", "i", "r"]}
    assert exercise_texts("09", tmp_path) == {}
