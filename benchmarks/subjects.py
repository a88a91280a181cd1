"""The bots under test."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parent.parent
UNLIMITED = "100000"
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR")
"""What a bot inherits: nothing that may be a setting of a real bot, or changes how Python runs."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A bot under test: its command, and the setting that holds its pace of questions.

    `poll_seconds` is that pace as it is in real life, before time is compressed.
    """

    name: str
    command: tuple[str, ...]
    poll_setting: str
    poll_seconds: float

    def watched(self, shared: int) -> tuple[str, ...]:
        """Return the command that notes the event loop's ticks in memory behind a descriptor."""
        python, *program = self.command
        return (python, "-m", "benchmarks.watched", str(shared), *program)

    def environment(
        self, described: Mapping[str, str], folder: Path, *, speed: float
    ) -> dict[str, str]:
        """Return the settings of a run in a sandbox whose jobs are `speed` times as fast."""
        return {
            **{name: os.environ[name] for name in PASSED_ON if name in os.environ},
            "PYTHONPATH": str(ROOT),
            "DISCORD_TOKEN": described["discord_token"],
            "DISCORD_API_URL": described["discord_api_url"],
            "DISCORD_GATEWAY_URL": described["discord_gateway_url"],
            "PICTORY_API_KEY": described["pictory_api_key"],
            "PICTORY_API_URL": described["pictory_api_url"],
            "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/bot.db",
            "HTTP_PORT": "0",
            "MAX_INFLIGHT": UNLIMITED,
            "MAX_INFLIGHT_PER_USER": UNLIMITED,
            self.poll_setting: str(self.poll_seconds / speed),
        }


def webhook_settings() -> dict[str, str]:
    """Return the settings with which a bot is told by Pictory that a job has ended."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return {
        "HTTP_PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "WEBHOOK_SECRET": secrets.token_hex(16),
    }


OURS = Subject("this bot", (sys.executable, str(ROOT / "bot.py")), "POLL_MIN_SECONDS", 5.0)
BASELINE = Subject(
    "baseline", (sys.executable, "-m", "benchmarks.baseline"), "BASELINE_POLL_SECONDS", 15.0
)
