"""✏️: change the prompt of a picture, or what else it was made with, and make it anew."""

from __future__ import annotations

from typing import Any

import discord
from discord.ext import commands

from cogs.ui.asking import ask
from cogs.ui.choices import model_select, style_select
from cogs.ui.defaults import Asked
from cogs.ui.errors import RefusalError, answer
from cogs.ui.forms import TEXT_MAX, Filled, Form, open_form
from cogs.ui.host import Host
from cogs.ui.ladder import for_one_person
from cogs.ui.language import Say, Words
from cogs.ui.reader import words_of
from cogs.ui.sources import Source
from cogs.ui.texts import as_file
from cogs.ui.wishes import fresh, regenerated
from pictory_async import MODELS, PROMPT_MIN
from studio.generations import Generation, Kind, RatioSource
from studio.studio import NotYoursError

KEPT_KINDS = frozenset({Kind.RESTYLE, Kind.REPLACE, Kind.VARY})
"""What remains of its kind if its prompt is edited."""


class Editing(commands.Cog):
    """The form behind ✏️, and what becomes of it. Whoever edits is the one who pays."""

    def __init__(self, bot: Host) -> None:
        self._bot = bot
        bot.actions["edit"] = self.press_edit
        bot.forms["edit"] = self.submit_edit

    async def press_edit(
        self, interaction: discord.Interaction[Any], generation_id: int, _n: int | None
    ) -> None:
        """Open the form, filled with what the picture was made from."""
        parent = await self._parent(interaction, generation_id)
        prompt = parent.order.prompt
        if len(prompt) > TEXT_MAX:
            say = Say("answer-edit_long", length=len(prompt), maximum=TEXT_MAX)
            await answer(interaction, say, file=as_file(prompt, "prompt.txt"))
        else:
            await open_form(interaction, edit_form(parent, await words_of(interaction)))

    async def submit_edit(self, interaction: discord.Interaction[Any], filled: Filled) -> None:
        """Make a new picture of what was edited; the old one stays as it is."""
        parent = await self._parent(interaction, filled.number)
        asked = edited(parent, filled)
        await ask(interaction, asked, filled.file("reference") or _kept(parent, interaction))

    async def _parent(
        self, interaction: discord.Interaction[Any], generation_id: int
    ) -> Generation:
        """Return what is to be edited; a form can be sent by anybody, whoever saw the picture."""
        parent = await self._bot.studio.find(generation_id)
        if parent is None or parent.deleted_at is not None:
            raise RefusalError("refused-unknown_card")
        if for_one_person(parent) and parent.order.user_id != interaction.user.id:
            raise NotYoursError(f"generation {generation_id} belongs to someone else")
        return parent


def edit_form(parent: Generation, words: Words) -> Form:
    """Return the form, filled with what the parent was made from."""
    order = parent.order
    form = Form("edit", parent.id, title=words("title-edit"))
    prompt: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="prompt",
        style=discord.TextStyle.paragraph,
        default=order.prompt,
        min_length=PROMPT_MIN,
        max_length=TEXT_MAX,
    )
    upload: discord.ui.FileUpload[Any] = discord.ui.FileUpload(
        custom_id="reference", required=False
    )
    kept = "hint-reference_kept" if order.reference else "hint-reference"
    form.ask(words("label-prompt"), prompt)
    form.ask(words("label-style"), style_select(words, "style", order.style))
    form.ask(words("label-model"), model_select(words, "model", order.model))
    form.ask(words("label-new_reference"), upload, words(kept))
    return form


def edited(parent: Generation, filled: Filled) -> Asked:
    """Return what is asked for by editing a picture: as many images, and in its shape if chosen."""
    order = parent.order
    model = MODELS.get(filled.pick("model") or "")
    fits = model is not None and order.aspect_ratio in model.aspect_ratios
    chosen = order.ratio_source is RatioSource.CHOSEN
    return Asked(
        kind=order.kind if order.kind in KEPT_KINDS else Kind.GENERATE,
        prompt=filled.text("prompt"),
        model=filled.pick("model"),
        aspect_ratio=order.aspect_ratio if fits and chosen else None,
        style=filled.pick("style"),
        count=order.count,
        private=True if for_one_person(parent) else None,
        origin=regenerated(parent).origin,
    )


def _kept(parent: Generation, interaction: discord.Interaction[Any]) -> Source | None:
    """Return the parent's reference, signed anew if the message with the button shows it."""
    again = regenerated(parent)
    message = interaction.message
    reference = again.reference if message is None else fresh(again, message)
    return None if reference is None else Source("reference", reference)


async def setup(bot: Host) -> None:
    """Load the feature."""
    await bot.add_cog(Editing(bot))
