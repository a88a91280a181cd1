"""The browser page: SimCord's preview, kept live while the bot works in another process."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

from simcord.preview import Preview

from sandbox.discord.cdn import StoreAsAssets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.discord.cdn import AttachmentStore
    from sandbox.discord.world import World

REFRESH_SECONDS = 0.25
"""The shortest time between two refreshes; the browser itself asks every half second."""


class LivePreview(Preview):
    """SimCord's page, with clicks judged by what stands there now.

    SimCord refuses a click made on a page that a newer one has replaced since, and a click made
    while another is under way. Discord does neither: what counts is whether the button is still
    there. So every action and refresh takes its turn, and counts as made on the newest page.
    """

    def __init__(self, world: World, store: AttachmentStore, port: int) -> None:
        super().__init__(
            world.env,
            world.channel,
            tuple(world.members.values()),
            layout="channel",
            display="responsive",
            width=960,
            height=720,
            locale="en-US",
            timezone="UTC",
            presentation_time=None,
            assets=None,
            port=port,
        )
        # Media that no attachment of the message holds, such as a file given to a command.
        self._explicit_assets = StoreAsAssets(store)
        self._turn = asyncio.Lock()

    async def refresh(self) -> None:
        """Show the world as it is now."""
        async with self._turn:
            await super().refresh()

    async def _action(self, context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        async with self._turn:
            if isinstance(body, dict) and "published_revision" in body:
                body = {**body, "published_revision": self._get_page(context_id).revision}
            return await super()._action(context_id, body)


class LivePage:
    """The page, and the task that refreshes it after a change."""

    def __init__(self, world: World, store: AttachmentStore, port: int) -> None:
        self._preview = LivePreview(world, store, port)
        self._changed = asyncio.Event()
        self._refresher: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """The link to open in a browser."""
        return self._preview.url

    def changed(self) -> None:
        """Have the page refreshed soon."""
        self._changed.set()

    async def start(self) -> None:
        """Open the page's port; raises SimCord's SetupError if it is taken."""
        await self._preview.__aenter__()
        self._refresher = asyncio.create_task(self._refresh())

    async def stop(self) -> None:
        """Close the page."""
        if self._refresher is not None:
            self._refresher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._refresher
        await self._preview.close()

    async def _refresh(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            await self._preview.refresh()
            await asyncio.sleep(REFRESH_SECONDS)
