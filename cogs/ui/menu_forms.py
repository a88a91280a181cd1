"""The forms that the menus of a message open; each field for a picture holds ids of drafts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord

from cogs.ui.choices import model_select, style_select
from cogs.ui.forms import TEXT_MAX, Form
from cogs.ui.language import Words
from cogs.ui.sources import Source
from cogs.ui.texts import shorten
from pictory_async import PROMPT_MIN

NAME_SHOWN = 80

Drafted = Sequence[tuple[int, Source]]
"""Pictures to choose from, each with the draft that is to be completed if it is chosen."""


def vary_form(words: Words, drafted: Drafted) -> Form:
    """Ask which picture to vary."""
    return _form(words, "vary", drafted, title=words("title-vary"))


def restyle_form(words: Words, drafted: Drafted, style: str | None, model: str) -> Form:
    """Ask for a style, and for more if one likes."""
    form = _form(words, "restyle", drafted, title=words("title-restyle"))
    wish: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="prompt",
        style=discord.TextStyle.paragraph,
        required=False,
        max_length=TEXT_MAX,
        placeholder=words("hint-extra"),
    )
    form.ask(words("label-style"), style_select(words, "style", style, required=True))
    form.ask(words("label-extra"), wish)
    form.ask(words("label-model"), model_select(words, "model", model, with_reference=True))
    return form


def use_form(words: Words, drafted: Drafted, style: str | None, model: str) -> Form:
    """Ask what to make from a picture."""
    form = _form(words, "use", drafted, title=words("title-use"))
    prompt: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="prompt",
        style=discord.TextStyle.paragraph,
        min_length=PROMPT_MIN,
        max_length=TEXT_MAX,
        placeholder=words("hint-prompt"),
    )
    form.ask(words("label-prompt"), prompt)
    form.ask(words("label-style"), style_select(words, "style", style))
    form.ask(words("label-model"), model_select(words, "model", model, with_reference=True))
    return form


def _form(words: Words, kind: str, drafted: Drafted, *, title: str) -> Form:
    """Return a form that begins with the choice of a picture, if there are several."""
    [(first, _), *others] = drafted
    form = Form(kind, first, title=title)
    if others:
        pictures: discord.ui.Select[Any] = discord.ui.Select(custom_id="picture")
        for n, (number, source) in enumerate(drafted, start=1):
            name = shorten(source.filename, NAME_SHOWN)
            label = words("pick-picture", n=n, name=name)
            pictures.add_option(label=label, value=str(number), default=n == 1)
        form.ask(words("label-picture"), pictures)
    return form
