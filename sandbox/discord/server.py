"""Puts the world behind sockets: one port for gateway, REST, CDN and controls, one for the page."""

from __future__ import annotations

import contextlib
import secrets
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web
from simcord.backend.errors import SetupError

from sandbox.discord.answers import Answers
from sandbox.discord.cdn import AttachmentStore, Signer
from sandbox.discord.controls import control_application
from sandbox.discord.edits import Edits
from sandbox.discord.faults import Faults
from sandbox.discord.gateway import Gateway
from sandbox.discord.limits import Limits, Rates
from sandbox.discord.nonce import Nonces
from sandbox.discord.openapi import Checker
from sandbox.discord.page import LivePage
from sandbox.discord.payloads import Payloads
from sandbox.discord.pings import Pings
from sandbox.discord.rest import API_PREFIX, Rest
from sandbox.discord.rights import Rights
from sandbox.discord.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

HOST = "127.0.0.1"
TOKEN_LIFE_SECONDS = 15 * 60.0


class PortTakenError(Exception):
    """A port that was asked for cannot be bound; the text says which."""

    def __init__(self, port: int) -> None:
        super().__init__(f"Port {port} on {HOST} is already in use; choose another one.")


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports to listen on; 0 takes a free one."""

    api: int = 0
    page: int = 0


class Bridge:
    """A whole Discord on loopback; `async with` starts and stops it."""

    def __init__(self, ports: Ports | None = None, openapi: Path | None = None) -> None:
        self._ports = ports or Ports()
        self.checker = Checker(openapi) if openapi is not None else None
        self.token = f"sandbox.{secrets.token_hex(16)}"
        self.token_life_seconds = TOKEN_LIFE_SECONDS
        self.answers, self.edits, self.pings = Answers(), Edits(), Pings()
        self.limits, self.faults, self.nonces = Limits(), Faults(), Nonces()
        self.rates = Rates()
        self._exits = contextlib.AsyncExitStack()
        self.base: str
        self.store: AttachmentStore
        self.world: World
        self.rights: Rights
        self.gateway: Gateway
        self.page: LivePage

    @property
    def description(self) -> dict[str, str]:
        """Where everything is, under the names that a bot's settings use."""
        return {
            "discord_api_url": f"{self.base}{API_PREFIX}",
            "discord_gateway_url": self._gateway_url,
            "discord_token": self.token,
            "page_url": self.page.url,
            "control_url": f"{self.base}/control",
        }

    @property
    def _gateway_url(self) -> str:
        return f"{self.base.replace('http', 'ws', 1)}/gateway"

    async def __aenter__(self) -> Self:
        async with contextlib.AsyncExitStack() as exits:
            listener = exits.enter_context(_bind(self._ports.api))
            self.base = f"http://{HOST}:{listener.getsockname()[1]}"
            await self._start_world(exits)
            runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=1.0)
            exits.push_async_callback(runner.cleanup)
            await runner.setup()
            await web.SockSite(runner, listener).start()
            self._exits = exits.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.gateway.drop(code=1001)
        await self._exits.aclose()

    async def _start_world(self, exits: contextlib.AsyncExitStack) -> None:
        self.store = AttachmentStore(self.base, Signer())
        self.world = World(self.answers, self.store)
        exits.push_async_callback(self.world.stop)
        await self.world.start()
        self.rights = Rights(self.world.backend)
        payloads = Payloads(self.store, self.limits, self.world)
        self.gateway = Gateway(
            self.world.backend, payloads, token=self.token, url=self._gateway_url
        )
        self.page = LivePage(self.world, self.store, self._ports.page)
        exits.push_async_callback(self.page.stop)
        with _port_errors(self._ports.page):
            await self.page.start()
        self.world.backend.subscribers.append(self._on_event)

    def _on_event(self, event: str, payload: Mapping[str, Any]) -> None:
        allowed = True
        if event == "INTERACTION_CREATE":
            record = self.world.backend.interactions[int(payload["id"])]
            record.expires_at = self.world.backend.iso_after(self.token_life_seconds)
            self.answers.ask(record.id)
            allowed = bool(self.world.installs.note(record, payload))
        elif event == "MESSAGE_CREATE":
            self.pings.note(self.world.message(int(payload["id"])))
        if allowed:
            self.gateway.on_event(event, payload)
        self.page.changed()

    def _application(self) -> web.Application:
        rest = Rest(
            world=self.world,
            token=self.token,
            gateway_url=self._gateway_url,
            payloads=self.gateway.payloads,
            answers=self.answers,
            edits=self.edits,
            limits=self.limits,
            rates=self.rates,
            nonces=self.nonces,
            rights=self.rights,
            faults=self.faults,
            checker=self.checker,
            changed=self.page.changed,
        )
        app = web.Application(client_max_size=4 * self.limits.request_bytes)
        app.router.add_route("*", f"{API_PREFIX}/{{path:.*}}", rest.serve)
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_get("/attachments/{path:.*}", self.store.serve)
        app.router.add_get("/external/{path:.*}", self.store.serve_foreign)
        app.add_subapp("/control", control_application(self))
        return app


def _bind(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        raise PortTakenError(port) from error
    return listener


@contextlib.contextmanager
def _port_errors(port: int) -> Iterator[None]:
    try:
        yield
    except SetupError as error:
        if isinstance(error.__cause__, OSError):
            raise PortTakenError(port) from error
        raise
