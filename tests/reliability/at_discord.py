"""Rows at Discord's REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.reliability.rows import Company, Ending, Row, Seen, Where
from tests.reliability.sight import until

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.reliability.rows import Way
    from tests.reliability.scene import Scene
    from tests.reliability.sight import Asked

    Spoiling = Callable[[Scene, str], Awaitable[object]]
    """Spoils the delivery to the card of an id."""

EXPIRED: dict[str, Any] = {"status": 401, "code": 50027, "times": None}
LOST: dict[str, Any] = {"kind": "reset", "after": True}
TOO_LARGE: dict[str, Any] = {"status": 413, "code": 40005}
LIMITED: dict[str, Any] = {"status": 429, "retry_after": 0.5, "times": 2}
NO_RIGHTS = ["view_channel", "send_messages", "attach_files"]


def delivered(*spoilings: Spoiling, collect: bool = False, **options: Any) -> Way:
    """Return the way that spoils the delivery of a picture which is being made."""

    async def way(scene: Scene) -> Seen:
        scene.hold()
        asked = await scene.generate(**options)
        card_id = await scene.generating(asked)
        for spoiling in spoilings:
            await spoiling(scene, card_id)
        scene.finish()
        if not collect:
            return await scene.ending(asked)
        seen = await scene.collected(asked)
        shown = [one["attachments"] for one in await scene.messages()]
        assert not any(shown), f"there are files in the channel: {shown}"
        return seen

    return way


def on_edit(**fault: Any) -> Spoiling:
    """Return what fails edits of the card through the interaction's token."""

    async def spoil(scene: Scene, card_id: str) -> None:
        await scene.refuse("PATCH", f"/webhooks/*/messages/{card_id}", **fault)

    return spoil


async def dismiss(scene: Scene, card_id: str) -> None:
    """Let the requester dismiss the card, which only they see."""
    await on_edit(status=404, code=10008, times=None)(scene, card_id)
    scene.dismissed.add(card_id)


async def delete_card(scene: Scene, card_id: str) -> None:
    """Delete the card."""
    await scene.control("POST", "/delete-message", message_id=card_id)


async def take_rights(scene: Scene, _card_id: str) -> None:
    """Take the bot's permissions in the channel away."""
    await scene.control("POST", "/permissions", channel=scene.channel, deny=NO_RIGHTS)


async def delete_channel(scene: Scene, _card_id: str) -> None:
    """Delete the channel."""
    await scene.control("DELETE", f"/channels/{scene.channel}")
    scene.closed = True


async def remove_bot(scene: Scene, _card_id: str) -> None:
    """Remove the bot from the server."""
    await scene.control("POST", "/bot/remove")


async def close_dms(scene: Scene, _card_id: str) -> None:
    """Let bob take no direct messages."""
    await scene.control("POST", "/dms", user="bob", open=False)


async def cut(scene: Scene, card_id: str) -> None:
    """Reset every connection about the card for three seconds."""
    await scene.control("POST", "/outage", seconds=3, path=f"*/messages/{card_id}")


async def lose_post(scene: Scene, _card_id: str) -> None:
    """Lose the answer to the next new message."""
    await scene.refuse("POST", f"/channels/{await scene.channel_id()}/messages", **LOST)


async def lose_nonce(scene: Scene, card_id: str) -> None:
    """Lose the answer to the next new message, and Discord's memory of it."""
    await lose_post(scene, card_id)
    scene.finish()

    async def posted() -> bool:
        return bool(await scene.messages())

    await until(posted)
    await scene.control("POST", "/nonces", forget=True)


async def reply_lost(scene: Scene) -> Seen:
    """Lose the answer to the message that a reaction brings about."""
    first = await scene.generate()
    await scene.ending(first)
    await lose_post(scene, "")
    return await scene.ending(await _react(scene, first))


async def _react(scene: Scene, first: Asked) -> Asked:
    return await scene.react(await scene.card(first), "🔁", user="bob")


ROWS = (
    *(
        Row(f"discord-{name}", Where.DISCORD, fault, delivered(*spoilings), promise, 1)
        for name, fault, spoilings, promise in (
            ("token", "the token has expired", [on_edit(**EXPIRED)], Ending.OWN_CARD),
            ("card", "the card is deleted", [delete_card], Ending.NEW_MESSAGE),
            ("rights", "permissions are lost, the token lives", [take_rights], Ending.OWN_CARD),
            (
                "rights-token",
                "permissions are lost and the token has expired",
                [take_rights, on_edit(**EXPIRED)],
                Ending.DIRECT,
            ),
            ("channel", "the channel is deleted", [delete_channel], Ending.DIRECT),
            ("413", "413: the picture is made smaller", [on_edit(**TOO_LARGE)], Ending.OWN_CARD),
            ("429", "429 twice", [on_edit(**LIMITED)], Ending.OWN_CARD),
            ("500", "500 three times", [on_edit(status=500, times=3)], Ending.OWN_CARD),
            ("cut", "connections are reset for three seconds", [cut], Ending.OWN_CARD),
            ("edit-lost", "the answer to an edit is lost", [on_edit(**LOST)], Ending.OWN_CARD),
            (
                "post-lost",
                "the answer to a new message is lost",
                [delete_card, lose_post],
                Ending.NEW_MESSAGE,
            ),
            (
                "post-forgotten",
                "the answer to a new message is lost, and its nonce forgotten",
                [delete_card, lose_nonce],
                Ending.NEW_MESSAGE,
            ),
        )
    ),
    Row(
        "discord-dismissed",
        Where.DISCORD,
        "a private card is dismissed",
        delivered(dismiss, private=True),
        Ending.FOLLOW_UP,
        1,
    ),
    Row(
        "discord-private-token",
        Where.DISCORD,
        "a private card's token has expired",
        delivered(on_edit(**EXPIRED), private=True),
        Ending.DIRECT,
        1,
    ),
    Row(
        "discord-reply-lost",
        Where.DISCORD,
        "the answer to the card of a reaction is lost",
        reply_lost,
        Ending.OWN_CARD,
        2,
    ),
    *(
        Row(f"discord-{name}", Where.DISCORD, fault, way, promise, posts, company=Company.ALONE)
        for name, fault, way, promise, posts in (
            (
                "dms-closed",
                "the channel is deleted and DMs are closed",
                delivered(close_dms, delete_channel, collect=True, user="bob"),
                Ending.COLLECTED,
                1,
            ),
            (
                "private-closed",
                "a private card's token has expired and DMs are closed",
                delivered(close_dms, on_edit(**EXPIRED), collect=True, user="bob", private=True),
                Ending.COLLECTED,
                1,
            ),
            (
                "removed",
                "the bot is removed from the server, the token lives",
                delivered(remove_bot),
                Ending.OWN_CARD,
                1,
            ),
            (
                "removed-token",
                "the bot is removed from the server and the token has expired",
                delivered(remove_bot, on_edit(**EXPIRED)),
                Ending.DIRECT,
                1,
            ),
        )
    ),
)
