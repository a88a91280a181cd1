"""The budget of requests: what is admitted when, and in which order."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.ui.budget import Budget, Claim, Ledger, Place, Rank, Rate, Route, Window
from cogs.ui.edits import Edits

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE, THERE = Place(Route.EDIT, 1), Place(Route.EDIT, 2)
CHANNEL, OVERALL = Rate(5, 5.0), Rate(10, 1.0)


def ledger(channel: Rate = CHANNEL, overall: Rate = OVERALL) -> Ledger:
    """Return a ledger with nothing in it."""
    return Ledger(channel=channel, overall=overall)


def asked(book: Ledger, rank: Rank, place: Place | None, count: int = 1) -> list[Claim]:
    """Line up some claims of one kind."""
    claims = [Claim(rank, place) for _ in range(count)]
    for claim in claims:
        book.ask(claim)
    return claims


@pytest.mark.parametrize(
    ("rank", "most"),
    [(Rank.FINAL, 5), (Rank.CARD, 4), (Rank.STATUS, 3), (Rank.PING, 3), (Rank.REACTION, 2)],
)
def test_a_rank_uses_up_its_share(rank: Rank, most: int) -> None:
    """What is left of a channel's limit stays free for those that matter more."""
    book = ledger()
    asked(book, rank, HERE, 9)
    admitted, again = book.admit(0.0)
    assert len(admitted) == most
    assert again == 5.0


def test_a_final_finds_room_after_any_number_of_status_edits() -> None:
    """Two finals go at once though status edits have used up all that they may."""
    book = ledger()
    asked(book, Rank.STATUS, HERE, 50)
    book.admit(0.0)
    finals = asked(book, Rank.FINAL, HERE, 2)
    assert book.admit(0.1)[0] == finals


def test_finals_that_wait_go_before_status_that_waited_longer() -> None:
    """Status edits of a channel stand back for as long as a final waits there."""
    book = ledger()
    asked(book, Rank.STATUS, HERE, 50)
    finals = asked(book, Rank.FINAL, HERE, 12)
    order = [claim for second in range(0, 15, 5) for claim in book.admit(float(second))[0]]
    assert order[:12] == finals
    assert {claim.rank for claim in order[12:]} == {Rank.STATUS}


def test_channels_do_not_wait_for_each_other() -> None:
    """What one channel's limit holds back holds nothing back elsewhere."""
    book = ledger(overall=Rate(45, 1.0))
    asked(book, Rank.FINAL, HERE, 20)
    book.admit(0.0)
    claims = asked(book, Rank.STATUS, THERE, 2)
    assert book.admit(0.0)[0] == claims


def test_posts_and_edits_have_limits_of_their_own() -> None:
    """A channel's limit of edits says nothing of its posts."""
    book = ledger()
    asked(book, Rank.FINAL, HERE, 20)
    book.admit(0.0)
    posts = asked(book, Rank.FINAL, Place(Route.POST, 1))
    assert book.admit(0.0)[0] == posts


def test_reactions_stand_back_in_the_limit_of_all() -> None:
    """Reactions, which have no channel's limit here, leave most of the whole to the others."""
    book = ledger()
    asked(book, Rank.REACTION, None, 20)
    assert len(book.admit(0.0)[0]) == 4
    finals = asked(book, Rank.FINAL, HERE)
    assert book.admit(0.0)[0] == finals


def test_who_withdraws_is_not_admitted() -> None:
    """A claim that is taken back leaves its room to the next."""
    book = ledger()
    first, *others = asked(book, Rank.STATUS, HERE, 4)
    book.withdraw(first)
    assert book.admit(0.0)[0] == others


def test_nothing_is_kept_of_quiet_channels() -> None:
    """A channel is forgotten once its requests are as old as its limit reaches back."""
    book = ledger()
    for channel_id in range(10):
        asked(book, Rank.FINAL, Place(Route.EDIT, channel_id))
    book.admit(0.0)
    assert len(book._windows) == 10
    book.admit(5.0)
    assert book._windows == {}
    assert book._lines == {}


def test_a_window_that_slides_fits_every_period() -> None:
    """The sixth request waits for the first one's time, not for a new period."""
    window = Window(CHANNEL)
    for now in (0.0, 1.0, 2.0, 3.0, 4.0):
        assert window.opens(Rank.FINAL, now) == now
        window.begin(now)
    assert window.opens(Rank.FINAL, 4.5) == 5.0


CLAIMS = st.lists(
    st.tuples(
        st.floats(0, 30),
        st.sampled_from(Rank),
        st.sampled_from([HERE, THERE, Place(Route.POST, 1), None]),
    ),
    max_size=60,
)


@given(CLAIMS)
def test_any_crowd_is_served_within_the_limits(
    crowd: Sequence[tuple[float, Rank, Place | None]],
) -> None:
    """All are admitted in the end, none too many in any period, no lower rank before a higher."""
    book = ledger()
    coming = sorted(crowd, key=lambda one: one[0], reverse=True)
    sent: dict[Place | None, list[float]] = defaultdict(list)
    lines: dict[Place, list[Rank]] = defaultdict(list)
    again: float | None = None
    while coming or again is not None:
        now = min(([] if again is None else [again]) + [one[0] for one in coming[-1:]])
        while coming and coming[-1][0] <= now:
            _, rank, place = coming.pop()
            book.ask(Claim(rank, place))
            if place is not None:
                lines[place].append(rank)
        admitted, again = book.admit(now)
        assert again is None or again > now
        for claim in admitted:
            sent[None].append(now)
            if claim.place is not None:
                assert claim.rank == min(lines[claim.place])
                lines[claim.place].remove(claim.rank)
                sent[claim.place].append(now)
    assert len(sent[None]) == len(crowd)
    for place, times in sent.items():
        rate = OVERALL if place is None else CHANNEL
        gaps = [b - a for a, b in zip(times, times[rate.count :], strict=False)]
        assert all(gap >= rate.seconds - 1e-9 for gap in gaps)


async def test_a_budget_goes_on_by_itself() -> None:
    """Who found no room is sent on when there is some."""
    budget = Budget(channel=Rate(1, 0.02))
    async with asyncio.timeout(5):
        await asyncio.gather(*(budget.spend(Rank.FINAL, HERE) for _ in range(4)))
    budget.close()


async def test_who_gives_up_leaves_no_trace() -> None:
    """A request whose time was over while it waited is not sent later."""
    budget = Budget(channel=Rate(1, 60.0))
    await budget.spend(Rank.FINAL, HERE)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await budget.spend(Rank.REACTION, HERE)
    assert budget._ledger._lines == {}
    budget.close()


async def test_a_final_does_not_wait_for_the_status_that_waits_for_its_channel() -> None:
    """A status edit waits for its channel without the message, and is dropped for the final."""
    budget = Budget(channel=Rate(1, 60.0))
    edits, made = Edits(interval=0.0, budget=budget), list[str]()

    async def status() -> bool:
        made.append("status")
        return True

    await budget.spend(Rank.STATUS, HERE)
    edits.offer(1, status, lambda: HERE)
    await asyncio.sleep(0)
    async with asyncio.timeout(5), edits.turn(1):
        made.append("final")
        edits.forget(1)
    await edits.close()
    budget.close()
    assert made == ["final"]
    assert (edits._messages, budget._ledger._lines) == ({}, {})


async def test_the_newest_status_is_made_once_its_channel_has_room() -> None:
    """However many were offered meanwhile, one edit is made, and costs the channel one request."""
    budget, made, done = Budget(channel=Rate(1, 0.05)), list[int](), asyncio.Event()
    edits = Edits(interval=0.0, budget=budget)

    def status(number: int) -> None:
        async def make() -> bool:
            made.append(number)
            done.set()
            return True

        edits.offer(1, make, lambda: HERE)

    await budget.spend(Rank.STATUS, HERE)
    for number in range(5):
        status(number)
        await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await done.wait()
    await edits.close()
    budget.close()
    assert made == [4]


async def test_edits_by_token_cost_no_channel_anything() -> None:
    """A status whose card a token reaches is made though its channel has no room."""
    budget, done = Budget(channel=Rate(1, 60.0)), asyncio.Event()
    edits = Edits(interval=0.0, budget=budget)

    async def status() -> bool:
        done.set()
        return True

    await budget.spend(Rank.FINAL, HERE)
    edits.offer(1, status, lambda: None)
    async with asyncio.timeout(5):
        await done.wait()
    await edits.close()
    budget.close()
