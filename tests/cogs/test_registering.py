"""Discord is told the commands when it does not know them, and only then."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from cogs.ui.registering import BELIEVED_SECONDS, register
from studio.facts import Facts
from studio.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cogs.world import World


def times_told(world: World) -> int:
    """Return how often Discord was told commands."""
    requests = world.env.backend.http_requests
    return sum(one.method == "PUT" and one.path.endswith("/commands") for one in requests)


def fact_of(world: World) -> str:
    """Return the name under which is remembered what Discord was told."""
    return f"commands:{world.bot.application_id}:everywhere"


async def test_commands_are_told_once(world: World) -> None:
    """A restart with the same commands tells Discord nothing."""
    assert times_told(world) == 1
    await world.restart()
    assert times_told(world) == 1


@pytest.mark.parametrize("age", [BELIEVED_SECONDS + 1, -BELIEVED_SECONDS])
async def test_commands_are_told_again_after_a_day(world: World, age: float) -> None:
    """What was told long ago, or by a clock that was wrong, may not be so any more."""
    digest, _, _ = (await world.studio.facts.get(fact_of(world)) or "").partition(" ")
    await world.studio.facts.put(fact_of(world), f"{digest} {int(time.time() - age)}")
    await world.restart()
    assert times_told(world) == 2


@pytest.mark.parametrize("known", ["another-hash 1", "what is this", ""])
async def test_other_commands_are_told(world: World, known: str) -> None:
    """Whatever else is remembered, the commands are told, and that is remembered."""
    await world.studio.facts.put(fact_of(world), known)
    await world.restart()
    await world.restart()
    assert times_told(world) == 2


async def test_changed_commands_are_told(world: World) -> None:
    """A command less is another set of commands."""
    world.bot.tree.remove_command("generate")
    await register(world.bot.tree, world.studio.facts, None)
    assert times_told(world) == 2


async def test_without_a_database_commands_are_told(world: World, tmp_path: Path) -> None:
    """What cannot be looked up or remembered does not stop the start."""
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path}/other.db")
    await store.close()
    await register(world.bot.tree, Facts(store), None)
    assert times_told(world) == 2
