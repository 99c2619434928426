"""The cells of a page: which are shown, and which a page has no use for."""

from cell_html import cells_html
from files import InPage
from nbformat import v4


def test_the_cell_that_writes_a_notebooks_record_is_left_out():
    """A page has a button for that, at its foot."""
    sources = ["from helpers.exercises import record\n\nrecord(1)", "best_record(1)"]
    book = v4.new_notebook(cells=[v4.new_code_cell(source) for source in sources])
    (shown,) = cells_html(book, {}, InPage(), lambda target: target, "01_sample")
    assert "best_record" in shown
