"""The links of README.md, which `make links` writes from one address."""

import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import links
import pytest
from links import Published, given

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
ADA = Published("ada", "optimiser-lessons")


@pytest.fixture
def course(tmp_path):
    """A folder with what `make links` reads and writes, in a git of its own."""
    for name in ("README.md", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    return tmp_path


def texts(folder):
    return [(folder / name).read_text(encoding="utf-8") for name in ("README.md", "pyproject.toml")]


def binder_links(readme):
    return re.findall(r"\]\((https://mybinder\.org/v2/[^)]+)\)", readme)


def test_readme_is_as_make_links_leaves_it(course):
    before = texts(course)
    links.rewrite(course, links.published(before[1]))
    assert texts(course) == before, "Run: make links"


def test_readme_names_every_lesson_once_in_order():
    assert [stem for _, stem in links.LESSON.findall(texts(ROOT)[0])] == NOTEBOOKS


def test_an_address_gives_a_badge_and_a_link_for_each_lesson(course):
    links.rewrite(course, ADA)
    readme = texts(course)[0]
    badge, *lessons = binder_links(readme)
    assert readme.count("https://mybinder.org/badge_logo.svg") == 1 and badge == lessons[0]
    assert lessons == [
        f"https://mybinder.org/v2/gh/ada/optimiser-lessons/HEAD?urlpath=lab/tree/notebooks/{name}.ipynb"
        for name in NOTEBOOKS
    ]


def test_every_link_names_a_notebook_that_exists(course):
    links.rewrite(course, ADA)
    for link in binder_links(texts(course)[0]):
        opened = parse_qs(urlsplit(link).query)["urlpath"][0]
        assert (ROOT / opened.removeprefix("lab/tree/")).is_file(), opened


def test_writing_twice_changes_nothing_more_and_another_address_leaves_nothing_behind(course):
    unpublished = Published("OWNER", "REPO")
    links.rewrite(course, unpublished)
    first = texts(course)
    assert not binder_links(first[0]), "a link to nowhere"
    for place in (ADA, ADA, Published("eva", "fork", "spring/2027")):
        links.rewrite(course, place)
        once = texts(course)
        links.rewrite(course, place)
        assert texts(course) == once and links.published(once[1]) == place
    assert "/ada/" not in once[0] and "fork/spring%2F2027?" in once[0]
    links.rewrite(course, unpublished)
    assert texts(course) == first


def test_a_hub_gets_the_same_notebook():
    query = parse_qs(urlsplit(Published("eva", "fork", "b").hub(NOTEBOOKS[0])).query)
    assert query == {
        "repo": ["https://github.com/eva/fork"],
        "branch": ["b"],
        "urlpath": [f"lab/tree/fork/notebooks/{NOTEBOOKS[0]}.ipynb"],
    }
    assert "branch=" not in ADA.hub(NOTEBOOKS[0])


@pytest.mark.parametrize(
    "address",
    [
        "ada/optimiser-lessons",
        "https://github.com/ada/optimiser-lessons",
        "https://github.com/ada/optimiser-lessons.git",
        "https://token@github.com/ada/optimiser-lessons/",
        "git@github.com:ada/optimiser-lessons.git",
        "ssh://git@github.com/ada/optimiser-lessons.git",
        "ssh://git@github.com:22/ada/optimiser-lessons",
    ],
)
def test_all_forms_of_an_address_are_read(address):
    assert given(address) == ADA


@pytest.mark.parametrize(
    "address",
    [
        "https://gitlab.com/ada/lessons.git", "git@codeberg.org:ada/lessons.git", "/srv/lessons",
        "../lessons", "https://github.com.evil.org/ada/lessons", "ada", "https://github.com/ada",
    ],
)  # fmt: skip
def test_other_places_are_refused_in_one_sentence(address):
    with pytest.raises(ValueError, match=r"need a repository on github\.com") as refusal:
        given(address)
    assert "make links REPO=owner/name" in str(refusal.value)


def test_a_refusal_tells_no_password():
    with pytest.raises(ValueError, match=r"https://gitlab\.com/ada/lessons"):
        given("https://ada:secret@gitlab.com/ada/lessons")


def test_a_branch_that_cannot_be_one_is_refused():
    with pytest.raises(ValueError, match="BRANCH=main"):
        given("ada/lessons", 'b" onclick="')


def test_reads_the_remote_of_git_or_says_what_to_do(course, capsys):
    before = texts(course)
    assert "git knows no remote named origin" in links.main([], course)
    assert texts(course) == before
    add = ["git", "-C", course, "remote", "add", "origin", "git@github.com:eva/fork.git"]
    subprocess.run(add, check=True)
    assert links.main(["--branch", "b"], course) is None
    assert links.published(texts(course)[1]) == Published("eva", "fork", "b")
    assert "https://github.com/eva/fork/tree/b" in capsys.readouterr().out


def test_a_readme_without_its_place_for_links_is_named(course):
    (course / "README.md").write_text("# Mine\n")
    assert links.main(["--repo=ada/lessons"], course).startswith("README.md has lost the place")
