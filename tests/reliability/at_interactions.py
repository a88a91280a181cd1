"""Rows at the first response to an interaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.reliability.at_discord import LOST, take_rights
from tests.reliability.rows import Company, Ending, Row, Seen, Where

if TYPE_CHECKING:
    from tests.reliability.scene import Scene

CALLBACK = "/interactions/*/callback"


async def answer_lost(scene: Scene) -> Seen:
    """Lose Discord's answer to the first response."""
    await scene.refuse("POST", CALLBACK, **LOST)
    return await scene.ending(await scene.generate())


async def response_lost(scene: Scene) -> Seen:
    """Lose the first response itself."""
    await scene.refuse("POST", CALLBACK, kind="reset", times=None)
    await scene.generate()
    return await scene.never()


async def too_late(scene: Scene) -> Seen:
    """Let the interaction be over when it is answered."""
    await scene.refuse("POST", CALLBACK, status=404, code=10062)
    await scene.generate()
    return await scene.never()


async def no_rights_at_first(scene: Scene) -> Seen:
    """Ask where the bot may not post."""
    await take_rights(scene, "")
    asked = await scene.generate()
    return await scene.ending(asked)


ROWS = (
    Row(
        "discord-no-rights",
        Where.DISCORD,
        "permissions are missing from the start",
        no_rights_at_first,
        Ending.REFUSED,
        0,
        "I lack permissions in this channel: View Channel, Send Messages, Attach Files.",
    ),
    *(
        Row(f"discord-{name}", Where.DISCORD, fault, way, promise, posts, company=Company.ALONE)
        for name, fault, way, promise, posts in (
            (
                "answer-lost",
                "the answer to the first response is lost",
                answer_lost,
                Ending.OWN_CARD,
                1,
            ),
            ("response-lost", "the first response is lost", response_lost, Ending.NEVER, 0),
            ("too-late", "the interaction is over when it is answered", too_late, Ending.NEVER, 0),
        )
    ),
)
