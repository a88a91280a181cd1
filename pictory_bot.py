"""Discord's side of the bot: what it listens to, which features it has, and how it ends."""

from __future__ import annotations

import importlib
import logging
from typing import TYPE_CHECKING, Any

import discord
import yarl
from discord import app_commands
from discord.ext import commands

from cogs import EXTENSIONS
from cogs.ui.components import PictureButton
from cogs.ui.delivery import CardPresenter
from cogs.ui.errors import report
from cogs.ui.forms import submitted
from cogs.ui.host import Host
from cogs.ui.references import References, is_loopback
from cogs.ui.registering import register
from cogs.ui.translator import CatalogueTranslator

if TYPE_CHECKING:
    import aiohttp

    from cogs.ui.edits import Edits
    from config import Settings
    from studio.studio import Studio

log = logging.getLogger("bot")


class Tree(app_commands.CommandTree[Host]):
    """Commands whose errors are reported to the person who used them."""

    async def on_error(
        self, interaction: discord.Interaction[Host], error: app_commands.AppCommandError, /
    ) -> None:
        """Answer privately, and log what is not the person's doing."""
        await report(interaction, error)


class PictoryBot(Host):
    """Discord's side of the bot, around a studio that it starts and stops."""

    def __init__(
        self,
        *,
        studio: Studio,
        session: aiohttp.ClientSession,
        settings: Settings,
        edits: Edits | None = None,
        greeting: str | None = None,
    ) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # it never speaks
        intents = discord.Intents.none()
        intents.guilds = intents.guild_reactions = intents.dm_reactions = True
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=Tree,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            shard_count=settings.shard_count,
            shard_ids=settings.shard_ids,  # type: ignore[arg-type]  # None stands for all of them
        )
        self.studio = studio
        self.actions = {}
        self.forms = {}
        self._dev_guild_id = settings.dev_guild_id
        self._greeting = greeting
        loopback = any(map(is_loopback, (settings.pictory_api_url, settings.discord_api_url or "")))
        references = References(session, self.fetch_message, allow_loopback=loopback)
        self._presenter = CardPresenter(self, studio, references, edits=edits)
        studio.present_with(self._presenter)

    async def setup_hook(self) -> None:
        """Load the features, tell Discord the commands, and take up unfinished work."""
        self.add_dynamic_items(PictureButton)
        await self.tree.set_translator(CatalogueTranslator())
        for extension in EXTENSIONS:
            await importlib.import_module(extension).setup(self)
        guild = discord.Object(self._dev_guild_id) if self._dev_guild_id is not None else None
        if guild is not None:
            self.tree.copy_global_to(guild=guild)
        await register(self.tree, self.studio.facts, guild)
        await self.studio.start()

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Take in what somebody filled in; discord.py sees to every other interaction."""
        if interaction.type is discord.InteractionType.modal_submit:
            await submitted(interaction)

    async def on_ready(self) -> None:
        """Say that the bot can be used."""
        log.info("ready as %s in %s servers", self.user, len(self.guilds))
        if self._greeting is not None:
            print(self._greeting, flush=True)  # noqa: T201 - to the person who tries the bot
            self._greeting = None

    async def close(self) -> None:
        """Let running work come to a point from which the next start goes on, then disconnect."""
        await self.studio.stop()
        await self._presenter.close()
        await super().close()


def point_discord_at(settings: Settings) -> None:
    """Send discord.py elsewhere, such as to a proxy or the sandbox; it has no setting for that."""
    if settings.discord_api_url is not None:
        discord.http.Route.BASE = settings.discord_api_url
    if settings.discord_gateway_url is not None:
        gateway = yarl.URL(settings.discord_gateway_url)
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway
