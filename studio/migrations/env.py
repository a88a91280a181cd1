"""Alembic's way in: runs the migrations on the connection that the store hands over."""

from __future__ import annotations

from alembic import context

from studio.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
