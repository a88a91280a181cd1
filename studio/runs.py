"""The generations that this process works on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.runner import GenerationRun

if TYPE_CHECKING:
    from collections.abc import Iterator

    from studio.bench import Bench
    from studio.generations import Card, Generation


class Runs:
    """The running generations by their ids; each leaves when nothing is left to do for it."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._runs: dict[int, GenerationRun] = {}

    def __iter__(self) -> Iterator[GenerationRun]:
        return iter(tuple(self._runs.values()))

    def __len__(self) -> int:
        return len(self._runs)

    def get(self, generation_id: int) -> GenerationRun | None:
        """Return the run of a generation, if it is here."""
        return self._runs.get(generation_id)

    def begin(self, generation: Generation, *, resumed: bool = False) -> None:
        """Work on a generation from where its rows say that it stands."""
        self._add(generation).begin(resumed=resumed)

    def begin_with(self, generation: Generation, card: Card) -> None:
        """Work on a new generation that `card` shows since a moment ago."""
        self._add(generation).begin_with(card)

    def clear(self) -> None:
        """Forget every run, whose tasks have ended."""
        self._runs.clear()

    def _add(self, generation: Generation) -> GenerationRun:
        run = GenerationRun(self._bench, generation, lambda done: self._runs.pop(done, None))
        self._runs[generation.id] = run
        return run
