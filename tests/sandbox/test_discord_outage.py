"""Outages of the simulated Discord: connections that are reset before or after the work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from sandbox.discord.faults import Fault, Faults, outage
from tests.waiting import eventually

if TYPE_CHECKING:
    from tests.sandbox.discord_process import Controls

LONG = 60.0


async def contents(controls: Controls) -> list[str]:
    """Return what was said in #generate."""
    return [message["content"] for message in await controls.call("GET", "/messages")]


async def test_nothing_is_done_during_an_outage(controls: Controls) -> None:
    """Every request of the REST API is reset, and leaves nothing; the controls still work."""
    await controls.call("POST", "/outage", seconds=LONG)
    with pytest.raises(aiohttp.ClientOSError):
        await controls.post("never said")
    with pytest.raises(aiohttp.ClientOSError):
        await controls.rest("GET", "/users/@me")
    await controls.call("DELETE", "/faults")
    assert "never said" not in await contents(controls)
    assert (await controls.rest("GET", "/users/@me"))[0] == 200


async def test_an_outage_ends_by_itself(controls: Controls) -> None:
    """After its seconds the same request is answered."""
    await controls.call("POST", "/outage", seconds=0.2)

    async def answered() -> bool:
        try:
            return (await controls.rest("GET", "/users/@me"))[0] == 200
        except aiohttp.ClientOSError:
            return False

    assert not await answered()
    await eventually(answered)


async def test_only_the_answers_are_lost(controls: Controls) -> None:
    """In the other mode a message is posted although its poster cannot know; a 404 is lost too."""
    await controls.call("POST", "/outage", seconds=LONG, mode="after", method="POST")
    with pytest.raises(aiohttp.ClientOSError):
        await controls.post("said unheard")
    with pytest.raises(aiohttp.ClientOSError):
        await controls.rest("POST", "/channels/1/messages", json={"content": "?"})
    assert (await controls.rest("GET", "/users/@me"))[0] == 200
    assert "said unheard" in await contents(controls)


async def test_an_outage_of_some_paths(controls: Controls) -> None:
    """Requests that the glob does not match are answered as ever."""
    await controls.call("POST", "/outage", seconds=LONG, path="/webhooks/*")
    with pytest.raises(aiohttp.ClientOSError):
        await controls.rest("POST", "/webhooks/1/token")
    await controls.post("a channel is no webhook")


async def test_one_reset_among_the_faults(controls: Controls) -> None:
    """A single reset is a fault like others, counted by `times`."""
    await controls.call("POST", "/faults", method="POST", kind="reset", after=True)
    with pytest.raises(aiohttp.ClientOSError):
        await controls.post("reset once")
    await controls.post("not again")
    assert {"reset once", "not again"} <= set(await contents(controls))


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/outage", {"seconds": 1, "mode": "meanwhile"}),
        ("/outage", {"seconds": 0}),
        ("/outage", {}),
        ("/faults", {"kind": "explode"}),
    ],
)
async def test_impossible_outages_are_refused(
    controls: Controls, path: str, body: dict[str, Any]
) -> None:
    """What cannot be ordered is refused, and nothing is spoiled by it."""
    await controls.refused("POST", path, **body)
    assert (await controls.rest("GET", "/users/@me"))[0] == 200


def test_an_outage_comes_before_counted_faults() -> None:
    """While nothing gets through, no other failure is used up."""
    faults = Faults()
    faults.order(Fault(status=503))
    faults.order(outage(LONG))
    met = faults.take("GET", "/users/@me")
    assert met is not None
    assert met.kind == "reset"
