"""A small Discord for tests: who is there, what they see, and the bot that can be restarted."""

from __future__ import annotations

import io
import sqlite3
from typing import TYPE_CHECKING, Any

import discord
from aiohttp import web
from PIL import Image
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType
from simcord.results import to_discord_message

from cogs.ui.budget import Budget, Rate
from cogs.ui.edits import Edits
from config import Settings
from pictory_async import PictoryClient
from pictory_bot import PictoryBot
from studio.limits import Limits
from studio.store import Store
from studio.studio import Studio
from tests.cogs.wire import Wire

if TYPE_CHECKING:
    from pathlib import Path

    import aiohttp
    from simcord.actors import MemberActor
    from simcord.builders import ChannelHandle, GuildHandle
    from simcord.env import Env

    from sandbox.pictory import PictoryEmulator
    from tests.conftest import PictoryServer

QUICK = Limits(
    poll_min=0.02,
    retry_first=0.02,
    retry_most=0.1,
    vanished_after=0.2,
    stop_grace=1.0,
    detached_poll=0.05,
    hint_gap=0.01,
    first_look_within=1.0,
    look_first=30.0,
)
"""Limits under which everything is over in a moment."""
UNLIMITED = Rate(10_000, 1.0)
"""This Discord refuses nothing for coming too fast, and its time stands still."""


def picture(size: tuple[int, int] = (320, 180), kind: str = "PNG", **options: Any) -> bytes:
    """Return an encoded picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, (200, 120, 40)).save(out, kind, **options)
    return out.getvalue()


class World:
    """The server, its members and the bot's resources."""

    env: Env
    guild: GuildHandle
    channel: ChannelHandle
    alice: MemberActor
    bob: MemberActor
    _bot: PictoryBot
    _store: Store
    _client: PictoryClient

    def __init__(
        self, pictory: PictoryServer, folder: Path, session: aiohttp.ClientSession
    ) -> None:
        self.pictory = pictory
        self.limits = QUICK
        self.wire = Wire()
        self._folder = folder
        self._database = "bot.db"
        self._session = session

    @property
    def emulator(self) -> PictoryEmulator:
        """The Pictory that the bot talks to."""
        return self.pictory.emulator

    @property
    def bot(self) -> PictoryBot:
        """The running bot."""
        return self._bot

    @property
    def studio(self) -> Studio:
        """The running bot's studio."""
        return self._bot.studio

    @property
    def store(self) -> Store:
        """The running bot's database."""
        return self._store

    @property
    def settings(self) -> Settings:
        """Settings that lead the bot to the emulator."""
        return Settings.from_mapping(
            {
                "DISCORD_TOKEN": "unused",
                "PICTORY_API_KEY": self.pictory.api_key,
                "PICTORY_API_URL": self.pictory.base_url,
                "SHARD_COUNT": "1",
            }
        )

    def populate(self, env: Env) -> None:
        """Put people into the world."""
        self.env = env
        self.guild = env.create_guild("Pictures")
        self.channel = self.guild.create_text_channel("generate")
        self.alice = self.guild.add_member(env.create_user("alice"))
        self.bob = self.guild.add_member(env.create_user("bob"))

    async def new_bot(self) -> PictoryBot:
        """Return a new bot with a new studio on the same database."""
        client = PictoryClient(self.pictory.api_key, base_url=self.pictory.base_url)
        store = await Store.open(f"sqlite+aiosqlite:///{self._folder}/{self._database}")
        spool = self._folder / "spool"
        spool.mkdir(exist_ok=True)
        studio = Studio(client=client, store=store, limits=self.limits, spool=spool)
        bot = PictoryBot(
            studio=studio,
            session=self._session,
            settings=self.settings,
            edits=Edits(interval=0.05, budget=Budget(channel=UNLIMITED, overall=UNLIMITED)),
        )
        self._bot, self._store, self._client = bot, store, client
        return bot

    async def restart(self, *, limits: Limits | None = None, database: str = "bot.db") -> None:
        """Stop the bot as an operator would, and start a new one."""
        await self.close()
        self.limits = limits or self.limits
        self._database = database
        await self.env.restart_bot(await self.new_bot())

    async def close(self) -> None:
        """Stop the bot and close its resources."""
        with self.env._bot_scope():
            await self._bot.close()
        await self._store.close()
        await self._client.close()

    def break_database(self) -> None:
        """Let every later use of the database fail, as on a disk that is gone."""
        with sqlite3.connect(self._folder / self._database) as connection:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (name,) in tables.fetchall():
                if name.startswith("sqlite_"):
                    continue
                connection.execute(f"ALTER TABLE {name} RENAME TO lost_{name}")

    async def serve_file(self, request: web.Request) -> web.Response:
        """Serve a file of the simulated CDN."""
        data = self.env.backend.cdn.get(str(request.url))
        if data is None:
            raise web.HTTPNotFound
        return web.Response(body=data)

    def forget_file(self, url: str) -> None:
        """Let a file's URL die, as signed URLs do."""
        del self.env.backend.cdn._blobs[url]

    async def deny(self, **permissions: bool) -> None:
        """Change what the bot may do in the channel."""
        _, deny = discord.PermissionOverwrite(**permissions).pair()
        me = self.env.backend.bot_user.id
        overwrite = Overwrite(target_id=me, type=OverwriteType.MEMBER, allow=0, deny=deny.value)
        self.env.backend.set_overwrite(self.channel.id, overwrite)
        await self.env.settle()

    def messages(self, channel: ChannelHandle | None = None) -> list[Any]:
        """Return the messages of a channel, by default the one, oldest first."""
        stored = self.env.backend.messages[(channel or self.channel).id]
        return [stored[key] for key in sorted(stored)]

    def dm(self, member: MemberActor) -> ChannelHandle:
        """Return a member's DM with the bot."""
        return member.user.dm_channel

    def message(self, stored: Any) -> discord.Message:
        """Return a stored message as an actor needs it."""
        return to_discord_message(self.env, stored)

    def paths(self, method: str, since: int = 0) -> list[str]:
        """Return the paths of the bot's requests since a number of them."""
        return [r.path for r in self.env.http_requests[since:] if r.method == method]

    def last(self) -> discord.Message:
        """Return the newest message as an actor needs it."""
        return self.message(self.messages()[-1])

    def reactions(self, message_id: int) -> dict[str, set[int]]:
        """Return who reacted to a message, by emoji."""
        stored = self.env.backend.get_message(self.channel.id, message_id)
        return {reaction.emoji: set(reaction.user_ids) for reaction in stored.reactions}

    def file(self, url: str) -> bytes:
        """Return a file of the CDN."""
        data = self.env.backend.cdn.get(url)
        assert data is not None
        return data

    async def generate(self, **options: Any) -> Any:
        """Let alice use /generate."""
        options.setdefault("prompt", "Replace the dog with a white cat")
        return await self.alice.slash(self.channel, "generate", **options)
