"""Rows at webhooks, and at the Cancel button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.pictory.faults import Fault
from tests.reliability.rows import Company, Ending, Program, Row, Seen, Where, aimed

if TYPE_CHECKING:
    from tests.reliability.scene import Scene

PATIENT = Fault("submit", "429", retry_after=30)


async def forged(scene: Scene) -> Seen:
    """Call the webhook with a signature that is not ours, and name another's job."""
    scene.hold()
    asked = await scene.generate()
    job = await scene.job()
    url = str(job.order.webhook)
    await _call(scene, url[:-1] + ("0" if url[-1] != "0" else "1"), job.id, 404)
    scene.finish()
    return await scene.ending(asked)


async def replayed(scene: Scene) -> Seen:
    """Call the true webhook before the job ends, and again after it."""
    scene.hold()
    asked = await scene.generate()
    job = await scene.job()
    for _ in range(3):
        await _call(scene, str(job.order.webhook), "another", 204)
    scene.finish()
    await scene.says(asked, "Done")
    await _call(scene, str(job.order.webhook), job.id, 204)
    return await scene.ending(asked)


async def _call(scene: Scene, url: str, job_id: str, status: int) -> None:
    async with scene.lane.controls.session.post(url, json={"job_id": job_id}) as response:
        assert response.status == status


async def cancelled_queued(scene: Scene) -> Seen:
    """Cancel a request that Pictory has not taken yet."""
    scene.spoil(PATIENT)
    asked = await scene.generate()
    await scene.says(asked, "takes no more requests")
    await scene.press(await scene.card(asked), "cancel")
    return await scene.ending(asked)


async def cancelled_running(scene: Scene) -> Seen:
    """Cancel a request whose job runs."""
    scene.hold()
    asked = await scene.generate()
    await scene.press(await scene.generating(asked), "cancel")
    return await scene.ending(asked)


async def cancelled_in_vain(scene: Scene) -> Seen:
    """Cancel a request whose job ends all the same."""
    scene.hold()
    asked = await scene.generate()
    await scene.press(await scene.generating(asked), "cancel")
    await scene.says(asked, "It may still cost credits.")
    scene.finish()
    await scene.says(asked, "The picture arrived all the same. Credits were used: 2.")
    return await scene.collected(asked)


ROWS = (
    *(
        Row(
            f"webhook-{name}",
            Where.WEBHOOK,
            fault,
            way,
            Ending.OWN_CARD,
            1,
            program=Program.HEARING,
        )
        for name, fault, way in (
            ("lost", "lost", aimed(Fault("webhook", "lose"))),
            ("twice", "comes twice", aimed(Fault("webhook", "twice"))),
            ("bare", "names no job", aimed(Fault("webhook", "bare"))),
            ("slow", "comes late", aimed(Fault("webhook", "slow"))),
            ("forged", "forged: it changes nothing", forged),
            ("replayed", "replayed: it changes nothing", replayed),
        )
    ),
    Row(
        "cancel-queued",
        Where.CANCEL,
        "cancelled before Pictory has taken it",
        cancelled_queued,
        Ending.CANCELLED,
        1,
    ),
    Row(
        "cancel-running",
        Where.CANCEL,
        "cancelled while its job runs",
        cancelled_running,
        Ending.DETACHED,
        1,
    ),
    Row(
        "cancel-in-vain",
        Where.CANCEL,
        "cancelled while its job runs, which ends all the same",
        cancelled_in_vain,
        Ending.COLLECTED,
        1,
        "",
        Company.ALONE,
        Program.QUICK,
    ),
)
