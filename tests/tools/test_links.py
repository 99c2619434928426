"""The links of README.md to a repository on GitHub, which `make links` writes."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from front_page import published_at
from links import LESSON, with_links

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))


def binder_links(readme):
    return re.findall(r"\]\((https://mybinder\.org/v2/[^)]+)\)", readme)


def test_readme_names_every_lesson_once_in_order():
    assert [name for _, name in LESSON.findall(README)] == NOTEBOOKS


def test_a_repository_gives_a_badge_and_a_link_for_each_lesson():
    badge, *lessons = binder_links(with_links(README, "ada/course"))
    start = "https://mybinder.org/v2/gh/ada/course/HEAD?urlpath=lab/tree/notebooks/"
    assert lessons == [start + name for name in NOTEBOOKS] and badge == lessons[0]


def test_the_published_pages_come_first():
    (first,) = re.findall(
        r"<!-- links -->\n\[\*\*Read.*?\]\((.*?)\)", with_links(README, "Ada/course")
    )
    assert first == "https://ada.github.io/course/"


def test_the_front_page_of_the_site_finds_the_repository_there():
    assert published_at(with_links(README, "OWNER/REPO")) is None
    found = published_at(with_links(README, "ada/course"))
    assert found.repository == "https://github.com/ada/course"
    assert found.binder in with_links(README, "ada/course")


def test_writing_twice_changes_nothing_and_another_repository_leaves_nothing_behind():
    ada = with_links(README, "ada/course")
    assert with_links(ada, "ada/course") == ada
    fork = with_links(ada, "eva/fork", "spring/2027")
    assert "ada/" not in fork and "gh/eva/fork/spring%2F2027?" in fork
    assert with_links(fork, "ada/course") == ada


@pytest.mark.parametrize(("branch", "branches"), [("HEAD", {}), ("b", {"branch": ["b"]})])
def test_a_hub_gets_the_same_notebook(branch, branches):
    link = re.search(r"`HUB(/hub/user-redirect/git-pull\S+)`", with_links(README, "eva/f", branch))
    assert link and parse_qs(urlsplit(link[1]).query) == branches | {
        "repo": ["https://github.com/eva/f"],
        "urlpath": [f"lab/tree/f/notebooks/{NOTEBOOKS[0]}"],
    }


@pytest.mark.parametrize(("branch", "at"), [("HEAD", ""), ("spring/2027", "@spring/2027")])
def test_a_cell_for_other_places_installs_the_course_alone(branch, at):
    """With the ipywidgets of `make compat`, which tries it so."""
    oldest = (ROOT / "tests" / "oldest.txt").read_text(encoding="utf-8")
    (ipywidgets,) = re.findall(r"(?m)^ipywidgets==.*", oldest)
    cell = f"`%pip install --no-deps {ipywidgets} git+https://github.com/eva/fork{at}`"
    assert cell in with_links(README, "eva/fork", branch)


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/ada/course", "https://github.com/ada/course.git",
        "https://token@github.com/ada/course/", "git@github.com:ada/course.git",
        "ssh://git@github.com/ada/course.git", "ssh://git@github.com:22/ada/course",
    ],
)  # fmt: skip
def test_all_forms_of_an_address_are_read(address):
    assert with_links(README, address) == with_links(README, "ada/course")


@pytest.mark.parametrize(
    "asked",
    [
        ["https://gitlab.com/ada/lessons.git"], ["git@codeberg.org:ada/lessons"], ["/srv/lessons"],
        ["../lessons"], ["https://github.com.evil.org/ada/lessons"], ["ada"], [""],
        ["https://github.com/ada"], ["ada/lessons", 'b" onclick="'],
    ],
)  # fmt: skip
def test_other_places_are_refused_in_one_sentence(asked):
    with pytest.raises(ValueError, match=r"^Name a repository on github\.com: make links REPO="):
        with_links(README, *asked)


def test_a_readme_without_a_place_for_links_is_refused():
    with pytest.raises(ValueError, match=r"README\.md has lost its place"):
        with_links("# Mine\n", "ada/course")
