"""Reading references: from where, how much, and what is kept."""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import aiohttp
import pytest
from aiohttp import web
from PIL import Image

from cogs.ui import references
from cogs.ui.references import References
from studio.encoded import RejectedReason
from studio.generations import Reference
from studio.ports import CheckedReference, ReferenceGoneError, ReferenceRejectedError
from tests.cogs.samples import generation
from tests.cogs.world import picture

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import discord

    from studio.generations import Generation


@dataclass
class Files:
    """A file server, and what its routes did."""

    url: str
    session: aiohttp.ClientSession
    hits: list[str] = field(default_factory=list)

    def references(self, *, allow_loopback: bool = True) -> References:
        """Return a reader of references in a Discord where no message can be fetched."""
        return References(self.session, no_message, allow_loopback=allow_loopback)

    def wanted(self, name: str) -> Generation:
        """Return a generation whose reference is one of the files."""
        return generation({}, reference=Reference(f"{self.url}/{name}"))


async def no_message(_channel_id: int, message_id: int) -> discord.Message:
    """Stand for a Discord that denies every message."""
    raise AssertionError(f"message {message_id} was fetched needlessly")


@pytest.fixture
async def files() -> AsyncIterator[Files]:
    """Serve a picture, a redirect, an endless file, and errors."""
    app = web.Application()
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    async with aiohttp.ClientSession() as session:
        served = Files("", session)

        async def answer(request: web.Request) -> web.StreamResponse:
            name = request.match_info["name"]
            served.hits.append(name)
            if name == "flaky" and served.hits.count("flaky") == 1:
                return web.Response(status=503)
            if name == "redirect":
                raise web.HTTPFound("/dog")
            if name == "gone":
                raise web.HTTPNotFound
            if name == "endless":
                response = web.StreamResponse()
                await response.prepare(request)
                with suppress(ConnectionError):
                    while True:
                        await response.write(b"\x89PNG\r\n\x1a\n" + bytes(2**20))
            return web.Response(body=picture((600, 400), "JPEG"), content_type="text/html")

        app.router.add_get("/{name}", answer)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        served.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield served
        await runner.cleanup()


async def test_a_reference_is_checked_and_kept(files: Files) -> None:
    """The URL goes on to Pictory, a clean copy waits for the card, and is dropped afterwards."""
    reader, wanted = files.references(), files.wanted("dog")
    assert await reader.prepare(wanted) == CheckedReference(f"{files.url}/dog", 600, 400)
    copy = reader.copy_of(wanted.id)
    assert copy is not None
    assert Image.open(io.BytesIO(copy.data)).size == (600, 400)
    reader.forget(wanted.id)
    assert reader.copy_of(wanted.id) is None


async def test_a_hiccup_is_tried_again(files: Files) -> None:
    """A server error is no reason to give a reference up."""
    assert await files.references().prepare(files.wanted("flaky"))
    assert files.hits == ["flaky", "flaky"]


@pytest.mark.parametrize("name", ["gone", "redirect"])
async def test_what_is_not_there_is_gone(files: Files, name: str) -> None:
    """A dead link is not tried twice, and a redirect is not followed."""
    with pytest.raises(ReferenceGoneError, match="nowhere to be read"):
        await files.references().prepare(files.wanted(name))
    assert files.hits == [name]


async def test_an_endless_file_is_cut_off(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading stops at the limit, whatever the server says of the size."""
    monkeypatch.setattr(references, "MAX_BYTES", 3 * 2**20)
    with pytest.raises(ReferenceRejectedError, match=f"^{RejectedReason.TOO_LARGE}$"):
        await files.references().prepare(files.wanted("endless"))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/dog.png",
        "http://localhost:9/dog.png",
        "http://cdn.discordapp.com/dog.png",
        "https://cdn.discordapp.com.example.com/dog.png",
        "https://example.com/cdn.discordapp.com/dog.png",
        "https://cdn.discordapp.com@169.254.169.254/dog.png",
        "file:///etc/passwd",
    ],
)
async def test_only_discord_is_read(files: Files, url: str) -> None:
    """No other address is ever asked, loopback included unless it stands for Discord."""
    reader = files.references(allow_loopback=False)
    with pytest.raises(ReferenceRejectedError, match=f"^{RejectedReason.NOT_FROM_DISCORD}$"):
        await reader.prepare(generation({}, reference=Reference(url)))


async def test_copies_are_kept_within_bounds(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    """When many references wait for their cards, the oldest copies make room."""
    monkeypatch.setattr(references, "KEPT_BYTES", 1)
    reader = files.references()
    first = files.wanted("dog")
    await reader.prepare(first)
    await reader.prepare(replace(first, id=8))
    assert reader.copy_of(first.id) is None
    assert reader.copy_of(8) is not None
