"""People who keep asking for pictures, by commands, buttons and reactions, and what they asked."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random

    from tests.system.processes import Controls

REGENERATE = "🔁"
NAMES = ("alice", "bob")
PAUSE = (0.05, 0.3)
"""The shortest and the longest time between two requests, in seconds."""


@dataclass(frozen=True)
class Asked:
    """One request for pictures; a reaction has no interaction, a command no parent.

    Everything that was made from one command has its prompt.
    """

    door: str
    user: str
    prompt: str
    count: int
    interaction: str | None = None
    parent: str | None = None
    private: bool = False


class People:
    """Ask for pictures whenever the bot is there, each command with a prompt of its own.

    `here` is set while the bot is connected; with `enough` they stop.
    """

    def __init__(self, controls: Controls, rng: random.Random, photo: bytes) -> None:
        self.asked: list[Asked] = []
        self.here = asyncio.Event()
        self.enough = False
        self._asked_now = asyncio.Event()
        self._controls = controls
        self._rng = rng
        self._photo = photo

    async def meet(self) -> None:
        """Wait until the bot is connected, and begin to ask it."""
        await self._controls.connected()
        self.here.set()

    async def part(self) -> None:
        """Ask no more, and wait until nothing is left of the bot's connection."""
        self.here.clear()
        await self._controls.disconnected()

    async def keep_asking(self) -> None:
        """Ask and ask again, with pauses of random length."""
        while not self.enough:
            await asyncio.sleep(self._rng.uniform(*PAUSE))
            await self.here.wait()
            if self._rng.random() >= 0.4 or not await self._ask_again():
                await self._ask_anew()
            self._asked_now.set()

    async def ask_next(self) -> None:
        """Wait until somebody has asked for something from now on."""
        self._asked_now.clear()
        await self._asked_now.wait()

    async def _ask_anew(self) -> None:
        """Run `/generate`, now and then with a reference, for two pictures, or privately."""
        rng, user = self._rng, self._rng.choice(NAMES)
        prompt = f"Number {len(self.asked):03}: a lighthouse like the one in the referenced image"
        count, private = 1 + (rng.random() < 0.25), rng.random() < 0.25
        photo = self._photo if rng.random() < 0.25 else None
        interaction = await self._controls.generate(
            prompt, photo=photo, user=user, count=count, private=private
        )
        made = Asked("command", user, prompt, count, interaction=interaction, private=private)
        self.asked.append(made)

    async def _ask_again(self) -> bool:
        """React to a finished picture or press its button; False if there is none left."""
        used = {asked.parent for asked in self.asked}
        for message in await self._controls.messages():
            if message["id"] not in used and (button := _regenerate_button(message)):
                for asked in self.asked:
                    if asked.door == "command" and asked.prompt in message["text"]:
                        await self._make_again(asked, message["id"], button)
                        return True
        return False

    async def _make_again(self, first: Asked, parent: str, button: str) -> None:
        user, interaction, door = first.user, None, "reaction"
        if first.private or self._rng.random() < 0.4:
            try:
                interaction = await self._controls.click(parent, custom_id=button, user=user)
            except AssertionError:
                return  # a bot was killed before it wrote the picture down, and shows it again
            door = "button"
        else:
            await self._controls.react(parent, REGENERATE, user=user)
        again = Asked(door, user, first.prompt, first.count, interaction, parent, first.private)
        self.asked.append(again)


def _regenerate_button(message: dict[str, Any]) -> str | None:
    """Return the custom id of a first-hand finished card's button that makes it again."""
    if message["reference"] is not None or "Done" not in message["text"]:
        return None
    ids = [str(button["custom_id"]) for button in message["buttons"]]
    return next((one for one in ids if one.startswith("pic:regenerate:")), None)
