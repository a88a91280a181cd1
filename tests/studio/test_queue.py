"""The fair queue: nobody above the limits, nobody left behind, nobody in front for long."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from studio.queue import FairQueue, Slot, Slots


@dataclass(eq=False)
class Ticket:
    """A claim of a user."""

    user_id: int
    number: int = 0


def admitted(queue: FairQueue[Ticket]) -> list[Ticket]:
    """Let everybody run who may."""
    found = []
    while (claim := queue.next()) is not None:
        found.append(claim)
    return found


def test_users_take_turns() -> None:
    """A user with many claims gets one, then the others get theirs."""
    queue: FairQueue[Ticket] = FairQueue(1, 9)
    order = []
    for user_id in (1, 1, 1, 2, 3, 2):
        queue.join(Ticket(user_id))
    while claims := admitted(queue):
        order += [claim.user_id for claim in claims]
        queue.finish(claims[0])
    assert order == [1, 2, 3, 1, 2, 1]


@given(st.lists(st.integers(1, 5), min_size=1, max_size=30), st.data())
def test_a_claim_knows_how_many_go_before_it(users: list[int], data: st.DataObject) -> None:
    """As many start before it as it was told, when nobody leaves and no limit of a user's binds."""
    queue: FairQueue[Ticket] = FairQueue(1, 100)
    running = Ticket(0)
    queue.occupy(running)
    tickets = [Ticket(user_id, number) for number, user_id in enumerate(users)]
    for ticket in tickets:
        queue.join(ticket)
    asked = data.draw(st.sampled_from(tickets))
    ahead, started = queue.ahead_of(asked), 0
    while running is not asked:
        queue.finish(running)
        [running] = admitted(queue)
        started += 1
    assert started == ahead + 1


def test_a_user_at_the_limit_does_not_hold_others_up() -> None:
    """The free places go to those who may use them."""
    queue: FairQueue[Ticket] = FairQueue(4, 2)
    for _ in range(10):
        queue.join(Ticket(1))
    assert [claim.user_id for claim in admitted(queue)] == [1, 1]
    queue.join(Ticket(2))
    assert [claim.user_id for claim in admitted(queue)] == [2]


@given(st.integers(1, 100), st.integers(1, 5), st.integers(1, 4))
def test_the_first_claim_of_a_newcomer_waits_for_one_slot_at_most(
    backlog: int, max_inflight: int, per_user: int
) -> None:
    """However much another user has lined up, the next free slot is the newcomer's."""
    queue: FairQueue[Ticket] = FairQueue(max_inflight, per_user)
    for number in range(backlog):
        queue.join(Ticket(1, number))
    running = admitted(queue)
    queue.join(Ticket(2))
    if any(claim.user_id == 2 for claim in admitted(queue)):
        return
    queue.finish(running[0])
    first = queue.next()
    if first is not None and first.user_id == 1:  # user 1's turn had come before user 2 came
        queue.finish(running[1] if len(running) > 1 else first)
        first = queue.next()
    assert first is not None
    assert first.user_id == 2


class QueueMachine(RuleBasedStateMachine):
    """Claims come, leave, start and finish in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.queue: FairQueue[Ticket] = FairQueue(5, 2)
        self.waiting: list[Ticket] = []
        self.running: list[Ticket] = []
        self.count = 0

    @rule(user_id=st.integers(1, 4))
    def join(self, user_id: int) -> None:
        """Line a claim up."""
        self.count += 1
        ticket = Ticket(user_id, self.count)
        self.waiting.append(ticket)
        self.queue.join(ticket)
        self.admit()

    @rule(user_id=st.integers(1, 4))
    def occupy(self, user_id: int) -> None:
        """Count a job that already runs."""
        ticket = Ticket(user_id)
        self.running.append(ticket)
        self.queue.occupy(ticket)

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        """Take a waiting claim out."""
        ticket = data.draw(st.sampled_from(self.waiting))
        self.waiting.remove(ticket)
        self.queue.leave(ticket)

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        """End a claim that runs."""
        ticket = data.draw(st.sampled_from(self.running))
        self.running.remove(ticket)
        self.queue.finish(ticket)
        self.admit()

    def admit(self) -> None:
        """Let everybody run who may: within the limits, and each user's oldest claim first."""
        for ticket in admitted(self.queue):
            own = [other for other in self.waiting if other.user_id == ticket.user_id]
            assert own[0] is ticket
            self.waiting.remove(ticket)
            self.running.append(ticket)
            assert len(self.running) <= 5
            assert sum(other.user_id == ticket.user_id for other in self.running) <= 2

    @invariant()
    def nothing_leaks(self) -> None:
        """Compare what the queue counts with what runs and waits."""
        assert self.queue.running == len(self.running)
        assert self.queue.waiting == len(self.waiting)

    @invariant()
    def nobody_waits_for_nothing(self) -> None:
        """See that while there is room whoever waits is at the personal limit."""
        if len(self.running) < 5:
            busy = Counter(ticket.user_id for ticket in self.running)
            assert all(busy[ticket.user_id] >= 2 for ticket in self.waiting)


TestQueueMachine = QueueMachine.TestCase


def test_a_slot_is_given_back_once() -> None:
    """However often a slot is released, one other gets it."""
    slots = Slots(1, 1)
    started: list[str] = []
    first = slots.ask(1, lambda: started.append("first"))
    slots.ask(2, lambda: started.append("second"))
    slots.ask(2, lambda: started.append("third"))
    for _ in range(3):
        first.release()
    assert started == ["first", "second"]
    assert (slots.running, slots.waiting) == (1, 1)


def test_a_slot_that_was_never_granted_can_be_released() -> None:
    """Who stops waiting is never started, and takes nobody's place."""
    slots = Slots(1, 1)
    started: list[str] = []
    first = slots.ask(1, lambda: started.append("first"))
    second = slots.ask(2, lambda: started.append("second"))
    second.release()
    first.release()
    assert started == ["first"]
    assert (slots.running, slots.waiting) == (0, 0)


def test_an_occupied_slot_counts_above_the_limit() -> None:
    """Jobs that run already count even beyond the limits, and nobody else starts meanwhile."""
    slots = Slots(1, 1)
    started: list[int] = []
    occupied = [slots.occupy(1, lambda: started.append(1)) for _ in range(3)]
    slots.ask(2, lambda: started.append(2))
    assert (started, slots.running) == ([1, 1, 1], 3)
    for slot in occupied:
        slot.release()
    assert started == [1, 1, 1, 2]


def test_a_start_that_ends_at_once_makes_room_for_the_next() -> None:
    """Work may release its slot while it is being started."""
    slots = Slots(1, 9)
    started: list[int] = []
    first = slots.ask(1, lambda: None)
    waiting: list[Slot] = []

    def begin_and_end() -> None:
        started.append(len(started))
        waiting[len(started) - 1].release()

    waiting += [slots.ask(1, begin_and_end) for _ in range(50)]
    first.release()
    assert started == list(range(50))
    assert slots.running == 0
