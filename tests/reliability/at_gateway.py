"""Rows at the gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.reliability.rows import Company, Ending, Row, Seen, Where

if TYPE_CHECKING:
    from tests.reliability.rows import Way
    from tests.reliability.scene import Scene


def dropped(*, resumable: bool) -> Way:
    """Return the way that cuts the connection while a picture is being made."""

    async def way(scene: Scene) -> Seen:
        scene.hold()
        asked = await scene.generate()
        await scene.generating(asked)
        await scene.control("POST", "/gateway/drop", resumable=resumable)
        scene.finish()
        seen = await scene.ending(asked)
        await scene.lane.controls.connected()
        return seen

    return way


async def asked_meanwhile(scene: Scene) -> Seen:
    """Ask while the connection is away."""
    await scene.control("POST", "/gateway/drop")
    return await scene.ending(await scene.generate())


async def interaction_replayed(scene: Scene) -> Seen:
    """Let the event of a command come twice."""
    scene.hold()
    asked = await scene.generate()
    await scene.generating(asked)
    await _replay(scene, "INTERACTION_CREATE")
    await _heard_all(scene)
    scene.finish()
    return await scene.ending(asked)


async def reaction_replayed(scene: Scene) -> Seen:
    """Let the event of a reaction come twice, and see one message answer it."""
    first = await scene.generate()
    await scene.ending(first)
    scene.hold()
    again = await scene.react(await scene.card(first), "🔁", user="bob")
    await scene.posted(2)
    await _replay(scene, "MESSAGE_REACTION_ADD")
    await _heard_all(scene)
    scene.finish()
    seen = await scene.ending(again)
    replies = [one for one in await scene.messages() if one["reference"] == await scene.card(first)]
    assert len(replies) == 1
    return seen


async def _heard_all(scene: Scene) -> None:
    """Wait until the bot has taken in every event so far, by asking for one more."""
    await scene.card(await scene.command("jobs"))


async def _replay(scene: Scene, event: str) -> None:
    """Send the last events again, that one among them."""
    for events in (1, 4, 16):
        replayed = await scene.control("POST", "/gateway/replay", events=events)
        await scene.lane.controls.connected()
        if event in replayed["events"]:
            return
    raise AssertionError(f"no {event} among {replayed}")


ROWS = tuple(
    Row(f"gateway-{name}", Where.GATEWAY, fault, way, promise, posts, company=Company.ALONE)
    for name, fault, way, promise, posts in (
        ("resumed", "dropped, and resumed", dropped(resumable=True), Ending.OWN_CARD, 1),
        ("anew", "dropped, and not resumable", dropped(resumable=False), Ending.OWN_CARD, 1),
        (
            "meanwhile",
            "dropped when somebody asks, and resumed",
            asked_meanwhile,
            Ending.OWN_CARD,
            1,
        ),
        (
            "interaction-twice",
            "the event of a command comes twice",
            interaction_replayed,
            Ending.OWN_CARD,
            1,
        ),
        (
            "reaction-twice",
            "the event of a reaction comes twice",
            reaction_replayed,
            Ending.OWN_CARD,
            2,
        ),
    )
)
