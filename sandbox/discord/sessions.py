"""Gateway sessions: what each bot may hear, and what it missed while it was gone."""

from __future__ import annotations

import json
import secrets
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from simcord import intents as simcord_intents

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

    import discord
    from simcord.backend import Backend

REPLAY_LENGTH = 1000
RESUMABLE_SECONDS = 120.0
GONE_KEPT = 8
"""How many sessions without a connection are kept: a bot killed often would leave many."""

SESSION_EVENTS = ("READY", "RESUMED")
"""What begins a connection, and so is never replayed in another."""


class Sent(NamedTuple):
    """An event that was dispatched, as the frame that went out."""

    sequence: int
    event: str
    frame: str


@dataclass(slots=True, eq=False)
class Session:
    """One identified bot (or shard of one), connected or gone for a while."""

    intents: discord.Intents
    shard_id: int = 0
    shard_count: int = 1
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    sequence: int = 0
    outbox: asyncio.Queue[str] | None = None
    gone_since: float | None = None
    _sent: deque[Sent] = field(default_factory=lambda: deque(maxlen=REPLAY_LENGTH))
    _rewound_to: int | None = None

    @property
    def resumable(self) -> bool:
        """Whether the bot may still come back to this session."""
        return self.gone_since is None or time.monotonic() - self.gone_since < RESUMABLE_SECONDS

    def connect(self, outbox: asyncio.Queue[str]) -> None:
        """Send everything from now on through `outbox`."""
        self.outbox = outbox
        self.gone_since = None

    def disconnect(self) -> None:
        """Keep what follows until the bot comes back."""
        self.outbox = None
        self.gone_since = time.monotonic()

    def dispatch(self, event: str, payload: dict[str, Any]) -> None:
        """Send an event, and keep it for a RESUME."""
        self.sequence += 1
        frame = json.dumps({"op": 0, "s": self.sequence, "t": event, "d": payload})
        self._sent.append(Sent(self.sequence, event, frame))
        if self.outbox is not None:
            self.outbox.put_nowait(frame)

    def missed_since(self, sequence: int) -> list[str] | None:
        """Return the frames after `sequence`, or None if some of them are no longer kept.

        After a `rewind` they begin earlier, once.
        """
        oldest = self._sent[0].sequence if self._sent else self.sequence + 1
        if not oldest - 1 <= sequence <= self.sequence:
            return None
        if self._rewound_to is not None:
            sequence, self._rewound_to = min(sequence, self._rewound_to), None
        return [
            sent.frame
            for sent in self._sent
            if sent.sequence > sequence and sent.event not in SESSION_EVENTS
        ]

    def rewind(self, events: int) -> list[str]:
        """Have the next RESUME replay the last `events` again; return their names."""
        again = [sent for sent in self._sent if sent.event not in SESSION_EVENTS][-events:]
        if again:
            self._rewound_to = again[0].sequence - 1
        return [sent.event for sent in again]

    def hears(self, event: str, payload: dict[str, Any]) -> bool:
        """Tell whether an event belongs to this shard and to the intents it declared."""
        intent = simcord_intents.required_intent(event, payload)
        if intent is not None and not getattr(self.intents, intent):
            return False
        guild_id = payload.get("guild_id")
        if guild_id is None and event.startswith("GUILD_"):
            guild_id = payload.get("id")
        shard = 0 if guild_id is None else (int(guild_id) >> 22) % self.shard_count
        return shard == self.shard_id

    def censor(self, event: str, payload: dict[str, Any], backend: Backend) -> None:
        """Take out of a payload of our own what the declared intents do not cover."""
        bot_id = backend.bot_user.id
        if event == "GUILD_CREATE":
            simcord_intents.prune_guild_create(payload, self.intents, bot_id)
        if self.intents.message_content:
            return
        if event in ("MESSAGE_CREATE", "MESSAGE_UPDATE"):
            simcord_intents.censor_message(payload, bot_id, backend=backend)
        elif event == "INTERACTION_CREATE" and isinstance(payload.get("message"), dict):
            simcord_intents.censor_message(
                payload["message"], bot_id, backend=backend, exempt_root=True
            )


class Sessions:
    """The sessions that can be spoken to or resumed."""

    def __init__(self) -> None:
        self._by_id: dict[str, Session] = {}

    def __iter__(self) -> Iterator[Session]:
        return iter(list(self._by_id.values()))

    @property
    def connected(self) -> int:
        """How many sessions have a connection now."""
        return sum(session.outbox is not None for session in self)

    def add(self, session: Session) -> None:
        """Keep a session, and drop those that nobody is likely to come back to."""
        gone = [known for known in self if known.outbox is None and known.resumable][-GONE_KEPT:]
        kept = [known for known in self if known.outbox is not None or known in gone]
        self._by_id = {known.id: known for known in [*kept, session]}

    def find(self, session_id: str) -> Session | None:
        """Return a session that may be resumed."""
        session = self._by_id.get(session_id)
        return session if session is not None and session.resumable else None

    def rewind(self, events: int) -> list[str]:
        """Have every connected session hear its last events again after a RESUME."""
        return [
            name
            for session in self
            if session.outbox is not None
            for name in session.rewind(events)
        ]

    def forget(self) -> None:
        """Make every session impossible to resume."""
        self._by_id.clear()
