"""The account's credits: what is used, the limit, and the transactions that made it so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.pictory.jobs import amount

if TYPE_CHECKING:
    import random

PLAN = "API Sandbox"
MONTHS_KEPT = 12


@dataclass(frozen=True, slots=True)
class Transaction:
    """Credits that came or went."""

    id: str
    kind: str
    credits: Decimal
    source: str
    description: str
    at: datetime

    def as_json(self) -> dict[str, Any]:
        """Return the transaction as the usage route shows it."""
        return {
            "transactionId": self.id,
            "type": self.kind,
            "amount": amount(self.credits),
            "source": self.source,
            "description": self.description,
            "plan": PLAN,
            "transactionDate": self.at.strftime("%Y-%m-%dT%H:%M:%S.")
            + f"{self.at.microsecond // 1000:03}Z",
        }


class Account:
    """Credits used against a limit."""

    def __init__(self, limit: Decimal, rng: random.Random) -> None:
        self.limit = limit
        self.used = Decimal(0)
        self._rng = rng
        self._transactions: list[Transaction] = []
        self._record("credit", limit, "Plan", "Credits of the plan")

    def set_limit(self, limit: Decimal) -> None:
        """Change the limit, also to less than is used; raise ValueError for a negative one."""
        if not (limit.is_finite() and limit >= 0):
            raise ValueError("limit must be a number that is not negative")
        if limit > self.limit:
            self._record("credit", limit - self.limit, "Plan", "More credits of the plan")
        self.limit = limit

    def affords(self, price: Decimal) -> bool:
        """Whether a price can still be paid."""
        return self.used + price <= self.limit

    def debit(self, price: Decimal, source: str, description: str) -> None:
        """Take the price of a finished job."""
        self.used += price
        self._record("debit", price, source, description)

    def quota(self) -> dict[str, Any]:
        """Return the body of `GET /v1/quota`."""
        return {
            "videoMinutes": {"used": 0, "limit": 14400},
            "transcriptionMinutes": {"used": 0, "limit": 3600},
            "elevenLabsVoiceOverMinutes": {"used": 0, "limit": 600},
            "aiCredits": {"used": amount(self.used), "limit": amount(self.limit)},
        }

    def usage(self, year: int | None = None, month: int | None = None) -> list[dict[str, Any]]:
        """Return the transactions of a month, or of the last twelve months, newest first."""
        now = datetime.now(UTC)
        wanted = [
            transaction
            for transaction in reversed(self._transactions)
            if _months_between(transaction.at, now) < MONTHS_KEPT
            and (year is None or (transaction.at.year, transaction.at.month) == (year, month))
        ]
        return [transaction.as_json() for transaction in wanted]

    def _record(self, kind: str, credits_: Decimal, source: str, description: str) -> None:
        at = datetime.now(UTC)
        number = f"{at:%Y%m%d%H%M%S}{self._rng.randrange(10**6):06}"
        self._transactions.append(Transaction(number, kind, credits_, source, description, at))


def _months_between(earlier: datetime, later: datetime) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month
