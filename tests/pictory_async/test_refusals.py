"""Which error a refusal means, whatever the shape of its body."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pictory_async import (
    AuthenticationError,
    InsufficientCreditsError,
    InvalidRequestError,
    NotFoundError,
    PictoryAPIError,
    PictoryResponseError,
    RateLimitError,
    ServerError,
    is_ambiguous,
)
from pictory_async._fields import retry_seconds
from pictory_async._wire import HttpResponse, decode_job, decode_submission

NOT_FOUND = {"error_code": "5000", "error_message": "JOB_NOT_FOUND"}


def refused(
    status: int, body: object, *, raw: bytes | None = None, **headers: str
) -> PictoryAPIError:
    """Return the error that a submit with this answer raises."""
    content = json.dumps(body).encode() if raw is None else raw
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    with pytest.raises(PictoryAPIError) as caught:
        decode_submission(HttpResponse(status, content, headers))
    return caught.value


@pytest.mark.parametrize(
    ("status", "body", "kind", "code", "message"),
    [
        (401, {"message": "Unauthorized"}, AuthenticationError, None, "Unauthorized"),
        (403, {"message": "Forbidden"}, AuthenticationError, None, "Forbidden"),
        (404, NOT_FOUND, NotFoundError, "5000", "JOB_NOT_FOUND"),
        (404, {"data": NOT_FOUND}, NotFoundError, "5000", "JOB_NOT_FOUND"),
        (404, {"success": False, "error": NOT_FOUND}, NotFoundError, "5000", "JOB_NOT_FOUND"),
        (404, {"data": {"error": NOT_FOUND}}, NotFoundError, "5000", "JOB_NOT_FOUND"),
        (404, {}, NotFoundError, None, ""),
        (404, "gone", NotFoundError, None, ""),
        (402, {"message": "Pay"}, InsufficientCreditsError, None, "Pay"),
        (
            400,
            {"code": "INSUFFICIENT_CREDITS", "message": "Pay"},
            InsufficientCreditsError,
            "INSUFFICIENT_CREDITS",
            "Pay",
        ),
        (
            500,
            {"data": {"error_code": "INSUFFICIENT_CREDITS"}},
            InsufficientCreditsError,
            "INSUFFICIENT_CREDITS",
            "",
        ),
        (
            200,
            {"success": False, "error": {"error_message": "INSUFFICIENT_CREDITS"}},
            InsufficientCreditsError,
            None,
            "INSUFFICIENT_CREDITS",
        ),
        (429, {"message": "Slow down"}, RateLimitError, None, "Slow down"),
        (500, {"message": "Oops"}, ServerError, None, "Oops"),
        (503, {"error": "Maintenance"}, ServerError, None, "Maintenance"),
        (409, {"errorCode": 7, "errorMessage": "Busy"}, PictoryAPIError, "7", "Busy"),
        (
            200,
            {"success": False, "error": {"error_message": "Legacy", "error_code": 890}},
            PictoryAPIError,
            "890",
            "Legacy",
        ),
    ],
)
def test_a_refusal_is_read_in_every_known_shape(
    status: int, body: object, kind: type[PictoryAPIError], code: str | None, message: str
) -> None:
    """The status decides, the body gives Pictory's own words, wherever they stand."""
    error = refused(status, body)
    assert type(error) is kind
    assert (error.status, error.code, error.message) == (status, code, message)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ([{"name": "prompt", "errors": "too short"}], {"prompt": "too short"}),
        ([{"name": "prompt", "errors": ["too short", "dull"]}], {"prompt": "too short, dull"}),
        ([{"name": "prompt"}], {"prompt": ""}),
        ([{"errors": "wrong"}], {"?": "wrong"}),
        ([5, None], {"?": ""}),
        ("prompt", {}),
        (None, {}),
    ],
)
def test_the_fields_at_fault_are_named(fields: object, expected: dict[str, str]) -> None:
    """`errors` may be a text or a list of them."""
    error = refused(400, {"code": "INVALID_REQUEST_BODY", "message": "Bad", "fields": fields})
    assert isinstance(error, InvalidRequestError)
    assert error.fields == expected


def test_a_refusal_by_the_front_is_not_about_the_key() -> None:
    """Cloudflare's 403 is no JSON; to call the key wrong would send the operator astray."""
    error = refused(403, None, raw=b"error code: 1010")
    assert type(error) is PictoryAPIError
    assert "blocked before it reached Pictory" in str(error)
    assert not is_ambiguous(error)


@pytest.mark.parametrize("status", [401, 404, 500, 502, 524])
def test_a_refusal_without_json_goes_by_its_status(status: int) -> None:
    """An HTML page in place of JSON changes nothing."""
    error = refused(status, None, raw=b"<html><title>Error</title></html>")
    kinds = {401: AuthenticationError, 404: NotFoundError}
    assert type(error) is kinds.get(status, ServerError)


@pytest.mark.parametrize("status", [100, 301, 302, 303, 307, 308])
def test_a_redirect_is_no_answer(status: int) -> None:
    """It is not followed, and leaves it open whether a submit was accepted."""
    with pytest.raises(PictoryResponseError, match=str(status)) as caught:
        decode_submission(HttpResponse(status, b"", {"location": "https://elsewhere.test/"}))
    assert is_ambiguous(caught.value)


def test_a_missing_job_in_a_200_is_not_found() -> None:
    """A job that is not there has not failed."""
    body = json.dumps({"success": False, **NOT_FOUND}).encode()
    with pytest.raises(NotFoundError):
        decode_job(HttpResponse(200, body), "j1")


def test_pictorys_words_are_cut_and_cleaned() -> None:
    """A message becomes one line of bounded length, without control characters."""
    error = refused(400, {"message": "a\x1b[31m\n\tb" + "c" * 10_000})
    assert error.message.startswith("a[31m b")
    assert len(error.message) == 500


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": " 1.5 "}, 1.5),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "-5"}, 0.0),
        ({"retry-after": "86400"}, 3600.0),
        ({"retry-after": "inf"}, 3600.0),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": "Thu, 01 Jan 1970 00:20:00 GMT"}, 200.0),
        ({"retry-after": "Thu, 01 Jan 1970 00:10:00 GMT"}, 0.0),
        ({"retry-after": "Fri, 31 Dec 9999 23:59:59 GMT"}, 3600.0),
        (
            {
                "retry-after": "Wed, 21 Oct 2026 07:28:30 GMT",
                "date": "Wed, 21 Oct 2026 07:28:00 GMT",
            },
            30.0,
        ),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(
    headers: dict[str, str], expected: float | None
) -> None:
    """A date counts from the answer's own date if it has one; an hour is the most believed."""
    assert retry_seconds(headers, now=1000.0) == expected


def test_a_rate_limit_says_how_long_to_wait() -> None:
    """The header reaches the error."""
    error = refused(429, {"message": "Slow down"}, retry_after="12")
    assert isinstance(error, RateLimitError)
    assert error.retry_after == 12.0


@given(value=st.text(max_size=40))
def test_no_retry_after_breaks_the_reader(value: str) -> None:
    """Any header gives None, or a time between now and in an hour."""
    seconds = retry_seconds({"retry-after": value, "date": value}, now=0.0)
    assert seconds is None or 0 <= seconds <= 3600
