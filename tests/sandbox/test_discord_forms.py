"""Modals and selects on the simulated Discord, through the real discord.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from tests.sandbox.discord_forms import STYLES, Form, shelf
from tests.sandbox.discord_probe import Probe, png, png_file
from tests.sandbox.test_discord_rest import needs_document

if TYPE_CHECKING:
    from tests.sandbox.discord_process import Controls

PHOTO = ("photo.png", png("green", (320, 200)))
NAMES = ("attachment://image-1.png", "attachment://image-2.png")


async def opened(probe: Probe, controls: Controls) -> str:
    """Let the menu of a message open the form; return the id of that interaction."""
    message_id = await controls.say("a picture", files=[PHOTO])
    interaction_id = await controls.menu("Inspect", message_id)
    interaction = await probe.next_interaction()
    await interaction.response.send_modal(Form(probe.interactions))
    return interaction_id


async def shelved(probe: Probe) -> discord.Message:
    """Post a page of finished pictures, as the bot."""
    (channel,) = probe.guilds[0].text_channels
    files = [png_file("red", "image-1.png"), png_file("blue", "image-2.png")]
    return await channel.send(view=shelf(*NAMES), files=files)


async def test_menu_opens_a_modal(probe: Probe, controls: Controls) -> None:
    """A modal is answered to the menu, and told with its labels, select, upload and text."""
    told = await controls.answered(await opened(probe, controls))
    assert told["kind"] == "modal"
    labels = told["modal"]["components"]
    assert [label["type"] for label in labels] == [18, 18, 18]
    assert [label["component"]["type"] for label in labels] == [3, 19, 4]


async def test_modal_is_submitted_with_a_file(probe: Probe, controls: Controls) -> None:
    """discord.py finds the choice, the text, and the upload with its dimensions and its bytes."""
    interaction_id = await opened(probe, controls)
    values = {"style": ["watercolour"], "words": "with more rain"}
    await controls.submit(interaction_id, values, {"picture": [PHOTO]})
    submission = await probe.next_interaction()
    assert submission.type is discord.InteractionType.modal_submit
    assert submission.extras["style"] == ["watercolour"]
    assert submission.extras["words"] == "with more rain"
    (upload,) = submission.extras["pictures"]
    assert (upload.width, upload.height, upload.ephemeral) == (320, 200, True)
    assert await upload.read() == PHOTO[1]
    data: Any = submission.data
    assert list(data["resolved"]["attachments"]) == [str(upload.id)]
    kinds = [(label["type"], label["component"]["type"]) for label in data["components"]]
    assert kinds == [(18, 3), (18, 19), (18, 4)]
    await submission.response.send_message("coming", ephemeral=True)
    assert (await submission.original_response()).flags.ephemeral


async def test_what_may_be_left_out(probe: Probe, controls: Controls) -> None:
    """Optional fields stay empty, a required one may not; nobody else submits the modal."""
    interaction_id = await opened(probe, controls)
    asked: dict[str, Any] = {"interaction_id": interaction_id, "values": {"words": "more"}}
    assert "style" in await controls.refused("POST", "/modal", **asked)
    asked["values"] = {"style": ["vintage"]}
    assert "opener" in await controls.refused("POST", "/modal", **asked, user="bob")
    await controls.submit(interaction_id, {"style": ["vintage"]})
    submission = await probe.next_interaction()
    assert (submission.extras["pictures"], submission.extras["words"]) == ([], "")
    assert "already" in await controls.refused("POST", "/modal", **asked)


async def test_modal_of_a_button(probe: Probe, controls: Controls) -> None:
    """A modal that a button opened is submitted with the button's message."""
    message = await shelved(probe)
    clicked = await controls.click(message.id, custom_id="older")
    await (await probe.next_interaction()).response.send_modal(Form(probe.interactions))
    await controls.answered(clicked)
    await controls.submit(clicked, {"style": ["vintage"]})
    submission = await probe.next_interaction()
    assert submission.message is not None
    assert submission.message.id == message.id
    await submission.response.edit_message(view=shelf(NAMES[0]))
    assert len((await controls.message(message.id))["media"]) == 1


async def test_choosing_in_a_message(probe: Probe, controls: Controls) -> None:
    """What is chosen in a select reaches the bot; what is not offered cannot be chosen."""
    message = await shelved(probe)
    (select,) = (await controls.message(message.id))["selects"]
    assert [option["value"] for option in select["options"]] == list(STYLES)
    await controls.select(message.id, "watercolour", user="bob")
    interaction = await probe.next_interaction()
    data: Any = interaction.data
    assert (data["custom_id"], data["values"]) == ("filter", ["watercolour"])
    assert (data["component_type"], interaction.user.name) == (3, "bob")
    asked = {"message_id": str(message.id), "values": ["cubist"]}
    assert "cubist" in await controls.refused("POST", "/select", **asked)


async def test_choosing_roles_channels_and_people(probe: Probe, controls: Controls) -> None:
    """Selects of the server's own things take their names and tell the bot who is meant."""
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.RoleSelect(custom_id="role"))
    view.add_item(discord.ui.ChannelSelect(custom_id="channel"))
    view.add_item(discord.ui.UserSelect(custom_id="user"))
    (channel,) = probe.guilds[0].text_channels
    message = await channel.send("settings", view=view)
    role = await controls.call("POST", "/roles", name="artists", users=["bob"])
    state = await controls.call("GET", "/state")
    expected = {
        "role": ("artists", role["role_id"]),
        "channel": ("generate", state["channel_id"]),
        "user": ("bob", state["users"]["bob"]),
    }
    for custom_id, (name, chosen) in expected.items():
        await controls.select(message.id, name, custom_id=custom_id, user="owner")
        data: Any = (await probe.next_interaction()).data
        assert data["values"] == [chosen]
        assert chosen in data["resolved"][f"{custom_id}s"]
    await controls.call("DELETE", "/roles/artists")


async def test_disabled_and_linking_buttons_do_nothing(probe: Probe, controls: Controls) -> None:
    """A disabled button and a link bring nothing to the bot."""
    message = await shelved(probe)
    for label in ("Newer", "Full size"):
        await controls.refused("POST", "/click", message_id=str(message.id), label=label)


@needs_document
async def test_forms_keep_to_the_document(probe: Probe, controls: Controls) -> None:
    """Nothing that discord.py sends for galleries and modals is against Discord's document."""
    await shelved(probe)
    await controls.submit(await opened(probe, controls), {"style": ["vintage"]})
    await (await probe.next_interaction()).response.defer(ephemeral=True)
    assert (await controls.call("GET", "/violations"))["violations"] == []
