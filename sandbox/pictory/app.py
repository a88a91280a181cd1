"""The routes of Pictory's API, of its result files and uploads, and of the sandbox's controls."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.pictory import answers
from sandbox.pictory.control import control_routes
from sandbox.pictory.doors import EMULATOR, JOB, LISTING, SUBMISSION, door
from sandbox.pictory.emulator import PictoryEmulator
from sandbox.pictory.files import file_routes
from sandbox.pictory.pages import InvalidPageKeyError, page
from sandbox.pictory.validation import (
    InvalidBodyError,
    read_image,
    read_upload,
    read_video,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from sandbox.pictory.jobs import Job
    from sandbox.pictory.validation import Order

BASE_PATH = "/pictoryapis"
MAX_UPLOAD_BYTES = 64 * 1024 * 1024


def create_app(emulator: PictoryEmulator | None = None) -> web.Application:
    """Return an application that serves an emulator, and starts and closes it."""
    app = web.Application(client_max_size=MAX_UPLOAD_BYTES)
    app[EMULATOR] = emulator or PictoryEmulator()
    app.cleanup_ctx.append(_running)
    app.on_shutdown.append(_end_hanging_requests)
    for method, path, operation, handler in (
        ("POST", "/v1/aistudio/images", "submit", _submit_image),
        ("POST", "/v1/aistudio/videos", "submit", _submit_video),
        ("GET", "/v1/jobs", "list", _list_jobs),
        ("GET", "/v1/jobs/{job_id}", "status", _job_status),
        ("DELETE", "/v1/jobs/{job_id}/clean", "clean", _clean_job),
        ("GET", "/v1/quota", "quota", _quota),
        ("GET", "/v1/aicredits/usage", "usage", _usage),
        ("POST", "/v1/media/generateurl", "upload", _generate_url),
    ):
        app.router.add_route(
            method, BASE_PATH + path, door(operation, handler, route=f"{method} {path}")
        )
    app.add_routes(file_routes())
    app.add_routes(control_routes())
    return app


async def _running(app: web.Application) -> AsyncIterator[None]:
    await app[EMULATOR].start()
    yield
    await app[EMULATOR].close()


async def _end_hanging_requests(app: web.Application) -> None:
    app[EMULATOR].clear_faults()


async def _submit_image(request: web.Request) -> web.Response:
    return await _submit(request, read_image)


async def _submit_video(request: web.Request) -> web.Response:
    return await _submit(request, read_video)


async def _submit(request: web.Request, read: Callable[[object], Order]) -> web.Response:
    emulator = request.app[EMULATOR]
    try:
        order = read(await _body(request))
    except InvalidBodyError as error:
        return answers.invalid_body(error.fields)
    if not emulator.account.affords(order.price):
        return answers.insufficient_credits()
    job = emulator.accept(order, str(request.url.origin()))
    request[JOB] = job
    if SUBMISSION in request:
        request[SUBMISSION].job_id = job.id
    return web.json_response({"success": True, "data": {"jobId": job.id}})


async def _body(request: web.Request) -> object:
    try:
        return await request.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise InvalidBodyError({"body": "must be valid JSON"}) from None


async def _list_jobs(request: web.Request) -> web.Response:
    jobs = request.app[EMULATOR].visible_jobs()
    match request.get(LISTING):
        case "empty":
            jobs = []
        case "stale":
            jobs = jobs[1:]
    try:
        items, next_key = page(jobs, request.query.get("nextPageKey"))
    except InvalidPageKeyError:
        return answers.invalid_request("nextPageKey", "is not a key of a page")
    return web.json_response({"items": [job.item() for job in items], "nextPageKey": next_key})


async def _job_status(request: web.Request) -> web.Response:
    job = _find(request)
    return answers.job_not_found() if job is None else web.json_response(job.envelope())


async def _clean_job(request: web.Request) -> web.Response:
    job = _find(request)
    if job is None:
        return answers.job_not_found()
    if not job.finished:
        return answers.invalid_request("jobId", "is the id of a job that is still running")
    job.clean()
    return web.json_response({"success": True})


def _find(request: web.Request) -> Job | None:
    return request.app[EMULATOR].find(request.match_info["job_id"])


async def _quota(request: web.Request) -> web.Response:
    return web.json_response(request.app[EMULATOR].account.quota())


async def _usage(request: web.Request) -> web.Response:
    account = request.app[EMULATOR].account
    if not {"year", "month"} & request.query.keys():
        return web.json_response(account.usage())
    try:
        year, month = int(request.query["year"]), int(request.query["month"])
    except (KeyError, ValueError):
        return answers.invalid_request("month", "and year must be given together, as numbers")
    return web.json_response(account.usage(year, month))


async def _generate_url(request: web.Request) -> web.Response:
    try:
        upload = read_upload(await _body(request))
    except InvalidBodyError as error:
        return answers.invalid_body(error.fields)
    slot = request.app[EMULATOR].uploads.open(upload)
    origin = request.url.origin()
    url = origin.joinpath("media", *slot.key.split("/"))
    signed = origin.joinpath("uploads", *slot.key.split("/")).with_query(
        expires=str(int(slot.expires_at)), signature=slot.signature
    )
    data = {"signedUrl": str(signed), "url": str(url), "key": slot.key}
    return web.json_response({"success": True, "data": data})
