"""Checks what can be seen of an order before anything is spent, the same at every door."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from cogs.ui.choices import models
from cogs.ui.errors import RefusalError
from cogs.ui.references import MAX_BYTES
from cogs.ui.sources import Source
from cogs.ui.texts import literal
from pictory_async import MODELS, PROMPT_MAX, PROMPT_MIN, ImageModel, Style
from studio.prompts import Part, PromptError

MEGABYTE = 1024 * 1024
NAME_SHOWN = 100
TOO_LONG: Mapping[Part, str] = {
    Part.SUBJECT: "refused-subject_long",
    Part.REPLACEMENT: "refused-replacement_long",
    Part.WISH: "refused-wish_long",
}
EMPTY: Mapping[Part, str] = {
    Part.SUBJECT: "refused-subject_empty",
    Part.REPLACEMENT: "refused-replacement_empty",
}


def checked_prompt(prompt: str) -> str:
    """Return the prompt without blanks around it; refuse one that Pictory would not take."""
    stripped = prompt.strip()
    if len(stripped) < PROMPT_MIN:
        raise RefusalError("refused-prompt_short", minimum=PROMPT_MIN)
    if len(stripped) > PROMPT_MAX:
        raise RefusalError("refused-prompt_long", length=len(stripped), maximum=PROMPT_MAX)
    return stripped


@contextmanager
def fitting() -> Iterator[None]:
    """Refuse texts of which no prompt can be made inside the block."""
    try:
        yield
    except PromptError as error:
        if error.limit is None:
            raise RefusalError(EMPTY[error.part]) from error
        raise RefusalError(TOO_LONG[error.part], maximum=error.limit) from error


def checked_model(name: str) -> ImageModel:
    """Return a model; refuse one that Pictory has given up since it was offered."""
    if name not in MODELS:
        raise RefusalError("refused-outdated")
    return MODELS[name]


def checked_style(name: str) -> str:
    """Return the name of a style; refuse one that Pictory has given up since it was offered."""
    if name not in set(Style):
        raise RefusalError("refused-outdated")
    return name


def checked_ratio(model: ImageModel, aspect_ratio: str) -> str:
    """Return the ratio; refuse one that the model lacks."""
    if aspect_ratio not in model.aspect_ratios:
        raise RefusalError(
            "refused-ratio",
            model=model.name,
            ratio=literal(aspect_ratio, NAME_SHOWN),
            ratios=model.aspect_ratios,
        )
    return aspect_ratio


def check_reference_support(model: ImageModel) -> None:
    """Refuse a model that cannot use a reference, naming those that can."""
    if not model.supports_reference:
        able = [other.name for other in models(with_reference=True)]
        raise RefusalError("refused-no_reference", model=model.name, models=able)


def check_source(source: Source) -> None:
    """Refuse a picture for what Discord says of it; its bytes are checked later."""
    name = literal(source.filename, NAME_SHOWN)
    if source.size == 0:
        raise RefusalError("refused-reference_empty", name=name)
    if source.size is not None and source.size > MAX_BYTES:
        size = math.ceil(source.size / MEGABYTE * 10) / 10  # never as small as the limit
        limit = MAX_BYTES // MEGABYTE
        raise RefusalError("refused-reference_large", name=name, size=size, limit=limit)
    if not _may_be_picture(source.content_type):
        raise RefusalError("refused-reference_type", name=name)


def usable(sources: Sequence[Source]) -> list[Source]:
    """Return the pictures that can be used; refuse if there is none, because of the first."""
    found = []
    for source in sources:
        with suppress(RefusalError):
            check_source(source)
            found.append(source)
    if not found:
        check_source(sources[0])
    return found


def _may_be_picture(content_type: str | None) -> bool:
    """Whether the declared type, which comes from the file's name, leaves it open."""
    return (
        content_type is None
        or content_type.startswith("image/")
        or content_type == "application/octet-stream"
    )
