"""Where the pictures of any message are found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from cogs.ui.cards import Phase
from cogs.ui.references import References
from tests.cogs.looks import Look
from tests.cogs.papers import (
    NONE_THERE,
    RESTYLE,
    USE,
    VARY,
    chosen,
    fields,
    labels,
    posted,
    submitted,
    values,
)
from tests.cogs.world import picture

if TYPE_CHECKING:
    import discord

    from tests.cogs.world import World


@pytest.mark.parametrize("menu", [VARY, RESTYLE, USE])
@pytest.mark.parametrize(
    "files", [[], [("notes.txt", b"milk")], [("dance.gif", picture(kind="GIF"))]]
)
async def test_a_message_without_a_picture_says_so(
    world: World, menu: str, files: list[Any]
) -> None:
    """Privately, and nothing is spent."""
    message = await world.bob.send(world.channel, "look", attachments=files)
    result = await world.alice.context_menu(world.channel, menu, message)
    assert result.acknowledged
    assert result.ephemeral
    assert result.response is not None
    assert result.response.content == NONE_THERE
    assert world.emulator.posts == 0


async def test_one_of_several_pictures_is_chosen(world: World) -> None:
    """The form begins with the pictures, the first of which is chosen; others are left out."""
    files = [("a.png", picture()), ("notes.txt", b"milk"), ("b.jpg", picture(kind="JPEG"))]
    message = await posted(world, *files, ("empty.png", b""))
    for menu, changes in (
        (VARY, {}),
        (RESTYLE, {"style": ["vintage"]}),
        (USE, {"prompt": "A white cat"}),
    ):
        shown = await world.alice.context_menu(world.channel, menu, message)
        assert labels(shown)[0] == "Picture"
        pictures = fields(shown)["picture"]
        assert [option["label"] for option in pictures["options"]] == ["1 · a.png", "2 · b.jpg"]
        assert len(chosen(pictures)) == 1
        await submitted(world, shown, picture=[values(pictures)[1]], **changes)
        assert world.emulator.accepted[-1].order.references[0].endswith("/b.jpg")


async def test_a_picture_that_cannot_be_used_is_refused_at_once(world: World) -> None:
    """Before a form is opened, so that nobody writes a prompt in vain."""
    message = await posted(world, ("empty.png", b""))
    result = await world.alice.context_menu(world.channel, USE, message)
    assert result.modal is None
    assert result.response is not None
    assert result.response.content == (
        "The reference empty.png is an empty file. Attach a PNG, JPEG or WebP picture."
    )


async def test_bytes_that_are_no_picture_are_refused(world: World) -> None:
    """What only the bytes show is said privately, as with /generate."""
    message = await posted(world, ("dog.png", b"this is text"))
    result = await world.alice.context_menu(world.channel, VARY, message)
    [told] = result.followups
    assert told.content == ("The file is not a PNG, JPEG or WebP picture. No credits were used.")
    assert world.emulator.posts == 0


async def test_a_link_preview_is_a_picture(world: World) -> None:
    """Of a picture from elsewhere Discord's own copy is read, and no other host is asked."""
    backend = world.env.backend
    file = backend.cdn.store_attachment(1, world.channel.id, "cat.png", picture(), None)
    image = {"url": "https://example.com/cat.png", "proxy_url": file["url"]}
    embeds = [{"type": "image", "url": "https://example.com", "thumbnail": image}]
    embeds.append({"type": "rich", "image": {"url": "https://example.com/no-copy.png"}})
    message = backend.create_message(world.channel.id, world.bob.id, "look", embeds=embeds)
    result = await world.alice.context_menu(world.channel, VARY, world.message(message))
    assert Look.of(result.response).colour == Phase.DONE.value
    assert world.emulator.accepted[0].order.references == (file["url"],)


async def test_components_of_other_bots_show_pictures(world: World) -> None:
    """Galleries and thumbnails, by the files of their message or by Discord's copy."""
    backend = world.env.backend
    file = backend.cdn.store_attachment(1, world.channel.id, "cat.png", picture(), None)
    media = {"url": "https://example.com/a.png", "proxy_url": file["url"]}
    film = {"url": "https://example.com/a.mp4", "proxy_url": file["url"] + "4"}
    film["content_type"] = "video/mp4"
    items = [{"media": film}, {"media": media}]
    gallery = {"type": 12, "id": 2, "items": items}
    message = backend.create_message(
        world.channel.id,
        world.bob.id,
        "",
        components=[{"type": 17, "id": 1, "components": [gallery]}],
        flags=1 << 15,
    )
    result = await world.alice.context_menu(world.channel, VARY, world.message(message))
    assert Look.of(result.response).colour == Phase.DONE.value
    assert world.emulator.accepted[0].order.references == (file["url"],)


async def test_a_forwarded_picture_is_a_picture(world: World) -> None:
    """A forwarded message shows what the first one showed."""
    message = await posted(world)
    elsewhere = world.guild.create_text_channel("elsewhere")
    forwarded = await world.bob.forward(message, elsewhere)
    result = await world.alice.context_menu(elsewhere, VARY, forwarded)
    assert Look.of(result.response).colour == Phase.DONE.value
    assert world.emulator.accepted[0].reference is not None


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://cdn.discordapp.com/attachments/1/2/cat.png?ex=1", True),
        ("https://images-ext-1.discordapp.net/external/x/https/example.com/cat.png", True),
        ("https://images-ext-2.discordapp.net/external/x/https/example.com/cat.png", True),
        ("http://images-ext-1.discordapp.net/external/x/https/example.com/cat.png", False),
        ("https://images-ext-3.discordapp.net/cat.png", False),
        ("https://example.com/images-ext-1.discordapp.net/cat.png", False),
        ("http://127.0.0.1/cat.png", False),
    ],
)
async def test_only_discord_is_asked_for_pictures(url: str, allowed: bool) -> None:
    """Its CDN and the proxies that hold its copies of pictures from elsewhere."""

    async def fetch(_channel_id: int, _message_id: int) -> discord.Message:
        raise NotImplementedError

    async with aiohttp.ClientSession() as session:
        assert References(session, fetch)._allowed(url) is allowed
