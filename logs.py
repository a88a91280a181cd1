"""Sets up logging: one line per event to stderr, as text or JSON, never with a secret in it."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

HIDDEN = "[hidden]"
QUIET = ("alembic",)
"""Loggers that tell nothing below a warning to a person who runs the bot."""
TOKEN_IN_PATH = re.compile(r"(/(?:webhooks|interactions)/\d+/)[^/?\s\"'\\]+")
"""The interaction tokens in Discord's URLs: whoever has one can write in the bot's name."""
WEBHOOK_SIGNATURE = re.compile(r"(/webhooks/pictory/[^/\s]+/[^/\s]+/)[^/?\s\"'\\]+")
"""What opens our own door to Pictory: whoever has it can make the bot ask for a job."""
SIGNATURE = re.compile(r"([?&](?:hm|X-Amz-Signature)=)[^&\s\"'\\]+")
KEY = re.compile(r"\bpictai_[\w.-]+")


class Redactor:
    """Hides secrets in lines that are about to be written, wherever they come from."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = tuple(sorted((s for s in secrets if s), key=len, reverse=True))

    def __call__(self, line: str) -> str:
        """Return the line without secrets."""
        for secret in self._secrets:
            line = line.replace(secret, HIDDEN)
        for pattern in (TOKEN_IN_PATH, WEBHOOK_SIGNATURE, SIGNATURE):
            line = pattern.sub(rf"\g<1>{HIDDEN}", line)
        return KEY.sub(HIDDEN, line)


class _Formatter(logging.Formatter):
    """Writes an event with its time, level and logger, and nothing that is secret."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        self._redact = Redactor(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of an event, and below it the traceback if there is one."""
        return self._redact(self.render(record, self._timestamp(record), self._details(record)))

    def render(self, record: logging.LogRecord, timestamp: str, details: str) -> str:
        """Put an event into text."""
        place = f"{timestamp} [{record.levelname.lower():<9}] {record.getMessage():<30}"
        return "\n".join(filter(None, (f"{place} [{record.name}]", details)))

    def _timestamp(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC)
        return time.isoformat(timespec="microseconds").replace("+00:00", "Z")

    def _details(self, record: logging.LogRecord) -> str:
        error = self.formatException(record.exc_info) if record.exc_info else record.exc_text
        stack = self.formatStack(record.stack_info) if record.stack_info else None
        return "\n".join(filter(None, (error, stack)))


class _JsonFormatter(_Formatter):
    """Writes an event as one JSON object."""

    def render(self, record: logging.LogRecord, timestamp: str, details: str) -> str:
        """Put an event into JSON."""
        event = {
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "timestamp": timestamp,
        }
        return json.dumps(event | ({"exception": details} if details else {}))


def configure(level: str, style: Literal["text", "json"], *, secrets: Iterable[str] = ()) -> None:
    """Send every log of the process to stderr; `secrets` are strings that must never appear."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter((_JsonFormatter if style == "json" else _Formatter)(secrets))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.captureWarnings(capture=True)
    for chatty in QUIET:
        logging.getLogger(chatty).setLevel(logging.WARNING)
