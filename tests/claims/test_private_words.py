"""Private words: each entry of the table finds the private sense and leaves plain English alone."""

import re

import pytest

from claims.made_up import passages
from claims.private_words import PrivateWord, find_private_words, private_words

SENTENCES = {  # word: (in its private sense, in plain English or as the standard term)
    "stone": ("Each stone weighs less.", "Each example is a diamond."),
    "row": ("It reads all 8,000 rows.", "Three rows of the table, two in a row."),
    "hillside": ("It walks down the hillside.", "It is the loss surface."),
    "place": ("The slopes at one place.", "In place of two; it takes place, at several places."),
    "star": ("It runs to the star.", "The star marks the minimum; it starts."),
    "the lowest": ("The loss above the lowest.", "The lowest loss; the lowest learning rate."),
    "rate": ("At a rate of 0.5.", "The learning rate: a high rate; learning-rate schedules."),
    "yardstick": ("Its own yardstick.", "The root mean square."),
    "logbook": ("Two logbooks.", "Two moment estimates; a log."),
    "felt": ("The slope that was felt.", "Feel with your feet."),
    "board": ("Play with the board.", "Better across the board; the keyboard."),
    "walk": ("Ten walks of 100 updates.", "They walk on; a random walk; the walker walks."),
    "kick": ("Each kick is shorter.", "Then the averaging kicks in."),
    "jitter": ("It jitters at the end.", "It oscillates."),
    "floor": ("The floor falls.", "The noise floor falls, and a floor is a floor; a valley floor."),
    "cliff": ("Close to the cliff.", "A cliff-hanger."),
    "limit": ("Above the limit.", "The stability limit: above the limit. It has limits."),
    "creeps": ("It creeps along.", "It is overdamped."),
    "swings": ("The ball swung back.", "It oscillates."),
    "rings": ("It rings.", "The black rings are torch's; a string, bring."),
    "thrown, lost": ("At 0.6 it is lost.", "Nothing typed is lost; the rest is thrown away."),
    "matched": ("At the matched learning rate.", "It is matched by theory."),
    "averaged ball": ("The averaged ball.", "The EMA form."),
    "clerk, notes": ("It reads the notes backwards.", "Note that it notes nothing; footnotes."),
    "as they are": ("On columns as they are.", "Both lines stay as they are."),
    "peep": ("That would be a peep.", "That would be data leakage."),
    "constants": ("The constants of a layer.", "A constant learning rate; its time constant."),
}


def found(text, lesson="01_one_run", words=None):
    """Return the private words that are found in Markdown, as they stand there."""
    return [each.text for each in find_private_words(lesson, passages(text), words)]


def entry(pattern, **given):
    """Return an entry of the table."""
    allowed = tuple(given.get("allowed", ()))
    return PrivateWord("it", "the term", re.compile(pattern), None, None, allowed)


def test_every_word_of_the_table_is_tried():
    assert [word.word for word in private_words()] == list(SENTENCES)


@pytest.mark.parametrize("name", SENTENCES)
def test_the_private_sense_is_found_and_plain_english_is_not(name):
    private, plain = SENTENCES[name]
    (word,) = (word for word in private_words() if word.word == name)
    assert len(found(private, words=[word])) == 1
    assert found(private.upper(), words=[word])
    assert found(plain, words=[word]) == []


def test_words_are_found_over_line_breaks_and_emphasis_but_not_in_code_and_formulas():
    assert found("It *reads\nall* **8,000** rows.") == ["all 8,000 rows"]
    assert found("`stone` and $stone$\n\n```\nstone\n```") == []
    assert found("one *stone*, two **stones**") == ["stone", "stones"]


def test_the_standard_term_in_a_paragraph_allows_its_short_form_there_only():
    text = "The stability limit is 2. Half the limit is safe.\n\nAbove the limit it blows up."
    assert found(text) == ["the limit"]


def test_a_message_says_where_what_and_the_term():
    (message,) = (each.sentence for each in find_private_words("", passages("Hm. A stone? No.")))
    assert message == "cell 1: “stone”, say example, in “A stone?”"


def test_a_word_may_be_allowed_in_a_lesson_or_in_the_words_that_introduce_it():
    reason = {"lesson": "01_one_run", "reason": "it is introduced there"}
    text = "Each example is one *stone*.\n\nA stone weighs little."
    anywhere = [entry("stone", allowed=[reason])]
    assert found(text, words=anywhere) == []
    assert found(text, "02_other", anywhere) == ["stone", "stone"]
    once = [entry("stone", allowed=[reason | {"words": "example is one stone"}])]
    assert found(text, words=once) == ["stone"]


@pytest.mark.parametrize("allowed", ["{lesson = 'a'}", "{reason = 'b'}", "{lesson='a', why='b'}"])
def test_what_is_allowed_needs_a_lesson_and_a_reason(tmp_path, allowed):
    path = tmp_path / "words.toml"
    path.write_text(f"[[words]]\nword='it'\nsay='x'\npattern='it'\nallowed=[{allowed}]\n")
    with pytest.raises(KeyError, match="takes lesson, reason and words"):
        private_words(path)
