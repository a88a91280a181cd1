"""The page of the simulated Discord, asked as the browser asks it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag

from sandbox.discord.page.serving import CHANGES
from tests.sandbox.discord_page import Page
from tests.sandbox.discord_probe import card, png, png_file

if TYPE_CHECKING:
    import discord

    from tests.sandbox.discord_probe import Probe
    from tests.sandbox.discord_process import Controls


def only_button(message: dict[str, Any]) -> str:
    """Return the name that the page gives to the one button of a `card`."""
    (container,) = message["components"]
    (button,) = container["components"][-1]["components"]
    return str(button["control_key"])


async def posted(probe: Probe, view: discord.ui.LayoutView) -> discord.Message:
    """Post a layout in #generate, as the bot."""
    return await probe.guilds[0].text_channels[0].send(view=view)


async def test_page_follows_the_bot(page: Page, probe: Probe) -> None:
    """What the bot posts and edits stands on the page without anybody refreshing it."""
    message = await posted(probe, card("working on a whale"))
    await page.shows("working on a whale")
    picture = png_file("red", "image-1.png")
    await message.edit(view=card("a whale", "attachment://image-1.png"), attachments=[picture])
    shown = await page.shows("alt of a whale")
    gallery, _, _ = shown["components"][0]["components"]
    assert gallery["items"][0]["media"]["available"]


async def test_ephemeral_edits_show_as_well(page: Page, probe: Probe, controls: Controls) -> None:
    """An ephemeral message, of which no event tells, is followed too."""
    await controls.draw(prompt="a dog")
    interaction = await probe.next_interaction()
    await interaction.response.send_message(view=card("secret walrus"), ephemeral=True)
    await page.shows("secret walrus")
    await interaction.edit_original_response(view=card("still a secret walrus"))
    await page.shows("still a secret walrus")


async def test_command_with_a_file(page: Page, probe: Probe) -> None:
    """A command run in the picker brings the file to the bot and is reported as completed."""
    command = await page.command()
    options = {"prompt": "a heron", "reference": {"upload": 0}}
    running = asyncio.create_task(
        page.act("run_command", {"reference": png("green")}, **command, options=options)
    )
    interaction = await probe.next_interaction()
    assert await interaction.extras["reference"].read() == png("green")
    await interaction.response.send_message(view=card("a heron"))
    receipt = await running
    assert receipt["acknowledgement"] == "acknowledged"
    assert (receipt["settlement"], receipt["diagnostics"]) == ("settled", [])


async def test_autocomplete_on_the_page(page: Page, probe: Probe) -> None:
    """Choices asked for in the picker are those of the bot in the other process."""
    command = await page.command()
    receipt = await page.act(
        "autocomplete_command",
        **command,
        focused="ratio",
        value="",
        options={"prompt": "a heron"},
    )
    assert [choice["value"] for choice in receipt["result"]["choices"]] == ["1:1", "16:9"]


async def test_click_on_a_page_that_has_changed(page: Page, probe: Probe) -> None:
    """A click means the button that was drawn, though an edit has moved it meanwhile."""
    message = await posted(probe, card("a falcon"))
    drawn = only_button(await page.shows("a falcon"))
    picture = png_file("red", "image-1.png")
    await message.edit(
        view=card("a falcon in flight", "attachment://image-1.png"), attachments=[picture]
    )
    clicking = asyncio.create_task(page.act("click", control_key=drawn, target_id=str(message.id)))
    interaction = await probe.next_interaction()
    await interaction.response.send_message(view=card("once more"))
    assert (await clicking)["acknowledgement"] == "acknowledged"
    assert drawn != only_button(await page.shows("a falcon in flight"))
    assert interaction.data is not None
    assert interaction.data.get("custom_id") == "again"


async def test_click_on_a_button_that_is_gone(page: Page, probe: Probe) -> None:
    """A click on a button that an edit has replaced does not press the new one."""
    message = await posted(probe, card("an otter", label="Cancel"))
    drawn = only_button(await page.shows("an otter"))
    await message.edit(view=card("an otter", label="Again"))
    receipt = await page.act("click", control_key=drawn, target_id=str(message.id))
    assert receipt["rejected"]
    assert probe.interactions.empty()


async def test_leaving_a_page_leaves_the_others(page: Page, controls: Controls) -> None:
    """Whoever ends the session on one page ends that page alone."""
    another = Page(controls.session, controls.described["page_url"])
    await another.open()
    assert (await another.act("close"))["settlement"] == "settled"
    assert (await page.act("refresh"))["settlement"] == "settled"


async def test_our_changes_are_served(controls: Controls) -> None:
    """Each place in SimCord's files that we change is found, and has what we put there."""
    origin, _ = urldefrag(controls.described["page_url"])
    for change in CHANGES:
        served = (await controls.get(f"{origin}{change.path[1:]}"))[1].decode()
        assert change.text in served
        assert served.count(change.place) == (change.where != "instead")
