"""A small Discord for tests: who is there, what they see, and the bot that can be restarted."""

from __future__ import annotations

import io
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import discord
from aiohttp import web
from PIL import Image
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType
from simcord.env import Env
from simcord.results import to_discord_message

from bot import PictoryBot
from cogs.ui.edits import Edits
from config import Settings
from pictory_async import PictoryClient
from studio.limits import Limits
from studio.store import Store
from studio.studio import Studio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import aiohttp
    from simcord.actors import MemberActor
    from simcord.builders import ChannelHandle, GuildHandle

    from sandbox.pictory import PictoryEmulator
    from tests.conftest import PictoryServer

QUICK = Limits(poll_min=0.02, retry_first=0.02, retry_most=0.1, vanished_after=0.2, stop_grace=1.0)
"""Limits under which everything is over in a moment."""


class QuickEnv(Env):
    """An environment that looks more often whether the bot's work with sockets is done."""

    async def _settle_internal(self, *, idle: float = 0.02, **options: Any) -> None:
        await super()._settle_internal(idle=min(idle, 0.02), **options)


def picture(size: tuple[int, int] = (320, 180), kind: str = "PNG", **options: Any) -> bytes:
    """Return an encoded picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, (200, 120, 40)).save(out, kind, **options)
    return out.getvalue()


@dataclass(frozen=True)
class Look:
    """What a person sees of a message."""

    components: list[dict[str, Any]]

    @classmethod
    def of(cls, message: Any) -> Look:
        """Look at a stored message, or at a response."""
        return cls([part for top in message.components for part in _walk(top)])

    @property
    def text(self) -> str:
        """Everything that can be read."""
        return "\n".join(part["content"] for part in self.components if part["type"] == 10)

    @property
    def colour(self) -> int:
        """The accent colour."""
        return int(self.components[0]["accent_color"])

    @property
    def labels(self) -> list[str]:
        """The labels of the buttons, in order."""
        return [part["label"] for part in self.components if part["type"] == 2]

    @property
    def pictures(self) -> list[dict[str, Any]]:
        """The items of the gallery."""
        return [item for part in self.components if part["type"] == 12 for item in part["items"]]

    @property
    def thumbnail(self) -> str | None:
        """The URL of the reference."""
        urls: list[str] = [part["media"]["url"] for part in self.components if part["type"] == 11]
        return urls[0] if urls else None

    def button(self, label: str) -> str:
        """Return the custom id of a button."""
        [found] = [
            part["custom_id"]
            for part in self.components
            if part["type"] == 2 and part["label"] == label
        ]
        return str(found)


def _walk(component: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield component
    for child in [*component.get("components", []), component.get("accessory")]:
        if child is not None:
            yield from _walk(child)


def without_shown_files(serialise: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap simcord's serialiser so that files shown by components are no attachments."""

    def hidden(*args: Any, **kwargs: Any) -> Any:
        payload = serialise(*args, **kwargs)
        parts = [part for top in payload["components"] for part in _walk(top)]
        media = [part.get("media") or {} for part in parts]
        media += [item["media"] for part in parts for item in part.get("items", [])]
        shown = {item.get("attachment_id") for item in media}
        kept = [file for file in payload["attachments"] if file["id"] not in shown]
        return {**payload, "attachments": kept}

    return hidden


class World:
    """The server, its members and the bot's resources."""

    env: Env
    guild: GuildHandle
    channel: ChannelHandle
    alice: MemberActor
    bob: MemberActor

    def __init__(
        self, pictory: PictoryServer, folder: Path, session: aiohttp.ClientSession
    ) -> None:
        self.pictory = pictory
        self.limits = QUICK
        self._folder = folder
        self._database = "bot.db"
        self._session = session
        self._open: list[Any] = []

    @property
    def emulator(self) -> PictoryEmulator:
        """The Pictory that the bot talks to."""
        return self.pictory.emulator

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
            edits=Edits(interval=0.05),
        )
        self._open = [bot, store, client]
        return bot

    async def restart(self, *, limits: Limits | None = None, database: str = "bot.db") -> None:
        """Stop the bot as an operator would, and start a new one."""
        await self.close()
        self.limits = limits or self.limits
        self._database = database
        await self.env.restart_bot(await self.new_bot())

    async def close(self) -> None:
        """Stop the bot and close its resources."""
        bot, store, client = self._open
        with self.env._bot_scope():
            await bot.close()
        await store.close()
        await client.close()

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

    def messages(self) -> list[Any]:
        """Return the messages of the channel, oldest first."""
        stored = self.env.backend.messages[self.channel.id]
        return [stored[key] for key in sorted(stored)]

    def last(self) -> discord.Message:
        """Return the newest message as an actor needs it."""
        return to_discord_message(self.env, self.messages()[-1])

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
