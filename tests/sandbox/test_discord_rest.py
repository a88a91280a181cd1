"""REST of the simulated Discord: authorisation, nonces, ordered failures, the checked document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
import pytest

from sandbox.discord.openapi import Checker
from tests.sandbox.discord_probe import card, png_file
from tests.sandbox.discord_process import OPENAPI

if TYPE_CHECKING:
    from tests.sandbox.discord_probe import Probe
    from tests.sandbox.discord_process import Controls

needs_document = pytest.mark.skipif(
    not OPENAPI.exists(), reason="Discord's OpenAPI document is not at ../shared/specs"
)


async def test_requests_need_the_token(controls: Controls) -> None:
    """Another token is refused with 401 and nothing of what it asked."""
    status, body = await controls.rest("GET", "/users/@me", token="wrong")
    assert (status, body) == (401, {"code": 0, "message": "401: Unauthorized"})


async def test_content_type_is_bare(controls: Controls) -> None:
    """JSON is announced without a charset, or discord.py would read it as text."""
    headers = {"Authorization": f"Bot {controls.described['discord_token']}"}
    url = f"{controls.described['discord_api_url']}/users/@me"
    async with controls.session.get(url, headers=headers) as response:
        assert response.headers["Content-Type"] == "application/json"


async def test_unknown_routes_say_so(controls: Controls) -> None:
    """A route that the sandbox does not know is 501, not a success."""
    status, _ = await controls.rest("GET", "/nowhere")
    assert status == 501


async def test_broken_json_is_refused(controls: Controls) -> None:
    """A body that is no JSON is answered as Discord answers it."""
    status, body = await controls.rest("POST", "/users/@me/channels", data=b"{")
    assert (status, body["code"]) == (400, 50109)


async def test_enforced_nonce_posts_once(probe: Probe, controls: Controls) -> None:
    """The same enforced nonce gives the same message; another nonce gives another."""
    path = f"/channels/{probe.guilds[0].text_channels[0].id}/messages"

    async def post(nonce: str) -> Any:
        body = {"content": "once", "nonce": nonce, "enforce_nonce": True}
        status, message = await controls.rest("POST", path, json=body)
        assert status == 200
        return message

    first = await post("delivery-1")
    assert first["nonce"] == "delivery-1"
    assert (await post("delivery-1"))["id"] == first["id"]
    assert (await post("delivery-2"))["id"] != first["id"]


async def test_nonces_are_forgotten(controls: Controls) -> None:
    """A forgotten nonce makes another message, and so does that of a message deleted since."""
    first = await controls.post("once", nonce="delivery-5", enforce_nonce=True)
    await controls.call("POST", "/nonces", forget=True)
    second = await controls.post("once", nonce="delivery-5", enforce_nonce=True)
    assert second["id"] != first["id"]
    await controls.call("POST", "/delete-message", message_id=second["id"])
    third = await controls.post("once", nonce="delivery-5", enforce_nonce=True)
    assert third["id"] not in (first["id"], second["id"])


async def test_nonce_that_is_too_long(probe: Probe, controls: Controls) -> None:
    """A nonce has 25 characters at most."""
    path = f"/channels/{probe.guilds[0].text_channels[0].id}/messages"
    body = {"content": "x", "nonce": "n" * 26, "enforce_nonce": True}
    status, answer = await controls.rest("POST", path, json=body)
    assert (status, answer["code"]) == (400, 50035)


async def test_lost_answer_is_made_good_by_the_nonce(probe: Probe, controls: Controls) -> None:
    """A failure after the effect leaves a message, which the nonce finds again."""
    (channel,) = probe.guilds[0].text_channels
    path = f"/channels/{channel.id}/messages"
    await controls.call("POST", "/faults", path=path, method="POST", status=500, after=True)
    body = {"content": "lost", "nonce": "delivery-3", "enforce_nonce": True}
    status, _ = await controls.rest("POST", path, json=body)
    assert status == 500
    status, message = await controls.rest("POST", path, json=body)
    assert status == 200
    standing = [
        item for item in await controls.call("GET", "/messages") if item["content"] == "lost"
    ]
    assert [item["id"] for item in standing] == [message["id"]]


async def test_rate_limit_is_waited_out(probe: Probe, controls: Controls) -> None:
    """discord.py takes an ordered 429 for Discord's own, waits and succeeds."""
    fault = {"method": "POST", "path": "/channels/*/messages", "status": 429}
    await controls.call("POST", "/faults", **fault, retry_after=0.01, message="slow down")
    (channel,) = probe.guilds[0].text_channels
    message = await channel.send("patient")
    assert (await controls.message(message.id))["content"] == "patient"


async def test_ordered_failure_has_its_code(probe: Probe, controls: Controls) -> None:
    """A failure comes as often as ordered, with the status and code that were ordered."""
    fault = {"method": "POST", "path": "/channels/*/messages", "status": 403, "code": 50013}
    await controls.call("POST", "/faults", **fault)
    (channel,) = probe.guilds[0].text_channels
    with pytest.raises(discord.Forbidden) as caught:
        await channel.send("no")
    assert caught.value.code == 50013
    await channel.send("yes")


@needs_document
async def test_discord_py_keeps_to_the_document(probe: Probe, controls: Controls) -> None:
    """Nothing that a real client sends while it works is reported."""
    await controls.draw(prompt="a dog")
    interaction = await probe.next_interaction()
    view, file = card("a dog", "attachment://image-1.png"), png_file("red", "image-1.png")
    await interaction.response.send_message(view=view, file=file)
    await interaction.edit_original_response(view=card("edited"), attachments=[])
    await interaction.followup.send("more", ephemeral=True)
    message = await interaction.original_response()
    (channel,) = probe.guilds[0].text_channels
    pinged = discord.AllowedMentions(users=[interaction.user])
    await channel.send("a reply", reference=message, allowed_mentions=pinged, nonce="delivery-4")
    await message.add_reaction("🔁")
    told = await controls.call("GET", "/violations")
    assert told == {"checked": True, "violations": []}


@needs_document
async def test_violations_are_reported(probe: Probe, controls: Controls) -> None:
    """A body that the document does not allow is listed with the place and the reason."""
    path = f"/channels/{probe.guilds[0].text_channels[0].id}/messages"
    await controls.rest("POST", path, json={"content": "x" * 5000})
    (violation,) = (await controls.call("GET", "/violations"))["violations"]
    assert violation["path"] == path
    assert violation["problem"].startswith("$.content: ")


@needs_document
@pytest.mark.parametrize(
    ("method", "path", "body", "problem"),
    [
        ("POST", "/channels/1/messages", {"content": "fine"}, None),
        ("POST", "/channels/1/messages", {"attachments": [{"id": 0}]}, None),
        ("POST", "/channels/1/messages", {"flags": "none"}, "$.flags"),
        ("POST", "/interactions/1/t/callback", {"type": 4, "data": {"flags": "x"}}, "$"),
        ("DELETE", "/channels/1/messages/2", None, None),
        ("GET", "/nowhere", None, "no such route"),
    ],
)
def test_checker(method: str, path: str, body: Any, problem: str | None) -> None:
    """The checker finds the route's schema and the first thing that does not fit it."""
    checker = Checker(OPENAPI)
    checker.check(method, path, body, form=False)
    found = [violation["problem"] for violation in checker.violations]
    if problem is None:
        assert found == []
    else:
        assert problem in found[0]
