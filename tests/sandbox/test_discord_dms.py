"""Direct messages on the simulated Discord, through the real discord.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
import pytest

from tests.sandbox.discord_probe import card, png, png_file

if TYPE_CHECKING:
    from tests.sandbox.discord_probe import Probe
    from tests.sandbox.discord_process import Controls

CARD = "attachment://image-1.png"


async def person(probe: Probe, controls: Controls, name: str = "alice") -> discord.User:
    """Return a person as the bot may write to them."""
    state = await controls.call("GET", "/state")
    return await probe.fetch_user(int(state["users"][name]))


async def in_dm(controls: Controls, name: str, message_id: int) -> dict[str, Any]:
    """Return a message between the bot and a person, as that person sees it."""
    messages = await controls.call("GET", f"/messages?dm={name}")
    (found,) = [item for item in messages if item["id"] == str(message_id)]
    message: dict[str, Any] = found
    return message


async def test_picture_in_a_dm(probe: Probe, controls: Controls) -> None:
    """A card with a file is sent, edited, fetched and found in the history of a DM."""
    alice = await person(probe, controls)
    view, file = card("yours", CARD), png_file("red", "image-1.png")
    message = await alice.send(view=view, file=file)
    await message.edit(view=card("still yours"), attachments=[])
    await message.edit(view=card("again", CARD), attachments=[png_file("blue", "image-1.png")])
    standing = await in_dm(controls, "alice", message.id)
    assert (standing["text"], standing["edits"], standing["via"]) == ("again", 2, "channel")
    assert standing["edited_via"] == ["bot", "bot"]
    assert await controls.get(standing["media"][0]["url"]) == (200, png("blue"))
    history = [item.id async for item in message.channel.history(limit=5)]
    assert history[0] == message.id
    assert (await message.channel.fetch_message(message.id)).id == message.id


async def test_bob_has_a_dm_of_his_own(probe: Probe, controls: Controls) -> None:
    """There are no messages with somebody that the bot never wrote to."""
    await (await person(probe, controls)).send("for alice")
    assert await controls.call("GET", "/messages?dm=bob") == []


async def test_click_and_react_in_a_dm(probe: Probe, controls: Controls) -> None:
    """Both come without a server; the answer to the click stands in the DM."""
    message = await (await person(probe, controls)).send(view=card("yours"))
    await controls.call("POST", "/react", message_id=message.id, emoji="🔁")
    reaction = await probe.next_reaction()
    assert (reaction.guild_id, reaction.message_id) == (None, message.id)
    await controls.call("POST", "/click", message_id=message.id, label="Again")
    click = await probe.next_interaction()
    assert (click.guild_id, click.user.name) == (None, "alice")
    assert click.app_permissions.attach_files
    assert not click.app_permissions.manage_messages
    answer = await click.response.send_message(view=card("more"))
    assert (await in_dm(controls, "alice", answer.message_id or 0))["via"] == "callback"


async def test_command_in_a_dm(probe: Probe, controls: Controls) -> None:
    """A command can be run in the DM with the bot, and belongs to no server."""
    asked = {"command": "draw", "options": {"prompt": "a dog"}, "dm": True}
    await controls.call("POST", "/slash", **asked)
    interaction = await probe.next_interaction()
    assert interaction.guild_id is None
    assert isinstance(interaction.channel, discord.DMChannel)
    await interaction.response.send_message("seen", ephemeral=True)
    assert (await interaction.original_response()).flags.ephemeral


async def test_others_do_not_see_a_dm(probe: Probe, controls: Controls) -> None:
    """Nobody but its person clicks or reacts in a DM."""
    message = await (await person(probe, controls)).send(view=card("yours"))
    bob = {"message_id": message.id, "user": "bob"}
    await controls.refused("POST", "/react", **bob, emoji="🔁")
    await controls.refused("POST", "/click", **bob, label="Again")


async def test_closed_dms(probe: Probe, controls: Controls) -> None:
    """Nothing can be sent to somebody who takes no DMs, until they do again."""
    alice = await person(probe, controls)
    await controls.call("POST", "/dms", user="alice", open=False)
    with pytest.raises(discord.Forbidden) as caught:
        await alice.send("no")
    assert caught.value.code == 50007
    await controls.call("POST", "/dms", user="alice", open=True)
    await alice.send("yes")


async def test_nonce_in_a_dm(probe: Probe, controls: Controls) -> None:
    """An enforced nonce keeps a DM from being sent twice, while it is remembered."""
    alice = await person(probe, controls)
    channel = alice.dm_channel or await alice.create_dm()
    path = f"/channels/{channel.id}/messages"
    body = {"content": "once", "nonce": "dm-delivery", "enforce_nonce": True}
    ids = [(await controls.rest("POST", path, json=body))[1]["id"] for _ in range(2)]
    assert ids[0] == ids[1]
    await controls.call("POST", "/nonces", forget=True)
    status, message = await controls.rest("POST", path, json=body)
    assert (status, message["id"] in ids) == (200, False)
