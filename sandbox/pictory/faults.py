"""Faults that can be switched on: what the service does wrong, where, and how often."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

OPERATIONS = ("submit", "status", "list", "download", "quota", "webhook")

WIRE_KINDS = (
    "hang",
    "hang_after",
    "malformed",
    "reset_before",
    "reset_after",
    "500_after",
)
JOB_KINDS = ("fail_job", "vanish_job", "slow_job")
LIST_KINDS = ("empty", "stale")
WEBHOOK_KINDS = ("lose", "twice", "bare", "slow")


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of failure of one operation.

    `kind` is an HTTP status from 400 to 599; or `hang`, `malformed`, `reset_before`,
    `reset_after`, `500_after`, `hang_after` (the ones with `after` do the work first, so a job is
    accepted and nobody is told; so does `malformed`); or, for `submit` and `status`, what happens
    to the job: `fail_job`, `vanish_job`, `slow_job`; or, for `list`, what it shows: nothing
    (`empty`), or all but the newest job (`stale`). A `webhook` is not a request to us, so only
    these happen to it: `lose`, `twice`, `bare` (its payload names no job), `slow`.
    `times` counts down with each use; None lasts until the faults are cleared.
    """

    on: str
    kind: str
    times: int | None = 1
    retry_after: float | None = None
    message: str | None = None
    code: str | None = None

    def __post_init__(self) -> None:
        if self.on not in OPERATIONS:
            raise ValueError(f"on must be one of {', '.join(OPERATIONS)}")
        if self.kind in JOB_KINDS and self.on not in {"submit", "status"}:
            raise ValueError(f"{self.kind} happens on submit or status")
        kinds = kinds_of(self.on)
        if self.kind not in kinds and (self.status is None or self.on == "webhook"):
            raise ValueError(
                f"kind must be one of {', '.join(kinds)}"
                f"{'' if self.on == 'webhook' else ' or an HTTP status from 400 to 599'}"
            )
        if self.times is not None and self.times < 1:
            raise ValueError("times must be at least 1, or null for every time")

    @property
    def status(self) -> int | None:
        """The HTTP status to answer with instead of doing the work; None for the other kinds."""
        return int(self.kind) if self.kind.isdecimal() and 400 <= int(self.kind) < 600 else None

    @property
    def changes_list(self) -> bool:
        """Whether the answer is well-formed and does not list what there is."""
        return self.kind in LIST_KINDS

    @property
    def changes_job(self) -> bool:
        """Whether the answer is right and the job goes wrong."""
        return self.kind in JOB_KINDS


def kinds_of(on: str) -> tuple[str, ...]:
    """Return the kinds of failure of an operation, beside HTTP statuses."""
    if on == "webhook":
        return WEBHOOK_KINDS
    return (*WIRE_KINDS, *(LIST_KINDS if on == "list" else JOB_KINDS))


class FaultBook:
    """The faults switched on, used up in the order they were added."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Switch a fault on."""
        self._faults.append(fault)

    def clear(self) -> None:
        """Switch every fault off."""
        self._faults.clear()

    def take(self, on: str) -> Fault | None:
        """Return the fault that an operation meets now, and count it."""
        for index, fault in enumerate(self._faults):
            if fault.on != on:
                continue
            if fault.times == 1:
                del self._faults[index]
            elif fault.times is not None:
                self._faults[index] = replace(fault, times=fault.times - 1)
            return fault
        return None

    def __iter__(self) -> Iterator[Fault]:
        return iter(tuple(self._faults))
