"""Tests of http_server over a real socket."""

from __future__ import annotations

import aiohttp

from http_server import create_app, serving


async def content() -> str | None:
    """Find nothing wrong."""
    return None


async def down() -> str | None:
    """Find the thing gone."""
    return "not connected"


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
