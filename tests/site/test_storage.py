"""What a page keeps in the browser: shared by two tabs, refused, full, of an older edition."""

import json
from pathlib import Path

import pytest
from support.node import run_module

STORAGE = Path(__file__).resolve().parents[2] / "site" / "pages" / "browser" / "storage.js"
SETUP = f"""
    const {{ Storage }} = await import({json.dumps(STORAGE.as_uri())});
    const stored = {{}}, listeners = [];
    globalThis.addEventListener = (kind, listener) => listeners.push(listener);
    globalThis.localStorage = {{
        isFull: false,
        getItem: (key) => stored[key] ?? null,
        setItem(key, text) {{
            if (this.isFull) throw new Error("QuotaExceededError");
            stored[key] = text;
        }},
        removeItem: (key) => {{ delete stored[key] }},
    }};
    const KEY = "optimiser-lessons/sample";
    const tab = (edition = "new") => new Storage(
        {{ name: "sample", version: "2", edition, asked: {{ q: "q1", r: "r1" }} }});
    const other = () => listeners.forEach((heard) => heard({{ key: KEY }}));
    const kept = async (storage) => JSON.parse(await storage.file("").text()).page;
    const guess = {{ kind: "guesses", name: "g", entry: {{ choice: "a", right: false }} }};
"""


def run(code):
    """Run code that ends with `show(…)`; return what it shows."""
    return run_module(
        f"{SETUP} const show = (what) => console.log(JSON.stringify(what)); {{ {code} }}"
    )


def test_two_tabs_add_to_what_the_other_has_stored():
    page, results = run("""
        const [one, two] = [tab(), tab()];
        one.keepSource("a", "in one");
        two.keepSource("b", "in two");
        one.keepQuestion("q", [[0, "guess", "a"]]);
        two.keepResult(guess);
        one.keepSource("b", null);
        const { results, ...page } = JSON.parse(stored[KEY]);
        show([page, results.guesses.g.choice]);""")
    assert page["sources"] == {"a": "in one"} and page["questions"] == {"q": [[0, "guess", "a"]]}
    assert results == "a"


def test_a_tab_hears_what_another_has_stored_or_cleared():
    heard = run("""
        const [one, two] = [tab(), tab()], heard = [];
        two.onOther((isCleared) => heard.push([isCleared, two.source("a") ?? null]));
        one.keepSource("a", "in one");
        other();
        one.clear();
        other();
        two.keepSource("b", "after that");
        show([...heard, JSON.parse(stored[KEY]).sources]);""")
    assert heard == [[False, "in one"], [True, None], {"b": "after that"}]


@pytest.mark.parametrize("refused", ["localStorage.isFull = true",
                                     "globalThis.localStorage = null"])  # fmt: skip
def test_what_cannot_be_stored_stays_here_until_it_can(refused):
    said, page, later = run(f"""
        tab().keepSource("before", "stored");
        const room = localStorage, one = tab(), said = [];
        one.onUnsaved(() => said.push([one.isUnsaved, one.isRefused]));
        {refused};
        one.keepSource("a", "only here");
        one.keepQuestion("q", [[0, "guess", "a"]]);
        other();
        const page = await kept(one);
        one.keepSource("a", "only here, and more");
        globalThis.localStorage = room;
        room.isFull = false;
        one.keepSource("b", "there is room again");
        show([said, page, JSON.parse(stored[KEY])]);""")
    assert said == [[True, True], [True, True], [False, False]]
    assert page["sources"] == {"before": "stored", "a": "only here"} and "q" in page["questions"]
    assert later["sources"] == {
        "before": "stored", "a": "only here, and more", "b": "there is room again"
    }  # fmt: skip
    assert later["questions"] == page["questions"]


def test_a_file_that_cannot_be_stored_is_not_taken_and_says_why():
    said, source = run("""
        const one = tab();
        one.keepSource("a", "mine");
        const text = await one.file("").text();
        one.keepSource("a", "mine, later");
        localStorage.isFull = true;
        show([one.take(text), one.source("a")]);""")
    assert said.startswith("This browser has no room for that file") and source == "mine, later"


OLD = {"lesson": "sample", "edition": "old", "questions": {"q": []}, "sources": {"a": "b"}}
OLDER = {  # what pages have stored before, and what is not theirs
    "without results": (OLD, ["b", []]),
    "with fewer results": (OLD | {"results": {"answers": {}}}, ["b", []]),
    "a question that was another": (OLD | {"asked": {"q": "another"}}, ["b", None]),
    "no object": ([1], [None, None]),
    "nothing": (None, [None, None]),
    "without sources": ({"edition": "new", "questions": {}}, [None, None]),
}  # fmt: skip


@pytest.mark.parametrize(("found", "expected"), OLDER.values(), ids=OLDER)
def test_what_an_older_edition_has_stored_is_taken_where_it_fits(found, expected):
    source, question, guessed, sources = run(f"""
        stored[KEY] = {json.dumps(json.dumps(found))};
        const one = tab();
        const there = [one.source("a") ?? null, one.question("q") ?? null];
        one.keepResult(guess);
        one.keepSource("b", "new");
        const {{ results, sources }} = JSON.parse(stored[KEY]);
        show([...there, results.guesses.g.choice, sources]);""")
    assert [source, question] == expected and guessed == "a"
    assert sources == {"b": "new"} | ({"a": source} if source else {})


def test_what_is_no_json_is_left_until_something_is_written():
    assert run("""
        stored[KEY] = "{";
        const one = tab();
        show([one.source("a") ?? null, one.isRefused, stored[KEY]]);""") == [None, False, "{"]
