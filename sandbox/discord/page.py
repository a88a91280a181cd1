"""The browser page: SimCord's preview, kept live while the bot works in another process."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from typing import TYPE_CHECKING, Any

from simcord.backend.errors import BackendError, SetupError
from simcord.preview import Preview, _snapshot
from simcord.preview._queries import _message_navigation
from simcord.preview._server import PreviewServer

from sandbox.discord.cdn import StoreAsAssets
from sandbox.discord.clicks import DrawnControls
from sandbox.discord.media import PlainMedia

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiohttp import web
    from simcord.backend.models import Message
    from simcord.preview._actions import _Action
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

FOCUSED_AUTOCOMPLETE = 'const current = String(field.value || "");'
"""Where SimCord's `commands.js` has just shown an option with autocomplete."""


class LiveServer(PreviewServer):
    """Serves SimCord's page, made to ask for choices before anything is typed, as Discord does."""

    async def _static(self, request: web.Request) -> web.Response:
        response: web.Response = await super()._static(request)
        if request.path == "/commands.js":
            asking = f"queryAutocomplete(option, field.value); {FOCUSED_AUTOCOMPLETE}"
            response.text = (response.text or "").replace(FOCUSED_AUTOCOMPLETE, asking)
        return response


class LivePreview(Preview):
    """SimCord's page, with clicks judged by what stands there now.

    SimCord refuses a click made on a page that a newer one has replaced since, and a click made
    while another is under way. Discord does neither: what counts is whether the control is still
    there. So every action and refresh takes its turn, and counts as made on the newest page.
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
        self._server = LiveServer(self, port)
        self._media_worker = PlainMedia()
        # Media that no attachment of the message holds, such as a file given to a command.
        self._explicit_assets = StoreAsAssets(store)
        self._turn = asyncio.Lock()
        self._controls = DrawnControls()

    async def refresh(self) -> None:
        """Show the world as it is now."""
        async with self._turn:
            await super().refresh()

    async def _action(self, context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        async with self._turn:
            return await super()._action(context_id, self._as_of_now(context_id, body))

    def _as_of_now(self, context_id: str | None, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return an action as if it had been made on the newest page."""
        page = self._get_page(context_id)
        if not isinstance(body, dict) or not isinstance(body.get("published_revision"), int):
            return body  # SimCord says what is wrong with it
        current = {**body, "published_revision": page.revision}
        if body.get("kind") in ("click", "select"):
            key = self._controls.key_now(page.id, body, self._messages(page))
            current["control_key"] = key or ""  # SimCord refuses a control without a name
        return current

    def _prepare_action(self, page: _Page, kind: str, body: Mapping[str, Any]) -> Any:
        if kind != "close":
            return super()._prepare_action(page, kind, body)

        async def leave(action: _Action, cursor: int) -> dict[str, Any]:
            # SimCord would end the whole session, for every viewer and for good.
            self._pending_page_closes.add(page.id)
            return self._finish_action(page, action, "settled", cursor)

        return leave

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
