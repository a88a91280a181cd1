"""The benchmark from end to end, with hardly anything to do."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.__main__ import main
from benchmarks.growth import curve
from benchmarks.measures import (
    MEASURES,
    acknowledgement,
    burst,
    compare,
    cost,
    crowd,
    flying,
    lag,
    mass,
    optimum,
    start,
    store,
    throughput,
)
from benchmarks.scale import Scale
from benchmarks.stage import Stage, stage
from benchmarks.subjects import BASELINE, OURS
from sandbox.photos import photo

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from types import ModuleType

    from benchmarks.programs import Bot

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="the benchmark reads /proc, as Linux has it"
)
PNG = b"\x89PNG"
QUICK = Scale(jobs=1, burst=2, speed=200, mass=2, flying=10, settle=0)
ON_STAGE = (acknowledgement, burst, cost, flying, lag, mass, start, throughput)
PAUSES: Mapping[ModuleType, Mapping[str, Any]] = {
    acknowledgement: {"PAUSE": 0, "WARM_UP": 1},
    cost: {"PAUSE": 0, "WARM_UP": 1, "photo": partial(photo, size=(64, 48))},
    crowd: {"MEDIAN": 1.0, "LOOK_EVERY": 0.2},
    flying: {"MEDIAN": 0.2, "LOOK_EVERY": 0.1},
    lag: {"PAUSE": 0, "WARM_UP": 1, "LOOK_EVERY": 0.1},
    mass: {"LONGEST": 0, "LOOK_EVERY": 0.1, "PAUSE": 0, "HEARTBEAT_SECONDS": 0.1},
    throughput: {"LOOK_EVERY": 0.1},
}


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no measurement rest."""
    for module, changes in PAUSES.items():
        for name, value in changes.items():
            monkeypatch.setattr(module, name, value)


def test_both_bots_are_measured_and_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run prints a table of both, says what is met, writes JSON, and ends with status 0."""
    out = tmp_path / "out.json"
    assert main(["--crowd", "4", "--rounds", "1", "--only", "crowd", "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "this bot" in printed
    assert "baseline" in printed
    assert "finals overtaken by a status: at most" in printed
    results = json.loads(out.read_text())["results"]
    found = {result["key"]: (result["ours"], result["baseline"]) for result in results}
    assert all(0 < seconds < 10 for seconds in found["crowd.token.p50"])
    assert found["crowd.overtaken"] == (0, None)
    assert found["crowd.bot.p99"][0] > 0
    assert out.with_suffix(".png").read_bytes().startswith(PNG)


async def test_everything_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each measurement comes to its end, here on one stage, with one bot that is watched."""
    async with stage(BASELINE, speed=200, seed=1) as place, place.bot(watched=True) as bot:
        _stay(monkeypatch, place, bot)
        read = {module: await module.measure(BASELINE, QUICK) for module in ON_STAGE}
        monkeypatch.undo()
    assert read[cost][cost.EDITED] == 1
    assert read[cost][cost.ASKED] >= 1
    assert read[cost][cost.CPU_APART] == 0
    assert read[cost][cost.IDLE] > 10_000_000
    assert read[mass][mass.PEAK] > 10_000_000
    assert read[flying][flying.RATE] > 0
    assert all(reading for reading in read.values())


def _stay(monkeypatch: pytest.MonkeyPatch, place: Stage, bot: Bot) -> None:
    """Let whoever wants a new stage or bot have those that are there."""

    @asynccontextmanager
    async def same_stage(*_: object, **__: Any) -> AsyncIterator[Stage]:
        yield place

    @asynccontextmanager
    async def same_bot(*_: object, **__: Any) -> AsyncIterator[Bot]:
        yield bot

    for module in ON_STAGE:
        monkeypatch.setattr(module, "stage", same_stage)
    monkeypatch.setattr(Stage, "bot", same_bot)


async def test_what_needs_no_discord_is_measured_too() -> None:
    """The store, by its transactions, comparing, and the watcher, by reckoning."""
    assert (await compare.measure(OURS, QUICK))[compare.COMPARE] > 0
    assert await compare.measure(BASELINE, QUICK) == {}
    assert (await store.measure(OURS, QUICK))[store.CPU] > 0
    assert (await store.measure(BASELINE, QUICK))[store.CPU] == 0
    assert len(await optimum.measure(BASELINE, QUICK)) == len(lag.SIGMAS)


def test_growth_is_measured_without_discord(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both sides do their jobs, and what one cost is printed, written and drawn."""
    monkeypatch.setattr(curve, "speed_for", lambda _jobs: 200.0)
    out = tmp_path / "growth.json"
    assert main(["--growth", "--largest", "1", "--out", str(out)]) == 0
    assert "status requests a job" in capsys.readouterr().out
    growth = json.loads(out.read_text())["growth"]
    assert [point["jobs"] for point in growth["this bot"]] == [1]
    assert all(points[0]["requests"] >= 1 for points in growth.values())
    assert out.with_suffix(".png").read_bytes().startswith(PNG)


@pytest.mark.parametrize("option", ["--jobs=0", "--burst=-1", "--speed=0", "--only=nothing"])
def test_a_wrong_option_is_refused(option: str) -> None:
    """Nothing is started for a run that cannot be."""
    with pytest.raises(SystemExit):
        main([option])


def test_every_measurement_can_be_chosen() -> None:
    """The names are those of the modules."""
    assert all(measure.__module__.endswith(f".{name}") for name, measure in MEASURES.items())
