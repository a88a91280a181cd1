"""What is read of a process in /proc."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from benchmarks.usage import CpuTime, parse_resident, peak_resident_bytes, resident_bytes

STAT = "77 ({name}) S 1 77 77 0 -1 4194560 9 8 7 6 150 50 30 20 20 0 4 0 1000 5 6"


@pytest.mark.parametrize("name", ["python", "a (b) c", "1 2 3 4) S 5"])
def test_cpu_times_stand_behind_the_name(name: str) -> None:
    """Whatever a program calls itself, its own time and its children's are found."""
    times = CpuTime.parse(STAT.format(name=name), ticks_per_second=100)
    assert times == CpuTime(own=2.0, children=0.5)
    assert times.total == 2.5
    assert times.since(CpuTime(own=0.5, children=0.5)) == CpuTime(own=1.5, children=0.0)


def test_memory_is_read_in_bytes() -> None:
    """The kernel writes KiB."""
    status = "Name:\tpython\nVmHWM:\t  2048 kB\nVmRSS:\t  1024 kB\nThreads:\t4\n"
    assert parse_resident(status) == 1024 * 1024
    assert parse_resident(status, "VmHWM") == 2048 * 1024


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux has /proc")
def test_this_process_can_be_read() -> None:
    """Work shows in the CPU time of the process that does it."""
    before, began = CpuTime.of(os.getpid()), time.process_time()
    while time.process_time() - began < 0.05:
        pass
    assert CpuTime.of(os.getpid()).since(before).own >= 0.03
    assert resident_bytes(os.getpid()) > 1_000_000
    assert peak_resident_bytes(os.getpid()) >= resident_bytes(os.getpid())
