"""Words a card's lines from a snapshot: status, failures, footer, alternative texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cogs.ui.texts import credits_text, duration_text, literal, number_text, shorten, text
from pictory_async import MODELS
from studio.generations import (
    Charged,
    Failure,
    FailureKind,
    Generation,
    Image,
    ImageState,
    Kind,
    Order,
)
from studio.limits import Limits

if TYPE_CHECKING:
    from cogs.ui.cards import Shown

ALT_LIMIT = 1024
DETAIL_SHOWN = 200
BAR_STEPS = 8
LOOKED_FOR = Limits().look_for
"""How long after its submit a request that may have arrived is looked for, in seconds."""


def when(at: float) -> str:
    """Return a time that Discord counts for the reader, such as "in 12 seconds"."""
    return f"<t:{round(at)}:R>"


def status(shown: Shown) -> str:
    """Say how far the work has come, and when it will be ready."""
    generation, progress = shown.generation, shown.progress
    words = [f"**{state(generation)}**"]
    if len(generation.images) > 1:
        words.append(text("state.some", ready=len(shown.ready), count=len(generation.images)))
    submitted = [image.submitted_at for image in generation.images if image.submitted_at]
    if submitted:
        words.append(_bar(min(submitted), progress.ready_at, shown.now))
        words.append(ready(progress.ready_at, shown.now))
        words.append(text("time.started", when=when(min(submitted))))
    else:
        words.append(text("time.asked", when=when(generation.created_at)))
    line = " · ".join(word for word in words if word)
    if progress.note is None:
        return line
    note = [text(f"note.{progress.note}")]
    if not submitted:  # or else one may cost something, whatever the others wait for
        note.append(text("note.nothing_spent"))
    return f"{line}\n{' '.join(note)}"


def state(generation: Generation) -> str:
    """Say in a word or two what is being done."""
    states = {image.state for image in generation.images}
    if ImageState.GENERATING in states:
        return text("state.generating")
    if ImageState.READY in states:
        return text("state.fetching")
    if ImageState.SUBMITTING in states:
        return text("state.starting")
    return text("state.queued")


def _bar(started: float, ready_at: float | None, now: float) -> str:
    """Draw the share of the expected time that has passed; it is full only with the picture."""
    if ready_at is None:
        return ""
    share = (now - started) / max(ready_at - started, 1.0)
    filled = min(max(int(share * BAR_STEPS), 0), BAR_STEPS - 1)
    return "▰" * filled + "▱" * (BAR_STEPS - filled)


def ready(ready_at: float | None, now: float) -> str:
    """Say when it will be ready, as far as anybody knows."""
    if ready_at is None:
        return ""
    return text("time.ready", when=when(ready_at)) if ready_at > now else text("time.soon")


def failures(shown: Shown) -> str:
    """Say what failed, whether it cost credits, and what to do; the same thing only once."""
    several = len(shown.generation.images) > 1
    whole = len(shown.missing) == len(shown.generation.images)
    none_made = several and whole and not any(image.kept_at for image in shown.missing)
    lines = [text("failed.all", count=len(shown.generation.images))] if none_made else []
    explained: dict[str, list[int]] = {}
    for image in shown.missing:
        explained.setdefault(_explain(image, shown.now), []).append(image.n)
    if not several or (none_made and len(explained) == 1):
        lines += explained
    else:
        lines += [
            text("failed.image", n=", ".join(map(str, numbers)), what=what)
            for what, numbers in explained.items()
        ]
    return "\n".join(lines)


def _explain(image: Image, now: float) -> str:
    if image.state is ImageState.DELIVERED:
        happened, where = text("late.aside"), "late.kept" if image.kept else "late.collected"
        return f"**{happened}** {text(where)}"
    sentences = [f"**{text(f'failed.{_end(image)}')}**", *_said(image.failure)]
    rest = _late(image) if image.detached else _cost_and_advice(image, now)
    return " ".join([*sentences, *rest])


def _end(image: Image) -> str:
    """Return the word that the texts have for how an image without a picture ended."""
    if image.failure is not None:
        return image.failure.kind.value
    return "cancelled" if image.state is ImageState.CANCELLED else "unconfirmed"


def _cost_and_advice(image: Image, now: float) -> Iterator[str]:
    charged = Charged.UNKNOWN if image.state is ImageState.UNCONFIRMED else Charged.NO
    if image.failure is not None:
        charged = image.failure.charged
    yield text(f"charged.{charged.value}")
    if image.state is ImageState.UNCONFIRMED and now >= (image.submitted_at or 0.0) + LOOKED_FOR:
        yield text("todo.not_found")
    else:
        yield text(f"todo.{_end(image)}")


def _late(image: Image) -> Iterator[str]:
    """Yield what has become of a job that its card no longer waits for."""
    if image.job_settled_at is None:
        yield text("late.running")
        return
    made, used = image.result_url is not None, image.credits_used
    if made:
        yield text("late.lost" if image.kept_at is None else "late.arrived")
    if used:
        yield text("charged.amount", amount=number_text(used))
    else:
        yield text("charged.yes" if made and used is None else "charged.no")
    if image.kept:
        yield text("late.kept")
    elif image.kept_at is not None:
        yield text("late.collected")
    else:
        yield text(f"todo.{_end(image)}")


def _said(failure: Failure | None) -> Iterator[str]:
    """Yield what more is known: Pictory's own words, or what is at fault."""
    if failure is None or not failure.detail:
        return
    detail = literal(failure.detail, DETAIL_SHOWN)
    sentence = detail if detail.endswith((".", "…")) else f"{detail}."
    if failure.kind is FailureKind.REFERENCE_REJECTED:
        yield sentence
    elif failure.kind is FailureKind.INVALID_REQUEST:
        yield text("failed.fault", detail=sentence)
    elif failure.kind is not FailureKind.REFERENCE_UNREACHABLE:
        yield text("failed.said", detail=sentence)


def footer(shown: Shown) -> str:
    """Say in small print what is or was made, at which price, for whom, and from what."""
    generation, order = shown.generation, shown.generation.order
    done = shown.ready and all(map(shown.has_picture, generation.images))
    words = [text("state.done")] if done else []
    words += [order.model, order.aspect_ratio]
    words += [order.style] if order.style else []
    words += _result(shown) if shown.ready else []
    words += [_price(shown)]
    words += _duration(generation) if done else []
    words += [text("footer.for", user=f"<@{order.user_id}>"), _from(order)]
    return "-# " + " · ".join(word for word in words if word)


def _result(shown: Shown) -> list[str]:
    sizes = {(image.width, image.height) for image in shown.ready if image.width and image.height}
    return [text("footer.size", width=width, height=height) for width, height in sorted(sizes)]


def _price(shown: Shown) -> str:
    """Say what was used once everything is settled, and before that what it will cost."""
    generation = shown.generation
    pending = any(not image.settled and not shown.has_picture(image) for image in generation.images)
    if not pending:
        return credits_text(generation.credits_used) if shown.ready else ""
    model = MODELS.get(generation.order.model)
    return credits_text(model.credits * len(generation.images)) if model else ""


def _duration(generation: Generation) -> list[str]:
    finished = [at for image in generation.images if (at := _finished_at(image))]
    return [duration_text(max(finished) - generation.created_at)] if finished else []


def _finished_at(image: Image) -> float | None:
    """Return when the picture was made, which may be after its card had stopped waiting."""
    return image.job_settled_at if image.detached else image.finished_at


def link(guild_id: int | None, channel_id: int, message_id: int) -> str:
    """Return the address of a message."""
    return f"https://discord.com/channels/{guild_id or '@me'}/{channel_id}/{message_id}"


def _from(order: Order) -> str:
    """Link the message that the generation was made from, where others can open it."""
    origin = order.origin
    if origin is None or origin.message_id is None or order.private or order.card.ephemeral:
        return ""
    address = link(order.guild_id, origin.channel_id or 0, origin.message_id)
    if order.kind is not Kind.VARY:
        return text("footer.regenerated", link=address)
    if origin.n is None:
        return text("footer.varied", link=address)
    return text("footer.varied_one", n=origin.n, link=address)


def alt_text(order: Order, n: int) -> str:
    """Describe result `n` for people who do not see it."""
    what = text("alt.picture")
    if order.kind is Kind.VARY:
        what = text("alt.variation")
    elif order.count > 1:
        what = text("alt.picture_of_several", n=n, count=order.count)
    style = text("alt.style", style=order.style) if order.style else ""
    prompt = " ".join(order.prompt.split())
    return shorten(text("alt.result", what=what, style=style, prompt=prompt), ALT_LIMIT)
