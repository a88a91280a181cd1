"""The agenda: each thing is due once, and what is moved or removed leaves nothing behind."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from pictory_async._agenda import Agenda


@dataclass(eq=False)
class Thing:
    """Something that can be due."""

    name: int
    due: float | None = None


MOVES = st.lists(st.tuples(st.integers(0, 9), st.none() | st.integers(0, 20)), max_size=60)


@given(moves=MOVES)
def test_things_come_out_in_the_order_in_which_they_are_due(
    moves: list[tuple[int, int | None]],
) -> None:
    """Whatever was put, moved and removed before."""
    agenda: Agenda[Thing] = Agenda()
    things = [Thing(name) for name in range(10)]
    for name, when in moves:
        if when is None:
            agenda.remove(things[name])
        else:
            agenda.put(things[name], float(when))
    wanted = sorted(thing.due for thing in things if thing.due is not None)
    found = []
    while (due := agenda.next_due()) < math.inf:
        found.append(due)
        assert agenda.pop().due is None
    assert found == wanted


def test_moving_one_thing_for_ever_takes_no_memory() -> None:
    """What it was due before is thrown away in time."""
    agenda: Agenda[Thing] = Agenda()
    thing = Thing(1)
    for moment in range(10_000, 0, -1):
        agenda.put(thing, float(moment))
    assert agenda.next_due() == 1.0
    assert len(agenda._heap) < 100
