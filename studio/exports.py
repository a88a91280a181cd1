"""Writes down everything that is stored about a person, as one JSON file, a few rows at a time."""

from __future__ import annotations

import asyncio
import json
import secrets
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, String, func, literal, select, tuple_

from studio.fetching import discard
from studio.tables import (
    blocked_members,
    cards,
    drafts,
    generations,
    images,
    kept_pictures,
    preferences,
    reaction_adds,
)
from studio.walking import Place, beyond, in_order

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import ColumnElement, Connection, Select, Table

    from studio.store import Store

BATCH = 100
"""Rows in memory at once, and in one transaction."""

NOT_THEIRS = frozenset(
    {
        # what lets others speak for the bot, which process works, and who moderates
        *("interaction_token", "token_expires_at", "owner", "heartbeat_at", "blocked_by"),
    }
)
DISCORD_IDS = ("user_id", "guild_id", "channel_id", "message_id", "application_id")
"""The ends of names whose values JavaScript would round."""

Document = dict[str, Any]


async def write_export(store: Store, user_id: int, folder: Path, *, now: float) -> Path:
    """Write a person's data to a new file in a folder, which the caller deletes; return its path.

    Times are ISO 8601, credits and Discord's ids strings. Raises StoreUnavailableError, OSError.
    """
    path = folder / f"data-{user_id}-{secrets.token_hex(8)}.json"
    try:
        await asyncio.to_thread(_create, path)
        liked = await store.run(lambda connection: _preferences(connection, user_id))
        head = {"user_id": user_id, "exported_at": now, "preferences": liked}
        await asyncio.to_thread(_append, path, _written(head)[:-1])  # whose end comes at the end
        for name, batches in (
            ("drafts", _all(store, _drafts(user_id))),
            ("blocks", _all(store, _blocks(user_id))),
            ("reactions", _reactions(store, user_id)),
            ("generations", _generations(store, user_id)),
        ):
            await _write_list(path, name, batches)
        await asyncio.to_thread(_append, path, "\n}\n")
    except BaseException:
        await discard(path)
        raise
    return path


async def _write_list(path: Path, name: str, batches: AsyncIterator[list[Document]]) -> None:
    await asyncio.to_thread(_append, path, f',\n"{name}": [')
    before = "\n"
    async for batch in batches:
        await asyncio.to_thread(_append_all, path, before, batch)
        before = ",\n"
    await asyncio.to_thread(_append, path, "]")


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=False)


def _append(path: Path, text: str) -> None:
    with path.open("r+", encoding="utf-8") as file:  # never anew: it may have been discarded
        file.seek(0, 2)
        file.write(text)


def _append_all(path: Path, before: str, batch: Iterable[Document]) -> None:
    _append(path, before + ",\n".join(map(_written, batch)))


# The rows


def _preferences(connection: Connection, user_id: int) -> Document | None:
    asked = select(preferences).where(preferences.c.user_id == user_id)
    row = connection.execute(asked).one_or_none()
    return None if row is None else _document(row, "user_id")


def _drafts(user_id: int) -> Select[Any]:
    return select(drafts).where(drafts.c.user_id == user_id).order_by(drafts.c.id)


def _blocks(user_id: int) -> Select[Any]:
    blocked = blocked_members.c
    return select(blocked_members).where(blocked.user_id == user_id).order_by(blocked.guild_id)


async def _all(store: Store, asked: Select[Any]) -> AsyncIterator[list[Document]]:
    """Give rows of which a person has few."""
    if rows := await store.run(partial(_rows, asked)):
        yield rows


async def _reactions(store: Store, user_id: int) -> AsyncIterator[list[Document]]:
    key = (reaction_adds.c.message_id, reaction_adds.c.emoji)
    asked = select(reaction_adds).where(reaction_adds.c.user_id == user_id)
    asked = asked.order_by(*key).limit(BATCH)
    batch = asked
    while rows := await store.run(partial(_rows, batch)):
        yield rows
        last = rows[-1]
        here: Any = tuple_(literal(last["message_id"], BigInteger), literal(last["emoji"], String))
        batch = asked.where(tuple_(*key) > here)


async def _generations(store: Store, user_id: int) -> AsyncIterator[list[Document]]:
    place: Place | None = None
    while batch := await store.run(partial(_after, user_id, place)):
        yield [document for _, document in batch]
        place = batch[-1][0]


def _rows(asked: Select[Any], connection: Connection) -> list[Document]:
    return [_document(row, "user_id") for row in connection.execute(asked)]


def _after(
    user_id: int, place: Place | None, connection: Connection
) -> list[tuple[Place, Document]]:
    """Return a person's next generations with everything that hangs on them."""
    asked = (
        select(generations)
        .where(generations.c.user_id == user_id, *beyond(place, newer=True))
        .order_by(*in_order(newer=True))
        .limit(BATCH)
    )
    rows = connection.execute(asked).all()
    parts = {name: _parts(connection, name, [row.id for row in rows]) for name in PARTS}
    return [
        (
            Place(row.created_at, row.id),
            _document(row, "user_id")
            | {name: by_generation.get(row.id, []) for name, by_generation in parts.items()},
        )
        for row in rows
    ]


PARTS: Mapping[str, tuple[Table, Sequence[ColumnElement[Any]]]] = {
    "images": (images, [*images.c]),
    "messages": (cards, [*cards.c]),
    "kept_pictures": (
        kept_pictures,
        # not the pictures themselves, which `/collect` hands over
        [
            *(column for column in kept_pictures.c if column.name != "data"),
            func.length(kept_pictures.c.data).label("size_bytes"),
        ],
    ),
}


def _parts(connection: Connection, name: str, ids: Sequence[int]) -> dict[int, list[Document]]:
    table, columns = PARTS[name]
    number, order = table.c.generation_id, [*table.primary_key]
    asked = select(*columns).where(number.in_(ids)).order_by(number, *order)
    rows = connection.execute(asked).all()
    return {
        generation_id: [_document(row, "generation_id") for row in group]
        for generation_id, group in groupby(rows, lambda row: int(row.generation_id))
    }


# JSON


def _document(row: Any, *without: str) -> Document:
    """Return what a row says, but for columns that go without saying."""
    values = {name: value for name, value in row._mapping.items() if name not in without}  # noqa: SLF001
    if "body" in values:
        values["order"] = json.loads(values.pop("body"))
    return values


def _written(document: Mapping[str, Any]) -> str:
    return json.dumps(_plain_all(document.items()), ensure_ascii=False)


def _plain_all(items: Iterable[tuple[str, Any]]) -> Document:
    return {name: _plain(name, value) for name, value in items if name not in NOT_THEIRS}


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return _plain_all(value.items())
    if isinstance(value, list):
        return [_plain(name, each) for each in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, float) and name.endswith("_at"):
        return datetime.fromtimestamp(value, UTC).isoformat()
    if isinstance(value, int) and name.endswith(DISCORD_IDS):
        return str(value)
    return value
