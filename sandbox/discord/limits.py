"""What Discord refuses for its size."""

from __future__ import annotations

from dataclasses import dataclass

from simcord.backend.errors import BackendError

MEBIBYTE = 1024 * 1024


@dataclass(slots=True)
class Limits:
    """The sizes in force, in bytes; a test may change them while the server runs."""

    file_bytes: int = 10 * MEBIBYTE
    request_bytes: int = 25 * MEBIBYTE

    def check_files(self, sizes: list[int]) -> None:
        """Raise Discord's error if one file or all of them together are too large."""
        if sum(sizes) > self.request_bytes or any(size > self.file_bytes for size in sizes):
            raise BackendError(413, 40005, "Request entity too large")
