"""core.results: what counts of what a reader does."""

from pathlib import Path

import pytest

from helpers.core.results import FIELDS, Results, joined, time_of


class Clock:
    """Counts minutes."""

    def __init__(self):
        self.minute = -1

    def __call__(self):
        self.minute += 1
        return f"2026-11-30T10:{self.minute:02}:00Z"


@pytest.fixture
def results():
    return Results(now=Clock())


def entry_of(results, kind):
    (entry,) = results.entries[kind].values()
    return entry


def test_the_first_guess_counts(results):
    assert not results
    results.add_guess("best-m", "b", right=True)
    results.add_guess("best-m", "a", right=False)
    at = "2026-11-30T10:00:00Z"
    assert entry_of(results, "guesses") == {"choice": "b", "right": True, "first": at, "last": at}
    assert results


def test_an_answer_counts_until_it_is_right(results):
    for text, right in (("3", False), ("4", False), ("2/3", True), ("5", False)):
        results.add_answer("spring", [text], right=right, shown=False)
    entry = entry_of(results, "answers")
    assert entry["given"] == ["3", "4", "2/3"] and entry["right"] and not entry["solution_shown"]
    assert (entry["first"][14:16], entry["last"][14:16]) == ("00", "02")


def test_what_is_answered_after_the_solution_was_shown_does_not_count(results):
    results.add_answer("spring", ["3"], right=False, shown=False)
    results.add_answer("spring", [], right=False, shown=True)
    results.add_answer("spring", ["4"], right=True, shown=True)
    entry = entry_of(results, "answers")
    assert (entry["given"], entry["right"], entry["solution_shown"]) == (["3"], False, True)


def test_a_check_keeps_each_mistake_once_until_it_is_passed(results):
    for mistakes in (["uphill"], ["half", "uphill"], []):
        results.add_check("momentum", passed=False, mistakes=mistakes)
    results.add_check("momentum", passed=True, mistakes=[])
    results.add_check("momentum", passed=False, mistakes=["sum"])
    entry = entry_of(results, "checks")
    assert entry["passed"] and entry["mistakes"] == ["uphill", "half"]


def test_moves_are_added_until_a_challenge_is_met(results):
    for moves, met in ((2, False), (1, True), (4, False)):
        results.add_challenge("below 3", moves=moves, met=met)
    assert entry_of(results, "challenges")["moves"] == 3 and entry_of(results, "challenges")["met"]


def test_an_earlier_record_comes_before_what_was_done_since(results):
    earlier = Results(now=lambda: "2026-11-29T09:00:00Z")
    earlier.add_guess("best-m", "a", right=False)
    earlier.add_answer("spring", ["3"], right=False, shown=False)
    results.add_guess("best-m", "b", right=True)
    results.add_answer("spring", ["4"], right=True, shown=False)
    results.continue_from(Path("record.json"), earlier.entries)
    assert entry_of(results, "guesses")["choice"] == "a"
    answer = entry_of(results, "answers")
    assert answer["given"] == ["3", "4"] and answer["first"] < "2026-11-30" < answer["last"]
    assert Path("record.json") in results.continued


def test_every_kind_can_be_joined_with_itself():
    now = {"first": "2026-11-30T10:00:00Z", "last": "2026-11-30T10:00:00Z"}
    for kind, fields in FIELDS.items():
        entry = {name: wanted() for name, wanted in fields.items()} | now
        assert joined(kind, entry, entry).keys() == entry.keys()


def test_times_are_those_that_are_written():
    assert time_of("2026-11-30T10:01:02Z").isoformat() == "2026-11-30T10:01:02+00:00"
    with pytest.raises(ValueError, match="does not match"):
        time_of("yesterday")
