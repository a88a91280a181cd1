"""What a generation's card says beside the snapshot: when it is ready, and what it waits for."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from studio.etas import forecast
from studio.generations import ImageState
from studio.ports import Progress

if TYPE_CHECKING:
    from collections.abc import Mapping

    from studio.bench import Bench
    from studio.image_run import ImageRun
    from studio.runner import GenerationRun

LEAST_CORRECTION = 0.2
"""The shortest time between two corrections of what a card promises, in units of `poll_min`."""


class Promise:
    """What the card of a generation promises; the same until something changes."""

    def __init__(self, run: GenerationRun, bench: Bench, images: Mapping[int, ImageRun]) -> None:
        self._run = run
        self._bench = bench
        self._images = images
        self._progress = Progress()
        self._renewing = False
        """Whether something has changed since `_progress` was computed."""

    def progress(self) -> Progress:
        """Return what the card shows beside the snapshot."""
        if self.is_late:
            self.renew()
        return replace(self._newest(), note=self._run.note, ahead=self.ahead)

    @property
    def ahead(self) -> int | None:
        """How many images of others go to Pictory before the first of these; None once one has."""
        if any(image.state is not ImageState.QUEUED for image in self._run.generation.images):
            return None
        places = [place for run in self._images.values() if (place := run.ahead) is not None]
        return min(places, default=None)

    def until_late(self) -> float:
        """Return in how many seconds the time that the card promised will have passed."""
        ready_at = self._newest().ready_at
        if ready_at is None:
            return math.inf
        least = LEAST_CORRECTION * self._bench.limits.poll_min
        return max(ready_at - time.time(), least)

    @property
    def is_late(self) -> bool:
        """Whether the time that the card promised has passed."""
        ready_at = self._newest().ready_at
        return ready_at is not None and ready_at <= time.time()

    def renew(self) -> None:
        """Promise what is known when the promise is looked at next."""
        self._renewing = True

    def _newest(self) -> Progress:
        if self._renewing:
            self._renewing, self._progress = False, self._forecast()
        return self._progress

    def _forecast(self) -> Progress:
        generation, runs = self._run.generation, self._images.items()
        places = [(n, ahead) for n, run in runs if (ahead := run.ahead) is not None]
        seen_running = {n: image_run.seen_running for n, image_run in runs}
        waits = {n: self._bench.wait_for(generation.order, ahead) for n, ahead in places}
        return forecast(generation, self._bench.durations, time.time(), seen_running, waits)
