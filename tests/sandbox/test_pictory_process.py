"""The emulator as a program of its own."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp
import pytest

from sandbox.pictory.__main__ import main

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@asynccontextmanager
async def program(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run `python -m sandbox.pictory`, and end it if the test did not."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sandbox.pictory",
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def ready(process: asyncio.subprocess.Process) -> dict[str, str]:
    """Return what the program says when it serves."""
    assert process.stdout is not None
    return dict(json.loads(await asyncio.wait_for(process.stdout.readline(), 20)))


@pytest.mark.parametrize("end", ["input", "SIGINT", "SIGTERM"])
async def test_it_says_where_it_serves_and_ends_when_told(end: str) -> None:
    """Its one line on standard output is enough to use it; it ends with status 0, quietly."""
    async with program("--key", "pictai_mine") as process:
        said = await ready(process)
        assert said["pictory_api_key"] == "pictai_mine"
        headers = {"User-Agent": "tests", "Authorization": said["pictory_api_key"]}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.get(said["pictory_api_url"] + "/v1/quota") as response,
        ):
            assert response.status == 200
        if end == "input":
            assert process.stdin is not None
            process.stdin.close()
        else:
            process.send_signal(signal.Signals[end])
        assert await asyncio.wait_for(process.wait(), 10) == 0
        assert process.stderr is not None
        assert b"Traceback" not in await process.stderr.read()


async def test_a_port_in_use_is_one_clear_line() -> None:
    """The second program on a port ends with status 2 and says why."""
    async with program() as first:
        port = (await ready(first))["pictory_api_url"].split(":")[2].split("/")[0]
        async with program("--port", port) as second:
            _, errors = await asyncio.wait_for(second.communicate(), 20)
    assert second.returncode == 2
    assert errors.decode().splitlines() == [
        f"Cannot listen on 127.0.0.1:{port}: is the port in use?"
    ]


@pytest.mark.parametrize("speed", ["0", "-2", "fast"])
def test_a_speed_that_makes_no_sense_is_refused(
    speed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The usage is shown, with status 2."""
    with pytest.raises(SystemExit) as stop:
        main([f"--speed={speed}"])
    assert stop.value.code == 2
    assert "--speed" in capsys.readouterr().err
