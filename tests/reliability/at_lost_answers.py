"""Rows at a request that may have arrived, because nobody heard the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.pictory.faults import Fault
from sandbox.pictory.validation import read_image
from tests.reliability.rows import Company, Ending, Program, Row, Seen, Where, aimed

if TYPE_CHECKING:
    from tests.reliability.scene import Scene

LOST = Fault("submit", "500_after")
NO_LIST = Fault("list", "empty", times=None)
FOUND = "the job is made and the answer lost ({}): it is found in the list of jobs"


async def listed_late(scene: Scene) -> Seen:
    """Let the list show the job only after the card has said that it may be lost."""
    scene.lane.pictory.faults.add(NO_LIST)
    scene.spoil(LOST)
    asked = await scene.generate()
    await scene.says(asked, "It is not certain")
    scene.lane.pictory.clear_faults()
    await scene.says(asked, "Done")
    return await scene.ending(asked)


async def never_listed(scene: Scene) -> Seen:
    """Let the list show nothing."""
    await scene.start()
    scene.lane.pictory.faults.add(NO_LIST)
    scene.spoil(LOST)
    seen = await scene.ending(await scene.generate())
    scene.lane.pictory.clear_faults()
    return seen


async def somebody_else(scene: Scene) -> Seen:
    """Let somebody else make a job with the same account at that moment."""
    await scene.start()
    pictory = scene.lane.pictory
    pictory.accept_foreign(read_image({"prompt": "A job of somebody else"}), "http://127.0.0.1")
    scene.spoil(LOST)
    return await scene.ending(await scene.generate())


async def two_lost(scene: Scene) -> Seen:
    """Lose the answers to two requests, and look for both in vain."""
    pictory = scene.lane.pictory
    async with scene.lane.quick(scene.lane.place(scene.row.name)):
        await scene.marked()
        pictory.faults.add(NO_LIST)
        scene.spoil(LOST)
        scene.spoil(LOST)
        one, other = await scene.generate(), await scene.generate(user="bob")
        for asked in (one, other):
            await scene.says(asked, "It is not certain")
        pictory.clear_faults()
        await scene.listed(4)
        assert (await scene.ending(one)).ending is Ending.UNCONFIRMED
        return await scene.ending(other)


async def answered_by_webhook(scene: Scene) -> Seen:
    """Lose the answer and the list, and let the webhook name the job."""
    scene.lane.pictory.faults.add(NO_LIST)
    scene.spoil(LOST)
    scene.hold()
    asked = await scene.generate()
    await scene.says(asked, "It is not certain")
    scene.finish()
    await scene.says(asked, "Done")
    return await scene.ending(asked)


ROWS = (
    *(
        Row(
            f"submit-{kind}",
            Where.SUBMIT,
            FOUND.format(fault),
            aimed(Fault("submit", kind)),
            Ending.OWN_CARD,
            1,
            "",
            Company.ALONE,
            Program.QUICK if kind == "hang_after" else Program.USUAL,
        )
        for kind, fault in (
            ("reset_after", "reset"),
            ("500_after", "500"),
            ("malformed", "JSON that breaks off"),
            ("hang_after", "no answer in time"),
        )
    ),
    Row(
        "submit-listed-late",
        Where.SUBMIT,
        "the answer is lost, and the list shows the job late",
        listed_late,
        Ending.OWN_CARD,
        1,
        "",
        Company.ALONE,
        Program.QUICK,
    ),
    Row(
        "submit-never-listed",
        Where.SUBMIT,
        "the answer is lost, and the list never shows the job",
        never_listed,
        Ending.UNCONFIRMED,
        1,
        program=Program.OWN,
    ),
    Row(
        "submit-foreign",
        Where.SUBMIT,
        "the answer is lost while somebody else makes a job with the same account",
        somebody_else,
        Ending.UNCONFIRMED,
        1,
        program=Program.OWN,
    ),
    Row(
        "submit-two-lost",
        Where.SUBMIT,
        "the answers to two different requests are lost at once",
        two_lost,
        Ending.UNCONFIRMED,
        2,
        program=Program.OWN,
    ),
    Row(
        "submit-webhook",
        Where.SUBMIT,
        "the answer is lost, the list shows nothing, and the webhook names the job",
        answered_by_webhook,
        Ending.OWN_CARD,
        1,
        "",
        Company.ALONE,
        Program.HEARING,
    ),
)
