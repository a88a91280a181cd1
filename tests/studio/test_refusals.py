"""What each of Pictory's answers means for an image."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pictory_async import (
    AuthenticationError,
    InsufficientCreditsError,
    InvalidRequestError,
    Job,
    JobStatus,
    NotFoundError,
    PictoryAPIError,
    PictoryConnectionError,
    PictoryError,
    PictoryResponseError,
    PictoryTimeoutError,
    RateLimitError,
    ServerError,
)
from studio.generations import Charged, Failure, FailureKind
from studio.refusals import Again, Doubtful, failure_of, verdict

RATE_LIMITED = Failure(FailureKind.RATE_LIMITED, Charged.NO)
OUTAGE = Failure(FailureKind.OUTAGE, Charged.NO)


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (PictoryConnectionError("x", never_sent=True), Again("waiting_for_pictory", OUTAGE)),
        (PictoryTimeoutError("x", never_sent=True), Again("waiting_for_pictory", OUTAGE)),
        (RateLimitError(429, retry_after=7.0), Again("rate_limited", RATE_LIMITED, 7.0)),
        (RateLimitError(429), Again("rate_limited", RATE_LIMITED)),
        (PictoryConnectionError("x", never_sent=False), Doubtful()),
        (PictoryTimeoutError("x", never_sent=False), Doubtful()),
        (PictoryResponseError("x"), Doubtful()),
        (ServerError(503), Doubtful()),
        (AuthenticationError(401), Failure(FailureKind.KEY_REJECTED, Charged.NO)),
        (InsufficientCreditsError(402), Failure(FailureKind.CREDITS_EXHAUSTED, Charged.NO)),
        (
            InvalidRequestError(400, fields={"prompt": "too short", "model": "unknown"}),
            Failure(FailureKind.INVALID_REQUEST, Charged.NO, "prompt: too short; model: unknown"),
        ),
        (
            InvalidRequestError(400, message="Bad."),
            Failure(FailureKind.INVALID_REQUEST, Charged.NO, "Bad."),
        ),
        (NotFoundError(404, message="Gone."), Failure(FailureKind.OUTAGE, Charged.NO, "Gone.")),
        (PictoryAPIError(403, message="No."), Failure(FailureKind.OUTAGE, Charged.NO, "No.")),
    ],
)
def test_a_refused_submit(error: PictoryError, meaning: Again | Doubtful | Failure) -> None:
    """Sent again only if Pictory certainly did nothing; in doubt never; else a failure for free."""
    assert verdict(error) == meaning


def job(message: str = "", code: str = "", **facts: object) -> Job:
    """Return a failed job."""
    values = {"id": "1", "status": JobStatus.FAILED, "error_message": message, "error_code": code}
    return Job.model_validate({**values, **facts})


@pytest.mark.parametrize(
    ("ended", "failure"),
    [
        (job("Moderated."), Failure(FailureKind.MODERATED, Charged.NO, "Moderated.")),
        (job("No.", "NSFW_CONTENT"), Failure(FailureKind.MODERATED, Charged.NO, "No.")),
        (job(code="BROKEN"), Failure(FailureKind.JOB_FAILED, Charged.NO, "BROKEN")),
        (job("x", credits_used=2), Failure(FailureKind.JOB_FAILED, Charged.YES, "x")),
        (
            job("Could not download referenceImageUrl"),
            Failure(
                FailureKind.REFERENCE_UNREACHABLE,
                Charged.NO,
                "Could not download referenceImageUrl",
            ),
        ),
        (job("", "insufficient_credits"), Failure(FailureKind.CREDITS_EXHAUSTED, Charged.NO)),
        (
            job(status=JobStatus.CLEANED, credits_used=Decimal(2)),
            Failure(FailureKind.RESULT_LOST, Charged.UNKNOWN),
        ),
        (
            job("The reference style is forbidden."),
            Failure(FailureKind.JOB_FAILED, Charged.NO, "The reference style is forbidden."),
        ),
    ],
)
def test_a_job_without_a_picture(ended: Job, failure: Failure) -> None:
    """A failed job is free unless it says what it cost, and its own words are kept."""
    assert failure_of(ended) == failure
