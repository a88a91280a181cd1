"""Reads the body of a REST request: JSON, or `payload_json` and `files[n]`."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import BodyPartReader
from simcord.backend.errors import BackendError

if TYPE_CHECKING:
    from aiohttp import web

_FILE_FIELD = re.compile(r"files\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as SimCord's routes take it."""

    fp: io.BytesIO
    filename: str
    description: str | None

    @property
    def size(self) -> int:
        """The number of bytes."""
        return len(self.fp.getbuffer())


async def read_body(request: web.Request) -> tuple[Any, list[Upload]]:
    """Return the JSON and the files of a request; a request without a body has None."""
    if request.content_type.startswith("multipart/"):
        return await _read_form(request)
    raw = await request.read()
    return (_parse(raw) if raw else None), []


async def _read_form(request: web.Request) -> tuple[Any, list[Upload]]:
    payload: Any = None
    files: dict[int, tuple[str, bytes]] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            raise BackendError(400, 50035, "Invalid Form Body")
        content = bytes(await part.read())
        field = _FILE_FIELD.fullmatch(part.name or "")
        if field is not None:
            files[int(field[1])] = (part.filename or "unknown", content)
        elif part.name == "payload_json":
            payload = _parse(content)
    descriptions = _descriptions(payload)
    return payload, [
        Upload(io.BytesIO(content), name, descriptions.get(str(n)))
        for n, (name, content) in sorted(files.items())
    ]


def _parse(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        raise BackendError(400, 50109, "The request body contains invalid JSON.") from None


def _descriptions(payload: Any) -> dict[str, str | None]:
    body = payload if isinstance(payload, dict) else {}
    listed = (body.get("data") or body).get("attachments") or []
    return {str(item.get("id")): item.get("description") for item in listed}
