"""`python -m benchmarks.polling`: prints how late and how dear each way of watching is."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.polling.contest import guide, knowing, least_requests, ours
from benchmarks.polling.loads import LOADS, learnt_from, played

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.polling.contest import Score
    from benchmarks.polling.world import Load

HEADINGS = (
    "in flight",
    "sigma",
    "the guide's timer",
    "knows, one by one",
    "ours",
    "lateness",
    "requests",
    "least requests",
)
MANY = 200
"""From how many jobs in flight on the least requests of whoever asks for pages are told."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Play every load and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.polling", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="makes the durations repeatable")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds until an answer")
    options = parser.parse_args(arguments)
    table = Table(box=box.SIMPLE_HEAD)
    for heading in HEADINGS:
        table.add_column(heading, justify="right")
    for load in LOADS:
        print(f"{load.in_flight} in flight, sigma {load.sigma}", file=sys.stderr)
        table.add_row(*_row(load, options.seed, options.latency))
    Console(highlight=False, width=120).print(table)
    return 0


def _row(load: Load, seed: int, latency: float) -> tuple[str, ...]:
    """Play a load; return its line of the table."""
    timer = guide(load)
    score = ours(load, jobs=played(load), before=learnt_from(load), seed=seed, latency=latency)
    best = knowing(load, score.requests if load.in_flight == 1 else timer.requests)
    many = load.in_flight >= MANY
    return (
        str(load.in_flight),
        str(load.sigma),
        *map(_text, (timer, best, score)),
        f"{score.lateness / timer.lateness:.2f} ×",
        f"{score.requests / timer.requests:.2f} ×",
        f"{least_requests(load, score.lateness):.2f}" if many else "",
    )


def _text(score: Score) -> str:
    return f"{score.lateness:.2f} s, {score.requests:.2f}"


if __name__ == "__main__":
    sys.exit(main())
