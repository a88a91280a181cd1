"""Rows at the questions about a job, at what it comes to, and at the download of its result."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sandbox.pictory.faults import Fault
from sandbox.pictory.jobs import JobStatus
from tests.reliability.rows import Company, Ending, Program, Row, Seen, Where, aimed

if TYPE_CHECKING:
    from tests.reliability.scene import Scene

UNANSWERED = Fault("status", "500", times=None)


class Unheard(StrEnum):
    """A status that is in no description of Pictory."""

    POLISHING = "polishing"


async def unknown_status(scene: Scene) -> Seen:
    """Let the job have a status that nobody knows, for three questions."""
    scene.hold()
    asked = await scene.generate()
    job = await scene.job()
    status: Any = Unheard.POLISHING
    job.status = status
    await scene.asked_about(job, times=3)
    job.status = JobStatus.IN_PROGRESS
    scene.finish()
    return await scene.ending(asked)


async def too_slow(scene: Scene) -> Seen:
    """Let the job run past the deadline."""
    async with scene.lane.quick(scene.lane.place(scene.row.name), job_timeout=1.0):
        scene.hold()
        return await scene.ending(await scene.generate())


async def late(scene: Scene) -> Seen:
    """Let the job run past the deadline, and end all the same."""
    async with scene.lane.quick(scene.lane.place(scene.row.name), job_timeout=1.0):
        scene.hold()
        asked = await scene.generate()
        await scene.says(asked, "The picture was not finished in time.")
        scene.finish()
        await scene.says(asked, "The picture arrived all the same. Credits were used: 2.")
        return await scene.collected(asked)


async def cleaned(scene: Scene) -> Seen:
    """Let Pictory clean the job away before its end was heard of."""
    scene.hold()
    asked = await scene.generate()
    job = await scene.job()
    scene.spoil(UNANSWERED)
    scene.finish()
    job.clean()
    scene.mend()
    return await scene.ending(asked)


async def job_without_credits(scene: Scene) -> Seen:
    """See the operator told, and the next request go on when there are credits."""
    scene.spoil(Fault("submit", "fail_job", code="INSUFFICIENT_CREDITS"))
    seen = await scene.ending(await scene.generate())
    assert await scene.alerts("credits_exhausted") == 1
    later = await scene.ending(await scene.generate())
    assert later.ending is Ending.OWN_CARD
    return seen


async def beyond_the_bound(scene: Scene) -> Seen:
    """Let the result be larger than is read of any file."""
    async with scene.lane.quick(scene.lane.place(scene.row.name), result_max_bytes=1000):
        return await scene.ending(await scene.generate())


async def beyond_discord(scene: Scene) -> Seen:
    """Let the result be larger than the server takes."""
    await scene.control("POST", "/limits", file_bytes=LIMIT)
    asked = await scene.generate()
    seen = await scene.ending(asked)
    [card] = [one for one in await scene.messages() if one["id"] == await scene.card(asked)]
    assert all(file["size"] <= LIMIT for file in card["attachments"])
    size = len(await scene.lane.pictory.gallery.picture(await scene.job()))
    assert size > LIMIT, f"the result has only {size} bytes"
    return seen


LIMIT = 8_000

ROWS = (
    *(
        Row(
            f"status-{kind}",
            Where.STATUS,
            fault,
            aimed(Fault("status", kind, times)),
            Ending.OWN_CARD,
            1,
            program=program,
        )
        for kind, times, fault, program in (
            ("429", 2, "429", Program.USUAL),
            ("500", 2, "500", Program.USUAL),
            ("malformed", 2, "JSON that breaks off", Program.USUAL),
            ("reset_before", 2, "the connection is reset", Program.USUAL),
            ("404", 2, "404 for a while", Program.USUAL),
            ("hang", 1, "no answer in time", Program.QUICK),
        )
    ),
    Row(
        "status-vanished",
        Where.STATUS,
        "404 for ever",
        aimed(Fault("submit", "vanish_job")),
        Ending.MAYBE,
        1,
        "Pictory no longer knows this job.",
        program=Program.QUICK,
    ),
    Row(
        "status-unknown",
        Where.STATUS,
        "a status that nobody has heard of",
        unknown_status,
        Ending.OWN_CARD,
        1,
        program=Program.QUICK,
    ),
    Row(
        "result-too-slow",
        Where.RESULT,
        "the job runs past the deadline",
        too_slow,
        Ending.MAYBE,
        1,
        "It may still cost credits.",
        program=Program.OWN,
    ),
    Row(
        "result-late",
        Where.RESULT,
        "the job runs past the deadline, and ends all the same",
        late,
        Ending.COLLECTED,
        1,
        program=Program.OWN,
    ),
    Row(
        "result-failed",
        Where.RESULT,
        "the job fails",
        aimed(Fault("submit", "fail_job", message="The model is tired")),
        Ending.FREE,
        1,
        "Pictory says: The model is tired.",
    ),
    Row(
        "result-moderated",
        Where.RESULT,
        "the job fails for its content",
        aimed(Fault("submit", "fail_job", code="CONTENT_MODERATED")),
        Ending.FREE,
        1,
        "Pictory refused this prompt or picture.",
    ),
    Row(
        "result-no-credits",
        Where.RESULT,
        "the job fails for want of credits; the operator is told, the next request goes on",
        job_without_credits,
        Ending.FREE,
        2,
        "This bot has run out of Pictory credits.",
        Company.ALONE,
        Program.QUICK,
    ),
    Row(
        "result-cleaned",
        Where.RESULT,
        "the job is cleaned away before the bot hears of its end",
        cleaned,
        Ending.MAYBE,
        1,
        "The picture was made, but could not be fetched from Pictory.",
    ),
    *(
        Row(
            f"download-{kind}",
            Where.DOWNLOAD,
            fault,
            aimed(Fault("download", kind, times)),
            Ending.OWN_CARD,
            1,
            program=program,
        )
        for kind, times, fault, program in (
            ("404", 1, "404 at first", Program.USUAL),
            ("403", 1, "403 at first", Program.USUAL),
            ("500", 2, "500", Program.USUAL),
            ("reset_after", 1, "half of the bytes, then a reset", Program.USUAL),
            ("malformed", 1, "not a picture at first", Program.USUAL),
            ("hang", 1, "no answer in time", Program.QUICK),
        )
    ),
    *(
        Row(
            f"download-{kind}-for-ever",
            Where.DOWNLOAD,
            f"{fault}, every time",
            aimed(Fault("download", kind, None)),
            Ending.PAID,
            1,
            "The picture was made, but could not be fetched from Pictory.",
            program=Program.QUICK,
        )
        for kind, fault in (("404", "404"), ("malformed", "not a picture"))
    ),
    Row(
        "download-beyond-discord",
        Where.DOWNLOAD,
        "larger than the server takes: it is re-encoded",
        beyond_discord,
        Ending.OWN_CARD,
        1,
        company=Company.ALONE,
    ),
    Row(
        "download-beyond-the-bound",
        Where.DOWNLOAD,
        "larger than 100 MiB, which is not read",
        beyond_the_bound,
        Ending.PAID,
        1,
        "The picture was made, but could not be fetched from Pictory.",
        program=Program.OWN,
    ),
)
