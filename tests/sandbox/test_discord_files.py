"""Files on the simulated Discord: signed URLs, hidden attachments, limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import discord
import pytest

from sandbox.discord.cdn import Signer
from tests.sandbox.discord_probe import Kept, card, gallery, png, png_file

if TYPE_CHECKING:
    from tests.sandbox.discord_probe import Probe
    from tests.sandbox.discord_process import Controls

NAMES = ("attachment://image-1.png", "attachment://image-2.png")


async def posted(
    probe: Probe, view: discord.ui.LayoutView, *files: discord.File
) -> discord.Message:
    """Post a layout with files in #generate, as the bot."""
    (channel,) = probe.guilds[0].text_channels
    return await channel.send(view=view, files=files)


async def test_command_attachment_arrives_whole(probe: Probe, controls: Controls) -> None:
    """A file given to a command has its size, dimensions and type, and can be read."""
    data = png("green", (320, 200))
    await controls.draw(("my photo.png", data), prompt="a dog")
    interaction = await probe.next_interaction()
    reference = interaction.extras["reference"]
    assert (reference.width, reference.height) == (320, 200)
    assert (reference.content_type, reference.size) == ("image/png", len(data))
    assert reference.ephemeral
    assert await reference.read() == data
    assert interaction.filesize_limit == 10 * 1024 * 1024


async def test_files_shown_by_a_component_are_hidden(probe: Probe, controls: Controls) -> None:
    """The bot finds a shown file in the media item alone; a person sees both."""
    message = await posted(probe, card("one", NAMES[0]), png_file("red", "image-1.png"))
    fetched = await message.channel.fetch_message(message.id)
    for seen in (message, fetched):
        assert seen.attachments == []
        (media,) = gallery(seen)
        assert (media.width, media.height, media.content_type) == (64, 36, "image/png")
    standing = await controls.message(message.id)
    assert [item["id"] for item in standing["attachments"]] == [str(media.attachment_id)]
    assert standing["media"][0]["description"] == "alt of one"
    assert (await controls.get(media.url))[1] == png("red")


async def test_files_not_shown_stay_attachments(probe: Probe) -> None:
    """A file that no component shows is an ordinary attachment with its dimensions."""
    (channel,) = probe.guilds[0].text_channels
    message = await channel.send("a file", file=png_file("red", "plain.png"))
    (attachment,) = message.attachments
    assert (attachment.filename, attachment.width, attachment.height) == ("plain.png", 64, 36)


async def test_edit_keeps_only_what_it_lists(probe: Probe, controls: Controls) -> None:
    """A hidden file is kept by its id, a new one is added, and one not listed is gone."""
    message = await posted(probe, card("one", NAMES[0]), png_file("red", "image-1.png"))
    first = gallery(message)[0]
    kept = cast("discord.Attachment", Kept(first.attachment_id or 0))
    added = png_file("blue", "image-2.png")
    both = await message.edit(view=card("two", *NAMES), attachments=[kept, added])
    assert gallery(both)[0].attachment_id == first.attachment_id
    second = cast("discord.Attachment", Kept(gallery(both)[1].attachment_id or 0))
    await message.edit(view=card("three", NAMES[1]), attachments=[second])
    standing = await controls.message(message.id)
    assert [item["filename"] for item in standing["attachments"]] == ["image-2.png"]
    assert standing["edits"] == 2


async def test_missing_file_of_a_component_is_an_error(probe: Probe) -> None:
    """A component cannot show a file that the message does not have."""
    with pytest.raises(discord.HTTPException) as caught:
        await posted(probe, card("none", NAMES[0]))
    assert (caught.value.status, caught.value.code) == (400, 50035)


async def test_expired_urls_are_fresh_after_a_fetch(probe: Probe, controls: Controls) -> None:
    """A URL that has expired is dead, and the message fetched again carries one that is not."""
    message = await posted(probe, card("one", NAMES[0]), png_file("red", "image-1.png"))
    old = gallery(message)[0].url
    await controls.call("POST", "/urls", expire=True)
    assert (await controls.get(old))[0] == 404
    fetched = await message.channel.fetch_message(message.id)
    assert (await controls.get(gallery(fetched)[0].url))[0] == 200


async def test_unsigned_and_forged_urls_are_refused(probe: Probe, controls: Controls) -> None:
    """A URL without a signature, or with a changed one, opens nothing."""
    message = await posted(probe, card("one", NAMES[0]), png_file("red", "image-1.png"))
    url = gallery(message)[0].url
    assert (await controls.get(url))[0] == 200
    assert (await controls.get(url.partition("?")[0]))[0] == 404
    assert (await controls.get(url.replace("ex=", "ex=7")))[0] == 404


@pytest.mark.parametrize(("life", "alive"), [(60.0, True), (-60.0, False)])
def test_signatures_expire(life: float, alive: bool) -> None:
    """A signature of ours is accepted until its time has come."""
    signer = Signer(life)
    fields = dict(part.split("=") for part in signer.query("/attachments/1/2/a.png").split("&"))
    given = (fields["ex"], fields["is"], fields["hm"])
    assert signer.accepts("/attachments/1/2/a.png", *given) is alive
    assert not signer.accepts("/attachments/1/2/b.png", *given)


async def test_a_file_from_a_command_can_be_shown(probe: Probe, controls: Controls) -> None:
    """A card may show the file given to a command by its signed URL, before it has its own."""
    data = png("green")
    await controls.draw(("photo.png", data), prompt="a dog")
    interaction = await probe.next_interaction()
    url = interaction.extras["reference"].url
    answer = await interaction.response.send_message(view=card("a dog", url))
    (media,) = (await controls.message(answer.message_id or 0))["media"]
    assert media["attachment_id"] is None
    assert (await controls.get(media["url"])) == (200, data)


@pytest.mark.parametrize("limits", [{"file_bytes": 100}, {"request_bytes": 200}])
async def test_too_large_is_refused(
    probe: Probe, controls: Controls, limits: dict[str, int]
) -> None:
    """One file over the limit, or all together over theirs, is 413 with Discord's code."""
    await controls.call("POST", "/limits", **limits)
    files = [png_file("red", "image-1.png"), png_file("blue", "image-2.png")]
    with pytest.raises(discord.HTTPException) as caught:
        await posted(probe, card("one", *NAMES), *files)
    assert (caught.value.status, caught.value.code) == (413, 40005)
