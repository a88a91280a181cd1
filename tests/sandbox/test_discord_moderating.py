"""What moderators do to the bot on the simulated Discord, heard and met by the real discord.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
import pytest

from tests.sandbox.discord_probe import card, png_file
from tests.waiting import eventually

if TYPE_CHECKING:
    from tests.sandbox.discord_probe import Probe
    from tests.sandbox.discord_process import Controls


async def asked(probe: Probe, controls: Controls, channel: str = "generate") -> discord.Interaction:
    """Return an interaction that alice began in a channel and that the bot has answered."""
    call = {"command": "draw", "options": {"prompt": "a dog"}, "channel": channel}
    await controls.call("POST", "/slash", **call)
    interaction = await probe.next_interaction()
    await interaction.response.send_message(view=card("first"))
    return interaction


def text_channel(probe: Probe, name: str = "generate") -> discord.TextChannel:
    """Return a channel as the bot knows it."""
    (found,) = [item for item in probe.guilds[0].text_channels if item.name == name]
    return found


async def failure(doing: Any) -> tuple[int, int]:
    """Return the status and code with which Discord refuses what the bot does."""
    with pytest.raises(discord.HTTPException) as caught:
        await doing
    return caught.value.status, caught.value.code


async def test_deleted_message_is_gone_for_every_token(probe: Probe, controls: Controls) -> None:
    """The bot hears of the deletion, and neither token can edit the message or read it."""
    interaction = await asked(probe, controls)
    message = await interaction.original_response()
    await controls.call("POST", "/delete-message", message_id=message.id)
    await probe.hears("MESSAGE_DELETE")
    own = text_channel(probe).get_partial_message(message.id)
    assert await failure(interaction.edit_original_response(view=card("2"))) == (404, 10008)
    assert await failure(own.edit(view=card("3"))) == (404, 10008)
    assert await failure(own.fetch()) == (404, 10008)
    assert await failure(own.add_reaction("🔁")) == (404, 10008)
    followup = await interaction.followup.send(view=card("4"), wait=True)
    assert (await controls.message(followup.id))["via"] == "followup"


async def test_ephemeral_message_is_no_moderators_business(
    probe: Probe, controls: Controls
) -> None:
    """Nobody but its addressee sees an ephemeral message, so nobody deletes it."""
    await controls.draw(prompt="a dog")
    answer = await (await probe.next_interaction()).response.send_message("hush", ephemeral=True)
    reason = await controls.refused("POST", "/delete-message", message_id=answer.message_id)
    assert "ephemeral" in reason


async def test_another_channel_comes_and_goes(probe: Probe, controls: Controls) -> None:
    """The bot hears of both; afterwards nothing of the channel can be read, edited or answered."""
    made = await controls.call("POST", "/channels", name="annex")
    await probe.hears("CHANNEL_CREATE")
    interaction = await asked(probe, controls, "annex")
    channel, message = text_channel(probe, "annex"), await interaction.original_response()
    assert made["channel_id"] == str(channel.id)
    standing = await controls.call("GET", "/messages?channel=annex")
    assert [item["id"] for item in standing] == [str(message.id)]
    await controls.call("DELETE", "/channels/annex")
    await probe.hears("CHANNEL_DELETE")
    own = channel.get_partial_message(message.id)
    for doing in (own.edit(view=card("2")), own.fetch(), channel.send("3")):
        assert await failure(doing) == (404, 10003)
    for doing in (
        interaction.edit_original_response(view=card("4")),
        interaction.followup.send("5", wait=True),
    ):
        assert (await failure(doing))[0] == 404


async def test_the_first_channel_stays(controls: Controls) -> None:
    """The channel that the page shows is not deleted, and no name is given twice."""
    assert "page" in await controls.refused("DELETE", "/channels/generate")
    assert "generate" in await controls.refused("POST", "/channels", name="generate")


@pytest.mark.parametrize(
    ("denied", "code"), [("send_messages", 50013), ("attach_files", 50013), ("view_channel", 50001)]
)
async def test_denied_permission_is_missed(
    probe: Probe, controls: Controls, denied: str, code: int
) -> None:
    """The bot may not post without the permission, sees that in interactions, and may again."""
    await controls.call("POST", "/permissions", channel="generate", deny=[denied])
    await probe.hears("CHANNEL_UPDATE")
    channel, file = text_channel(probe), png_file("red", "image-1.png")
    assert await failure(channel.send("no", file=file)) == (403, code)
    interaction = await asked(probe, controls)
    assert not getattr(interaction.app_permissions, denied)
    await interaction.edit_original_response(view=card("a token needs no permission"))
    await controls.call("POST", "/permissions", channel="generate", deny=[])
    await channel.send("yes", file=png_file("red", "image-1.png"))
    assert getattr((await asked(probe, controls)).app_permissions, denied)


async def test_hidden_history_and_channel(probe: Probe, controls: Controls) -> None:
    """Without the history no message can be fetched; out of sight, no reaction is heard."""
    message = await text_channel(probe).send("seen")
    await controls.call("POST", "/permissions", deny=["read_message_history"])
    assert await failure(message.fetch()) == (403, 50013)
    assert [item async for item in message.channel.history()] == []
    await controls.call("POST", "/permissions", deny=["view_channel"])
    assert await failure(message.fetch()) == (403, 50001)
    await controls.call("POST", "/react", message_id=message.id, emoji="🙈")
    await controls.call("POST", "/permissions", deny=[])
    await controls.call("POST", "/react", message_id=message.id, emoji="🎨")
    assert (await probe.next_reaction()).emoji.name == "🎨"


async def test_unknown_permission_is_refused(controls: Controls) -> None:
    """A permission that Discord does not have cannot be denied."""
    assert "fly" in await controls.refused("POST", "/permissions", deny=["fly"])


async def test_removed_bot_comes_back(probe: Probe, controls: Controls) -> None:
    """The removed bot has no access but through living tokens, and knows the server anew."""
    interaction = await asked(probe, controls)
    channel, message = text_channel(probe), await interaction.original_response()
    assert await controls.call("POST", "/bot/remove") == {"removed": True}
    await probe.hears("GUILD_DELETE")
    assert not probe.guilds
    own = channel.get_partial_message(message.id)
    for doing in (own.edit(view=card("2")), own.fetch(), channel.send("3")):
        assert await failure(doing) == (403, 50001)
    assert await failure(probe.fetch_guild(channel.guild.id)) == (404, 10004)
    await interaction.edit_original_response(view=card("the token lives"))
    assert "not in the server" in await controls.refused(
        "POST", "/click", message_id=message.id, label="Again"
    )
    assert not (await controls.call("GET", "/state"))["in_server"]
    assert await controls.call("POST", "/bot/return") == {"returned": True}

    async def known() -> bool:
        return bool(probe.guilds)

    await eventually(known)
    assert (await own.fetch()).id == message.id
    assert await controls.call("POST", "/bot/return") == {"returned": False}


async def test_bot_that_starts_while_removed_knows_no_server(
    probe: Probe, controls: Controls
) -> None:
    """A new session tells nothing of a server that the bot is not in."""
    await controls.call("POST", "/bot/remove")
    await probe.hears("GUILD_DELETE")
    await controls.call("POST", "/gateway/drop", resumable=False)

    async def ready_twice() -> bool:
        return probe.connections.count("ready") == 2

    await eventually(ready_twice)
    assert not probe.guilds
