"""The short form of the fault matrix: the rows that need short waits, or a bot of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.reliability.rows import Program, Row, Where
from tests.reliability.running import check, rows_where

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.reliability.running import Ran


def belongs_here(row: Row) -> bool:
    """Whether a row is run in this file."""
    return row.program is Program.QUICK or (
        row.program is Program.OWN and row.where is not Where.PROCESS
    )


@pytest.mark.parametrize("row", rows_where(belongs_here), ids=lambda row: row.name)
def test_the_promise_is_kept(
    row: Row, ran: Ran, record_property: Callable[[str, object], None]
) -> None:
    """The requester sees what is promised, and Pictory as many POSTs."""
    check(row, ran, record_property)


def test_nothing_else_goes_wrong(ran: Ran) -> None:
    """The bots log no error, and what they send is as Discord's document wants it."""
    assert ran.troubles == []
