"""REST v10: every request of the bot, checked as Discord checks it and carried out by SimCord."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from aiohttp import web
from simcord.backend import serializers
from simcord.backend.errors import BackendError
from simcord.http import client as _client  # noqa: F401 - importing it registers SimCord's routes
from simcord.http.router import dispatch

from sandbox.discord import interactions, replies
from sandbox.discord.history import history
from sandbox.discord.uploads import Upload, read_body
from sandbox.discord.world import OWNER_NAME
from sandbox.wire import reset

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcord.backend import Backend

    from sandbox.discord.answers import Answers
    from sandbox.discord.edits import Edits
    from sandbox.discord.faults import Fault, Faults
    from sandbox.discord.limits import Limits, Rates, Verdict
    from sandbox.discord.nonce import Nonces
    from sandbox.discord.openapi import Checker
    from sandbox.discord.payloads import Payloads
    from sandbox.discord.rights import Rights
    from sandbox.discord.world import World

_log = logging.getLogger(__name__)

API_PREFIX = "/api/v10"


@dataclass(frozen=True, slots=True)
class Call:
    """One request of the bot; `path` is below the API's prefix and still percent-encoded."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    files: list[Upload]
    reason: str | None

    @property
    def parts(self) -> list[str]:
        """The path's segments."""
        return self.path.strip("/").split("/")


@dataclass(frozen=True, slots=True)
class Rest:
    """The REST API of one world."""

    world: World
    token: str
    gateway_url: str
    payloads: Payloads
    answers: Answers
    edits: Edits
    limits: Limits
    rates: Rates
    nonces: Nonces
    rights: Rights
    faults: Faults
    checker: Checker | None
    changed: Callable[[], None]

    @property
    def backend(self) -> Backend:
        """What SimCord keeps of the world."""
        return self.world.backend

    async def serve(self, request: web.Request) -> web.Response:
        """Answer any request below the API's prefix."""
        try:
            call = await self._read(request)
        except BackendError as error:
            return refuse(error)
        except ConnectionError:  # whoever sent it was killed in the middle
            return reset(request)
        verdict = self.rates.judge(call.method, call.parts)
        if verdict.body is not None:
            return answer(429, verdict.body, verdict.headers)
        return self._answered(request, call, verdict)

    def _answered(self, request: web.Request, call: Call, verdict: Verdict) -> web.Response:
        fault = self.faults.take(call.method, call.path)
        if fault is None:
            response = self._carry_out(call)
            response.headers.update(verdict.headers)
            return response
        if fault.after:
            self._carry_out(call)
        return reset(request) if fault.kind == "reset" else fail(fault)

    async def _read(self, request: web.Request) -> Call:
        """Return a request once it has come in whole, if whoever sent it may speak to us."""
        path = request.rel_url.raw_path.removeprefix(API_PREFIX)
        body, files = await read_body(request)
        self._authorise(path, request.headers.get("Authorization"))
        self.limits.check_files([file.size for file in files])
        reason = request.headers.get("X-Audit-Log-Reason")
        query = dict(request.query)
        return Call(request.method, path, query, body, files, unquote(reason) if reason else None)

    def _authorise(self, path: str, authorization: str | None) -> None:
        # Interaction and webhook routes are opened by the token in their path.
        open_to_all = path.startswith(("/interactions/", "/webhooks/"))
        if not open_to_all and authorization != f"Bot {self.token}":
            raise BackendError(401, 0, "401: Unauthorized")

    def _carry_out(self, call: Call) -> web.Response:
        if self.checker is not None:
            self.checker.check(call.method, call.path, call.body, form=bool(call.files))
        try:
            result = self._result(call)
        except BackendError as error:
            return refuse(error)
        if call.method != "GET":
            self.changed()
        return self._respond(call, result)

    def _result(self, call: Call) -> Any:
        try:
            self.rights.check(call.method, call.parts, files=bool(call.files))
            known = self._known(call)
            return self._change(call) if known is None else known
        except (KeyError, TypeError, ValueError) as error:
            # SimCord's routes raise these for bodies of a shape that discord.py never sends.
            raise BackendError(400, 50035, f"Invalid Form Body: {error}") from error

    def _known(self, call: Call) -> Any:
        """Return the answer to what we know better than SimCord, or None."""
        match call.method, call.parts:
            case "GET", ["gateway"]:
                return {"url": self.gateway_url}
            case "GET", ["gateway", "bot"]:
                starts = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
                return {"url": self.gateway_url, "shards": 1, "session_start_limit": starts}
            case "GET", ["oauth2", "applications", "@me"]:
                owner = self.backend.users[self.world.members[OWNER_NAME].id]
                return {**self._dispatched(call, None), "owner": serializers.user_payload(owner)}
            case "GET", ["channels", channel_id, "messages"]:
                return history(self.backend, int(channel_id), call.query)
            case "POST", ["channels", _, "messages"]:
                return self._recalled(call.body)
        return None

    def _recalled(self, body: Any) -> dict[str, Any] | None:
        """Return the message that an enforced nonce stands for, if it still stands."""
        channel_id, message_id = self.nonces.recall(body) or (0, 0)
        message = self.backend.messages.get(channel_id, {}).get(message_id)
        if message is None:
            return None
        return {**serializers.message_payload(self.backend, message), "nonce": body["nonce"]}

    def _change(self, call: Call) -> Any:
        body = replies.checked(self.backend, call.parts, self.payloads.incoming(call.body))
        body = interactions.checked(self.world, call.parts, body)
        result = self._dispatched(call, body)
        self._note(call, result)
        return result

    def _dispatched(self, call: Call, body: Any) -> Any:
        """Have SimCord carry out a request."""
        return dispatch(
            self.backend,
            call.method,
            call.path,
            json=body,
            params=call.query,
            files=call.files,
            reason=call.reason,
        )

    def _note(self, call: Call, result: Any) -> None:
        """Remember what SimCord does not: nonces, answering times, edits."""
        match call.parts:
            case ["interactions", interaction_id, _, "callback"]:
                self.answers.answer(int(interaction_id))
                if call.body["type"] == interactions.UPDATE_MESSAGE:
                    self.edits.note(int(result["resource"]["message"]["id"]), "token")
            case ["channels", channel_id, "messages"] if call.method == "POST":
                self.nonces.remember(call.body, int(channel_id), int(result["id"]))
                result["nonce"] = call.body.get("nonce")
        if call.method == "PATCH" and "messages" in call.parts:
            via = "bot" if call.parts[0] == "channels" else "token"
            self.edits.note(int(result["id"]), via)

    def _respond(self, call: Call, result: Any) -> web.Response:
        match call.parts:
            case ["interactions", *_] if call.query.get("with_response") not in ("1", "true"):
                return web.Response(status=204)
            case ["webhooks", _, _] if call.query.get("wait") not in ("1", "true"):
                return web.Response(status=204)
        return (
            web.Response(status=204)
            if result is None
            else answer(200, self.payloads.outgoing(result))
        )


def answer(status: int, body: Any, headers: dict[str, str] | None = None) -> web.Response:
    """Return JSON under exactly `application/json`; discord.py reads anything else as text."""
    return web.Response(
        status=status,
        body=json.dumps(body).encode(),
        content_type="application/json",
        headers=headers,
    )


def refuse(error: BackendError) -> web.Response:
    """Return the answer to a request that Discord refuses."""
    if error.status == 501:
        _log.warning("%s", error.message)
    return answer(error.status, error.to_json())


def fail(fault: Fault) -> web.Response:
    """Return the answer of an ordered failure."""
    return answer(fault.status, fault.body(), fault.headers)
