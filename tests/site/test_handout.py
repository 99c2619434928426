"""The handouts: every lesson as one page that needs no kernel and nothing from outside the file."""

import base64
import re

import handout
import nbformat
import pytest
import text_html
from addresses import target
from cell_html import output_html
from files import InPage
from formulas import mathml
from nbformat import v4
from notebook_files import name_of, notebook_paths
from PIL import Image
from support.jupyterlab_page import FLAGS, running_playwright

from helpers.widgets import images

PATHS = notebook_paths()
FORMULA = r"\$\$.+?\$\$|\$[^$]+?\$"
SQUARE = base64.b64encode(images.encode_png(Image.new("RGB", (2, 2)))).decode()
NEVER_DRAWN = """() => [...document.querySelectorAll('math, img')].filter(drawn => {
    if (drawn.closest('details')) drawn.closest('details').open = true
    const {width, height} = drawn.getBoundingClientRect()
    return width < 2 || height < 4 || drawn.naturalWidth === 0
}).map(drawn => drawn.outerHTML.slice(0, 200))"""
FONT_USED = (  # where there is a formula
    "document.fonts.ready.then(fonts => !document.querySelector('math')"
    " || [...fonts].every(f => f.status === 'loaded'))"
)
ANSWERS_SEEN = """() => [
    ...document.querySelectorAll('main details:not(.source) > :not(summary)')
].map(answer => answer.checkVisibility())"""


@pytest.fixture(scope="module")
def pages():
    """The pages of all lessons, by name."""
    read = {name_of(path): nbformat.read(path, as_version=4) for path in PATHS}
    return {name: handout.page(name, notebook) for name, notebook in read.items()}


@pytest.fixture(params=PATHS, ids=name_of)
def lesson(request):
    return nbformat.read(request.param, as_version=4)


@pytest.fixture
def page(request, pages):
    return pages[name_of(request.node.callspec.params["lesson"])]


def shown(data, described_below=False, **metadata):
    output = v4.new_output("display_data", data=data, metadata=metadata)
    return output_html(output, InPage(), described_below)


def markdown(source, name=PATHS[0].stem):
    return text_html.markdown(source, handout.handout_links(name))


@pytest.mark.thorough
def test_page_needs_nothing_from_outside(lesson, page):
    assert not re.findall(r"<(?:link|iframe|object|embed|base)\b|<script src|@import", page)
    used = re.findall(r"""\s(?:src|href|srcset|poster|data)=["']?([^"'\s>]{1,40})""", page)
    used += re.findall(r"url\(([^)]{1,40})", page)
    names = handout.addresses()
    assert all(address.startswith(("data:", "#")) or address in names for address in used)
    assert "widget-view" not in page and page[:15] == "<!DOCTYPE html>"


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://elsewhere.org/a.png">',
        "<a href='../data/README.md'>the data</a>",
        "<script src=//elsewhere.org/a.js></script>",
        "<style>p { background: url('a.png') }</style>",
        '<style>@import "a.css"</style>',
        '<p style="background: url(//elsewhere.org/a.png)">text</p>',
    ],
)
def test_an_address_outside_is_refused(html):
    cells = [v4.new_markdown_cell(f"# Lesson\n\n{html}")]
    with pytest.raises(ValueError, match="has to stand alone"):
        handout.page("lesson", v4.new_notebook(cells=cells))


def test_an_address_that_is_only_text_is_let_through():
    code = v4.new_code_cell('x = "src=\'http\'"  # href="https://elsewhere.org"')
    code.outputs = [v4.new_output("stream", text='href="https://elsewhere.org" url(a)')]
    text = v4.new_markdown_cell("Look at `href=x`, <https://elsewhere.org> and http://there.org")
    page = handout.page("lesson", v4.new_notebook(cells=[text, code]))
    assert "https://elsewhere.org" in page and "<a href" not in page


def test_links_lead_to_the_pages_of_the_lessons():
    first = PATHS[0].stem
    assert f'<a href="{first}.html">one</a>' in markdown(f"[one]({first}.ipynb#part)")
    assert markdown("[Adam](https://elsewhere.org/adam)") == (
        "<p>Adam (https://elsewhere.org/adam)</p>\n"
    )
    assert markdown("[data](../data/README.md)") == "<p>data</p>\n"


def test_links_lead_into_deeper_and_back():
    assert 'href="deeper/units.html"' in markdown("[units](deeper/units.ipynb)")
    back = markdown(f"[one](../{PATHS[0].stem}.ipynb)", "deeper/units")
    assert f'href="../{PATHS[0].stem}.html"' in back
    assert target(f"{PATHS[0].stem}.ipynb", "deeper/units") is None  # it would be deeper/00_…


@pytest.mark.thorough
def test_every_formula_becomes_mathml(lesson, page):
    texts = [cell.source for cell in lesson.cells if cell.cell_type == "markdown"]
    outputs = [output for cell in lesson.cells for output in cell.get("outputs", [])]
    shown = [output.get("data", {}).get("text/html", "") for output in outputs]
    texts += [html for html in shown if "<table" not in html]
    plain = re.sub(r"```.*?```|`[^`]*`", "", "\n\n".join(texts), flags=re.S)
    assert page.count("<math") == len(re.findall(FORMULA, plain, re.S))
    assert "$" not in re.sub(r"<(pre|style|code|math)\b.*?</\1>", "", page, flags=re.S)


def test_a_formula_that_cannot_be_written_is_named():
    with pytest.raises(ValueError, match=r"\$\\nonsense x\$"):
        mathml(r"\nonsense x", displaystyle=False)


@pytest.mark.thorough
def test_every_picture_is_there_and_says_what_it_shows(lesson, page):
    pictures = [
        output for cell in lesson.cells for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]  # fmt: skip
    alts = re.findall(r'<img src="data:image/webp;base64,[\w+/=\s]+" alt="([^"]+)"', page)
    assert len(alts) == len(pictures) == page.count("<img")


def test_of_several_forms_the_picture_comes_first_then_html():
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "text"}
    assert shown(view) == '<pre class="output" tabindex="0">text</pre>'
    assert shown(view | {"text/html": "<p>html</p>"}) == (
        '<div class="wide output"><p>html</p></div>'
    )
    figure = shown(view | {"text/html": "<p>html</p>", "image/png": SQUARE}, described_below=True)
    assert "html" not in figure and 'alt="The picture is described in the text below it."' in figure


def test_a_picture_brings_its_size_and_its_caption():
    figure = shown({"image/png": SQUARE}, **{"image/png": {"alt": "a < b", "width": 1}})
    assert 'alt="a &lt; b" width="1" height="1"' in figure
    assert "<figcaption>a &lt; b</figcaption>" in figure


@pytest.mark.usefixtures("npm_packages")
def test_writes_the_pages_it_is_asked_for(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(handout, "HANDOUT", tmp_path / "handout")
    monkeypatch.setattr(handout, "ROOT", tmp_path)
    assert handout.main(PATHS[:1]) is None
    assert [path.stem for path in handout.HANDOUT.iterdir()] == [PATHS[0].stem]
    assert f"{PATHS[0].stem}.html" in capsys.readouterr().out


def test_a_broken_lesson_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(handout, "HANDOUT", tmp_path / "handout")
    cells = [v4.new_markdown_cell(r"$\nonsense$")]
    nbformat.write(v4.new_notebook(cells=cells), tmp_path / "07_new.ipynb")
    assert handout.main([tmp_path / "07_new.ipynb"]).startswith("07_new.ipynb: This formula")


def test_is_drawn_on_a_phone_on_a_desktop_and_on_paper(chromium, pages, tmp_path):
    with running_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        view, asked = browser.new_page(), []
        view.on("request", lambda request: asked.append(request.url))
        view.on("pageerror", lambda error: asked.append(str(error)))
        for name, html in pages.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / f"{name}.html").write_text(html, encoding="utf-8")
            view.goto((tmp_path / f"{name}.html").as_uri())
            assert not any(view.evaluate(ANSWERS_SEEN)), name
            for width in (390, 1280):
                view.set_viewport_size({"width": width, "height": 800})
                assert view.evaluate("document.documentElement.scrollWidth") == width, name
            view.emulate_media(media="print")
            assert all(view.evaluate(ANSWERS_SEEN)), name
            view.emulate_media(media="screen")
            assert view.evaluate(FONT_USED), name
            assert view.evaluate(NEVER_DRAWN) == [], name
        browser.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_code_that_is_folded_in_the_notebook_is_folded_on_the_page():
    folded = v4.new_code_cell("folded()", metadata={"jupyter": {"source_hidden": True}})
    folded.outputs = [v4.new_output("display_data", data={"text/html": "<p>Shown.</p>"})]
    html = handout.page("some", v4.new_notebook(cells=[folded, v4.new_code_cell("plain()")]))
    before, after = html.split("</details>")
    assert "folded" in before.split('<details class="source">')[1]
    assert "<p>Shown.</p>" in after and "plain" in after  # what it shows is not folded
