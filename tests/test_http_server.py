"""Tests of http_server over a real socket."""

from __future__ import annotations

import asyncio
import gzip
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import aiohttp
import pytest

from http_server import Webhooks, create_app, serving
from studio.webhooks import WebhookUrls

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SECRET = "a-secret-of-the-tests"
PATH = WebhookUrls("", SECRET).url(7, 2)
SIGNATURE = PATH.rpartition("/")[2]
PATIENCE = 10.0


async def content() -> str | None:
    """Find nothing wrong."""
    return None


async def down() -> str | None:
    """Find the thing gone."""
    return "not connected"


@dataclass
class Door:
    """A running door: what it passed on, and how to knock."""

    port: int = 0
    hints: list[tuple[int, int, str | None]] = field(default_factory=list)
    hinted: asyncio.Event = field(default_factory=asyncio.Event)

    def hint(self, generation_id: int, n: int, job_id: str | None) -> None:
        """Take a hint as the studio would."""
        self.hints.append((generation_id, n, job_id))
        self.hinted.set()

    async def post(self, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """Post as Pictory would; return the status and the body of the answer."""
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"http://127.0.0.1:{self.port}{path}", data=body) as response,
        ):
            return response.status, await response.read()

    async def send(
        self, path: str | bytes, *headers: str, body: bytes = b"", method: str = "POST"
    ) -> int:
        """Send exactly these bytes, wait for the answer, and return its status."""
        target = path.encode() if isinstance(path, str) else path
        head = "".join(f"\r\n{line}" for line in ("Host: bot", *headers, "", "")).encode()
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(method.encode() + b" " + target + b" HTTP/1.1" + head + body)
            status = int((await reader.readline()).split()[1])
            writer.close()
            await writer.wait_closed()
        return status


@asynccontextmanager
async def opened(*, body_seconds: float = PATIENCE) -> AsyncIterator[Door]:
    """Open a door that takes webhooks."""
    door = Door()
    accepts = WebhookUrls("https://bot.example", SECRET).accepts
    webhooks = Webhooks(accepts=accepts, hint=door.hint, body_seconds=body_seconds)
    async with serving(create_app({}, webhooks), "127.0.0.1", 0) as door.port:
        yield door


async def test_healthz_answers_while_the_loop_turns() -> None:
    """A living process is healthy, whatever is wrong around it."""
    async with (
        serving(create_app({"discord": down}), "127.0.0.1", 0) as port,
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/healthz") as response,
    ):
        assert response.status == 200
        assert await response.json() == {"status": "ok"}


async def test_readyz_is_content_when_every_probe_is() -> None:
    """A bot that can work is ready."""
    async with (
        serving(create_app({"discord": content, "database": content}), "127.0.0.1", 0) as port,
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/readyz") as response,
    ):
        assert response.status == 200


async def test_readyz_names_what_is_wrong() -> None:
    """A bot that cannot work says why, with a status that takes it out of rotation."""
    async with (
        serving(create_app({"discord": down, "database": content}), "127.0.0.1", 0) as port,
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/readyz") as response,
    ):
        assert response.status == 503
        assert (await response.json())["problems"] == {"discord": "not connected"}


async def test_a_signed_webhook_is_passed_on_as_often_as_it_comes() -> None:
    """The answer is 204 and says nothing; a replay is one more hint, which does no harm."""
    async with opened() as door:
        for _ in range(2):
            assert await door.post(PATH, b'{"job_id": "job-1"}') == (204, b"")
        assert door.hints == [(7, 2, "job-1")] * 2


@pytest.mark.parametrize("body", [b"", b"done", b"\xff", b"[]", b'{"job_id": "", "data": 1}'])
async def test_a_webhook_that_names_no_job_is_a_hint_all_the_same(body: bytes) -> None:
    """That it came is what counts."""
    async with opened() as door:
        assert await door.post(PATH, body) == (204, b"")
        assert door.hints == [(7, 2, None)]


@pytest.mark.parametrize(
    "path",
    [
        f"/webhooks/pictory/8/2/{SIGNATURE}",
        f"/webhooks/pictory/7/1/{SIGNATURE}",
        f"/webhooks/pictory/7/2/{SIGNATURE[:-1]}",
        f"/webhooks/pictory/7/2/{SIGNATURE}0",
        f"/webhooks/pictory/7/2/{SIGNATURE.upper()}",
        f"/webhooks/pictory/7/2/{'0' * 64}",
        "/webhooks/pictory/7/2/x",
        f"/webhooks/pictory/{2**63 - 1}/2/{SIGNATURE}",
        f"/webhooks/pictory/{2**63}/2/{WebhookUrls('', SECRET).url(2**63, 2)[-64:]}",
    ],
)
async def test_a_forged_webhook_is_not_found_and_not_read(path: str) -> None:
    """The answer comes before the body, is empty, and the studio hears of nothing."""
    async with opened() as door:
        assert await door.post(path, b'{"job_id": "job-1"}') == (404, b"")
        assert await door.send(path, "Content-Length: 10") == 404
        assert await door.send(path, f"Content-Length: {10**9}") == 404
        assert door.hints == []


@pytest.mark.parametrize(
    ("generation", "n"),
    [
        ("07", "2"),
        ("+7", "2"),
        ("-7", "2"),
        ("7.0", "2"),
        ("7_0", "2"),
        ("0x7", "2"),
        ("0", "2"),
        ("", "2"),
        ("%37", "2"),
        ("7", "%32"),
        ("7%20", "2"),
        ("%D9%A7", "2"),
        ("٧", "2"),
        ("7", "02"),
        ("7", "0"),
        ("7", "5"),
        ("7", "22"),
        ("7", ""),
        ("7%2F2", "2"),
        ("1" * 20, "2"),
        ("1" * 5000, "2"),
        ("7", "2" * 5000),
    ],
)
async def test_only_plain_numbers_name_an_image(generation: str, n: str) -> None:
    """There is one way to write a number; the others are not found, whatever their length."""
    async with opened() as door:
        path = f"/webhooks/pictory/{generation}/{n}/{SIGNATURE}"
        assert await door.send(path, "Content-Length: 0") in {400, 404}
        assert door.hints == []


@pytest.mark.parametrize(
    "path",
    [
        PATH.encode().replace(b"webhooks", b"%77ebhooks"),
        PATH.encode()[:-1] + f"%{ord(PATH[-1]):02x}".encode(),
        PATH.encode() + b"%00",
        PATH.encode() + b"%0d%0aX: y",
        PATH.encode() + b"/",
        PATH.encode() + b"/..",
        b"/x/.." + PATH.encode(),
        b"/" + PATH.encode(),
        b"/webhooks/pictory/7/2/%FF",
        b"/webhooks/pictory/7/2/%C3%A9",
        b"/webhooks/pictory/7/2/%ED%A0%80",
        b"/webhooks/pictory/7/2/" + "é".encode() * 64,
        b"/webhooks/pictory/7/2/\xff\xfe",
        b"/webhooks/pictory/7/2/",
        b"/webhooks/pictory/7/2",
    ],
)
async def test_an_address_can_be_written_in_one_way_only(path: bytes) -> None:
    """Encoded, climbing and unreadable paths are refused without an error."""
    async with opened() as door:
        assert await door.send(path, "Content-Length: 0") in {400, 404}
        assert door.hints == []


async def test_a_query_changes_nothing() -> None:
    """What a proxy or Pictory may put behind the address is not looked at."""
    async with opened() as door:
        assert (await door.post(f"{PATH}?generation=8&n=1"))[0] == 204
        assert door.hints == [(7, 2, None)]


async def test_a_body_up_to_the_limit_is_read() -> None:
    """64 KiB are allowed, with and without a declared length."""
    body = b'{"job_id": "job-1"}'.ljust(64 * 1024)
    chunked = b"10000\r\n" + body + b"\r\n0\r\n\r\n"
    async with opened() as door:
        assert (await door.post(PATH, body))[0] == 204
        assert await door.send(PATH, "Transfer-Encoding: chunked", body=chunked) == 204
        assert door.hints == [(7, 2, "job-1")] * 2


async def test_a_body_that_is_declared_too_large_is_not_waited_for() -> None:
    """The length alone is refused."""
    async with opened() as door:
        assert await door.send(PATH, f"Content-Length: {64 * 1024 + 1}") == 413
        assert door.hints == []


async def test_a_body_that_turns_out_too_large_is_refused() -> None:
    """Chunks without an end, and a little that unpacks to a lot, are cut off at the limit."""
    chunk = b"4000\r\n" + b" " * 0x4000 + b"\r\n"
    packed = gzip.compress(b" " * 10_000_000)
    length = f"Content-Length: {len(packed)}"
    async with opened() as door:
        assert await door.send(PATH, "Transfer-Encoding: chunked", body=chunk * 5) == 413
        assert await door.send(PATH, length, "Content-Encoding: gzip", body=packed) == 413
        assert door.hints == []


@pytest.mark.parametrize("body", [b"", b'{"job_id": "job'])
async def test_a_slow_sender_is_not_waited_for(body: bytes) -> None:
    """The whole body must come in time."""
    async with opened(body_seconds=0.02) as door:
        assert await door.send(PATH, "Content-Length: 100", body=body) == 408
        assert await door.send(PATH, "Transfer-Encoding: chunked") == 408
        assert door.hints == []


async def test_a_body_that_cannot_be_unpacked_is_a_hint_all_the_same() -> None:
    """What is badly packed names no job."""
    async with opened() as door:
        headers = ("Content-Length: 4", "Content-Encoding: gzip")
        assert await door.send(PATH, *headers, body=b"oops") == 204
        assert await door.send(PATH, "Transfer-Encoding: chunked", body=b"oops\r\n") in {204, 400}
        assert set(door.hints) == {(7, 2, None)}


async def test_a_sender_that_hangs_up_is_a_hint_all_the_same() -> None:
    """A signed address was posted to, and nobody waits for the answer."""
    async with opened() as door:
        _, writer = await asyncio.open_connection("127.0.0.1", door.port)
        writer.write(f"POST {PATH} HTTP/1.1\r\nHost: bot\r\nContent-Length: 10\r\n\r\n{{".encode())
        await writer.drain()
        writer.close()
        async with asyncio.timeout(PATIENCE):
            await door.hinted.wait()
        assert door.hints == [(7, 2, None)]


@pytest.mark.expects_error_logs
async def test_an_error_of_our_own_is_logged() -> None:
    """Only what strangers send wrongly is not worth a line; a studio that fails is."""

    def fail(_generation_id: int, _n: int, _job_id: str | None) -> None:
        raise RuntimeError("the studio is broken")

    webhooks = Webhooks(accepts=WebhookUrls("", SECRET).accepts, hint=fail)
    async with serving(create_app({}, webhooks), "127.0.0.1", 0) as port:
        assert (await Door(port).post(PATH))[0] == 500


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
async def test_a_webhook_is_posted(method: str) -> None:
    """A browser or a crawler that opens the address does nothing."""
    async with opened() as door:
        assert await door.send(PATH, method=method) == 405
        assert door.hints == []


async def test_without_webhooks_there_is_no_door_for_them() -> None:
    """A bot that asks for none answers none; health routes answer HEAD as before."""
    async with serving(create_app({"discord": content}), "127.0.0.1", 0) as port:
        assert (await Door(port).post(PATH))[0] == 404
        assert await Door(port).send("/healthz", method="HEAD") == 200
        assert await Door(port).send("/readyz", method="HEAD") == 200


async def test_health_is_told_beside_the_webhooks() -> None:
    """Both stand behind one port."""
    async with opened() as door:
        assert await door.send("/healthz", method="GET") == 200
        assert await door.send("/readyz", method="HEAD") == 200
