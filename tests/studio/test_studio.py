"""The studio on a good day: orders in, pictures out."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PIL import Image as Pillow

from studio.generations import Card, ImageState, Reference
from studio.ports import Rung
from studio.studio import Studio
from tests.studio.workshop import order
from tests.waiting import eventually

if TYPE_CHECKING:
    from tests.studio.workshop import Workshop


async def spooled(workshop: Workshop, count: int) -> bool:
    """Whether so many pictures lie on the spool, complete."""
    return len(list(workshop.spool.glob("*.png"))) == count


async def delivering(workshop: Workshop) -> bool:
    """Whether a delivery is under way."""
    return workshop.presenter.delivering > 0


async def was_updated(workshop: Workshop) -> bool:
    """Whether the card has shown a status."""
    return bool(workshop.presenter.updates)


async def test_an_order_ends_with_its_picture_delivered(workshop: Workshop) -> None:
    """One order becomes one POST, one picture, and a row that says what it cost."""
    studio = await workshop.studio()
    generation = await studio.request(order())
    assert [image.state for image in generation.images] == [ImageState.QUEUED]

    done = await workshop.closed(generation)
    image = done.image(1)
    assert image.state is ImageState.DELIVERED
    assert image.credits_used == Decimal(2)
    assert image.job_id == workshop.emulator.accepted[0].id
    assert image.submitted_at is not None
    assert image.finished_at is not None
    assert image.finished_at > image.submitted_at
    assert workshop.emulator.posts == 1
    picture = Pillow.open(io.BytesIO(workshop.presenter.pictures[1]))
    assert picture.size == (image.width, image.height)
    assert workshop.presenter.settled == []
    assert list(workshop.spool.iterdir()) == []


async def test_four_images_arrive_each_once_and_one_delivery_at_a_time(workshop: Workshop) -> None:
    """Every image has a job of its own, and deliveries of one generation never overlap."""
    studio = await workshop.studio()
    generation = await studio.request(order(count=4))
    done = await workshop.closed(generation)
    assert {image.state for image in done.images} == {ImageState.DELIVERED}
    assert workshop.emulator.posts == 4
    assert sorted(n for delivery in workshop.presenter.deliveries for n in delivery) == [1, 2, 3, 4]
    assert workshop.presenter.most_delivering == 1
    assert done.credits_used == Decimal(8)


async def test_pictures_that_arrive_during_a_delivery_go_together(workshop: Workshop) -> None:
    """What comes while a slow delivery runs is shown by one more delivery."""
    studio = await workshop.studio()
    workshop.presenter.gate.clear()
    workshop.emulator.hold()
    generation = await studio.request(order(count=3))
    for n in (1, 2, 3):
        await workshop.reached(generation, ImageState.GENERATING, n)
    workshop.emulator.finish(workshop.emulator.accepted[0])
    await eventually(lambda: delivering(workshop))
    workshop.emulator.release()
    await eventually(lambda: spooled(workshop, 3))
    workshop.presenter.gate.set()
    await workshop.closed(generation)
    assert sorted(map(len, workshop.presenter.deliveries)) == [1, 2]


async def test_the_card_is_kept_up_to_date_with_a_forecast(workshop: Workshop) -> None:
    """While the job runs the card says when the picture is likely, and nearly sure, to be there."""
    workshop.emulator.hold()
    studio = await workshop.studio()
    generation = await studio.request(order())
    await workshop.reached(generation, ImageState.GENERATING)
    await eventually(lambda: was_updated(workshop))
    shown, progress = workshop.presenter.updates[-1]
    assert shown.image(1).state is ImageState.GENERATING
    assert progress.ready_at is not None
    assert progress.by_at is not None
    assert generation.created_at < progress.ready_at <= progress.by_at
    assert studio.forecast(shown) == progress
    workshop.emulator.release()
    done = await workshop.closed(generation)
    assert studio.forecast(done).ready_at is None


async def test_the_same_key_twice_at_once_is_one_generation(workshop: Workshop) -> None:
    """A replayed interaction gets the generation that it first made, and no second POST."""
    studio = await workshop.studio()
    first, second = await asyncio.gather(studio.request(order()), studio.request(order()))
    assert first.id == second.id
    await workshop.closed(first)
    assert (await studio.request(order())).id == first.id
    assert workshop.emulator.posts == 1


async def test_two_processes_with_the_same_key_make_one_post(workshop: Workshop) -> None:
    """The store decides between processes too."""
    one, other = await workshop.studio(), await workshop.studio()
    first, second = await asyncio.gather(one.request(order()), other.request(order()))
    assert first.id == second.id
    await workshop.closed(first)
    assert workshop.emulator.posts == 1


async def test_the_reference_is_prepared_once_and_sent_with_every_image(
    workshop: Workshop,
) -> None:
    """Four images share one check of the reference, and Pictory reads it for each."""
    workshop.emulator.hold()
    workshop.presenter.url = f"{workshop.base_url}/nothing-here.png"
    studio = await workshop.studio()
    generation = await studio.request(order(count=4, reference=Reference(url="https://x/y.png")))
    for n in (1, 2, 3, 4):
        await workshop.reached(generation, ImageState.GENERATING, n)
    assert workshop.presenter.prepared == 1
    sent = [job.order.references for job in workshop.emulator.accepted]
    assert sent == [(workshop.presenter.url,)] * 4


async def test_a_generation_without_a_message_is_opened_before_it_is_submitted(
    workshop: Workshop,
) -> None:
    """A card born of a reaction is posted first, and found by its message afterwards."""
    workshop.presenter.refusals["open"] = [OSError("Discord is away")]
    studio = await workshop.studio()
    generation = await studio.request(order(card=Card(channel_id=5)))
    done = await workshop.closed(generation)
    assert workshop.presenter.opened == [generation.id]
    assert done.card.message_id == 9001
    found = await studio.find_by_message(9001)
    assert found is not None
    assert found.id == generation.id


async def test_a_user_at_the_limit_waits_and_another_does_not(workshop: Workshop) -> None:
    """Only MAX_INFLIGHT_PER_USER jobs of one user run at once; others are not delayed by that."""
    workshop.emulator.hold()
    studio = await workshop.studio()
    mine = [await studio.request(order(key=f"mine:{n}", count=4)) for n in range(2)]
    other = await studio.request(order(key="other", user_id=8))
    for n in (1, 2, 3, 4):
        await workshop.reached(mine[0], ImageState.GENERATING, n)
    await workshop.reached(other, ImageState.GENERATING)
    assert workshop.emulator.posts == 5
    waiting = await workshop.now(mine[1])
    assert {image.state for image in waiting.images} == {ImageState.QUEUED}
    workshop.emulator.release()
    for generation in (*mine, other):
        await workshop.closed(generation)
    assert workshop.emulator.posts == 9
    assert studio._staff.bench.slots.running == 0


async def test_a_delivery_that_fails_is_tried_again(workshop: Workshop) -> None:
    """While Discord is away the image stays ready, and is shown when it is back."""
    workshop.presenter.refusals["deliver"] = [OSError("away"), RuntimeError("still away")]
    studio = await workshop.studio()
    done = await workshop.closed(await studio.request(order()))
    assert done.image(1).state is ImageState.DELIVERED
    assert len(workshop.presenter.deliveries) == 1
    assert workshop.presenter.refusals["deliver"] == []


async def test_a_broken_status_edit_changes_nothing(workshop: Workshop) -> None:
    """A card that cannot be updated does not stop the work."""
    workshop.presenter.refusals["update"] = [RuntimeError("edit failed")] * 5
    studio = await workshop.studio()
    done = await workshop.closed(await studio.request(order()))
    assert done.image(1).state is ImageState.DELIVERED


async def test_where_a_picture_went_is_stored(workshop: Workshop) -> None:
    """The message that shows a picture is found again, and its step of the ladder is known."""
    studio = await workshop.studio()
    generation = await workshop.closed(await studio.request(order()))
    found = await studio.find_by_message(100)
    assert found == generation
    assert await studio.find_by_message(101) is None
    assert Rung.TOKEN_EDIT.value == await workshop.value(generation, "delivery_rung")


async def test_what_the_presenter_learns_is_stored(workshop: Workshop) -> None:
    """A new card and a stored reference are remembered with the generation, while it runs too."""
    workshop.emulator.hold()
    studio = await workshop.studio()
    generation = await studio.request(order())
    await workshop.reached(generation, ImageState.GENERATING)
    await studio.card_posted(generation.id, Card(channel_id=6, message_id=200))
    await studio.reference_stored(generation.id)
    workshop.emulator.release()
    done = await workshop.closed(generation)
    assert done.card == Card(channel_id=6, message_id=200)
    assert done.reference_stored
    assert await studio.find_by_message(200) == done


async def test_a_reaction_is_accepted_once(workshop: Workshop) -> None:
    """The same reaction again, a moment later, makes nothing; another person's does."""
    studio = await workshop.studio()
    asked = order(card=Card(channel_id=5))
    first = await studio.react(asked, 100, "🔁")
    assert first is not None
    assert await studio.react(asked, 100, "🔁") is None
    other = await studio.react(replace(asked, user_id=8), 100, "🔁")
    assert other is not None
    for generation in (first, other):
        assert (await workshop.closed(generation)).image(1).state is ImageState.DELIVERED
    assert workshop.emulator.posts == 2
    assert workshop.presenter.opened == [first.id, other.id]


async def test_a_studio_without_a_presenter_says_so(workshop: Workshop) -> None:
    """Work cannot begin before there is somebody to show it."""
    studio = Studio(
        client=workshop.client(workshop.base_url, 5.0),
        store=workshop.store,
        limits=workshop.limits,
        spool=workshop.spool,
    )
    with pytest.raises(RuntimeError, match="no presenter"):
        await studio.start()
