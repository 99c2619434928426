"""Say where the course is published, in pyproject.toml, and write the links of README.md from that.

make links                            the GitHub repository that `git remote get-url origin` names
make links REPO=owner/name            another one
make links REPO=owner/name BRANCH=b   a branch of it other than its default one
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
OWNER, NAME = "[A-Za-z0-9-]+", "[A-Za-z0-9_.-]+?"
GITHUB = re.compile(
    rf"(?:(?:https?|ssh|git)://)?(?:[^@/]+@)?(?:www\.)?github\.com(?::\d+)?[:/]/?({OWNER})/({NAME})"
    r"(?:\.git)?/?"
)
ADDRESS = re.compile(
    rf'^Repository = "https://github\.com/(?P<owner>{OWNER})/(?P<name>{NAME})'
    r'(?:/tree/(?P<branch>[^"]+))?"$',
    re.M,
)
BLOCK = re.compile(r"(?<=<!-- links -->\n).*?(?=<!-- /links -->)", re.S)
LESSON = re.compile(r"(\]\(notebooks/(\w+)\.ipynb\))(?: · \[on Binder\]\([^)]*\))?")
UNPUBLISHED = """\
This copy does not say where it is published. Once it is on GitHub, `make links` puts here a button
that opens the course on [Binder](https://mybinder.org), with nothing to install, and a link behind
each lesson: `{first}`.
"""
PUBLISHED = """\
[![Open the course on Binder](https://mybinder.org/badge_logo.svg)]({first})
opens the course in your browser, with nothing to install; the first start takes some minutes. In a
fork, `make links` makes the links lead to the fork. For a JupyterHub with nbgitpuller, where
`pip install -r requirements.txt` was run, put its address in place of HUB:
`{hub}`
"""


class Published(NamedTuple):
    """Where the course is on GitHub; HEAD is the default branch, whatever its name."""

    owner: str
    name: str
    branch: str = "HEAD"

    @property
    def known(self):
        return (self.owner, self.name) != ("OWNER", "REPO")

    def address(self):
        tree = "" if self.branch == "HEAD" else f"/tree/{self.branch}"
        return f"https://github.com/{self.owner}/{self.name}{tree}"

    def binder(self, lesson):
        where = f"{self.owner}/{self.name}/{quote(self.branch, safe='')}"
        return f"https://mybinder.org/v2/gh/{where}?urlpath=lab/tree/notebooks/{lesson}.ipynb"

    def hub(self, lesson):
        repository = quote(f"https://github.com/{self.owner}/{self.name}", safe="")
        branch = "" if self.branch == "HEAD" else f"&branch={quote(self.branch, safe='')}"
        opens = quote(f"lab/tree/{self.name}/notebooks/{lesson}.ipynb", safe="")
        return f"HUB/hub/user-redirect/git-pull?repo={repository}{branch}&urlpath={opens}"


def given(repository, branch="HEAD"):
    """Return Published for owner/name or an address on github.com. Raises ValueError."""
    found = GITHUB.fullmatch(repository) or re.fullmatch(rf"({OWNER})/({NAME})", repository)
    if not found:
        place = re.sub(r"//[^@/]*@", "//", repository)  # without a password
        raise ValueError(
            f"The links need a repository on github.com, and this is another place: {place}; "
            "name one with make links REPO=owner/name."
        )
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_./-]*", branch):
        raise ValueError(f"This is no name of a branch: {branch}; give it as in BRANCH=main.")
    return Published(*found.groups(), branch)


def remote(folder):
    """Return the address that git has for `origin`. Raises ValueError where there is none."""
    asked = subprocess.run(
        ["git", "remote", "get-url", "origin"], cwd=folder, capture_output=True, text=True
    )
    if asked.returncode:
        raise ValueError(
            "git knows no remote named origin here; name one with make links REPO=owner/name."
        )
    return asked.stdout.strip()


def published(pyproject):
    """Return what the text of pyproject.toml says."""
    found = ADDRESS.search(pyproject)
    return Published(found["owner"], found["name"], found["branch"] or "HEAD")


def readme(text, place, lessons):
    """Return the text of README.md with the links to `place`, in place of those it has."""
    form = PUBLISHED if place.known else UNPUBLISHED
    block = form.format(first=place.binder(lessons[0]), hub=place.hub(lessons[0]))

    def link(match):
        return match[1] + (f" · [on Binder]({place.binder(match[2])})" if place.known else "")

    return LESSON.sub(link, BLOCK.sub(lambda _: block, text))


def rewrite(folder, place):
    """Write `place` into pyproject.toml and README.md of `folder`."""
    lessons = sorted(path.stem for path in (folder / "notebooks").glob("*.ipynb"))
    changes = {
        "pyproject.toml": lambda text: ADDRESS.sub(f'Repository = "{place.address()}"', text),
        "README.md": lambda text: readme(text, place, lessons),
    }
    for name, marks in {"pyproject.toml": ADDRESS, "README.md": BLOCK}.items():
        if not marks.search((folder / name).read_text(encoding="utf-8")):
            raise ValueError(f"{name} has lost the place for links: git log -p {name} shows it.")
    for name, change in changes.items():
        text = (folder / name).read_text(encoding="utf-8")
        if change(text) != text:  # make installs anew when pyproject.toml was touched
            (folder / name).write_text(change(text), encoding="utf-8", newline="\n")


def main(words, folder=ROOT):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repo", default="")
    parser.add_argument("--branch", default="HEAD")
    asked = parser.parse_args(words)
    try:
        place = given(asked.repo or remote(folder), asked.branch)
        rewrite(folder, place)
    except ValueError as error:
        return str(error)
    print(f"README.md and pyproject.toml now say: {place.address()}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
