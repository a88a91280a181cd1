"""What servers want, and what the program remembers, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.database import StoreUnavailableError
from studio.facts import Facts
from studio.recent import Recent
from studio.servers import CONFIRM_ABOVE, NEVER, Servers, ServerSettings
from studio.store import Store
from tests.studio.archive import Clock, fragile

COSTS = st.decimals(0, 1000, places=2)


@given(above=st.none() | COSTS, cost=COSTS)
def test_a_cost_is_confirmed_above_the_threshold(above: Decimal | None, cost: Decimal) -> None:
    """Nothing said is 20 credits; 0 is never."""
    limit = CONFIRM_ABOVE if above is None else above
    expected = limit != NEVER and cost > limit
    assert ServerSettings(above).needs_confirmation(cost) is expected


async def test_a_server_s_settings_outlive_the_process(migrated_database: str) -> None:
    """What was set comes back to the last fraction, and the default can be had again."""
    async with await Store.open(migrated_database) as store:
        await Servers(store).change(2**61, confirm_above=Decimal("0.6"))
        await Servers(store).change(9, confirm_above=NEVER)
    async with await Store.open(migrated_database) as store:
        servers = Servers(store)
        assert await servers.of(2**61) == ServerSettings(Decimal("0.6"))
        assert (await servers.of(9)).threshold is None
        assert await servers.of(None) == await servers.of(10) == ServerSettings()
        assert (await servers.change(9, confirm_above=None)).threshold == CONFIRM_ABOVE
        assert (await servers.of(9)).threshold == CONFIRM_ABOVE


@pytest.mark.parametrize("amount", ["-1", "NaN", "Infinity", "1e9"])
async def test_a_threshold_is_a_number_of_credits(store: Store, amount: str) -> None:
    """Nothing else is stored."""
    with pytest.raises(ValueError, match="not a number of credits"):
        await Servers(store).change(9, confirm_above=Decimal(amount))


async def test_members_are_blocked_until_they_are_not(store: Store) -> None:
    """A block is of one server, is told once, and counts at once in this process."""
    servers = Servers(store)
    assert not await servers.is_blocked(9, 7)
    assert [await servers.block(9, 7, 1, now=1.0) for _ in range(2)] == [True, False]
    await servers.block(9, 8, 1, now=2.0)
    assert await servers.is_blocked(9, 7)
    assert not await servers.is_blocked(10, 7)
    assert not await servers.is_blocked(None, 7)
    assert await Servers(store).is_blocked(9, 7)
    assert await servers.blocked(9) == (8, 7)
    assert await servers.blocked(9, most=1) == (8,)
    assert [await servers.unblock(9, 7) for _ in range(2)] == [True, False]
    assert not await servers.is_blocked(9, 7)
    assert await servers.blocked(9) == (8,)


async def test_a_block_is_known_while_the_store_is_away(store: Store) -> None:
    """Who was blocked a while ago stays blocked during an outage."""
    clock, (watched, database) = Clock(), fragile(store)
    servers = Servers(watched, blocks=Recent(clock=clock))
    await servers.block(9, 7, 1)
    clock.now, database.down = 1e6, True
    assert await servers.is_blocked(9, 7)
    with pytest.raises(StoreUnavailableError):
        await servers.of(9)


async def test_facts_are_remembered(migrated_database: str) -> None:
    """The last value put is there after a restart, in any script."""
    async with await Store.open(migrated_database) as store:
        assert await Facts(store).get("commands") is None
        await Facts(store).put("commands", "first")
        await Facts(store).put("commands", "zweite ✓")
    async with await Store.open(migrated_database) as store:
        assert await Facts(store).get("commands") == "zweite ✓"
