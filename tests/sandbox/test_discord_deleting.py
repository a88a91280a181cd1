"""Deleting and replying on the simulated Discord, through the real discord.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
import pytest

from tests.sandbox.discord_probe import card
from tests.sandbox.test_discord_moderating import asked, failure, text_channel
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from tests.sandbox.discord_probe import Probe
    from tests.sandbox.discord_process import Controls

GONE, NOT_ALLOWED, NO_DM_POWER = (404, 10008), (403, 50013), (403, 50003)


async def ids(controls: Controls, channel: str = "generate") -> list[str]:
    """Return which messages stand in a channel."""
    return [item["id"] for item in await controls.call("GET", f"/messages?channel={channel}")]


@pytest.mark.parametrize("ephemeral", [True, False])
async def test_a_button_deletes_its_message(
    probe: Probe, controls: Controls, ephemeral: bool
) -> None:
    """After a deferred update `@original` is the clicked message, an ephemeral one as well."""
    await controls.draw(prompt="a dog")
    interaction = await probe.next_interaction()
    answer = await interaction.response.send_message(view=card("a dog"), ephemeral=ephemeral)
    await controls.click(str(answer.message_id), label="Again")
    click = await probe.next_interaction()
    await click.response.defer()
    assert str(answer.message_id) in await ids(controls)
    await click.delete_original_response()
    assert str(answer.message_id) not in await ids(controls)
    for again in (
        click.delete_original_response(),
        click.edit_original_response(content="late"),
        interaction.edit_original_response(content="late"),
    ):
        assert await failure(again) == GONE
    assert ("MESSAGE_DELETE" in probe.heard) is not ephemeral


async def test_answers_are_deleted_by_their_token(probe: Probe, controls: Controls) -> None:
    """The first answer and follow-ups go one by one, ephemeral ones too; others stay."""
    interaction = await asked(probe, controls)
    first = await interaction.original_response()
    hidden = await interaction.followup.send("hidden", ephemeral=True, wait=True)
    shown = await interaction.followup.send("shown", wait=True)
    await hidden.delete()
    await interaction.delete_original_response()
    standing = await ids(controls)
    assert str(shown.id) in standing
    assert not {str(first.id), str(hidden.id)} & set(standing)
    other = await text_channel(probe).send("no answer")
    path = f"/webhooks/{interaction.application_id}/{interaction.token}/messages/{other.id}"
    status, body = await controls.rest("DELETE", path)
    assert (status, body["code"]) == GONE
    await controls.call("POST", "/tokens", expire=True)
    assert await failure(shown.delete()) == (401, 50027)


async def test_a_short_reply_deletes_itself(probe: Probe, controls: Controls) -> None:
    """A message sent to be deleted after a moment is gone then."""
    message = await text_channel(probe).send("for a moment", delete_after=0.05)
    assert str(message.id) in await ids(controls)

    async def gone() -> bool:
        return str(message.id) not in await ids(controls)

    await eventually(gone)


async def test_what_the_bot_may_delete(probe: Probe, controls: Controls) -> None:
    """Its own messages, those of others with the permission, and none of a person in a DM."""
    own = await text_channel(probe).send("mine")
    foreign = int(await controls.say("a message of alice"))
    await controls.call("POST", "/permissions", deny=["manage_messages"])
    await own.delete()
    other = text_channel(probe).get_partial_message(foreign)
    assert await failure(other.delete()) == NOT_ALLOWED
    await controls.call("POST", "/permissions", deny=[])
    await other.delete()
    assert await failure(other.delete()) == GONE


async def test_no_power_over_others_in_a_dm(probe: Probe, controls: Controls) -> None:
    """In a DM the bot deletes its own message alone, and takes away no reaction of the person."""
    alice = await probe.fetch_user(int((await controls.call("GET", "/state"))["users"]["alice"]))
    message = await alice.send("yours")
    written = int(await controls.say("thanks", dm=True))
    await controls.react(message.id, "🗑️")
    reaction = await probe.next_reaction()
    assert (reaction.guild_id, str(reaction.emoji)) == (None, "🗑️")
    assert await failure(message.remove_reaction("🗑️", alice)) == NO_DM_POWER
    assert isinstance(message.channel, discord.DMChannel)
    assert await failure(message.channel.get_partial_message(written).delete()) == NO_DM_POWER
    await message.delete()
    assert [item["id"] for item in (await controls.dms())["alice"]][-1] == str(written)


async def test_reply_to_a_message(probe: Probe, controls: Controls) -> None:
    """A message refers to the one it replies to, whoever wrote that."""
    target = int(await controls.say("draw this"))
    reference = discord.MessageReference(
        message_id=target, channel_id=text_channel(probe).id, fail_if_not_exists=True
    )
    reply = await text_channel(probe).send("done", reference=reference)
    assert reply.type is discord.MessageType.reply
    assert (await controls.message(reply.id))["reference"] == str(target)


async def test_reply_to_a_message_that_is_gone(probe: Probe, controls: Controls) -> None:
    """It is refused, or posted as no reply if the bot has said so."""
    channel = text_channel(probe)
    target = await channel.send("soon gone")
    await target.delete()
    assert await failure(channel.send("no", reference=target)) == (400, 50035)
    careless = target.to_reference(fail_if_not_exists=False)
    posted = await channel.send("yes", reference=careless)
    assert (posted.type, posted.reference) == (discord.MessageType.default, None)


async def test_reply_to_what_nobody_sees(probe: Probe, controls: Controls) -> None:
    """There is no reply to an ephemeral message, and none without the channel's history."""
    await controls.draw(prompt="a dog")
    interaction = await probe.next_interaction()
    answer = await interaction.response.send_message("hush", ephemeral=True)
    channel = text_channel(probe)

    def reply(message_id: int | None) -> Awaitable[Any]:
        reference = discord.MessageReference(message_id=message_id or 0, channel_id=channel.id)
        return channel.send("reply", reference=reference)

    assert await failure(reply(answer.message_id)) == (400, 50035)
    seen = await channel.send("seen")
    await controls.call("POST", "/permissions", deny=["read_message_history"])
    assert await failure(reply(seen.id)) == (403, 160002)


async def test_who_is_notified(probe: Probe, controls: Controls) -> None:
    """A reply that mentions somebody notifies them; an edit notifies nobody."""
    interaction = await asked(probe, controls)
    card_message = await interaction.original_response()
    allowed = discord.AllowedMentions(users=[interaction.user])
    mention = interaction.user.mention
    ping = await text_channel(probe).send(
        f"Your picture is ready, {mention}", reference=card_message, allowed_mentions=allowed
    )
    silent = await text_channel(probe).send(
        f"for {mention}", allowed_mentions=discord.AllowedMentions.none()
    )
    await silent.edit(content=f"for {mention} still", allowed_mentions=allowed)
    assert (await controls.message(ping.id))["pings"] == ["alice"]
    assert (await controls.message(silent.id))["pings"] == []
