"""tools/grades.py: a class's records as tables, whatever else lies in the folder."""

from pathlib import Path

import grades as tool
import pandas as pd
import pytest

from helpers.core.results import Results
from helpers.exercises.record_file import Record, write_record


def put(path, name="", lesson="01", choice="a", tries=("3", "4"), at=0, mistakes=(), right=True):
    """Write a record of ten minutes that begins `at` some minutes past ten."""
    minute = [at]
    results = Results(now=lambda: f"2026-11-30T10:{minute[0]:02}:00Z")
    results.add_guess("points", choice, right=choice == "c")
    minute[0] += 10
    for place, text in enumerate(tries, start=1):
        last = place == len(tries)
        results.add_answer("spring", [text], right=right and last, shown=False)
    results.add_check("adam", passed=not mistakes, mistakes=mistakes)
    results.add_challenge("goal", moves=3, met=True)
    path.parent.mkdir(exist_ok=True)
    write_record(path, Record(lesson, "2.0", name, results.entries))


def tables(folder):
    records, complaints = tool.read_class(folder)
    return tool.grades(records), tool.questions(records), complaints


def test_a_row_for_each_learner_and_lesson(tmp_path):
    put(tmp_path / "record-02-Ada.json", name="Ada", lesson="02", choice="c", tries=["4"])
    put(tmp_path / "record-01-Ada.json", name="Ada")
    put(tmp_path / "Bob" / "record-01.json", mistakes=["uphill"], right=False)
    rows, _, complaints = tables(tmp_path)
    assert not complaints
    assert rows.to_numpy().tolist() == [
        ["Ada", "01", 1, 0, 1, 0, 1, 1, 1, 10],
        ["Bob", "01", 1, 0, 1, 0, 0, 0, 1, 10],
        ["Ada", "02", 1, 1, 1, 1, 1, 1, 1, 10],
    ]


def test_what_was_most_often_wrong(tmp_path):
    for number, (choice, tries) in enumerate([("a", "34"), ("b", "54"), ("b", "54"), ("c", "4")]):
        put(tmp_path / f"{number}.json", choice=choice, tries=tries)
    _, wrong, _ = tables(tmp_path)
    assert wrong.to_numpy().tolist() == [
        ["01", "answer", "spring", 3, 4, "5"],
        ["01", "guess", "points", 3, 4, "(b)"],
    ]


def test_where_nothing_was_wrong_there_is_nothing_to_list(tmp_path):
    put(tmp_path / "1.json", choice="c", tries=["4"])
    assert tables(tmp_path)[1].empty


def test_two_of_the_same_name_in_two_folders_are_two(tmp_path):
    put(tmp_path / "a" / "1.json", name="Ada")
    put(tmp_path / "b" / "1.json", name="Ada")
    assert tables(tmp_path)[0]["learner"].tolist() == ["Ada (a)", "Ada (b)"]


def test_a_later_state_of_a_record_counts_once(tmp_path):
    put(tmp_path / "1.json", name="Ada", tries=["3"], right=False)
    put(tmp_path / "2.json", name="Ada", tries=["3", "4"])
    rows, wrong, _ = tables(tmp_path)
    assert rows["right in the end"].tolist() == [1] and len(rows) == 1
    assert set(wrong["of"]) == {1}


def test_records_of_two_machines_are_joined(tmp_path):
    put(tmp_path / "school.json", name="Ada", choice="c", tries=["3"], right=False)
    put(tmp_path / "home.json", name="Ada", choice="a", tries=["4"], at=30)
    records, _ = tool.read_class(tmp_path)
    (record,) = records.values()
    assert record.entries["guesses"]["points"]["choice"] == "c"
    assert record.entries["answers"]["spring"]["given"] == ["3", "4"]
    assert tool.grades(records)["minutes"].tolist() == [40]


def test_other_files_are_named_and_the_rest_is_tabulated(tmp_path, capsys):
    put(tmp_path / "Ada.json")
    text = (tmp_path / "Ada.json").read_text()
    (tmp_path / "cut.json").write_text(text[:99])
    (tmp_path / "changed.json").write_text(text.replace("false", "true"))
    (tmp_path / "empty.json").write_text("")
    (tmp_path / "essay.docx").write_bytes(b"PK\xff")
    (tmp_path / ".DS_Store").write_bytes(b"\x00")
    for _ in range(2):  # the second time its own tables lie there too
        assert tool.main([str(tmp_path)]) is None
        lines = capsys.readouterr().out.splitlines()
        assert lines[:4] == [
            "changed.json was changed after it was written: ask for the file as it was.",
            "cut.json is damaged, or no record of this course: it cannot be read.",
            "empty.json is empty: ask for it once more.",
            "essay.docx is damaged, or no record of this course: it cannot be read.",
        ]
        assert [line.split()[0] for line in lines[4:7] if line] == ["learner", "Ada"]
    written = pd.read_csv(tmp_path / "grades.csv", encoding="utf-8-sig", dtype={"lesson": str})
    assert written.to_numpy().tolist() == [["Ada", "01", 1, 0, 1, 0, 1, 1, 1, 10]]
    assert (tmp_path / "questions.csv").exists()


@pytest.mark.parametrize("name, written", [("=1+1", "'=1+1"), ("@a", "'@a"), ("-2.5", "-2.5")])
def test_no_name_is_computed_by_a_spreadsheet(tmp_path, name, written):
    tool.write_table(pd.DataFrame({"learner": [name]}), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text(encoding="utf-8-sig").splitlines()[1] == written


def test_a_folder_without_records_and_none_at_all(tmp_path, capsys):
    assert tool.main([str(tmp_path)]) is None
    assert capsys.readouterr().out == f"There is no record in {tmp_path} that can be tabulated.\n"
    assert not list(tmp_path.iterdir())
    for arguments in ([], [""], ["a", "b"]):
        assert tool.main(arguments) == tool.USAGE
    assert str(tool.main([str(Path(tmp_path) / "none")])).startswith("There is no folder")
