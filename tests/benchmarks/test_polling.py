"""What watching comes to in virtual time, beside the guide's timer and who knows all."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from benchmarks.measures import polling
from benchmarks.polling import __main__ as table
from benchmarks.polling.contest import guide, knowing, least_requests, ours, true_belief
from benchmarks.polling.loads import IN_FLIGHT, LOADS, SIGMAS, learnt_from
from benchmarks.polling.world import PAGE_SIZE, Load, World
from benchmarks.scale import Scale
from benchmarks.subjects import BASELINE

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("sigma", SIGMAS)
def test_one_by_one_it_is_nearly_as_good_as_who_knows(sigma: float) -> None:
    """After 200 jobs: within 1.15 of the least lateness at as many requests, and not above them."""
    load = Load(1, sigma)
    score = ours(load, jobs=400, before=learnt_from(load))
    assert score.lateness < 1.15 * knowing(load, score.requests).lateness
    assert score.requests < 1.01 * guide(load).requests
    assert score.lateness < {0.25: 0.45, 0.5: 0.8}[sigma] * guide(load).lateness


@pytest.mark.parametrize("sigma", SIGMAS)
@pytest.mark.parametrize("number", [20, 200])
def test_many_are_found_in_a_quarter_of_the_time(number: int, sigma: float) -> None:
    """From twenty in flight on, with far fewer requests than the guide's timer takes."""
    load = Load(number, sigma)
    score, timer = ours(load, jobs=500, before=learnt_from(load)), guide(load)
    assert score.lateness <= 0.25 * timer.lateness
    assert score.requests <= 0.4 * timer.requests


def test_thousands_take_a_fifth_of_the_requests() -> None:
    """2,000 in flight, at a quarter of the lateness, if durations do not scatter much."""
    load = Load(2000, 0.25)
    score, timer = ours(load, jobs=1000, before=6000), guide(load)
    assert score.lateness <= 0.25 * timer.lateness
    assert score.requests <= 0.2 * timer.requests


def test_a_fifth_of_the_requests_is_not_to_be_had_if_durations_scatter() -> None:
    """A page shows 25: whoever asks for pages needs more, even if they know the durations."""
    narrow, wide = Load(2000, 0.25), Load(2000, 0.5)
    assert least_requests(narrow, guide(narrow).lateness / 4) < guide(narrow).requests / 5
    assert least_requests(wide, guide(wide).lateness / 4) > guide(wide).requests / 4


def test_latency_is_borne() -> None:
    """Answers that take 300 ms make ends that much later, and questions hardly more."""
    load = Load(20, 0.25)
    slow = ours(load, jobs=300, latency=0.3)
    quick = ours(load, jobs=300)
    assert slow.lateness < quick.lateness + 0.6
    assert slow.requests < 1.2 * quick.requests


@pytest.mark.parametrize("sigma", SIGMAS)
def test_the_guide_is_reckoned_exactly(sigma: float) -> None:
    """The sum agrees with drawing durations."""
    load = Load(1, sigma)
    world = World(load, 1)
    ends = [world.ended_at(world.submit(0.0)) for _ in range(10_000)]
    asked = [math.ceil(end / 15) for end in ends]
    late = sum(15 * times - end for times, end in zip(asked, ends, strict=True)) / len(ends)
    assert guide(load).requests == pytest.approx(sum(asked) / len(asked), rel=0.01)
    assert guide(load).lateness == pytest.approx(late, rel=0.01)


@pytest.mark.parametrize("sigma", SIGMAS)
def test_the_true_distribution_is_tabulated(sigma: float) -> None:
    """The table of who knows agrees with the formula."""
    load = Load(1, sigma)
    belief = true_belief(load)
    for age in (10.0, 20.0, 25.0, 40.0, 90.0):
        assert belief.share_done(age) == pytest.approx(load.done(age), abs=1e-3)


def test_a_page_is_the_newest_jobs_and_a_key_stays_where_it_is() -> None:
    """As the emulator does it."""
    world = World(Load(5, 0.25), 1)
    for _ in range(40):
        world.submit(0.0)
    first = world.page(None, 0.0)
    assert [job.id for job in first.jobs] == [f"{n}" for n in range(39, 39 - PAGE_SIZE, -1)]
    below = world.page(first.next_page_key, 0.0)
    world.submit(0.0)
    assert world.page(first.next_page_key, 0.0) == below
    assert [job.id for job in below.jobs] == [f"{n}" for n in range(14, -1, -1)]
    assert below.next_page_key is None


async def test_every_load_is_in_the_table() -> None:
    """Lateness and requests of each, for the guide at once and without a play."""
    reading = await polling.measure(BASELINE, Scale())
    assert len(reading) == 2 * len(LOADS) == 4 * len(IN_FLIGHT)
    assert {"polling.1.0.25.late", "polling.2000.0.5.requests"} <= {one.key for one in reading}
    assert all(quantity.target is not None for quantity in reading)


def test_the_table_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line a load, with what each way of watching comes to."""
    few = (Load(1, 0.25), Load(200, 0.25))
    monkeypatch.setattr(table, "LOADS", few)
    monkeypatch.setattr(table, "played", lambda _: 20)
    monkeypatch.setattr(table, "learnt_from", lambda _: 20)
    assert table.main(["--seed", "2"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [line[0] for line in lines if line and line[0] in {"1", "200"}] == ["1", "200"]


def test_the_figure_is_drawn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The script writes an image."""
    from benchmarks.polling import plot  # noqa: PLC0415 - Matplotlib is slow to load

    monkeypatch.setattr(plot, "IN_FLIGHT", (1, 20))
    monkeypatch.setattr(plot, "played", lambda _: 20)
    monkeypatch.setattr(plot, "learnt_from", lambda _: 20)
    monkeypatch.setattr(plot, "BUDGETS", (1.5, 2.2))
    monkeypatch.setattr(plot, "ENOUGH", (1.0, 2.0))
    assert plot.main([str(tmp_path / "polling.png")]) == 0
    assert (tmp_path / "polling.png").read_bytes().startswith(b"\x89PNG")
