"""Who may submit next: round-robin between users, inside the limits of all and of each.

Nothing waits here: a request that has to wait is a line in a queue, and its work is started by
the release that makes room for it.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable


class Claim(Protocol):
    """A request for a slot."""

    @property
    def user_id(self) -> int:
        """Whose request it is."""


C = TypeVar("C", bound=Claim)


class FairQueue(Generic[C]):
    """The order in which claims become running; pure, and the caller carries out what it says.

    Users take turns; within a user the order is first come, first served. A user at the
    personal limit steps out of the turns until one of the own claims is finished.
    """

    def __init__(self, max_inflight: int, max_inflight_per_user: int) -> None:
        self._max_inflight = max_inflight
        self._max_per_user = max_inflight_per_user
        self._waiting: dict[int, deque[C]] = {}
        self._turns: OrderedDict[int, None] = OrderedDict()
        self._running: Counter[int] = Counter()
        self._total = 0

    @property
    def running(self) -> int:
        """How many claims run."""
        return self._total

    @property
    def waiting(self) -> int:
        """How many claims wait."""
        return sum(map(len, self._waiting.values()))

    def running_of(self, user_id: int) -> int:
        """Return how many claims of a user run."""
        return self._running[user_id]

    def ahead_of(self, claim: C) -> int:
        """Return how many waiting claims start before this one if everybody takes their turns.

        It is fewer if somebody leaves, or reaches the personal limit. A user who is at it now
        joins the turns last.
        """
        own = self._waiting[claim.user_id].index(claim)
        ahead, turn_passed = own, False
        for user_id in self._turns:
            if user_id == claim.user_id:
                turn_passed = True
            else:
                turns = own if turn_passed else own + 1
                ahead += min(len(self._waiting[user_id]), turns)
        return ahead

    def join(self, claim: C) -> None:
        """Line a claim up behind the user's earlier ones."""
        self._waiting.setdefault(claim.user_id, deque()).append(claim)
        self._take_turns(claim.user_id)

    def occupy(self, claim: C) -> None:
        """Count a claim as running whatever the limits say, because it already does."""
        self._count(claim.user_id)

    def leave(self, claim: C) -> None:
        """Take a waiting claim out of the queue."""
        line = self._waiting[claim.user_id]
        line.remove(claim)
        if not line:
            del self._waiting[claim.user_id]
            self._turns.pop(claim.user_id, None)

    def finish(self, claim: C) -> None:
        """Give a running claim's slot back."""
        self._running[claim.user_id] -= 1
        self._total -= 1
        if not self._running[claim.user_id]:
            del self._running[claim.user_id]
        self._take_turns(claim.user_id)

    def next(self) -> C | None:
        """Let the next claim run and return it; None if nobody waits or may start."""
        if self.running >= self._max_inflight:
            return None
        while self._turns:
            user_id, _ = self._turns.popitem(last=False)
            if self._running[user_id] < self._max_per_user:
                return self._start(user_id)
        return None

    def _start(self, user_id: int) -> C:
        line = self._waiting[user_id]
        claim = line.popleft()
        if not line:
            del self._waiting[user_id]
        self._count(user_id)
        self._take_turns(user_id)
        return claim

    def _count(self, user_id: int) -> None:
        self._running[user_id] += 1
        self._total += 1

    def _take_turns(self, user_id: int) -> None:
        """Put a user at the end of the turns who has something to start and is not in them."""
        if user_id in self._waiting and self._running[user_id] < self._max_per_user:
            self._turns.setdefault(user_id, None)


@dataclass(eq=False)
class Slot:
    """A place among the jobs in flight, waiting or running, given back exactly once."""

    user_id: int
    _slots: Slots
    _start: Callable[[], None]
    _state: str = "waiting"

    @property
    def ahead(self) -> int | None:
        """How many requests go before this one; None once it runs."""
        return self._slots.ahead_of(self) if self._state == "waiting" else None

    def release(self) -> None:
        """Give the place back, or stop waiting for it; a second call does nothing."""
        state, self._state = self._state, "released"
        self._slots.settle(self, state)

    def grant(self) -> None:
        """Start the work that the slot was asked for."""
        self._state = "running"
        self._start()


class Slots:
    """The jobs in flight; see FairQueue for who is next."""

    def __init__(self, max_inflight: int, max_inflight_per_user: int) -> None:
        self._queue: FairQueue[Slot] = FairQueue(max_inflight, max_inflight_per_user)

    @property
    def running(self) -> int:
        """How many slots are taken."""
        return self._queue.running

    @property
    def waiting(self) -> int:
        """How many requests wait for a slot."""
        return self._queue.waiting

    def ask(self, user_id: int, start: Callable[[], None]) -> Slot:
        """Call `start` as soon as it is this request's turn, which may be at once."""
        slot = Slot(user_id, self, start)
        self._queue.join(slot)
        self._admit()
        return slot

    def ahead_of(self, slot: Slot) -> int:
        """Return how many waiting requests go before a waiting one."""
        return self._queue.ahead_of(slot)

    def occupy(self, user_id: int, start: Callable[[], None]) -> Slot:
        """Call `start` at once, for a job that Pictory already runs."""
        slot = Slot(user_id, self, start)
        self._queue.occupy(slot)
        slot.grant()
        return slot

    def settle(self, slot: Slot, state: str) -> None:
        """Take back a slot that was waiting or running until now."""
        if state == "waiting":
            self._queue.leave(slot)
        elif state == "running":
            self._queue.finish(slot)
            self._admit()

    def _admit(self) -> None:
        while (slot := self._queue.next()) is not None:
            slot.grant()
