"""The people of the simulated Discord: languages, the operator, and what each of them sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from tests.sandbox.discord_probe import Probe, card, png, png_file
from tests.waiting import eventually

if TYPE_CHECKING:
    from tests.sandbox.discord_process import Controls

PLAIN = {"1️⃣", "2️⃣", "3️⃣", "4️⃣", "🔁", "🎨", "✉️", "🗑️"}


async def test_languages_reach_the_bot(probe: Probe, controls: Controls) -> None:
    """An interaction tells the person's language and the server's, each as it is set."""
    await controls.speak("de", server="fr")
    await controls.draw(prompt="a dog")
    interaction = await probe.next_interaction()
    assert interaction.locale is discord.Locale.german
    assert interaction.guild_locale is discord.Locale.french
    await controls.run("draw", prompt="a cat", user="bob")
    assert (await probe.next_interaction()).locale is discord.Locale.american_english
    await controls.run("draw", prompt="a cat", dm=True)
    in_dm = await probe.next_interaction()
    assert (in_dm.locale, in_dm.guild_locale) == (discord.Locale.german, None)


async def test_the_servers_language_is_announced(probe: Probe, controls: Controls) -> None:
    """A change of the server's language reaches the bot that knows the server."""
    assert probe.guilds[0].preferred_locale is discord.Locale.american_english
    await controls.speak(server="de")

    async def known() -> bool:
        return probe.guilds[0].preferred_locale is discord.Locale.german

    await eventually(known)


async def test_unknown_language(controls: Controls) -> None:
    """What is no language of Discord's cannot be chosen."""
    assert "tlh" in await controls.refused("POST", "/languages", locale="tlh")


async def test_what_an_interaction_tells_of_the_server(probe: Probe, controls: Controls) -> None:
    """The bot's permissions and the person's own come with it."""
    await controls.run("draw", prompt="a dog", user="owner")
    interaction = await probe.next_interaction()
    assert interaction.permissions.manage_guild
    assert interaction.app_permissions.attach_files
    await controls.draw(prompt="a dog")
    assert not (await probe.next_interaction()).permissions.manage_guild


async def test_the_operator_is_a_person(probe: Probe, controls: Controls) -> None:
    """The application belongs to somebody who is not the bot, and who can be written to."""
    application = await probe.application_info()
    assert probe.user is not None
    assert application.owner.id != probe.user.id
    assert not application.owner.bot
    await application.owner.send("The key was refused.")
    (told,) = [item for item in (await controls.dms())["owner"] if "key" in item["content"]]
    assert told["author"] == "Pictory"


async def test_reactions_of_every_kind(probe: Probe, controls: Controls) -> None:
    """Whatever anybody reacts with reaches the bot, in a channel and in a DM."""
    owner = (await probe.application_info()).owner
    (channel,) = probe.guilds[0].text_channels
    for message, user in ((await channel.send("here"), "bob"), (await owner.send("you"), "owner")):
        for emoji in sorted(PLAIN):
            await controls.react(message.id, emoji, user=user)
        heard = [await probe.next_reaction() for _ in PLAIN]
        assert {str(event.emoji) for event in heard} == PLAIN
        assert {event.message_id for event in heard} == {message.id}
    await controls.react(message.id, "🎨", user="owner", remove=True)
    assert "🎨" not in (await controls.dms())["owner"][-1]["reactions"]


async def test_what_only_one_person_sees(probe: Probe, controls: Controls) -> None:
    """Ephemeral answers are listed for whom they are for, with their files and buttons."""
    await controls.run("draw", prompt="a dog", user="bob")
    interaction = await probe.next_interaction()
    file = png_file("red", "image-1.png")
    view = card("for bob", "attachment://image-1.png")
    answer = await interaction.response.send_message(view=view, file=file, ephemeral=True)
    seen = (await controls.ephemeral("bob"))[-1]
    assert (seen["id"], seen["text"]) == (str(answer.message_id), "for bob")
    assert await controls.get(seen["media"][0]["url"]) == (200, png("red"))
    assert seen["buttons"][0]["label"] == "Again"
    assert answer.message_id not in [int(item["id"]) for item in await controls.ephemeral("alice")]


async def test_a_message_as_discord_sends_it(probe: Probe, controls: Controls) -> None:
    """A message of any channel can be looked at with the whole of its components."""
    (channel,) = probe.guilds[0].text_channels
    message = await channel.send(view=card("a dog"))
    raw: dict[str, Any] = await controls.raw(message.id)
    assert raw["components"][0]["type"] == 17
    assert raw["flags"] & 1 << 15
