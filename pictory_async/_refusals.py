"""Reads refusals: which error a status and a body of any of the known shapes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pictory_async._errors import (
    AuthenticationError,
    InsufficientCreditsError,
    InvalidRequestError,
    NotFoundError,
    PictoryAPIError,
    RateLimitError,
    ServerError,
)
from pictory_async._fields import mapping, retry_seconds, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_OUT_OF_CREDITS = "INSUFFICIENT_CREDITS"


def refusal(
    status: int, headers: Mapping[str, str], body: Mapping[str, Any], *, now: float
) -> PictoryAPIError:
    """Return the error that an answer means; `body` is empty if it was not a JSON object."""
    code, message = code_and_message(body)
    if status == 402 or _OUT_OF_CREDITS in words(body):
        return InsufficientCreditsError(status, code, message)
    if status == 429:
        return RateLimitError(status, code, message, retry_seconds(headers, now=now))
    if status == 400:
        return InvalidRequestError(status, code, message, _field_problems(body))
    if status == 403 and not body:
        # Not about the key: what stands before Pictory turns some callers away like this.
        return PictoryAPIError(status, None, "the request was blocked before it reached Pictory")
    kinds: dict[int, type[PictoryAPIError]] = {
        401: AuthenticationError,
        403: AuthenticationError,
        404: NotFoundError,
    }
    return kinds.get(status, ServerError if status >= 500 else PictoryAPIError)(
        status, code, message
    )


def _error_places(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the places where Pictory has been seen to describe an error."""
    data = mapping(body.get("data"))
    yield from (mapping(body.get("error")), data, mapping(data.get("error")), body)


def code_and_message(body: Mapping[str, Any]) -> tuple[str | None, str]:
    """Return Pictory's own code and words, wherever in the body they stand."""
    code, message = None, None
    for place in _error_places(body):
        code = code or _first(place, "error_code", "errorCode", "code")
        message = message or _first(place, "error_message", "errorMessage", "message", "error")
    return code, message or ""


def words(body: Mapping[str, Any]) -> set[str]:
    """Return every text in the places where errors are described."""
    return {
        word for place in _error_places(body) for word in place.values() if isinstance(word, str)
    }


def _first(place: Mapping[str, Any], *names: str) -> str | None:
    return next(filter(None, (text(place.get(name)) for name in names)), None)


def _field_problems(body: Mapping[str, Any]) -> dict[str, str]:
    """Read `fields`, whose `errors` may be a string or a list of them."""
    fields = body.get("fields") or mapping(body.get("data")).get("fields")
    problems = {}
    for row in map(mapping, fields if isinstance(fields, list) else ()):
        errors = row.get("errors")
        said = errors if isinstance(errors, list) else [errors]
        problems[text(row.get("name")) or "?"] = ", ".join(filter(None, map(text, said)))
    return problems
