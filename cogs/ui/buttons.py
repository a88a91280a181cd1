"""Chooses the buttons under a card: what its state, its model and its place make possible."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cogs.ui.components import PictureButton
from pictory_async import MODELS
from studio.generations import Generation

if TYPE_CHECKING:
    from cogs.ui.cards import Shown
    from cogs.ui.language import Words

REGENERATE = "🔁"
VARY = "🎨"
NUMBERS = ("1️⃣", "2️⃣", "3️⃣", "4️⃣")
EDIT = "✏️"
FULL_ROW = 5
"""How many buttons Discord takes in a row."""
COMPARE = "🔍"


def can_vary(generation: Generation) -> bool:
    """Whether pictures of this generation can become references for its model."""
    model = MODELS.get(generation.order.model)
    return model is not None and model.supports_reference


def buttons(shown: Shown, *, prompt_cut: bool) -> list[PictureButton]:
    """Return the buttons that concern the whole card, five at most."""
    if shown.working:
        return list(_while_working(shown, prompt_cut=prompt_cut))
    if not shown.ready:
        return list(_without_picture(shown, prompt_cut=prompt_cut))
    row = list(_with_pictures(shown))
    if prompt_cut and len(row) < FULL_ROW:  # or else ⋯ More has it
        row.append(_button(shown, "prompt"))
    return row


def _while_working(shown: Shown, *, prompt_cut: bool) -> Iterator[PictureButton]:
    yield _button(shown, "cancel")
    if prompt_cut:
        yield _button(shown, "prompt")


def _without_picture(shown: Shown, *, prompt_cut: bool) -> Iterator[PictureButton]:
    again = regenerate_button(shown.generation, shown.words)
    yield _button(shown, "retry") if shown.failed else again
    yield _button(shown, "edit", emoji=EDIT)
    if prompt_cut:
        yield _button(shown, "prompt")


def _with_pictures(shown: Shown) -> Iterator[PictureButton]:
    yield regenerate_button(shown.generation, shown.words)
    if shown.failed:
        yield _button(shown, "retry")
    elif len(shown.generation.images) == 1 and can_vary(shown.generation):
        yield _button(shown, "vary", n=1, emoji=VARY)
    yield _button(shown, "edit", emoji=EDIT)
    if "reference" in shown.files:
        yield _button(shown, "compare", emoji=COMPARE)
    yield _button(shown, "more")


def number_buttons(shown: Shown) -> list[PictureButton]:
    """Return a button for each picture of several; one picture has its own among the others."""
    if shown.working or len(shown.generation.images) == 1 or not can_vary(shown.generation):
        return []
    words = shown.words
    return [
        PictureButton(
            "vary",
            shown.generation.id,
            image.n,
            label=words("button-vary_one", n=image.n),
            emoji=NUMBERS[image.n - 1],
        )
        for image in shown.ready
    ]


def regenerate_button(generation: Generation, words: Words) -> PictureButton:
    """Return the button that makes the same again, and say the total where that makes several."""
    order = generation.order
    model = MODELS.get(order.model)
    label = words("button-regenerate")
    if order.count > 1 and model is not None:
        price = words("amount-credits", amount=model.credits * order.count)
        label = words("button-regenerate_several", count=order.count, price=price)
    return PictureButton("regenerate", generation.id, label=label, emoji=REGENERATE)


def _button(
    shown: Shown, action: str, *, n: int | None = None, emoji: str | None = None
) -> PictureButton:
    label = shown.words(f"button-{action}")
    return PictureButton(action, shown.generation.id, n, label=label, emoji=emoji)
