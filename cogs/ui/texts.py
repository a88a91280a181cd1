"""Puts what people wrote into messages: as it was written, and cut where it is too long."""

from __future__ import annotations

import io
import re

import discord
from discord.utils import escape_mentions

_BLANK_LINES = re.compile(r"\n\s*\n\s*")
_URL_OR_MARKUP = re.compile(r"https?://[^\s<]+[^\s<.,:;\"'\]]|(?P<markup>[\\_~|*`\[<])")
_LINE_MARKUP = re.compile(r"^([ \t]*)(#{1,3}|-|>)", re.MULTILINE)
_NUMBERED_LINE = re.compile(r"^([ \t]*\d+)\.", re.MULTILINE)


def literal(source: str, limit: int) -> str:
    """Return what a person wrote so that Discord shows it as written: no markup, no mentions.

    At most `limit` characters of `source` are shown; a cut is marked by an ellipsis. discord.py's
    `escape_markdown` lets the second link of a line through, and takes cubic time on brackets.
    """
    shown = _BLANK_LINES.sub("\n\n", shorten(source, limit))
    escaped = _URL_OR_MARKUP.sub(_escaped, shown)
    escaped = _LINE_MARKUP.sub(r"\1\\\2", escaped)
    return escape_mentions(_NUMBERED_LINE.sub(r"\1\\.", escaped))


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found['markup']}" if found["markup"] else found[0]


def shorten(source: str, limit: int) -> str:
    """Return at most `limit` characters of `source`; a cut is marked by an ellipsis."""
    stripped = source.strip()
    return stripped if len(stripped) <= limit else f"{stripped[: limit - 1].rstrip()}…"


def as_file(source: str, filename: str) -> discord.File:
    """Return a text that is too long for a message as a file, to be sent once."""
    return discord.File(io.BytesIO(source.encode()), filename)
