"""Between the store's rows and the values of `generations.py`; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from studio.generations import (
    Card,
    Charged,
    Failure,
    FailureKind,
    Generation,
    Image,
    ImageState,
    Kind,
    Order,
    Origin,
    RatioSource,
    Reference,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Row

Values = dict[str, Any]


def order_values(order: Order) -> Values:
    """Return the columns that an order fills."""
    reference = order.reference or Reference(url="")
    origin = order.origin
    return {
        "key": order.key,
        "kind": order.kind.value,
        "user_id": order.user_id,
        "guild_id": order.guild_id,
        "bot_present": order.bot_present,
        "private": order.private,
        "locale": order.locale,
        "upload_limit": order.upload_limit,
        "prompt": order.prompt,
        "model": order.model,
        "aspect_ratio": order.aspect_ratio,
        "style": order.style,
        "count": order.count,
        "ratio_source": order.ratio_source.value,
        "ping": order.ping,
        "reference_url": order.reference and reference.url,
        "reference_channel_id": reference.channel_id,
        "reference_message_id": reference.message_id,
        "reference_name": reference.name,
        "reference_stored": False,
        "origin_generation_id": origin and origin.generation_id,
        "origin_n": origin and origin.n,
        "origin_channel_id": origin and origin.channel_id,
        "origin_message_id": origin and origin.message_id,
        "root_channel_id": origin and origin.root_channel_id,
        "root_message_id": origin and origin.root_message_id,
        **card_values(order.card),
    }


def card_values(card: Card) -> Values:
    """Return the columns that a card fills."""
    return {
        "channel_id": card.channel_id,
        "message_id": card.message_id,
        "application_id": card.application_id,
        "interaction_token": card.interaction_token,
        "token_expires_at": card.token_expires_at,
        "ephemeral": card.ephemeral,
    }


def failure_values(failure: Failure) -> Values:
    """Return the columns that a failure fills."""
    return {
        "failure_kind": failure.kind.value,
        "failure_charged": failure.charged.value,
        "failure_detail": failure.detail,
    }


def to_generation(row: Row[Any], image_rows: Iterable[Row[Any]]) -> Generation:
    """Return the snapshot that a row and its images' rows, in their order, make."""
    return Generation(
        id=row.id,
        order=_order(row),
        images=tuple(map(to_image, image_rows)),
        created_at=row.created_at,
        root_id=row.root_id,
        reference_stored=row.reference_stored,
        shown_at=row.shown_at,
        deleted_at=row.deleted_at,
    )


def _order(row: Row[Any]) -> Order:
    return Order(
        key=row.key,
        kind=Kind(row.kind),
        user_id=row.user_id,
        card=_card(row),
        prompt=row.prompt,
        model=row.model,
        aspect_ratio=row.aspect_ratio,
        style=row.style,
        count=row._mapping["count"],  # noqa: SLF001 - public in SQLAlchemy; .count is tuple's
        private=row.private,
        guild_id=row.guild_id,
        bot_present=row.bot_present,
        reference=_reference(row),
        origin=_origin(row),
        locale=row.locale,
        upload_limit=row.upload_limit,
        ratio_source=RatioSource(row.ratio_source),
        ping=row.ping,
    )


def _card(row: Row[Any]) -> Card:
    return Card(
        channel_id=row.channel_id,
        message_id=row.message_id,
        application_id=row.application_id,
        interaction_token=row.interaction_token,
        token_expires_at=row.token_expires_at,
        ephemeral=row.ephemeral,
    )


def _reference(row: Row[Any]) -> Reference | None:
    if row.reference_url is None:
        return None
    return Reference(
        url=row.reference_url,
        channel_id=row.reference_channel_id,
        message_id=row.reference_message_id,
        name=row.reference_name,
    )


def _origin(row: Row[Any]) -> Origin | None:
    if row.origin_generation_id is None:
        return None
    return Origin(
        generation_id=row.origin_generation_id,
        n=row.origin_n,
        channel_id=row.origin_channel_id,
        message_id=row.origin_message_id,
        root_channel_id=row.root_channel_id,
        root_message_id=row.root_message_id,
    )


def to_image(row: Row[Any]) -> Image:
    """Return the snapshot that an image's row makes."""
    return Image(
        generation_id=row.generation_id,
        n=row.n,
        state=ImageState(row.state),
        job_id=row.job_id,
        submitted_at=row.submitted_at,
        accepted_at=row.accepted_at,
        deadline_at=row.deadline_at,
        finished_at=row.finished_at,
        delivered_at=row.delivered_at,
        result_url=row.result_url,
        width=row.width,
        height=row.height,
        credits_used=row.credits_used,
        failure=_failure(row),
        job_settled_at=row.job_settled_at,
        kept_at=row.kept_at,
        collected_at=row.collected_at,
    )


def _failure(row: Row[Any]) -> Failure | None:
    if row.failure_kind is None:
        return None
    return Failure(
        kind=FailureKind(row.failure_kind),
        charged=Charged(row.failure_charged),
        detail=row.failure_detail,
    )
