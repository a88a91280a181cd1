"""What `/generate` refuses, before anything is spent."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import pytest
from discord import PermissionOverwrite

from tests.cogs.world import World, picture

if TYPE_CHECKING:
    from typing import Any


LARGE = b"\x89PNG\r\n\x1a\n" + bytes(25 * 1024 * 1024)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"prompt": " cat "}, "The prompt needs at least 5 characters."),
        ({"prompt": "x" * 5001}, "The prompt has 5,001 characters; at most 5,000 are possible."),
        (
            {"aspect_ratio": "4:3"},
            "seedream3.0 does not offer the aspect ratio 4:3. It offers 1:1, 16:9, 9:16.",
        ),
        (
            {"model": "flux-schnell", "reference": ("dog.png", picture())},
            (
                "flux-schnell cannot use a reference image. These can: seedream3.0, nanobanana,"
                " nanobanana-pro."
            ),
        ),
        (
            {"reference": ("dog.png", b"")},
            "The reference dog.png is an empty file. Attach a PNG, JPEG or WebP picture.",
        ),
        (
            {"reference": ("dog.png", LARGE)},
            "The reference dog.png is 25.1 MB large, and at most 25 MB are possible.",
        ),
        (
            {"reference": ("dog.txt", picture())},
            "The reference dog.txt is not a picture. Attach a PNG, JPEG or WebP picture.",
        ),
    ],
)
async def test_what_can_be_seen_to_be_wrong_is_refused_at_once(
    world: World, options: dict[str, Any], said: str
) -> None:
    """The first answer is private and says what is wrong; nothing is sent to Pictory."""
    result = await world.generate(**options)
    assert result.acknowledged
    assert result.ephemeral
    assert result.response.content == said
    assert result.followups == []
    assert world.emulator.posts == 0


def bomb() -> bytes:
    """Return a small PNG that claims to have 100 million pixels."""
    data = bytearray(picture((8, 8)))
    data[16:24] = (10_000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"this is text, whatever its name", "The file is not a PNG, JPEG or WebP picture."),
        (picture()[:200], "The picture is damaged or incomplete."),
        (bomb(), "The picture has more than 80 million pixels."),
    ],
)
async def test_what_only_the_bytes_show_is_refused_privately(
    world: World, data: bytes, said: str
) -> None:
    """The requester is told in private, the card goes away, and nothing is sent to Pictory."""
    result = await world.generate(reference=("dog.png", data))
    assert result.acknowledged
    [told] = result.followups
    assert told.ephemeral
    assert told.content == f"{said} No credits were used."
    assert result.response is None
    assert world.emulator.posts == 0


@pytest.mark.parametrize(
    ("lacking", "named"),
    [
        ("attach_files", "Attach Files"),
        ("send_messages", "Send Messages"),
        ("read_message_history", "Read Message History"),
    ],
)
async def test_a_missing_permission_is_named_before_anything_is_spent(
    world: World, lacking: str, named: str
) -> None:
    """Where the bot could not show the picture, it says what it lacks."""
    everyone = world.guild.default_role
    channel = world.guild.create_text_channel(
        "closed", overwrites={everyone: PermissionOverwrite(**{lacking: False})}
    )
    result = await world.alice.slash(channel, "generate", prompt="A small red house")
    assert result.ephemeral
    assert result.response is not None
    assert f"I lack permissions in this channel: {named}. " in result.response.content
    assert world.emulator.posts == 0


async def test_a_request_that_cannot_be_stored_is_refused(world: World) -> None:
    """If the database is out of reach, nothing is shown to others, and the requester is told."""
    world.break_database()
    result = await world.generate()
    assert result.acknowledged
    assert result.ephemeral
    assert result.response is not None
    assert result.response.content == (
        "I cannot take requests at the moment. Nothing was spent. Try again in a few minutes."
    )
    assert result.followups == []
    assert world.emulator.posts == 0


async def test_a_request_during_a_restart_is_refused(world: World) -> None:
    """A bot that is about to end takes nothing on, and says so."""
    await world.studio.stop()
    result = await world.generate()
    assert result.acknowledged
    assert result.ephemeral
    assert result.response is not None
    assert result.response.content == (
        "I am being restarted. Nothing was spent. Try again in a minute."
    )
    assert world.emulator.posts == 0
