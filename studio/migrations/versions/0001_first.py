"""Generations, their images and cards, and the reactions accepted lately.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "generations",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("guild_id", sa.BigInteger()),
        sa.Column("bot_in_guild", sa.Boolean(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("locale", sa.String(20), nullable=False),
        sa.Column("upload_limit", sa.BigInteger(), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("model", sa.String(80), nullable=False),
        sa.Column("aspect_ratio", sa.String(20), nullable=False),
        sa.Column("style", sa.String(80)),
        sa.Column("count", sa.SmallInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("application_id", sa.BigInteger()),
        sa.Column("interaction_token", sa.Text()),
        sa.Column("token_expires_at", sa.Double(), nullable=False),
        sa.Column("ephemeral", sa.Boolean(), nullable=False),
        sa.Column("reference_url", sa.Text()),
        sa.Column("reference_channel_id", sa.BigInteger()),
        sa.Column("reference_message_id", sa.BigInteger()),
        sa.Column("reference_name", sa.String(80)),
        sa.Column("reference_stored", sa.Boolean(), nullable=False),
        sa.Column("origin_generation_id", sa.BigInteger()),
        sa.Column("origin_n", sa.SmallInteger()),
        sa.Column("origin_channel_id", sa.BigInteger()),
        sa.Column("origin_message_id", sa.BigInteger()),
        sa.Column("root_id", sa.BigInteger()),
        sa.Column("owner", sa.String(200)),
        sa.Column("heartbeat_at", sa.Double(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("shown_at", sa.Double()),
        sa.Column("closed_at", sa.Double()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_generations")),
        sa.UniqueConstraint("key", name=op.f("uq_generations_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_generations_user_id", "generations", ["user_id", "created_at"])
    op.create_index(
        "ix_generations_open",
        "generations",
        ["owner"],
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        op.f("ix_generations_origin_generation_id"), "generations", ["origin_generation_id"]
    )
    op.create_index(op.f("ix_generations_root_id"), "generations", ["root_id"])
    op.create_table(
        "images",
        sa.Column("generation_id", sa.BigInteger(), nullable=False),
        sa.Column("n", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("job_id", sa.String(200)),
        sa.Column("submitted_at", sa.Double()),
        sa.Column("deadline_at", sa.Double()),
        sa.Column("finished_at", sa.Double()),
        sa.Column("delivered_at", sa.Double()),
        sa.Column("job_settled_at", sa.Double()),
        sa.Column("result_url", sa.Text()),
        sa.Column("width", sa.Integer()),
        sa.Column("height", sa.Integer()),
        sa.Column("price", sa.BigInteger()),
        sa.Column("credits_used", sa.BigInteger()),
        sa.Column("failure_kind", sa.String(40)),
        sa.Column("failure_charged", sa.String(20)),
        sa.Column("failure_detail", sa.Text()),
        sa.Column("delivery_rung", sa.String(20)),
        sa.Column("delivery_channel_id", sa.BigInteger()),
        sa.Column("delivery_message_id", sa.BigInteger()),
        sa.ForeignKeyConstraint(
            ["generation_id"],
            ["generations.id"],
            name=op.f("fk_images_generation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("generation_id", "n", name=op.f("pk_images")),
        sa.UniqueConstraint("job_id", name=op.f("uq_images_job_id")),
    )
    op.create_index(op.f("ix_images_state"), "images", ["state"])
    op.create_table(
        "cards",
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("generation_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["generation_id"],
            ["generations.id"],
            name=op.f("fk_cards_generation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_cards")),
    )
    op.create_index(op.f("ix_cards_generation_id"), "cards", ["generation_id"])
    op.create_table(
        "reaction_adds",
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("emoji", sa.String(100), nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("accepted_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "emoji", "user_id", name=op.f("pk_reaction_adds")),
    )


def downgrade() -> None:
    op.drop_table("reaction_adds")
    op.drop_table("cards")
    op.drop_table("images")
    op.drop_table("generations")
