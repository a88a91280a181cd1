"""The heartbeats that the simulated Discord hears."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.discord.beats import USUAL_SECONDS, Beats
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.sandbox.discord_probe import Probe
    from tests.sandbox.discord_process import Controls


class Clock:
    """A clock that is set by hand."""

    now = 100.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def test_each_heartbeat_is_due_after_the_one_before() -> None:
    """The first may come at any time; later ones are late or early by what they say."""
    clock = Clock()
    pulse = Beats(clock).pulse()
    heard = pulse._beats.heard
    pulse.beat()
    assert not heard
    clock.now += USUAL_SECONDS + 2
    pulse.beat()
    clock.now += USUAL_SECONDS - 1
    pulse.beat()
    assert [beat.late for beat in heard] == pytest.approx([2, -1])
    assert heard[-1].at == clock.now


def test_the_interval_of_a_connection_stays() -> None:
    """Only those that begin later have a new one."""
    beats = Beats()
    before = beats.pulse()
    beats.seconds = 1.0
    assert (before.seconds, beats.pulse().seconds) == (USUAL_SECONDS, 1.0)
    with pytest.raises(ValueError, match="positive"):
        beats.seconds = 0


@pytest.fixture
async def quickened(controls: Controls) -> AsyncIterator[Controls]:
    """Ask for ten heartbeats a second."""
    await controls.call("POST", "/heartbeats", seconds=0.1)
    yield controls
    await controls.call("POST", "/heartbeats", seconds=USUAL_SECONDS)


async def test_discord_py_sends_them_in_time(quickened: Controls, probe: Probe) -> None:
    """It takes the interval that it is told, and when each came can be seen."""

    async def heard() -> bool:
        return len((await quickened.call("GET", "/heartbeats"))["heard"]) >= 2

    await eventually(heard)
    told = await quickened.call("GET", "/heartbeats")
    assert told["seconds"] == 0.1
    assert all(beat["late"] > -0.1 for beat in told["heard"])
