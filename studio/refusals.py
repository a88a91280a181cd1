"""What Pictory's refusals and failures mean for an image; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pictory_async import (
    AuthenticationError,
    InsufficientCreditsError,
    InvalidRequestError,
    JobStatus,
    PictoryAPIError,
    PictoryConnectionError,
    RateLimitError,
    is_ambiguous,
)
from studio.generations import Charged, Failure, FailureKind

if TYPE_CHECKING:
    from pictory_async import Job, PictoryError

WAITING_FOR_PICTORY = "waiting_for_pictory"
RATE_LIMITED = "rate_limited"
WAITING_FOR_CREDITS = "out_of_credits"

WEBHOOK = re.compile(r"https?://\S*/webhooks/pictory/\S*")
"""The address that Pictory was given; its signature is secret."""

OUT_OF_CREDITS = "INSUFFICIENT_CREDITS"
MODERATION_WORDS = (
    "moderat",
    "safety",
    "nsfw",
    "content policy",
    "content_policy",
    "inappropriate",
    "prohibited",
    "sensitive content",
)
UNREACHABLE_WORDS = ("unreach", "fetch", "download", "reach", "access", "load", "retriev", "url")


@dataclass(frozen=True, slots=True)
class Again:
    """Pictory certainly did nothing: the request may be sent again.

    `note` is what the card says meanwhile, `after` the seconds that Pictory asked to wait, and
    `failure` what it comes to if the image's time is up before it works.
    """

    note: str
    failure: Failure
    after: float = 0.0


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Pictory may have accepted the request: it is never sent again by itself."""


def verdict(error: PictoryError) -> Again | Doubtful | Failure:
    """Return what an error of a submit means for the image."""
    if isinstance(error, RateLimitError):
        failure = Failure(FailureKind.RATE_LIMITED, Charged.NO)
        return Again(RATE_LIMITED, failure, error.retry_after or 0.0)
    if isinstance(error, PictoryConnectionError) and error.never_sent:
        return Again(WAITING_FOR_PICTORY, Failure(FailureKind.OUTAGE, Charged.NO))
    if is_ambiguous(error):
        return Doubtful()
    return _refused(error)


def _refused(error: PictoryError) -> Failure:
    if isinstance(error, InvalidRequestError):
        problems = "; ".join(f"{name}: {problem}" for name, problem in error.fields.items())
        said = _without_webhook(problems or error.message)
        return Failure(FailureKind.INVALID_REQUEST, Charged.NO, said)
    if isinstance(error, InsufficientCreditsError):
        return Failure(FailureKind.CREDITS_EXHAUSTED, Charged.NO)
    if isinstance(error, AuthenticationError):
        return Failure(FailureKind.KEY_REJECTED, Charged.NO)
    detail = _without_webhook(error.message) if isinstance(error, PictoryAPIError) else ""
    return Failure(FailureKind.OUTAGE, Charged.NO, detail)


def failure_of(job: Job) -> Failure:
    """Return why a job came to no picture.

    Pictory seems to charge at completion only, so a failed job cost nothing unless it says so.
    """
    charged = Charged.YES if job.credits_used else Charged.NO
    message = _without_webhook(job.error_message or "")
    if job.status is JobStatus.CLEANED:
        return Failure(FailureKind.RESULT_LOST, Charged.UNKNOWN)
    if OUT_OF_CREDITS in f"{job.error_code} {message}".upper():
        return Failure(FailureKind.CREDITS_EXHAUSTED, charged)
    if _names_reference(f"{job.error_code} {message}"):
        return Failure(FailureKind.REFERENCE_UNREACHABLE, charged, message)
    kind = FailureKind.MODERATED if _names_moderation(job) else FailureKind.JOB_FAILED
    return Failure(kind, charged, message or job.error_code or "")


def _without_webhook(said: str) -> str:
    return WEBHOOK.sub("[webhook]", said)


def _names_moderation(job: Job) -> bool:
    said = f"{job.error_code} {job.error_message}".lower()
    return any(word in said for word in MODERATION_WORDS)


def _names_reference(said: str) -> bool:
    words = said.lower()
    return "reference" in words and any(word in words for word in UNREACHABLE_WORDS)
