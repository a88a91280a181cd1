"""The budget that keeps watch over itself."""

from __future__ import annotations

import asyncio

import pytest

from benchmarks.witness import Witness
from cogs.ui.budget import Place, Rank, Rate, Route

PLACE = Place(Route.EDIT, 1)


async def test_waiting_finals_are_seen() -> None:
    """A final that had room waited for nothing; one behind it did, and nothing overtook it."""
    witness = Witness(channel=Rate(1, 0.1))
    await witness.spend(Rank.FINAL, PLACE)
    status = asyncio.create_task(witness.spend(Rank.STATUS, PLACE))
    await asyncio.sleep(0)
    await witness.spend(Rank.FINAL, PLACE)
    assert not status.done()
    await status
    assert witness.waits == [0.0, pytest.approx(0.1, abs=0.09)]
    assert witness.contended
    assert witness.overtaken == []
    witness.close()


async def test_whoever_overtakes_a_final_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were a status sent while a final waits, that would be seen."""
    witness = Witness(channel=Rate(1, 60.0))
    await witness.spend(Rank.FINAL, PLACE)
    status, final = witness.ask(Rank.STATUS, PLACE), witness.ask(Rank.FINAL, PLACE)
    monkeypatch.setattr(witness._ledger, "admit", lambda _now: ([status], None))
    witness._look()
    assert witness.overtaken == [final]
    witness.close()


async def test_a_final_that_is_withdrawn_has_not_waited() -> None:
    """Only those that were sent are counted."""
    witness = Witness(channel=Rate(1, 60.0))
    await witness.spend(Rank.FINAL, PLACE)
    witness.withdraw(witness.ask(Rank.FINAL, PLACE))
    assert witness.waits == [0.0]
    witness.close()
