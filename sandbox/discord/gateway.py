"""The gateway: websockets over which the bot identifies, hears events and resumes."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import json
import logging
import zlib
from typing import TYPE_CHECKING, Any

import discord
from aiohttp import WSMsgType, web
from simcord.backend import serializers

from sandbox.discord.beats import Beats
from sandbox.discord.members import member_chunks
from sandbox.discord.rights import bot_is_in, reaches_bot
from sandbox.discord.sessions import Session, Sessions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simcord.backend import Backend

    from sandbox.discord.payloads import Payloads

_log = logging.getLogger(__name__)

DISPATCH, HEARTBEAT, IDENTIFY, RESUME = 0, 1, 2, 6
REQUEST_GUILD_MEMBERS, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 8, 9, 10, 11
CLOSE_SECONDS = 1.0
NOT_AUTHENTICATED, AUTHENTICATION_FAILED, UNKNOWN_ERROR = 4003, 4004, 4000


class Gateway:
    """Turns the world's events into gateway frames for every session."""

    def __init__(self, backend: Backend, payloads: Payloads, *, token: str, url: str) -> None:
        self.backend = backend
        self.payloads = payloads
        self.token = token
        self.url = url
        self.sessions = Sessions()
        self.beats = Beats()
        self._connections: set[Connection] = set()

    def on_event(self, event: str, payload: Mapping[str, Any]) -> None:
        """Pass an event of the world on to the sessions that hear it."""
        if not reaches_bot(self.backend, event, payload):
            return
        for session in self.sessions:
            self.send(session, event, payload)

    def send(self, session: Session, event: str, payload: Mapping[str, Any]) -> None:
        """Dispatch one event to one session, if its intents cover it."""
        if session.hears(event, dict(payload)):
            shaped = self.payloads.event(event, payload)
            session.censor(event, shaped, self.backend)
            session.dispatch(event, shaped)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Speak with one bot until it or we hang up."""
        socket = web.WebSocketResponse(timeout=CLOSE_SECONDS, max_msg_size=0)
        await socket.prepare(request)
        compressed = request.query.get("compress") == "zlib-stream"
        connection = Connection(self, socket, compressed=compressed)
        self._connections.add(connection)
        try:
            await connection.run()
        finally:
            self._connections.discard(connection)
        return socket

    async def drop(self, code: int = UNKNOWN_ERROR, *, resumable: bool = True) -> int:
        """Cut every connection, as Discord does now and then; return how many there were."""
        if not resumable:
            self.sessions.forget()
        connections = list(self._connections)
        for connection in connections:
            await connection.close(code)
        return len(connections)


class Connection:
    """One websocket, and the session that it carries once the bot has identified."""

    def __init__(
        self, gateway: Gateway, socket: web.WebSocketResponse, *, compressed: bool
    ) -> None:
        self._gateway = gateway
        self._socket = socket
        self._deflate = zlib.compressobj() if compressed else None
        self._outbox: asyncio.Queue[str] = asyncio.Queue()
        self._session: Session | None = None
        self._pulse = gateway.beats.pulse()

    async def run(self) -> None:
        """Say HELLO, then answer the bot and send what the outbox holds."""
        self._put(HELLO, {"heartbeat_interval": round(self._pulse.seconds * 1000)})
        writer = asyncio.create_task(self._write())
        try:
            async for message in self._socket:
                if message.type is WSMsgType.TEXT:
                    await self._answer(json.loads(message.data))
        finally:
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer
            self._detach()

    async def close(self, code: int) -> None:
        """Hang up; what happens meanwhile is kept for a RESUME."""
        self._detach()
        await self._socket.close(code=code)

    def _detach(self) -> None:
        if self._session is not None and self._session.outbox is self._outbox:
            self._session.disconnect()

    def _put(self, op: int, data: Any) -> None:
        self._outbox.put_nowait(json.dumps({"op": op, "s": None, "t": None, "d": data}))

    async def _write(self) -> None:
        while True:
            frame = await self._outbox.get()
            try:
                if self._deflate is None:
                    await self._socket.send_str(frame)
                else:
                    packed = self._deflate.compress(frame.encode())
                    await self._socket.send_bytes(packed + self._deflate.flush(zlib.Z_SYNC_FLUSH))
            except ConnectionError:
                return

    async def _answer(self, message: dict[str, Any]) -> None:
        op, data = message["op"], message["d"]
        if op == HEARTBEAT:
            self._pulse.beat()
            self._put(HEARTBEAT_ACK, None)
        elif op in (IDENTIFY, RESUME) and data["token"] != self._gateway.token:
            await self.close(AUTHENTICATION_FAILED)
        elif op == IDENTIFY:
            self._identify(data)
        elif op == RESUME:
            self._resume(data)
        elif self._session is None:
            await self.close(NOT_AUTHENTICATED)
        elif op == REQUEST_GUILD_MEMBERS:
            for chunk in member_chunks(self._gateway.backend, data):
                self._session.dispatch("GUILD_MEMBERS_CHUNK", chunk)

    def _identify(self, data: dict[str, Any]) -> None:
        shard_id, shard_count = data.get("shard") or (0, 1)
        intents = discord.Intents._from_value(int(data["intents"]))  # noqa: SLF001
        session = Session(intents, shard_id, shard_count)
        session.connect(self._outbox)
        self._session = session
        backend = self._gateway.backend
        session.dispatch("READY", self._ready(session))
        for guild in list(backend.guilds.values()):
            if bot_is_in(backend, guild.id):
                joined = serializers.guild_create_payload(backend, guild)
                self._gateway.send(session, "GUILD_CREATE", dict(joined))
        self._gateway.sessions.add(session)
        _log.info("the bot identified, session %s", session.id)

    def _ready(self, session: Session) -> dict[str, Any]:
        backend = self._gateway.backend
        guilds = [
            {"id": str(guild_id), "unavailable": True}
            for guild_id in backend.guilds
            if bot_is_in(backend, guild_id)
        ]
        return {
            "v": 10,
            "user": copy.deepcopy(dict(serializers.user_payload(backend.bot_user))),
            "guilds": guilds,
            "session_id": session.id,
            "resume_gateway_url": self._gateway.url,
            "shard": [session.shard_id, session.shard_count],
            "application": {"id": str(backend.application_id), "flags": 0},
        }

    def _resume(self, data: dict[str, Any]) -> None:
        session = self._gateway.sessions.find(data["session_id"])
        missed = session.missed_since(int(data["seq"])) if session is not None else None
        if session is None or missed is None:
            self._put(INVALID_SESSION, False)  # noqa: FBT003
            return
        session.connect(self._outbox)
        self._session = session
        for frame in missed:
            self._outbox.put_nowait(frame)
        session.dispatch("RESUMED", {})
        _log.info("the bot resumed session %s and got %d events", session.id, len(missed))
