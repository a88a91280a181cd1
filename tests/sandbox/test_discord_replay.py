"""What a bot may miss or hear twice: events sent again, and interactions that nobody heard."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord
import pytest

from sandbox.discord.sessions import GONE_KEPT, Session, Sessions
from tests.sandbox.discord_probe import card
from tests.waiting import eventually

if TYPE_CHECKING:
    from tests.sandbox.discord_probe import Probe
    from tests.sandbox.discord_process import Controls


async def test_events_come_twice(probe: Probe, controls: Controls) -> None:
    """A replay brings the same interaction and reaction again, and what follows only once."""
    message = await controls.post("react to me")
    interaction_id = await controls.draw(prompt="a dog")
    await controls.call("POST", "/react", message_id=message["id"], emoji="🔁")
    first = (await probe.next_interaction(), await probe.next_reaction())
    replayed = await controls.call("POST", "/gateway/replay", events=2)
    assert replayed == {"dropped": 1, "events": ["INTERACTION_CREATE", "MESSAGE_REACTION_ADD"]}
    again = (await probe.next_interaction(), await probe.next_reaction())
    assert [item.id for item in (first[0], again[0])] == [int(interaction_id)] * 2
    assert first[1].message_id == again[1].message_id == int(message["id"])
    assert "ready" in probe.connections
    await controls.call("POST", "/react", message_id=message["id"], emoji="🎨")
    assert (await probe.next_reaction()).emoji.name == "🎨"
    assert probe.interactions.empty()
    assert probe.reactions.empty()


async def test_second_answer_to_a_replayed_interaction(probe: Probe, controls: Controls) -> None:
    """An interaction that comes again has its answer already."""
    await controls.draw(prompt="a dog")
    await (await probe.next_interaction()).response.send_message(view=card("a dog"))
    await controls.call("POST", "/gateway/replay", events=1000)
    again = await probe.next_interaction()
    with pytest.raises(discord.HTTPException) as caught:
        await again.response.send_message(view=card("a dog"))
    assert caught.value.code == 40060


async def test_replay_needs_events(controls: Controls) -> None:
    """Without any event there is nothing to send again."""
    assert "events" in await controls.refused("POST", "/gateway/replay", events=0)


def test_replay_begins_after_the_session() -> None:
    """READY and RESUMED are not sent again, and one replay is all there is."""
    session = Session(discord.Intents.none())
    for event in ("READY", "A", "B", "RESUMED", "C"):
        session.dispatch(event, {})
    assert session.rewind(10) == ["A", "B", "C"]
    assert session.rewind(2) == ["B", "C"]
    frames = session.missed_since(5) or []
    assert [event for event in "ABC" if any(f'"t": "{event}"' in frame for frame in frames)] == [
        "B",
        "C",
    ]
    assert session.missed_since(5) == []


def test_only_some_sessions_of_gone_bots_are_kept() -> None:
    """A bot that was killed often leaves no more than its latest sessions behind."""
    sessions = Sessions()
    killed = []
    for _ in range(GONE_KEPT + 3):
        session = Session(discord.Intents.none())
        session.connect(asyncio.Queue())
        sessions.add(session)
        session.disconnect()
        killed.append(session)
    alive = Session(discord.Intents.none())
    sessions.add(alive)
    assert list(sessions) == [*killed[-GONE_KEPT:], alive]


async def test_interactions_are_listed(probe: Probe, controls: Controls) -> None:
    """Every interaction is told with what became of it, and who made it where."""
    answered = await controls.draw(prompt="a dog")
    interaction = await probe.next_interaction()
    answer = await interaction.response.send_message(view=card("a dog"))
    await controls.call("POST", "/click", message_id=answer.message_id, label="Again", user="bob")
    click = await probe.next_interaction()
    listed = {item["id"]: item for item in await controls.call("GET", "/interactions")}
    told = await controls.call("GET", f"/interactions/{answered}")
    assert listed[answered] == told
    assert (told["acknowledged"], told["command"], told["user"]) == (True, "draw", "alice")
    unanswered = listed[str(click.id)]
    assert (unanswered["acknowledged"], unanswered["user"]) == (False, "bob")
    assert unanswered["clicked_message_id"] == str(answer.message_id)


async def test_interaction_without_a_bot_is_unacknowledged(
    probe: Probe, controls: Controls
) -> None:
    """What people do while no bot is connected is listed, and nobody has answered it."""
    await probe.close()

    async def alone() -> bool:
        return not (await controls.call("GET", "/state"))["connections"]

    await eventually(alone)
    missed = await controls.draw(prompt="a dog")
    listed = await controls.call("GET", "/interactions")
    assert listed[-1]["id"] == missed
    assert (listed[-1]["acknowledged"], listed[-1]["seconds"]) == (False, None)
