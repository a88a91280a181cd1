"""Every fault that can be switched on, in-process and through the control routes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from sandbox.pictory.faults import Fault, FaultBook
from tests.sandbox.pictory_caller import IMAGES, PROMPT

if TYPE_CHECKING:
    from tests.sandbox.pictory_caller import Answer, Caller

CONTROL = "{origin}/control/{name}"


async def post(call: Caller) -> Answer:
    """Submit an image without expecting anything of the answer."""
    return await call("POST", IMAGES, json={"prompt": PROMPT})


@pytest.mark.parametrize("status", [400, 401, 402, 429, 500, 503])
async def test_a_status_is_answered_instead_of_the_work(call: Caller, status: int) -> None:
    """The POST counts as received, no job is made, and the next one works."""
    call.emulator.fault("submit", str(status), message="Not today")
    answer = await post(call)
    assert (answer.status, answer.body["message"]) == (status, "Not today")
    assert (call.emulator.posts, call.emulator.accepted) == (1, [])
    assert (await post(call)).status == 200


async def test_too_many_requests_say_when_to_come_back(call: Caller) -> None:
    """Retry-After is in whole seconds, rounded up."""
    call.emulator.fault("status", "429", retry_after=1.2)
    answer = await call("GET", "/v1/jobs/any")
    assert (answer.status, answer.headers["Retry-After"]) == (429, "2")


@pytest.mark.parametrize(("kind", "accepted"), [("reset_before", 0), ("reset_after", 1)])
async def test_a_reset_comes_before_or_after_the_job_is_accepted(
    call: Caller, kind: str, accepted: int
) -> None:
    """The caller sees the same lost connection either way."""
    call.emulator.fault("submit", kind)
    with pytest.raises(aiohttp.ClientOSError):
        await post(call)
    assert (call.emulator.posts, len(call.emulator.accepted)) == (1, accepted)


@pytest.mark.parametrize(("kind", "accepted"), [("hang", 0), ("hang_after", 1)])
async def test_a_request_hangs_until_faults_are_cleared(
    call: Caller, kind: str, accepted: int
) -> None:
    """Nothing is answered, and clearing the faults resets the connection."""
    call.emulator.fault("submit", kind)
    request = asyncio.create_task(post(call))
    done, _ = await asyncio.wait([request], timeout=0.1)
    assert not done
    assert len(call.emulator.accepted) == accepted
    call.emulator.clear_faults()
    with pytest.raises(aiohttp.ClientOSError):
        await request


@pytest.mark.parametrize("kind", ["malformed", "500_after"])
async def test_a_job_is_accepted_and_the_answer_spoiled(call: Caller, kind: str) -> None:
    """The job is there although the answer does not say so."""
    call.emulator.fault("submit", kind)
    request = post(call)
    if kind == "malformed":
        with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
            await request
    else:
        assert (await request).status == 500
    assert len(call.emulator.accepted) == 1


async def test_a_job_vanishes_from_status_and_list(call: Caller) -> None:
    """A vanished job is not found, and not listed."""
    call.emulator.fault("submit", "vanish_job")
    job_id = await call.submit()
    assert (await call("GET", f"/v1/jobs/{job_id}")).status == 404
    assert (await call("GET", "/v1/jobs")).body["items"] == []


async def test_a_job_fails_when_its_status_is_asked_for(call: Caller) -> None:
    """The very answer that meets the fault shows the failure."""
    call.emulator.hold()
    job_id = await call.submit()
    call.emulator.fault("status", "fail_job")
    answer = await call("GET", f"/v1/jobs/{job_id}")
    assert (answer.status, answer.body["success"]) == (200, False)
    assert answer.body["data"]["status"] == "failed"
    assert answer.body["data"]["error_code"] == "GENERATION_FAILED"


async def test_a_slow_job_takes_many_times_as_long(call: Caller) -> None:
    """Its due time moves away, and it still ends."""
    call.emulator.hold()
    call.emulator.fault("submit", "slow_job")
    await call.submit()
    await call.submit()
    slow, usual = call.emulator.accepted
    assert slow.due_at > usual.due_at + 5 * usual.duration
    call.emulator.speed = 10_000
    call.emulator.release()
    assert (await call.finished(slow.id))["data"]["status"] == "completed"


async def download(call: Caller, url: str) -> Answer:
    """Fetch a result without expecting anything of the answer."""
    return await call("GET", url, headers={"Authorization": ""})


@pytest.mark.parametrize("kind", ["reset_before", "reset_after"])
async def test_a_download_breaks_off(call: Caller, kind: str) -> None:
    """The connection is lost before the file or in the middle of it; later it is there."""
    url = (await call.finished(await call.submit()))["data"]["url"]
    # Every time: aiohttp repeats a GET by itself where a kept-alive connection was reset.
    call.emulator.fault("download", kind, times=None)
    with pytest.raises(aiohttp.ClientError):
        await download(call, url)
    call.emulator.clear_faults()
    assert (await download(call, url)).data.startswith(b"\x89PNG")


async def test_a_download_is_missing_or_no_picture(call: Caller) -> None:
    """A status is answered without the file, and malformed bytes are those of no picture."""
    url = (await call.finished(await call.submit()))["data"]["url"]
    call.emulator.fault("download", "404")
    assert (await download(call, url)).status == 404
    call.emulator.fault("download", "malformed")
    spoiled = await download(call, url)
    assert spoiled.status == 200
    assert spoiled.headers["Content-Type"] == "image/png"
    assert not spoiled.data.startswith(b"\x89PNG")


def test_faults_are_used_up_in_the_order_they_came() -> None:
    """Each operation meets its own faults, as often as they say."""
    book = FaultBook()
    book.add(Fault("submit", "500", times=2))
    book.add(Fault("submit", "429"))
    book.add(Fault("list", "hang", times=None))
    kinds = [fault.kind if (fault := book.take("submit")) else None for _ in range(4)]
    assert kinds == ["500", "500", "429", None]
    assert [fault.on for fault in book] == ["list"]
    book.clear()
    assert book.take("list") is None


@pytest.mark.parametrize(
    "fields",
    [
        {"on": "lunch", "kind": "500"},
        {"on": "submit", "kind": "200"},
        {"on": "submit", "kind": "explode"},
        {"on": "quota", "kind": "fail_job"},
        {"on": "quota", "kind": "stale"},
        {"on": "submit", "kind": "lose"},
        {"on": "webhook", "kind": "500"},
        {"on": "webhook", "kind": "reset_before"},
        {"on": "submit", "kind": "500", "times": 0},
        {"kind": "500"},
        {"on": "submit", "kind": "500", "colour": "red"},
    ],
)
async def test_a_fault_that_does_not_exist_is_refused(call: Caller, fields: dict[str, Any]) -> None:
    """The control route answers 400 with the reason, and switches nothing on."""
    url = CONTROL.format(origin=call.origin, name="faults")
    answer = await call("POST", url, json=fields)
    assert answer.status == 400
    assert answer.body["message"]
    assert list(call.emulator.faults) == []


async def test_the_control_routes_steer_and_show(call: Caller) -> None:
    """Faults, speed, hold, release and finish work from outside, and the state shows them."""

    async def control(method: str, name: str, **body: Any) -> Any:
        url = CONTROL.format(origin=call.origin, name=name)
        answer = await call(method, url, json=body or None)
        assert answer.status == 200, answer.body
        return answer.body

    await control("POST", "faults", on="submit", kind="500", times=2)
    await control("POST", "hold")
    state = await control("POST", "speed", speed=50)
    assert (state["speed"], state["held"]) == (50, True)
    assert state["faults"] == [{"on": "submit", "kind": "500", "times": 2}]
    assert (await post(call)).status == 500
    assert (await control("DELETE", "faults"))["faults"] == []
    first, second = await call.submit(), await call.submit()
    await control("POST", "finish", jobId=first)
    await call.finished(first)
    await control("POST", "release")
    await call.finished(second)
    state = await control("GET", "state")
    assert state["posts"] == 3
    assert state["gets"][first] >= 1
    assert [job["status"] for job in state["accepted"]] == ["completed", "completed"]
    assert state["credits"] == {"used": 4, "limit": 22000}


async def test_finishing_an_unknown_job_is_refused(call: Caller) -> None:
    """The control route says that there is no such job."""
    url = CONTROL.format(origin=call.origin, name="finish")
    assert (await call("POST", url, json={"jobId": "nobody"})).status == 400
