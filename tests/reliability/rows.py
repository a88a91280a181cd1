"""What a row of the fault matrix is: a fault in words, how it is brought about, and the promise."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.pictory.faults import Fault
    from tests.reliability.scene import Scene


class Where(Enum):
    """What is at fault."""

    SUBMIT = "submit"
    STATUS = "status"
    RESULT = "result"
    DOWNLOAD = "download"
    REFERENCE = "reference"
    WEBHOOK = "webhook"
    DISCORD = "Discord REST"
    GATEWAY = "gateway"
    DATABASE = "database"
    PROCESS = "process"
    CANCEL = "cancel"


class Ending(Enum):
    """How a request ends for the person who made it, in the words of the document."""

    OWN_CARD = "delivered in its own card"
    NEW_MESSAGE = "delivered in a new message that mentions the requester"
    FOLLOW_UP = "delivered in a new message that only the requester sees"
    DIRECT = "delivered by direct message"
    COLLECTED = "kept, and brought by `/collect`"
    FREE = "failed; says that no credits were used"
    PAID = "failed; says that credits were used"
    MAYBE = "failed; says that it may have cost credits"
    UNCONFIRMED = "unconfirmed; says that it may have cost credits"
    CANCELLED = "cancelled; says that no credits were used"
    DETACHED = "cancelled; says that it may still cost credits"
    REFUSED = "refused privately; nothing is spent"
    NEVER = "not begun; nothing is spent"


class Company(Enum):
    """Whether other rows may run at the same time."""

    CROWD = "its fault meets nobody else"
    ALONE = "its fault meets everybody"


class Program(Enum):
    """Which bot a row runs on."""

    USUAL = "a process that rows share"
    HEARING = "a process that rows share, with webhooks"
    QUICK = "shared and in this process, so that waits can be short that no setting shortens"
    OWN = "processes that the row starts and ends"


@dataclass(frozen=True)
class Seen:
    """What was seen of a request at its end: `text` is what its requester reads last."""

    ending: Ending
    text: str


Way = Callable[["Scene"], Awaitable[Seen]]
"""Brings the fault about, asks for a picture, and returns what was seen."""


@dataclass(frozen=True)
class Row:
    """One fault, and what is promised for it: the ending, the number of POSTs, and some words."""

    name: str
    where: Where
    fault: str
    way: Way
    promise: Ending
    posts: int
    says: str = ""
    company: Company = Company.CROWD
    program: Program = Program.USUAL
    long: bool = False
    platform: str = ""
    """Where alone the fault can be brought about, as `sys.platform` names it."""

    @property
    def possible(self) -> bool:
        """Whether it can be run on this machine."""
        return self.platform in {"", sys.platform}

    def __str__(self) -> str:
        return f"{self.where.value} · {self.fault}"


@dataclass(frozen=True)
class Outcome:
    """What came of a row; `seen` is None if there was no ending, and `trouble` says why."""

    row: Row
    seen: Seen | None
    posts: int
    seconds: float
    trouble: str = ""

    @property
    def problems(self) -> list[str]:
        """Return where this is not what was promised."""
        row, seen = self.row, self.seen
        found = [self.trouble] if self.trouble else []
        if seen is not None and seen.ending is not row.promise:
            found.append(f"promised was: {row.promise.value}; seen was: {seen.ending.value}")
        if seen is not None and row.says not in seen.text:
            found.append(f"{row.says!r} is not said")
        if self.posts != row.posts:
            found.append(f"{self.posts} POSTs instead of {row.posts}")
        if seen is not None and found:
            found.append(f"the requester reads: {seen.text!r}")
        return found

    def __str__(self) -> str:
        seen = self.seen.ending.value if self.seen else "no ending"
        posts = "1 POST" if self.posts == 1 else f"{self.posts} POSTs"
        mark = "BROKEN · " if self.problems else ""
        return f"{mark}{self.row} · {seen} · {posts} · {self.seconds:.1f} s"


def aimed(*faults: Fault, **options: Any) -> Way:
    """Return the way that switches faults on for its own request only, and asks for a picture."""

    async def way(scene: Scene) -> Seen:
        for fault in faults:
            scene.spoil(fault)
        return await scene.ending(await scene.generate(**options))

    return way
