"""Logging never tells a secret."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import pytest

import logs

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def restored_logging() -> Iterator[None]:
    """Put the process's logging back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)


@pytest.mark.parametrize(
    "line",
    [
        "the token is very-secret-token",
        "POST https://discord.com/api/v10/webhooks/12/aW50ZXJh_c3.Rpb24-x/messages/@original",
        "POST /interactions/12/aW50ZXJh_c3.Rpb24-x/callback",
        f"POST https://bot.example/webhooks/pictory/12/3/{'5161a7e5' * 8} refused",
        f"bad line b'POST /x/webhooks/pictory/%31/3/{'5161a7e5' * 8}%20?a=1 HTTP/9'",
        f'{{"webhook": "http://bot/webhooks/pictory/1/2/{"5161a7e5" * 8}"}}',
        "key pictai_abcDEF-123.x refused",
        "https://cdn.discordapp.com/a/b/dog.png?ex=1&is=2&hm=c0ffee&x=1",
    ],
)
@pytest.mark.parametrize("style", ["text", "json"])
def test_secrets_are_hidden(line: str, style: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Tokens, keys and signatures never reach the output, in messages or in tracebacks."""
    logs.configure("INFO", "json" if style == "json" else "text", secrets=["very-secret-token"])
    error = ValueError(line)
    logging.getLogger("discord.http").warning("failed: %s", line, exc_info=error)
    written = capsys.readouterr().err
    assert logs.HIDDEN in written
    assert "ValueError" in written
    for secret in ("very-secret", "aW50ZXJh", "pictai_abc", "c0ffee", "5161a7e5"):
        assert secret not in written


def test_a_webhooks_image_stays_readable(capsys: pytest.CaptureFixture[str]) -> None:
    """Of an address only the signature is hidden: which picture it was is worth knowing."""
    logs.configure("INFO", "text")
    logging.getLogger("bot").info("POST /webhooks/pictory/12/3/5161a7e5 was answered")
    written = capsys.readouterr().err
    assert f"POST /webhooks/pictory/12/3/{logs.HIDDEN} was answered" in written


def test_json_lines_can_be_parsed(capsys: pytest.CaptureFixture[str]) -> None:
    """Each event is one JSON object with time, level, logger and text."""
    logs.configure("INFO", "json")
    logging.getLogger("bot").info("ready as %s", "Pictory")
    logging.getLogger("bot").debug("too quiet")
    event = json.loads(capsys.readouterr().err)
    assert event["event"] == "ready as Pictory"
    assert event["level"] == "info"
    assert event["logger"] == "bot"
    assert event["timestamp"].endswith("Z")
