"""Alembic's way in: runs the migrations on the connection that the store hands over."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Index

from studio.tables import generations, metadata

Index(
    "ix_generations_open",
    generations.c.owner,
    sqlite_where=generations.c.closed_at.is_(None),
    postgresql_where=generations.c.closed_at.is_(None),
)
Index(
    "ix_generations_forgotten_at",
    generations.c.forgotten_at,
    sqlite_where=generations.c.forgotten_at.is_not(None),
    postgresql_where=generations.c.forgotten_at.is_not(None),
)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
