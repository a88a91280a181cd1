"""What `/preferences` offers, what it takes, and how it shows what is set."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import discord
from discord import app_commands

from cogs.ui.choices import model_choices, style_choices
from cogs.ui.errors import RefusalError
from cogs.ui.language import LANGUAGES, Say, Words, words_for
from cogs.ui.texts import literal
from cogs.ui.translator import named
from cogs.ui.wording import style_name
from pictory_async import MODELS, ImageModel
from studio.preferences import COUNTS, Preferences

NONE = "none"
"""As a choice: no preference."""
TRUTH: Mapping[str, bool] = {"yes": True, "no": False}
READ: Mapping[str, Callable[[str], object]] = {
    "count": int,
    "private": TRUTH.__getitem__,
    "ping": TRUTH.__getitem__,
    "mention_reference": TRUTH.__getitem__,
}
"""How to read the choices that are no texts."""
RATIO_SHOWN = 40
SUGGESTED = 24

Choice = app_commands.Choice[str]


def choices() -> dict[str, list[Choice]]:
    """Return what can be chosen for each preference but the aspect ratio."""
    truth = [
        Choice(name=named("choice-yes"), value="yes"),
        Choice(name=named("choice-no"), value="no"),
    ]
    none = Choice(name=named("choice-no_preference"), value=NONE)
    automatic = Choice(name=named("choice-automatic"), value=NONE)
    return {
        "model": [*model_choices(), none],
        "style": [*style_choices(required=True), none],
        "count": [*(Choice(name=str(n), value=str(n)) for n in COUNTS), none],
        "private": [*truth, none],
        "ping": [*truth, none],
        "mention_reference": [*truth, none],
        "language": [*(Choice(name=_language(name), value=name) for name in LANGUAGES), automatic],
    }


def chosen(options: Mapping[str, str | None]) -> dict[str, Any]:
    """Return the changes that options ask for; one that was not given changes nothing."""
    return {
        name: None if value == NONE else READ.get(name, str)(value)
        for name, value in options.items()
        if value is not None
    }


def check_changes(known: Preferences, changes: Mapping[str, Any]) -> None:
    """Refuse an aspect ratio that the preferred model, or every model, lacks."""
    wanted = replace(known, **changes)
    ratio, model = wanted.aspect_ratio, MODELS.get(wanted.model or "")
    if ratio is None or not changes.keys() & {"model", "aspect_ratio"}:
        return
    if model is None:
        if all(ratio not in any_model.aspect_ratios for any_model in MODELS.values()):
            shown = literal(ratio, RATIO_SHOWN)
            raise RefusalError("refused-ratio_unknown", ratio=shown, ratios=ratios_of(None))
    elif ratio not in model.aspect_ratios:
        fault = "refused-ratio" if changes.get("aspect_ratio") else "refused-ratio_preferred"
        shown = literal(ratio, RATIO_SHOWN)
        raise RefusalError(fault, model=model.name, ratio=shown, ratios=model.aspect_ratios)


def ratios_of(model: ImageModel | None) -> list[str]:
    """Return the ratios of a model, or all that any model has."""
    models = MODELS.values() if model is None else [model]
    return list(dict.fromkeys(ratio for each in models for ratio in each.aspect_ratios))


def suggest_ratios(known: Preferences, model: str | None, typed: str, words: Words) -> list[Choice]:
    """Suggest the ratios of the model that is being chosen, or else of the preferred one."""
    name = None if model == NONE else model or known.model
    ratios = [ratio for ratio in ratios_of(MODELS.get(name or "")) if typed.strip() in ratio]
    found = [Choice(name=ratio, value=ratio) for ratio in ratios[:SUGGESTED]]
    return [*found, Choice(name=words("choice-no_preference"), value=NONE)]


def render_preferences(preferences: Preferences, words: Words) -> discord.ui.LayoutView:
    """Return what is set as a new layout."""
    lines = [words("preferences-title"), *_lines(preferences.usable, words)]
    lines.append(f"-# {words('preferences-how')}")
    return discord.ui.LayoutView(timeout=None).add_item(discord.ui.TextDisplay("\n".join(lines)))


def _lines(preferences: Preferences, words: Words) -> Iterator[str]:
    for name, value in {
        "model": preferences.model,
        "aspect_ratio": preferences.aspect_ratio,
        "style": style_name(words, preferences.style) if preferences.style else None,
        "count": preferences.count,
        "private": _truth(preferences.private),
        "ping": _truth(preferences.ping),
        "language": _language(preferences.language or "") or Say("choice-automatic"),
        "mention_reference": _truth(preferences.mention_reference),
    }.items():
        shown = words("choice-no_preference") if value is None else value
        said = words(shown) if isinstance(shown, Say) else shown
        yield f"{words(f'option-{name}')}: **{said}**"


def _truth(value: bool | None) -> Say | None:
    return None if value is None else Say("choice-yes" if value else "choice-no")


def _language(language: str) -> str:
    """Return a language's own name, or nothing for one that there is no catalogue for."""
    return words_for(language)("language-name") if language in LANGUAGES else ""
