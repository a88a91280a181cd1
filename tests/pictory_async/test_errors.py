"""What the errors say, and which of them leave a submit unclear."""

from __future__ import annotations

import pytest

from pictory_async import (
    AuthenticationError,
    DownloadError,
    InsufficientCreditsError,
    InvalidRequestError,
    Job,
    JobFailedError,
    JobStatus,
    NotFoundError,
    PictoryAPIError,
    PictoryConnectionError,
    PictoryError,
    PictoryResponseError,
    PictoryTimeoutError,
    RateLimitError,
    ServerError,
    is_ambiguous,
)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (PictoryConnectionError("lost", never_sent=False), True),
        (PictoryConnectionError("refused", never_sent=True), False),
        (PictoryTimeoutError("no answer", never_sent=False), True),
        (PictoryTimeoutError("no connection", never_sent=True), False),
        (ServerError(500), True),
        (ServerError(524), True),
        (PictoryResponseError("not JSON"), True),
        (InvalidRequestError(400), False),
        (AuthenticationError(401), False),
        (InsufficientCreditsError(402), False),
        (NotFoundError(404), False),
        (RateLimitError(429), False),
        (PictoryAPIError(403), False),
        (DownloadError("too large"), False),
        (ValueError("not ours"), False),
    ],
)
def test_is_ambiguous_is_true_where_the_request_may_have_been_accepted(
    error: Exception, expected: bool
) -> None:
    """Only a lost connection, a time-out, a 5xx and an unreadable answer leave it open."""
    assert is_ambiguous(error) is expected


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (ServerError(500), "Pictory answered 500"),
        (PictoryAPIError(409, "BUSY", "Later"), "Pictory answered 409 (BUSY: Later)"),
        (
            AuthenticationError(401, None, "Unauthorized"),
            "the API key is rejected: Pictory answered 401 (Unauthorized)",
        ),
        (
            InvalidRequestError(400, "INVALID_REQUEST_BODY", "", {"prompt": "is too short"}),
            "Pictory answered 400 (INVALID_REQUEST_BODY): prompt: is too short",
        ),
        (
            JobFailedError.of(
                Job(id="j1", status=JobStatus.FAILED, error_code="E1", error_message="No dogs")
            ),
            "job j1 failed (E1: No dogs)",
        ),
        (
            JobFailedError.of(Job(id="j1", status=JobStatus.CLEANED)),
            "job j1 has no result any more",
        ),
    ],
)
def test_an_error_says_what_pictory_said(error: PictoryError, text: str) -> None:
    """The text of an error is fit for a log, and holds Pictory's own words."""
    assert str(error) == text
