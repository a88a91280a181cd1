"""`python -m benchmarks`: measures both bots, prints a table, and writes it as JSON and plot."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from benchmarks import plots, report
from benchmarks.figures import Reading, Row, rows
from benchmarks.growth import curve
from benchmarks.measures import MEASURES
from benchmarks.programs import ProgramEndedError
from benchmarks.scale import Scale
from benchmarks.stage import OUTPUT, StageError
from benchmarks.subjects import BASELINE, OURS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return its exit status, which no result changes."""
    options = _parser().parse_args(arguments)
    if not Path("/proc/self/stat").exists():
        print("CPU time and memory are read from /proc, which only Linux has.", file=sys.stderr)
        return 2
    scale = Scale(**{field.name: getattr(options, field.name) for field in fields(Scale)})
    path = options.out or OUTPUT / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json"
    try:
        if options.growth:
            show_growth(asyncio.run(grow(options.largest)), path)
        else:
            show(asyncio.run(run(scale, options.only or MEASURES)), scale, path)
    except (StageError, ProgramEndedError) as error:
        print(f"The benchmark cannot go on: {error}", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 130
    print(f"The numbers are in {path}, the plot beside it")
    return 0


def show(found: Sequence[Row], scale: Scale, path: Path) -> None:
    """Print and keep what a run has brought."""
    console = Console(highlight=False)
    console.print(report.table(found))
    for verdict in report.verdicts(found):
        console.print(verdict)
    report.write(path, report.document(found, scale))
    plots.ratios(found, path.with_suffix(".png"))


def show_growth(found: Mapping[str, Sequence[curve.Point]], path: Path) -> None:
    """Print and keep how the cost of a job grows."""
    Console(highlight=False).print(report.growth_table(found))
    report.write(path, report.growth_document(found))
    plots.growth(found, path.with_suffix(".png"))


async def grow(largest: int) -> dict[str, list[curve.Point]]:
    """Measure both bots, without Discord, at growing numbers of jobs."""
    _end_when_told()
    sizes = [jobs for jobs in curve.SIZES if jobs <= largest]
    return {subject.name: await curve.curve(subject, sizes) for subject in (OURS, BASELINE)}


async def run(scale: Scale, names: Collection[str]) -> list[Row]:
    """Measure both bots in turns: what else the machine does meanwhile then troubles both.

    SIGTERM ends it, and what it has started, as Ctrl-C does.
    """
    _end_when_told()
    readings: dict[str, list[Reading]] = {OURS.name: [], BASELINE.name: []}
    for number in range(scale.rounds):
        order = (OURS, BASELINE) if number % 2 == 0 else (BASELINE, OURS)
        for name in (name for name in MEASURES if name in names):
            for subject in order:
                print(
                    f"round {number + 1} of {scale.rounds}: {name}, {subject.name}", file=sys.stderr
                )
                readings[subject.name].append(await MEASURES[name](subject, scale))
    return rows(readings[OURS.name], readings[BASELINE.name])


def _end_when_told() -> None:
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    _add_sizes(parser)
    parser.add_argument(
        "--only", action="append", choices=list(MEASURES), help="measure this; can be repeated"
    )
    parser.add_argument(
        "--growth", action="store_true", help="measure instead how the cost of a job grows"
    )
    largest = max(curve.SIZES)
    parser.add_argument("--largest", type=_count, default=largest, help="most jobs of that")
    parser.add_argument("--out", type=Path, help="the JSON file (default: in build/bench)")
    return parser


def _add_sizes(parser: argparse.ArgumentParser) -> None:
    scale = Scale()
    options = (
        ("jobs", _count, "pictures made and answers awaited in each measurement"),
        ("burst", _count, "people who ask at the same moment"),
        ("mass", _count, "large pictures that are finished at the same moment"),
        ("flying", _count, "jobs in flight, beside a tenth of them, to tell what one takes"),
        ("crowd", _count, "people in one channel whose pictures wait for Discord's limits"),
        (
            "speed",
            _positive,
            "how much faster than in real life jobs run, but for answers",
        ),
        ("seed", int, "makes the durations of jobs repeatable"),
        ("rounds", _count, "how often everything is measured; the table shows medians"),
        ("settle", float, "seconds of rest before memory is read"),
    )
    for name, kind, meaning in options:
        text = f"{meaning} (default {getattr(scale, name):g})"
        parser.add_argument(f"--{name}", type=kind, default=getattr(scale, name), help=text)


def _count(text: str) -> int:
    return int(_positive(str(int(text))))


def _positive(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError("must be a positive number")
    return number


if __name__ == "__main__":
    sys.exit(main())
