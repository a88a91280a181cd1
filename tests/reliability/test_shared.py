"""The short form of the fault matrix: the rows that share a bot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.reliability.rows import Program, Row, Where
from tests.reliability.running import check, rows_where

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.reliability.running import Ran

SHARED = {Program.USUAL, Program.HEARING}
ELSEWHERE = {Where.GATEWAY, Where.DATABASE}


def belongs_here(row: Row) -> bool:
    """Whether a row is run in this file."""
    return row.program in SHARED and row.where not in ELSEWHERE


@pytest.mark.parametrize("row", rows_where(belongs_here), ids=lambda row: row.name)
def test_the_promise_is_kept(
    row: Row, ran: Ran, record_property: Callable[[str, object], None]
) -> None:
    """The requester sees what is promised, and Pictory as many POSTs."""
    check(row, ran, record_property)


def test_nothing_else_goes_wrong(ran: Ran) -> None:
    """The bots log no error, and what they send is as Discord's document wants it."""
    assert ran.troubles == []
