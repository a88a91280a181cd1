"""Whose rows are whose, and when another process may take them."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from studio.generations import ImageState
from studio.lease import Lease, Owner
from tests.studio.workshop import order

if TYPE_CHECKING:
    from studio.store import Store

ME = Owner("here", 100, "me")


@pytest.mark.parametrize("owner", [ME, Owner("host:with:colons", 1, "aa"), Owner()])
def test_an_owner_survives_as_text(owner: Owner) -> None:
    """What a row says can be read back."""
    assert Owner.parse(str(owner)) == owner


@pytest.mark.parametrize("text", ["", "nobody", "host:pid:nonce", "1:2"])
def test_other_texts_are_no_owners(text: str) -> None:
    """A name that this program did not write is nobody's."""
    assert Owner.parse(text) is None


def finished_pid() -> int:
    """Return the id of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_only_its_own_host_knows_a_process_dead() -> None:
    """A process that ended, or had our own id before us, is dead; others may live."""
    here, gone = Owner(), finished_pid()
    assert here.knows_dead(Owner(here.host, gone, "x"))
    assert here.knows_dead(Owner(here.host, os.getpid(), "an earlier run"))
    assert not here.knows_dead(here)
    assert not here.knows_dead(Owner(here.host, os.getppid(), "x"))
    assert not here.knows_dead(Owner("elsewhere", gone, "x"))
    assert not here.knows_dead(None)
    assert not here.knows_dead(Owner(here.host, 1, "x"))


async def owned(store: Store, owner: Owner | str, now: float) -> int:
    """Store a generation of an owner."""
    generation, _ = await store.add(order(key=f"{owner}-{now}"), owner=str(owner), now=now)
    return generation.id


async def test_only_abandoned_rows_are_taken(store: Store) -> None:
    """Rows are taken whose owner is dead here, or whose lease ran out; not ours, not the living."""
    me = Owner()
    dead = await owned(store, Owner(me.host, finished_pid(), "x"), 1000.0)
    late = await owned(store, "elsewhere:1:aa", 1000.0 - 61)
    strange = await owned(store, "strange", 1000.0 - 61)
    await owned(store, "elsewhere:1:aa", 1000.0 - 59)
    await owned(store, me, 1.0)
    closed = await owned(store, "elsewhere:2:aa", 1.0)
    await store.move(closed, 1, ImageState.CANCELLED)
    assert await store.close_generation(closed, now=2.0)
    assert await Lease(store, me, 60.0).take_over(1000.0) == [dead, late, strange]
    assert await Lease(store, me, 60.0).take_over(1000.0) == []


async def test_a_sign_of_life_keeps_rows(store: Store) -> None:
    """Renewed rows are not taken until the lease ran out from then on."""
    generation = await owned(store, ME, 0.0)
    other = Lease(store, Owner("elsewhere", 1, "x"), 60.0)
    await Lease(store, ME, 60.0).renew(100.0)
    assert await other.take_over(159.0) == []
    assert await other.take_over(161.0) == [generation]
    await Lease(store, ME, 60.0).renew(200.0)
    assert await Lease(store, ME, 60.0).take_over(200.0) == []


async def test_released_rows_are_anybodys(store: Store) -> None:
    """After a stop the next process takes the rows at once."""
    generation = await owned(store, ME, 100.0)
    await Lease(store, ME, 60.0).release()
    assert await Lease(store, Owner("elsewhere", 1, "x"), 60.0).take_over(100.0) == [generation]


async def test_two_processes_never_take_the_same_row(store: Store) -> None:
    """Of many that start together, each row goes to one."""
    rows = [await owned(store, f"gone:1:{number}", 0.0) for number in range(20)]
    leases = [Lease(store, Owner("host", number, "x"), 60.0) for number in range(4)]
    taken = await asyncio.gather(*(lease.take_over(1000.0) for lease in leases))
    assert sorted(row for part in taken for row in part) == rows
