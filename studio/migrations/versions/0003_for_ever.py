"""What people and servers prefer, orders not placed yet, and pictures taken away again.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "generations",
        sa.Column("ratio_source", sa.String(20), nullable=False, server_default="chosen"),
    )
    op.add_column(
        "generations", sa.Column("ping", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("generations", sa.Column("root_channel_id", sa.BigInteger()))
    op.add_column("generations", sa.Column("root_message_id", sa.BigInteger()))
    op.add_column("generations", sa.Column("deleted_at", sa.Double()))
    op.add_column("generations", sa.Column("forgotten_at", sa.Double()))
    op.create_index(
        op.f("ix_generations_forgotten_at"),
        "generations",
        ["forgotten_at"],
        sqlite_where=sa.text("forgotten_at IS NOT NULL"),
        postgresql_where=sa.text("forgotten_at IS NOT NULL"),
    )
    op.create_table(
        "preferences",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("model", sa.String(80)),
        sa.Column("aspect_ratio", sa.String(20)),
        sa.Column("style", sa.String(80)),
        sa.Column("count", sa.SmallInteger()),
        sa.Column("private", sa.Boolean()),
        sa.Column("ping", sa.Boolean()),
        sa.Column("language", sa.String(20)),
        sa.Column("mention_reference", sa.Boolean()),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_preferences")),
    )
    op.create_table(
        "servers",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("confirm_above", sa.BigInteger()),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_servers")),
    )
    op.create_table(
        "blocked_members",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("blocked_by", sa.BigInteger(), nullable=False),
        sa.Column("blocked_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "user_id", name=op.f("pk_blocked_members")),
    )
    op.create_table(
        "drafts",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_drafts_user_id"), "drafts", ["user_id"])
    op.create_index(op.f("ix_drafts_created_at"), "drafts", ["created_at"])
    op.create_table(
        "facts",
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_facts")),
    )


def downgrade() -> None:
    for table in ("facts", "drafts", "blocked_members", "servers", "preferences"):
        op.drop_table(table)
    op.drop_index(op.f("ix_generations_forgotten_at"), "generations")
    for column in (
        "forgotten_at",
        "deleted_at",
        "root_message_id",
        "root_channel_id",
        "ping",
        "ratio_source",
    ):
        op.drop_column("generations", column)
