"""The end of a page: the version of the course, and where an error in the page is reported."""

import re
import tomllib
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from build_pages import footer
from front_page import Address

PYPROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
VERSION = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["version"]


def test_a_page_names_the_version_and_no_address_that_is_not_known():
    assert f"Version {VERSION}." in footer("05_adam", None)
    assert "issues" not in footer("05_adam", None)


def test_a_report_names_the_page_and_the_version():
    found = re.search(r'href="(.*?)"', footer("deeper/your_own_data", Address("ada", "c", "HEAD")))
    assert found
    link = urlsplit(unescape(found[1]))
    assert f"{link.netloc}{link.path}" == "github.com/ada/c/issues/new"
    assert parse_qs(link.query) == {"title": [f"deeper/your_own_data, version {VERSION}: "]}
