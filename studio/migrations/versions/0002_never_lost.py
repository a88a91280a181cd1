"""Pictures put aside, marks in the account's list of jobs, and where the bot itself can act.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE generations RENAME COLUMN bot_in_guild TO bot_present")
    op.add_column("images", sa.Column("accepted_at", sa.Double()))
    op.add_column("images", sa.Column("kept_at", sa.Double()))
    op.add_column("images", sa.Column("collected_at", sa.Double()))
    op.create_table(
        "kept_pictures",
        sa.Column("generation_id", sa.BigInteger(), nullable=False),
        sa.Column("n", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("content_type", sa.String(40), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["generation_id", "n"],
            ["images.generation_id", "images.n"],
            name=op.f("fk_kept_pictures_generation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("generation_id", "n", name=op.f("pk_kept_pictures")),
    )
    op.create_index(op.f("ix_kept_pictures_kept_at"), "kept_pictures", ["kept_at"])
    op.create_table(
        "job_marks",
        sa.Column("job_id", sa.String(200), nullable=False),
        sa.Column("seen_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_job_marks")),
    )


def downgrade() -> None:
    op.drop_table("job_marks")
    op.drop_table("kept_pictures")
    op.drop_column("images", "collected_at")
    op.drop_column("images", "kept_at")
    op.drop_column("images", "accepted_at")
    op.execute("ALTER TABLE generations RENAME COLUMN bot_present TO bot_in_guild")
