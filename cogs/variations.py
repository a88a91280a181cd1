"""Variations of a picture by button; `cogs/reactions.py` has the other door to the same orders."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import discord
from discord.ext import commands

from cogs.ui.errors import RefusalError
from cogs.ui.host import Host
from cogs.ui.intake import place, take
from cogs.ui.ladder import for_one_person
from cogs.ui.permissions import lacks_card_permissions, require_card_permissions
from cogs.ui.wishes import fresh, regenerated, retried, varied
from studio.generations import Generation, Order
from studio.queries import ReactionAdd
from studio.studio import NotYoursError


class Variations(commands.Cog):
    """🔁 and 🎨 under a finished picture, and trying again under a failed one."""

    def __init__(self, bot: Host) -> None:
        self._bot = bot
        bot.actions.update(
            regenerate=self.press_regenerate, vary=self.press_vary, retry=self.press_retry
        )

    async def press_regenerate(
        self, interaction: discord.Interaction[Any], generation_id: int, _n: int | None
    ) -> None:
        """Make the same again."""
        parent = await self._parent(interaction, generation_id)
        await self._take(interaction, "regenerate", parent, regenerated(parent))

    async def press_vary(
        self, interaction: discord.Interaction[Any], generation_id: int, n: int | None
    ) -> None:
        """Make a variation of one picture."""
        parent = await self._parent(interaction, generation_id)
        wish = "vary" if n is None else f"vary:{n}"
        await self._take(interaction, wish, parent, varied(parent, n))

    async def press_retry(
        self, interaction: discord.Interaction[Any], generation_id: int, _n: int | None
    ) -> None:
        """Make what failed, with the same prompt and reference."""
        parent = await self._parent(interaction, generation_id)
        await self._take(interaction, "retry", parent, retried(parent))

    async def _parent(
        self, interaction: discord.Interaction[Any], generation_id: int
    ) -> Generation:
        """Return what is to be made again or varied, if it is there for the person who pressed."""
        parent = await self._bot.studio.find(generation_id)
        if parent is None:
            raise RefusalError("refused-unknown_card")
        if parent.deleted_at is not None:
            raise RefusalError("refused-deleted")
        if for_one_person(parent) and parent.order.user_id != interaction.user.id:
            raise NotYoursError(f"generation {generation_id} belongs to someone else")
        return parent

    async def _take(
        self,
        interaction: discord.Interaction[Any],
        wish: str,
        parent: Generation,
        order: Order,
    ) -> None:
        """Place the order for the person who pressed, privately if the parent was private.

        So it is where they alone see the button, and nobody could see a card. A double click is
        one wish.
        """
        message = interaction.message
        unseen = message is not None and message.flags.ephemeral
        private = for_one_person(parent) or (unseen and bool(lacks_card_permissions(interaction)))
        if not private:
            require_card_permissions(interaction)
        order = replace(order, **await place(interaction), private=private)
        once = None
        if message is not None:
            order = replace(order, reference=fresh(order, message))
            once = ReactionAdd(message.id, f"{wish}:{parent.id}", interaction.user.id)
        await take(interaction, order, once=once)


async def setup(bot: Host) -> None:
    """Load the feature."""
    await bot.add_cog(Variations(bot))
