"""A shell for the command line under test, which runs in this process or in one of its own."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pictory_async.__main__ import main

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Mapping

    import pytest

ROOT = Path(__file__).parents[2]
PROMPT = ("--prompt", "A red bicycle")
QUICKLY = ("--poll", "0.02")


@dataclass(frozen=True)
class Terminal:
    """Runs commands in the current directory, with the settings in their environment."""

    directory: Path
    settings: Mapping[str, str]
    captured: pytest.CaptureFixture[str]

    def knowing(self, settings: Mapping[str, str]) -> Self:
        """Return a terminal with other settings in the same directory."""
        return replace(self, settings=settings)

    async def run(self, *arguments: str) -> tuple[int | None, str, str]:
        """Run a command in this process; return its status and what it wrote."""
        self.captured.readouterr()
        status = await asyncio.to_thread(main, arguments, self.settings)
        written = self.captured.readouterr()
        return self._checked(status, written.out, written.err)

    async def start(self, *arguments: str, output: int = asyncio.subprocess.PIPE) -> Process:
        """Start a command in a process of its own."""
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
            "TERM": "xterm",
            **self.settings,
        }
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-W",
            "error",
            "-m",
            "pictory_async",
            *arguments,
            cwd=self.directory,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=asyncio.subprocess.PIPE if output == asyncio.subprocess.PIPE else output,
        )

    async def ended(self, process: Process) -> tuple[int | None, str, str]:
        """Wait for a process; return its status and what it wrote."""
        output, errors = (text.decode() for text in await process.communicate())
        return self._checked(process.returncode, output, errors)

    def _checked(self, status: int | None, output: str, errors: str) -> tuple[int | None, str, str]:
        """Hold that no key and no traceback was written."""
        assert "Traceback" not in errors
        key = self.settings.get("PICTORY_API_KEY", "").strip()
        assert not key or key not in output + errors
        return status, output, errors

    def left(self) -> set[str]:
        """Return the names of the files in the directory."""
        return {path.name for path in self.directory.iterdir()}
