"""Discord's rules of interactions that SimCord leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcord.backend import errors
from simcord.backend.errors import BackendError

if TYPE_CHECKING:
    from simcord.backend import Backend
    from simcord.backend.models import Interaction

CHANNEL_MESSAGE, UPDATE_MESSAGE = 4, 7


def check_token(backend: Backend, parts: list[str]) -> None:
    """Raise Discord's error if a path uses a token too old, or of an unanswered interaction."""
    interaction = _interaction_of(backend, parts)
    if interaction is None or parts[0] != "webhooks":
        return
    if interaction.expires_at is not None and backend.now_iso() >= interaction.expires_at:
        raise BackendError(401, 50027, "Invalid Webhook Token")
    if not interaction.responded:
        raise errors.unknown_webhook()


def as_reply(backend: Backend, parts: list[str], body: Any) -> Any:
    """Return a body whose message refers to what it answers, as Discord sets it by itself.

    An answer to a button refers to the button's message, a follow-up to the first answer.
    """
    interaction = _interaction_of(backend, parts)
    if interaction is None or not isinstance(body, dict):
        return body
    match parts:
        case ["interactions", _, _, "callback"]:
            if body.get("type") == CHANNEL_MESSAGE:
                data = body.get("data") or {}
                return {**body, "data": _referring(data, interaction.source_message_id)}
        case ["webhooks", _, _] if not interaction.loading:
            return _referring(body, interaction.message_id)
    return body


def _referring(message: dict[str, Any], message_id: int | None) -> dict[str, Any]:
    if message_id is None:
        return message
    reference = {"message_id": str(message_id), "fail_if_not_exists": False}
    return {**message, "message_reference": reference}


def _interaction_of(backend: Backend, parts: list[str]) -> Interaction | None:
    """Return the interaction whose token a path carries."""
    if len(parts) < 3 or parts[0] not in ("interactions", "webhooks"):
        return None
    interaction_id = backend.interaction_tokens.get(parts[2])
    return None if interaction_id is None else backend.interactions[interaction_id]
