"""Words a card's lines from a snapshot: status, footer, alternative texts; see also `failures`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cogs.ui.texts import shorten
from pictory_async import MODELS
from studio.generations import (
    Generation,
    Image,
    ImageState,
    Kind,
    Order,
    RatioSource,
)

if TYPE_CHECKING:
    from cogs.ui.cards import Shown
    from cogs.ui.language import Words

ALT_LIMIT = 1024
BAR_STEPS = 8


def when(at: float) -> str:
    """Return a time that Discord counts for the reader, such as "in 12 seconds"."""
    return f"<t:{round(at)}:R>"


def status(shown: Shown) -> str:
    """Say how far the work has come, and when it will be ready."""
    words, generation, progress = shown.words, shown.generation, shown.progress
    facts = [f"**{state(words, generation)}**"]
    if len(generation.images) > 1:
        facts.append(words("state-some", ready=len(shown.ready), count=len(generation.images)))
    submitted = [image.submitted_at for image in generation.images if image.submitted_at]
    if submitted:
        facts.append(_bar(min(submitted), progress.ready_at, shown.now))
        facts.append(ready(words, progress.ready_at, shown.now))
        facts.append(words("time-started", when=when(min(submitted))))
    else:
        if progress.ahead:
            facts.append(words("queue-ahead", count=progress.ahead))
            facts.append(ready(words, progress.ready_at, shown.now))
        facts.append(words("time-asked", when=when(generation.created_at)))
    line = " · ".join(fact for fact in facts if fact)
    if progress.note is None:
        return line
    note = [words(f"note-{progress.note}")]
    if not submitted:  # or else one may cost something, whatever the others wait for
        note.append(words("note-nothing_spent"))
    return f"{line}\n{' '.join(note)}"


def state(words: Words, generation: Generation) -> str:
    """Say in a word or two what is being done."""
    states = {image.state for image in generation.images}
    if ImageState.GENERATING in states:
        return words("state-generating")
    if ImageState.READY in states:
        return words("state-fetching")
    if ImageState.SUBMITTING in states:
        return words("state-starting")
    return words("state-queued")


def _bar(started: float, ready_at: float | None, now: float) -> str:
    """Draw the share of the expected time that has passed; it is full only with the picture."""
    if ready_at is None:
        return ""
    share = (now - started) / max(ready_at - started, 1.0)
    filled = min(max(int(share * BAR_STEPS), 0), BAR_STEPS - 1)
    return "▰" * filled + "▱" * (BAR_STEPS - filled)


def ready(words: Words, ready_at: float | None, now: float) -> str:
    """Say when it will be ready, as far as anybody knows."""
    if ready_at is None:
        return ""
    return words("time-ready", when=when(ready_at)) if ready_at > now else words("time-soon")


def footer(shown: Shown) -> str:
    """Say in small print what is or was made, at which price, for whom, and from what."""
    words, generation, order = shown.words, shown.generation, shown.generation.order
    done = shown.ready and all(map(shown.has_picture, generation.images))
    facts = [words("state-done")] if done else []
    facts += [order.model, ratio(words, order)]
    facts += [style_name(words, order.style)] if order.style else []
    facts += _result(shown) if shown.ready else []
    facts += [_price(shown)]
    facts += _duration(words, generation) if done else []
    facts += [words("footer-for", user=f"<@{order.user_id}>"), *_from(words, order)]
    return "-# " + " · ".join(fact for fact in facts if fact)


def ratio(words: Words, order: Order) -> str:
    """Name the aspect ratio, and say if it is the reference's."""
    if order.ratio_source is RatioSource.TO_MATCH:
        return words("ratio-to_match")
    if order.ratio_source is RatioSource.MATCHED:
        return words("ratio-matched", ratio=order.aspect_ratio)
    return order.aspect_ratio


def style_name(words: Words, style: str) -> str:
    """Name a style; one that is not known any more keeps Pictory's name."""
    key = f"style-{style}"
    return words(key) if words.has(key) else style


def _result(shown: Shown) -> list[str]:
    sizes = {(image.width, image.height) for image in shown.ready if image.width and image.height}
    return [f"{width}×{height}" for width, height in sorted(sizes)]


def _price(shown: Shown) -> str:
    """Say what was used once everything is settled, and before that what it will cost."""
    words, generation = shown.words, shown.generation
    pending = any(not image.settled and not shown.has_picture(image) for image in generation.images)
    if not pending:
        return words("amount-credits", amount=generation.credits_used) if shown.ready else ""
    model = MODELS.get(generation.order.model)
    return words("amount-credits", amount=model.credits * len(generation.images)) if model else ""


def _duration(words: Words, generation: Generation) -> list[str]:
    finished = [at for image in generation.images if (at := _finished_at(image))]
    return [duration(words, max(finished) - generation.created_at)] if finished else []


def duration(words: Words, seconds: float) -> str:
    """Say how long something took, in whole seconds."""
    minutes, rest = divmod(max(round(seconds), 0), 60)
    if minutes:
        return words("time-minutes", minutes=minutes, seconds=rest)
    return words("time-seconds", seconds=rest)


def _finished_at(image: Image) -> float | None:
    """Return when the picture was made, which may be after its card had stopped waiting."""
    return image.job_settled_at if image.detached else image.finished_at


def link(guild_id: int | None, channel_id: int, message_id: int) -> str:
    """Return the address of a message."""
    return f"https://discord.com/channels/{guild_id or '@me'}/{channel_id}/{message_id}"


ORIGINS: Mapping[Kind, str] = {
    Kind.GENERATE: "footer-edited",
    Kind.REGENERATE: "footer-regenerated",
    Kind.VARY: "footer-varied",
    Kind.RESTYLE: "footer-restyled",
    Kind.REPLACE: "footer-replaced",
}
"""What is said of the message that a generation was made from."""


def _from(words: Words, order: Order) -> list[str]:
    """Link the message that the generation was made from, and the first of its family.

    Only where others can open them.
    """
    origin = order.origin
    if origin is None or origin.message_id is None or order.private or order.card.ephemeral:
        return []
    address = link(order.guild_id, origin.channel_id or 0, origin.message_id)
    if order.kind is Kind.VARY and origin.n is not None:
        facts = [words("footer-varied_one", n=origin.n, link=address)]
    else:
        facts = [words(ORIGINS[order.kind], link=address)]
    if origin.root_message_id not in {None, origin.message_id}:
        first = link(order.guild_id, origin.root_channel_id or 0, origin.root_message_id or 0)
        facts.append(words("footer-root", link=first))
    return facts


KINDS: Mapping[Kind, str] = {
    Kind.VARY: "alt-variation",
    Kind.RESTYLE: "alt-restyled",
    Kind.REPLACE: "alt-replaced",
}
"""What a picture is called where it is not just a picture."""


def alt_text(words: Words, order: Order, n: int) -> str:
    """Describe result `n` for people who do not see it."""
    what = words(KINDS.get(order.kind, "alt-picture"))
    if order.kind is Kind.VARY and order.origin is not None and order.origin.n is not None:
        what = words("alt-variation_one", n=order.origin.n)
    if order.count > 1:
        what = words("alt-one_of_several", what=what, n=n, count=order.count)
    prompt = shorten(" ".join(order.prompt.split()), ALT_LIMIT)
    if order.style:
        style = style_name(words, order.style)
        said = words("alt-result_styled", what=what, style=style, prompt=prompt)
    else:
        said = words("alt-result", what=what, prompt=prompt)
    return shorten(said, ALT_LIMIT)
