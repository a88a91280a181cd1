"""Spends Discord's rate limits: finals go before status, status before what is only ornament.

discord.py keeps to the limits too, but in the order of asking, and a request that waits inside it
cannot be taken back. So whatever can wait does so here.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import NamedTuple


class Rank(IntEnum):
    """What a request is for; the lower the number, the sooner it is sent."""

    FINAL = 0
    CARD = 1
    STATUS = 2
    PING = 3
    REACTION = 4


SHARES = {Rank.FINAL: 1.0, Rank.CARD: 0.8, Rank.STATUS: 0.6, Rank.PING: 0.6, Rank.REACTION: 0.4}
"""How much of a limit a rank may use up: the rest is free for a final that comes right then."""


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` requests in any `seconds`."""

    count: int
    seconds: float

    def share(self, rank: Rank) -> int:
        """Return how many of them a rank may use up."""
        return max(1, int(self.count * SHARES[rank]))


class Route(Enum):
    """The requests of a channel that share one limit, which the interactions' tokens do not."""

    EDIT = "edit"
    POST = "post"


class Place(NamedTuple):
    """A limit of one channel."""

    route: Route
    channel_id: int


class Window:
    """The requests begun in the last seconds, oldest first.

    Discord counts from the first request of a period; no period holds too many if none of any
    beginning does.
    """

    __slots__ = ("_begun", "_rate")

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._begun: deque[float] = deque()

    def opens(self, rank: Rank, now: float) -> float:
        """Return when one more request of this rank may begin: at `now`, or later."""
        while self._begun and self._begun[0] + self._rate.seconds <= now:
            self._begun.popleft()
        over = len(self._begun) - self._rate.share(rank)
        return now if over < 0 else self._begun[over] + self._rate.seconds

    def begin(self, now: float) -> None:
        """Count a request."""
        self._begun.append(now)

    @property
    def empty(self) -> bool:
        """Whether nothing was counted when it was looked at last."""
        return not self._begun


@dataclass(eq=False, slots=True)
class Claim:
    """A request that is to be sent; without a place only the limit of all applies to it."""

    rank: Rank
    place: Place | None
    decided: asyncio.Event = field(default_factory=asyncio.Event)
    granted: bool = False

    async def wait(self) -> bool:
        """Return whether it may be sent, once that is known; it is not once it is withdrawn."""
        await self.decided.wait()
        return self.granted


class Ledger:
    """Which claims may be sent next; pure, the clock is the caller's."""

    def __init__(self, *, channel: Rate, overall: Rate) -> None:
        self._channel = channel
        self._overall = Window(overall)
        self._windows: dict[Place, Window] = {}
        self._lines: dict[tuple[Rank, Place | None], dict[Claim, None]] = {}

    def ask(self, claim: Claim) -> None:
        """Line a claim up behind the others of its rank and place."""
        self._lines.setdefault((claim.rank, claim.place), {})[claim] = None

    def withdraw(self, claim: Claim) -> None:
        """Take a claim out of its line, if it stands there."""
        key = claim.rank, claim.place
        line = self._lines.get(key, {})
        line.pop(claim, None)
        if not line:
            self._lines.pop(key, None)

    def admit(self, now: float) -> tuple[Sequence[Claim], float | None]:
        """Count and return what may be sent now, and when to look again if something waits."""
        admitted: list[Claim] = []
        later: list[float] = []
        for key in self._open_lines():
            while (claim := next(iter(self._lines.get(key, ())), None)) is not None:
                opens = self._opens(claim, now)
                if opens > now:
                    later.append(opens)
                    break
                self._begin(claim, now)
                admitted.append(claim)
        self._tidy(now)
        return admitted, min(later, default=None)

    def _open_lines(self) -> Iterator[tuple[Rank, Place | None]]:
        """Yield the lines, highest rank first, but for those that a higher rank still blocks."""
        blocked: set[Place] = set()
        for key in sorted(self._lines, key=lambda key: key[0]):
            place = key[1]
            if place in blocked:
                continue
            yield key
            if place is not None and key in self._lines:
                blocked.add(place)

    def _opens(self, claim: Claim, now: float) -> float:
        opens = self._overall.opens(claim.rank, now)
        window = self._windows.get(claim.place) if claim.place is not None else None
        return opens if window is None else max(opens, window.opens(claim.rank, now))

    def _begin(self, claim: Claim, now: float) -> None:
        self.withdraw(claim)
        self._overall.begin(now)
        if claim.place is not None:
            self._windows.setdefault(claim.place, Window(self._channel)).begin(now)

    def _tidy(self, now: float) -> None:
        """Forget the channels in which nothing was sent lately."""
        for place, window in list(self._windows.items()):
            window.opens(Rank.FINAL, now)
            if window.empty:
                del self._windows[place]


CHANNEL = Rate(5, 5.5)
"""Messages posted to a channel, and edits of its messages, with the bot's token: each of them.

Discord's 5 seconds begin when it hears of the first, and the next may be faster on its way.
"""
OVERALL = Rate(45, 1.0)
"""All requests with the bot's token; Discord takes 50, with those that are not counted here."""


class Budget:
    """Hands out what a ledger admits, as time goes on."""

    def __init__(self, *, channel: Rate = CHANNEL, overall: Rate = OVERALL) -> None:
        self._ledger = Ledger(channel=channel, overall=overall)
        self._timer: asyncio.TimerHandle | None = None

    def ask(self, rank: Rank, place: Place | None = None) -> Claim:
        """Return a claim, which is decided at once if there is room."""
        claim = Claim(rank, place)
        self._ledger.ask(claim)
        self._look()
        return claim

    def withdraw(self, claim: Claim) -> None:
        """Decide that a claim is not to be sent, if it was not decided before."""
        if claim.decided.is_set():
            return
        self._ledger.withdraw(claim)
        claim.decided.set()
        self._look()

    async def spend(self, rank: Rank, place: Place | None = None) -> None:
        """Wait until one more request may be sent."""
        claim = self.ask(rank, place)
        try:
            await claim.wait()
        finally:
            self.withdraw(claim)

    def close(self) -> None:
        """Decide nothing more by itself."""
        if self._timer is not None:
            self._timer.cancel()

    def _look(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        now = time.monotonic()
        admitted, again = self._ledger.admit(now)
        for claim in admitted:
            claim.granted = True
            claim.decided.set()
        if again is not None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(max(again - now, 0.0), self._look)
