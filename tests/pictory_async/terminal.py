"""A shell for the command line under test: every command runs in a process of its own."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
PROMPT = ("--prompt", "A red bicycle")
QUICKLY = ("--poll", "0.02")


@dataclass
class Terminal:
    """Runs commands in a directory, with the settings in their environment."""

    directory: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    async def start(self, *arguments: str, output: int = asyncio.subprocess.PIPE) -> Process:
        """Start a command."""
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

    async def run(self, *arguments: str) -> tuple[int | None, str, str]:
        """Run a command to its end; return its status and what it wrote."""
        return await self.ended(await self.start(*arguments))

    async def ended(self, process: Process) -> tuple[int | None, str, str]:
        """Wait for a command; no key and no traceback may be in what it wrote."""
        output, errors = (text.decode() for text in await process.communicate())
        assert "Traceback" not in errors
        key = self.settings.get("PICTORY_API_KEY", "").strip()
        assert not key or key not in output + errors
        return process.returncode, output, errors

    def left(self) -> set[str]:
        """Return the names of the files in the directory."""
        return {path.name for path in self.directory.iterdir()}
