"""Answers, without a network: tables over bodies as Pictory is known to give them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pictory_async import (
    Job,
    JobStatus,
    PictoryError,
    PictoryResponseError,
    TransactionKind,
)
from pictory_async import _wire as wire

JOB_ID = "4d82d040-4394-4371-867d-72ae1dd62b6d"


def answer(body: object, status: int = 200, **headers: str) -> wire.HttpResponse:
    """Return an answer with a JSON body."""
    return wire.HttpResponse(status=status, body=json.dumps(body).encode(), headers=headers)


@pytest.mark.parametrize(
    "body",
    [
        {"success": True, "data": {"jobId": JOB_ID}},
        {"success": True, "data": {"job_id": JOB_ID}},
        {"success": True, "jobId": JOB_ID},
        {"job_id": JOB_ID},
    ],
)
def test_the_id_of_an_accepted_job_is_found(body: object) -> None:
    """Wherever the answer names the job."""
    assert wire.decode_submission(answer(body)) == JOB_ID


DONE = {
    "status": "completed",
    "url": "https://cdn.example.com/a.png?X=1",
    "width": 1920,
    "height": 1080,
    "aiCreditsUsed": 0.6,
}
DONE_JOB = Job(
    id=JOB_ID,
    status=JobStatus.COMPLETED,
    url="https://cdn.example.com/a.png?X=1",
    width=1920,
    height=1080,
    credits_used=Decimal("0.6"),
)
FAILED = {"status": "failed", "error_code": "E1", "error_message": "No dogs"}
FAILED_JOB = Job(id=JOB_ID, status=JobStatus.FAILED, error_code="E1", error_message="No dogs")


@pytest.mark.parametrize(
    ("body", "job"),
    [
        (
            {"job_id": JOB_ID, "success": True, "data": {"status": "in-progress"}},
            Job(id=JOB_ID, status=JobStatus.IN_PROGRESS),
        ),
        ({"job_id": JOB_ID, "success": True, "data": DONE}, DONE_JOB),
        ({"success": True, "data": {**DONE, "jobId": JOB_ID}}, DONE_JOB),
        ({"success": True, "data": DONE}, DONE_JOB),
        (DONE, DONE_JOB),
        ({"success": True, "data": {**DONE, "aiCreditsUsed": "0.60", "width": 1920.0}}, DONE_JOB),
        ({"job_id": JOB_ID, "success": False, "data": FAILED}, FAILED_JOB),
        ({"success": False, "data": {"error_code": "E1", "error_message": "No dogs"}}, FAILED_JOB),
        ({"success": False, "data": {**FAILED, "status": "broken"}}, FAILED_JOB),
        (
            {"success": False, "error": {"error_code": 890, "error_message": "Old"}},
            Job(id=JOB_ID, status=JobStatus.FAILED, error_code="890", error_message="Old"),
        ),
        (
            {"success": False, "data": {"status": "failed"}},
            Job(id=JOB_ID, status=JobStatus.FAILED),
        ),
        (
            {"success": True, "data": {"status": "cleaned"}},
            Job(id=JOB_ID, status=JobStatus.CLEANED),
        ),
        (
            {"success": True, "data": {"status": "upscaling"}},
            Job(id=JOB_ID, status=JobStatus.UNKNOWN),
        ),
        (
            {"data": {**DONE, "width": "wide", "height": -1, "aiCreditsUsed": None}},
            Job(id=JOB_ID, status=JobStatus.COMPLETED, url="https://cdn.example.com/a.png?X=1"),
        ),
    ],
)
def test_a_job_is_read_in_every_known_envelope(body: object, job: Job) -> None:
    """What is missing or odd beside the status is left out."""
    assert wire.decode_job(answer(body), JOB_ID) == job


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>502</html>",
        b'{"success": true, "data": {"sta',
        b"\xff\xfe{}",
        b"[" * 100_000,
        b'{"data": {"status": "in-progress", "n": ' + b"9" * 5000 + b"}}",
        b'{"data": {"status": "in-progress", "n": 1e99999999999999999999}}',
        b"[]",
        b'"completed"',
        b"null",
        b"{}",
        b'{"success": true, "data": {}}',
        b'{"success": true, "data": null}',
        b'{"success": true, "data": {"status": 7, "url": 8}, "status": null, "x": [1]}'[:-1],
        b'{"success": true, "data": {"status": "completed"}}',
        b'{"success": true, "data": {"status": "completed", "url": "not a URL"}}',
    ],
)
def test_an_answer_that_is_no_job_is_a_response_error(body: bytes) -> None:
    """Broken JSON, other JSON, or a completed job without a picture."""
    with pytest.raises(PictoryResponseError):
        wire.decode_job(wire.HttpResponse(200, body), JOB_ID)


@pytest.mark.parametrize(
    "body",
    [
        {"success": True},
        {"success": True, "data": {"jobId": ""}},
        {"success": True, "data": {"jobId": ".."}},
        {"success": True, "data": {"jobId": "\ud800"}},
        {"data": {"jobId": None}},
        [],
    ],
)
def test_a_submit_without_an_id_is_a_response_error(body: object) -> None:
    """It may have been accepted all the same."""
    with pytest.raises(PictoryResponseError):
        wire.decode_submission(answer(body))


def test_a_page_of_jobs_is_read() -> None:
    """Items keep their order, and those that tell no id or no status are left out."""
    page = wire.decode_jobs(
        answer(
            {
                "items": [
                    {"success": True, "data": {**DONE, "jobId": JOB_ID}},
                    {"success": True, "data": {"jobId": "j2", "status": "completed"}},
                    {"success": False, "data": {"jobId": "j3", "status": "failed"}},
                    {"jobId": "j4", "status": "in-progress"},
                    {"success": True, "data": {"status": "in-progress"}},
                    {"success": True, "data": {"jobId": "j6"}},
                    None,
                ],
                "nextPageKey": "abc",
            }
        )
    )
    assert page.jobs[0] == DONE_JOB
    assert [(job.id, job.status.value) for job in page.jobs[1:]] == [
        ("j2", "completed"),
        ("j3", "failed"),
        ("j4", "in-progress"),
    ]
    assert page.next_page_key == "abc"


@pytest.mark.parametrize("key", [None, ""])
def test_the_last_page_has_no_key(key: str | None) -> None:
    """An empty key would ask for the first page again, for ever."""
    assert wire.decode_jobs(answer({"items": [], "nextPageKey": key})).next_page_key is None


@pytest.mark.parametrize("body", [{}, {"items": None}, {"items": {}}, []])
def test_a_list_without_items_is_a_response_error(body: object) -> None:
    """No items is not the same as an empty list."""
    with pytest.raises(PictoryResponseError):
        wire.decode_jobs(answer(body))


def test_the_quota_is_read() -> None:
    """Allowances are exact, and those that are not told are None."""
    quota = wire.decode_quota(
        answer(
            {
                "videoMinutes": {"used": 98, "limit": 14400},
                "elevenLabsVoiceOverMinutes": {"used": 1.5},
                "aiCredits": {"used": 690.4, "limit": 22000},
            }
        )
    )
    assert (quota.ai_credits.used, quota.ai_credits.remaining) == (
        Decimal("690.4"),
        Decimal("21309.6"),
    )
    assert quota.video_minutes is not None
    assert quota.video_minutes.limit == 14400
    assert quota.transcription_minutes is None
    assert quota.voice_over_minutes is None


@pytest.mark.parametrize("body", [{}, {"aiCredits": {"used": 1}}, {"aiCredits": 5}])
def test_a_quota_without_credits_is_a_response_error(body: object) -> None:
    """The credits are what the quota is asked for."""
    with pytest.raises(PictoryResponseError):
        wire.decode_quota(answer(body))


def test_the_usage_is_read() -> None:
    """Transactions keep their order; a row without an amount is left out."""
    row: dict[str, Any] = {
        "transactionId": "20260508X",
        "type": "debit",
        "amount": 0.6,
        "source": "Text-to-Image",
        "description": "flux-schnell",
        "plan": "API Annual",
        "transactionDate": "2026-05-08T15:37:11.176Z",
    }
    rows = wire.decode_usage(answer([row, {"type": "gift", "amount": 1}, {"type": "debit"}, 5]))
    assert len(rows) == 2
    assert rows[0].kind is TransactionKind.DEBIT
    assert rows[0].amount == Decimal("0.6")
    assert rows[0].at == datetime(2026, 5, 8, 15, 37, 11, 176000, tzinfo=UTC)
    assert (rows[1].id, rows[1].kind, rows[1].at) == ("", TransactionKind.UNKNOWN, None)


def test_a_usage_that_is_no_list_is_a_response_error() -> None:
    """An object is not what was promised."""
    with pytest.raises(PictoryResponseError):
        wire.decode_usage(answer({"items": []}))


NAMES = [
    *("data", "status", "success", "error", "message", "code", "error_code", "fields", "name"),
    *("errors", "items", "jobId", "url", "aiCredits", "used", "limit", "amount"),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5)
    ),
    max_leaves=20,
)


@given(
    body=JSON.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=60),
    status=st.sampled_from([200, 204, 302, 400, 401, 402, 403, 404, 429, 500]),
)
def test_no_answer_breaks_a_decoder(body: bytes, status: int) -> None:
    """Whatever comes back, a decoder returns a value or raises a PictoryError."""
    response = wire.HttpResponse(status, body)
    for decode in (
        wire.decode_submission,
        lambda response: wire.decode_job(response, JOB_ID),
        wire.decode_jobs,
        wire.decode_quota,
        wire.decode_usage,
    ):
        try:
            said = decode(response)
        except PictoryError as error:
            said = str(error)
        assert said is not None
