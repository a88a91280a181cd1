"""A crowd in one channel under Discord's limits: how long pictures wait, and for what."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import discord

from benchmarks.figures import Quantity, Reading, Target, Unit, quantile
from benchmarks.hurried import SPEED
from benchmarks.stage import OWN_REACTIONS, PEOPLE, Stage, stage
from benchmarks.subjects import OURS

if TYPE_CHECKING:
    from benchmarks.scale import Scale
    from benchmarks.subjects import Subject

LIMITS = {
    "post": (25, 5 * 5.0 / SPEED),
    "edit": (25, 5 * 5.0 / SPEED),
    "react": (1, 0.25 / SPEED),
    "token": (5, 2.0 / SPEED),
    "global": (50 * SPEED, 1.0),
}
"""Those of Discord in faster time; a channel's are five times as long, and as much, since with half
a second the ways to Discord and back would count for more than they do."""

MEDIAN = 10.0
RESULT_BYTES = 100_000
PARENTS = 10
"""How many pictures there are to react to."""

REGENERATE = "🔁"
SEEN = "seen.json"
LOOK_EVERY = 0.5
NO_STORM = Target(ratio=0.0, slack=20.0)
NONE = Target(ratio=0.0)
REFUSED = Quantity("crowd.refused", "429s for a crowd in one channel", Unit.COUNT, NO_STORM)
TOKEN_P50 = Quantity("crowd.token.p50", "end to visible there, by command, p50", Unit.SECONDS)
TOKEN_P99 = Quantity("crowd.token.p99", "end to visible there, by command, p99", Unit.SECONDS)
BOT_P50 = Quantity("crowd.bot.p50", "end to visible there, by reaction, p50", Unit.SECONDS)
BOT_P99 = Quantity("crowd.bot.p99", "end to visible there, by reaction, p99", Unit.SECONDS)
OVERTAKEN = Quantity("crowd.overtaken", "finals overtaken by a status", Unit.COUNT, NONE)
WAIT_P99 = Quantity("crowd.wait.p99", "finals waited for the limit, p99", Unit.SECONDS)
STATUS = Quantity("crowd.status", "status edits a job there", Unit.COUNT)
DROPPED = Quantity("crowd.dropped", "own reactions dropped there, a job", Unit.COUNT)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Whose jobs have all ended at one moment: what stands in the channel for them then."""

    cards: list[dict[str, Any]]
    released: float
    refused: int

    def reading(self) -> Reading:
        """Sum up what can be seen from outside.

        To wait for a channel's limit takes longer in real life; what goes by an interaction's token
        has none to wait for, and takes as long as the machine does.
        """
        asked = self._waits(reply=False)
        reacted = [wait * SPEED for wait in self._waits(reply=True)]
        missing = sum(OWN_REACTIONS - len(card["reactions"]) for card in self.cards)
        return {
            REFUSED: self.refused,
            TOKEN_P50: quantile(asked, 0.5),
            TOKEN_P99: quantile(asked, 0.99),
            **({BOT_P50: quantile(reacted, 0.5)} if reacted else {}),
            **({BOT_P99: quantile(reacted, 0.99)} if reacted else {}),
            STATUS: sum(card["edits"] - 1 for card in self.cards) / len(self.cards),
            DROPPED: missing / len(self.cards),
        }

    def _waits(self, *, reply: bool) -> list[float]:
        """Return how long after its end each picture was at Discord; replies are to reactions."""
        found = [card for card in self.cards if (card["reference"] is not None) is reply]
        return [_taken_at(card) - self.released for card in found]


async def measure(subject: Subject, scale: Scale) -> Reading:
    """Let many people in a channel ask at once; what only our bot has are jobs by reaction."""
    jobs = ("--median", str(MEDIAN), "--result-bytes", str(RESULT_BYTES), "--credits", "1e6")
    ours = subject is OURS
    if ours:
        subject = replace(subject, command=(sys.executable, "-m", "benchmarks.hurried", SEEN))
    async with stage(subject, speed=SPEED, seed=scale.seed, jobs=jobs) as place:
        async with place.bot():
            reacting = scale.crowd // 2 if ours else 0
            parents = await _parents(place, reacting)
            crowd = await _crowd(place, parents, reacting, scale.crowd - reacting)
        return crowd.reading() | (_seen(place) if ours else {})


async def _parents(place: Stage, reacting: int) -> list[str]:
    """Have pictures made that people can react to, before anything is limited."""
    asked = [await place.ask() for _ in range(min(reacting, PARENTS))]
    return [message["id"] for message in await place.finished(asked)] if asked else []


async def _crowd(place: Stage, parents: list[str], reacting: int, asking: int) -> Crowd:
    """Let so many react and so many ask, and all of their jobs end at the same moment."""
    before = await place.submitted()
    old = {message["id"] for message in await place.messages()}
    await place.pictory("POST", "/hold")
    await place.discord("POST", "/rates", **LIMITS)
    for number in range(reacting):
        turn = number // len(PEOPLE)  # who reacts to a picture again makes no other of it
        await place.react(parents[(number + turn) % len(parents)], REGENERATE)
    for _ in range(asking):
        await place.ask()
    await place.submits(before + reacting + asking)
    released = time.time()
    await place.pictory("POST", "/release")
    cards = await place.shown(reacting + asking, besides=old, every=LOOK_EVERY)
    refused = (await place.discord("GET", "/rates"))["refused"]
    return Crowd(cards, released, sum(refused.values()))


def _taken_at(card: dict[str, Any]) -> float:
    """Return when Discord took the picture, which its id tells."""
    [picture] = card["attachments"]
    return discord.utils.snowflake_time(int(picture["id"])).timestamp()


def _seen(place: Stage) -> Reading:
    """Return what the bot's budget has seen."""
    seen = json.loads((place.folder / "data" / SEEN).read_text(encoding="utf-8"))
    return {
        OVERTAKEN: seen["overtaken"],
        WAIT_P99: quantile(seen["waits"], 0.99) * SPEED,
    }
