"""Write the links of README.md that lead to a repository on GitHub: `make links`.

python tools/links.py owner/name HEAD     or its address; HEAD is its default branch
"""

import re
import sys
from pathlib import Path
from urllib.parse import quote

README = Path(__file__).resolve().parent.parent / "README.md"
REPOSITORY = re.compile(  # owner/name, or an address on github.com
    r"(?:(?:https?://|ssh://|git://)?(?:[^@/]+@)?(?:www\.)?github\.com(?::\d+)?[:/]/?)?"
    r"([A-Za-z0-9-]+)/([A-Za-z0-9_.-]+?)(?:\.git)?/?"
)
BLOCK = re.compile(r"(?<=<!-- links -->\n).*?(?=<!-- /links -->)", re.DOTALL)
LESSON = re.compile(r"(\]\(notebooks/(\w+\.ipynb)\))(?: · \[on Binder\]\([^)]*\))?")
TEXT = """\
[**Read the course on the web**]({pages}): nothing to install, and its
figures move. (The workflow `site` has to have published it there once.) [![Open the course on Binder](https://mybinder.org/badge_logo.svg)]({binder})
opens the course in your browser, with nothing to install; the first start takes some minutes. In a
fork, `make links` makes the links lead to the fork. For a JupyterHub with nbgitpuller, where
`pip install -r requirements.txt` was run, put its address in place of HUB:
`{hub}`

Google Colab has all packages but this course. There, this is the first cell; restart the session
if it asks for that:
`%pip install --no-deps ipywidgets==8.0.4 git+{address}{at}`

Something is wrong, or hard to understand? [Tell us]({address}/issues/new).
"""


def with_links(readme: str, repository: str, branch: str = "HEAD") -> str:
    """Return the text of README.md with links to a repository, in place of those it has.

    Raises
    ------
    ValueError
        If `repository` is not on github.com, or `readme` has no place for the links.
    """
    found = REPOSITORY.fullmatch(repository)
    if not found or not re.fullmatch(r"\w[\w./-]*", branch):
        raise ValueError("Name a repository on github.com: make links REPO=owner/name BRANCH=main")
    if not BLOCK.search(readme):
        raise ValueError("README.md has lost its place for links: git log -p README.md shows it.")
    owner, name = found.groups()
    binder = f"https://mybinder.org/v2/gh/{owner}/{name}/{quote(branch, safe='')}?urlpath=lab/tree/"
    readme = LESSON.sub(rf"\1 · [on Binder]({binder}notebooks/\2)", readme)
    first = next(LESSON.finditer(readme))[2]
    address = f"https://github.com/{owner}/{name}"
    hub = f"HUB/hub/user-redirect/git-pull?repo={quote(address, '')}"
    hub += f"&branch={quote(branch, safe='')}" if branch != "HEAD" else ""
    hub += f"&urlpath={quote(f'lab/tree/{name}/notebooks/{first}', '')}"
    pages = f"https://{owner.lower()}.github.io/{name}/"
    at = f"@{branch}" if branch != "HEAD" else ""
    text = TEXT.format(
        pages=pages, binder=f"{binder}notebooks/{first}", hub=hub, address=address, at=at
    )
    return BLOCK.sub(lambda _: text, readme)


if __name__ == "__main__":
    try:
        text = with_links(README.read_text(encoding="utf-8"), *sys.argv[1:])
    except ValueError as error:
        sys.exit(str(error))
    README.write_text(text, encoding="utf-8", newline="\n")
    print("README.md now leads to", *sys.argv[1:])
