"""What can be seen from outside of what became of requests: messages, files, jobs, and the log."""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.system.people import Asked
    from tests.system.processes import Controls

WORKING = ("Queued", "Starting", "Generating", "Fetching")
CREDITS = re.compile(r"(No credits|Credits) were used\b|It may (have|still) cost credits\.")
FREE = "No credits were used"
QUIET_SECONDS = 1.0
PATIENCE_SECONDS = 5.0
"""How long cards may stand still in a working state before they are held to be stuck."""


@dataclass(frozen=True)
class Card:
    """A message of the bot, as the person who asked reads it."""

    message: dict[str, Any]

    @property
    def id(self) -> str:
        """The message's id."""
        return str(self.message["id"])

    @property
    def text(self) -> str:
        """Everything that is written on it."""
        return "\n".join(filter(None, (self.message["content"], self.message["text"])))

    @property
    def working(self) -> bool:
        """Whether it says that there is more to come."""
        return any(word in self.text for word in WORKING)

    @property
    def files(self) -> list[str]:
        """The names of the attached files, without their endings."""
        return [file["filename"].partition(".")[0] for file in self.message["attachments"]]

    @property
    def pictures(self) -> list[dict[str, Any]]:
        """The attached results."""
        return [f for f in self.message["attachments"] if f["filename"].startswith("image-")]

    @property
    def generations(self) -> set[str]:
        """The generations that its buttons act on."""
        ids = [str(button["custom_id"]).split(":") for button in self.message["buttons"]]
        return {parts[2] for parts in ids if parts[0] == "pic"}

    def told(self, missing: int) -> Counter[str]:
        """Return of how many of the `missing` pictures it says what about credits."""
        told: Counter[str] = Counter()
        for line in self.text.splitlines():
            numbers = re.match(r"Image ([\d, ]+):", line)
            if sentence := CREDITS.search(line):
                told[sentence[0]] += len(numbers[1].split(",")) if numbers else missing
        return told


@dataclass(frozen=True)
class Evidence:
    """Everything that is known from outside once all has come to rest.

    `digests` tell pictures apart by their attachment's id; `submissions` are the prompts of every
    POST for an image, or None where the emulator does not tell.
    """

    asked: Sequence[Asked]
    interactions: dict[str, dict[str, Any]]
    cards: dict[str, Card]
    digests: dict[str, str]
    jobs: list[dict[str, Any]]
    posts: int
    submissions: list[str] | None
    log: str

    @cached_property
    def prompts(self) -> dict[str, list[Asked]]:
        """What was asked with each prompt."""
        found: dict[str, list[Asked]] = {}
        for asked in self.asked:
            found.setdefault(asked.prompt, []).append(asked)
        return found

    def acknowledged(self, asked: Asked) -> bool:
        """Whether the person was answered by Discord's own rules: by a response, or a reply."""
        if asked.interaction is None:
            return bool(self.cards_of(asked))
        return bool(self.interactions[asked.interaction]["acknowledged"])

    def cards_of(self, asked: Asked) -> list[Card]:
        """Return the messages that answer a request; there should be one."""
        if asked.interaction is not None:
            found = self.cards.get(self.interactions[asked.interaction]["message_id"] or "")
            return [] if found is None else [found]
        answers = {told["message_id"] for told in self.interactions.values()}
        replies = [c for c in self.cards.values() if c.message["reference"] == asked.parent]
        return [card for card in replies if card.id not in answers]


async def gather(controls: Controls, asked: Sequence[Asked], log: Path) -> Evidence:
    """Look at everything that can be seen from outside."""
    state = await controls.pictory("GET", "/state")
    ids = [one.interaction for one in asked if one.interaction is not None]
    cards = {card.id: card for card in map(Card, await controls.messages())}
    files = [file for card in cards.values() for file in card.pictures]
    told = state.get("submissions")
    return Evidence(
        asked=tuple(asked),
        interactions={i: await controls.call("GET", f"/interactions/{i}") for i in ids},
        cards=cards,
        digests={file["id"]: await _digest(controls, file["url"]) for file in files},
        jobs=state["accepted"],
        posts=state["posts"],
        submissions=None if told is None else [str(one["prompt"]) for one in told],
        log=await asyncio.to_thread(log.read_text),
    )


async def _digest(controls: Controls, url: str) -> str:
    async with controls.session.get(url) as response:
        assert response.status == 200, url
        return hashlib.sha256(await response.read()).hexdigest()


async def rest(controls: Controls, *, within: float = 30.0) -> None:
    """Wait until no card and no job has more to come and nothing moves, or something is stuck."""
    deadline = time.monotonic() + within
    seen: Any = None
    since = time.monotonic()
    while (now := time.monotonic()) < deadline:
        cards = [Card(message) for message in await controls.messages()]
        jobs = [j["status"] for j in (await controls.pictory("GET", "/state"))["accepted"]]
        moved = ([(card.text, card.files) for card in cards], jobs)
        if moved != seen:
            seen, since = moved, now
        busy = "in-progress" in jobs or any(card.working for card in cards)
        if now - since >= (PATIENCE_SECONDS if busy else QUIET_SECONDS):
            return
        await asyncio.sleep(0.1)
