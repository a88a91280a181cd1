"""Rows at the reference picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.photos import photo
from sandbox.pictory.faults import Fault
from tests.reliability.rows import Company, Ending, Program, Row, Seen, Where, aimed

if TYPE_CHECKING:
    from tests.reliability.scene import Scene

PHOTO = photo(size=(320, 240))
GONE = "The reference could not be fetched."
UNREACHABLE = Fault(
    "submit", "fail_job", code="REFERENCE_IMAGE_UNREACHABLE", message="It answered 403"
)


async def dead_when_repeated(scene: Scene) -> Seen:
    """Let every URL die, then press Regenerate."""
    first = await scene.generate(photo=PHOTO)
    await scene.ending(first)
    await scene.control("POST", "/urls", expire=True)
    return await scene.ending(await scene.press(await scene.card(first), "regenerate"))


async def card_deleted(scene: Scene) -> Seen:
    """Delete the card whose picture a waiting variation starts from."""
    await scene.start(MAX_INFLIGHT_PER_USER="1")
    first = await scene.generate(photo=PHOTO)
    await scene.ending(first)
    scene.hold()
    before = await scene.generate()
    await scene.generating(before)
    variation = await scene.press(await scene.card(first), "vary")
    await scene.says(variation, "Queued")
    await scene.control("POST", "/delete-message", message_id=await scene.card(first))
    await scene.control("POST", "/urls", expire=True)
    scene.finish()
    await scene.ending(before)
    return await scene.ending(variation)


ROWS = (
    Row(
        "reference-unreachable",
        Where.REFERENCE,
        "Pictory cannot fetch it",
        aimed(UNREACHABLE, photo=PHOTO),
        Ending.FREE,
        1,
        GONE,
    ),
    Row(
        "reference-no-picture",
        Where.REFERENCE,
        "its bytes are not a picture",
        aimed(photo=b"this is text, whatever its name"),
        Ending.REFUSED,
        0,
        "The file is not a PNG, JPEG or WebP picture. No credits were used.",
    ),
    Row(
        "reference-dead",
        Where.REFERENCE,
        "its URL is dead when the picture is made again",
        dead_when_repeated,
        Ending.OWN_CARD,
        2,
        company=Company.ALONE,
    ),
    Row(
        "reference-card-deleted",
        Where.REFERENCE,
        "the card that has it is deleted while a variation waits",
        card_deleted,
        Ending.FREE,
        2,
        GONE,
        program=Program.OWN,
    ),
)
