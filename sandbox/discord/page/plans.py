"""Actions of a person on the page that SimCord's page does not have.

Each travels as an action of SimCord's that it resembles, so that the order of actions, the waiting
for the bot and the receipts are SimCord's. A plan is prepared, which raises an error for what
cannot be done, and then run.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from simcord.backend.errors import SetupError
from simcord.builders import UserHandle
from simcord.results import ResponseMessage

from sandbox.discord.languages import known
from sandbox.discord.menus import choose_from_menu, menu_commands

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from simcord.preview._actions import _Action
    from simcord.preview._pages import _Page

    from sandbox.discord.page.live import LivePreview

    Plan = Callable[[_Action, int], Awaitable[dict[str, Any]]]

MENU_KEY = re.compile(r"message:(\d+):component:menu-(\d+)")
"""How the page names a command in the menu of a message."""


def _menu(preview: LivePreview, page: _Page, body: Mapping[str, Any]) -> Plan | None:
    """Choose a command from the menu of a message."""
    found = MENU_KEY.fullmatch(str(body.get("control_key")))
    if found is None:
        return None
    message = preview.message_of(page, body["target_id"])
    commands = menu_commands(preview.env.backend, page.viewer.id, page.channel_id)
    names = [command["name"] for command in commands if command["id"] == found[2]]
    if not names or message.is_ephemeral:
        raise SetupError("the menu of this message has no such command")

    async def run(action: _Action, cursor: int) -> dict[str, Any]:
        choosing = choose_from_menu(page.viewer, message, names[0])
        result: dict[str, Any] = await preview._run_interaction_action(  # noqa: SLF001
            page, action, cursor, choosing
        )
        return result

    return run


def _new_reaction(preview: LivePreview, page: _Page, body: Mapping[str, Any]) -> Plan | None:
    """React with any emoji, whether anybody has before or not."""
    if body.get("reacted") is not True:
        return None
    message, emoji = preview.message_of(page, body["target_id"]), str(body["emoji"])
    if message.is_ephemeral or not emoji:
        raise SetupError("nobody can react to an ephemeral message")

    async def run(action: _Action, cursor: int) -> dict[str, Any]:
        shown = ResponseMessage(preview.env, message)
        await page.viewer.set_reaction(shown, emoji, reacted=True)
        return preview._finish_message_edit(page, action, cursor, message)  # noqa: SLF001

    return run


def _post_files(preview: LivePreview, page: _Page, body: Mapping[str, Any]) -> Plan | None:
    """Post a message with files, with or without a text."""
    if not body.get("values"):
        return None
    files = list(body["values"]["attachments"])
    content, replied = str(body.get("content") or ""), body.get("reply_to_id")
    target = preview.message_of(page, replied) if replied is not None else None

    async def run(action: _Action, cursor: int) -> dict[str, Any]:
        if isinstance(page.viewer, UserHandle):
            stored = preview.env.backend.store_attachments(page.channel_id, files)
            reference = {"message_id": str(target.id)} if target is not None else None
            await page.viewer.send_dm(content, attachments=stored, reference=reference)
        else:
            reply_to = ResponseMessage(preview.env, target) if target is not None else None
            await page.viewer.send(preview.channel, content, reply_to=reply_to, attachments=files)
        result = preview._finish_action(page, action, "settled", cursor)  # noqa: SLF001
        preview._publish_message_pages()  # noqa: SLF001
        return result

    return run


def _go(preview: LivePreview, page: _Page, body: Mapping[str, Any]) -> Plan:
    """Become another person, or go to the channel or to the DM with the bot."""
    member = preview._viewer(body.get("viewer_id"))  # noqa: SLF001
    in_dm = preview.in_dm(page) if "dm" not in body else bool(body["dm"])

    async def run(action: _Action, cursor: int) -> dict[str, Any]:
        preview._clear_page_assets(page)  # noqa: SLF001
        preview.seat(page, member, in_dm=in_dm)
        page.generation += 1
        preview._reset_queries(page)  # noqa: SLF001
        page.target_id = page.window_end_id = None
        page.modal = page.modal_handle = None
        page.status = "current"
        result = preview._finish_action(page, action, "settled", cursor)  # noqa: SLF001
        preview._publish(page, reason="navigation")  # noqa: SLF001
        return result

    return run


def _speak(preview: LivePreview, page: _Page, body: Mapping[str, Any]) -> Plan | None:
    """Choose the language of the person and that of the server."""
    if "locale" not in body:
        return None
    locale, server_locale = known(str(body["locale"])), known(str(body["server_locale"]))

    async def run(action: _Action, cursor: int) -> dict[str, Any]:
        preview.world.languages.choose(page.viewer.id, locale)
        preview.world.speak(server_locale)
        result = preview._finish_action(page, action, "settled", cursor)  # noqa: SLF001
        preview._publish(page, reason="refresh")  # noqa: SLF001
        return result

    return run


def _leave(preview: LivePreview, page: _Page, body: Mapping[str, Any]) -> Plan:
    """End a page; SimCord would end the whole session, for every viewer and for good."""
    del body

    async def run(action: _Action, cursor: int) -> dict[str, Any]:
        preview._pending_page_closes.add(page.id)  # noqa: SLF001
        return preview._finish_action(page, action, "settled", cursor)  # noqa: SLF001

    return run


PLANS: dict[str, Callable[[LivePreview, _Page, Mapping[str, Any]], Plan | None]] = {
    "click": _menu,
    "set_reaction": _new_reaction,
    "send_message": _post_files,
    "viewer": _go,
    "refresh": _speak,
    "close": _leave,
}
"""By SimCord's name of the action; each returns None for an action that is SimCord's own."""


def plan(preview: LivePreview, page: _Page, kind: str, body: Mapping[str, Any]) -> Plan | None:
    """Return the plan of an action of ours, or None for one of SimCord's."""
    ours = PLANS.get(kind)
    return None if ours is None else ours(preview, page, body)
