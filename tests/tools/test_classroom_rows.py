"""tools/classroom.py: the teachers' table of votes, from the reasons that readers see."""

import classroom
from nbformat import v4

QUESTIONS = {
    "first": {
        "question": "Which?", "options": ["One.", "Two.", "Three."], "answer": "b",
        "reasons": ["It takes <em>one</em>\nfor all.", "", "<code>f</code> adds $|x|$."],
        "because": "So.",
    },
    "second": {"question": "Why?", "options": ["A.", "B."], "answer": "a", "because": "So."},
    "third": {"question": "How much?", "value": 3, "because": "So."},
}  # fmt: skip


def test_a_row_has_the_cell_the_question_and_what_is_behind_each_wrong_answer():
    notebook = v4.new_notebook(cells=[
        v4.new_markdown_cell("Text."),
        v4.new_code_cell("questions = load_questions(1)"),
        v4.new_code_cell('answer(**questions["third"])'),
        v4.new_code_cell('predict(\n    **questions["first"],\n    figure=playground(rule),\n)'),
        v4.new_code_cell('predict(**questions["second"])'),  # it has no reasons
    ])  # fmt: skip
    assert list(classroom.vote_rows(notebook, QUESTIONS)) == [
        r"| [3] `first` | (a) It takes *one* for all. (c) `f` adds $\|x\|$. |"
    ]


def test_it_prints_the_rows_of_a_lesson(monkeypatch, capsys):
    asked = 'questions["best-m"]'
    reasons = dict.fromkeys(classroom.load_questions(0), QUESTIONS["first"])
    monkeypatch.setattr(classroom, "load_questions", lambda lesson: reasons)
    classroom.main(["0"])
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == len(reasons) and asked[11:-2] in printed[0]
