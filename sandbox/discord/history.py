"""The latest messages of a channel, page by page, as Discord pages them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Any

from simcord.backend import serializers
from simcord.backend.access import channel_accessible
from simcord.backend.errors import BackendError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simcord.backend import Backend

DEFAULT_LIMIT, MOST = 50, 100


def history(backend: Backend, channel_id: int, query: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return a page of messages, newest first; raise Discord's error if there is none to see.

    SimCord pages differently: its `after` skips to the newest messages.
    """
    bot_id, channel = backend.bot_user.id, backend.get_channel(channel_id)
    backend.require_permissions(channel.guild_id, bot_id, channel_id)
    limit = int(query.get("limit", DEFAULT_LIMIT))
    if not 1 <= limit <= MOST:
        raise BackendError(400, 50035, f"Invalid Form Body: limit: Must be 1 to {MOST}.")
    if not channel_accessible(backend, channel_id, bot_id, history=True):
        return []
    messages = backend.messages[channel_id]
    shown = sorted(key for key, message in messages.items() if not message.is_ephemeral)
    return [
        dict(serializers.message_payload(backend, messages[key], for_user=bot_id))
        for key in reversed(_window(shown, query, limit))
    ]


def _window(ids: list[int], query: Mapping[str, str], limit: int) -> list[int]:
    """Return the ids of a page, oldest first: the nearest ones to the id that it is asked by."""
    if "around" in query:
        start = bisect_left(ids, int(query["around"])) - limit // 2
        return ids[max(0, start) : max(0, start + limit)]
    if "after" in query:
        start = bisect_right(ids, int(query["after"]))
        return ids[start : start + limit]
    end = bisect_left(ids, int(query["before"])) if "before" in query else len(ids)
    return ids[max(0, end - limit) : end]
