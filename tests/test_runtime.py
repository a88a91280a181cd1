"""Tests of runtime: the loop of the machine's choice, and garbage that is taken away."""

from __future__ import annotations

import asyncio
import gc
import sys
import weakref
from typing import TYPE_CHECKING

import runtime
from tests.waiting import eventually

if TYPE_CHECKING:
    import pytest


class Knot:
    """Something that only the garbage collector takes away."""

    def __init__(self) -> None:
        self.itself = self


def test_the_loop_is_a_quick_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python's own does where there is no other."""
    quick = runtime.new_event_loop()
    monkeypatch.setitem(sys.modules, "uvloop", None)
    own = runtime.new_event_loop()
    try:
        assert sys.platform == "win32" or type(quick).__module__ == "uvloop"
        assert type(own).__module__.startswith("asyncio.")
    finally:
        quick.close()
        own.close()


async def test_what_is_loaded_is_out_of_sight_and_garbage_is_collected() -> None:
    """Nothing is touched before everything is loaded, and all is as before in the end."""
    before, loaded = gc.get_threshold(), asyncio.Event()
    gc.disable()  # what is not collected here stays
    try:
        async with runtime.tidying(loaded.wait(), look_every=0.01):
            await asyncio.sleep(0)
            assert gc.get_threshold() == before
            loaded.set()
            await eventually(is_frozen)
            knot = weakref.ref(Knot())
            assert knot() is not None
            await eventually(lambda: is_gone(knot))
            assert gc.get_threshold() == runtime.THRESHOLDS
    finally:
        gc.enable()
    assert gc.get_threshold() == before


async def is_frozen() -> bool:
    """Whether the collector was told of what is loaded."""
    return gc.get_threshold() == runtime.THRESHOLDS


async def is_gone(knot: weakref.ref[Knot]) -> bool:
    """Whether something was taken away."""
    return knot() is None
