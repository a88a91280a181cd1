"""Draws the results; Matplotlib is needed for nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from benchmarks.report import label, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from matplotlib.axes import Axes

    from benchmarks.figures import Row
    from benchmarks.growth.curve import Point

BETTER, WORSE = "#2a7f62", "#c05a3c"
COLOURS = ("#2a7f62", "#8a8f98")
INCHES_A_ROW = 0.3
DPI = 110


def ratios(rows: Sequence[Row], path: Path) -> None:
    """Draw how many times the baseline's each of our medians is, on a logarithmic scale."""
    drawn = [(row, row.ratio) for row in reversed(rows) if row.ratio and row.ratio > 0]
    figure = Figure(figsize=(10, 1.4 + INCHES_A_ROW * len(drawn)), layout="constrained")
    axes = figure.subplots()
    for place, (row, ratio) in enumerate(drawn):
        better = ratio >= 1 if row.quantity.more_is_better else ratio <= 1
        axes.barh(place, ratio - 1, left=1, color=BETTER if better else WORSE, height=0.62)
        ours, baseline = shown(row)
        note = f" {ours} / {baseline} "
        axes.annotate(note, (ratio, place), va="center", ha="left" if ratio >= 1 else "right")
    _by_ratio(axes, [ratio for _, ratio in drawn])
    axes.set_yticks(range(len(drawn)), [label(row.quantity) for row, _ in drawn])
    axes.set_title("this bot / baseline, medians; green is better than the baseline")
    _save(figure, path)


def _by_ratio(axes: Axes, values: Sequence[float]) -> None:
    """Set up an axis of ratios with room for the notes."""
    axes.set_xscale("log")
    axes.set_xlim(min([1.0, *values]) / 8, max([1.0, *values]) * 8)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g} ×"))
    axes.axvline(1, color="black", linewidth=0.8)
    axes.margins(y=0.02)


def growth(found: Mapping[str, Sequence[Point]], path: Path) -> None:
    """Draw what a job costs beside ever more others."""
    figure = Figure(figsize=(11, 3.6), layout="constrained")
    grid = figure.subplots(1, 3)
    panels: tuple[tuple[str, Callable[[Point], float | None]], ...] = (
        ("CPU a job, ms", lambda point: point.cpu * 1000),
        ("memory a job in flight, kB", lambda point: (point.memory or 0) / 1000 or None),
        ("status requests a job", lambda point: point.requests),
    )
    for axes, (title, read) in zip(grid.flat, panels, strict=True):
        for (name, points), colour in zip(found.items(), COLOURS, strict=False):
            known = [(point.jobs, value) for point in points if (value := read(point)) is not None]
            if known:
                jobs, values = zip(*known, strict=True)
                axes.plot(jobs, values, marker="o", color=colour, label=name)
        axes.set(xscale="log", ylim=(0, None), title=title, xlabel="jobs in flight")
        axes.grid(alpha=0.3)
    grid.flat[0].legend()
    _save(figure, path)


def _save(figure: Figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=DPI)
