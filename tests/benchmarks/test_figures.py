"""The arithmetic of the benchmark: quantiles, targets, and how two bots compare."""

from __future__ import annotations

import json

import pytest
from rich.console import Console

from benchmarks import report
from benchmarks.figures import Quantity, Row, Target, Unit, quantile, rows
from benchmarks.scale import Scale

TWICE = Target(ratio=2.0)
CPU = Quantity("cpu", "CPU a job", Unit.SECONDS, TWICE)
LATE = Quantity("late", "late answers", Unit.COUNT)


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.01, 1), (0.5, 50), (0.501, 51), (0.99, 99), (0.995, 100), (1.0, 100)],
)
def test_quantiles_are_values_that_were_seen(share: float, expected: int) -> None:
    """Of a hundred values the p99 is the 99th, whatever their order."""
    assert quantile(range(100, 0, -1), share) == expected


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1], 0), ([1], 1.1)])
def test_impossible_quantiles_are_refused(values: list[int], share: float) -> None:
    """There is no quantile of nothing, and none beyond all."""
    with pytest.raises(ValueError, match="quantile"):
        quantile(values, share)


@pytest.mark.parametrize(
    ("target", "ours", "met"),
    [
        (TWICE, 2.0, True),
        (TWICE, 2.1, False),
        (Target(ratio=1.0, slack=0.02), 1.02, True),
        (Target(ratio=1.0, slack=0.02), 1.03, False),
        (Target(ratio=0.0, slack=0.25), 0.25, True),
        (Target(ratio=0.0, slack=0.25), 0.26, False),
    ],
)
def test_targets_are_relative_to_the_baseline(target: Target, ours: float, met: bool) -> None:
    """Beside a baseline of 1, ours may be so much."""
    assert target.met(ours, 1.0) is met


@pytest.mark.parametrize(
    ("target", "text"),
    [
        (TWICE, "at most 2 × the baseline"),
        (Target(ratio=1.0), "at most the baseline"),
        (Target(ratio=1.0, slack=0.02), "at most the baseline + 20.0 ms"),
        (Target(ratio=0.0, slack=0.25), "at most 250.0 ms"),
    ],
)
def test_targets_are_said_in_words(target: Target, text: str) -> None:
    """A reader learns what is wanted."""
    assert target.text(Unit.SECONDS) == text


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        (Unit.SECONDS, 0.0123, "12.3 ms"),
        (Unit.SECONDS, 1.234, "1.23 s"),
        (Unit.BYTES, 104_300_000, "104 MB"),
        (Unit.BYTES, 18_400, "18 kB"),
        (Unit.COUNT, 1.5, "1.50"),
    ],
)
def test_numbers_are_written_for_people(unit: Unit, value: float, text: str) -> None:
    """Each unit has one way to be read."""
    assert unit.text(value) == text


def test_rounds_are_lined_up_and_summed_up_by_medians() -> None:
    """One outlier of three rounds changes neither the table nor the verdict."""
    (row,) = rows([{CPU: 0.03}, {CPU: 0.9}, {CPU: 0.01}], [{CPU: 0.01}, {CPU: 0.02}, {CPU: 0.015}])
    assert row == Row(CPU, (0.03, 0.9, 0.01), (0.01, 0.02, 0.015))
    assert row.medians == (0.03, 0.015)
    assert (row.ratio, row.met) == (2.0, True)


def test_nothing_is_divided_by_nothing() -> None:
    """A baseline of 0 has no ratio, and a quantity without a target no verdict."""
    (row,) = rows([{LATE: 3}], [{LATE: 0}])
    assert (row.ratio, row.met) == (None, None)


def test_what_only_our_bot_has_stands_alone() -> None:
    """Beside a dash there is no ratio, and the target that names no baseline is judged."""
    within = Quantity("hook", "by webhook", Unit.SECONDS, Target(ratio=0.0, slack=0.25))
    (row,) = rows([{within: 0.02}], [{}])
    assert (row.medians, row.ratio, row.met) == ((0.02, None), None, True)
    assert report.shown(row) == ("20.0 ms", "–")


def test_more_is_said_to_be_better() -> None:
    """A reader of the table knows where a larger number is the better one."""
    assert report.label(CPU) == "CPU a job"
    rate = Quantity("rate", "jobs a second", Unit.COUNT, more_is_better=True)
    assert report.label(rate) == "jobs a second (more is better)"


def test_results_are_told_to_people_and_to_programs() -> None:
    """The table ends with the ratio, the verdicts name the target, and JSON holds the rounds."""
    found = rows([{CPU: 0.03, LATE: 0}], [{CPU: 0.01, LATE: 0}])
    console = Console(width=80)
    with console.capture() as shown:
        console.print(report.table(found))
    (line,) = [line.split() for line in shown.get().splitlines() if "CPU" in line]
    assert line[-5:] == ["30.0", "ms", "10.0", "ms", "3.00"]
    assert list(report.verdicts(found)) == ["NOT MET  CPU a job: at most 2 × the baseline"]
    written = json.loads(json.dumps(report.document(found, Scale())))
    assert written["results"][0]["rounds"] == {"ours": [0.03], "baseline": [0.01]}
    assert [result["met"] for result in written["results"]] == [False, None]
