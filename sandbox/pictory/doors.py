"""What every request passes before it is answered: the front, the key, and the faults."""

from __future__ import annotations

import contextlib
import hmac
import re
from typing import TYPE_CHECKING, TypeAlias

from aiohttp import web

from sandbox.pictory import answers
from sandbox.pictory.emulator import IMAGES_ROUTE, PictoryEmulator
from sandbox.pictory.jobs import Job
from sandbox.pictory.submissions import Submission
from sandbox.wire import reset

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sandbox.pictory.faults import Fault

    Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]

EMULATOR = web.AppKey("emulator", PictoryEmulator)
JOB = web.RequestKey("job", Job)
"""The job that a request made."""
SUBMISSION = web.RequestKey("submission", Submission)
"""The note of a POST for an image."""
LISTING = web.RequestKey("listing", str)
"""How a list of jobs deviates from what there is: `empty` or `stale`."""

# The user agents that Python's HTTP libraries send when their user sets none.
REFUSED_AGENTS = re.compile(
    r"^(Python/\S+ aiohttp/|Python-urllib/|python-requests/|python-httpx/|$)"
)


def door(operation: str, handler: Handler, *, route: str, keyed: bool = True) -> Handler:
    """Return a handler that counts, checks and perhaps spoils a request before `handler` has it."""

    async def serve(request: web.Request) -> web.StreamResponse:
        emulator = request.app[EMULATOR]
        emulator.requests[route] += 1
        if route == IMAGES_ROUTE:
            await _note_submission(request)
        if operation == "status":
            emulator.gets[request.match_info["job_id"]] += 1
        if keyed and REFUSED_AGENTS.match(request.headers.get("User-Agent", "")):
            return answers.front_refusal()
        if keyed and not _has_key(request, emulator.api_key):
            return answers.unauthorized()
        fault = emulator.faults.take(operation)
        return await (handler(request) if fault is None else _spoil(request, handler, fault))

    return serve


def _has_key(request: web.Request, key: str) -> bool:
    given = request.headers.get("Authorization", "")
    return hmac.compare_digest(given.encode(), key.encode())


async def _note_submission(request: web.Request) -> None:
    """Note a POST the moment it arrives, and what it says once that has come in too."""
    submission = Submission()
    request.app[EMULATOR].submissions.append(submission)
    request[SUBMISSION] = submission
    with contextlib.suppress(ValueError):
        submission.note(await request.json())


async def _spoil(request: web.Request, handler: Handler, fault: Fault) -> web.StreamResponse:
    if fault.changes_job:
        return await _afflict(request, handler, fault)
    if fault.changes_list:
        request[LISTING] = fault.kind
        return await handler(request)
    if fault.status is not None:
        return answers.failure(fault, fault.status)
    if fault.kind == "reset_before":
        return reset(request)
    if fault.kind == "hang":
        return await _hang(request)
    return await _spoil_answer(request, await handler(request), fault)


async def _spoil_answer(
    request: web.Request, response: web.StreamResponse, fault: Fault
) -> web.StreamResponse:
    """Keep the answer to work that was done from the one who asked for it."""
    if fault.kind == "reset_after":
        return await _reset_midway(request, response)
    if fault.kind == "hang_after":
        return await _hang(request)
    return answers.malformed(response) if fault.kind == "malformed" else answers.failure(fault, 500)


async def _hang(request: web.Request) -> web.StreamResponse:
    """Say nothing until the faults are cleared or the server stops."""
    await request.app[EMULATOR].stalled.wait()
    return reset(request)


async def _afflict(request: web.Request, handler: Handler, fault: Fault) -> web.StreamResponse:
    """Change the job asked for before it is shown, or the job accepted after it was."""
    emulator = request.app[EMULATOR]
    if fault.on == "status":
        job = emulator.find(request.match_info["job_id"])
        if job is not None:
            emulator.afflict(job, fault)
        return await handler(request)
    response = await handler(request)
    job = request.get(JOB)
    if job is not None:
        emulator.afflict(job, fault)
    return response


async def _reset_midway(request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
    """Send half of a file's bytes before the reset; of any other answer, nothing."""
    if isinstance(response, web.Response) and response.content_type.startswith("image/"):
        body = response.body
        assert isinstance(body, bytes)
        partial = web.StreamResponse(headers={"Content-Length": str(len(body))})
        partial.content_type = response.content_type
        await partial.prepare(request)
        await partial.write(body[: len(body) // 2])
    return reset(request)
