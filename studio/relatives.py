"""Reads the family of a picture from the store's rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal, select

from studio.families import PROMPT_START, Relative
from studio.generations import Kind
from studio.tables import generations
from studio.walking import is_delivered

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row, Select

FAMILY_WINDOW = 1000
"""The relatives older, and those newer, than the asked one that are looked at."""

RELATIVE_NAMES = [
    *("id", "origin_generation_id", "origin_n", "user_id", "guild_id", "channel_id", "message_id"),
    *("kind", "model", "style", "count", "created_at", "private", "ephemeral", "deleted_at"),
]


def read_family(connection: Connection, generation_id: int) -> tuple[dict[int, Relative], bool]:
    """Return what is near a generation in its family and the path to it; whether that is all."""
    root_id = connection.scalar(
        select(generations.c.root_id).where(generations.c.id == generation_id)
    )
    light: Select[Any] = select(
        *(generations.c[name] for name in RELATIVE_NAMES),
        func.substr(generations.c.prompt, 1, PROMPT_START).label("prompt"),
        is_delivered().label("done"),
    ).where(generations.c.root_id == root_id, generations.c.forgotten_at.is_(None))
    number = generations.c.id
    older = light.where(number <= generation_id).order_by(number.desc())
    newer = light.where(number > generation_id).order_by(number)
    asked = [older.limit(FAMILY_WINDOW), newer.limit(FAMILY_WINDOW)]
    near = [connection.execute(statement).all() for statement in asked]
    path = connection.execute(light.where(number.in_(_path_to(generation_id)))).all()
    family = {row.id: _relative(row) for rows in [*near, path] for row in rows}
    return family, all(len(rows) < FAMILY_WINDOW for rows in near)


def _path_to(generation_id: int) -> Any:
    """Return the ids from a generation up to its oldest ancestor, FAMILY_WINDOW at the most."""
    origin, one = generations.c.origin_generation_id, literal(1)
    path = (
        select(generations.c.id, origin.label("origin"), one.label("step"))
        .where(generations.c.id == generation_id)
        .cte("path", recursive=True)
    )
    up = select(generations.c.id, origin, path.c.step + 1).where(
        generations.c.id == path.c.origin, path.c.step < FAMILY_WINDOW
    )
    return select(path.union_all(up).c.id)


def _relative(row: Row[Any]) -> Relative:
    values = {name: row._mapping[name] for name in RELATIVE_NAMES}  # noqa: SLF001 - `count` is one
    deleted = values.pop("deleted_at") is not None
    hidden = values.pop("private") | values.pop("ephemeral")
    return Relative(
        parent_id=values.pop("origin_generation_id"),
        kind=Kind(values.pop("kind")),
        prompt="" if deleted else row.prompt,
        hidden=hidden,
        deleted=deleted,
        done=bool(row.done),
        **values,
    )
