"""What a row does: it spoils things for its own prompt, and people ask in its own channel."""

from __future__ import annotations

import asyncio
import base64
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from tests.reliability.rows import Ending, Seen
from tests.reliability.sight import Asked, Sight, until
from tests.system.evidence import Card

if TYPE_CHECKING:
    from sandbox.pictory.faults import Fault
    from sandbox.pictory.jobs import Job

LIST = "GET /v1/jobs"
COLLECTING = "collecting"
"""The channel in which people use `/collect`."""
LOADING = 128
"""The flag of an answer that is still to come."""


class Scene(Sight):
    """One row on its way."""

    # Pictory

    def spoil(self, fault: Fault) -> None:
        """Switch a fault on for this row's requests."""
        self.lane.pictory.faults.aim(self.prompt, fault)

    def mend(self) -> None:
        """Switch this row's faults off."""
        self.lane.pictory.faults.spare(self.prompt)

    def hold(self) -> None:
        """Keep this row's jobs from finishing."""
        self.lane.pictory.hold_for(self.prompt)

    def finish(self) -> None:
        """Finish this row's jobs."""
        self.lane.pictory.finish_for(self.prompt)

    async def job(self, count: int = 1) -> Job:
        """Wait until Pictory has accepted `count` jobs of this row, and return the newest."""

        async def probe() -> list[Job]:
            jobs = self.lane.pictory.jobs_of(self.prompt)
            return jobs if len(jobs) >= count else []

        return (await until(probe))[-1]

    async def posted(self, count: int = 1) -> None:
        """Wait until Pictory has received `count` POSTs of this row."""

        async def probe() -> bool:
            return self.posts >= count

        await until(probe)

    async def asked_about(self, job: Job, *, times: int) -> None:
        """Wait until the bot has asked for a job `times` more."""
        gets = self.lane.pictory.gets
        before = gets[job.id]

        async def probe() -> bool:
            return gets[job.id] >= before + times

        await until(probe)

    async def listed(self, times: int) -> None:
        """Wait until the bot has read the list of jobs `times` more."""
        requests = self.lane.pictory.requests
        before = requests[LIST]

        async def probe() -> bool:
            return requests[LIST] >= before + times

        await until(probe)

    @property
    def posts(self) -> int:
        """How many POSTs of this row there were."""
        return self.lane.pictory.posts_of(self.prompt)

    # The bot

    async def start(self, **settings: str) -> None:
        """Start a bot with a database of its own, and wait until it knows which jobs are older."""
        self.folder = self.lane.place(self.row.name)
        before = self.lane.pictory.requests[LIST]
        await self.lane.start(self.folder, **settings)
        await self.marked(before)

    async def again(self, **settings: str) -> None:
        """Start a bot on the database that the last one has left."""
        await self.lane.start(self.folder, **settings)

    async def marked(self, before: int | None = None) -> None:
        """Wait until the bot has read the list of jobs, as it does before its first one."""

        async def probe() -> bool:
            return self.lane.pictory.requests[LIST] > (before or 0)

        await until(probe)

    async def alerts(self, kind: str) -> int:
        """Wait until the operator is told of something, and return how often that was tried.

        The sandbox's application is owned by its bot, which takes no direct messages.
        """
        heard = self.lane.heard
        assert heard is not None
        words = f" of {kind}"

        async def probe() -> int:
            return sum(words in line for line in heard.lines)

        told = await until(probe)
        heard.lines.clear()
        return told

    async def log_says(self, words: str) -> None:
        """Wait until the bot that was started last has logged something."""
        log = self.lane.said[-1]

        async def probe() -> bool:
            return words in await asyncio.to_thread(log.read_text)

        await until(probe)

    def stored(self, column: str) -> Any:
        """Return a column of the newest generation of this row in its bot's database."""
        query = f"SELECT {column} FROM generations WHERE prompt = ? ORDER BY id DESC"
        with closing(sqlite3.connect(self.lane.database)) as connection:
            row = connection.execute(query, [self.prompt]).fetchone()
        return None if row is None else row[0]

    # People

    async def generate(
        self, *, user: str = "alice", photo: bytes | None = None, **options: Any
    ) -> Asked:
        """Run `/generate` in this row's channel."""
        files = {}
        if photo is not None:
            data = base64.b64encode(photo).decode()
            files["reference"] = {"name": "photo.jpg", "data": data}
        options = {"prompt": self.prompt, **options}
        return await self.command("generate", user=user, options=options, files=files)

    async def command(self, name: str, *, user: str = "alice", **given: Any) -> Asked:
        """Run a command in this row's channel."""
        place = {"user": user, "channel": given.pop("channel", self.channel), "command": name}
        before = await self._before()
        answer = await self.control("POST", "/slash", **place, **given)
        return Asked(user, str(answer["interaction_id"]), before)

    async def press(self, message_id: str, action: str, *, user: str = "alice") -> Asked:
        """Press the button of a message that does `action`."""
        [custom_id] = [
            button["custom_id"]
            for message in await self.messages()
            for button in message["buttons"]
            if message["id"] == message_id and f":{action}:" in button["custom_id"]
        ]
        before = await self._before()
        answer = await self.control(
            "POST", "/click", user=user, message_id=message_id, custom_id=custom_id
        )
        return Asked(user, str(answer["interaction_id"]), before)

    async def react(self, message_id: str, emoji: str, *, user: str = "alice") -> Asked:
        """Add a reaction to a message."""
        before = await self._before()
        await self.control("POST", "/react", user=user, message_id=message_id, emoji=emoji)
        return Asked(user, None, before)

    async def _before(self) -> frozenset[str]:
        return frozenset(message["id"] for message in await self.messages())

    # Ends that have to be looked for

    async def collected(self, asked: Asked, channel: str = COLLECTING) -> Seen:
        """Run `/collect` until it brings the picture of a request."""

        async def probe() -> Seen | None:
            collecting = await self.command("collect", user=asked.user, channel=channel)
            await until(lambda: self._answered(collecting, channel))
            shown = await self.control("GET", f"/messages?channel={channel}")
            brought = [one for one in shown if one["ephemeral"] and self.prompt in one["text"]]
            cards = [Card(one) for one in brought]
            return next((Seen(Ending.COLLECTED, c.text) for c in cards if c.pictures), None)

        seen = await until(probe)
        assert seen is not None
        return seen

    async def _answered(self, asked: Asked, channel: str) -> bool:
        """Whether a command that thinks for a while has said something."""
        answer = (await self.told(asked))["message_id"]
        shown = await self.control("GET", f"/messages?channel={channel}")
        return any(one["id"] == answer and not one["flags"] & LOADING for one in shown)

    async def over(self) -> None:
        """Wait until the bot has nothing left to do for the newest request."""

        async def probe() -> Any:
            return await asyncio.to_thread(self.stored, "closed_at")

        await until(probe)

    async def never(self) -> Seen:
        """Wait until the bot is done with a request that nobody was answered for."""
        await self.over()
        assert await self.messages() == []
        return Seen(Ending.NEVER, "")
