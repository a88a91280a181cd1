"""What a process has used so far, as Linux tells it in /proc."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

BEFORE_TIMES = 11
"""How many fields stand between the command's name and the first of the four times."""


@dataclass(frozen=True, slots=True)
class CpuTime:
    """CPU seconds, user and system: of a process itself, and of those that it has started."""

    own: float
    children: float

    @classmethod
    def parse(cls, stat: str, *, ticks_per_second: int) -> Self:
        """Read /proc/PID/stat, whose second field is a name in brackets that can hold anything."""
        fields = stat.rpartition(")")[2].split()[BEFORE_TIMES:]
        user, system, children_user, children_system = (int(ticks) for ticks in fields[:4])
        return cls(
            (user + system) / ticks_per_second,
            (children_user + children_system) / ticks_per_second,
        )

    @classmethod
    def of(cls, pid: int) -> Self:
        """Return what a running process has used until now, and its living children with it."""
        ticks = os.sysconf("SC_CLK_TCK")
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
        ended = cls.parse(stat, ticks_per_second=ticks)
        return cls(ended.own, ended.children + sum(cls.of(child).total for child in children(pid)))

    @property
    def total(self) -> float:
        """Return the time of the process and its children together."""
        return self.own + self.children

    def since(self, before: CpuTime) -> CpuTime:
        """Return what was used between `before` and this reading."""
        return CpuTime(self.own - before.own, self.children - before.children)


def children(pid: int) -> list[int]:
    """Return the processes that a process has started and not waited for yet."""
    found: list[int] = []
    for thread in Path(f"/proc/{pid}/task").iterdir():
        found += map(int, (thread / "children").read_text(encoding="utf-8").split())
    return found


def resident_bytes(pid: int) -> int:
    """Return how much memory a running process holds."""
    return parse_resident(Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))


def peak_resident_bytes(pid: int) -> int:
    """Return the most memory that a running process has held since its start or `forget_peak`."""
    return parse_resident(Path(f"/proc/{pid}/status").read_text(encoding="utf-8"), "VmHWM")


def forget_peak(pid: int) -> None:
    """Count a process's peak from now on."""
    Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")


def parse_resident(status: str, name: str = "VmRSS") -> int:
    """Read a size of memory in /proc/PID/status, which is given in KiB."""
    (kibibytes,) = [line.split()[1] for line in status.splitlines() if line.startswith(f"{name}:")]
    return int(kibibytes) * 1024
