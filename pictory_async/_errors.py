"""Everything that can go wrong, as one tree of exceptions.

PictoryError
├── PictoryConnectionError       nothing that can be read came back
│   └── PictoryTimeoutError      … in time
├── PictoryResponseError         an answer that is not what was promised
├── PictoryAPIError              Pictory said no, with a status
│   ├── AuthenticationError      401 or 403: the key
│   ├── InvalidRequestError      400: what was asked for, field by field
│   ├── InsufficientCreditsError 402, or a code that says so
│   ├── NotFoundError            404
│   ├── RateLimitError           429
│   └── ServerError              5xx
├── JobError                     the job itself
│   ├── JobFailedError
│   └── JobTimedOutError
└── DownloadError                a picture that cannot be taken over
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pictory_async._models import Job


class PictoryError(Exception):
    """The root of every error that this package raises on purpose."""


class PictoryConnectionError(PictoryError):
    """No answer came: the connection was never made, or was lost.

    `never_sent` is True only where not one byte of the request can have reached Pictory.
    """

    def __init__(self, message: str, *, never_sent: bool) -> None:
        super().__init__(message)
        self.never_sent = never_sent


class PictoryTimeoutError(PictoryConnectionError):
    """No answer came in time; the work may go on at Pictory unless `never_sent`."""


class PictoryResponseError(PictoryError):
    """Pictory answered, but not with what its documentation promises."""


class PictoryAPIError(PictoryError):
    """Pictory refused, or failed to do, what was asked.

    `code` and `message` are Pictory's own words where it gave any.
    """

    meaning: ClassVar[str] = ""

    def __init__(self, status: int, code: str | None = None, message: str = "") -> None:
        super().__init__(status, code, message)
        self.status = status
        self.code = code
        self.message = message

    def __str__(self) -> str:
        said = ": ".join(part for part in (self.code, self.message) if part)
        text = f"Pictory answered {self.status}" + (f" ({said})" if said else "")
        return f"{self.meaning}: {text}" if self.meaning else text


class AuthenticationError(PictoryAPIError):
    """The API key is missing, wrong, or not allowed to do this (401, 403)."""

    meaning = "the API key is rejected"


class NotFoundError(PictoryAPIError):
    """Pictory does not know what was asked for (404)."""

    meaning = "not found"


class InvalidRequestError(PictoryAPIError):
    """The request breaks a rule (400); `fields` maps each field at fault to what is wrong."""

    def __init__(
        self,
        status: int,
        code: str | None = None,
        message: str = "",
        fields: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, code, message)
        self.fields = dict(fields or {})

    def __str__(self) -> str:
        problems = "; ".join(f"{name}: {problem}" for name, problem in self.fields.items())
        return f"{super().__str__()}: {problems}" if problems else super().__str__()


class InsufficientCreditsError(PictoryAPIError):
    """The account has too few AI credits left; nothing was started."""

    meaning = "too few AI credits"


class RateLimitError(PictoryAPIError):
    """Too many requests (429); `retry_after` is the wait in seconds that Pictory asked for."""

    def __init__(
        self,
        status: int,
        code: str | None = None,
        message: str = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(status, code, message)
        self.retry_after = retry_after


class ServerError(PictoryAPIError):
    """Pictory, or what stands before it, failed (5xx); the work may have been done all the same."""


class JobError(PictoryError):
    """A job came to no picture; `job` is the last that is known of it."""

    def __init__(self, message: str, job: Job) -> None:
        super().__init__(message)
        self.job = job


class JobFailedError(JobError):
    """Pictory says that the job failed, or that its result is gone."""

    @classmethod
    def of(cls, job: Job) -> JobFailedError:
        """Say it in Pictory's own words, where it gave any."""
        said = ": ".join(part for part in (job.error_code, job.error_message) if part)
        what = "has no result any more" if job.status == "cleaned" else "failed"
        return cls(f"job {job.id} {what}" + (f" ({said})" if said else ""), job)


class JobTimedOutError(JobError):
    """The job was not finished by the deadline; it may finish, and be charged, later."""


class DownloadError(PictoryError):
    """A picture was not taken over: gone, too large, of a wrong type, or at a forbidden address.

    Trying again does not help. `status` is the answer's, where there was one.
    """

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


def is_ambiguous(error: BaseException) -> bool:
    """Tell whether a submit that raised `error` may have been accepted, and may cost credits.

    True for a connection lost after sending, a time-out, any 5xx, and an answer that cannot be
    read. A request is never to be sent again by itself after one of these.
    """
    if isinstance(error, PictoryConnectionError):
        return not error.never_sent
    return isinstance(error, ServerError | PictoryResponseError)
