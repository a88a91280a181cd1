"""Files that are read and put without a key: results and uploads."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.pictory.doors import EMULATOR, door
from sandbox.pictory.jobs import JobStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox.pictory.jobs import Job


def file_routes() -> Iterable[web.RouteDef]:
    """Return the routes of result files and uploads."""
    results = (("/results/{job_id}.png", _picture), ("/results/{job_id}.mp4", _video))
    return (
        *(
            web.get(path, door("download", handler, route=f"GET {path}", keyed=False))
            for path, handler in results
        ),
        web.put("/uploads/{key:.+}", _put_upload),
        web.get("/media/{key:.+}", _read_upload),
    )


async def _picture(request: web.Request) -> web.Response:
    job = _completed(request)
    picture = await request.app[EMULATOR].gallery.picture(job)
    return web.Response(body=picture, content_type="image/png")


async def _video(request: web.Request) -> web.Response:
    job = _completed(request)
    if job.order.seconds is None:
        raise web.HTTPNotFound
    return web.Response(body=_empty_mp4(), content_type="video/mp4")


def _completed(request: web.Request) -> Job:
    """Return the job whose result is asked for; a cleaned one has none."""
    job = request.app[EMULATOR].find(request.match_info["job_id"])
    if job is None or job.status is not JobStatus.COMPLETED:
        raise web.HTTPNotFound
    return job


async def _put_upload(request: web.Request) -> web.Response:
    stored = request.app[EMULATOR].uploads.put(
        request.match_info["key"],
        signature=request.query.get("signature", ""),
        content_type=request.content_type,
        data=await request.read(),
    )
    return web.Response(status=200 if stored else 403)


async def _read_upload(request: web.Request) -> web.Response:
    slot = request.app[EMULATOR].uploads.get(request.match_info["key"])
    if slot is None:
        raise web.HTTPNotFound
    return web.Response(body=slot.data, content_type=slot.content_type)


def _empty_mp4() -> bytes:
    """Return the boxes of an MP4 without tracks: enough to be recognised as one, and small."""
    brands = b"isom" + struct.pack(">I", 512) + b"isomiso2mp41"
    return b"".join(
        struct.pack(">I", 8 + len(content)) + name + content
        for name, content in ((b"ftyp", brands), (b"free", b"sandbox"), (b"mdat", b""))
    )
