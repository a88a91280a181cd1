"""Discord's rules of replies that SimCord leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcord.backend.access import channel_accessible
from simcord.backend.errors import BackendError

if TYPE_CHECKING:
    from simcord.backend import Backend

REPLY = 0
"""The type of a message reference that is no forward."""


def checked(backend: Backend, parts: list[str], body: Any) -> Any:
    """Return the body of a message to post, or raise Discord's error if it cannot be a reply.

    A reply to a message that is gone is refused, or posted as no reply if the bot says so.
    """
    match parts:
        case ["channels", channel_id, "messages"] if isinstance(body, dict):
            reference = body.get("message_reference")
            if isinstance(reference, dict) and reference.get("type", REPLY) == REPLY:
                return _checked(backend, int(channel_id), body, reference)
    return body


def _checked(
    backend: Backend, channel_id: int, body: dict[str, Any], reference: dict[str, Any]
) -> dict[str, Any]:
    if not channel_accessible(backend, channel_id, backend.bot_user.id, history=True):
        raise BackendError(403, 160002, "Cannot reply without permission to read message history")
    target = backend.messages.get(channel_id, {}).get(int(reference["message_id"]))
    if target is not None and not target.is_ephemeral:
        return body
    if reference.get("fail_if_not_exists", True):
        problem = {"code": "REPLIES_UNKNOWN_MESSAGE", "message": "Unknown message"}
        errors = {"message_reference": {"_errors": [problem]}}
        raise BackendError(400, 50035, "Invalid Form Body", errors=errors)
    return {key: value for key, value in body.items() if key != "message_reference"}
