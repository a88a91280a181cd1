"""Getting one's own data as a file."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.cogs.looks import Look
from tests.cogs.test_history import make
from tests.cogs.test_privacy import content, export, panel

if TYPE_CHECKING:
    from tests.cogs.world import World


async def test_what_is_kept_is_said(world: World) -> None:
    """The panel has the numbers that the program goes by."""
    look = Look.of(await panel(world))
    assert look.text.startswith("**Your data**")
    assert "kept for 24 hours, and pictures that could not be delivered for 30 days" in look.text
    assert look.labels == ["Export my data", "Delete everything of mine"]


@pytest.mark.parametrize("restart", [False, True])
async def test_everything_is_exported(world: World, restart: bool) -> None:
    """One's own data comes as JSON to oneself, and nothing of it stays behind as a file."""
    await world.alice.slash(world.channel, "preferences", style="vintage")
    await make(world, 2)
    await world.bob.slash(world.channel, "generate", prompt="A secret of bob's")
    shown = await panel(world)
    if restart:
        await world.restart()
    message = await export(world, shown)
    assert message.content == "Everything that I keep about you is in the file."
    assert message.attachments[0].filename == "pictory-bot-data.json"
    data = json.loads(content(world, message))
    prompts = [generation["prompt"] for generation in data["generations"]]
    assert prompts == ["Picture number 0", "Picture number 1"]
    assert data["preferences"]["style"] == "vintage"
    assert b"secret of bob" not in content(world, message)
    assert not list(world.studio.spool.glob("data-*"))


async def test_a_large_export_is_zipped(world: World) -> None:
    """What is over the limit of the place comes zipped."""
    await make(world, 8)
    world.wire.interactions["attachment_size_limit"] = 6000
    message = await export(world)
    assert message.attachments[0].filename == "pictory-bot-data.zip"
    with zipfile.ZipFile(io.BytesIO(content(world, message))) as archive:
        data = json.loads(archive.read("pictory-bot-data.json"))
    assert len(data["generations"]) == 8
    assert not list(world.studio.spool.glob("data-*"))


async def test_an_export_too_large_even_so_is_refused(world: World) -> None:
    """The person is told the sizes, and what to do."""
    await make(world, 1)
    world.wire.interactions["attachment_size_limit"] = 100
    message = await export(world)
    assert message.content.startswith("Your data is 1 MB even when zipped, and only 0 MB can be")
    assert not list(world.studio.spool.glob("data-*"))


async def test_discord_s_own_limit_counts(world: World) -> None:
    """A file that Discord finds too large is zipped as well."""
    await make(world, 1)
    world.env.inject_error("POST", "/webhooks/*", status=413, code=40005, times=1)
    message = await export(world)
    assert message.attachments[0].filename == "pictory-bot-data.zip"
