"""The document that shows the matrix is in step with the rows."""

from __future__ import annotations

from tests.reliability.matrix import ROWS
from tests.reliability.table import DOCUMENT, TABLE, updated


def test_the_table_is_that_of_the_rows() -> None:
    """`python -m tests.reliability.table --write` would change nothing."""
    document = DOCUMENT.read_text(encoding="utf-8")
    assert TABLE.search(document)
    assert updated(document) == document


def test_every_row_has_a_name_of_its_own() -> None:
    """No two rows share a name, or the words for their fault."""
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert len({str(row) for row in ROWS}) == len(ROWS)
