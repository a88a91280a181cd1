"""Failures of the REST API that were ordered."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any


@dataclass(slots=True)
class Fault:
    """An error for requests whose method and path match; `times` None means until cleared.

    `after` lets the request take effect and then answers with the error, as when an answer is
    lost on its way.
    """

    method: str = "*"
    path: str = "*"
    status: int = 500
    code: int = 0
    message: str = "Internal Server Error"
    times: int | None = 1
    retry_after: float = 1.0
    after: bool = False

    def body(self) -> dict[str, Any]:
        """Return the JSON that Discord would answer."""
        limited = {"retry_after": self.retry_after, "global": False} if self.status == 429 else {}
        return {"message": self.message, "code": self.code, **limited}

    @property
    def headers(self) -> dict[str, str]:
        """The header without which discord.py takes a 429 for a ban of the address."""
        return {"Via": "1.1 sandbox"} if self.status == 429 else {}


class Faults:
    """The failures still to come, oldest first."""

    def __init__(self) -> None:
        self._ordered: list[Fault] = []

    def order(self, fault: Fault) -> None:
        """Add a failure."""
        self._ordered.append(fault)

    def clear(self) -> None:
        """Forget every failure."""
        self._ordered.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """Return the failure that this request meets, and count it."""
        for fault in self._ordered:
            if fault.method in ("*", method) and fnmatch(path, fault.path):
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._ordered.remove(fault)
                return fault
        return None
