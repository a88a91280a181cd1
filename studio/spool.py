"""The folder in which results wait between their download and their delivery."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from studio.lease import is_alive

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = "pictory-spool-"


@contextmanager
def spool(parent: Path | None = None) -> Iterator[Path]:
    """Make a folder of this process's own, and remove it at the end.

    Folders of processes that were killed are removed first: what was in them is downloaded again.
    `parent` is by default the system's folder for temporary files.
    """
    parent = Path(tempfile.gettempdir()) if parent is None else parent
    for left in parent.glob(f"{PREFIX}*"):
        pid = left.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdecimal() and (int(pid) == os.getpid() or not is_alive(int(pid))):
            shutil.rmtree(left, ignore_errors=True)
    prefix = f"{PREFIX}{os.getpid()}-"
    with tempfile.TemporaryDirectory(prefix=prefix, dir=parent) as folder:
        yield Path(folder)
