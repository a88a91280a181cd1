"""`python -m benchmarks`: measures both bots, prints a table and writes it as JSON."""

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

from benchmarks import report
from benchmarks.figures import Reading, Row, rows
from benchmarks.measures import MEASURES
from benchmarks.programs import ProgramEndedError
from benchmarks.scale import Scale
from benchmarks.stage import OUTPUT, StageError
from benchmarks.subjects import BASELINE, OURS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return its exit status, which no result changes."""
    options = _parser().parse_args(arguments)
    if not Path("/proc/self/stat").exists():
        print("CPU time and memory are read from /proc, which only Linux has.", file=sys.stderr)
        return 2
    scale = Scale(**{field.name: getattr(options, field.name) for field in fields(Scale)})
    try:
        found = asyncio.run(run(scale, options.only or MEASURES))
    except (StageError, ProgramEndedError) as error:
        print(f"The benchmark cannot go on: {error}", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 130
    console = Console(highlight=False)
    console.print(report.table(found))
    for verdict in report.verdicts(found):
        console.print(verdict)
    path = options.out or OUTPUT / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json"
    report.write(path, found, scale)
    print(f"The rounds one by one are in {path}")
    return 0


async def run(scale: Scale, names: Collection[str]) -> list[Row]:
    """Measure both bots in turns: what else the machine does meanwhile then troubles both.

    SIGTERM ends it, and what it has started, as Ctrl-C does.
    """
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    scale = Scale()
    options = (
        ("jobs", _count, "pictures made and answers awaited in each measurement"),
        ("burst", _count, "people who ask at the same moment"),
        ("speed", _positive, "how much faster than in real life jobs run when cost is measured"),
        ("seed", int, "makes the durations of jobs repeatable"),
        ("rounds", _count, "how often everything is measured; the table shows medians"),
        ("settle", float, "seconds of rest before memory is read"),
    )
    for name, kind, meaning in options:
        text = f"{meaning} (default {getattr(scale, name):g})"
        parser.add_argument(f"--{name}", type=kind, default=getattr(scale, name), help=text)
    parser.add_argument(
        "--only", action="append", choices=list(MEASURES), help="measure this; can be repeated"
    )
    parser.add_argument("--out", type=Path, help="the JSON file (default: in build/bench)")
    return parser


def _count(text: str) -> int:
    return int(_positive(str(int(text))))


def _positive(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError("must be a positive number")
    return number


if __name__ == "__main__":
    sys.exit(main())
