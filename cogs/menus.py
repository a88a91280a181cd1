"""The menus of a message: vary, restyle or start from a picture that anybody posted."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from cogs.ui.asking import ask, ask_with
from cogs.ui.buttons import NUMBERS, can_vary
from cogs.ui.checks import checked_style, fitting, usable
from cogs.ui.choices import NO_STYLE
from cogs.ui.components import PictureButton
from cogs.ui.defaults import Asked, model_for
from cogs.ui.errors import RefusalError, answer, reporting
from cogs.ui.forms import Filled, Form, open_form
from cogs.ui.host import Host
from cogs.ui.intake import place
from cogs.ui.ladder import for_one_person
from cogs.ui.language import Say, Words
from cogs.ui.menu_forms import Drafted, restyle_form, use_form, vary_form
from cogs.ui.permissions import bot_present
from cogs.ui.reader import preferences_of, words_of
from cogs.ui.sources import Source, pictures_of, pictures_of_card
from cogs.ui.translator import named
from cogs.ui.wishes import fresh
from cogs.ui.wishes import varied as varied_card
from pictory_async import DEFAULT_MODEL, MODELS
from studio.generations import Generation, Kind, Order
from studio.prompts import restyled, varied
from studio.queries import ReactionAdd

Callback = Callable[[discord.Interaction[Any], discord.Message], Coroutine[Any, Any, None]]
Build = Callable[[Words, Drafted, str | None, str], Form]


class Menus(commands.Cog):
    """What can be done to a picture of any message.

    A message of others cannot be fetched again, so between a menu and its form the addresses of
    its pictures wait in drafts.
    """

    def __init__(self, bot: Host) -> None:
        self._bot = bot
        self._menus = [
            _menu("menu-vary", self.vary),
            _menu("menu-restyle", self.restyle),
            _menu("menu-use", self.use),
        ]
        bot.actions["pick"] = self.press_pick
        bot.forms.update(vary=self.submit_vary, restyle=self.submit_restyle, use=self.submit_use)

    async def cog_load(self) -> None:
        """Add the menus, which discord.py does not find by itself."""
        for menu in self._menus:
            self._bot.tree.add_command(menu)

    async def cog_unload(self) -> None:
        """Take the menus away again."""
        for menu in self._menus:
            self._bot.tree.remove_command(menu.name, type=menu.type)

    async def vary(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Vary the picture of a message at once; of several, ask which."""
        async with reporting(interaction):
            card, sources = await self._sources(message)
            # What waits behind a button must be fetched again, which only a bot that is there can.
            one = len(sources) == 1
            if card is not None and can_vary(card) and (one or bot_present(interaction)):
                numbers = [s.origin.n or 1 for s in sources if s.origin is not None]
                await self._vary_card(interaction, message, card, numbers)
            elif one:
                await self._vary(interaction, sources[0], private=_hidden(card, message))
            else:
                drafted = await self._draft(interaction, sources, private=_hidden(card, message))
                await open_form(interaction, vary_form(await words_of(interaction), drafted))

    async def restyle(
        self, interaction: discord.Interaction[Any], message: discord.Message
    ) -> None:
        """Ask in which style to draw the picture of a message again."""
        async with reporting(interaction):
            await self._open(interaction, message, restyle_form)

    async def use(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Ask what to make from the picture of a message."""
        async with reporting(interaction):
            await self._open(interaction, message, use_form)

    async def submit_vary(self, interaction: discord.Interaction[Any], filled: Filled) -> None:
        """Vary the picture that was chosen."""
        source, private = await self._chosen(interaction, filled)
        await self._vary(interaction, source, private=private)

    async def submit_restyle(self, interaction: discord.Interaction[Any], filled: Filled) -> None:
        """Draw the chosen picture again in the style that was chosen."""
        source, private = await self._chosen(interaction, filled)
        style = checked_style(filled.pick("style") or "")
        with fitting():
            prompt = restyled(style, filled.text("prompt"))
        model = filled.pick("model")
        asked = Asked(Kind.RESTYLE, prompt, model, style=style, count=1, private=private or None)
        await ask(interaction, asked, source)

    async def submit_use(self, interaction: discord.Interaction[Any], filled: Filled) -> None:
        """Make what was asked for from the chosen picture."""
        source, private = await self._chosen(interaction, filled)
        model, style = filled.pick("model"), filled.pick("style")
        asked = Asked(
            Kind.GENERATE, filled.text("prompt"), model, style=style, private=private or None
        )
        await ask(interaction, asked, source)

    async def _sources(self, message: discord.Message) -> tuple[Generation | None, list[Source]]:
        """Return the pictures of a message, and what it is a card of; refuse if there is none."""
        card = await self._bot.studio.find_by_message(message.id)
        found = pictures_of(message) if card is None else pictures_of_card(card, message)
        if not found:
            raise RefusalError("refused-no_picture_there")
        return card, usable(found)

    async def _vary(
        self, interaction: discord.Interaction[Any], source: Source, *, private: bool
    ) -> None:
        asked = Asked(Kind.VARY, varied(), style=NO_STYLE, count=1, private=private or None)
        await ask(interaction, asked, source)

    async def _vary_card(
        self,
        interaction: discord.Interaction[Any],
        message: discord.Message,
        card: Generation,
        numbers: list[int],
    ) -> None:
        """Do what 🎨 does, or ask for which of several pictures."""
        if len(numbers) > 1:
            view = _number_buttons(card, numbers, await words_of(interaction))
            await answer(interaction, Say("answer-which"), view=view)
            return
        order = varied_card(card, numbers[0])
        order = replace(order, reference=fresh(order, message))
        await self._vary_as(interaction, order, private=_hidden(card, message))

    async def press_pick(
        self, interaction: discord.Interaction[Any], generation_id: int, n: int | None
    ) -> None:
        """Do what 🎨 does to one of several pictures; a double click is one wish."""
        card, message = await self._bot.studio.find(generation_id), interaction.message
        if card is None or message is None:
            raise RefusalError("refused-unknown_card")
        once = ReactionAdd(message.id, f"vary:{n}", interaction.user.id)
        order = varied_card(card, n)
        await self._vary_as(interaction, order, private=for_one_person(card), once=once)

    async def _vary_as(
        self,
        interaction: discord.Interaction[Any],
        order: Order,
        *,
        private: bool,
        once: ReactionAdd | None = None,
    ) -> None:
        """Place an order that a card led to."""
        pings = (await preferences_of(interaction)).pings
        order = replace(order, private=private, ping=pings, **await place(interaction))
        await ask_with(interaction, order, once=once)

    async def _open(
        self, interaction: discord.Interaction[Any], message: discord.Message, build: Build
    ) -> None:
        """Put the pictures of a message aside, and open a form that asks what to do with them."""
        card, sources = await self._sources(message)
        known = await preferences_of(interaction)
        drafted = await self._draft(interaction, sources, private=_hidden(card, message))
        model = model_for(known, None, with_reference=True).name
        form = build(await words_of(interaction), drafted, known.usable.style, model)
        await open_form(interaction, form)

    async def _draft(
        self, interaction: discord.Interaction[Any], sources: list[Source], *, private: bool
    ) -> Drafted:
        """Put each picture aside as an order to be completed."""
        blank = Order(
            kind=Kind.GENERATE,
            prompt="",
            model=DEFAULT_MODEL,
            aspect_ratio=MODELS[DEFAULT_MODEL].default_aspect_ratio,
            private=private,
            **await place(interaction),
        )
        drafts = self._bot.studio.drafts
        return [
            (await drafts.keep(replace(blank, reference=s.reference, origin=s.origin)), s)
            for s in sources
        ]

    async def _chosen(
        self, interaction: discord.Interaction[Any], filled: Filled
    ) -> tuple[Source, bool]:
        """Return the picture that a form is about, and whether only one person may see it."""
        picked = filled.pick("picture") or ""
        number = int(picked) if picked.isdecimal() else filled.number
        draft = await self._bot.studio.drafts.get(number, interaction.user.id)
        if draft is None or draft.reference is None:
            raise RefusalError("refused-form")
        return Source("reference", draft.reference, origin=draft.origin), draft.private


def _menu(key: str, callback: Callback) -> app_commands.ContextMenu:
    """Return a menu of messages that is there wherever the bot is, or its user has installed it."""
    return app_commands.ContextMenu(
        name=named(key),
        callback=callback,
        allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        allowed_contexts=app_commands.AppCommandContext(
            guild=True, dm_channel=True, private_channel=True
        ),
    )


def _hidden(card: Generation | None, message: discord.Message) -> bool:
    """Whether nobody else sees the message."""
    return message.flags.ephemeral or (card is not None and for_one_person(card))


def _number_buttons(card: Generation, numbers: list[int], words: Words) -> discord.ui.View:
    """Return a button for each picture of a card, which does the same as the one below it."""
    view = discord.ui.View(timeout=None)
    for n in numbers:
        label = words("button-vary_one", n=n)
        view.add_item(PictureButton("pick", card.id, n, label=label, emoji=NUMBERS[n - 1]))
    return view


async def setup(bot: Host) -> None:
    """Load the feature."""
    await bot.add_cog(Menus(bot))
