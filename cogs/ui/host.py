"""What the cogs rely on of the bot that loads them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, cast

import discord
from discord.ext import commands

if TYPE_CHECKING:
    from cogs.ui.cargo import Cargo
    from cogs.ui.forms import Filled
    from cogs.ui.references import References
    from studio.studio import Studio

Action = Callable[[discord.Interaction[Any], int, int | None], Awaitable[None]]
"""What a button does, given the interaction, the generation's id and the image's number."""

Submit = Callable[[discord.Interaction[Any], "Filled"], Awaitable[None]]
"""What is done with what a person filled into a form."""


class Host(commands.AutoShardedBot):
    """A bot with a studio, and with the actions that the cogs put behind the buttons of cards."""

    studio: Studio
    actions: dict[str, Action]
    forms: dict[str, Submit]
    """What becomes of the forms of each kind."""
    cargo: Cargo
    """What packs pictures into messages; the presenter puts it here."""
    references: References
    """What reads the files of messages; the presenter puts it here too."""

    async def fetch_message(self, channel_id: int, message_id: int) -> discord.Message:
        """Fetch a message of which only the ids are known."""
        return await self.get_partial_messageable(channel_id).fetch_message(message_id)


def host_of(interaction: discord.Interaction[Any]) -> Host:
    """Return the bot that received `interaction`."""
    return cast("Host", interaction.client)
