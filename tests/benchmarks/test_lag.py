"""What the measurement of finished jobs that nobody has seen yet makes of its readings."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from discord.utils import time_snowflake

from benchmarks.figures import Unit
from benchmarks.measures import lag
from benchmarks.measures.lag import Polled, Sight
from benchmarks.polling.contest import knowing
from benchmarks.polling.world import Load


def test_polling_is_summed_up_and_compared_with_the_least() -> None:
    """The lateness is that of finding; whoever is late by the least is late by it once."""
    least = knowing(Load(1, 0.25), 2.0)
    sights = [Sight(found=least.lateness, shown=0.1)] * 3
    read = {name.key: value for name, value in Polled(0.25).read(sights, 2.0).items()}
    assert read["lag.0.25.p50"] == pytest.approx(least.lateness + 0.1)
    assert read["lag.0.25.optimum"] == pytest.approx(1.0)
    assert read["lag.0.25.requests"] == 2.0


def test_spreads_are_told_apart() -> None:
    """Each spread of durations has quantities of its own."""
    one, other = (Polled(sigma).quantity("late", "late", Unit.SECONDS) for sigma in lag.SIGMAS)
    assert one.key != other.key
    assert other.label == "late, σ 0.5"


def test_a_file_s_id_tells_when_discord_took_it() -> None:
    """The time is read to the millisecond."""
    then = datetime(2026, 1, 2, 3, 4, 5, 678_000, tzinfo=UTC)
    assert lag._taken_at(str(time_snowflake(then))) == pytest.approx(then.timestamp())
