"""How a generation looks in each of its states."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from cogs.ui.cards import TEXT_BUDGET, Phase, Shown, render
from studio.generations import (
    Charged,
    Failure,
    FailureKind,
    Generation,
    ImageState,
    Kind,
    Origin,
)
from studio.ports import Progress
from tests.cogs.samples import DELIVERED, GENERATING, NOW, generation

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = {"image-1": "attachment://image-1.png"}
PAID = {**DELIVERED, "credits_used": Decimal(2)}
FAILED = {
    "state": ImageState.FAILED,
    "failure": Failure(FailureKind.OUTAGE, Charged.NO),
}


def draw(
    shown: Generation, files: dict[str, str] | None = None, progress: Progress | None = None
) -> list[dict[str, Any]]:
    """Return every component of the card, outermost first."""
    view = render(Shown(shown, progress or Progress(), files or {}, NOW))
    return [
        component
        for top in view.to_components()  # type: ignore[no-untyped-call]
        for component in walk(top)
    ]


def walk(component: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a component and all that it contains."""
    yield component
    for child in [*component.get("components", []), component.get("accessory")]:
        if child is not None:
            yield from walk(child)


def texts(components: list[dict[str, Any]]) -> str:
    """Return everything that can be read."""
    return "\n".join(part["content"] for part in components if part["type"] == 10)


def labels(components: list[dict[str, Any]]) -> list[str]:
    """Return the labels of the buttons."""
    return [part["label"] for part in components if part["type"] == 2]


def test_a_queued_card_names_what_will_be_made() -> None:
    """Prompt, model, ratio, style, price and requester stand there before anything happens."""
    card = texts(draw(generation({}, style="photorealistic")))
    assert card.splitlines() == [
        "Replace the dog with a white cat",
        f"**Queued** · asked <t:{NOW - 24:.0f}:R>",
        "-# seedream3.0 · 16:9 · photorealistic · 2 credits · for <@5>",
    ]


def test_a_working_card_shows_bar_eta_and_start() -> None:
    """The bar has eight steps and shows the share of the expected time that has passed."""
    card = texts(draw(generation(GENERATING), progress=Progress(ready_at=NOW + 12)))
    assert (
        f"**Generating** · ▰▰▰▰▰▱▱▱ · ready <t:{NOW + 12:.0f}:R> · started <t:{NOW - 20:.0f}:R>"
        in card
    )


def test_an_eta_is_never_in_the_past() -> None:
    """A job that takes longer than expected is ready soon, with one step of the bar left."""
    card = texts(draw(generation(GENERATING), progress=Progress(ready_at=NOW - 5)))
    assert "▰▰▰▰▰▰▰▱ · ready soon ·" in card


def test_waiting_for_pictory_is_said_with_the_cost() -> None:
    """While Pictory cannot be reached the card says so, and that nothing was spent."""
    card = texts(draw(generation({}), progress=Progress(note="waiting_for_pictory")))
    assert "Waiting for Pictory, which cannot be reached. Nothing was spent." in card


def test_a_finished_card_shows_the_picture_first() -> None:
    """The picture stands above everything, then dimensions, credits used, time taken."""
    components = draw(generation(PAID), FILES)
    kinds = [part["type"] for part in components]
    assert kinds[:2] == [17, 12]
    assert components[0]["accent_color"] == Phase.DONE.value
    assert "-# Done · seedream3.0 · 16:9 · 1920\u00d71080 · 2 credits · 24 s · for <@5>" in texts(
        components
    )
    assert labels(components) == ["Regenerate", "Vary", "Edit prompt", "⋯ More"]


def test_a_picture_just_brought_counts_as_done() -> None:
    """A ready image whose file is on the card needs no further state to be shown."""
    ready = {**PAID, "state": ImageState.READY}
    assert labels(draw(generation(ready), FILES)) == ["Regenerate", "Vary", "Edit prompt", "⋯ More"]


def test_alternative_text_says_what_the_picture_is() -> None:
    """A picture is described by its prompt and style."""
    gallery = draw(generation(PAID, style="vintage"), FILES)[1]
    assert gallery["items"] == [
        {
            "media": {"url": "attachment://image-1.png"},
            "spoiler": False,
            "description": "Picture in the style vintage, made from the prompt:"
            " Replace the dog with a white cat",
        }
    ]


def test_alternative_text_of_a_variation_says_so_and_fits() -> None:
    """A long prompt is cut to Discord's 1,024 characters."""
    shown = generation(PAID, kind=Kind.VARY, prompt="word " * 900)
    description = draw(shown, FILES)[1]["items"][0]["description"]
    assert description.startswith("Variation of an earlier picture, made from the prompt: word")
    assert len(description) <= 1024


def test_pictures_appear_as_they_arrive() -> None:
    """With one of two there, it is shown, counted, and offers nothing yet."""
    components = draw(generation(PAID, GENERATING), FILES)
    assert [item["media"]["url"] for item in components[1]["items"]] == ["attachment://image-1.png"]
    assert "**Generating** · 1 of 2 ready" in texts(components)
    assert labels(components) == ["Cancel"]


def test_several_pictures_can_each_be_varied() -> None:
    """Each of four pictures has its own button, in rows that Discord takes."""
    files = {f"image-{n}": f"attachment://image-{n}.png" for n in range(1, 5)}
    components = draw(generation(PAID, PAID, PAID, PAID), files)
    assert labels(components) == [
        *("Regenerate 4 · 8 credits", "Edit prompt", "⋯ More"),
        *("Vary 1", "Vary 2", "Vary 3", "Vary 4"),
    ]
    assert all(len(part["components"]) <= 5 for part in components if part["type"] == 1)
    assert "8 credits" in texts(components)


def test_a_model_without_references_offers_no_variation() -> None:
    """What cannot work is not shown."""
    components = draw(generation(PAID, model="flux-schnell"), FILES)
    assert labels(components) == ["Regenerate", "Edit prompt", "⋯ More"]


def test_a_partly_failed_card_shows_what_there_is() -> None:
    """The picture that came is shown, the one that failed explained, and can be tried again."""
    components = draw(generation(PAID, FAILED), FILES)
    assert components[0]["accent_color"] == Phase.PARTLY.value
    explained = "Image 2: **Pictory could not be reached in time.** No credits were used."
    assert explained in texts(components)
    assert labels(components) == [
        *("Regenerate 2 · 4 credits", "Try again", "Edit prompt", "⋯ More"),
        "Vary 1",
    ]


def test_the_same_failure_of_all_is_said_once() -> None:
    """Four equal failures make one sentence."""
    card = texts(draw(generation(FAILED, FAILED, FAILED, FAILED)))
    assert card.count("could not be reached") == 1
    assert card.startswith("None of the 4 pictures could be made.")


def test_the_reference_is_a_thumbnail_beside_the_prompt() -> None:
    """The reference is shown small, with a description."""
    components = draw(generation({}), {"reference": "https://cdn.discordapp.com/a/dog.png"})
    [thumbnail] = [part for part in components if part["type"] == 11]
    assert thumbnail["media"]["url"] == "https://cdn.discordapp.com/a/dog.png"
    assert thumbnail["description"] == "The reference picture"


def test_a_prompt_is_shown_as_written() -> None:
    """Markup and mentions in a prompt have no effect."""
    prompt = "# @everyone <@123> [x](https://e.com) **b**\n1. ||s||"
    shown = texts(draw(generation({}, prompt=prompt)))
    assert "\\# @\u200beveryone \\<@123> \\[x](https://e.com) \\*\\*b\\*\\*\n1\\. \\|\\|s" in shown


def test_a_long_prompt_is_cut_and_can_be_had_in_full() -> None:
    """At most 1,000 characters are shown, and a button sends the rest."""
    components = draw(generation(PAID, prompt="x" * 4000), FILES)
    assert texts(components).splitlines()[0] == "x" * 999 + "…"
    assert labels(components) == [
        *("Regenerate", "Vary", "Edit prompt", "⋯ More"),
        "Full prompt",
    ]


def test_the_text_always_fits_discords_budget() -> None:
    """The worst prompt with four different long failures stays below 4,000 characters."""
    images = [
        {
            "state": ImageState.FAILED,
            "failure": Failure(FailureKind.JOB_FAILED, Charged.UNKNOWN, f"{n}" + "*" * 500),
        }
        for n in range(4)
    ]
    components = draw(generation(*images, prompt="*" * 5000))
    assert 1000 < len(texts(components)) <= TEXT_BUDGET


@pytest.mark.parametrize(
    ("kind", "n", "words"),
    [
        (Kind.REGENERATE, None, "made again from [this message]"),
        (Kind.VARY, None, "variation of [this picture]"),
        (Kind.VARY, 3, "variation of [image 3]"),
    ],
)
def test_a_variation_links_its_parent(kind: Kind, n: int | None, words: str) -> None:
    """The card says what it was made from, with a link to that message."""
    origin = Origin(3, n, channel_id=10, message_id=19)
    card = texts(draw(generation(PAID, kind=kind, origin=origin), FILES))
    assert f"{words}(https://discord.com/channels/40/10/19)" in card


def test_a_private_card_links_nothing() -> None:
    """A private message cannot be opened by a link."""
    origin = Origin(3, None, channel_id=10, message_id=19)
    shown = generation(PAID, kind=Kind.REGENERATE, origin=origin, private=True)
    assert "https://" not in texts(draw(shown, FILES))


def test_a_working_card_can_be_cancelled_and_read_in_full() -> None:
    """Before there is a picture, the buttons are these."""
    assert labels(draw(generation({}))) == ["Cancel"]
    assert labels(draw(generation({}, prompt="x" * 4000))) == ["Cancel", "Full prompt"]


def test_one_failure_does_not_hide_that_others_go_on() -> None:
    """With one of two failed and one being made, the card says both."""
    card = draw(generation(FAILED, GENERATING))
    assert "**Generating** · 0 of 2 ready" in texts(card)
    assert "Image 1: **Pictory could not be reached in time.**" in texts(card)
    assert labels(card) == ["Cancel"]
