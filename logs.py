"""Sets up logging: one line per event to stderr, as text or JSON, never with a secret in it."""

from __future__ import annotations

import logging
import re
import sys
from typing import TYPE_CHECKING, Literal

import structlog

if TYPE_CHECKING:
    from collections.abc import Iterable

    from structlog.typing import EventDict, Processor, WrappedLogger

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

    def __call__(self, _logger: WrappedLogger, _name: str, line: EventDict | str) -> str:
        """Return the rendered line without secrets; structlog's last processor."""
        hidden = str(line)
        for secret in self._secrets:
            hidden = hidden.replace(secret, HIDDEN)
        for pattern in (TOKEN_IN_PATH, WEBHOOK_SIGNATURE, SIGNATURE):
            hidden = pattern.sub(rf"\g<1>{HIDDEN}", hidden)
        return KEY.sub(HIDDEN, hidden)


def configure(level: str, style: Literal["text", "json"], *, secrets: Iterable[str] = ()) -> None:
    """Send every log of the process to stderr; `secrets` are strings that must never appear."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_renderers(style),
                Redactor(secrets),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.captureWarnings(capture=True)
    for chatty in QUIET:
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _renderers(style: Literal["text", "json"]) -> list[Processor]:
    if style == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    return [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    ]
