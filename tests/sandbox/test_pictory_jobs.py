"""The course of jobs: statuses, pages, cleaning, references, webhooks, and the passing of time."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from PIL import Image

from sandbox.photos import photo
from tests.sandbox.pictory_caller import PROMPT

if TYPE_CHECKING:
    from tests.sandbox.pictory_caller import Caller


def serving(data: bytes, status: int = 200) -> TestServer:
    """Return a server on loopback that answers every GET with the same bytes."""

    async def serve(_request: web.Request) -> web.Response:
        return web.Response(body=data, status=status)

    app = web.Application()
    app.router.add_get("/{name}", serve)
    return TestServer(app)


async def test_a_job_goes_from_in_progress_to_a_picture(call: Caller) -> None:
    """The envelopes are those of the documentation, and the file needs no key."""
    call.emulator.hold()
    job_id = await call.submit(aspectRatio="16:9")
    running = (await call("GET", f"/v1/jobs/{job_id}")).body
    assert running == {"job_id": job_id, "success": True, "data": {"status": "in-progress"}}
    call.emulator.release()
    done = await call.finished(job_id)
    url = done["data"]["url"]
    assert list(done) == ["job_id", "success", "data"]
    assert done["data"] == {
        "status": "completed",
        "url": url,
        "width": 1920,
        "height": 1080,
        "aiCreditsUsed": 2,
    }
    file = await call("GET", url, headers={"Authorization": "", "User-Agent": ""})
    assert file.headers["Content-Type"] == "image/png"
    with Image.open(io.BytesIO(file.data)) as picture:
        assert (picture.format, picture.size) == ("PNG", (1920, 1080))
    assert call.emulator.gets[job_id] >= 2


async def test_an_unknown_job_is_not_found(call: Caller) -> None:
    """A 404 carries Pictory's error code for it."""
    answer = await call("GET", "/v1/jobs/nobody")
    assert answer.status == 404
    assert answer.body["error_code"] == "5000"
    assert answer.body["error_message"] == "JOB_NOT_FOUND"


async def test_a_video_job_ends_with_an_mp4(call: Caller) -> None:
    """The video's data has the documented keys, and its files are there."""
    answer = await call("POST", "/v1/aistudio/videos", json={"prompt": PROMPT, "duration": "8s"})
    data = (await call.finished(answer.body["data"]["jobId"]))["data"]
    assert (data["duration"], data["width"], data["height"]) == (8, 1280, 720)
    assert data["aiCreditsUsed"] == 12.8
    assert (await call("GET", data["url"])).data[4:8] == b"ftyp"
    assert (await call("GET", data["lastFrameImageUrl"])).data.startswith(b"\x89PNG")


async def test_the_list_pages_newest_first_and_stays_put(call: Caller) -> None:
    """Pages do not shift when jobs are added between them, and the last has no key."""
    call.emulator.hold()
    ids = [await call.submit() for _ in range(60)]
    first = (await call("GET", "/v1/jobs")).body
    await call.submit()
    pages = [first]
    while key := pages[-1]["nextPageKey"]:
        pages.append((await call("GET", "/v1/jobs", params={"nextPageKey": key})).body)
    listed = [item["data"]["jobId"] for page in pages for item in page["items"]]
    assert listed == ids[::-1]
    assert [len(page["items"]) for page in pages] == [25, 25, 10]
    assert first["items"][0]["data"]["status"] == "in-progress"


async def test_a_page_key_of_someone_elses_is_refused(call: Caller) -> None:
    """A key that we did not give is a bad request."""
    for key in ("nonsense", "bm9ib2R5"):
        answer = await call("GET", "/v1/jobs", params={"nextPageKey": key})
        assert (answer.status, answer.body["code"]) == (400, "INVALID_REQUEST")


async def test_cleaning_is_for_finished_jobs_and_idempotent(call: Caller) -> None:
    """A running job is not cleaned; a finished one is, twice if asked, and its file is gone."""
    call.emulator.hold()
    job_id = await call.submit()
    path = f"/v1/jobs/{job_id}/clean"
    assert (await call("DELETE", path)).status == 400
    call.emulator.release()
    url = (await call.finished(job_id))["data"]["url"]
    for _ in range(2):
        answer = await call("DELETE", path)
        assert (answer.status, answer.body) == (200, {"success": True})
    assert (await call("GET", f"/v1/jobs/{job_id}")).body["data"] == {"status": "cleaned"}
    assert (await call("GET", url)).status == 404
    assert (await call("DELETE", "/v1/jobs/nobody/clean")).status == 404


async def test_held_jobs_finish_one_by_one_and_on_release(call: Caller) -> None:
    """A held job can be finished alone; the others follow when they are released."""
    call.emulator.hold()
    first, second = await call.submit(), await call.submit()
    call.emulator.finish(call.emulator.accepted[0])
    assert (await call.finished(first))["data"]["status"] == "completed"
    assert (await call("GET", f"/v1/jobs/{second}")).body["data"]["status"] == "in-progress"
    call.emulator.release()
    assert (await call.finished(second))["data"]["status"] == "completed"


async def test_a_change_of_speed_moves_running_jobs(call: Caller) -> None:
    """A job that would take hours is soon done once time runs faster."""
    call.emulator.speed = 0.001
    job_id = await call.submit()
    assert (await call("GET", f"/v1/jobs/{job_id}")).body["data"]["status"] == "in-progress"
    call.emulator.speed = 1000
    assert (await call.finished(job_id))["data"]["status"] == "completed"


async def test_a_reference_is_fetched_and_shows_in_the_picture(call: Caller) -> None:
    """The result of a red reference is mostly red."""
    red = io.BytesIO()
    Image.new("RGB", (640, 360), (220, 20, 20)).save(red, "WEBP")
    async with serving(red.getvalue()) as server:
        url = str(server.make_url("/red.webp"))
        done = await call.finished(await call.submit(referenceImageUrl=url, aspectRatio="16:9"))
    file = await call("GET", done["data"]["url"])
    with Image.open(io.BytesIO(file.data)) as picture:
        average = picture.convert("RGB").resize((1, 1)).tobytes()
    assert average[0] > 2 * max(average[1], average[2])


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"<html>gone</html>", 200, "REFERENCE_IMAGE_INVALID"),
        (b"", 200, "REFERENCE_IMAGE_INVALID"),
        (photo(size=(160, 120))[:900], 200, "REFERENCE_IMAGE_INVALID"),
        (photo(size=(160, 120)), 404, "REFERENCE_IMAGE_UNREACHABLE"),
    ],
)
async def test_a_bad_reference_fails_the_job_and_costs_nothing(
    call: Caller, data: bytes, status: int, code: str
) -> None:
    """The POST is accepted; the job says what is wrong with the reference."""
    async with serving(data, status) as server:
        url = str(server.make_url("/reference.png"))
        failed = await call.finished(await call.submit(referenceImageUrl=url))
    assert failed["success"] is False
    assert failed["data"]["status"] == "failed"
    assert failed["data"]["error_code"] == code
    assert call.emulator.account.used == 0


async def test_a_reference_that_nobody_serves_fails_the_job(
    call: Caller, unused_tcp_port: int
) -> None:
    """A refused connection is an unreachable reference."""
    url = f"http://127.0.0.1:{unused_tcp_port}/reference.png"
    failed = await call.finished(await call.submit(referenceImageUrl=url))
    assert failed["data"]["error_code"] == "REFERENCE_IMAGE_UNREACHABLE"


async def test_a_completed_job_is_posted_to_its_webhook(call: Caller) -> None:
    """The notification is the body that a GET of the job has."""
    received: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    async def take(request: web.Request) -> web.Response:
        received.set_result(await request.json())
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", take)
    async with TestServer(app) as server:
        job_id = await call.submit(webhook=str(server.make_url("/hook")))
        posted = await asyncio.wait_for(received, 10)
    assert posted == await call.finished(job_id)
    assert posted["data"]["status"] == "completed"
