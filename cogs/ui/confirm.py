"""Asks before much is spent: the question, its buttons, and who has to be asked."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol, Self, cast

import discord

from cogs.ui.components import Pressable
from cogs.ui.errors import RefusalError
from cogs.ui.host import host_of
from cogs.ui.language import Say, words_for
from cogs.ui.texts import literal
from pictory_async import MODELS
from studio.generations import Order
from studio.studio import Studio

PROMPT_SHOWN = 200


class BlockedError(RefusalError):
    """The person may order nothing in that server."""


@dataclass(frozen=True, slots=True)
class Cost:
    """The credits that an order costs, and those above which such orders are confirmed."""

    credits: Decimal
    threshold: Decimal


async def refuse_blocked(studio: Studio, guild_id: int | None, user_id: int) -> None:
    """Raise BlockedError if a person may order nothing in a server.

    Raises StoreUnavailableError if that was never known: such a store takes no order either.
    """
    if await studio.servers.is_blocked(guild_id, user_id):
        raise BlockedError("refused-blocked")


async def cost_to_confirm(studio: Studio, order: Order) -> Cost | None:
    """Return what an order costs if its requester has to be asked first.

    Raises StoreUnavailableError rather than to spend what the server may want to be asked for.
    """
    settings = await studio.servers.of(order.guild_id)
    model = MODELS.get(order.model)
    credits_ = Decimal(0) if model is None else model.credits * order.count
    threshold = settings.threshold
    if threshold is None or not settings.needs_confirmation(credits_):
        return None
    return Cost(credits_, threshold)


async def check(studio: Studio, order: Order) -> Cost | None:
    """Do both at once, since Discord waits only 3 s."""
    _, cost = await asyncio.gather(
        refuse_blocked(studio, order.guild_id, order.user_id), cost_to_confirm(studio, order)
    )
    return cost


class Confirming(Protocol):
    """What becomes of an answer; the cog of that name."""

    async def make(self, interaction: discord.Interaction[Any], draft_id: int) -> None:
        """Make what was asked for, in answer to the interaction."""

    async def leave(self, interaction: discord.Interaction[Any], draft_id: int) -> None:
        """Forget what was asked for."""


class AskButton(
    Pressable,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=r"ask:(?P<what>make|leave):(?P<draft>[0-9]+):(?P<user>[0-9]+)",
):
    """Makes or leaves what one person has asked for; it names them, as others may see it too."""

    def __init__(
        self,
        what: str,
        draft_id: int,
        user_id: int,
        *,
        label: str | None = None,
        style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    ) -> None:
        self.what = what
        self.draft_id = draft_id
        self.user_id = user_id
        custom_id = f"ask:{what}:{draft_id}:{user_id}"
        super().__init__(discord.ui.Button(label=label, style=style, custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls,
        _interaction: discord.Interaction[Any],
        _item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """Read the button back from its custom id."""
        return cls(match["what"], int(match["draft"]), int(match["user"]))

    async def press(self, interaction: discord.Interaction[Any]) -> None:
        """Answer the question, if it was put to the person who pressed."""
        if interaction.user.id != self.user_id:
            raise RefusalError("refused-ask_others")
        cog = cast("Confirming", host_of(interaction).get_cog("Confirming"))
        await (cog.make if self.what == "make" else cog.leave)(interaction, self.draft_id)


async def ask_first(interaction: discord.Interaction[Any], order: Order, cost: Cost) -> None:
    """Answer with the question, which only the person who acted sees."""
    host = host_of(interaction)
    draft_id = await host.studio.drafts.keep(order)
    await interaction.response.send_message(
        view=render_question(order, draft_id, cost),
        ephemeral=True,
        allowed_mentions=discord.AllowedMentions.none(),
    )


def render_question(
    order: Order, draft_id: int, cost: Cost, *, to: int | None = None
) -> discord.ui.LayoutView:
    """Return the question about a draft; `to` names the person where others see it too."""
    words = words_for(order.locale)
    price = Say("amount-credits", amount=cost.credits)
    lines = [
        words("ask-what", count=order.count, model=order.model, price=price),
        f"> {literal(' '.join(order.prompt.split()), PROMPT_SHOWN)}",
        f"-# {words('ask-why', limit=Say('amount-credits', amount=cost.threshold))}",
    ]
    if to is not None:
        lines[0] = words("note-to", user=f"<@{to}>", text=lines[0])
    make = words("button-make", price=price)
    row: discord.ui.ActionRow[Any] = discord.ui.ActionRow(
        AskButton("make", draft_id, order.user_id, label=make, style=discord.ButtonStyle.primary),
        AskButton("leave", draft_id, order.user_id, label=words("button-leave")),
    )
    view = discord.ui.LayoutView(timeout=None)
    return view.add_item(discord.ui.TextDisplay("\n".join(lines))).add_item(row)
