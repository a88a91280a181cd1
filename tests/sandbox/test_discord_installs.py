"""An application that people have installed on themselves, where the bot is not in the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from tests.sandbox.discord_probe import Probe, card, png_file
from tests.sandbox.test_discord_moderating import failure
from tests.waiting import eventually

if TYPE_CHECKING:
    from tests.sandbox.discord_process import Controls

FORBIDDEN, NO_SUCH_SERVER = (403, 50001), (404, 10004)
CARD = "attachment://image-1.png"


async def elsewhere(probe: Probe, controls: Controls) -> discord.Interaction:
    """Return what alice, who has the application herself, runs where the bot is not."""
    await controls.call("POST", "/bot/remove")
    await probe.hears("GUILD_DELETE")
    await controls.install()
    await controls.draw(prompt="a dog")
    return await probe.next_interaction()


async def test_only_the_person_allows_it(probe: Probe, controls: Controls) -> None:
    """The interaction names the person as the installer, and a server that the bot knows not."""
    interaction = await elsewhere(probe, controls)
    assert interaction.is_user_integration()
    assert not interaction.is_guild_integration()
    assert interaction.context.guild
    assert interaction.guild_id is not None
    assert probe.get_guild(interaction.guild_id) is None
    assert interaction.guild_locale is discord.Locale.american_english
    assert interaction.app_permissions.attach_files
    assert not interaction.app_permissions.view_channel
    assert isinstance(interaction.user, discord.Member)
    await interaction.response.send_message(view=card("a dog"))
    answer = await interaction.original_response()
    assert answer.interaction_metadata is not None
    assert answer.interaction_metadata.is_user_integration()
    assert answer.interaction_metadata._integration_owners == {1: interaction.user.id}


async def test_only_the_token_reaches_the_message(probe: Probe, controls: Controls) -> None:
    """The answer is edited by its token; the bot's own token reaches nothing there."""
    interaction = await elsewhere(probe, controls)
    file = png_file("red", "image-1.png")
    await interaction.response.send_message(view=card("a dog", CARD), file=file)
    answer = await interaction.original_response()
    channel = interaction.channel
    assert isinstance(channel, discord.TextChannel)
    own = channel.get_partial_message(answer.id)
    for doing in (
        own.edit(view=card("late")),
        own.fetch(),
        own.delete(),
        own.add_reaction("🔁"),
        channel.send("hello"),
        probe.fetch_channel(channel.id),
    ):
        assert await failure(doing) == FORBIDDEN
    assert await failure(probe.fetch_guild(channel.guild.id)) == NO_SUCH_SERVER
    await interaction.edit_original_response(view=card("by the token", CARD))
    assert (await controls.message(answer.id))["text"] == "by the token"
    await interaction.delete_original_response()


async def test_nothing_else_is_heard_of_the_server(probe: Probe, controls: Controls) -> None:
    """No message, no reaction and no deletion there reaches the bot."""
    interaction = await elsewhere(probe, controls)
    answer = await interaction.response.send_message(view=card("a dog"))
    probe.heard.clear()
    await controls.react(str(answer.message_id), "🔁")
    await controls.say("a message")
    await controls.speak(server="de")
    await controls.click(str(answer.message_id), label="Again")
    await probe.next_interaction()
    assert list(probe.heard) == ["INTERACTION_CREATE"]


async def test_five_followups(probe: Probe, controls: Controls) -> None:
    """A sixth follow-up is refused, deleted ones count, and the first answer can be edited."""
    interaction = await elsewhere(probe, controls)
    await interaction.response.send_message("first")
    sent = [await interaction.followup.send(f"{n}", wait=True) for n in range(5)]
    await sent[0].delete()
    assert await failure(interaction.followup.send("6", wait=True)) == (400, 40094)
    await interaction.edit_original_response(content="still")


async def test_others_use_its_buttons(probe: Probe, controls: Controls) -> None:
    """Whoever sees the message may click; the installer stays who installed it."""
    interaction = await elsewhere(probe, controls)
    answer = await interaction.response.send_message(view=card("a dog"))
    await controls.click(str(answer.message_id), label="Again", user="bob")
    click = await probe.next_interaction()
    assert click.user.name == "bob"
    assert click._integration_owners == {1: interaction.user.id}
    assert not click.is_user_integration()  # discord.py asks whether it is bob's own
    await click.response.send_message("for bob", ephemeral=True)


async def test_menus_of_the_person(probe: Probe, controls: Controls) -> None:
    """A menu for people works on any message; one for servers, and other people, have none."""
    await controls.call("POST", "/bot/remove")
    await controls.install()
    message_id = await controls.say("a picture")
    await controls.menu("Inspect", message_id)
    assert (await probe.next_interaction()).extras["target"].content == "a picture"
    for asked in ({"command": "Only in servers"}, {"command": "Inspect", "user": "bob"}):
        reason = await controls.refused("POST", "/menu", message_id=message_id, **asked)
        assert "not in the server" in reason


async def test_hushed_by_the_server(probe: Probe, controls: Controls) -> None:
    """Without the permission for external applications every answer is ephemeral."""
    await controls.call("POST", "/permissions", everyone=True, deny=["use_external_apps"])
    interaction = await elsewhere(probe, controls)
    answer = await interaction.response.send_message("for all?")
    assert answer.is_ephemeral()
    followup = await interaction.followup.send("this as well?", wait=True)
    assert followup.flags.ephemeral
    assert [item["id"] for item in await controls.ephemeral()][-1] == str(followup.id)


async def test_installed_in_both_places(probe: Probe, controls: Controls) -> None:
    """Where the bot is in the server as well, both installers are named and no limit holds."""
    await controls.install()
    await controls.draw(prompt="a dog")
    interaction = await probe.next_interaction()
    assert interaction.is_user_integration()
    assert interaction.is_guild_integration()
    await interaction.response.defer()
    for n in range(7):
        await interaction.followup.send(f"{n}", wait=True)


async def test_in_a_dm(probe: Probe, controls: Controls) -> None:
    """In the DM with the bot the person is named beside no server."""
    await controls.install()
    await controls.run("draw", prompt="a dog", dm=True)
    interaction = await probe.next_interaction()
    assert interaction._integration_owners == {0: 0, 1: interaction.user.id}


async def test_the_modal_of_a_personal_menu(probe: Probe, controls: Controls) -> None:
    """A modal opened by a personal installation is submitted by the same right."""
    interaction = await elsewhere(probe, controls)
    modal = discord.ui.Modal(title="More", custom_id="more")
    modal.add_item(
        discord.ui.Label(text="Prompt", component=discord.ui.TextInput(custom_id="words"))
    )
    await interaction.response.send_modal(modal)
    await controls.submit(str(interaction.id), {"words": "a cat"})

    async def submitted() -> Any:
        told = await controls.call("GET", "/interactions")
        return [one for one in told if one["type"] == 5 and one["installed_by"] == {"1": one_id}]

    one_id = str(interaction.user.id)
    assert await eventually(submitted)
