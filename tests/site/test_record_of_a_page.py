"""What a page keeps and saves is what a notebook keeps and writes."""

import json
from itertools import count
from pathlib import Path

from support.node import run_module

from helpers.core.results import Results
from helpers.exercises.record_file import FORMAT, read_record

RESULTS = Path(__file__).resolve().parents[2] / "site" / "pages" / "browser" / "results.js"
RECORD = RESULTS.with_name("record.js")

SCRIPT = [  # kind, name, entry
    ("guesses", "q", {"choice": "a", "right": False}),
    ("guesses", "q", {"choice": "b", "right": True}),
    ("answers", "n", {"given": ["3"], "right": False, "solution_shown": False}),
    ("answers", "n", {"given": ["4"], "right": True, "solution_shown": False}),
    ("answers", "n", {"given": ["5"], "right": False, "solution_shown": False}),
    ("answers", "o", {"given": ["2 1"], "right": False, "solution_shown": False}),
    ("answers", "o", {"given": [], "right": False, "solution_shown": True}),
    ("checks", "adam", {"passed": False, "mistakes": ["uphill", "half"]}),
    ("checks", "adam", {"passed": False, "mistakes": ["half"]}),
    ("checks", "adam", {"passed": True, "mistakes": []}),
    ("challenges", "goal", {"met": False, "moves": 2}),
    ("challenges", "goal", {"met": True, "moves": 1}),
    ("challenges", "goal", {"met": True, "moves": 7}),
]


def keep(results, kind, name, entry):
    """Add an entry as a notebook does."""
    add = {
        "guesses": results.add_guess,
        "answers": results.add_answer,
        "checks": results.add_check,
        "challenges": results.add_challenge,
    }
    words = {"solution_shown": "shown"}
    add[kind](name, **{words.get(key, key): value for key, value in entry.items()})


def test_a_page_keeps_the_same():
    minutes = (f"2026-11-30T10:{minute:02}:00Z" for minute in count())
    ours = Results(now=lambda: next(minutes))
    for kind, name, entry in SCRIPT:
        keep(ours, kind, name, entry)
    theirs = run_module(f"""
        const {{ addResult, noResults }} = await import({json.dumps(RESULTS.as_uri())});
        const results = noResults();
        for (const [minute, [kind, name, entry]] of {json.dumps(SCRIPT)}.entries()) {{
            const at = String(minute).padStart(2, "0");
            addResult(results, {{ kind, name, entry }}, `2026-11-30T10:${{at}}:00Z`);
        }}
        console.log(JSON.stringify(results));""")
    assert theirs == ours.entries


def test_a_page_writes_what_is_read_again(tmp_path, npm_packages):
    """With texts that the two languages write differently unless told otherwise."""
    results = Results()
    results.add_guess('é \u2028 \x7f \x01 " \\ / 𝄞', "b", right=False)
    results.add_guess("\uffee", "a", right=True)
    page = {"sources": {"x": "a\tb\n\ud800"}, "questions": {"c": [[0, "tries", ["3"]]]}, "n": None}
    made = {"version": "2.0", "lesson": "03_momentum", "name": " Zoë ", "results": results.entries}
    text = run_module(f"""
        const {{ recordText }} = await import({json.dumps(RECORD.as_uri())});
        console.log(JSON.stringify(recordText({json.dumps({**made, "page": page})})));""")
    path = tmp_path / "momentum.json"
    path.write_text(text, encoding="utf-8")
    found = read_record(path)
    assert (found.lesson, found.version, found.name) == ("03", "2.0", "Zoë")
    assert found.entries == results.entries and json.loads(text)["format"] == FORMAT
