"""Uploaded files: a signed address to put one, and a permanent one to read it."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

    from sandbox.pictory.validation import Upload

VALID_SECONDS = 24 * 3600


@dataclass(slots=True)
class Slot:
    """Room for one file; `data` is None until it was put."""

    key: str
    content_type: str
    signature: str
    expires_at: float
    data: bytes | None = None


class Uploads:
    """The files of the account, kept in memory."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._slots: dict[str, Slot] = {}

    def open(self, upload: Upload) -> Slot:
        """Make room for a file under a new key."""
        name = PurePosixPath(upload.file_name).name or "file"
        key = f"{self._rng.getrandbits(64):016x}/{name}"
        slot = Slot(key, upload.content_type, secrets.token_hex(16), time.time() + VALID_SECONDS)
        self._slots[key] = slot
        return slot

    def put(self, key: str, *, signature: str, content_type: str, data: bytes) -> bool:
        """Store a file; False if the address is not one we signed, or is too old."""
        slot = self._slots.get(key)
        if slot is None or time.time() > slot.expires_at or content_type != slot.content_type:
            return False
        if not secrets.compare_digest(signature, slot.signature):
            return False
        slot.data = data
        return True

    def get(self, key: str) -> Slot | None:
        """Return a stored file, or None."""
        slot = self._slots.get(key)
        return None if slot is None or slot.data is None else slot
