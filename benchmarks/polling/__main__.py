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


def main(arguments: Sequence[str] | None = None) -> int:
    """Play every load and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.polling", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="makes the durations repeatable")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds until an answer")
    options = parser.parse_args(arguments)
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("in flight", "sigma", "the guide's timer", "knows, one by one", "ours"):
        table.add_column(heading, justify="right")
    for heading in ("lateness", "requests", "least requests"):
        table.add_column(heading, justify="right")
    for load in LOADS:
        print(f"{load.in_flight} in flight, sigma {load.sigma}", file=sys.stderr)
        timer = guide(load)
        score = ours(
            load,
            jobs=played(load),
            before=learnt_from(load),
            seed=options.seed,
            latency=options.latency,
        )
        best = knowing(load, score.requests if load.in_flight == 1 else timer.requests)
        least = least_requests(load, score.lateness) if load.in_flight >= 200 else None
        table.add_row(
            str(load.in_flight),
            str(load.sigma),
            *map(_text, (timer, best, score)),
            f"{score.lateness / timer.lateness:.2f} ×",
            f"{score.requests / timer.requests:.2f} ×",
            "" if least is None else f"{least:.2f}",
        )
    Console(highlight=False, width=120).print(table)
    return 0


def _text(score: Score) -> str:
    return f"{score.lateness:.2f} s, {score.requests:.2f}"


if __name__ == "__main__":
    sys.exit(main())
