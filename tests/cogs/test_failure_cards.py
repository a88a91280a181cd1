"""What a card says of pictures that did not come, or came too late."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from cogs.ui.cards import Phase
from studio.generations import Charged, Failure, FailureKind, ImageState
from tests.cogs.samples import DELIVERED, NOW, generation
from tests.cogs.test_cards import FILES, draw, labels, texts

SAID: dict[FailureKind, tuple[str, str]] = {
    FailureKind.REFERENCE_REJECTED: (
        "The reference cannot be used.",
        "Attach another PNG, JPEG or WebP picture with /generate.",
    ),
    FailureKind.REFERENCE_UNREACHABLE: (
        "The reference could not be fetched.",
        "Attach the picture again with /generate.",
    ),
    FailureKind.INVALID_REQUEST: (
        "Pictory did not accept this request.",
        "Change the prompt or the options and send it again with /generate.",
    ),
    FailureKind.KEY_REJECTED: (
        "Pictory did not accept this bot's key.",
        "The person who runs it has been told. Try again later.",
    ),
    FailureKind.CREDITS_EXHAUSTED: (
        "This bot has run out of Pictory credits.",
        "The person who runs it has been told. Try again later.",
    ),
    FailureKind.RATE_LIMITED: (
        "Pictory is taking no more requests from this bot at the moment.",
        "Try again in a few minutes.",
    ),
    FailureKind.OUTAGE: (
        "Pictory could not be reached in time.",
        "Try again in a few minutes.",
    ),
    FailureKind.TIMED_OUT: (
        "The picture was not finished in time.",
        "Try again, or choose another model.",
    ),
    FailureKind.MODERATED: (
        "Pictory refused this prompt or picture.",
        "Change the prompt or the reference and send it again with /generate.",
    ),
    FailureKind.JOB_FAILED: (
        "Pictory could not make this picture.",
        "Try again, or change the prompt.",
    ),
    FailureKind.JOB_VANISHED: ("Pictory no longer knows this job.", "Try again."),
    FailureKind.RESULT_LOST: (
        "The picture was made, but could not be fetched from Pictory.",
        "Try again.",
    ),
    FailureKind.NOWHERE_TO_SHOW: (
        "I may not post in that channel.",
        "Ask someone who manages the server to let me, or try again elsewhere.",
    ),
}
COST = {
    Charged.NO: "No credits were used.",
    Charged.YES: "Credits were used.",
    Charged.UNKNOWN: "It may have cost credits.",
}


@pytest.mark.parametrize("kind", FailureKind)
@pytest.mark.parametrize("charged", Charged)
def test_a_failed_card_says_what_happened_what_it_cost_and_what_to_do(
    kind: FailureKind, charged: Charged
) -> None:
    """Every failure has its sentence, its cost, its advice, and the way to try again."""
    failed = {"state": ImageState.FAILED, "failure": Failure(kind, charged)}
    components = draw(generation(failed))
    happened, advice = SAID[kind]
    explained = texts(components).splitlines()[0]
    assert explained == f"**{happened}** {COST[charged]} {advice}"
    assert components[0]["accent_color"] == Phase.FAILED.value
    assert labels(components) == ["Try again", "Edit prompt"]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (FailureKind.JOB_FAILED, r"Pictory says: No \*cats\*. "),
        (FailureKind.MODERATED, r"Pictory says: No \*cats\*. "),
        (FailureKind.INVALID_REQUEST, r"At fault: No \*cats\*. "),
        (FailureKind.REFERENCE_REJECTED, r"used.** No \*cats\*. "),
        (FailureKind.REFERENCE_UNREACHABLE, "fetched.** No credits"),
    ],
)
def test_what_more_is_known_is_said_as_it_was_written(kind: FailureKind, said: str) -> None:
    """Pictory's words and the field at fault stand there without markup of their own."""
    failed = {"state": ImageState.FAILED, "failure": Failure(kind, Charged.NO, "No *cats*")}
    assert said in texts(draw(generation(failed))).splitlines()[0]


CANCELLED: dict[str, Any] = {"state": ImageState.CANCELLED, "finished_at": NOW - 10}
RUNNING: dict[str, Any] = {**CANCELLED, "job_id": "a", "submitted_at": NOW - 20}
ENDED: dict[str, Any] = {**RUNNING, "job_settled_at": NOW}
ARRIVED: dict[str, Any] = {
    **ENDED,
    "result_url": "https://example.com/1.png",
    "credits_used": Decimal("0.6"),
}
TIMED_OUT: dict[str, Any] = {
    **RUNNING,
    "state": ImageState.FAILED,
    "failure": Failure(FailureKind.TIMED_OUT, Charged.UNKNOWN),
}
STILL = "It may still cost credits. If the picture is made all the same, /collect has it."
LOST = "The picture came too late and could not be fetched."
LATE = "The picture arrived all the same. Credits were used: 0.6."


@pytest.mark.parametrize(
    ("image", "said"),
    [
        (CANCELLED, "No credits were used. Try again whenever you like."),
        (RUNNING, STILL),
        (ENDED, "No credits were used. Try again whenever you like."),
        (ARRIVED, f"{LOST} Credits were used: 0.6. Try again whenever you like."),
        (
            {**ARRIVED, "credits_used": None},
            f"{LOST} Credits were used. Try again whenever you like.",
        ),
        ({**ARRIVED, "kept_at": NOW}, f"{LATE} Get it with /collect."),
        ({**ARRIVED, "kept_at": NOW, "collected_at": NOW}, f"{LATE} It has been collected."),
        (
            {**ENDED, "credits_used": Decimal(2)},
            "Credits were used: 2. Try again whenever you like.",
        ),
    ],
)
def test_a_cancelled_card_says_what_becomes_of_the_job(image: dict[str, Any], said: str) -> None:
    """What was queued cost nothing; what was submitted may, and its result is not lost."""
    components = draw(generation(image))
    assert texts(components).splitlines()[0] == f"**This was cancelled.** {said}"
    assert components[0]["accent_color"] == Phase.CANCELLED.value
    assert labels(components) == ["Try again", "Edit prompt"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, STILL),
        ({"job_settled_at": NOW}, "No credits were used. Try again, or choose another model."),
        ({**ARRIVED, "kept_at": NOW}, f"{LATE} Get it with /collect."),
    ],
)
def test_a_timed_out_card_says_what_becomes_of_the_job(changes: dict[str, Any], said: str) -> None:
    """A job that outlives its card is followed up as a cancelled one is."""
    image = {**changes, **{key: TIMED_OUT[key] for key in ("state", "failure", "job_id")}}
    card = texts(draw(generation(image))).splitlines()[0]
    assert card == f"**The picture was not finished in time.** {said}"


def test_an_unconfirmed_card_admits_the_doubt() -> None:
    """Nobody knows whether it cost credits, so the card says exactly that, and what is done."""
    unconfirmed = {"state": ImageState.UNCONFIRMED, "submitted_at": NOW - 20}
    components = draw(generation(unconfirmed))
    assert texts(components).splitlines()[0] == (
        "**It is not certain that Pictory received this request, so it was not sent again.**"
        " It may have cost credits. I am looking for it. Try again if nothing arrives."
    )
    assert labels(components) == ["Try again", "Edit prompt"]


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (3599, "I am looking for it. Try again if nothing arrives."),
        (3600, "It was not found at Pictory. Try again whenever you like."),
    ],
)
def test_an_unconfirmed_card_says_that_it_is_looked_for_while_it_is(ago: int, said: str) -> None:
    """The search ends an hour after the request."""
    unconfirmed = {"state": ImageState.UNCONFIRMED, "submitted_at": NOW - ago}
    card = texts(draw(generation(unconfirmed))).splitlines()[0]
    assert card.endswith(f" It may have cost credits. {said}")


@pytest.mark.parametrize("count", [1, 2])
def test_a_card_whose_pictures_were_all_put_aside_is_settled(count: int) -> None:
    """It says where they are, waits for nothing, and still has a button of its own."""
    kept = {**DELIVERED, "credits_used": Decimal(2), "kept_at": NOW}
    components = draw(generation(*[kept] * count))
    said = "**This picture could not be shown here.** Get it with /collect."
    assert texts(components).splitlines()[0] == (said if count == 1 else f"Image 1, 2: {said}")
    assert components[0]["accent_color"] == Phase.FAILED.value
    again = "Regenerate" if count == 1 else "Regenerate 2 · 4 credits"
    assert labels(components) == [again, "Edit prompt"]


def test_a_picture_put_aside_is_named_beside_the_others() -> None:
    """If one of two could not be shown, the card says where it is; nothing has to be made again."""
    paid = {**DELIVERED, "credits_used": Decimal(2)}
    components = draw(generation(paid, {**paid, "kept_at": NOW}), FILES)
    said = "Image 2: **This picture could not be shown here.** Get it with /collect."
    assert said in texts(components)
    assert components[0]["accent_color"] == Phase.PARTLY.value
    assert labels(components) == [
        *("Regenerate 2 · 4 credits", "Edit prompt", "⋯ More"),
        "Vary 1",
    ]
