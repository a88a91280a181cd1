"""How late an event loop came to each of its ticks, in memory that two processes share."""

from __future__ import annotations

import mmap
import os
import struct
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = struct.Struct("Q")
RECORD = struct.Struct("dd")
KEPT = 2**18
SIZE = HEAD.size + KEPT * RECORD.size


class Tick(NamedTuple):
    """A tick that was `due` on the monotonic clock of the machine, and came so much `late`."""

    due: float
    late: float


class Ticks:
    """The newest ticks of a loop; one process notes them, another reads them at its leisure."""

    def __init__(self, file: int) -> None:
        """Share the memory behind a file descriptor with whoever else has it."""
        self._memory = mmap.mmap(file, SIZE)

    @classmethod
    def shared(cls) -> tuple[Self, int]:
        """Make memory without a file on any disk; return its descriptor too, to be passed on."""
        file = os.memfd_create("ticks")
        os.ftruncate(file, SIZE)
        return cls(file), file

    def note(self, tick: Tick) -> None:
        """Add a tick; the number of them is written last, so that no half of one is read."""
        noted = self._noted
        RECORD.pack_into(self._memory, _place(noted), *tick)
        HEAD.pack_into(self._memory, 0, noted + 1)

    def since(self, begin: float) -> list[float]:
        """Return how late each tick came that was due after `begin`."""
        return [tick.late for tick in self._all() if tick.due >= begin]

    def _all(self) -> Iterator[Tick]:
        noted = self._noted
        for number in range(max(0, noted - KEPT), noted):
            yield Tick(*RECORD.unpack_from(self._memory, _place(number)))

    @property
    def _noted(self) -> int:
        return int(HEAD.unpack_from(self._memory, 0)[0])


def _place(number: int) -> int:
    return HEAD.size + number % KEPT * RECORD.size
