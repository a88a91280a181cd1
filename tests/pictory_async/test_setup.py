"""Whose sessions and keys the client uses, and how it is set up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from aiohttp import web

from pictory_async import (
    ImageRequest,
    PictoryClient,
    PictoryError,
)
from tests.pictory_async.conftest import QUICK
from tests.pictory_async.service import KEY, served

if TYPE_CHECKING:
    from tests.conftest import PictoryServer

REQUEST = ImageRequest(prompt="A red bicycle")


def client_of(origin: str, **options: Any) -> PictoryClient:
    """Return a client of a server, quick to give up."""
    return PictoryClient(
        KEY, base_url=origin, **{"request_timeout": 0.5, "retry": QUICK, **options}
    )


async def test_a_given_session_stays_open_and_cannot_repeat_a_post() -> None:
    """Its own time limits, `raise_for_status` and middlewares are not used."""
    posts = 0

    async def fail(_: web.Request) -> web.Response:
        nonlocal posts
        posts += 1
        return web.json_response({"message": "Oops"}, status=500)

    async def twice(
        request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        (await handler(request)).close()
        return await handler(request)

    async with (
        served(fail) as origin,
        aiohttp.ClientSession(raise_for_status=True, middlewares=(twice,)) as session,
    ):
        async with client_of(origin, session=session) as client:
            with pytest.raises(PictoryError):
                await client.submit(REQUEST)
        assert not session.closed
    assert posts == 1


async def test_an_own_session_is_closed_at_the_end(pictory: PictoryServer) -> None:
    """Leaving `async with` closes the connections, and the client cannot be used any more."""
    async with PictoryClient(pictory.api_key, base_url=pictory.base_url) as client:
        await client.quota()
        session = client._session
        assert session is not None
        assert not session.closed
    assert session.closed
    with pytest.raises(RuntimeError, match="closed"):
        await client.quota()


async def test_closing_an_unused_client_does_nothing() -> None:
    """A client opens nothing before it is used."""
    client = PictoryClient(KEY)
    await client.close()
    assert client._session is None


def test_the_key_is_not_in_the_representation() -> None:
    """A client can be logged."""
    assert (
        repr(PictoryClient(KEY)) == "PictoryClient(base_url='https://api.pictory.ai/pictoryapis')"
    )


@pytest.mark.parametrize("key", ["", " ", "pictai x", "pictai\n", "pictai\r\nX: y", "schlüssel"])
def test_a_key_that_no_header_can_carry_is_refused(key: str) -> None:
    """A line break could smuggle a header; the text does not repeat the key."""
    with pytest.raises(ValueError, match="the API key must be") as caught:
        PictoryClient(key)
    assert not key.strip() or key not in str(caught.value)


@pytest.mark.parametrize(
    ("base_url", "problem"),
    [
        ("api.pictory.ai", "http or https"),
        ("ftp://api.pictory.ai", "http or https"),
        ("http://api.pictory.ai/pictoryapis", "must be https"),
        ("https://user:word@api.pictory.ai", "without a user"),
        ("https://api.pictory.ai/?a=b", "a query"),
        ("https://api.pictory.ai/#top", "a fragment"),
    ],
)
def test_a_base_url_that_would_not_do_is_refused(base_url: str, problem: str) -> None:
    """The key must not travel openly, and paths must be able to follow."""
    with pytest.raises(ValueError, match=problem):
        PictoryClient(KEY, base_url=base_url)


async def test_a_slash_at_the_end_of_the_base_url_does_no_harm(pictory: PictoryServer) -> None:
    """Both spellings mean the same."""
    async with PictoryClient(pictory.api_key, base_url=f"{pictory.base_url}/") as client:
        assert (await client.quota()).ai_credits.used == 0
