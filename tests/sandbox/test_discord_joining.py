"""More people in the simulated Discord, for measurements with a crowd."""

from __future__ import annotations

import aiohttp

from tests.sandbox.discord_process import Controls, program


async def test_people_come_in() -> None:
    """Those who came in can act, and nobody comes in twice."""
    with program("sandbox.discord") as described:
        async with aiohttp.ClientSession() as session:
            controls = Controls(session, described)
            answer = await controls.call("POST", "/people", names=["zoe"])
            assert answer["people"] == ["alice", "bob", "owner", "zoe"]
            assert "zoe" in (await controls.call("GET", "/state"))["users"]
            assert "zoe" in await controls.refused("POST", "/people", names=["zoe"])
