"""Gateway sessions: what each bot may hear, and what it missed while it was gone."""

from __future__ import annotations

import json
import secrets
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simcord import intents as simcord_intents

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

    import discord
    from simcord.backend import Backend

REPLAY_LENGTH = 1000
RESUMABLE_SECONDS = 120.0


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
    _sent: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=REPLAY_LENGTH))

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
        self._sent.append((self.sequence, frame))
        if self.outbox is not None:
            self.outbox.put_nowait(frame)

    def missed_since(self, sequence: int) -> list[str] | None:
        """Return the frames after `sequence`, or None if some of them are no longer kept."""
        oldest = self._sent[0][0] if self._sent else self.sequence + 1
        if not oldest - 1 <= sequence <= self.sequence:
            return None
        return [frame for number, frame in self._sent if number > sequence]

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
        """Keep a session, and drop those that nobody may come back to."""
        self._by_id = {known.id: known for known in self if known.resumable}
        self._by_id[session.id] = session

    def find(self, session_id: str) -> Session | None:
        """Return a session that may be resumed."""
        session = self._by_id.get(session_id)
        return session if session is not None and session.resumable else None

    def forget(self) -> None:
        """Make every session impossible to resume."""
        self._by_id.clear()
