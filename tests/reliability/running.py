"""Runs the rows of a file of tests, once for all of them."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.reliability.lane import lane
from tests.reliability.matrix import ROWS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pytest

    from tests.reliability.rows import Outcome, Row

LONG = "RELIABILITY_LONG"
"""Set in the environment, rows that take long are run too."""


@dataclass(frozen=True)
class Ran:
    """What came of rows, and what went wrong that belongs to none of them."""

    outcomes: dict[str, Outcome]
    troubles: list[str]


def rows_where(wanted: Callable[[Row], bool]) -> list[Row]:
    """Return the rows of a file of tests, those that take long only if that is asked for."""
    long = bool(os.environ.get(LONG))
    return [row for row in ROWS if wanted(row) and row.possible and (long or not row.long)]


def run_selected(request: pytest.FixtureRequest, folder: Path, migrated: Path) -> Ran:
    """Run the rows of the module that are to be tested, however they were chosen."""
    items = [item for item in request.session.items if item.path == request.path]
    params = [getattr(item, "callspec", None) for item in items]
    return asyncio.run(_run([one.params["row"] for one in params if one], folder, migrated))


async def _run(rows: Sequence[Row], folder: Path, migrated: Path) -> Ran:
    async with lane(folder, migrated) as opened:
        outcomes = await opened.run(rows)
        troubles = [*opened.errors(), *await opened.violations()]
    return Ran({outcome.row.name: outcome for outcome in outcomes}, troubles)


def check(row: Row, ran: Ran, record: Callable[[str, object], None]) -> None:
    """Hold what came of a row against what is promised for it."""
    outcome = ran.outcomes[row.name]
    record("outcome", str(outcome))
    print(outcome)  # noqa: T201 - for those who look with -s
    assert not outcome.problems, "\n".join([str(row), *outcome.problems])
