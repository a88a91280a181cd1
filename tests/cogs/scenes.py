"""Situations that many tests begin with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from cogs.ui.cards import Phase
from studio.tables import generations, images, reaction_adds
from tests.cogs.looks import Look
from tests.cogs.world import QUICK, picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from studio.generations import Card, Generation
    from tests.cogs.world import World

SLOW = replace(
    QUICK, poll_min=10.0, retry_first=10.0, retry_most=10.0, present_most=10.0, detached_poll=10.0
)
"""Limits under which a job stays visible until time is moved on."""
CROWDED = replace(SLOW, max_inflight=1)
"""The same for many: several jobs at once would be asked for together every few seconds."""
EXPIRED: dict[str, Any] = {"status": 401, "code": 50027, "times": None}
"""What Discord answers to a token that is too old."""
CLOSED: dict[str, Any] = {"status": 403, "code": 50007, "times": None}
"""What Discord answers to a DM that its recipient does not want."""

UNFURLED: dict[str, Any] = {
    "status": 400,
    "code": 50035,
    "message": "Invalid Form Body (UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND)",
    "times": None,
}
"""What Discord now and then answers to an edit that adds pictures to a message."""
REFERENCE = ("dog.png", picture())
AGED = {
    generations: ("created_at", "shown_at", "closed_at", "token_expires_at"),
    images: ("submitted_at", "accepted_at", "finished_at", "delivered_at", "deadline_at"),
    reaction_adds: ("accepted_at",),
}
"""The times that the bot has written down."""


async def working(world: World, **options: Any) -> Any:
    """Return the response of a generation that Pictory still works on."""
    await world.restart(limits=SLOW)
    world.emulator.hold()
    result = await world.generate(**options)
    assert result.acknowledged
    assert Look.of(result.response).colour == Phase.WORKING.value
    return result.response


async def reacted(world: World) -> tuple[Any, Any]:
    """Return a finished message, and the working one that bob's reaction to it has made."""
    await world.restart(limits=SLOW)
    result = await world.generate()
    await world.env.advance_time(60)
    assert Look.of(result.response).colour == Phase.DONE.value
    world.emulator.hold()
    await world.bob.react(result.response.message, "🔁")
    [parent, child] = world.messages()
    assert Look.of(child).colour == Phase.WORKING.value
    return parent, child


async def finish(world: World) -> None:
    """Let Pictory finish, and the bot notice."""
    world.emulator.release()
    await world.env.advance_time(120)


async def until(world: World, happened: Callable[[], object]) -> None:
    """Move time on by small steps until something has happened."""
    for _ in range(60):
        if happened():
            return
        await world.env.advance_time(2)
    raise AssertionError("it has not happened within two minutes")


def expire_tokens(world: World) -> None:
    """Let every interaction's token die."""
    world.env.inject_error("*", "/webhooks/*", **EXPIRED)


def close_dm(world: World) -> None:
    """Let alice take no DMs."""
    world.env.inject_error("POST", f"/channels/{world.dm(world.alice).id}/messages", **CLOSED)


async def card_of(world: World, generation_id: int = 1) -> Card:
    """Return what the bot remembers of a generation's card."""
    generation = await world.studio.find(generation_id)
    assert generation is not None
    return generation.card


def public_paths(world: World, since: int = 0) -> list[str]:
    """Return the requests that touched the public channel."""
    place = f"/channels/{world.channel.id}/"
    requests = world.env.http_requests[since:]
    return [request.path for request in requests if request.path.startswith(place)]


def assert_done_in_dm(world: World) -> Any:
    """Return the one message of alice's DM, which shows the picture and pings its requester."""
    [message] = world.messages(world.dm(world.alice))
    look = Look.of(message)
    assert look.colour == Phase.DONE.value
    assert len(look.pictures) == 1
    assert "Replace the dog with a white cat" in look.text
    return message


async def a_year_passes(world: World) -> None:
    """Let everything be a year older, and the bot be started again."""
    year = 365 * 24 * 3600.0
    world.env.backend.advance_clock(year)
    for table, columns in AGED.items():
        older = {name: table.c[name] - year for name in columns}
        await world.store.run(lambda c, t=table, v=older: c.execute(update(t).values(v)))  # type: ignore[misc]
    await world.restart()


async def stored(world: World, generation_id: int = 1) -> Generation:
    """Return a generation from the database."""
    generation = await world.store.find(generation_id)
    assert generation is not None
    return generation
