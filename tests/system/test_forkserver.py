"""A forked bot is a process of its own, and does what `python bot.py` does."""

from __future__ import annotations

import os
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.system import forkserver, processes
from tests.waiting import eventually

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(not forkserver.AVAILABLE, reason="this platform cannot fork")

BARE = {"PATH": os.defpath}
ALONE = {
    **BARE,
    "DISCORD_TOKEN": "some.token",
    "DISCORD_API_URL": "http://127.0.0.1:1",
    "DISCORD_GATEWAY_URL": "ws://127.0.0.1:1",
    "PICTORY_API_KEY": "pictai_some",
    "PICTORY_API_URL": "http://127.0.0.1:1",
    "DATABASE_URL": "sqlite+aiosqlite:///bot.db",
    "LOG_LEVEL": "DEBUG",
}
"""Settings of a bot that finds nobody to talk to, and keeps trying."""


def test_it_ends_as_the_real_program_ends(tmp_path: Path) -> None:
    """Missing settings give the words and the exit status that `python bot.py` gives."""
    bot = processes.start(BARE, tmp_path)
    assert bot.process.wait(20) == 2
    said = "The bot cannot start:\nDISCORD_TOKEN is not set\nPICTORY_API_KEY is not set\n"
    assert bot.log.read_text() == said


def test_it_reads_its_own_folder_and_environment(tmp_path: Path) -> None:
    """Settings come from the environment given and from `.env` in the folder, nothing else."""
    (tmp_path / ".env").write_text("DISCORD_TOKEN=some.token\n")
    bot = processes.start({**BARE, "HTTP_PORT": "none"}, tmp_path)
    assert bot.process.wait(20) == 2
    said = bot.log.read_text()
    assert "DISCORD_TOKEN" not in said
    assert "PICTORY_API_KEY is not set" in said
    assert "HTTP_PORT" in said


async def test_bots_are_processes_apart(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Two run at once, each with an id and an end of its own, and signals reach them."""
    one = processes.start(ALONE, folder)
    two = processes.start(ALONE, tmp_path_factory.mktemp("other"))
    two.kill()
    assert two.process.wait() == -signal.SIGKILL
    with pytest.raises(ProcessLookupError):
        os.kill(two.process.pid, 0)
    with pytest.raises(subprocess.TimeoutExpired):
        one.process.wait(0.01)

    async def configured() -> bool:
        return bool(one.log.read_text())

    await eventually(configured)
    one.process.send_signal(signal.SIGINT)
    assert one.process.wait(15) in {0, 130}
