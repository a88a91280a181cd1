"""Requests, without a network: what is sent for each question."""

from __future__ import annotations

import json

import pytest

from pictory_async import (
    ImageRequest,
    Style,
)
from pictory_async import _wire as wire

JOB_ID = "4d82d040-4394-4371-867d-72ae1dd62b6d"


def test_a_submit_carries_every_field_by_pictorys_name() -> None:
    """The body of a full request, to the letter."""
    request = wire.submit_request(
        ImageRequest(
            prompt="Replace the dog with a white cat",
            model="nanobanana",
            aspect_ratio="16:9",
            style=Style.VINTAGE,
            reference_image_url="https://example.com/dog.png",
            webhook="https://bot.example.com/hook",
        )
    )
    assert (request.method, request.path, request.idempotent) == (
        "POST",
        "/v1/aistudio/images",
        False,
    )
    assert json.loads(request.body or b"") == {
        "prompt": "Replace the dog with a white cat",
        "model": "nanobanana",
        "aspectRatio": "16:9",
        "style": "vintage",
        "referenceImageUrl": "https://example.com/dog.png",
        "webhook": "https://bot.example.com/hook",
    }


def test_a_submit_leaves_out_what_was_not_given() -> None:
    """The model is always named, because a default at Pictory may change."""
    body = json.loads(wire.submit_request(ImageRequest(prompt="A cat")).body or b"")
    assert body == {"prompt": "A cat", "model": "seedream3.0"}


@pytest.mark.parametrize(
    ("request_", "path"),
    [
        (wire.job_request(JOB_ID), f"/v1/jobs/{JOB_ID}"),
        (wire.job_request("a/../b?c#d e%"), "/v1/jobs/a%2F..%2Fb%3Fc%23d%20e%25"),
        (wire.jobs_request(), "/v1/jobs"),
        (wire.jobs_request("a b+c/d=&"), "/v1/jobs?nextPageKey=a%20b%2Bc%2Fd%3D%26"),
        (wire.quota_request(), "/v1/quota"),
        (wire.usage_request(), "/v1/aicredits/usage"),
        (wire.usage_request(2026, 3), "/v1/aicredits/usage?year=2026&month=3"),
    ],
)
def test_the_questions_are_gets_with_quoted_paths(request_: wire.HttpRequest, path: str) -> None:
    """No id and no key can name another route."""
    assert request_ == wire.HttpRequest("GET", path)
    assert request_.idempotent


@pytest.mark.parametrize("job_id", ["", ".", "..", "a\nb", "\ud800", "x" * 3000])
def test_what_cannot_be_an_id_is_refused(job_id: str) -> None:
    """Dots alone would be taken for a step in the path, and some letters cannot be sent."""
    with pytest.raises(ValueError, match="not a job id"):
        wire.job_request(job_id)


@pytest.mark.parametrize("dates", [(2026, None), (None, 3)])
def test_usage_wants_year_and_month_together(dates: tuple[int | None, int | None]) -> None:
    """Pictory refuses one without the other."""
    with pytest.raises(ValueError, match="both"):
        wire.usage_request(*dates)


@pytest.mark.parametrize("has_body", [True, False])
def test_the_headers_carry_the_raw_key_and_a_user_agent(has_body: bool) -> None:
    """There is no Bearer, and JSON is announced only where there is some."""
    headers = wire.request_headers("pictai_x", has_body=has_body)
    assert headers["Authorization"] == "pictai_x"
    assert headers["User-Agent"].startswith("pictory-async/")
    assert ("Content-Type" in headers) is has_body
