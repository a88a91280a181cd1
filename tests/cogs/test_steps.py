"""The steps of the delivery ladder for public pictures, taken because those above are closed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from cogs.ui.cards import Phase
from tests.cogs.looks import Look
from tests.cogs.scenes import (
    REFERENCE,
    UNFURLED,
    assert_done_in_dm,
    card_of,
    close_dm,
    expire_tokens,
    finish,
    reacted,
    working,
)

if TYPE_CHECKING:
    import pytest

    from tests.cogs.world import World


async def test_1_the_token_edits_the_card(world: World) -> None:
    """As long as the token lives, nothing else is used for the edits."""
    card = await working(world)
    before = len(world.env.http_requests)
    await finish(world)
    assert Look.of(card).colour == Phase.DONE.value
    assert all(path.startswith("/webhooks/") for path in world.paths("PATCH", before))


async def test_2_the_bot_edits_where_the_token_is_refused(world: World) -> None:
    """A token that died early is no hindrance."""
    card = await working(world, reference=REFERENCE)
    expire_tokens(world)
    await finish(world)
    look = Look.of(card)
    assert look.colour == Phase.DONE.value
    assert look.thumbnail is not None
    assert len(world.messages()) == 1


async def test_3_a_deleted_card_is_replaced_in_its_channel(world: World) -> None:
    """The new message pings the requester, is the card from now on, and works like any other."""
    card = await working(world, reference=REFERENCE)
    world.env.backend.delete_message(world.channel.id, card.id)
    await finish(world)
    [message] = world.messages()
    look = Look.of(message)
    assert look.colour == Phase.DONE.value
    assert message.ping_user_ids == [world.alice.id]
    assert look.thumbnail is not None
    assert look.thumbnail.endswith("/reference.jpg")
    assert (await card_of(world)).message_id == message.id
    assert set(world.reactions(message.id)) == {"🔁", "🎨"}
    again = await world.bob.click(world.message(message), label="Vary")
    assert again.acknowledged
    await world.env.advance_time(60)
    assert Look.of(again.response).colour == Phase.DONE.value


async def test_3_a_card_that_takes_no_files_is_replaced(world: World) -> None:
    """Where Discord refuses to add pictures to a message, they come in a new one."""
    card = await working(world)
    world.env.inject_error("PATCH", "*/messages/*", **UNFURLED)
    await finish(world)
    [message] = world.messages()
    assert message.id != card.id
    assert Look.of(message).colour == Phase.DONE.value


async def test_4_a_card_that_takes_no_edits_is_taken_away(world: World) -> None:
    """What comes by a DM leaves no card behind that seems to work still."""
    await working(world)
    expire_tokens(world)
    channel = f"/channels/{world.channel.id}/messages"
    world.env.inject_error("PATCH", f"{channel}/*", status=403, code=50013, times=None)
    world.env.inject_error("POST", channel, status=403, code=50013, times=None)
    await finish(world)
    assert_done_in_dm(world)
    assert world.messages() == []


async def test_3_a_card_too_small_for_its_picture_is_taken_away(world: World) -> None:
    """The same holds where Discord takes the files in a new message only."""
    card = await working(world)
    expire_tokens(world)
    edits = f"/channels/{world.channel.id}/messages/*"
    world.env.inject_error("PATCH", edits, status=413, code=40005, times=5)
    await finish(world)
    [message] = world.messages()
    assert message.id != card.id
    assert Look.of(message).colour == Phase.DONE.value


async def test_4_an_old_card_that_cannot_be_taken_away_is_only_logged(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """The picture has arrived, and that is what counts."""
    await working(world)
    expire_tokens(world)
    channel = f"/channels/{world.channel.id}/messages"
    for method, path in (("PATCH", f"{channel}/*"), ("DELETE", f"{channel}/*"), ("POST", channel)):
        world.env.inject_error(method, path, status=403, code=50013, times=None)
    with caplog.at_level(logging.INFO):
        await finish(world)
    assert_done_in_dm(world)
    assert len(world.messages()) == 1
    assert "the old card of generation 1 stays" in caplog.text


async def test_3_a_replaced_card_that_shows_a_picture_stays(world: World) -> None:
    """What has been delivered is not taken away for the sake of what comes later."""
    card = await working(world, count=2)
    world.emulator.finish(world.emulator.accepted[0])
    await world.env.advance_time(60)
    world.env.inject_error("PATCH", "*/messages/*", **UNFURLED)
    await finish(world)
    [first, second] = world.messages()
    assert first.id == card.id
    assert [len(Look.of(message).pictures) for message in (first, second)] == [1, 1]


async def test_2_a_token_that_died_early_hides_no_files(world: World) -> None:
    """After a restart, the bot reads with its own token what the card already carries."""
    card = await working(world, count=2, reference=REFERENCE)
    world.emulator.finish(world.emulator.accepted[0])
    await world.env.advance_time(60)
    expire_tokens(world)
    await world.restart()
    await finish(world)
    look = Look.of(card)
    assert look.colour == Phase.DONE.value
    assert len(look.pictures) == 2
    assert look.thumbnail is not None
    assert len(world.messages()) == 1


async def test_4_a_deleted_channel_leads_to_a_dm(world: World) -> None:
    """The picture, its reference and its buttons come to the requester directly."""
    await working(world, reference=REFERENCE)
    world.env.backend.delete_channel(world.channel.id)
    await finish(world)
    message = assert_done_in_dm(world)
    assert Look.of(message).thumbnail is not None
    card = await card_of(world)
    assert (card.channel_id, card.message_id) == (message.channel_id, message.id)
    regenerated = await world.alice.user.click(world.message(message), label="Regenerate")
    assert regenerated.acknowledged
    await world.env.advance_time(60)
    assert Look.of(regenerated.response).colour == Phase.DONE.value
    await world.alice.user.set_reaction(world.message(message), "🎨", reacted=True)
    await world.env.advance_time(60)
    assert len(world.messages(world.dm(world.alice))) == 3
    assert world.emulator.posts == 3


async def test_4_a_bot_removed_from_the_server_still_delivers(world: World) -> None:
    """Whoever asked gets the picture, though the server is out of reach."""
    await working(world)
    expire_tokens(world)
    world.env.backend.remove_guild(world.guild.id)
    await finish(world)
    assert_done_in_dm(world)


async def test_4_permissions_lost_in_mid_run_lead_to_a_dm(world: World) -> None:
    """Without access to the channel, and with a dead token, a DM is what is left."""
    await working(world)
    expire_tokens(world)
    await world.deny(view_channel=False)
    await finish(world)
    assert_done_in_dm(world)


async def test_with_every_way_closed_the_picture_is_kept(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """It waits for its requester, with nothing tried that cannot work, and no error."""
    await working(world)
    world.env.backend.delete_channel(world.channel.id)
    close_dm(world)
    with caplog.at_level(logging.INFO):
        await finish(world)
    assert "no way to show generation 1 is open" in caplog.text
    generation = await world.studio.find(1)
    assert generation is not None
    assert generation.image(1).kept
    before = len(world.env.http_requests)
    await world.env.advance_time(300)
    assert world.env.http_requests[before:] == []


async def test_a_reaction_s_card_is_replaced_as_a_reply(world: World) -> None:
    """Deleted while it worked, it comes anew under its parent and pings whoever reacted."""
    parent, child = await reacted(world)
    world.env.backend.delete_message(world.channel.id, child.id)
    await finish(world)
    [_, message] = world.messages()
    assert message.id != child.id
    assert Look.of(message).colour == Phase.DONE.value
    assert message.reference["message_id"] == str(parent.id)
    assert message.ping_user_ids == [world.bob.id]


async def test_a_reaction_s_picture_goes_to_a_dm_if_its_channel_is_gone(world: World) -> None:
    """Whoever reacted gets it, and it replies to nothing there."""
    await reacted(world)
    world.env.backend.delete_channel(world.channel.id)
    await finish(world)
    [message] = world.messages(world.dm(world.bob))
    assert Look.of(message).colour == Phase.DONE.value
    assert message.reference is None


async def test_a_reaction_where_the_bot_may_not_post_costs_nothing(world: World) -> None:
    """What cannot be shown is not made; whoever reacted is told directly."""
    result = await world.generate()
    world.env.inject_error(
        "POST", f"/channels/{world.channel.id}/messages", status=403, code=50013, times=None
    )
    await world.bob.react(result.response.message, "🔁")
    [message] = world.messages(world.dm(world.bob))
    explained = "**I may not post in that channel.** No credits were used."
    assert explained in Look.of(message).text
    assert world.emulator.posts == 1
