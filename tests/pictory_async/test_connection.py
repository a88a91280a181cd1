"""The client against servers that misbehave below or beside the API."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import time
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.resolver import ThreadedResolver

from pictory_async import (
    AuthenticationError,
    ImageRequest,
    PictoryAPIError,
    PictoryClient,
    PictoryConnectionError,
    PictoryError,
    PictoryResponseError,
    PictoryTimeoutError,
    RetryPolicy,
    is_ambiguous,
)
from tests.pictory_async.conftest import QUICK
from tests.pictory_async.service import KEY, request_of, served, spoken

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp.abc import ResolveResult

    from tests.conftest import PictoryServer

REQUEST = ImageRequest(prompt="A red bicycle")
QUOTA = {"aiCredits": {"used": 1, "limit": 2}}
ONCE = RetryPolicy(attempts=1)


def client_of(origin: str, **options: Any) -> PictoryClient:
    """Return a client of a server, quick to give up."""
    return PictoryClient(
        KEY, base_url=origin, **{"request_timeout": 0.5, "retry": QUICK, **options}
    )


def chain_of(error: BaseException | None) -> str:
    """Return all that a log could show of an error and of what led to it."""
    shown = ""
    while error is not None:
        shown += f"{error} {error!r} {vars(error)} "
        error = error.__cause__ or error.__context__
    return shown


ANSWERS = {
    "nothing": b"",
    "garbage": b"\x00\x01\x02 garbage\r\n\r\n",
    "another protocol": b"SSH-2.0-OpenSSH_9.6\r\n",
    "half a head": b"HTTP/1.1 200 OK\r\nContent-Le",
    "half a body": b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"data": {',
    "a bad length": b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{}",
    "a bad chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
    "no gzip": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
    "a long header": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
async def test_no_error_of_aiohttp_comes_out(answer: bytes) -> None:
    """Whatever a server says, callers meet our errors only, and a POST is sent once."""
    heads: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head, _ = await request_of(reader)
        heads.append(head)
        writer.write(answer)
        await writer.drain()

    async with spoken(talk) as origin, client_of(origin) as client:
        with pytest.raises(PictoryError) as caught:
            await client.submit(REQUEST)
        assert is_ambiguous(caught.value)
        assert len(heads) == 1
        with pytest.raises(PictoryError):
            await client.quota()
    assert KEY.encode() in heads[0]
    assert KEY not in chain_of(caught.value)


class Resolver(ThreadedResolver):
    """Fails, or never answers, for some look-ups."""

    def __init__(self, *, failures: int = 0, silent: bool = False) -> None:
        super().__init__()
        self.look_ups = 0
        self._failures = failures
        self._silent = silent

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,
    ) -> list[ResolveResult]:
        """Count, then do what this resolver is for."""
        self.look_ups += 1
        if self._silent:
            await asyncio.Event().wait()
        if self.look_ups <= self._failures:
            raise OSError(None, "no such host")
        return await super().resolve(host, port, family)


@asynccontextmanager
async def resolving(resolver: Resolver) -> AsyncIterator[aiohttp.ClientSession]:
    """Open a session that looks names up with `resolver`."""
    connector = aiohttp.TCPConnector(resolver=resolver, use_dns_cache=False)
    async with aiohttp.ClientSession(connector=connector) as session:
        yield session


async def test_a_submit_goes_again_if_the_connection_was_never_made(
    pictory: PictoryServer,
) -> None:
    """Two failed look-ups cost nothing, and the third attempt is the only POST."""
    resolver = Resolver(failures=2)
    base_url = pictory.base_url.replace("127.0.0.1", "localhost")
    async with resolving(resolver) as session:
        client = PictoryClient(pictory.api_key, base_url=base_url, session=session, retry=QUICK)
        async with client:
            await client.submit(REQUEST)
    assert resolver.look_ups == 3
    assert pictory.emulator.posts == 1


async def test_a_refused_connection_was_never_sent() -> None:
    """Nobody listens: the error says that nothing can have arrived."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    async with client_of(f"http://127.0.0.1:{port}") as client:
        with pytest.raises(PictoryConnectionError, match="cannot connect") as caught:
            await client.submit(REQUEST)
    assert caught.value.never_sent
    assert not is_ambiguous(caught.value)


async def test_a_time_out_before_the_connection_was_never_sent() -> None:
    """A look-up that hangs is told apart from an answer that does not come."""
    async with resolving(Resolver(silent=True)) as session:
        client = client_of("http://localhost:9", session=session, retry=ONCE)
        with pytest.raises(PictoryTimeoutError) as caught:
            await client.submit(REQUEST)
        await client.close()
    assert caught.value.never_sent


async def test_the_time_limit_covers_the_body() -> None:
    """A server that sends its headers and then falls silent is given up."""

    async def stall(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b'{"success": true, ')
        await asyncio.Event().wait()
        return response

    started = time.monotonic()
    async with served(stall) as origin, client_of(origin) as client:
        with pytest.raises(PictoryTimeoutError) as caught:
            await client.submit(REQUEST)
    assert not caught.value.never_sent
    assert time.monotonic() - started < 3


async def test_an_endless_body_is_cut() -> None:
    """More than 8 MiB are not read, and not taken for an answer."""
    sent = 0

    async def pour(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b'{"aiCredits": {"used": 1, "limit": 2}, "pad": "')
        with suppress(ConnectionError):  # the client has read enough
            while sent < 64 * 2**20:
                await response.write(b"x" * 2**20)
                sent += 2**20
        return response

    async with (
        served(pour) as origin,
        client_of(origin, retry=ONCE, request_timeout=30) as client,
    ):
        with pytest.raises(PictoryResponseError):
            await client.quota()
    assert sent < 32 * 2**20


async def test_a_compressed_answer_is_read() -> None:
    """Pictory's front may compress JSON."""

    async def compressed(_: web.Request) -> web.Response:
        body = gzip.compress(json.dumps(QUOTA).encode())
        return web.Response(body=body, headers={"Content-Encoding": "gzip"})

    async with served(compressed) as origin, client_of(origin) as client:
        assert (await client.quota()).ai_credits.limit == 2


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_followed_by_neither_post_nor_get(status: int) -> None:
    """The key and the POST stay with the server they were meant for."""
    requests: list[str] = []

    async def elsewhere(request: web.Request) -> web.Response:
        requests.append(f"elsewhere {request.method}")
        return web.json_response({"success": True, "data": {"jobId": "j1"}})

    async with served(elsewhere) as target:

        async def redirect(request: web.Request) -> web.Response:
            requests.append(request.method)
            return web.Response(status=status, headers={"Location": f"{target}/v1/quota"})

        async with served(redirect) as origin, client_of(origin, retry=ONCE) as client:
            with pytest.raises(PictoryResponseError, match=str(status)):
                await client.submit(REQUEST)
            with pytest.raises(PictoryResponseError, match=str(status)):
                await client.quota()
    assert requests == ["POST", "GET"]


async def test_a_refusal_by_the_front_is_not_taken_for_a_wrong_key() -> None:
    """Cloudflare's 403 is no JSON."""

    async def front(_: web.Request) -> web.Response:
        return web.Response(status=403, text="error code: 1010", headers={"Server": "cloudflare"})

    async with served(front) as origin, client_of(origin) as client:
        with pytest.raises(PictoryAPIError, match="blocked before it reached Pictory") as caught:
            await client.quota()
    assert not isinstance(caught.value, AuthenticationError)


async def test_a_key_that_comes_back_is_not_shown() -> None:
    """A server that repeats the key does not get it into an error."""

    async def echo(request: web.Request) -> web.Response:
        key = request.headers["Authorization"]
        return web.json_response({"message": f"bad key {key}"}, status=401)

    async with served(echo) as origin, client_of(origin) as client:
        with pytest.raises(AuthenticationError) as caught:
            await client.quota()
    assert caught.value.message == "bad key [key]"
    assert KEY not in chain_of(caught.value)
