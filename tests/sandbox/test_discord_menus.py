"""Menus of messages on the simulated Discord, through the real discord.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from tests.sandbox.discord_probe import card, gallery, png, png_file

if TYPE_CHECKING:
    from tests.sandbox.discord_probe import Probe
    from tests.sandbox.discord_process import Controls

PHOTO = ("photo.png", png("green", (320, 200)))


async def inspected(probe: Probe, controls: Controls, message_id: str | int) -> discord.Message:
    """Return a message as the bot gets it with a command of the menu that bob chose on it."""
    await controls.menu("Inspect", message_id, user="bob")
    interaction = await probe.next_interaction()
    assert interaction.user.name == "bob"
    target = interaction.extras["target"]
    assert isinstance(target, discord.Message)
    assert target.id == int(message_id)
    await interaction.response.send_message("seen", ephemeral=True)
    return target


async def test_menu_on_an_attached_picture(probe: Probe, controls: Controls) -> None:
    """The bot sees the whole of a foreign message, though it may not read what people write."""
    message_id = await controls.say("look at this", files=[PHOTO])
    target = await inspected(probe, controls, message_id)
    assert (target.author.name, target.content) == ("alice", "look at this")
    (attachment,) = target.attachments
    assert (attachment.filename, attachment.width, attachment.height) == ("photo.png", 320, 200)
    assert attachment.content_type == "image/png"
    assert await attachment.read() == PHOTO[1]


async def test_foreign_messages_are_not_read(probe: Probe, controls: Controls) -> None:
    """The event of a message tells the bot nothing of its text, its files and its embeds."""
    message_id = await controls.say("private talk", files=[PHOTO], embed=PHOTO)
    await probe.hears("MESSAGE_CREATE")
    (told,) = [message for message in probe.cached_messages if message.id == int(message_id)]
    assert (told.content, told.attachments, told.embeds) == ("", [], [])


async def test_menu_on_a_linked_picture(probe: Probe, controls: Controls) -> None:
    """The preview of a picture on another site is reached through Discord's proxy."""
    message_id = await controls.say("seen elsewhere", link=PHOTO)
    (embed,) = (await inspected(probe, controls, message_id)).embeds
    assert (embed.type, embed.thumbnail.width, embed.thumbnail.height) == ("image", 320, 200)
    assert embed.url == embed.thumbnail.url
    assert not str(embed.url).startswith("http://127.0.0.1")
    assert await controls.get(str(embed.thumbnail.proxy_url)) == (200, PHOTO[1])


async def test_menu_on_the_embed_of_another_application(probe: Probe, controls: Controls) -> None:
    """A rich embed shows a picture of another site, and its poster is no person."""
    message_id = await controls.say(embed=PHOTO, poster="Gallery")
    target = await inspected(probe, controls, message_id)
    assert (target.author.name, target.webhook_id is None) == ("Gallery", False)
    (embed,) = target.embeds
    assert (embed.type, embed.image.width, embed.image.height) == ("rich", 320, 200)
    assert await controls.get(str(embed.image.proxy_url)) == (200, PHOTO[1])


async def test_menu_on_a_card_of_the_bot(probe: Probe, controls: Controls) -> None:
    """A card comes with its components; the files that these show are no attachments."""
    (channel,) = probe.guilds[0].text_channels
    view, file = card("a dog", "attachment://image-1.png"), png_file("red", "image-1.png")
    message = await channel.send(view=view, file=file)
    target = await inspected(probe, controls, message.id)
    assert target.attachments == []
    (media,) = gallery(target)
    assert (media.width, media.height, media.content_type) == (64, 36, "image/png")
    assert await controls.get(media.url) == (200, png("red"))


async def test_menu_in_a_dm(probe: Probe, controls: Controls) -> None:
    """The menu is there in the DM with the bot too, on what the person wrote."""
    message_id = await controls.say("mine", files=[PHOTO], dm=True)
    await controls.menu("Inspect", message_id)
    interaction = await probe.next_interaction()
    assert interaction.guild_id is None
    assert interaction.extras["target"].attachments[0].filename == "photo.png"
    await controls.refused("POST", "/menu", command="Inspect", message_id=message_id, user="bob")


async def test_answer_names_the_menu_and_its_message(probe: Probe, controls: Controls) -> None:
    """What answers a menu says which command it was and on which message."""
    message_id = await controls.say("a picture", files=[PHOTO])
    await controls.menu("Inspect", message_id)
    interaction = await probe.next_interaction()
    await interaction.response.send_message("seen")
    answer = await interaction.original_response()
    assert answer.type is discord.MessageType.context_menu_command
    assert answer.interaction_metadata is not None
    assert answer.interaction_metadata.target_message_id == int(message_id)
    followup = await interaction.followup.send("more", wait=True)
    assert followup.interaction_metadata is not None
    assert followup.interaction_metadata.original_response_message_id == answer.id


async def test_what_has_no_menu(probe: Probe, controls: Controls) -> None:
    """An ephemeral message has no menu, and a menu has the registered commands alone."""
    assert await controls.call("GET", "/menu") == ["Inspect", "Only in servers"]
    await controls.draw(prompt="a dog")
    answer = await (await probe.next_interaction()).response.send_message("hush", ephemeral=True)
    asked = {"command": "Inspect", "message_id": str(answer.message_id)}
    assert "ephemeral" in await controls.refused("POST", "/menu", **asked)
    message_id = await controls.say("hello")
    asked = {"command": "Explode", "message_id": message_id}
    assert "Explode" in await controls.refused("POST", "/menu", **asked)
