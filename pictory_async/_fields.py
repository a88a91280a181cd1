"""Reads single values that Pictory sends; what is unusable is None, never an exception."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from pictory_async._models import is_web_url

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAX_TEXT = 500
_MAX_IDENTIFIER = 2048
_MAX_AMOUNT = Decimal(10**12)
_MAX_PIXELS = 100_000
_MAX_RETRY_AFTER = 3600.0
"""An answer that asks for a longer pause is taken to mean an hour."""


def parse(body: bytes) -> Any:
    """Return what JSON says, its numbers exact; None if it is none."""
    try:
        return json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError, ArithmeticError):
        return None


def mapping(value: object) -> Mapping[str, Any]:
    """Return a JSON object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def text(value: object) -> str | None:
    """Return a short text in one line, also of a number; None for nothing, or anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    line = " ".join(str(value)[: 4 * _MAX_TEXT].split())
    return "".join(filter(str.isprintable, line))[:_MAX_TEXT] or None


def identifier(value: object) -> str | None:
    """Return an id or a key, whole or not at all; it can stand in a path or a query."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.isprintable() or len(value) > _MAX_IDENTIFIER:
        return None
    return value if value.strip(".") else None


def amount(value: object) -> Decimal | None:
    """Return a number of credits or minutes, exact."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number <= _MAX_AMOUNT else None


def pixels(value: object) -> int | None:
    """Return the width or height of a picture."""
    number = amount(value)
    return round(number) if number is not None and 1 <= number <= _MAX_PIXELS else None


def web_address(value: object) -> str | None:
    """Return an http or https URL."""
    return value if isinstance(value, str) and is_web_url(value) else None


def instant(value: object) -> datetime | None:
    """Return a moment given in ISO 8601; one without a zone is in UTC."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def retry_seconds(headers: Mapping[str, str], *, now: float) -> float | None:
    """Return what `Retry-After` asks for, in seconds from `now`, which is since the epoch.

    It is a number of seconds or an HTTP date; a date counts from the answer's own `Date`, so that
    a wrong clock here does no harm.
    """
    value = headers.get("retry-after", "").strip()
    try:
        seconds = float(value)
    except ValueError:
        until = _http_date(value)
        if until is None:
            return None
        seconds = until - (_http_date(headers.get("date", "")) or now)
    if math.isnan(seconds):
        return None
    return min(max(seconds, 0.0), _MAX_RETRY_AFTER)


def _http_date(value: str) -> float | None:
    try:
        moment = parsedate_to_datetime(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
