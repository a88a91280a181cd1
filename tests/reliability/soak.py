"""`python -m tests.reliability.soak`: the long form, round after round, drawn from a seed."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import logging
import random
import secrets
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from studio.store import Store
from tests.reliability.lane import lane
from tests.reliability.matrix import ROWS
from tests.reliability.postgres import postgres
from tests.reliability.rounds import burst_round, matrix_round, storm_round

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence

    from tests.reliability.lane import Lane
    from tests.reliability.postgres import Postgres
    from tests.reliability.rounds import Round
    from tests.reliability.rows import Row

DEALT = 35
"""How many rows one round of the matrix has."""
STORM_SECONDS = 20.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run rounds until the time is over; return 1 if a promise was broken."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(handlers=[logging.NullHandler()])
    say(f"SEED={options.seed}")
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        rounds = asyncio.run(soak(Path(folder), options))
    found = [what for one in rounds for what in one.broken]
    say(f"\n{len(rounds)} rounds, {len(found)} promises broken, SEED={options.seed}")
    for what in found:
        say(f"\n{what}")
    return 1 if found else 0


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="The long form of the fault matrix.")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    parser.add_argument("--burst", type=int, default=500, help="how many results finish at once")
    return parser


async def soak(folder: Path, options: argparse.Namespace) -> list[Round]:
    """Run rounds one after the other, each with services and databases of its own."""
    rng, ends = random.Random(options.seed), time.monotonic() + 60 * options.minutes
    migrated = folder / "migrated.db"
    await (await Store.open(f"sqlite+aiosqlite:///{migrated}")).close()
    done: list[Round] = []
    async with postgres() as server:
        async for one in _rounds(folder, migrated, server, rng, options.burst):
            done.append(one)
            if time.monotonic() >= ends:
                break
    return done


async def _rounds(
    folder: Path, migrated: Path, server: Postgres, rng: random.Random, burst: int
) -> AsyncIterator[Round]:
    deck = _deck(rng)
    kinds: list[Callable[[Lane], object]] = [
        lambda opened: storm_round(opened, rng, STORM_SECONDS, None),
        lambda opened: matrix_round(opened, list(itertools.islice(deck, DEALT)), rng),
        lambda opened: storm_round(opened, rng, STORM_SECONDS, server),
        lambda opened: burst_round(opened, burst),
        lambda opened: matrix_round(opened, list(itertools.islice(deck, DEALT)), rng),
        lambda opened: matrix_round(opened, list(itertools.islice(deck, DEALT)), rng),
    ]
    for number, kind in enumerate(itertools.cycle(kinds), 1):
        place = folder / f"{number:03}"
        place.mkdir()
        began = time.monotonic()
        async with lane(place, migrated) as opened:
            one: Round = await kind(opened)  # type: ignore[misc]
        mark = "BROKEN" if one.broken else "kept"
        say(f"{number:3} {time.monotonic() - began:6.1f} s {mark:6} {one.name}: {one.said}")
        for what in one.broken:
            say(f"      {what}")
        yield one


def _deck(rng: random.Random) -> Iterator[Row]:
    """Yield rows in random order, each once before any comes again."""
    possible = [row for row in ROWS if row.possible]
    while True:
        yield from rng.sample(possible, len(possible))


if __name__ == "__main__":
    sys.exit(main())
