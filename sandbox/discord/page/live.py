"""SimCord's preview, kept live while the bot works in another process."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from simcord.backend.errors import BackendError, SetupError
from simcord.preview import Preview, _snapshot
from simcord.preview._queries import _message_navigation

from sandbox.discord.cdn import StoreAsAssets
from sandbox.discord.page import additions
from sandbox.discord.page.clicks import DrawnControls
from sandbox.discord.page.media import PlainMedia
from sandbox.discord.page.plans import MENU_KEY, plan
from sandbox.discord.page.serving import LiveServer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simcord.actors import MemberActor
    from simcord.backend.models import Message
    from simcord.builders import ChannelHandle
    from simcord.preview._pages import _Page

    from sandbox.discord.cdn import AttachmentStore
    from sandbox.discord.world import World

_log = logging.getLogger(__name__)

REFRESH_SECONDS = 0.25
"""The shortest time between two refreshes; the browser itself asks every half second."""


IDLE_SHARE = 4.0
"""How much longer than a refresh the loop is left to the bot before the next one."""

LATEST_MESSAGES = 25
"""How many messages a page draws and lists; older ones are a scroll away."""

_acting: ContextVar[ChannelHandle | None] = ContextVar("channel of the action", default=None)


class LivePreview(Preview):
    """SimCord's page, with clicks judged by what stands there now.

    SimCord refuses a click made on a page that a newer one has replaced since, and a click made
    while another is under way. Discord does neither: what counts is whether the control is still
    there. So every action and refresh takes its turn, and counts as made on the newest page.

    SimCord's pages all show one channel; here each may show the person's DM with the bot instead.
    """

    # The page holds the very bytes that the store holds, so this costs nothing.
    _MAX_MEDIA_BYTES = 1 << 40

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
        self.world = world
        self._server = LiveServer(self, port)
        self._media_worker = PlainMedia()
        # Media that no attachment of the message holds, such as a file given to a command.
        self._explicit_assets = StoreAsAssets(store)
        self._turn = asyncio.Lock()
        self._controls = DrawnControls()

    @property
    def channel(self) -> ChannelHandle:
        """The channel of the page on which somebody acts now, else the one of new pages."""
        return _acting.get() or self._channel

    @channel.setter
    def channel(self, channel: ChannelHandle) -> None:
        self._channel = channel

    def in_dm(self, page: _Page) -> bool:
        """Tell whether a page shows a DM."""
        return bool(page.channel_id != self._channel.id)

    def seat(self, page: _Page, member: MemberActor, *, in_dm: bool) -> None:
        """Let a page show what a person sees in the channel, or in their DM with the bot."""
        page.viewer = member.user if in_dm else member
        page.channel_id = member.user.dm_channel.id if in_dm else self._channel.id

    def message_of(self, page: _Page, message_id: Any) -> Message:
        """Return a message that the viewer of a page sees; raise SetupError for any other."""
        return self._target_message(page, self._target_id(message_id, page.viewer))

    async def refresh(self) -> None:
        """Show the world as it is now."""
        async with self._turn:
            await super().refresh()

    async def _action(self, context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        async with self._turn:
            page = self._get_page(context_id)
            reset = _acting.set(self.world.handle(page.channel_id))
            try:
                return await super()._action(context_id, self._as_of_now(page, body))
            finally:
                _acting.reset(reset)

    def _as_of_now(self, page: _Page, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return an action as if it had been made on the newest page."""
        if not isinstance(body, dict) or not isinstance(body.get("published_revision"), int):
            return body  # SimCord says what is wrong with it
        current = {**body, "published_revision": page.revision}
        in_menu = MENU_KEY.fullmatch(str(body.get("control_key")))
        if body.get("kind") in ("click", "select") and not in_menu:
            key = self._controls.key_now(page.id, body, self._messages(page))
            current["control_key"] = key or ""  # SimCord refuses a control without a name
        return current

    def _prepare_action(self, page: _Page, kind: str, body: Mapping[str, Any]) -> Any:
        return plan(self, page, kind, body) or super()._prepare_action(page, kind, body)

    def _page_payload(self, page: _Page) -> dict[str, Any]:
        return additions.completed(self, page, super()._page_payload(page))

    def _publish(self, page: _Page, **options: Any) -> None:
        if page is self._python and page.revision > 0:
            return  # a page that only a test's code looks at
        super()._publish(page, **options)
        self._controls.note(page.id, page.revision, self._messages(page))

    def _messages(self, page: _Page) -> list[Message]:
        """Return the messages that a page shows."""
        stored = self.env.backend.messages.get(page.channel_id, {})
        shown = (int(message_id) for message_id in page.snapshot.get("messages", ()))
        return [stored[message_id] for message_id in shown if message_id in stored]


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
        _draw_only_the_latest()
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
            began = time.monotonic()
            try:
                await self._preview.refresh()
            except (SetupError, BackendError, TimeoutError) as error:
                _log.warning("the page could not be refreshed: %s", error)
            took = time.monotonic() - began
            await asyncio.sleep(max(REFRESH_SECONDS, took * IDLE_SHARE))


def _draw_only_the_latest() -> None:
    # SimCord draws 50 messages and lists all that there are, anew each time: half a second of
    # work, growing, in which the bot would wait for its answer.
    _snapshot.HISTORY_WINDOW_SIZE = LATEST_MESSAGES  # type: ignore[attr-defined]
    _snapshot._message_navigation = _list_latest  # type: ignore[attr-defined]  # noqa: SLF001


def _list_latest(preview: Preview, page: _Page, visible: list[Message]) -> Any:
    return _message_navigation(preview, page, visible[-LATEST_MESSAGES:])
