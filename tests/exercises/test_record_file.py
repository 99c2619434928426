"""exercises.record_file: what is written is read again, and damaged files are told apart."""

import json

import pytest

from helpers.core.results import Results
from helpers.exercises.record_file import (
    LARGEST,
    Record,
    RecordError,
    content_hash,
    read_record,
    write_record,
)


@pytest.fixture
def written(tmp_path):
    results = Results()
    results.add_guess("points", "c", right=True)
    results.add_answer("spring", ["3", "2/3"], right=True, shown=False)
    results.add_check("momentum", passed=False, mistakes=["uphill"])
    results.add_challenge("come within 1 %", moves=4, met=True)
    path = tmp_path / "record-01.json"
    write_record(path, Record("01", "2.0", "Zoë", results.entries))
    return path


def complaint(path):
    with pytest.raises(RecordError) as caught:
        read_record(path)
    return str(caught.value)


def test_what_is_written_is_read_again(written):
    found = read_record(written)
    assert (found.lesson, found.version, found.name) == ("01", "2.0", "Zoë")
    assert found.entries["answers"]["spring"]["given"] == ["3", "2/3"]
    assert [path.name for path in written.parent.iterdir()] == [written.name]


def test_a_reader_can_read_it(written):
    text = written.read_text(encoding="utf-8")
    assert '"name": "Zoë"' in text and "come within 1 %" in text and len(text.splitlines()) > 30


def test_another_layout_of_the_same_content_is_no_change(written):
    content = json.loads(written.read_text(encoding="utf-8"))
    turned = dict(reversed(content.items()))
    written.write_bytes(b"\xef\xbb\xbf" + json.dumps(turned).replace(": ", " :\r\n").encode())
    assert read_record(written).name == "Zoë"


@pytest.mark.parametrize("old, new", [("true", "false"), ("Zoë", "Zoe"), ('"c"', '"b"')])
def test_a_change_is_seen(written, old, new):
    text = written.read_text(encoding="utf-8")
    assert old in text
    written.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert complaint(written).startswith("was changed after it was written")


@pytest.mark.parametrize("data, says", [
    (b"", "is empty"),
    (b" \n", "is empty"),
    (b"{", "is damaged, or no record"),
    (b"\xff\xfe\x00", "is damaged, or no record"),
    (b"[" * 100_000, "is damaged, or no record"),
    (b"[]", "is no record of this course"),
    (b'{"lesson": "01"}', "is no record of this course"),
    (b"1" * (LARGEST + 1), "is too large"),
])  # fmt: skip
def test_files_that_are_no_records(tmp_path, data, says):
    path = tmp_path / "some.json"
    path.write_bytes(data)
    assert complaint(path).startswith(says)


@pytest.mark.parametrize("change", [
    {"lesson": 1},
    {"lesson": ""},
    {"name": ["Zoë"]},
    {"guesses": []},
    {"guesses": {"points": {"choice": "c", "right": True}}},
    {"guesses": {"points": {"choice": "c", "right": 1, "first": "", "last": ""}}},
    {"checks": {"adam": {"passed": True, "mistakes": [3], "first": "", "last": ""}}},
    {"challenges": {"goal": {"met": True, "moves": 3, "first": "now", "last": "now"}}},
])  # fmt: skip
def test_what_no_record_holds_is_refused_although_the_hash_is_right(written, change):
    content = json.loads(written.read_text(encoding="utf-8")) | change
    content["sha256"] = content_hash(content)
    written.write_text(json.dumps(content), encoding="utf-8")
    assert complaint(written).endswith("this course did not write it")
