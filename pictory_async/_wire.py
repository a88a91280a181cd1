"""Pictory's HTTP as pure functions: values to requests, and answers to values or errors."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from pictory_async._errors import NotFoundError, PictoryResponseError
from pictory_async._fields import (
    amount,
    identifier,
    instant,
    mapping,
    parse,
    pixels,
    text,
    web_address,
)
from pictory_async._models import (
    Allowance,
    ImageRequest,
    Job,
    JobPage,
    JobStatus,
    Quota,
    Transaction,
    TransactionKind,
)
from pictory_async._refusals import code_and_message, refusal, words

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_BASE_URL = "https://api.pictory.ai/pictoryapis"
USER_AGENT = "pictory-async/1.0 (Python; aiohttp)"
_NO_SUCH_JOB = "JOB_NOT_FOUND"


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """What to send; `path` is percent-encoded and goes behind the base URL."""

    method: str
    path: str
    body: bytes | None = None

    @property
    def idempotent(self) -> bool:
        """Whether sending it twice does no more than sending it once."""
        return self.method == "GET"


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """What came back; header names are lower-case, `received_at` is in seconds since the epoch."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    received_at: float = 0.0


def request_headers(api_key: str, *, has_body: bool) -> dict[str, str]:
    """Return the headers of a request; Pictory's front refuses some default User-Agents."""
    headers = {"Authorization": api_key, "Accept": "application/json", "User-Agent": USER_AGENT}
    if has_body:
        headers["Content-Type"] = "application/json"
    return headers


def submit_request(image: ImageRequest) -> HttpRequest:
    """Ask for a picture."""
    payload = {
        "prompt": image.prompt,
        "model": image.model,
        "aspectRatio": image.aspect_ratio,
        "style": image.style,
        "referenceImageUrl": image.reference_image_url,
        "webhook": image.webhook,
    }
    given = {name: value for name, value in payload.items() if value is not None}
    return HttpRequest("POST", "/v1/aistudio/images", json.dumps(given).encode())


def job_request(job_id: str) -> HttpRequest:
    """Ask for one job; raise ValueError for an id that would name another path."""
    if identifier(job_id) is None:
        raise ValueError(f"not a job id: {job_id!r}")
    return HttpRequest("GET", f"/v1/jobs/{quote(job_id, safe='')}")


def jobs_request(page_key: str | None = None) -> HttpRequest:
    """Ask for a page of the account's jobs."""
    return HttpRequest("GET", "/v1/jobs" + _query(nextPageKey=page_key))


def quota_request() -> HttpRequest:
    """Ask for the account's allowances."""
    return HttpRequest("GET", "/v1/quota")


def usage_request(year: int | None = None, month: int | None = None) -> HttpRequest:
    """Ask for the use of AI credits; raise ValueError unless year and month come together."""
    if (year is None) != (month is None):
        raise ValueError("give both year and month, or neither")
    return HttpRequest("GET", "/v1/aicredits/usage" + _query(year=year, month=month))


def _query(**values: str | int | None) -> str:
    given = {name: value for name, value in values.items() if value is not None}
    return f"?{urlencode(given, quote_via=quote)}" if given else ""


def decode_submission(response: HttpResponse) -> str:
    """Return the id of the accepted job."""
    body = _object(response)
    data = mapping(body.get("data"))
    for found in (data.get("jobId"), data.get("job_id"), body.get("jobId"), body.get("job_id")):
        if job_id := identifier(found):
            return job_id
    if body.get("success") is False:
        raise refusal(response.status, response.headers, body, now=response.received_at)
    raise PictoryResponseError("Pictory accepted the request but named no job")


def decode_job(response: HttpResponse, job_id: str) -> Job:
    """Return the job `job_id` as the answer describes it."""
    body = _object(response)
    job = _job(body, job_id)
    if job is None:
        if _NO_SUCH_JOB in words(body):
            code, message = code_and_message(body)
            raise NotFoundError(response.status, code, message)
        raise PictoryResponseError("Pictory's answer about the job tells no status")
    if job.status is JobStatus.COMPLETED and job.url is None:
        raise PictoryResponseError("Pictory says that the job is completed, but not where")
    return job


def decode_jobs(response: HttpResponse) -> JobPage:
    """Return a page of jobs; what stands there without an id or a status is left out."""
    body = _object(response)
    items = body.get("items")
    if not isinstance(items, list):
        raise PictoryResponseError("Pictory's list of jobs has no items")
    jobs = (_job(mapping(item), None) for item in items)
    return JobPage(
        jobs=tuple(job for job in jobs if job is not None),
        next_page_key=identifier(body.get("nextPageKey")),
    )


def decode_quota(response: HttpResponse) -> Quota:
    """Return the account's allowances."""
    body = _object(response)
    ai_credits = _allowance(body.get("aiCredits"))
    if ai_credits is None:
        raise PictoryResponseError("Pictory's quota does not tell the AI credits")
    return Quota(
        ai_credits=ai_credits,
        video_minutes=_allowance(body.get("videoMinutes")),
        transcription_minutes=_allowance(body.get("transcriptionMinutes")),
        voice_over_minutes=_allowance(body.get("elevenLabsVoiceOverMinutes")),
    )


def decode_usage(response: HttpResponse) -> tuple[Transaction, ...]:
    """Return the transactions, newest first; what has no amount is left out."""
    rows = _json(response)
    if not isinstance(rows, list):
        raise PictoryResponseError("Pictory's usage is not a list")
    return tuple(
        Transaction(
            id=text(row.get("transactionId")) or "",
            kind=TransactionKind(text(row.get("type")) or "unknown"),
            amount=paid,
            source=text(row.get("source")) or "",
            description=text(row.get("description")) or "",
            plan=text(row.get("plan")) or "",
            at=instant(row.get("transactionDate")),
        )
        for row in map(mapping, rows)
        if (paid := amount(row.get("amount"))) is not None
    )


def _job(body: Mapping[str, Any], job_id: str | None) -> Job | None:
    """Return the job in an envelope, or None if its id or its status cannot be told."""
    data = mapping(body.get("data")) or body
    found = (body.get("job_id"), data.get("jobId"), body.get("jobId"), data.get("job_id"))
    job_id = job_id or next(filter(None, map(identifier, found)), None)
    name = text(data.get("status"))
    status = JobStatus(name) if name else None
    if body.get("success") is False and status in {None, JobStatus.UNKNOWN}:
        # Pictory's own script takes `success: false` for a failure; a missing job is none.
        nothing = code_and_message(body)[0] is None or _NO_SUCH_JOB in words(body)
        status = None if nothing else JobStatus.FAILED
    if job_id is None or status is None:
        return None
    code, message = code_and_message(body) if status is JobStatus.FAILED else (None, "")
    return Job(
        id=job_id,
        status=status,
        url=web_address(data.get("url")),
        width=pixels(data.get("width")),
        height=pixels(data.get("height")),
        credits_used=amount(data.get("aiCreditsUsed")),
        error_code=code,
        error_message=message or None,
    )


def _allowance(value: object) -> Allowance | None:
    row = mapping(value)
    used, limit = amount(row.get("used")), amount(row.get("limit"))
    return None if used is None or limit is None else Allowance(used=used, limit=limit)


def _object(response: HttpResponse) -> Mapping[str, Any]:
    body = _json(response)
    if not isinstance(body, dict):
        raise PictoryResponseError("Pictory's answer is not a JSON object")
    return body


def _json(response: HttpResponse) -> Any:
    """Return the JSON of a successful answer; raise the error that any other one means."""
    if not 200 <= response.status < 300:
        if response.status < 400:
            raise PictoryResponseError(f"Pictory answered {response.status}, which is no answer")
        raise refusal(
            response.status,
            response.headers,
            mapping(parse(response.body)),
            now=response.received_at,
        )
    body = parse(response.body)
    if body is None:
        raise PictoryResponseError("Pictory's answer is not JSON")
    return body
