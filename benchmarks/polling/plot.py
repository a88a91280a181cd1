"""`python -m benchmarks.polling.plot FILE`: draws what docs/polling.md explains."""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from benchmarks.polling.contest import guide, knowing, least_requests, ours, true_belief
from benchmarks.polling.loads import SIGMAS, learnt_from, played
from benchmarks.polling.world import Load
from pictory_async._plan import Pace, plan_within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

IN_FLIGHT = (1, 2, 3, 5, 10, 20, 50, 200, 2000)
TIMERS = (5, 7.5, 10, 15, 20, 30, 45)
BUDGETS = tuple(1.1 * 1.15**step for step in range(13))
ENOUGH = tuple(0.5 * 1.25**step for step in range(12))
OURS, KNOWS, TIMER, BOUND = "#2a7f62", "#3b6ea8", "#c05a3c", "#8a8f98"
QUESTIONS = 5
RIGHT = (5, 4)
BESIDE = {10: (3, -14), 20: (2, 7), 50: (-5, -15), 200: (-2, 10), 2000: (-26, -15)}
"""Where the numbers stand, in points from their dots, so that none covers another."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Play every load and draw the figure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.polling.plot", description=__doc__)
    parser.add_argument("file", type=Path, help="the image to write")
    path = parser.parse_args(arguments).file
    figure = Figure(figsize=(12, 9), layout="constrained")
    grid = figure.subplots(2, len(SIGMAS), height_ratios=[2, 3])
    for column, sigma in enumerate(SIGMAS):
        print(f"sigma {sigma}", file=sys.stderr)
        _draw_plan(grid[0][column], Load(1, sigma))
        _draw_scores(grid[1][column], sigma)
    figure.savefig(path, dpi=100)
    return 0


def _draw_plan(axes: Axes, load: Load) -> None:
    """Draw when one job is asked for, on the density of its duration."""
    belief, timer = true_belief(load), guide(load)
    plan = plan_within(belief, Pace(), timer.requests)
    ages = [0.1 * tenths for tenths in range(1, 800)]
    density = [10 * (load.done(age + 0.1) - load.done(age)) for age in ages]
    axes.fill_between(ages, density, color=BOUND, alpha=0.35, linewidth=0)
    age = 0.0
    top = max(density)
    for number in range(QUESTIONS):
        seen, age = age, plan.next_age(age)
        chance = 1 - belief.share_done(seen)
        axes.axvline(age, ymax=0.75, color=OURS, alpha=0.25 + 0.75 * chance, linewidth=2)
        height = top * (1.12 if number % 2 else 1.29)
        note = f"{age:.1f} s\n{chance:.0%}"
        axes.annotate(note, (age, height), fontsize=8, color=OURS, ha="center", va="bottom")
    for tick in range(15, 80, 15):
        axes.axvline(tick, ymax=0.7, color=TIMER, linewidth=1, linestyle=":")
    axes.annotate("a question, and how\nmany jobs need it", (1, top * 1.2), fontsize=8, color=OURS)
    axes.set(xlim=(0, 80), ylim=(0, top * 1.5), yticks=[])
    axes.set_xlabel("seconds after the submit")
    title = f"When one job is asked for, σ {load.sigma:g}: {plan.lateness:.2f} s late on average"
    axes.set_title(f"{title}\n(the guide's timer, dotted: {timer.lateness:.2f} s)", fontsize=10)


def _draw_scores(axes: Axes, sigma: float) -> None:
    """Draw lateness against requests of every way of watching."""
    one = Load(1, sigma)
    timers = [guide(one, timer) for timer in TIMERS]
    _line(axes, [(s.requests, s.lateness) for s in timers], TIMER, "a timer of 5 to 45 s")
    best = [knowing(one, budget) for budget in BUDGETS]
    _line(axes, [(s.requests, s.lateness) for s in best], KNOWS, "knows the durations, one by one")
    bound = [(least_requests(one, late), late) for late in ENOUGH]
    _line(axes, bound, BOUND, "least for thousands in flight, 25 a page")
    the_guide = guide(one)
    axes.plot(the_guide.requests, the_guide.lateness, "D", color=TIMER, label="the guide: 15 s")
    _draw_ours(axes, sigma)
    wanted = the_guide.lateness / 4
    axes.axhline(wanted, linestyle="--", color="black", linewidth=0.8)
    note = "a quarter of the guide's lateness"
    axes.annotate(note, (7.8, wanted * 0.9), fontsize=8, ha="right")
    axes.set_title(f"Lateness against requests, σ {sigma:g}", fontsize=10)
    axes.legend(fontsize=8, loc="upper left")
    _scale(axes)


def _draw_ours(axes: Axes, sigma: float) -> None:
    """Draw what our watcher comes to, from one job in flight to thousands."""
    for number in IN_FLIGHT:
        load = Load(number, sigma)
        score = ours(load, jobs=played(load), before=learnt_from(load))
        axes.plot(score.requests, score.lateness, "o", color=OURS, markersize=7)
        axes.annotate(
            f"{number}",
            (score.requests, score.lateness),
            xytext=BESIDE.get(number, RIGHT),
            textcoords="offset points",
            color=OURS,
        )
    axes.plot([], [], "o", color=OURS, label="ours, by jobs in flight")


def _scale(axes: Axes) -> None:
    """Set up axes for requests and lateness."""
    axes.set(xscale="log", yscale="log", xlim=(0.2, 8), ylim=(0.8, 60))
    ticks = [(axes.xaxis, (0.2, 0.5, 1, 2, 5)), (axes.yaxis, (1, 2, 5, 10, 20, 50))]
    for axis, values in ticks:
        axis.set_ticks(values, [f"{value:g}" for value in values])
        axis.set_ticks([], minor=True)
    axes.set_xlabel("status requests a job")
    axes.set_ylabel("seconds late, on average")
    axes.grid(alpha=0.3)


def _line(axes: Axes, points: Sequence[tuple[float, float]], colour: str, label: str) -> None:
    finite = [point for point in points if all(map(math.isfinite, point))]
    axes.plot(*zip(*finite, strict=True), color=colour, label=label)


if __name__ == "__main__":
    sys.exit(main())
