"""What only the person who runs the bot can put right reaches that person."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from cogs.ui.cards import Phase
from studio.ports import Alert
from tests.cogs.looks import Look
from tests.cogs.scenes import CLOSED, SLOW

if TYPE_CHECKING:
    from simcord.builders import UserHandle

    from tests.cogs.world import World

APPLICATION = ("GET", "/oauth2/applications/@me")


def account(user: UserHandle) -> dict[str, Any]:
    """Return a user as Discord names it."""
    return {
        "id": str(user.id),
        "username": user.name,
        "discriminator": "0",
        "avatar": None,
        "global_name": None,
    }


def own(world: World, owner: UserHandle, *, team: bool) -> None:
    """Let a person own the application, alone or through a team."""
    fields: dict[str, Any] = {"owner": account(owner)}
    if team:
        other = world.env.create_user("team")
        member = {"team_id": "1", "permissions": ["*"], "membership_state": 2, "role": "admin"}
        fields = {
            "owner": account(other),
            "team": {
                "id": "1",
                "icon": None,
                "name": "Makers",
                "owner_user_id": str(owner.id),
                "members": [
                    {**member, "user": account(other)},
                    {**member, "user": account(owner)},
                ],
            },
        }
    world.wire.answers[APPLICATION] = fields


@pytest.mark.parametrize("team", [False, True])
@pytest.mark.parametrize(
    ("alert", "said"),
    [
        (Alert.CREDITS_EXHAUSTED, "Add credits in Pictory; the bot notices by itself."),
        (Alert.KEY_REJECTED, "set it as PICTORY_API_KEY, and restart the bot."),
    ],
)
async def test_the_owner_is_told_what_happened_and_what_to_do(
    world: World, team: bool, alert: Alert, said: str
) -> None:
    """The DM goes to the owner of the application, or to the owner of its team."""
    owner = world.env.create_user("owner")
    own(world, owner, team=team)
    with world.env._bot_scope():
        await world._bot._presenter.alert(alert)
    [message] = world.messages(owner.dm_channel)
    assert message.content.endswith(said)
    assert "Pictory" in message.content


@pytest.mark.parametrize("trouble", ["closed", "network", "discord"])
async def test_an_owner_out_of_reach_is_a_warning(
    world: World, trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The bot goes on, and its log says what the owner should have been told."""
    owner = world.env.create_user("owner")
    own(world, owner, team=False)
    if trouble == "closed":
        world.env.inject_error("POST", f"/channels/{owner.dm_channel.id}/messages", **CLOSED)
    elif trouble == "network":
        world.wire.cut(*APPLICATION, error=aiohttp.ClientOSError("gone"))
    else:
        world.env.inject_error(*APPLICATION, status=500)
    with world.env._bot_scope(), caplog.at_level(logging.WARNING):
        await world._bot._presenter.alert(Alert.CREDITS_EXHAUSTED)
    assert "could not be told of credits_exhausted" in caplog.text
    assert world.messages(owner.dm_channel) == []


@pytest.mark.expects_error_logs
async def test_an_empty_account_is_told_to_both_sides(world: World) -> None:
    """The owner gets one DM; the card that was refused and the one that waits say so kindly."""
    owner = world.env.create_user("owner")
    own(world, owner, team=False)
    await world.restart(limits=SLOW)
    world.emulator.fault("submit", "402", times=None)
    refused, waiting = [(await world.generate()).response for _ in range(2)]
    [message] = world.messages(owner.dm_channel)
    assert message.content.startswith("Your Pictory account has run out of AI credits.")
    look = Look.of(refused)
    assert look.colour == Phase.FAILED.value
    assert (
        "**This bot has run out of Pictory credits.** No credits were used. The person who runs it"
        " has been told. Try again later."
    ) in look.text
    assert look.labels == ["Try again", "Edit prompt"]
    look = Look.of(waiting)
    assert look.colour == Phase.WORKING.value
    assert "the person who runs it has been told. Nothing was spent." in look.text
    assert look.labels == ["Cancel"]
