"""Renders a generation as a card: a pure function from a snapshot to a layout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import discord

from cogs.ui import wording
from cogs.ui.buttons import buttons, number_buttons
from cogs.ui.failures import failures
from cogs.ui.language import Words, words_for
from cogs.ui.texts import literal
from studio.generations import Generation, Image, ImageState
from studio.ports import Progress

PROMPT_SHOWN = 1000
TEXT_BUDGET = 4000
"""Characters of text that Discord takes in one message of components."""


class Phase(Enum):
    """The state of a whole card, with its accent colour."""

    WORKING = 0x5865F2
    DONE = 0x3BA55D
    PARTLY = 0xE0A030
    FAILED = 0xD83C3E
    CANCELLED = 0x80848E


@dataclass(frozen=True, slots=True)
class Shown:
    """What the card shows: `files` maps a file's name without ending to a URL for components."""

    generation: Generation
    progress: Progress
    files: Mapping[str, str]
    now: float

    def has_picture(self, image: Image) -> bool:
        """Whether this image's picture is on the card."""
        return image.name in self.files

    @property
    def words(self) -> Words:
        """The texts in the language of the card."""
        return words_for(self.generation.order.locale)

    @property
    def ready(self) -> tuple[Image, ...]:
        """The images whose pictures are on the card."""
        return tuple(image for image in self.generation.images if self.has_picture(image))

    @property
    def missing(self) -> tuple[Image, ...]:
        """The images whose pictures will not be on the card."""
        return tuple(
            image
            for image in self.generation.images
            if image.settled
            and (image.state is not ImageState.DELIVERED or image.kept_at is not None)
            and not self.has_picture(image)
        )

    @property
    def failed(self) -> bool:
        """Whether there is anything to be tried again."""
        return any(image.state is not ImageState.DELIVERED for image in self.missing)

    @property
    def working(self) -> bool:
        """Whether something is still being made."""
        return self.phase is Phase.WORKING

    @property
    def phase(self) -> Phase:
        """The state of the whole card."""
        pending = [
            image
            for image in self.generation.images
            if not image.settled and not self.has_picture(image)
        ]
        if pending:
            return Phase.WORKING
        if not self.missing:
            return Phase.DONE
        if len(self.missing) < len(self.generation.images):
            return Phase.PARTLY
        cancelled = all(image.state is ImageState.CANCELLED for image in self.missing)
        return Phase.CANCELLED if cancelled else Phase.FAILED


def render(shown: Shown) -> discord.ui.LayoutView:
    """Return the card as a new layout, cutting the prompt until it fits Discord's text budget."""
    for limit in (PROMPT_SHOWN, PROMPT_SHOWN // 2, PROMPT_SHOWN // 8):
        view = _layout(shown, limit)
        if view.content_length() <= TEXT_BUDGET:
            break
    return view


def _layout(shown: Shown, prompt_limit: int) -> discord.ui.LayoutView:
    container: discord.ui.Container[Any] = discord.ui.Container(
        accent_colour=discord.Colour(shown.phase.value)
    )
    if shown.ready:
        container.add_item(_gallery(shown))
    for item in _body(shown, literal(shown.generation.order.prompt, prompt_limit)):
        container.add_item(item)
    container.add_item(discord.ui.TextDisplay(wording.footer(shown)))
    for row in _rows(shown, prompt_limit):
        container.add_item(row)
    return discord.ui.LayoutView(timeout=None).add_item(container)


def _gallery(shown: Shown) -> discord.ui.MediaGallery[Any]:
    return discord.ui.MediaGallery(
        *(
            discord.MediaGalleryItem(
                shown.files[image.name],
                description=wording.alt_text(shown.words, shown.generation.order, image.n),
            )
            for image in shown.ready
        )
    )


def _body(shown: Shown, prompt: str) -> Iterator[discord.ui.Item[Any]]:
    """Yield the prompt and the state, beside the reference if there is one."""
    lines = [prompt]
    if shown.phase is Phase.WORKING:
        lines.append(wording.status(shown))
    if shown.missing:
        first = shown.phase in {Phase.FAILED, Phase.CANCELLED}
        lines.insert(0 if first else len(lines), failures(shown))
    texts = [discord.ui.TextDisplay[Any](line) for line in lines]
    if "reference" in shown.files:
        thumbnail: discord.ui.Thumbnail[Any] = discord.ui.Thumbnail(
            shown.files["reference"], description=shown.words("alt-reference")
        )
        yield discord.ui.Section(*texts, accessory=thumbnail)
    else:
        yield from texts


def _rows(shown: Shown, prompt_limit: int) -> Iterator[discord.ui.ActionRow[Any]]:
    cut = len(shown.generation.order.prompt.strip()) > prompt_limit
    for row in (buttons(shown, prompt_cut=cut), number_buttons(shown)):
        if row:
            yield discord.ui.ActionRow(*row)
