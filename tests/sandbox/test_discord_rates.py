"""How fast requests may come to the simulated Discord, when that is limited at all."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from sandbox.discord.limits import RULES, Rates, bucket_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.sandbox.discord_probe import Probe
    from tests.sandbox.discord_process import Controls

POST = ["channels", "1", "messages"]
EDIT = ["channels", "1", "messages", "2"]


class Clock:
    """A clock that is set by hand."""

    now = 100.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.mark.parametrize(
    ("method", "path", "bucket"),
    [
        ("POST", "channels/1/messages", ("post", "1")),
        ("PATCH", "channels/1/messages/2", ("edit", "1")),
        ("PUT", "channels/1/messages/2/reactions/x/@me", ("react", "1")),
        ("PATCH", "webhooks/9/token/messages/2", ("token", "token")),
        ("POST", "webhooks/9/token", ("token", "token")),
        ("GET", "channels/1/messages", ("", "")),
        ("POST", "interactions/3/token/callback", ("", "")),
    ],
)
def test_requests_fall_under_limits(method: str, path: str, bucket: tuple[str, str]) -> None:
    """Each kind of request counts for its channel or token."""
    assert bucket_of(method, path.split("/")) == bucket


def test_the_sixth_post_waits_for_the_end_of_the_period() -> None:
    """The headers count down, and a refusal says how long it lasts."""
    clock = Clock()
    rates = Rates(clock)
    rates.impose(RULES)
    left = [rates.judge("POST", POST).headers["X-RateLimit-Remaining"] for _ in range(5)]
    assert left == ["4", "3", "2", "1", "0"]
    clock.now += 2
    refused = rates.judge("POST", POST)
    assert refused.body == {
        "message": "You are being rate limited.",
        "retry_after": 3.0,
        "global": False,
    }
    assert (refused.headers["Retry-After"], refused.headers["Via"]) == ("3.000", "1.1 sandbox")
    clock.now += 3
    assert rates.judge("POST", POST).body is None
    assert rates.refused == {"post": 1}


def test_channels_routes_and_tokens_count_apart() -> None:
    """What one has used up, another one still has."""
    rates = Rates(Clock())
    rates.impose(RULES)
    for _ in range(5):
        rates.judge("POST", POST)
    others = [("PATCH", EDIT), ("POST", ["channels", "2", "messages"]), ("POST", ["webhooks", "9"])]
    assert [rates.judge(*other).body for other in others] == [None] * 3


def test_the_whole_is_limited_but_not_for_tokens() -> None:
    """Fifty requests in a second are all that the bot's token has; interactions are outside."""
    rates = Rates(Clock())
    rates.impose(RULES)
    for channel in range(50):
        assert rates.judge("POST", ["channels", str(channel), "messages"]).body is None
    refused = rates.judge("GET", ["users", "@me"])
    assert refused.body is not None
    assert refused.body["global"]
    assert refused.headers["X-RateLimit-Scope"] == "global"
    assert rates.judge("POST", ["interactions", "3", "token", "callback"]).body is None


def test_nothing_is_limited_unless_asked_for() -> None:
    """Without limits there are no headers either."""
    rates = Rates(Clock())
    verdicts = [rates.judge("POST", POST) for _ in range(100)]
    assert not any(verdict.body or verdict.headers for verdict in verdicts)


@pytest.fixture
async def limited(controls: Controls) -> AsyncIterator[Controls]:
    """Limit posts to two in 0.3 s."""
    await controls.call("POST", "/rates", post=[2, 0.3])
    yield controls
    await controls.call("DELETE", "/rates")


async def test_discord_py_keeps_to_the_limits(probe: Probe, limited: Controls) -> None:
    """It reads the headers, so that of many messages hardly one is refused, and all arrive."""
    channel = probe.guilds[0].text_channels[0]
    before = len(await limited.call("GET", "/messages"))
    await asyncio.gather(*(channel.send("hello") for _ in range(6)))
    assert len(await limited.call("GET", "/messages")) == before + 6
    assert sum((await limited.call("GET", "/rates"))["refused"].values()) <= 2


async def test_a_refused_request_has_no_effect(limited: Controls) -> None:
    """It is answered with 429 and not carried out."""
    before = len(await limited.call("GET", "/messages"))
    for _ in range(2):
        await limited.post("in time")
    channel_id = (await limited.call("GET", "/state"))["channels"]["generate"]
    path = f"/channels/{channel_id}/messages"
    status, body = await limited.rest("POST", path, json={"content": "too soon"})
    assert status == 429
    assert 0 < body["retry_after"] <= 0.3
    assert len(await limited.call("GET", "/messages")) == before + 2
    assert (await limited.call("GET", "/rates"))["refused"] == {"post": 1}


async def test_unknown_limits_are_refused(controls: Controls) -> None:
    """A limit of a name that there is not is a mistake of whoever asked."""
    assert "no such limits" in await controls.refused("POST", "/rates", cats=[1, 1])
