"""`make inventory`: files for Moodle and Canvas, read by other parsers than ours, and the key."""

import json
import os
import subprocess
import zipfile
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree

import pytest
from support.node import NODE

from helpers.exercises import inventory
from helpers.exercises.inventory import FORM_NAMES
from helpers.exercises.static_text import LETTERS

ROOT = Path(__file__).resolve().parents[2]
GIFT_PARSER = ROOT / "node_modules" / "gift-pegjs"
QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
CANVAS = "{http://canvas.instructure.com/xsd/cccv1p0}"
PACKAGE = "{http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1}"


@pytest.fixture(scope="module")
def exports():
    """The program; it needs a package of requirements-test.txt."""
    pytest.importorskip("text2qti", reason="text2qti is not installed: requirements-test.txt")
    return import_module("inventory_exports")


@pytest.fixture(scope="module")
def folder(tmp_path_factory, exports):
    folder = tmp_path_factory.mktemp("inventory") / "new"
    exports.main(folder)
    return folder


def expected(form):
    """Return (question, options, right option) of each question of a form."""
    return [
        (item.question, item.options, item.options[LETTERS.index(item.answer)])
        for item in inventory(form).items
    ]


def test_all_files_are_written(folder):
    forms = [f"form_{form}{ending}" for form in "AB" for ending in (".gift.txt", ".md", ".qti.zip")]
    assert {file.name for file in folder.iterdir()} == {*forms, "key.md"}
    assert "$(IN_VENV) tools/inventory_exports.py" in (ROOT / "Makefile").read_text("utf-8")


# ---- Moodle -------------------------------------------------------------------------------------


def parsed_gift(text):
    """Return what the parser of gift-pegjs finds in a text."""
    if not GIFT_PARSER.exists():
        missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        missing("gift-pegjs is not installed: npm ci")
    code = "let text = ''; process.stdin.on('data', (part) => { text += part; }).on('end', () => "
    code += f"console.log(JSON.stringify(require({json.dumps(str(GIFT_PARSER))}).parse(text))));"
    done = subprocess.run([NODE, "-e", code], input=text, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("form", FORM_NAMES)
def test_moodle_gets_every_question(folder, form):
    text = (folder / f"form_{form}.gift.txt").read_text(encoding="utf-8")
    found = parsed_gift(text)
    assert {question["type"] for question in found} == {"MC"}
    assert [question["title"] for question in found] == [
        f"{form}{number:02} {item.concept}"
        for number, item in enumerate(inventory(form).items, start=1)
    ]
    read = []
    for question in found:
        choices = question["choices"]
        (right,) = [choice["text"]["text"] for choice in choices if choice["isCorrect"]]
        assert not any(choice["feedback"] or choice["weight"] for choice in choices)
        texts = [choice["text"]["text"] for choice in choices]
        read.append((question["stem"]["text"], texts, right))
    assert read == expected(form)


def test_what_means_something_in_gift_is_escaped(exports):
    form = inventory("A")
    odd = "50 % {a} ~ b = c # d: e \\ f"
    form.items = [form.items[0]._replace(concept=odd, question=odd, options=[odd, "2"], answer="a")]
    (found,) = parsed_gift(exports.gift(form))
    assert found["title"] == f"A01 {odd}" and found["stem"]["text"] == odd
    assert [choice["text"]["text"] for choice in found["choices"]] == [odd, "2"]


# ---- Canvas -------------------------------------------------------------------------------------


@pytest.fixture(params=FORM_NAMES)
def package(folder, request):
    with zipfile.ZipFile(folder / f"form_{request.param}.qti.zip") as package:
        assert package.testzip() is None
        files = {name: package.read(name) for name in package.namelist() if name[-1] != "/"}
    return request.param, {name: ElementTree.fromstring(xml) for name, xml in files.items()}


def paragraph(element):
    """Return the text in the HTML of a piece of material, with straight quotation marks."""
    html = element.findtext(f".//{QTI}mattext")
    text = "".join(ElementTree.fromstring(html.replace("&ldquo;", "“").replace("&rdquo;", "”")
                                          .replace("&rsquo;", "’")).itertext())  # fmt: skip
    return text.translate(str.maketrans("“”’", '""\''))


def test_the_manifest_names_all_files(package):
    _, files = package
    manifest = files["imsmanifest.xml"]
    named = [file.get("href") for file in manifest.iter(f"{PACKAGE}file")]
    assert {*named, "imsmanifest.xml"} == {*files} and len(named) == 2
    (test,) = [r for r in manifest.iter(f"{PACKAGE}resource") if r.get("type") == "imsqti_xmlv1p2"]
    assert files[test.find(f"{PACKAGE}file").get("href")].tag == f"{QTI}questestinterop"


def test_canvas_gets_every_question(package):
    form, files = package
    (test,) = [root for root in files.values() if root.tag == f"{QTI}questestinterop"]
    assert test.find(f"{QTI}assessment").get("title").endswith(f"form {form}")
    read = []
    for number, item in enumerate(test.iter(f"{QTI}item"), start=1):
        assert item.get("title") == f"{form}{number:02}"
        fields = item.iter(f"{QTI}qtimetadatafield")
        kinds = {f.findtext(f"{QTI}fieldlabel"): f.findtext(f"{QTI}fieldentry") for f in fields}
        assert kinds["question_type"] == "multiple_choice_question"
        assert kinds["points_possible"] == "1"
        labels = {
            label.get("ident"): paragraph(label) for label in item.iter(f"{QTI}response_label")
        }
        (right,) = [value.text for value in item.iter(f"{QTI}varequal")]
        assert item.findtext(f".//{QTI}setvar") == "100"
        read.append(
            (paragraph(item.find(f".//{QTI}presentation")), [*labels.values()], labels[right])
        )
    assert read == expected(form)


def test_canvas_shows_no_answers_and_keeps_the_order(package):
    _, files = package
    (settings,) = [root for root in files.values() if root.tag == f"{CANVAS}quiz"]
    wanted = {
        "shuffle_answers": "false", "show_correct_answers": "false", "hide_results": "always",
        "points_possible": "12.0", "allowed_attempts": "1",
    }  # fmt: skip
    assert {name: settings.findtext(f"{CANVAS}{name}") for name in wanted} == wanted
    assert inventory("A").words in settings.findtext(f"{CANVAS}description")


# ---- for the teacher, and for paper -------------------------------------------------------------


def test_only_the_key_gives_the_answers(folder):
    key = (folder / "key.md").read_text(encoding="utf-8")
    others = "".join(
        file.read_text(encoding="utf-8") for file in folder.iterdir()
        if file.suffix != ".zip" and file.name != "key.md"
    )  # fmt: skip
    for form in FORM_NAMES:
        items = inventory(form).items
        assert f"## Form {form}: {''.join(item.answer for item in items)}\n" in key
        for item in items:
            reasons = [reason or f"**right.** {item.because}" for reason in item.reasons]
            for letter, option, reason in zip(LETTERS, item.options, reasons, strict=False):
                assert f"* ({letter}) {option} — {reason}\n" in key
                assert reason not in others and item.because not in others


@pytest.mark.parametrize("form", FORM_NAMES)
def test_a_form_on_paper_asks_all(folder, form):
    text = (folder / f"form_{form}.md").read_text(encoding="utf-8")
    for number, item in enumerate(inventory(form).items, start=1):
        options = [
            f"({letter}) {option}" for letter, option in zip(LETTERS, item.options, strict=False)
        ]
        lines = "  \n".join([f"{number}. {item.question}", *options])
        assert f"\n{lines}\n" in text
