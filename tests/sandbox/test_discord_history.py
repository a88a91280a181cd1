"""Reading messages back from the simulated Discord: histories and answers to interactions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.sandbox.discord_probe import card

if TYPE_CHECKING:
    from tests.sandbox.discord_probe import Probe
    from tests.sandbox.discord_process import Controls


async def annex(controls: Controls, count: int = 7) -> tuple[str, list[str]]:
    """Make a channel with some messages; return its path and their ids, oldest first."""
    made = await controls.call("POST", "/channels", name="annex")
    ids = [str((await controls.post(f"{n}", "annex"))["id"]) for n in range(count)]
    return f"/channels/{made['channel_id']}/messages", ids


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?limit=3", [6, 5, 4]),
        ("", [6, 5, 4, 3, 2, 1, 0]),
        ("?limit=2&after={2}", [4, 3]),
        ("?limit=2&before={2}", [1, 0]),
        ("?limit=3&around={2}", [3, 2, 1]),
        ("?limit=4&around={0}", [1, 0]),
        ("?after={6}", []),
    ],
)
async def test_history_pages(controls: Controls, query: str, expected: list[int]) -> None:
    """A page holds the messages nearest to the id it is asked by, newest first."""
    path, ids = await annex(controls)
    status, found = await controls.rest("GET", path + query.format(*ids))
    assert status == 200
    assert [message["id"] for message in found] == [ids[n] for n in expected]


@pytest.mark.parametrize("limit", ["0", "101", "all"])
async def test_history_limit(controls: Controls, limit: str) -> None:
    """A page has 1 to 100 messages."""
    path, _ = await annex(controls, 1)
    status, body = await controls.rest("GET", f"{path}?limit={limit}")
    assert (status, body["code"]) == (400, 50035)


async def test_history_shows_own_reactions(probe: Probe, controls: Controls) -> None:
    """The bot sees which reactions are its own, and no ephemeral message."""
    await controls.draw(prompt="a dog")
    interaction = await probe.next_interaction()
    answer = await interaction.response.send_message(view=card("a dog"))
    message = await interaction.original_response()
    await message.add_reaction("🔁")
    hidden = await interaction.followup.send("hush", ephemeral=True, wait=True)
    (channel,) = probe.guilds[0].text_channels
    found = [item async for item in channel.history(limit=5)]
    assert found[0].id == answer.message_id
    assert found[0].reactions[0].me
    assert hidden.id not in [item.id for item in found]


async def original(controls: Controls, interaction: Any) -> tuple[int, Any]:
    """Ask for the first answer to an interaction."""
    path = f"/webhooks/{interaction.application_id}/{interaction.token}/messages/@original"
    return await controls.rest("GET", path)


async def test_answer_that_never_came(probe: Probe, controls: Controls) -> None:
    """An interaction that nobody answered has no webhook to ask or to post to."""
    await controls.draw(prompt="a dog")
    interaction = await probe.next_interaction()
    status, body = await original(controls, interaction)
    assert (status, body["code"]) == (404, 10015)
    path = f"/webhooks/{interaction.application_id}/{interaction.token}"
    status, body = await controls.rest("POST", path, json={"content": "?"})
    assert (status, body["code"]) == (404, 10015)


@pytest.mark.parametrize(("ephemeral", "flags"), [(False, 0), (True, 64)])
async def test_answer_can_be_read(
    probe: Probe, controls: Controls, ephemeral: bool, flags: int
) -> None:
    """The first answer is found through the token, an ephemeral one too, with its flags."""
    await controls.draw(prompt="a dog")
    interaction = await probe.next_interaction()
    answer = await interaction.response.send_message("here", ephemeral=ephemeral)
    status, message = await original(controls, interaction)
    assert (status, message["id"]) == (200, str(answer.message_id))
    assert (message["content"], message["flags"] & 64) == ("here", flags)


async def test_deferred_answer_is_loading(probe: Probe, controls: Controls) -> None:
    """A deferred answer can be read too, and says that it is loading."""
    await controls.draw(prompt="a dog")
    interaction = await probe.next_interaction()
    await interaction.response.defer(ephemeral=True)
    status, message = await original(controls, interaction)
    assert (status, message["flags"]) == (200, 64 | 128)
