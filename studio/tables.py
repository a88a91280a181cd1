"""The tables of the store; `migrations/` brings a database to them.

Their partial indexes stand in `migrations/env.py`: naming PostgreSQL there loads its dialect.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
    false,
)

if TYPE_CHECKING:
    from sqlalchemy import Dialect

SCHEMA_VERSION = "0003"
"""The newest migration; a test keeps it in step with `migrations/versions`."""

MILLIONTHS = Decimal(1_000_000)


class Credits(TypeDecorator[Decimal]):
    """Credits as whole millionths: exact in every database, and they can be summed."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Turn credits into millionths."""
        return None if value is None else int((value * MILLIONTHS).to_integral_value())

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """Turn millionths into credits."""
        return None if value is None else Decimal(value) / MILLIONTHS


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

Key = BigInteger().with_variant(Integer(), "sqlite")  # SQLite numbers only INTEGER keys by itself

generations = Table(
    "generations",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("key", String(200), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("guild_id", BigInteger),
    Column("bot_present", Boolean, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("locale", String(20), nullable=False),
    Column("upload_limit", BigInteger, nullable=False),
    Column("prompt", Text, nullable=False),
    Column("model", String(80), nullable=False),
    Column("aspect_ratio", String(20), nullable=False),
    Column("style", String(80)),
    Column("count", SmallInteger, nullable=False),
    Column("ratio_source", String(20), nullable=False, server_default="chosen"),
    Column("ping", Boolean, nullable=False, server_default=false()),
    # the card, and the interaction token that can edit it
    Column("channel_id", BigInteger, nullable=False),
    Column("message_id", BigInteger),
    Column("application_id", BigInteger),
    Column("interaction_token", Text),
    Column("token_expires_at", Double, nullable=False),
    Column("ephemeral", Boolean, nullable=False),
    # the reference: where it was first, and the message that holds it
    Column("reference_url", Text),
    Column("reference_channel_id", BigInteger),
    Column("reference_message_id", BigInteger),
    Column("reference_name", String(80)),
    Column("reference_stored", Boolean, nullable=False),
    # lineage; no foreign keys, because a deleted picture's children keep working
    Column("origin_generation_id", BigInteger, index=True),
    Column("origin_n", SmallInteger),
    Column("origin_channel_id", BigInteger),
    Column("origin_message_id", BigInteger),
    Column("root_id", BigInteger, index=True),
    Column("root_channel_id", BigInteger),
    Column("root_message_id", BigInteger),
    # who works on it
    Column("owner", String(200)),
    Column("heartbeat_at", Double, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("shown_at", Double),
    Column("closed_at", Double),
    Column("deleted_at", Double),
    Column("forgotten_at", Double),
    sqlite_autoincrement=True,  # ids stand in buttons, so none is ever used twice
)
Index("ix_generations_user_id", generations.c.user_id, generations.c.created_at)

images = Table(
    "images",
    metadata,
    Column(
        "generation_id",
        BigInteger,
        ForeignKey("generations.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("n", SmallInteger, primary_key=True, autoincrement=False),
    Column("state", String(20), nullable=False, index=True),
    Column("job_id", String(200), unique=True),
    Column("submitted_at", Double),
    Column("accepted_at", Double),
    Column("deadline_at", Double),
    Column("finished_at", Double),
    Column("delivered_at", Double),
    Column("job_settled_at", Double),
    Column("result_url", Text),
    Column("width", Integer),
    Column("height", Integer),
    Column("price", Credits),
    Column("credits_used", Credits),
    Column("failure_kind", String(40)),
    Column("failure_charged", String(20)),
    Column("failure_detail", Text),
    Column("delivery_rung", String(20)),
    Column("delivery_channel_id", BigInteger),
    Column("delivery_message_id", BigInteger),
    Column("kept_at", Double),
    Column("collected_at", Double),
)

cards = Table(
    "cards",
    metadata,
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("channel_id", BigInteger, nullable=False),
    Column(
        "generation_id",
        BigInteger,
        ForeignKey("generations.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
)

kept_pictures = Table(
    "kept_pictures",
    metadata,
    Column("generation_id", BigInteger, primary_key=True),
    Column("n", SmallInteger, primary_key=True, autoincrement=False),
    Column("content_type", String(40), nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("kept_at", Double, nullable=False, index=True),
    ForeignKeyConstraint(
        ["generation_id", "n"], ["images.generation_id", "images.n"], ondelete="CASCADE"
    ),
)

job_marks = Table(
    "job_marks",
    metadata,
    # the account's newest job at a time when no row of ours had one; empty: there was no job
    Column("job_id", String(200), primary_key=True),
    Column("seen_at", Double, nullable=False),
)

reaction_adds = Table(
    "reaction_adds",
    metadata,
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("emoji", String(100), primary_key=True),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("accepted_at", Double, nullable=False),
)

preferences = Table(
    "preferences",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("model", String(80)),
    Column("aspect_ratio", String(20)),
    Column("style", String(80)),
    Column("count", SmallInteger),
    Column("private", Boolean),
    Column("ping", Boolean),
    Column("language", String(20)),
    Column("mention_reference", Boolean),
)

servers = Table(
    "servers",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("confirm_above", Credits),
)

blocked_members = Table(
    "blocked_members",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("blocked_by", BigInteger, nullable=False),
    Column("blocked_at", Double, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    # an order that its requester has yet to complete or to confirm, as JSON
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("user_id", BigInteger, nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("created_at", Double, nullable=False, index=True),
    sqlite_autoincrement=True,
)

facts = Table(
    "facts",
    metadata,
    # what the program itself has to remember, such as which commands Discord was told
    Column("name", String(80), primary_key=True),
    Column("value", Text, nullable=False),
)
