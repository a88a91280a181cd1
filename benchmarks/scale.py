"""How much is measured in a run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """The size of a run.

    `speed` is how much faster than in real life jobs run, and questions about them come, where
    only the work counts and not the time it takes; `settle` is how long a bot is left alone before
    its memory is read.
    """

    jobs: int = 80
    burst: int = 300
    speed: float = 20.0
    seed: int = 1
    mass: int = 200
    flying: int = 2000
    crowd: int = 200
    rounds: int = 2
    settle: float = 2.0
