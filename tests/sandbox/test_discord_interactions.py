"""Interactions on the simulated Discord, answered through the real discord.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import pytest

from tests.sandbox.discord_probe import card, png_file

if TYPE_CHECKING:
    from tests.sandbox.discord_probe import Probe
    from tests.sandbox.discord_process import Controls


async def drawn(probe: Probe, controls: Controls) -> discord.Interaction:
    """Return an interaction that alice began and nobody has answered."""
    await controls.draw(prompt="a dog")
    return await probe.next_interaction()


async def test_first_answer(probe: Probe, controls: Controls) -> None:
    """The callback tells the message's id and that all can see it, and people see it."""
    interaction_id = await controls.draw(prompt="a dog")
    interaction = await probe.next_interaction()
    answer = await interaction.response.send_message(view=card("a dog"))
    assert not answer.is_ephemeral()
    told = await controls.answered(interaction_id)
    assert told["message_id"] == str(answer.message_id)
    assert told["seconds"] < 3
    standing = await controls.message(answer.message_id or 0)
    assert standing["text"] == "a dog"
    assert [button["custom_id"] for button in standing["buttons"]] == ["again"]


async def test_the_server_has_installed_the_bot(probe: Probe, controls: Controls) -> None:
    """An interaction in the server, and the answer to it, name the server as the installer."""
    interaction = await drawn(probe, controls)
    assert interaction.guild is not None
    assert interaction.is_guild_integration()
    await interaction.response.send_message("seen")
    message = await interaction.original_response()
    assert message.interaction_metadata is not None
    assert message.interaction_metadata.is_guild_integration()


async def test_second_answer_is_refused(probe: Probe, controls: Controls) -> None:
    """An interaction that was answered cannot be answered again."""
    interaction = await drawn(probe, controls)
    await interaction.response.send_message("first")
    path = f"/interactions/{interaction.id}/{interaction.token}/callback"
    status, body = await controls.rest("POST", path, json={"type": 4, "data": {"content": "2"}})
    assert (status, body["code"]) == (400, 40060)


async def test_unknown_interaction(controls: Controls) -> None:
    """A callback for an interaction that never was is 10062."""
    path = "/interactions/1/none/callback"
    status, body = await controls.rest("POST", path, json={"type": 4, "data": {"content": "?"}})
    assert (status, body["code"]) == (404, 10062)


async def test_token_expires_but_the_message_can_be_edited(
    probe: Probe, controls: Controls
) -> None:
    """After its time the token edits nothing; the bot's own token still does."""
    interaction = await drawn(probe, controls)
    answer = await interaction.response.send_message(view=card("first"))
    await controls.call("POST", "/tokens", expire=True)
    with pytest.raises(discord.HTTPException) as caught:
        await interaction.edit_original_response(view=card("late"))
    assert (caught.value.status, caught.value.code) == (401, 50027)
    channel = interaction.channel
    assert isinstance(channel, discord.TextChannel)
    await channel.get_partial_message(answer.message_id or 0).edit(view=card("by the bot"))
    assert (await controls.message(answer.message_id or 0))["text"] == "by the bot"


async def test_token_life_can_be_shortened(probe: Probe, controls: Controls) -> None:
    """A test can give new interactions a token that is dead at once."""
    await controls.call("POST", "/tokens", life_seconds=0)
    interaction = await drawn(probe, controls)
    with pytest.raises(discord.NotFound) as caught:
        await interaction.response.send_message("late")
    assert caught.value.code == 10062


async def test_ephemeral_messages_are_out_of_reach(probe: Probe, controls: Controls) -> None:
    """The bot's token cannot read an ephemeral message, and nobody can react to it."""
    interaction = await drawn(probe, controls)
    answer = await interaction.response.send_message(view=card("secret"), ephemeral=True)
    assert answer.is_ephemeral()
    channel = interaction.channel
    assert isinstance(channel, discord.TextChannel)
    message = channel.get_partial_message(answer.message_id or 0)
    for reaching in (message.fetch, message.delete):
        with pytest.raises(discord.NotFound):
            await reaching()
    with pytest.raises(discord.NotFound):
        await message.add_reaction("🔁")
    await interaction.edit_original_response(view=card("still secret"))
    standing = await controls.message(answer.message_id or 0)
    assert (standing["text"], standing["ephemeral"]) == ("still secret", True)


async def test_answer_to_a_button_replies_to_its_message(probe: Probe, controls: Controls) -> None:
    """What answers a click refers to the message that was clicked, and a follow-up to that."""
    interaction = await drawn(probe, controls)
    file = png_file("red", "image-1.png")
    view = card("a dog", "attachment://image-1.png")
    answer = await interaction.response.send_message(view=view, file=file)
    await controls.call("POST", "/click", message_id=answer.message_id, label="Again", user="bob")
    click = await probe.next_interaction()
    assert click.user.name == "bob"
    assert click.message is not None
    assert click.message.attachments == []
    await click.response.send_message(view=card("another"))
    another = await click.original_response()
    assert another.type is discord.MessageType.reply
    assert another.reference is not None
    assert another.reference.message_id == answer.message_id
    private = await click.followup.send("only you", ephemeral=True, wait=True)
    assert (await controls.message(private.id))["reference"] == str(another.id)


async def test_update_of_the_clicked_message(probe: Probe, controls: Controls) -> None:
    """A click may be answered by editing the message itself, which counts as an edit."""
    interaction = await drawn(probe, controls)
    answer = await interaction.response.send_message(view=card("before"))
    await controls.call("POST", "/click", message_id=answer.message_id, custom_id="again")
    click = await probe.next_interaction()
    await click.response.edit_message(view=card("after"))
    standing = await controls.message(answer.message_id or 0)
    assert (standing["text"], standing["edits"]) == ("after", 1)
    assert standing["edited_via"] == ["token"]


async def test_autocomplete(probe: Probe, controls: Controls) -> None:
    """What is typed reaches the bot, and its choices come back."""
    asked = {"command": "draw", "option": "ratio", "value": "16", "options": {"prompt": "a"}}
    sent = await controls.call("POST", "/autocomplete", **asked)
    told = await controls.answered(sent["interaction_id"])
    assert told["choices"] == [{"name": "16:9", "value": "16:9"}]


async def test_impossible_actions_are_explained(probe: Probe, controls: Controls) -> None:
    """A control that a person could not carry out is refused with the reason."""
    url = f"{controls.described['control_url']}/slash"
    async with controls.session.post(url, json={"command": "none", "options": {}}) as response:
        assert response.status == 400
        assert "none" in (await response.json())["error"]
