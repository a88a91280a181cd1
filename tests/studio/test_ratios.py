"""The aspect ratio that fits a reference: taken once it is read, stored before a POST."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from math import log
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pictory_async import MODELS, ImageModel
from studio.generations import ImageState, RatioSource, Reference
from studio.ports import ReferenceRejectedError
from studio.queries import match_ratio
from studio.ratios import nearest_ratio
from tests.studio.workshop import order
from tests.waiting import eventually

if TYPE_CHECKING:
    from studio.generations import Generation
    from studio.store import Store
    from tests.studio.presenter import RecordingPresenter
    from tests.studio.workshop import Workshop

SEEDREAM = MODELS["seedream3.0"]
MATCHING = order(
    reference=Reference(url="https://x/y.png"),
    aspect_ratio="1:1",
    ratio_source=RatioSource.TO_MATCH,
)
SIDES = st.integers(1, 20_000)


def model(*ratios: str) -> ImageModel:
    """Return a model that makes pictures of these ratios."""
    return ImageModel("any", ratios, Decimal(1), supports_reference=True)


@pytest.mark.parametrize(
    ("size", "ratio"),
    [
        ((1920, 1080), "16:9"),
        ((1080, 1920), "9:16"),
        ((1000, 1000), "1:1"),
        ((1, 1), "1:1"),
        ((1500, 1000), "16:9"),
        ((1000, 1500), "9:16"),
        ((1300, 1000), "1:1"),
        ((4000, 3000), "1:1"),
        ((3000, 4000), "1:1"),
        ((4096, 3071), "1:1"),
        ((4096, 41), "16:9"),
        ((41, 4096), "9:16"),
    ],
)
def test_the_nearest_ratio_is_taken(size: tuple[int, int], ratio: str) -> None:
    """A photo of 4:3 is as far from both neighbours, so the model's first one decides."""
    assert nearest_ratio(SEEDREAM, *size) == ratio


def test_of_a_tie_the_first_ratio_is_taken() -> None:
    """Also where a scaled copy is a pixel off."""
    assert nearest_ratio(model("16:9", "1:1"), 4000, 3000) == "16:9"
    assert nearest_ratio(model("16:9", "1:1"), 4096, 3073) == "16:9"
    assert nearest_ratio(model("1:1"), 4000, 30) == "1:1"


@given(SIDES, SIDES, st.permutations(["1:1", "16:9", "9:16", "4:3", "3:4"]))
def test_no_other_ratio_is_clearly_nearer(width: int, height: int, ratios: list[str]) -> None:
    """Measured by the logarithm, within what scaling may round away."""

    def distance(ratio: str) -> float:
        wide, high = map(int, ratio.split(":"))
        return abs(log(width / height) - log(wide / high))

    chosen = nearest_ratio(model(*ratios), width, height)
    assert distance(chosen) <= min(map(distance, ratios)) + 0.01


@given(SIDES, SIDES)
def test_a_turned_picture_gets_the_turned_ratio(width: int, height: int) -> None:
    """Neither direction is preferred."""
    turned = {"1:1": "1:1", "16:9": "9:16", "9:16": "16:9"}
    chosen = nearest_ratio(SEEDREAM, width, height)
    assert nearest_ratio(SEEDREAM, height, width) == turned[chosen]


@pytest.fixture
def shop(workshop: Workshop) -> Workshop:
    """Give a workshop whose references lead somewhere, though to no picture."""
    workshop.presenter.url = f"{workshop.base_url}/nothing-here.png"
    return workshop


async def test_the_ratio_of_the_reference_is_asked_for(shop: Workshop) -> None:
    """Each image is asked for in it, the row and the card say so, and say that it was matched."""
    shop.emulator.hold()
    shop.presenter.size = (1600, 900)
    studio = await shop.studio()
    generation = await studio.request(replace(MATCHING, count=2))
    for n in (1, 2):
        await shop.reached(generation, ImageState.GENERATING, n)
    assert [job.order.ratio for job in shop.emulator.accepted] == ["16:9", "16:9"]
    assert shop.presenter.prepared == 1
    for seen in (await shop.now(generation), await studio.find(generation.id)):
        assert seen is not None
        assert ratio_of(seen) == ("16:9", RatioSource.MATCHED)
    first_shown, _ = shop.presenter.updates[0]
    assert ratio_of(first_shown) == ("16:9", RatioSource.MATCHED)
    assert {image.state for image in first_shown.images} == {ImageState.QUEUED}


@pytest.mark.parametrize("source", [RatioSource.CHOSEN, RatioSource.DEFAULT, RatioSource.MATCHED])
async def test_another_ratio_stays(shop: Workshop, source: RatioSource) -> None:
    """What was chosen, or is the default, is asked for whatever the reference looks like."""
    shop.emulator.hold()
    shop.presenter.size = (1600, 900)
    studio = await shop.studio()
    generation = await studio.request(replace(MATCHING, aspect_ratio="9:16", ratio_source=source))
    await shop.reached(generation, ImageState.GENERATING)
    assert shop.emulator.accepted[0].order.ratio == "9:16"
    assert ratio_of(await shop.now(generation)) == ("9:16", source)


async def test_an_order_without_a_reference_matches_nothing(shop: Workshop) -> None:
    """Its ratio is the default one, and it does not wait for another."""
    studio = await shop.studio()
    generation = await studio.request(replace(MATCHING, reference=None))
    assert ratio_of(generation) == ("1:1", RatioSource.DEFAULT)
    done = await shop.closed(generation)
    assert done.image(1).state is ImageState.DELIVERED
    assert ratio_of(done) == ("1:1", RatioSource.DEFAULT)


async def test_a_process_that_ends_after_matching_has_matched(shop: Workshop) -> None:
    """The next one sends what is stored, though the reference looks different by then."""
    shop.presenter.size = (1600, 900)
    shop.emulator.fault("submit", "429", retry_after=30)
    studio = await shop.studio()
    generation = await studio.request(MATCHING)
    first = shop.presenter
    await eventually(lambda: is_waiting(first))
    await shop.crash(studio)
    assert ratio_of(await shop.now(generation)) == ("16:9", RatioSource.MATCHED)
    shop.presenter.size = (900, 1600)
    await shop.studio()
    await shop.closed(generation)
    assert [job.order.ratio for job in shop.emulator.accepted] == ["16:9"]


async def is_waiting(presenter: RecordingPresenter) -> bool:
    """Whether a card says why its request waits to be sent again."""
    return bool(presenter.notes)


async def test_a_process_that_ends_before_matching_leaves_it_to_the_next(
    shop: Workshop,
) -> None:
    """Nothing is stored while the reference cannot be read, and nothing is sent."""
    shop.presenter.refusals["reference_url"] = [OSError("away")] * 1000
    studio = await shop.studio()
    generation = await studio.request(MATCHING)
    first = shop.presenter
    await eventually(lambda: has_tried(first))
    await shop.crash(studio)
    assert ratio_of(await shop.now(generation)) == ("1:1", RatioSource.TO_MATCH)
    assert shop.emulator.posts == 0
    shop.presenter.refusals.clear()
    shop.presenter.size = (900, 1600)
    await shop.studio()
    await shop.closed(generation)
    assert [job.order.ratio for job in shop.emulator.accepted] == ["9:16"]


async def has_tried(presenter: RecordingPresenter) -> bool:
    """Whether the reference was asked for in vain."""
    return len(presenter.refusals["reference_url"]) < 1000


async def test_a_rejected_reference_matches_nothing(shop: Workshop) -> None:
    """Its order can be placed again as it was, with another reference."""
    shop.presenter.refusals["reference_url"] = [ReferenceRejectedError("empty")]
    studio = await shop.studio()
    done = await shop.closed(await studio.request(MATCHING))
    assert done.image(1).state is ImageState.FAILED
    assert ratio_of(done) == ("1:1", RatioSource.TO_MATCH)


async def test_a_ratio_is_matched_once(store: Store) -> None:
    """Of two processes, the second takes what the first has stored."""
    generation, _ = await store.add(MATCHING, owner="me", now=1.0)
    assert await store.run(lambda c: match_ratio(c, generation.id, "16:9")) == "16:9"
    assert await store.run(lambda c: match_ratio(c, generation.id, "9:16")) == "16:9"
    found = await store.find(generation.id)
    assert found is not None
    assert ratio_of(found) == ("16:9", RatioSource.MATCHED)


def ratio_of(generation: Generation) -> tuple[str, RatioSource]:
    """Return the ratio of a generation, and where it comes from."""
    return generation.order.aspect_ratio, generation.order.ratio_source
