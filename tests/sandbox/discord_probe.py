"""A small bot on the real discord.py that hands everything it hears to the test."""

from __future__ import annotations

import asyncio
import io
from collections import deque
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from PIL import Image

from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

EVERYWHERE = app_commands.AppInstallationType(guild=True, user=True)
GERMAN = {"Draw something": "Zeichne etwas", "Inspect": "Untersuchen"}


class German(app_commands.Translator):
    """Knows what `GERMAN` holds, for a locale of Germany."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,  # noqa: ARG002
    ) -> str | None:
        """Return the German text, if there is one and German is asked for."""
        return GERMAN.get(string.message) if locale is discord.Locale.german else None


class Probe(discord.Client):
    """Registers `/draw` and menus; interactions, reactions and connection events wait in queues."""

    def __init__(self) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True, messages=True, reactions=True),
            guild_ready_timeout=0.01,
        )
        self.tree = app_commands.CommandTree(self)
        self.interactions: asyncio.Queue[discord.Interaction] = asyncio.Queue()
        self.reactions: asyncio.Queue[discord.RawReactionActionEvent] = asyncio.Queue()
        self.connections: deque[str] = deque()
        self.heard: deque[str] = deque()
        self._add_draw()
        self._add_menus()

    def _add_draw(self) -> None:
        @self.tree.command(description=app_commands.locale_str("Draw something"))
        @app_commands.allowed_installs(guilds=True, users=True)
        async def draw(
            interaction: discord.Interaction,
            prompt: str,
            ratio: str | None = None,
            reference: discord.Attachment | None = None,
        ) -> None:
            interaction.extras["reference"] = reference
            self.interactions.put_nowait(interaction)

        @draw.autocomplete("ratio")
        async def ratios(
            _interaction: discord.Interaction, typed: str
        ) -> list[app_commands.Choice[str]]:
            fitting = [ratio for ratio in ("1:1", "16:9") if typed in ratio]
            return [app_commands.Choice(name=ratio, value=ratio) for ratio in fitting]

    def _add_menus(self) -> None:
        async def inspect(interaction: discord.Interaction, message: discord.Message) -> None:
            interaction.extras["target"] = message
            self.interactions.put_nowait(interaction)

        for name, installs in (("Inspect", EVERYWHERE), ("Only in servers", None)):
            text = app_commands.locale_str(name)
            menu = app_commands.ContextMenu(name=text, callback=inspect, allowed_installs=installs)
            self.tree.add_command(menu)

    async def setup_hook(self) -> None:
        """Register the commands."""
        await self.tree.set_translator(German())
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify anew without the seconds of patience that the real Discord wants."""

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Hand over a click."""
        if interaction.type is discord.InteractionType.component:
            self.interactions.put_nowait(interaction)

    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        """Hand over a reaction."""
        self.reactions.put_nowait(event)

    async def on_socket_event_type(self, event: str) -> None:
        """Note what kind of event came."""
        self.heard.append(event)

    async def on_ready(self) -> None:
        """Note that a session began."""
        self.connections.append("ready")

    async def on_resumed(self) -> None:
        """Note that a session went on."""
        self.connections.append("resumed")

    async def hears(self, event: str) -> None:
        """Wait until an event of this kind has come, now or earlier."""

        async def heard() -> bool:
            return event in self.heard

        await eventually(heard)

    async def next_interaction(self) -> discord.Interaction:
        """Return the next interaction."""
        return await asyncio.wait_for(self.interactions.get(), 5)

    async def next_reaction(self) -> discord.RawReactionActionEvent:
        """Return the next reaction."""
        return await asyncio.wait_for(self.reactions.get(), 5)


@dataclass(frozen=True)
class Kept:
    """An attachment that an edit keeps, by its id."""

    id: int

    def to_dict(self) -> dict[str, Any]:
        """Return what the edit lists."""
        return {"id": str(self.id)}


@asynccontextmanager
async def connected(described: dict[str, str]) -> AsyncIterator[Probe]:
    """Connect a probe to the simulated Discord, which discord.py has to be pointed at."""
    async with Probe() as client:
        running = asyncio.create_task(client.start(described["discord_token"]))

        async def ready() -> bool:
            return "ready" in client.connections or running.done()

        await eventually(ready)
        yield client
        await client.close()
        await running


def card(text: str, *urls: str, label: str = "Again") -> discord.ui.LayoutView:
    """Return a layout with a text, a button and, if there are URLs, a gallery."""
    view = discord.ui.LayoutView(timeout=None)
    container: discord.ui.Container[Any] = discord.ui.Container()
    if urls:
        items = [discord.MediaGalleryItem(url, description=f"alt of {text}") for url in urls]
        container.add_item(discord.ui.MediaGallery(*items))
    container.add_item(discord.ui.TextDisplay(text))
    button: discord.ui.Button[Any] = discord.ui.Button(label=label, custom_id=label.lower())
    container.add_item(discord.ui.ActionRow(button))
    view.add_item(container)
    return view


def gallery(message: discord.Message) -> list[discord.UnfurledMediaItem]:
    """Return the media of the gallery that a `card` shows."""
    container = message.components[0]
    assert isinstance(container, discord.components.Container)
    shown = container.children[0]
    assert isinstance(shown, discord.components.MediaGalleryComponent)
    return [item.media for item in shown.items]


def png(color: str, size: tuple[int, int] = (64, 36)) -> bytes:
    """Return a small picture of one colour."""
    data = io.BytesIO()
    Image.new("RGB", size, color).save(data, "PNG")
    return data.getvalue()


def png_file(color: str, name: str) -> discord.File:
    """Return a small picture as a file to send."""
    return discord.File(io.BytesIO(png(color)), name)
