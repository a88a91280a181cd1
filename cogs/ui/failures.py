"""Words what went wrong: what happened, whether it cost credits, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cogs.ui.references import MAX_BYTES
from cogs.ui.texts import literal
from studio.encoded import MAX_PIXELS
from studio.generations import Charged, Failure, FailureKind, Image, ImageState
from studio.limits import Limits

if TYPE_CHECKING:
    from cogs.ui.cards import Shown
    from cogs.ui.language import Words

DETAIL_SHOWN = 200
MEGABYTE = 1024 * 1024
LOOKED_FOR = Limits().look_for
"""How long after its submit a request that may have arrived is looked for, in seconds."""


def failures(shown: Shown) -> str:
    """Say what failed, whether it cost credits, and what to do; the same thing only once."""
    words, several = shown.words, len(shown.generation.images) > 1
    whole = len(shown.missing) == len(shown.generation.images)
    none_made = several and whole and not any(image.kept_at for image in shown.missing)
    lines = [words("failed-all", count=len(shown.generation.images))] if none_made else []
    explained: dict[str, list[int]] = {}
    for image in shown.missing:
        explained.setdefault(_explain(words, image, shown.now), []).append(image.n)
    if not several or (none_made and len(explained) == 1):
        lines += explained
    else:
        lines += [
            words("failed-image", n=", ".join(map(str, numbers)), what=what)
            for what, numbers in explained.items()
        ]
    return "\n".join(lines)


def _explain(words: Words, image: Image, now: float) -> str:
    if image.state is ImageState.DELIVERED:
        where = words("late-kept" if image.kept else "late-collected")
        return f"**{words('late-aside')}** {where}"
    sentences = [f"**{words(f'failed-{_end(image)}')}**", *_said(words, image.failure)]
    rest = _late(words, image) if image.detached else _cost_and_advice(words, image, now)
    return " ".join([*sentences, *rest])


def _end(image: Image) -> str:
    """Return the word that the texts have for how an image without a picture ended."""
    if image.failure is not None:
        return image.failure.kind.value
    return "cancelled" if image.state is ImageState.CANCELLED else "unconfirmed"


def _cost_and_advice(words: Words, image: Image, now: float) -> Iterator[str]:
    charged = Charged.UNKNOWN if image.state is ImageState.UNCONFIRMED else Charged.NO
    if image.failure is not None:
        charged = image.failure.charged
    yield words(f"charged-{charged.value}")
    if image.state is ImageState.UNCONFIRMED and now >= (image.submitted_at or 0.0) + LOOKED_FOR:
        yield words("todo-not_found")
    else:
        yield words(f"todo-{_end(image)}")


def _late(words: Words, image: Image) -> Iterator[str]:
    """Yield what has become of a job that its card no longer waits for."""
    if image.job_settled_at is None:
        yield words("late-running")
        return
    made, used = image.result_url is not None, image.credits_used
    if made:
        yield words("late-lost" if image.kept_at is None else "late-arrived")
    if used:
        yield words("charged-amount", amount=used)
    else:
        yield words("charged-yes" if made and used is None else "charged-no")
    if image.kept:
        yield words("late-kept")
    elif image.kept_at is not None:
        yield words("late-collected")
    else:
        yield words(f"todo-{_end(image)}")


def _said(words: Words, failure: Failure | None) -> Iterator[str]:
    """Yield what more is known: Pictory's own words, or what is at fault."""
    if failure is None or not failure.detail:
        return
    if failure.kind is FailureKind.REFERENCE_REJECTED:
        yield rejection(words, failure.detail)
    elif failure.kind is FailureKind.INVALID_REQUEST:
        yield words("failed-fault", detail=_sentence(failure.detail))
    elif failure.kind is not FailureKind.REFERENCE_UNREACHABLE:
        yield words("failed-said", detail=_sentence(failure.detail))


def rejection(words: Words, reason: str) -> str:
    """Say why a reference cannot be used; rows of old carry a sentence instead of a reason."""
    key = f"rejected-{reason}"
    if not words.has(key):
        return _sentence(reason)
    megapixels, megabytes = MAX_PIXELS // 1_000_000, MAX_BYTES // MEGABYTE
    return words(key, megapixels=megapixels, megabytes=megabytes)


def _sentence(detail: str) -> str:
    """Return what others said as a sentence of its own, as they wrote it."""
    shown = literal(detail, DETAIL_SHOWN)
    return shown if shown.endswith((".", "…")) else f"{shown}."
