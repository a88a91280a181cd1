"""Failures of the REST API that were ordered."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import Any

KINDS = ("answer", "reset")


@dataclass(slots=True)
class Fault:
    """A failure of requests whose method and path match; `times` None means until cleared.

    The `answer` kind answers with the status and code given; `reset` answers nothing and resets
    the connection. `after` lets the request take effect first, as when an answer is lost on its
    way. `seconds` ends the failure by itself after that time, however often it was met.
    """

    method: str = "*"
    path: str = "*"
    status: int = 500
    code: int = 0
    message: str = "Internal Server Error"
    times: int | None = 1
    retry_after: float = 1.0
    after: bool = False
    kind: str = "answer"
    seconds: float | None = None
    _began: float = field(default_factory=time.monotonic, init=False)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")
        if self.seconds is not None and not self.seconds > 0:
            raise ValueError("seconds must be a positive number, or null for no end")

    @property
    def over(self) -> bool:
        """Whether its time has passed."""
        return self.seconds is not None and time.monotonic() - self._began >= self.seconds

    def body(self) -> dict[str, Any]:
        """Return the JSON that Discord would answer."""
        limited = {"retry_after": self.retry_after, "global": False} if self.status == 429 else {}
        return {"message": self.message, "code": self.code, **limited}

    @property
    def headers(self) -> dict[str, str]:
        """The header without which discord.py takes a 429 for a ban of the address."""
        return {"Via": "1.1 sandbox"} if self.status == 429 else {}


def outage(seconds: float, *, mode: str = "before", method: str = "*", path: str = "*") -> Fault:
    """Return the failure of everything for a while.

    In the `after` mode requests are carried out, and only their answers are lost.
    """
    if mode not in ("before", "after"):
        raise ValueError("mode must be before or after")
    return Fault(method, path, times=None, after=mode == "after", kind="reset", seconds=seconds)


class Faults:
    """The failures still to come, oldest first."""

    def __init__(self) -> None:
        self._ordered: list[Fault] = []

    def order(self, fault: Fault) -> None:
        """Add a failure; one that lasts for a time comes before those that are counted."""
        self._ordered.insert(0 if fault.seconds is not None else len(self._ordered), fault)

    def clear(self) -> None:
        """Forget every failure."""
        self._ordered.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """Return the failure that this request meets, and count it."""
        self._ordered = [fault for fault in self._ordered if not fault.over]
        for fault in self._ordered:
            if fault.method in ("*", method) and fnmatch(path, fault.path):
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._ordered.remove(fault)
                return fault
        return None
