"""The client against the emulator: what works, and what each fault becomes."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from pictory_async import (
    AuthenticationError,
    ImageRequest,
    InsufficientCreditsError,
    InvalidRequestError,
    JobStatus,
    NotFoundError,
    PictoryAPIError,
    PictoryClient,
    PictoryConnectionError,
    PictoryError,
    PictoryResponseError,
    PictoryTimeoutError,
    RateLimitError,
    ServerError,
    Style,
    TimerSchedule,
    TransactionKind,
    is_ambiguous,
)

if TYPE_CHECKING:
    from tests.conftest import PictoryServer

REQUEST = ImageRequest(prompt="A red bicycle", aspect_ratio="16:9", style=Style.CARTOON)
OFTEN = TimerSchedule(0.02)


async def test_a_job_is_submitted_and_seen(client: PictoryClient, pictory: PictoryServer) -> None:
    """What was asked for arrives, and the job can be asked for by its id."""
    job_id = await client.submit(REQUEST)
    (accepted,) = pictory.emulator.accepted
    assert accepted.id == job_id
    assert (accepted.order.prompt, accepted.order.style) == ("A red bicycle", "cartoon")
    assert (await client.get(job_id)).id == job_id


async def test_a_finished_job_is_in_the_list_the_quota_and_the_usage(
    client: PictoryClient, pictory: PictoryServer
) -> None:
    """The account shows what a picture cost."""
    job = await client.wait(await client.submit(REQUEST), schedule=OFTEN)
    assert (job.width, job.height, job.credits_used) == (1920, 1080, Decimal(2))
    assert [job.id for job in (await client.jobs()).jobs] == [job.id]
    assert (await client.quota()).ai_credits.used == 2
    transaction = (await client.usage())[0]
    assert (transaction.kind, transaction.amount) == (TransactionKind.DEBIT, Decimal(2))
    assert pictory.emulator.posts == 1


async def test_the_pages_of_jobs_lead_to_the_end(
    client: PictoryClient, pictory: PictoryServer
) -> None:
    """Following the keys yields every job once, newest first."""
    pictory.emulator.hold()
    ids = [await client.submit(REQUEST) for _ in range(30)]
    found: list[str] = []
    page = await client.jobs()
    found += [job.id for job in page.jobs]
    while page.next_page_key is not None:
        page = await client.jobs(page.next_page_key)
        found += [job.id for job in page.jobs]
    assert found == ids[::-1]


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("reset_before", PictoryConnectionError),
        ("reset_after", PictoryConnectionError),
        ("hang", PictoryTimeoutError),
        ("hang_after", PictoryTimeoutError),
        ("malformed", PictoryResponseError),
        ("500", ServerError),
        ("500_after", ServerError),
        ("503", ServerError),
    ],
)
async def test_an_unclear_submit_is_never_sent_again(
    client: PictoryClient, pictory: PictoryServer, kind: str, error: type[PictoryError]
) -> None:
    """One POST reaches Pictory, and the error says that it may have been accepted."""
    pictory.emulator.fault("submit", kind)
    with pytest.raises(error) as caught:
        await client.submit(REQUEST)
    assert type(caught.value) is error
    assert is_ambiguous(caught.value)
    assert pictory.emulator.posts == 1


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("400", InvalidRequestError),
        ("401", AuthenticationError),
        ("402", InsufficientCreditsError),
        ("403", AuthenticationError),
        ("404", NotFoundError),
        ("409", PictoryAPIError),
    ],
)
async def test_a_refused_submit_is_clear_and_not_repeated(
    client: PictoryClient, pictory: PictoryServer, kind: str, error: type[PictoryAPIError]
) -> None:
    """Pictory said no: nothing was accepted, and asking again would change nothing."""
    pictory.emulator.fault("submit", kind)
    with pytest.raises(error) as caught:
        await client.submit(REQUEST)
    assert caught.value.status == int(kind)
    assert not is_ambiguous(caught.value)
    assert pictory.emulator.posts == 1


async def test_the_field_at_fault_is_named(client: PictoryClient, pictory: PictoryServer) -> None:
    """What Pictory's own validation finds reaches the caller field by field."""
    invalid = REQUEST.model_copy(update={"prompt": "A"})
    with pytest.raises(InvalidRequestError) as caught:
        await client.submit(invalid)
    assert list(caught.value.fields) == ["prompt"]
    assert caught.value.code == "INVALID_REQUEST_BODY"
    assert not pictory.emulator.accepted


async def test_a_rate_limited_submit_waits_as_asked_and_goes_again(
    client: PictoryClient, pictory: PictoryServer
) -> None:
    """429 means that nothing was accepted; `Retry-After` is honoured."""
    pictory.emulator.fault("submit", "429", retry_after=1)
    started = time.monotonic()
    job_id = await client.submit(REQUEST)
    assert time.monotonic() - started >= 1
    assert [job.id for job in pictory.emulator.accepted] == [job_id]
    assert pictory.emulator.posts == 2


async def test_a_rate_limit_beyond_the_cap_goes_to_the_caller(
    client: PictoryClient, pictory: PictoryServer
) -> None:
    """A long `Retry-After` is neither slept through nor disobeyed."""
    pictory.emulator.fault("submit", "429", retry_after=600)
    with pytest.raises(RateLimitError) as caught:
        await client.submit(REQUEST)
    assert caught.value.retry_after == 600
    assert pictory.emulator.posts == 1


@pytest.mark.parametrize("kind", ["500", "429", "malformed", "reset_before", "hang", "reset_after"])
async def test_a_question_is_repeated_through_a_passing_fault(
    client: PictoryClient, pictory: PictoryServer, kind: str
) -> None:
    """GETs are free to go again."""
    pictory.emulator.fault("quota", kind)
    assert (await client.quota()).ai_credits.used == 0


async def test_a_question_is_given_up_after_some_attempts(
    client: PictoryClient, pictory: PictoryServer
) -> None:
    """A fault that lasts is raised, after as many attempts as the policy allows."""
    pictory.emulator.fault("quota", "500", times=None)
    with pytest.raises(ServerError):
        await client.quota()
    assert pictory.emulator.requests["GET /v1/quota"] == 3


async def test_a_question_without_retries_is_asked_once(
    client: PictoryClient, pictory: PictoryServer
) -> None:
    """Who polls at times of their own is not asked behind their back."""
    job_id = await client.submit(REQUEST)
    pictory.emulator.fault("status", "500")
    with pytest.raises(ServerError):
        await client.get(job_id, retry=False)
    assert pictory.emulator.gets[job_id] == 1


async def test_a_wrong_key_is_an_authentication_error(pictory: PictoryServer) -> None:
    """The key is checked once, and appears in no text."""
    async with PictoryClient("pictai_wrong", base_url=pictory.base_url) as client:
        with pytest.raises(AuthenticationError) as caught:
            await client.quota()
    assert pictory.emulator.requests["GET /v1/quota"] == 1
    assert "pictai_wrong" not in f"{caught.value} {caught.value!r} {client!r}"


async def test_an_unknown_job_is_not_found(client: PictoryClient, pictory: PictoryServer) -> None:
    """A single question says so at once."""
    with pytest.raises(NotFoundError) as caught:
        await client.get("no-such-job")
    assert caught.value.message == "JOB_NOT_FOUND"
    assert pictory.emulator.gets["no-such-job"] == 1


async def test_a_cleaned_job_keeps_its_status(
    client: PictoryClient, pictory: PictoryServer
) -> None:
    """A result that Pictory removed is told apart from a failure."""
    job_id = await client.submit(REQUEST)
    await client.wait(job_id, schedule=OFTEN)
    pictory.emulator.accepted[0].clean()
    assert (await client.get(job_id)).status is JobStatus.CLEANED
