"""What a request to the controls means: who acts, and with which files."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from simcord.results import InteractionResult

DEFAULT_USER = "alice"


def name_of(asked: Mapping[str, Any]) -> str:
    """Return the name of the person who acts."""
    return str(asked.get("user", DEFAULT_USER))


def file_of(given: Mapping[str, Any]) -> tuple[str, bytes]:
    """Return the name and the bytes of a file given as {"name", "data" in base64}."""
    return str(given["name"]), base64.b64decode(given["data"])


def files_of(given: Iterable[Mapping[str, Any]]) -> list[tuple[str, bytes]]:
    """Return the names and the bytes of files."""
    return [file_of(file) for file in given]


def dispatched(result: InteractionResult) -> web.Response:
    """Answer with the id of an interaction that is on its way to the bot."""
    return web.json_response({"interaction_id": str(result._interaction.id)})  # noqa: SLF001
