"""Discord's rules of interactions that SimCord leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from simcord.backend import errors
from simcord.backend.errors import BackendError
from simcord.backend.models import EPHEMERAL_FLAG

if TYPE_CHECKING:
    from simcord.backend import Backend
    from simcord.backend.models import Interaction

    from sandbox.discord.world import World

CHANNEL_MESSAGE, DEFERRED_MESSAGE, UPDATE_MESSAGE = 4, 5, 7
PERSONAL_FOLLOWUPS = 5
"""How many follow-ups there may be where only a person has installed the application."""


def checked(world: World, parts: list[str], body: Any) -> Any:
    """Return a body as Discord takes it, or raise Discord's error if it takes none.

    * A token works for a while, and not before the interaction is answered.
    * An answer to a button refers to the button's message, a follow-up to the first answer.
    * Where only a person has installed the application, follow-ups are few, and ephemeral if the
      person may not use external applications publicly.
    """
    record = _interaction_of(world.backend, parts)
    if record is None:
        return body
    if parts[0] == "webhooks":
        _check_token(world.backend, record)
    match parts:
        case ["interactions", _, _, "callback"] if isinstance(body, dict):
            return _callback(world, record, body)
        case ["webhooks", _, _] if isinstance(body, dict) and not record.loading:
            _check_followups(world, record)
            return _hushed(world, record, _referring(body, record.message_id))
    return body


def _check_token(backend: Backend, record: Interaction) -> None:
    if record.expires_at is not None and backend.now_iso() >= record.expires_at:
        raise BackendError(401, 50027, "Invalid Webhook Token")
    if not record.responded:
        raise errors.unknown_webhook()


def _check_followups(world: World, record: Interaction) -> None:
    if world.installs.personal(record) and len(record.followup_ids) >= PERSONAL_FOLLOWUPS:
        text = "This interaction has hit the maximum number of follow up messages"
        raise BackendError(400, 40094, text)


def _callback(world: World, record: Interaction, body: dict[str, Any]) -> dict[str, Any]:
    kind = body.get("type")
    if kind not in (CHANNEL_MESSAGE, DEFERRED_MESSAGE):
        return body
    data = _hushed(world, record, body.get("data") or {})
    if kind == CHANNEL_MESSAGE:
        data = _referring(data, record.source_message_id)
    return {**body, "data": data}


def _hushed(world: World, record: Interaction, message: dict[str, Any]) -> dict[str, Any]:
    if not world.installs.personal(record) or record.guild_id is None:
        return message
    permissions = world.backend.compute_permissions(
        record.guild_id, record.user_id, record.channel_id
    )
    if discord.Permissions(permissions).use_external_apps:
        return message
    return {**message, "flags": int(message.get("flags") or 0) | EPHEMERAL_FLAG}


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
