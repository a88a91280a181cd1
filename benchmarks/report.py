"""Writes the results: a table and verdicts for people, JSON for programs."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table

from benchmarks.figures import Unit
from benchmarks.subjects import BASELINE, OURS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from benchmarks.figures import Quantity, Row
    from benchmarks.growth.curve import Point
    from benchmarks.scale import Scale


def table(rows: Sequence[Row]) -> Table:
    """Return the results as a table."""
    made = Table(box=box.SIMPLE_HEAD)
    made.add_column("less is better")
    for heading in (OURS.name, BASELINE.name, "ratio"):
        made.add_column(heading, justify="right")
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        made.add_row(label(row.quantity), *shown(row), ratio)
    return made


def label(quantity: Quantity) -> str:
    """Return what a quantity is called, and whether more of it is better."""
    return f"{quantity.label} (more is better)" if quantity.more_is_better else quantity.label


def shown(row: Row) -> tuple[str, str]:
    """Return both medians as people read them; a dash stands for what a bot does not have."""
    ours, baseline = row.medians
    text = row.quantity.unit.text
    return text(ours), "–" if baseline is None else text(baseline)


def verdicts(rows: Sequence[Row]) -> Iterator[str]:
    """Say of each target whether it is met."""
    for row in rows:
        quantity = row.quantity
        if quantity.target is not None:
            met = "met    " if row.met else "NOT MET"
            yield f"{met}  {quantity.label}: {quantity.target.text(quantity.unit)}"


def document(rows: Sequence[Row], scale: Scale) -> dict[str, Any]:
    """Return the results, the size of the run and the machine as JSON takes them."""
    results = [_result(row) for row in rows]
    return {"scale": asdict(scale), "machine": _machine(), "results": results}


def _machine() -> dict[str, Any]:
    return {
        "cpus": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "discord.py": version("discord.py"),
    }


def growth_table(found: Mapping[str, Sequence[Point]]) -> Table:
    """Return as a table what a job costs beside ever more others."""
    made = Table(box=box.SIMPLE_HEAD)
    made.add_column("jobs in flight", justify="right")
    for heading in ("bot", "CPU a job", "memory a job", "status requests a job"):
        made.add_column(heading, justify="right")
    for points in zip(*found.values(), strict=True):
        for name, point in zip(found, points, strict=True):
            memory = "–" if point.memory is None else Unit.BYTES.text(point.memory)
            cpu, requests = Unit.SECONDS.text(point.cpu), Unit.COUNT.text(point.requests)
            made.add_row(f"{point.jobs:,}", name, cpu, memory, requests)
    return made


def growth_document(found: Mapping[str, Sequence[Point]]) -> dict[str, Any]:
    """Return the same and the machine as JSON takes them."""
    return {
        "machine": _machine(),
        "growth": {name: list(map(asdict, points)) for name, points in found.items()},
    }


def _result(row: Row) -> dict[str, Any]:
    quantity, (ours, baseline) = row.quantity, row.medians
    return {
        "key": quantity.key,
        "label": quantity.label,
        "unit": quantity.unit.value,
        "rounds": {"ours": row.ours, "baseline": row.baseline},
        "target": quantity.target.text(quantity.unit) if quantity.target is not None else None,
        "met": row.met,
        "ours": ours,
        "baseline": baseline,
        "ratio": row.ratio,
    }


def write(path: Path, document: Mapping[str, Any]) -> None:
    """Write results as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(document, indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
