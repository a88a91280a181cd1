"""What was submitted to the emulator, what others made, and lists and webhooks that mislead."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from sandbox.pictory.submissions import KEPT
from tests.sandbox.pictory_caller import IMAGES, PROMPT
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.sandbox.pictory_caller import Caller

URL = "http://127.0.0.1:9/photo.png"


async def control(call: Caller, method: str, name: str, **body: Any) -> Any:
    """Call a control route and return the state it answers with."""
    answer = await call(method, f"{call.origin}/control/{name}", json=body or None)
    assert answer.status == 200, answer.body
    return answer.body


async def listed(call: Caller) -> list[str]:
    """Return the ids in the list of jobs."""
    items = (await call("GET", "/v1/jobs")).body["items"]
    return [item["data"]["jobId"] for item in items]


async def test_submissions_are_listed_in_order(call: Caller) -> None:
    """Each says what it asked for, and which job was made of it."""
    first = await call.submit(prompt="A first picture")
    await call("POST", IMAGES, data=b"{")
    await call("POST", IMAGES, json={"prompt": "x"})
    last = await call.submit(prompt="A last picture", webhook=URL, referenceImageUrl=URL)
    state = await control(call, "GET", "state")
    plain = {"webhook": None, "referenceImageUrl": None, "jobId": None}
    assert state["submissions"] == [
        {**plain, "prompt": "A first picture", "jobId": first},
        {**plain, "prompt": None},
        {**plain, "prompt": "x"},
        {"prompt": "A last picture", "webhook": URL, "referenceImageUrl": URL, "jobId": last},
    ]
    assert state["posts"] == len(state["submissions"])


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        ("reset_after", True),
        ("500_after", True),
        ("malformed", True),
        ("vanish_job", True),
        ("reset_before", False),
        ("503", False),
        ("402", False),
    ],
)
async def test_a_spoiled_submission_tells_its_job(call: Caller, kind: str, made: bool) -> None:
    """Whoever posted may not know, but the state says whether there is a job."""
    call.emulator.fault("submit", kind)
    try:
        await call("POST", IMAGES, json={"prompt": PROMPT})
    except (aiohttp.ClientOSError, ValueError):
        assert kind in {"reset_after", "reset_before", "malformed"}
    (submission,) = (await control(call, "GET", "state"))["submissions"]
    assert submission["prompt"] == PROMPT
    expected = [job.id for job in call.emulator.accepted] if made else [None]
    assert [submission["jobId"]] == expected


async def test_a_hanging_submission_tells_its_job(call: Caller) -> None:
    """The job is known while its answer is still waited for."""
    call.emulator.fault("submit", "hang_after")
    request = asyncio.create_task(call("POST", IMAGES, json={"prompt": PROMPT}))

    async def known() -> Any:
        return [item["jobId"] for item in (await control(call, "GET", "state"))["submissions"]]

    assert await eventually(known) == [job.id for job in call.emulator.accepted]
    call.emulator.clear_faults()
    with pytest.raises(aiohttp.ClientOSError):
        await request


def test_submissions_are_bounded(call: Caller) -> None:
    """Only the latest submissions are remembered."""
    assert call.emulator.submissions.maxlen == KEPT


async def test_a_list_may_be_empty_or_stale(call: Caller) -> None:
    """An empty list shows nothing, a stale one all but the newest job, and the next one all."""
    ids = [await call.submit() for _ in range(3)]
    call.emulator.fault("list", "empty")
    call.emulator.fault("list", "stale")
    assert await listed(call) == []
    assert await listed(call) == [ids[1], ids[0]]
    assert await listed(call) == [ids[2], ids[1], ids[0]]


async def test_somebody_elses_job(call: Caller) -> None:
    """It is listed and finishes like any other, on our credits, and was no POST of ours."""
    own = await call.submit()
    state = await control(call, "POST", "foreign", prompt="A picture for someone")
    (foreign,) = state["foreign"]
    assert foreign["prompt"] == "A picture for someone"
    assert (state["posts"], len(state["submissions"]), len(state["accepted"])) == (1, 1, 1)
    assert await listed(call) == [foreign["jobId"], own]
    done = await call.finished(foreign["jobId"])
    assert done["data"]["url"].startswith(call.origin)
    await call.finished(own)
    state = await control(call, "POST", "foreign")
    assert (len(state["foreign"]), state["credits"]["used"]) == (2, 4)


async def test_an_impossible_job_of_somebody_else_is_refused(call: Caller) -> None:
    """The rules of prompts hold for others too."""
    answer = await call("POST", f"{call.origin}/control/foreign", json={"prompt": "x"})
    assert (answer.status, call.emulator.foreign) == (400, [])


async def test_credits_run_out_and_come_back(call: Caller) -> None:
    """An order is refused while the limit does not cover it, and accepted once it does."""
    await call.finished(await call.submit())
    state = await control(call, "POST", "credits", limit=1.5)
    assert state["credits"] == {"used": 2, "limit": 1.5}
    assert (await call("POST", IMAGES, json={"prompt": PROMPT})).status == 402
    await control(call, "POST", "credits", limit=4)
    await call.finished(await call.submit())
    newest = (await call("GET", "/v1/aicredits/usage")).body
    assert [item["amount"] for item in newest] == [2, 2.5, 2, 22000]


@pytest.mark.parametrize("limit", [-1, "NaN", "many", None])
async def test_an_impossible_limit_is_refused(call: Caller, limit: Any) -> None:
    """A limit is a number that is not negative."""
    answer = await call("POST", f"{call.origin}/control/credits", json={"limit": limit})
    assert answer.status == 400
    assert call.emulator.account.limit == 22000


@asynccontextmanager
async def hook() -> AsyncIterator[tuple[str, list[Any]]]:
    """Run a webhook; yield its URL and what it receives."""
    received: list[Any] = []

    async def take(request: web.Request) -> web.Response:
        received.append(await request.json())
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", take)
    async with TestServer(app) as server:
        yield str(server.make_url("/hook")), received


async def received_by(received: list[Any], count: int) -> list[Any]:
    """Wait until a webhook has received so many notifications."""

    async def enough() -> bool:
        return len(received) >= count

    await eventually(enough)
    return received


async def test_a_webhook_may_be_sent_twice(call: Caller) -> None:
    """Both notifications are the same."""
    call.emulator.fault("webhook", "twice")
    async with hook() as (url, received):
        job_id = await call.submit(webhook=url)
        envelope = await call.finished(job_id)
        assert await received_by(received, 2) == [envelope, envelope]


async def test_a_webhook_may_be_lost_or_name_no_job(call: Caller) -> None:
    """The first of two jobs is not told at all, of the second only that something worked."""
    call.emulator.fault("webhook", "lose")
    call.emulator.fault("webhook", "bare")
    async with hook() as (url, received):
        await call.finished(await call.submit(webhook=url))
        await call.finished(await call.submit(webhook=url))
        assert await received_by(received, 1) == [{"success": True}]


async def test_a_webhook_may_be_slow(call: Caller) -> None:
    """The slow notification comes after that of a job completed later."""
    call.emulator.fault("webhook", "slow")
    async with hook() as (url, received):
        call.emulator.hold()
        slow, usual = await call.submit(webhook=url), await call.submit(webhook=url)
        for job in call.emulator.accepted:
            call.emulator.finish(job)
        order = [item["job_id"] for item in await received_by(received, 2)]
    assert order == [usual, slow]
