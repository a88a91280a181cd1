"""The world people and the bot meet in: one server, one channel, three members, in real time."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import discord
from simcord import Env
from simcord._clock import Clock
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle

from sandbox.discord.installs import Installs
from sandbox.discord.languages import Languages

if TYPE_CHECKING:
    from simcord.backend import Backend
    from simcord.backend.models import Member, Message
    from simcord.builders import GuildHandle, UserHandle

    from sandbox.discord.answers import Answers
    from sandbox.discord.cdn import AttachmentStore

GUILD_NAME = "Pictory sandbox"
CHANNEL_NAME = "generate"
MEMBER_NAMES = ("alice", "bob")
OWNER_NAME = "owner"
"""Who owns the server, and the application as well: the operator, and no part of the bot."""

BOT_NAME = "Pictory"
LOG_LENGTH = 500


class RealClock(Clock):
    """SimCord's clock, moved by time itself instead of by a test."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        super().__init__()

    @property
    def elapsed(self) -> float:
        """Seconds since the world began."""
        return time.monotonic() - self._started

    @elapsed.setter
    def elapsed(self, value: float) -> None:
        """Ignore it: nobody moves this clock."""

    def now(self) -> datetime:
        """Return the time of day."""
        return datetime.now(UTC)

    def advance(self, seconds: float) -> None:
        """Ignore it: nobody moves this clock."""


class LiveEnv(Env):
    """A SimCord environment whose real bot lives in another process.

    SimCord waits for the bot it holds to go idle; that one is a stand-in which never does
    anything. What a person on the page waits for instead is the answer to their interaction.
    """

    def __init__(self, answers: Answers) -> None:
        stand_in = discord.Client(intents=discord.Intents(guilds=True), max_messages=None)
        super().__init__(stand_in, check_errors=False)
        self.answers = answers

    async def _settle_internal(self, *, dispatch: str | None = None, **options: Any) -> None:
        await super()._settle_internal(dispatch=dispatch, **options)
        asked_on_page = self._operation_task is asyncio.current_task()
        if dispatch == "INTERACTION_CREATE" and asked_on_page:
            await self.answers.latest_answered()


class World:
    """The server, its channel and its members."""

    def __init__(self, answers: Answers, store: AttachmentStore) -> None:
        self.env = LiveEnv(answers)
        self.backend: Backend = self.env.backend
        self.backend.clock = RealClock()
        self.backend.cdn = store
        self.backend.bot_user.name = BOT_NAME
        self._forget_old_records()
        self.guild: GuildHandle
        self.channel: ChannelHandle
        self.members: dict[str, MemberActor] = {}
        self.absent_bot: Member | None = None
        self.languages = Languages()
        self.installs = Installs(self.backend)

    def _forget_old_records(self) -> None:
        # SimCord logs every call and event for a test's report; a server runs for days.
        self.backend.transcript = cast("list[Any]", deque(maxlen=LOG_LENGTH))
        self.backend.http_requests = cast("list[Any]", deque(maxlen=LOG_LENGTH))

    async def start(self) -> None:
        """Attach the stand-in and create the server."""
        await self.env.start()
        owner = self.env.create_user(OWNER_NAME)
        self.guild = self.env.create_guild(GUILD_NAME, owner=owner)
        # A new server of Discord's lets everybody use external applications; SimCord's does not.
        everyone = self.backend.get_guild(self.guild.id).everyone_role
        everyone.permissions |= discord.Permissions(use_external_apps=True).value
        self.channel = self.guild.create_text_channel(CHANNEL_NAME)
        for name in MEMBER_NAMES:
            self.members[name] = self.guild.add_member(self.env.create_user(name))
        self.members[OWNER_NAME] = MemberActor(self.env, self.guild, owner)

    async def stop(self) -> None:
        """Detach the stand-in."""
        await self.env.shutdown()

    def speak(self, locale: str) -> None:
        """Set the language that the server prefers."""
        if self.backend.get_guild(self.guild.id).preferred_locale != locale:
            self.backend.edit_guild(self.guild.id, {"preferred_locale": locale})

    def channel_id(self, name: str) -> int:
        """Return the id of the channel called `name`, or of the one with that id."""
        for channel in self.backend.channels.values():
            if name in (channel.name, str(channel.id)):
                return channel.id
        raise KeyError(name)

    def role_id(self, name: str) -> int:
        """Return the id of the role called `name`, or of the one with that id."""
        for role in self.backend.get_guild(self.guild.id).roles.values():
            if name in (role.name, str(role.id)):
                return role.id
        raise KeyError(name)

    def handle(self, channel_id: int) -> ChannelHandle:
        """Return a channel as SimCord's actors take it; a DM is in no server."""
        channel = self.backend.get_channel(channel_id)
        return ChannelHandle(self.env, self.guild if channel.guild_id else None, channel)

    def dm_id(self, name: str) -> int | None:
        """Return the id of the DM between the bot and a person, or None before there is one."""
        return self.backend.dm_channels.get(self.members[name].id)

    def actor(self, name: str, channel_id: int) -> MemberActor | UserHandle:
        """Return a person as SimCord's actors take them: in a DM, somebody of no server."""
        channel, member = self.backend.get_channel(channel_id), self.members[name]
        return member.user if channel.guild_id is None else member

    def message(self, message_id: int) -> Message:
        """Return a message of any channel."""
        for messages in self.backend.messages.values():
            if message_id in messages:
                return messages[message_id]
        raise KeyError(message_id)
