"""The network between the bot and Discord, on which requests and answers can get lost."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Any

import aiohttp
from simcord.backend import serializers
from simcord.types import HttpLogEntry

from sandbox.discord.nonce import Nonces

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass
class _Cut:
    method: str
    path: str
    error: Exception
    after: bool
    times: int | None


class Wire:
    """What lies between discord.py and simcord.

    It also remembers nonces, as Discord does and simcord does not; `forget_nonces` lets the minutes
    pass that Discord remembers them. `answers` changes fields of what Discord says to a request.
    `interactions` changes fields of every interaction. `lost` has the paths of what got lost.
    """

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], dict[str, Any]] = {}
        self.interactions: dict[str, Any] = {}
        self.lost: list[str] = []
        self._cuts: list[_Cut] = []
        self._nonces = Nonces()
        self.forget_nonces = self._nonces.forget

    def cut(
        self,
        method: str,
        path: str,
        *,
        error: Exception | None = None,
        after: bool = False,
        times: int | None = 1,
    ) -> None:
        """Lose requests, or with `after` only the answers to what Discord has done."""
        broken = error or aiohttp.ClientOSError("the connection is gone")
        self._cuts.append(_Cut(method, path, broken, after, times))

    def mend(self) -> None:
        """Lose nothing more."""
        self._cuts.clear()

    def between(self, dispatch: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap what carries out a request."""

        def send(backend: Any, method: str, path: str, **options: Any) -> Any:
            cut = self._take(method, path)
            self.lost += [path] if cut is not None else []
            if cut is not None and not cut.after:
                raise cut.error
            answer = self._carry_out(dispatch, backend, method, path, **options)
            if cut is not None:
                raise cut.error
            for (changed, pattern), fields in self.answers.items():
                if changed == method and fnmatch(path, pattern):
                    answer = {**answer, **fields}
            return answer

        return send

    def around(self, build: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap what builds the payload of an interaction."""

        def changed(*args: Any, **options: Any) -> Any:
            record, payload = build(*args, **options)
            return record, {**payload, **self.interactions}

        return changed

    def _take(self, method: str, path: str) -> _Cut | None:
        for cut in self._cuts:
            if cut.method == method and fnmatch(path, cut.path):
                if cut.times is not None:
                    cut.times -= 1
                    if not cut.times:
                        self._cuts.remove(cut)
                return cut
        return None

    def _carry_out(
        self, dispatch: Callable[..., Any], backend: Any, method: str, path: str, **options: Any
    ) -> Any:
        posting = method == "POST" and fnmatch(path, "/channels/*/messages")
        known = self._nonces.recall(options.get("json")) if posting else None
        if known is not None and known[1] in backend.messages.get(known[0], {}):
            backend.http_requests.append(HttpLogEntry(method, path, {}, options["json"], None))
            return serializers.message_payload(backend, backend.get_message(*known))
        answer = dispatch(backend, method, path, **options)
        if posting:
            ids = int(answer["channel_id"]), int(answer["id"])
            self._nonces.remember(options.get("json"), *ids)
        return answer
