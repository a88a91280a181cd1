"""Rows at the process of the bot: killed when something is just under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.pictory.faults import Fault
from tests.reliability.rows import Ending, Program, Row, Seen, Where

if TYPE_CHECKING:
    from tests.reliability.rows import Way
    from tests.reliability.scene import Scene


def killed_while_submitting(fault: Fault) -> Way:
    """Return the way that kills the bot while it waits for the answer to its request."""

    async def way(scene: Scene) -> Seen:
        await scene.start()
        scene.spoil(fault)
        asked = await scene.generate()
        await scene.posted()
        await scene.lane.kill()
        scene.mend()
        await scene.again()
        return await scene.ending(asked)

    return way


async def killed_while_fetching(scene: Scene) -> Seen:
    """Kill the bot while it waits for the bytes of a picture."""
    await scene.start()
    scene.spoil(Fault("download", "hang"))
    asked = await scene.generate()
    await scene.log_says("job ended")
    await scene.lane.kill()
    await scene.again()
    return await scene.ending(asked)


async def killed_while_delivering(scene: Scene) -> Seen:
    """Kill the bot when its edit has arrived and its row does not say so."""
    await scene.start()
    scene.hold()
    asked = await scene.generate()
    card_id = await scene.generating(asked)
    await scene.refuse("PATCH", f"*/messages/{card_id}", kind="reset", after=True, times=None)
    scene.finish()
    await scene.says(asked, "Done")
    await scene.lane.kill()
    await scene.control("DELETE", "/faults")
    await scene.again()
    await scene.over()
    return await scene.ending(asked)


async def killed_before_the_reply(scene: Scene) -> Seen:
    """Kill the bot when the card of a reaction is posted and its row does not say so."""
    await scene.start()
    first = await scene.generate()
    await scene.ending(first)
    channel = await scene.channel_id()
    await scene.refuse(
        "POST", f"/channels/{channel}/messages", kind="reset", after=True, times=None
    )
    asked = await scene.react(await scene.card(first), "🔁", user="bob")
    await scene.card(asked)
    await scene.lane.kill()
    await scene.control("DELETE", "/faults")
    await scene.again()
    return await scene.ending(asked)


ROWS = tuple(
    # In the long form: tests/system/test_killing.py kills at every moment there is.
    Row(
        f"process-{name}", Where.PROCESS, fault, way, promise, posts, long=True, program=Program.OWN
    )
    for name, fault, way, promise, posts in (
        (
            "kill-arrived",
            "SIGKILL while it is submitted, and it has arrived: it is found in the list",
            killed_while_submitting(Fault("submit", "hang_after")),
            Ending.OWN_CARD,
            1,
        ),
        (
            "kill-submitting",
            "SIGKILL while it is submitted, and it has not arrived",
            killed_while_submitting(Fault("submit", "hang")),
            Ending.UNCONFIRMED,
            1,
        ),
        (
            "kill-fetching",
            "SIGKILL while the picture is fetched",
            killed_while_fetching,
            Ending.OWN_CARD,
            1,
        ),
        (
            "kill-delivering",
            "SIGKILL when the edit has arrived and the row does not say so",
            killed_while_delivering,
            Ending.OWN_CARD,
            1,
        ),
        (
            "kill-replying",
            "SIGKILL when the card of a reaction is posted and the row does not say so",
            killed_before_the_reply,
            Ending.OWN_CARD,
            2,
        ),
    )
)
