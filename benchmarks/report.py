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

from benchmarks.subjects import BASELINE, OURS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from benchmarks.figures import Row
    from benchmarks.scale import Scale


def table(rows: Sequence[Row]) -> Table:
    """Return the results as a table."""
    made = Table(box=box.SIMPLE_HEAD)
    made.add_column("less is better")
    for heading in (OURS.name, BASELINE.name, "ratio"):
        made.add_column(heading, justify="right")
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        made.add_row(row.quantity.label, *map(row.quantity.unit.text, row.medians), ratio)
    return made


def verdicts(rows: Sequence[Row]) -> Iterator[str]:
    """Say of each target whether it is met."""
    for row in rows:
        quantity = row.quantity
        if quantity.target is not None:
            met = "met    " if row.met else "NOT MET"
            yield f"{met}  {quantity.label}: {quantity.target.text(quantity.unit)}"


def document(rows: Sequence[Row], scale: Scale) -> dict[str, Any]:
    """Return the results, the size of the run and the machine as JSON takes them."""
    return {
        "scale": asdict(scale),
        "machine": {
            "cpus": os.cpu_count(),
            "system": platform.platform(),
            "python": platform.python_version(),
            "discord.py": version("discord.py"),
        },
        "results": [_result(row) for row in rows],
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


def write(path: Path, rows: Sequence[Row], scale: Scale) -> None:
    """Write the results as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(document(rows, scale), indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
