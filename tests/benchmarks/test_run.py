"""The benchmark from end to end, with hardly anything to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.measures import MEASURES, cost, mass
from benchmarks.scale import Scale
from benchmarks.subjects import BASELINE, OURS

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="the benchmark reads /proc, as Linux has it"
)
PNG = b"\x89PNG"
QUICK = Scale(jobs=1, speed=200, settle=0)


def test_both_bots_are_measured_and_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run prints a table of both, says what is met, writes JSON, and ends with status 0."""
    out = tmp_path / "out.json"
    size = ["--jobs", "2", "--burst", "2", "--rounds", "1"]
    assert main([*size, "--only", "burst", "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "this bot" in printed
    assert "baseline" in printed
    assert "answer, in a burst, p99: at most" in printed
    results = json.loads(out.read_text())["results"]
    seconds = {result["key"]: (result["ours"], result["baseline"]) for result in results}
    assert all(0 < value < 3 for value in seconds["ack.burst.p50"])
    assert out.with_suffix(".png").read_bytes().startswith(PNG)


async def test_what_a_picture_costs_is_counted() -> None:
    """The baseline edits its message once a picture, and asks for each job at least once."""
    reading = await cost.measure(BASELINE, QUICK)
    assert reading[cost.EDITED] == 1
    assert reading[cost.ASKED] >= 1
    assert reading[cost.CPU_APART] == 0
    assert reading[cost.IDLE] > 10_000_000


async def test_a_crowd_of_finished_pictures_is_survived() -> None:
    """However many are finished together, the bot answers, and its peak of memory is read."""
    reading = await mass.measure(OURS, Scale(mass=2))
    assert reading[mass.PEAK] > 10_000_000
    assert reading[mass.ACK] > 0


def test_growth_is_measured_without_discord(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both sides do their jobs, and what one cost is printed, written and drawn."""
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
