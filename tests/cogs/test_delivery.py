"""How pictures reach people when Discord is not at its best."""

from __future__ import annotations

import io

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from PIL import Image

from cogs.ui.cards import Phase
from cogs.ui.references import References
from studio.generations import Reference
from tests.cogs.looks import Look
from tests.cogs.samples import generation
from tests.cogs.scenes import SLOW, close_dm, expire_tokens, finish, working
from tests.cogs.test_references import no_message
from tests.cogs.world import World, picture
from tests.lag import BOUND, longest_stop


def edits(world: World, since: int) -> list[str]:
    """Return the paths of the edits since a number of requests."""
    return [r.path for r in world.env.http_requests[since:] if r.method == "PATCH"]


async def test_a_status_is_edited_only_when_it_changes(world: World) -> None:
    """A job that goes on for long costs a few edits, however often Pictory is asked."""
    before = len(world.env.http_requests)
    await working(world)
    await world.env.advance_time(300)
    assert sum(world.emulator.gets.values()) >= 5  # at ever larger distances
    assert 1 <= len(edits(world, before)) <= 10


async def test_an_expired_token_is_no_hindrance(world: World) -> None:
    """After the interaction's fifteen minutes, the bot edits the message as itself."""
    card = await working(world, reference=("dog.png", picture()))
    expire_tokens(world)
    before = len(world.env.http_requests)
    await finish(world)
    assert Look.of(card).colour == Phase.DONE.value
    assert Look.of(card).thumbnail is not None
    assert any(path.startswith("/channels/") for path in edits(world, before))
    assert len(world.messages()) == 1


async def test_a_deleted_card_is_replaced(world: World) -> None:
    """If someone deleted the card, the picture comes as a new message that tells its requester."""
    card = await working(world, reference=("dog.png", picture()))
    world.env.backend.delete_message(world.channel.id, card.id)
    await finish(world)
    [message] = world.messages()
    assert message.id != card.id
    assert Look.of(message).colour == Phase.DONE.value
    assert message.ping_user_ids == [world.alice.id]
    await world.bob.react(world.last(), "🔁")
    assert len(world.messages()) == 2


async def test_a_replaced_card_carries_the_reference_anew(world: World) -> None:
    """The reference went with the deleted card; the new message brings it, for later variations."""
    card = await working(world, reference=("dog.png", picture()))
    assert Look.of(card).thumbnail is not None
    world.env.backend.delete_message(world.channel.id, card.id)
    await finish(world)
    [message] = world.messages()
    thumbnail = Look.of(message).thumbnail
    assert thumbnail is not None
    assert thumbnail.endswith("/reference.jpg")


async def test_a_failure_that_nobody_can_be_shown_leaves_nothing_behind(world: World) -> None:
    """What was kept for a card is dropped with the last attempt to show it."""
    world.emulator.fault("submit", "fail_job", message="no")
    expire_tokens(world)
    close_dm(world)
    result = await world.generate(private=True, reference=("dog.png", picture()))
    assert result.acknowledged
    presenter = world._bot._presenter
    assert presenter._references.copy_of(1) is None
    assert presenter._edits._messages == {}


async def test_a_reference_is_held_in_memory_only_until_its_card_has_it(world: World) -> None:
    """While the job runs, the card keeps the copy."""
    card = await working(world, reference=("dog.png", picture()))
    thumbnail = Look.of(card).thumbnail
    assert thumbnail is not None
    assert thumbnail.endswith("/reference.jpg")
    assert world._bot._presenter._references.copy_of(1) is None


async def test_a_hiccup_of_discord_loses_nothing(world: World) -> None:
    """An edit that Discord cannot take now is made again later."""
    card = await working(world)
    world.env.inject_error("PATCH", "/webhooks/*", status=503, times=2)
    await finish(world)
    assert Look.of(card).colour == Phase.DONE.value
    assert len(world.messages()) == 1


async def test_a_picture_too_large_for_discord_is_sent_smaller(world: World) -> None:
    """A refusal for size is answered with a re-encoded picture in the same message."""
    card = await working(world)
    world.env.inject_error("PATCH", "/webhooks/*", status=413, code=40005, times=1)
    await finish(world)
    assert Look.of(card).colour == Phase.DONE.value


async def test_work_goes_on_after_a_restart(world: World) -> None:
    """A job that ran while the bot was away ends in the same message, with its reference."""
    card = await working(world, reference=("dog.png", picture()))
    await world.restart()
    assert Look.of(card).colour == Phase.WORKING.value
    await finish(world)
    look = Look.of(card)
    assert look.colour == Phase.DONE.value
    assert look.thumbnail is not None
    assert look.thumbnail.endswith("/reference.jpg")
    assert world.emulator.posts == 1
    assert len(world.messages()) == 1


async def test_a_lost_reference_does_not_lose_the_picture(world: World) -> None:
    """If the card never got its reference and it is gone by now, the picture still comes."""
    world.env.inject_error("PATCH", "/webhooks/*", status=500, times=None)
    world.env.inject_error("PATCH", "/channels/*", status=500, times=None)
    await world.restart(limits=SLOW)
    world.emulator.hold()
    result = await world.generate(reference=("dog.png", picture()))
    world.forget_file(world.emulator.accepted[0].order.references[0])
    await world.restart(limits=SLOW)
    world.env.backend.faults.clear()
    await finish(world)
    look = Look.of(result.response)
    assert look.colour == Phase.DONE.value
    assert look.thumbnail is None


@pytest.mark.alone
async def test_a_large_reference_does_not_stop_the_loop() -> None:
    """Checking a picture of 20 million pixels keeps the event loop for less than 50 ms."""
    noise = Image.effect_noise((1350, 925), 80).resize((5400, 3700)).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=88)
    app = web.Application()

    async def photo(_request: web.Request) -> web.Response:
        return web.Response(body=out.getvalue())

    app.router.add_get("/photo.jpg", photo)
    server = TestServer(app)
    await server.start_server()
    async with aiohttp.ClientSession() as session:
        references = References(session, no_message, allow_loopback=True)
        wanted = generation({}, reference=Reference(str(server.make_url("/photo.jpg"))))
        longest = await longest_stop(lambda: references.prepare(wanted))
    await server.close()
    copy = references.copy_of(wanted.id)
    assert copy is not None
    assert copy.width * copy.height > 10_000_000
    assert longest < BOUND
