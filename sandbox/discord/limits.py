"""What Discord refuses for its size, and what because it comes too fast."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simcord.backend.errors import BackendError

if TYPE_CHECKING:
    from collections.abc import Callable

MEBIBYTE = 1024 * 1024


@dataclass(slots=True)
class Limits:
    """The sizes in force, in bytes; a test may change them while the server runs."""

    file_bytes: int = 10 * MEBIBYTE
    request_bytes: int = 25 * MEBIBYTE

    def check_files(self, sizes: list[int]) -> None:
        """Raise Discord's error if one file or all of them together are too large."""
        if sum(sizes) > self.request_bytes or any(size > self.file_bytes for size in sizes):
            raise BackendError(413, 40005, "Request entity too large")


@dataclass(frozen=True, slots=True)
class Rule:
    """So many requests in a period, which begins with the first of them."""

    count: int
    seconds: float


RULES = {
    "post": Rule(5, 5.0),
    "edit": Rule(5, 5.0),
    "react": Rule(1, 0.25),
    "token": Rule(5, 2.0),
    "global": Rule(50, 1.0),
}
"""Messages posted to a channel, edits and reactions there; an interaction's token; everything."""


@dataclass(slots=True)
class _Period:
    """How many requests a bucket has taken in its period."""

    ends: float
    taken: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the limits say of one request: the headers of its answer, and the 429 if it is one."""

    headers: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] | None = None


class Rates:
    """How fast the bot may send requests; nothing is limited until that is asked for.

    The routes of interactions are outside of the channels' limits and of that of all.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rules: dict[str, Rule] = {}
        self._periods: dict[str, _Period] = {}
        self.refused: Counter[str] = Counter()
        """The requests answered with 429, by their limit."""

    def impose(self, rules: dict[str, Rule]) -> None:
        """Set the limits in force, all others being lifted, and begin to count anew."""
        unknown = rules.keys() - RULES.keys()
        if unknown:
            raise ValueError(f"no such limits: {', '.join(sorted(unknown))}")
        self._rules = rules
        self._periods.clear()
        self.refused.clear()

    def judge(self, method: str, parts: list[str]) -> Verdict:
        """Count a request, or refuse it."""
        if not self._rules:
            return Verdict()
        name, major = bucket_of(method, parts)
        outside = parts[0] in ("interactions", "webhooks")
        if not outside and (wait := self._take("global", "")) is not None:
            return self._refusal("global", wait, {})
        wait = self._take(name, major)
        headers = self._headers(name, major)
        return Verdict(headers) if wait is None else self._refusal(name, wait, headers)

    def _take(self, name: str, major: str) -> float | None:
        """Count a request; return how long to wait if there is no room for it."""
        rule = self._rules.get(name)
        if rule is None:
            return None
        now, key = self._clock(), f"{name}:{major}"
        period = self._periods.get(key)
        if period is None or period.ends <= now:
            period = self._periods[key] = _Period(now + rule.seconds)
        if period.taken >= rule.count:
            return period.ends - now
        period.taken += 1
        return None

    def _headers(self, name: str, major: str) -> dict[str, str]:
        rule = self._rules.get(name)
        if rule is None:
            return {}
        period = self._periods[f"{name}:{major}"]
        rest = period.ends - self._clock()
        return {
            "X-RateLimit-Limit": str(rule.count),
            "X-RateLimit-Remaining": str(rule.count - period.taken),
            "X-RateLimit-Reset": f"{time.time() + rest:.3f}",
            "X-RateLimit-Reset-After": f"{rest:.3f}",
            "X-RateLimit-Bucket": f"sandbox-{name}",
        }

    def _refusal(self, name: str, wait: float, headers: dict[str, str]) -> Verdict:
        self.refused[name] += 1
        everything = name == "global"
        said = {
            "Retry-After": f"{wait:.3f}",
            "Via": "1.1 sandbox",  # without it discord.py takes a 429 for a ban of the address
            "X-RateLimit-Scope": "global" if everything else "user",
            **({"X-RateLimit-Global": "true"} if everything else {}),
        }
        message = "You are being rate limited."
        body = {"message": message, "retry_after": round(wait, 3), "global": everything}
        return Verdict({**headers, **said}, body)


def bucket_of(method: str, parts: list[str]) -> tuple[str, str]:
    """Return the limit that a request falls under, and which of its kind; "" for none."""
    match method, parts:
        case "POST", ["channels", channel_id, "messages"]:
            return "post", channel_id
        case "PATCH", ["channels", channel_id, "messages", _]:
            return "edit", channel_id
        case "PUT", ["channels", channel_id, "messages", _, "reactions", *_]:
            return "react", channel_id
        case _, ["webhooks", _, token, *_]:
            return "token", token
    return "", ""
