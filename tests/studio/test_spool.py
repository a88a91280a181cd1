"""Tests of studio.spool: nothing is left behind, not even by a process that was killed."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from studio.spool import PREFIX, spool

if TYPE_CHECKING:
    from pathlib import Path


def test_the_folder_is_gone_at_the_end(tmp_path: Path) -> None:
    """What is still in the spool when the bot ends goes with it."""
    with spool(tmp_path) as folder:
        (folder / "1-1").write_bytes(b"picture")
        assert folder.parent == tmp_path
    assert list(tmp_path.iterdir()) == []


def test_leftovers_of_dead_processes_are_removed(tmp_path: Path) -> None:
    """The folder of a process that no longer runs is removed, that of a living one is not."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    dead = tmp_path / f"{PREFIX}{ended.pid}-abc"
    living = tmp_path / f"{PREFIX}1-abc"
    other = tmp_path / "pictures"
    for folder in (dead, living, other):
        folder.mkdir()
        (folder / "1-1").write_bytes(b"picture")
    with spool(tmp_path) as mine:
        assert {mine, living, other} == set(tmp_path.iterdir())
