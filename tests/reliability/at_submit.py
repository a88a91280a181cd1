"""Rows at the request that submits a job."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sandbox.pictory.faults import Fault
from tests.reliability.line import line
from tests.reliability.rows import Company, Ending, Program, Row, Seen, Where, aimed

if TYPE_CHECKING:
    from tests.reliability.scene import Scene


async def told_to_wait(scene: Scene) -> Seen:
    """Be asked for two seconds' patience."""
    scene.spoil(Fault("submit", "429", retry_after=2))
    asked = await scene.generate()
    await scene.posted()
    began = time.monotonic()
    await scene.posted(2)
    assert time.monotonic() - began > 1.5
    return await scene.ending(asked)


async def key_refused(scene: Scene) -> Seen:
    """See the operator told once of a key that is refused twice."""
    scene.spoil(Fault("submit", "401", times=2))
    await scene.ending(await scene.generate())
    seen = await scene.ending(await scene.generate())
    assert await scene.alerts("key_rejected") == 1
    return seen


async def no_credits(scene: Scene) -> Seen:
    """Run out of credits, let the next request wait for some, and buy them."""
    account = scene.lane.pictory.account
    limit = account.limit
    account.set_limit(account.used)
    refused = await scene.ending(await scene.generate())
    assert refused.ending is Ending.FREE
    assert "This bot has run out of Pictory credits." in refused.text
    asked = await scene.generate()
    await scene.says(asked, "Waiting for credits")
    assert scene.posts == 1
    account.set_limit(limit)
    seen = await scene.ending(asked)
    assert await scene.alerts("credits_exhausted") == 1
    return seen


async def away(scene: Scene) -> Seen:
    """Ask while nothing listens where Pictory should be, and let it come back."""
    async with line(scene.lane.sandbox.described["pictory_api_url"]) as laid:
        await scene.start(PICTORY_API_URL=laid.url)
        await laid.cut()
        asked = await scene.generate()
        await scene.says(asked, "Waiting for Pictory, which cannot be reached. Nothing was spent.")
        await laid.mend()
        return await scene.ending(asked)


async def away_for_good(scene: Scene) -> Seen:
    """Ask while nothing listens where Pictory should be, until the deadline."""
    async with line(scene.lane.sandbox.described["pictory_api_url"]) as laid:
        await scene.start(PICTORY_API_URL=laid.url, JOB_TIMEOUT_SECONDS="2")
        await laid.cut()
        return await scene.ending(await scene.generate())


ROWS = (
    Row(
        "submit-400",
        Where.SUBMIT,
        "400 that names a field",
        aimed(Fault("submit", "400", message="style: is not one of the styles")),
        Ending.FREE,
        1,
        "At fault: style: is not one of the styles.",
    ),
    Row(
        "submit-401",
        Where.SUBMIT,
        "401; the operator is told once",
        key_refused,
        Ending.FREE,
        2,
        "Pictory did not accept this bot's key.",
        Company.ALONE,
        Program.QUICK,
    ),
    Row(
        "submit-402",
        Where.SUBMIT,
        "402; the operator is told once, later requests wait and go on when there are credits",
        no_credits,
        Ending.OWN_CARD,
        2,
        "",
        Company.ALONE,
        Program.QUICK,
    ),
    Row(
        "submit-429",
        Where.SUBMIT,
        "429",
        aimed(Fault("submit", "429")),
        Ending.OWN_CARD,
        2,
    ),
    Row(
        "submit-429-later",
        Where.SUBMIT,
        "429 with Retry-After, which is waited for",
        told_to_wait,
        Ending.OWN_CARD,
        2,
    ),
    *(
        Row(f"submit-{kind}", Where.SUBMIT, fault, aimed(Fault("submit", kind)), end, 1)
        for kind, fault, end in (
            ("500", "500", Ending.UNCONFIRMED),
            ("503", "503", Ending.UNCONFIRMED),
            ("reset_before", "the connection is reset once sent to", Ending.UNCONFIRMED),
        )
    ),
    Row(
        "submit-hang",
        Where.SUBMIT,
        "no answer in time, and no job is made",
        aimed(Fault("submit", "hang")),
        Ending.UNCONFIRMED,
        1,
        program=Program.QUICK,
    ),
    Row(
        "submit-away",
        Where.SUBMIT,
        "the connection is refused for a while",
        away,
        Ending.OWN_CARD,
        1,
        program=Program.OWN,
    ),
    Row(
        "submit-away-for-good",
        Where.SUBMIT,
        "the connection is refused until the deadline",
        away_for_good,
        Ending.FREE,
        0,
        "Pictory could not be reached in time.",
        program=Program.OWN,
    ),
)
