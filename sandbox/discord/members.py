"""Answers to REQUEST_GUILD_MEMBERS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcord.backend import serializers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simcord.backend import Backend
    from simcord.backend.models import Guild, Member

CHUNK_SIZE = 1000


def member_chunks(backend: Backend, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the GUILD_MEMBERS_CHUNK payloads that answer a request; none for an unknown server."""
    guild = backend.guilds.get(int(request["guild_id"]))
    if guild is None:
        return
    found, missing = _find(backend, guild, request)
    pages = [found[start : start + CHUNK_SIZE] for start in range(0, len(found), CHUNK_SIZE)]
    for index, page in enumerate(pages or [[]]):
        yield {
            "guild_id": str(guild.id),
            "members": [dict(serializers.member_payload(backend, guild, item)) for item in page],
            "chunk_index": index,
            "chunk_count": max(1, len(pages)),
            "not_found": missing,
            **({"nonce": request["nonce"]} if request.get("nonce") else {}),
        }


def _find(
    backend: Backend, guild: Guild, request: dict[str, Any]
) -> tuple[list[Member], list[str]]:
    """Return the members asked for, and the ids of those who are none."""
    wanted = request.get("user_ids")
    if wanted:
        ids = [int(item) for item in (wanted if isinstance(wanted, list) else [wanted])]
        missing = [str(user_id) for user_id in ids if user_id not in guild.members]
        return [guild.members[user_id] for user_id in ids if user_id in guild.members], missing
    prefix = str(request.get("query") or "").lower()
    found = [
        member
        for member in guild.members.values()
        if backend.users[member.user_id].name.lower().startswith(prefix)
        or (member.nick or "").lower().startswith(prefix)
    ]
    return found[: request.get("limit") or len(found)], []
