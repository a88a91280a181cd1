"""What can be seen of a row: its channel, the direct messages, and how requests end."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from tests.reliability.reading import Places, read

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from tests.reliability.lane import Lane
    from tests.reliability.rows import Row, Seen

T = TypeVar("T")

PAUSE = 0.1
"""The time between two looks, in seconds."""
WITHIN = 25.0
"""How long anything may take on a busy machine."""


async def until(probe: Callable[[], Awaitable[T]], *, within: float = WITHIN) -> T:
    """Return the first truthy value of `probe`, looking now and then."""
    deadline = time.monotonic() + within
    while not (value := await probe()):
        assert time.monotonic() < deadline, f"not true within {within:g} s; last seen: {value!r}"
        await asyncio.sleep(PAUSE)
    return value


@dataclass(frozen=True)
class Asked:
    """A request, and the messages that stood there before; a reaction has no interaction."""

    user: str
    interaction: str | None
    before: frozenset[str]


@dataclass
class Sight:
    """One row's place in the sandbox, and a look at it."""

    lane: Lane
    row: Row
    channel: str
    prompt: str
    folder: Path
    closed: bool = False
    """Whether the row has deleted its channel."""
    dismissed: set[str] = field(default_factory=set)
    """The messages that their one reader has put away."""

    # Discord

    async def control(self, method: str, route: str, /, **body: Any) -> Any:
        """Call a control route of the simulated Discord."""
        return await self.lane.control(method, route, **body)

    async def refuse(self, method: str, path: str, **fault: Any) -> None:
        """Let Discord fail requests whose path matches."""
        await self.control("POST", "/faults", method=method, path=path, **fault)

    async def messages(self) -> list[dict[str, Any]]:
        """Return what stands in this row's channel, if it is still there."""
        if self.closed:
            return []
        found = await self.control("GET", f"/messages?channel={self.channel}")
        return [message for message in found if message["id"] not in self.dismissed]

    async def channel_id(self) -> str:
        """Return the id of this row's channel."""
        return str((await self.control("GET", "/state"))["channels"][self.channel])

    async def direct(self, user: str) -> list[dict[str, Any]]:
        """Return what the bot has sent a person directly about this row."""
        found = await self.control("GET", f"/messages?dm={user}")
        return [message for message in found if self.prompt in message["text"]]

    # What becomes of requests

    async def card(self, asked: Asked) -> str:
        """Wait for the message that answers a request, and return its id."""

        async def probe() -> str | None:
            if asked.interaction is None:
                new = [one["id"] for one in await self.messages() if one["id"] not in asked.before]
                return str(new[0]) if new else None
            told = await self.told(asked)
            return str(told["message_id"]) if told["acknowledged"] else None

        return await until(probe) or ""

    async def told(self, asked: Asked) -> dict[str, Any]:
        """Return what became of a request's interaction."""
        found: dict[str, Any] = await self.control("GET", f"/interactions/{asked.interaction}")
        return found

    async def says(self, asked: Asked, words: str) -> None:
        """Wait until the card of a request says something."""
        card_id = await self.card(asked)

        async def probe() -> bool:
            shown = {one["id"]: one["text"] for one in await self.messages()}
            return words in shown.get(card_id, "")

        await until(probe)

    async def ending(self, asked: Asked) -> Seen:
        """Wait until a request has come to its end, and return how."""
        card_id = await self.card(asked)

        async def probe() -> Seen | None:
            channel = [one for one in await self.messages() if one["id"] not in asked.before]
            seen = read(Places(card_id, channel, ()))
            return seen or read(Places(card_id, channel, await self.direct(asked.user)))

        seen = await until(probe)
        assert seen is not None
        return seen

    async def generating(self, asked: Asked) -> str:
        """Wait until the job of a request runs and its card says so; return the card's id."""
        await self.says(asked, "Generating")
        return await self.card(asked)
