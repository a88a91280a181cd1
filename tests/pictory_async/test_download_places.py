"""Where a picture may come from: redirects, this machine, and nothing secret on the way."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import aiohttp
import pytest
from aiohttp import web

from pictory_async import (
    DownloadError,
    PictoryClient,
)
from tests.pictory_async.service import KEY, PNG, answers, downloading, served

if TYPE_CHECKING:
    from tests.pictory_async.service import Handler

LIMIT = 100_000


async def test_redirects_are_followed_to_allowed_places() -> None:
    """Relative and absolute ones, up to five."""

    async def hop(request: web.Request) -> web.Response:
        hops = int(request.query.get("hops", "0"))
        if hops == 5:
            return web.Response(body=PNG)
        target = f"/a.png?hops={hops + 1}"
        if hops % 2:
            target = f"{request.url.origin()}{target}"
        return web.Response(status=302, headers={"Location": target})

    into = io.BytesIO()
    async with downloading(hop) as (client, url):
        await client.download(url, into, max_bytes=LIMIT)
    assert into.getvalue() == PNG


@pytest.mark.parametrize(
    ("target", "problem"),
    [
        ("/a.png", "redirects too often"),
        ("https://10.0.0.1/a.png", "private network"),
        ("https://169.254.169.254/latest/meta-data/", "private network"),
        ("https://[::ffff:10.0.0.1]/a.png", "private network"),
        ("http://cdn.example.com/a.png", "not an https URL"),
        ("file:///etc/passwd", "not an https URL"),
        ("//10.0.0.1/a.png", "not an https URL"),
        ("https://", "names no host"),
        ("https://exa mple/", "not a URL"),
        ("https://[::1/", "not a URL"),
        ("https://2130706433/", "not a URL|private network"),
        ("", "not a URL"),
    ],
)
async def test_a_redirect_to_a_forbidden_place_is_refused(target: str, problem: str) -> None:
    """Each step is checked like the first."""
    redirect = web.Response(status=302, headers={"Location": target})
    handler, seen = answers(*[redirect] * 6) if target == "/a.png" else answers(redirect)
    async with downloading(_copies(handler)) as (client, url):
        with pytest.raises(DownloadError, match=problem):
            await client.download(url, io.BytesIO(), max_bytes=LIMIT)
    assert len(seen) == (6 if target == "/a.png" else 1)


def _copies(handler: Handler) -> Handler:
    """Return a handler whose answers may be the same object, which aiohttp sends only once."""

    async def copy(request: web.Request) -> web.StreamResponse:
        response = await handler(request)
        return web.Response(status=response.status, headers=response.headers)

    return copy


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_this_machine_is_forbidden_where_pictory_is_elsewhere(host: str) -> None:
    """By its address and by a name that leads to it, and no request is made."""
    handler, seen = answers(web.Response(body=PNG))
    async with served(handler) as origin, PictoryClient(KEY) as client:
        url = origin.replace("127.0.0.1", host)
        with pytest.raises(DownloadError, match="not an https URL"):
            await client.download(f"{url}/a.png", io.BytesIO(), max_bytes=LIMIT)
        with pytest.raises(DownloadError, match="private network"):
            await client.download(
                f"{url}/a.png".replace("http:", "https:"), io.BytesIO(), max_bytes=LIMIT
            )
    assert not seen


async def test_a_given_session_is_not_used_for_pictures() -> None:
    """Its headers and cookies may be secrets, and its look-ups are not guarded."""
    handler, seen = answers(web.Response(body=PNG))
    headers = {"X-Secret": "s3cret"}
    async with (
        aiohttp.ClientSession(headers=headers, cookies={"a": "b"}) as session,
        downloading(handler, session=session) as (client, url),
    ):
        await client.download(url, io.BytesIO(), max_bytes=LIMIT)
    assert not {"X-Secret", "Cookie"} & seen[0].headers.keys()


async def test_a_closed_client_downloads_nothing() -> None:
    """No new connections are opened behind the back of who closed it."""
    client = PictoryClient(KEY)
    await client.close()
    with pytest.raises(RuntimeError, match="closed"):
        await client.download("https://cdn.example.com/a.png", io.BytesIO(), max_bytes=LIMIT)
