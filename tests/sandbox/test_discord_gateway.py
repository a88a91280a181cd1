"""The simulated gateway, heard by the real discord.py and by a bare websocket."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

import discord
import pytest

from tests.sandbox.discord_probe import Probe, card
from tests.waiting import eventually

if TYPE_CHECKING:
    import aiohttp

    from tests.sandbox.discord_process import Controls

GUILDS, GUILD_REACTIONS = 1 << 0, 1 << 10
DISPATCH, HEARTBEAT, IDENTIFY, RESUME, INVALID_SESSION, HEARTBEAT_ACK = 0, 1, 2, 6, 9, 11


class BareSocket:
    """A gateway connection without any library's opinion."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._inflate = zlib.decompressobj()

    async def receive(self) -> dict[str, Any]:
        """Return the next frame, decompressed if it is binary."""
        message = await self._socket.receive(5)
        text = self._inflate.decompress(message.data) if message.type == 2 else message.data
        frame: dict[str, Any] = json.loads(text)
        return frame

    async def until(self, event: str) -> list[dict[str, Any]]:
        """Return the frames up to the first dispatch of `event`, with that one."""
        frames = [await self.receive()]
        while frames[-1]["t"] != event:
            frames.append(await self.receive())
        return frames

    async def send(self, op: int, data: Any) -> None:
        """Send a frame."""
        await self._socket.send_json({"op": op, "d": data})

    async def close_code(self) -> int | None:
        """Wait for the other side to hang up and return its code."""
        while not self._socket.closed:
            await self._socket.receive(5)
        return self._socket.close_code

    async def close(self) -> None:
        """Hang up without a word."""
        await self._socket.close()


async def connect(controls: Controls, query: str = "") -> BareSocket:
    """Open a gateway connection and take its HELLO."""
    url = f"{controls.described['discord_gateway_url']}?v=10&encoding=json{query}"
    socket = BareSocket(await controls.session.ws_connect(url))
    assert (await socket.receive())["op"] == 10
    return socket


async def identified(
    controls: Controls, intents: int = GUILDS | GUILD_REACTIONS, query: str = ""
) -> tuple[BareSocket, dict[str, Any]]:
    """Return an identified connection and its READY payload; the server was announced."""
    socket = await connect(controls, query)
    await socket.send(IDENTIFY, {"token": controls.described["discord_token"], "intents": intents})
    ready = (await socket.until("READY"))[-1]["d"]
    await socket.until("GUILD_CREATE")
    return socket, ready


async def posted(controls: Controls) -> str:
    """Return the id of a new message of the bot's, to react to."""
    state = await controls.call("GET", "/state")
    path = f"/channels/{state['channel_id']}/messages"
    _, message = await controls.rest("POST", path, json={"content": "react to me"})
    return str(message["id"])


async def test_discord_py_sees_the_server(probe: Probe) -> None:
    """A real client gets ready, knows the server, its channel and what it may do there."""
    (guild,) = probe.guilds
    assert guild.name == "Pictory sandbox"
    (channel,) = guild.text_channels
    assert channel.name == "generate"
    allowed = channel.permissions_for(guild.me)
    assert allowed.send_messages
    assert allowed.attach_files
    assert allowed.add_reactions


async def test_wrong_token_fails_the_login(pointed_at_sandbox: dict[str, str]) -> None:
    """A wrong token is what discord.py calls a login failure."""
    async with Probe() as client:
        with pytest.raises(discord.LoginFailure):
            await client.start(f"{pointed_at_sandbox['discord_token']}x")


async def test_wrong_token_cannot_identify(controls: Controls) -> None:
    """The gateway closes with 4004 when the token of IDENTIFY is wrong."""
    socket = await connect(controls)
    await socket.send(IDENTIFY, {"token": "wrong", "intents": 0})
    assert await socket.close_code() == 4004


async def test_zlib_stream_and_heartbeat(controls: Controls) -> None:
    """A compressed connection is one zlib stream, and heartbeats are acknowledged in it."""
    socket, ready = await identified(controls, query="&compress=zlib-stream")
    assert ready["resume_gateway_url"] == controls.described["discord_gateway_url"]
    await socket.send(HEARTBEAT, 2)
    assert (await socket.receive())["op"] == HEARTBEAT_ACK
    await socket.close()


async def test_resume_replays_each_missed_event_once(controls: Controls) -> None:
    """What happened while the bot was away comes once, in order, before RESUMED."""
    socket, ready = await identified(controls)
    message_id = await posted(controls)
    await controls.call("POST", "/react", message_id=message_id, emoji="1️⃣")
    sequence = (await socket.until("MESSAGE_REACTION_ADD"))[-1]["s"]
    await socket.close()
    for emoji in ("2️⃣", "3️⃣"):
        await controls.call("POST", "/react", message_id=message_id, emoji=emoji)
    again = await connect(controls)
    token = controls.described["discord_token"]
    resume = {"token": token, "session_id": ready["session_id"], "seq": sequence}
    await again.send(RESUME, resume)
    replayed = await again.until("RESUMED")
    assert [frame["d"].get("emoji", {}).get("name") for frame in replayed] == ["2️⃣", "3️⃣", None]
    assert [frame["s"] for frame in replayed] == [sequence + 1, sequence + 2, sequence + 3]
    await again.close()


async def test_unknown_session_is_invalid(controls: Controls) -> None:
    """A RESUME of a session that is not known is answered so that the bot identifies anew."""
    socket = await connect(controls)
    token = controls.described["discord_token"]
    await socket.send(RESUME, {"token": token, "session_id": "gone", "seq": 1})
    frame = await socket.receive()
    assert (frame["op"], frame["d"]) == (INVALID_SESSION, False)
    await socket.close()


async def test_discord_py_resumes_after_a_drop(probe: Probe, controls: Controls) -> None:
    """A real client survives a dropped connection and hears every reaction exactly once."""
    message_id = await posted(controls)
    await controls.call("POST", "/gateway/drop")
    for emoji in ("🔁", "🎨"):
        await controls.call("POST", "/react", message_id=message_id, emoji=emoji)

    async def resumed() -> bool:
        return "resumed" in probe.connections

    await eventually(resumed)
    await controls.call("POST", "/react", message_id=message_id, emoji="🗑️")
    heard = [(await probe.next_reaction()).emoji.name for _ in range(3)]
    assert heard == ["🔁", "🎨", "🗑️"]
    assert probe.reactions.empty()


async def test_discord_py_identifies_anew_after_a_lost_session(
    probe: Probe, controls: Controls
) -> None:
    """A client whose session cannot be resumed is ready again in a new one."""
    await controls.call("POST", "/gateway/drop", resumable=False)

    async def ready_twice() -> bool:
        return probe.connections.count("ready") == 2

    await eventually(ready_twice)
    message_id = await posted(controls)
    await controls.call("POST", "/react", message_id=message_id, emoji="🔁")
    assert (await probe.next_reaction()).message_id == int(message_id)


async def test_events_are_gated_by_intents(controls: Controls) -> None:
    """A bot that did not ask for reactions hears none: its heartbeat is acknowledged first."""
    deaf, _ = await identified(controls, GUILDS)
    hearing, _ = await identified(controls, GUILDS | GUILD_REACTIONS)
    message_id = await posted(controls)
    await controls.call("POST", "/react", message_id=message_id, emoji="🔁")
    reaction = (await hearing.until("MESSAGE_REACTION_ADD"))[-1]["d"]
    assert reaction["type"] == 0
    await deaf.send(HEARTBEAT, None)
    assert (await deaf.receive())["op"] == HEARTBEAT_ACK
    await hearing.close()
    await deaf.close()


async def test_members_can_be_asked_for(probe: Probe, controls: Controls) -> None:
    """REQUEST_GUILD_MEMBERS is answered with the members that were asked for."""
    state = await controls.call("GET", "/state")
    (guild,) = probe.guilds
    members = await guild.query_members(user_ids=[int(state["users"]["bob"])])
    assert [member.name for member in members] == ["bob"]
    assert [member.name for member in await guild.query_members(query="ali")] == ["alice"]


async def test_reaction_as_discord_sends_it(probe: Probe, controls: Controls) -> None:
    """A person's reaction names the member, and not the author of the message."""
    await controls.draw(prompt="a dog")
    interaction = await probe.next_interaction()
    answer = await interaction.response.send_message(view=card("a dog"))
    await controls.call("POST", "/react", message_id=answer.message_id, emoji="🎨", user="bob")
    event = await probe.next_reaction()
    assert event.message_id == answer.message_id
    assert event.member is not None
    assert event.member.name == "bob"
    assert event.type is discord.ReactionType.normal
    assert event.message_author_id is None
