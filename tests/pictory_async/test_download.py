"""Taking a picture over: bounded, of a known type, from where it is allowed, into a file."""

from __future__ import annotations

import asyncio
import gzip
import io
import threading
import time
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from pictory_async import (
    DownloadError,
    ImageRequest,
    PictoryClient,
    PictoryConnectionError,
    PictoryTimeoutError,
    PictureInfo,
    RateLimitError,
    RetryPolicy,
    ServerError,
    TimerSchedule,
)
from tests.pictory_async.conftest import QUICK
from tests.pictory_async.service import KEY, PNG, answers, downloading, request_of, spoken

if TYPE_CHECKING:
    from pathlib import Path

    from typing_extensions import Buffer

    from tests.conftest import PictoryServer

LIMIT = 100_000
PICTURES = {
    "image/png": PNG,
    "image/jpeg": b"\xff\xd8\xff\xe0" + b"x" * 50,
    "image/webp": b"RIFF\x20\x00\x00\x00WEBPVP8 " + b"x" * 50,
}


@pytest.mark.parametrize(("content_type", "content"), PICTURES.items(), ids=PICTURES.keys())
async def test_a_picture_is_saved_and_its_type_told_by_its_bytes(
    content_type: str, content: bytes
) -> None:
    """Whatever the header says, and with the signed URL unchanged and no secret sent."""
    handler, seen = answers(web.Response(body=content, content_type="text/html"))
    into = io.BytesIO()
    async with downloading(handler) as (client, url):
        info = await client.download(url, into, max_bytes=LIMIT)
    assert info == PictureInfo(content_type=content_type, size=len(content))
    assert into.getvalue() == content
    assert seen[0].raw_path == "/a.png?signature=x%2By%7E"
    assert not {"Authorization", "Cookie"} & seen[0].headers.keys()
    assert KEY not in str(seen[0].headers)


async def test_a_finished_picture_of_the_emulator_is_saved(
    client: PictoryClient, pictory: PictoryServer, tmp_path: Path
) -> None:
    """From submit to a PNG on the disk."""
    job_id = await client.submit(ImageRequest(prompt="A red bicycle"))
    job = await client.wait(job_id, schedule=TimerSchedule(0.02))
    assert job.url is not None
    path = tmp_path / "picture.png"
    with path.open("wb") as file:
        info = await client.download(job.url, file, max_bytes=10_000_000)
    assert info == PictureInfo(content_type="image/png", size=path.stat().st_size)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>Expired</html>",
        b"\x89PNG",
        b"GIF89a" + b"x" * 50,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"RIFF\x20\x00\x00\x00WAVEfmt " + b"x" * 50,
        b"%PDF-1.7",
    ],
)
async def test_what_is_no_picture_is_refused(content: bytes) -> None:
    """Nothing of it is written, whatever its header says."""
    handler, seen = answers(web.Response(body=content, content_type="image/png"))
    into = io.BytesIO()
    async with downloading(handler) as (client, url):
        with pytest.raises(DownloadError, match="not a PNG, JPEG or WebP"):
            await client.download(url, into, max_bytes=LIMIT)
    assert into.getvalue() == b""
    assert len(seen) == 1


async def test_a_compressed_picture_is_no_picture() -> None:
    """Nothing is decompressed, so nothing can blow up."""
    packed = web.Response(body=gzip.compress(PNG), headers={"Content-Encoding": "gzip"})
    handler, _ = answers(packed)
    async with downloading(handler) as (client, url):
        with pytest.raises(DownloadError, match="not a PNG"):
            await client.download(url, io.BytesIO(), max_bytes=LIMIT)


@pytest.mark.parametrize("chunked", [True, False])
async def test_a_picture_over_the_limit_is_refused(chunked: bool) -> None:
    """Announced or not, no more than the limit is written."""
    response = web.Response(body=PNG + b"x" * (LIMIT + 1 - len(PNG)))
    if chunked:
        response.enable_chunked_encoding()
    handler, seen = answers(response)
    into = io.BytesIO()
    async with downloading(handler) as (client, url):
        with pytest.raises(DownloadError, match="larger than 100000 bytes"):
            await client.download(url, into, max_bytes=LIMIT)
    assert len(into.getvalue()) <= LIMIT
    assert len(seen) == 1


async def test_a_picture_of_just_the_limit_is_taken() -> None:
    """The limit itself is allowed."""
    content = PNG + b"x" * (LIMIT - len(PNG))
    handler, _ = answers(web.Response(body=content))
    async with downloading(handler) as (client, url):
        assert (await client.download(url, io.BytesIO(), max_bytes=LIMIT)).size == LIMIT


@pytest.mark.parametrize("status", [204, 206, 400, 401, 403, 404, 410])
async def test_a_picture_that_is_gone_is_not_asked_for_again(status: int) -> None:
    """A storage's 403 is not about our key."""
    handler, seen = answers(web.Response(status=status))
    async with downloading(handler) as (client, url):
        with pytest.raises(DownloadError) as caught:
            await client.download(url, io.BytesIO(), max_bytes=LIMIT)
    assert caught.value.status == status
    assert len(seen) == 1


@pytest.mark.parametrize("status", [408, 429, 500, 503])
async def test_a_storage_that_fails_for_a_moment_is_asked_again(status: int) -> None:
    """A download is a GET."""
    handler, seen = answers(web.Response(status=status), web.Response(body=PNG))
    into = io.BytesIO()
    async with downloading(handler) as (client, url):
        await client.download(url, into, max_bytes=LIMIT)
    assert into.getvalue() == PNG
    assert len(seen) == 2


@pytest.mark.parametrize(("status", "error"), [(429, RateLimitError), (500, ServerError)])
async def test_a_storage_that_keeps_failing_is_told(status: int, error: type[Exception]) -> None:
    """The caller can try again later, because nothing says that the picture is gone."""
    handler, _ = answers(web.Response(status=status))
    async with downloading(handler, retry=RetryPolicy(attempts=1)) as (client, url):
        with pytest.raises(error):
            await client.download(url, io.BytesIO(), max_bytes=LIMIT)


async def test_a_broken_download_starts_again_where_the_file_began() -> None:
    """Half a picture is cut off before the next try, and what stood before it stays."""
    content = PNG + b"x" * 600_000
    halves = 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal halves
        await request_of(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(content))
        writer.write(content if halves else content[: len(content) // 2])
        halves += 1
        await writer.drain()

    into = io.BytesIO()
    into.write(b"before ")
    async with (
        spoken(talk) as origin,
        PictoryClient(KEY, base_url=origin, retry=QUICK) as client,
    ):
        await client.download(f"{origin}/a.png", into, max_bytes=10**6)
    assert into.getvalue() == b"before " + content
    assert halves == 2


async def test_a_download_that_keeps_breaking_is_a_connection_error() -> None:
    """Half a picture is never taken for a whole one."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request_of(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + PNG)
        await writer.drain()

    async with (
        spoken(talk) as origin,
        PictoryClient(KEY, base_url=origin, retry=QUICK) as client,
    ):
        with pytest.raises(PictoryConnectionError):
            await client.download(f"{origin}/a.png", io.BytesIO(), max_bytes=LIMIT)


async def test_the_time_limit_covers_the_whole_picture() -> None:
    """A server that falls silent after the first bytes is given up."""

    async def stall(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(PNG)
        await asyncio.Event().wait()
        return response

    once = RetryPolicy(attempts=1)
    started = time.monotonic()
    async with downloading(stall, download_timeout=0.3, retry=once) as (client, url):
        with pytest.raises(PictoryTimeoutError):
            await client.download(url, io.BytesIO(), max_bytes=LIMIT)
    assert time.monotonic() - started < 3


class Recorder(io.BytesIO):
    """Remembers the threads that touched it."""

    def __init__(self) -> None:
        super().__init__()
        self.threads: set[int] = set()

    def write(self, content: Buffer) -> int:
        """Remember, and write."""
        self.threads.add(threading.get_ident())
        return super().write(content)


async def test_the_event_loop_never_writes_to_the_disk() -> None:
    """Writing happens in another thread."""
    handler, _ = answers(web.Response(body=PNG))
    into = Recorder()
    async with downloading(handler) as (client, url):
        await client.download(url, into, max_bytes=LIMIT)
    assert into.threads
    assert threading.get_ident() not in into.threads


class FullDisk(io.BytesIO):
    """Takes nothing."""

    def write(self, _: Buffer, /) -> int:
        """Fail as a full disk does."""
        raise OSError(28, "No space left on device")


async def test_an_error_of_the_file_is_not_taken_for_the_networks() -> None:
    """A full disk comes out as it is, and nothing is fetched again."""
    handler, seen = answers(web.Response(body=PNG))
    async with downloading(handler) as (client, url):
        with pytest.raises(OSError, match="No space left"):
            await client.download(url, FullDisk(), max_bytes=LIMIT)
    assert len(seen) == 1


class SlowFile(io.BytesIO):
    """Takes its first bytes only when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.started = threading.Event()
        self.go_on = threading.Event()
        self.done = False

    def write(self, content: Buffer) -> int:
        """Wait, then write."""
        self.started.set()
        self.go_on.wait(5)
        self.done = True
        return super().write(content)


async def test_a_cancelled_download_leaves_no_thread_writing() -> None:
    """The file may be closed as soon as the cancelled call is over."""
    handler, _ = answers(web.Response(body=PNG))
    into = SlowFile()
    async with downloading(handler) as (client, url):
        task = asyncio.create_task(client.download(url, into, max_bytes=LIMIT))
        await asyncio.to_thread(into.started.wait, 5)
        task.cancel()
        asyncio.get_running_loop().call_later(0.05, into.go_on.set)
        with pytest.raises(asyncio.CancelledError):
            await task
        assert into.done
