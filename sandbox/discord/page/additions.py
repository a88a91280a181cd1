"""What the page is told beside SimCord's snapshot, for `static/sandbox.js`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.discord.languages import OFFERED
from sandbox.discord.menus import menu_commands
from sandbox.discord.page.wording import in_language, localised

if TYPE_CHECKING:
    from simcord.preview._pages import _Page

    from sandbox.discord.page.live import LivePreview


def completed(preview: LivePreview, page: _Page, payload: dict[str, Any]) -> dict[str, Any]:
    """Return a snapshot with our additions, in the language of who looks at the page."""
    if payload["status"] == "access_denied":
        return payload
    locale = preview.world.languages.of(page.viewer.id)
    payload["profile"]["locale"] = locale
    # The page asks for the commands again when this changes.
    payload["commands"]["fingerprint"] += f":{locale}"
    payload["sandbox"] = told = _told(preview, page, locale)
    stored = preview.env.backend.messages[page.channel_id]
    for message in payload["messages"].values():
        found = stored.get(int(message["id"]))
        mentioned = found is not None and page.viewer.id in found.ping_user_ids
        # Whatever changes here has the message drawn anew.
        message["sandbox"] = {
            "menu": bool(told["menu"]),
            "mentioned": mentioned,
            "locale": locale,
        }
    return payload


def _told(preview: LivePreview, page: _Page, locale: str) -> dict[str, Any]:
    """Return what is told of the conversation as a whole."""
    world, viewer_id = preview.world, page.viewer.id
    menu = [
        {"id": command["id"], "name": in_language("name", command, locale)}
        for command in menu_commands(world.backend, viewer_id, page.channel_id)
    ]
    dm = world.backend.messages.get(world.backend.dm_channels.get(viewer_id, 0), {})
    return {
        "channel": world.channel.name,
        "inDm": preview.in_dm(page),
        "newestInDm": str(max(dm, default=0)),
        "menu": menu,
        "locale": locale,
        "serverLocale": world.backend.get_guild(world.guild.id).preferred_locale,
        "locales": OFFERED,
    }


def catalog(preview: LivePreview, page: _Page, commands: dict[str, Any]) -> dict[str, Any]:
    """Return the commands in the language of who looks at the page."""
    locale = preview.world.languages.of(page.viewer.id)
    return localised(preview.world.backend, commands, locale)
