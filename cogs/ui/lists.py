"""Renders the list of what is being made for a person: pure, like a card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord

from cogs.ui import wording
from cogs.ui.components import PictureButton
from cogs.ui.language import Words
from cogs.ui.texts import literal
from studio.generations import Generation
from studio.ports import Progress

PROMPT_SHOWN = 120
MOST = 10
"""How many jobs are shown: with text and button they have to fit Discord's 40 components."""


@dataclass(frozen=True, slots=True)
class Job:
    """A generation that is being made, and when it will be ready."""

    generation: Generation
    progress: Progress


def render_jobs(jobs: Sequence[Job], now: float, words: Words) -> discord.ui.LayoutView:
    """Return the list as a new layout in the reader's language, the newest first."""
    items: list[discord.ui.Item[Any]] = []
    if not jobs:
        items.append(discord.ui.TextDisplay(words("jobs-none")))
    else:
        items.append(discord.ui.TextDisplay(words("jobs-title")))
        items += [_entry(job, now, words) for job in jobs[:MOST]]
    if len(jobs) > MOST:
        more = words("jobs-more", count=len(jobs) - MOST)
        items.append(discord.ui.TextDisplay(f"-# {more}"))
    view = discord.ui.LayoutView(timeout=None)
    for item in items:
        view.add_item(item)
    return view


def _entry(job: Job, now: float, words: Words) -> discord.ui.Section[Any]:
    generation = job.generation
    prompt = literal(" ".join(generation.order.prompt.split()), PROMPT_SHOWN)
    facts = " · ".join(_facts(job, now, words))
    return discord.ui.Section(
        f"{prompt}\n{facts}",
        accessory=PictureButton("stop", generation.id, label=words("button-cancel")),
    )


def _facts(job: Job, now: float, words: Words) -> list[str]:
    """Say how far it has come, when it was asked for, when it will be ready, and where it is."""
    generation = job.generation
    facts = [f"**{wording.state(words, generation)}**"]
    if any(image.job_id for image in generation.images) and job.progress.ready_at is not None:
        facts.append(wording.ready(words, job.progress.ready_at, now))
    facts.append(words("time-asked", when=wording.when(generation.created_at)))
    card, order = generation.card, generation.order
    if card.message_id is not None and not (order.private or card.ephemeral):
        address = wording.link(order.guild_id, card.channel_id, card.message_id)
        facts.append(words("jobs-open", link=address))
    return facts
