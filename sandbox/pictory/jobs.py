"""A job: its states, and the envelope in which Pictory describes it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio
    from decimal import Decimal

    from sandbox.pictory.validation import Order


class JobStatus(StrEnum):
    """How far a job is, in Pictory's words."""

    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    FAILED = "failed"
    CLEANED = "cleaned"


@dataclass(frozen=True, slots=True)
class JobFailure:
    """Why a job failed, as its envelope says it."""

    code: str
    message: str

    def said_as(self, code: str | None, message: str | None) -> JobFailure:
        """Return the failure under another code, or with another message."""
        return JobFailure(code or self.code, message or self.message)


CREDITS_EXHAUSTED = JobFailure("INSUFFICIENT_CREDITS", "The account has no AI credits left.")
GENERATION_FAILED = JobFailure("GENERATION_FAILED", "The model could not make this picture.")


@dataclass(slots=True, eq=False)
class Job:
    """One accepted order; `due_at` and `duration` are in emulated seconds, `origin` our own URL.

    `awaiting` is the fetch of its references, `reference` what that brought: a small JPEG.
    `ended_at` and `told_at` are when it ended and when that was first said, as `time.time` has it.
    """

    id: str
    order: Order
    origin: str
    duration: float
    due_at: float
    status: JobStatus = JobStatus.IN_PROGRESS
    failure: JobFailure | None = None
    planned_failure: JobFailure | None = None
    reference: bytes | None = None
    vanished: bool = False
    awaiting: asyncio.Task[None] | None = None
    timer: asyncio.TimerHandle | None = None
    ended_at: float | None = None
    told_at: float | None = None

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen to the job by itself."""
        return self.status is not JobStatus.IN_PROGRESS

    def stop_timer(self) -> None:
        """Let time pass without anything happening."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def end(self, status: JobStatus) -> None:
        """Come to an end."""
        self.status, self.ended_at = status, time.time()

    def clean(self) -> None:
        """Forget what a finished job made."""
        self.status = JobStatus.CLEANED
        self.reference = None

    def envelope(self) -> dict[str, Any]:
        """Return the body of `GET /v1/jobs/{jobId}`."""
        return {"job_id": self.id, "success": self.failure is None, "data": self._data()}

    def item(self) -> dict[str, Any]:
        """Return the job as one item of the list of jobs."""
        return {"success": self.failure is None, "data": {"jobId": self.id, **self._data()}}

    def _data(self) -> dict[str, Any]:
        if self.finished and self.told_at is None:
            self.told_at = time.time()
        data: dict[str, Any] = {"status": self.status.value}
        if self.status is JobStatus.COMPLETED:
            data |= self._video() if self.order.seconds is not None else self._image()
        elif self.failure is not None:
            data |= {"error_code": self.failure.code, "error_message": self.failure.message}
        return data

    def _image(self) -> dict[str, Any]:
        width, height = self.order.size
        return {
            "url": f"{self.origin}/results/{self.id}.png",
            "width": width,
            "height": height,
            "aiCreditsUsed": amount(self.order.price),
        }

    def _video(self) -> dict[str, Any]:
        width, height = self.order.size
        frame = f"{self.origin}/results/{self.id}.png"
        return {
            "url": f"{self.origin}/results/{self.id}.mp4",
            "duration": self.order.seconds,
            "width": width,
            "height": height,
            "lastFrameImageUrl": frame,
            "thumbnailUrl": frame,
            "previewUrl": f"{self.origin}/results/{self.id}.mp4",
            "aiCreditsUsed": amount(self.order.price),
        }


def amount(credits_: Decimal) -> int | float:
    """Return credits as the JSON number that Pictory writes: whole ones without a fraction."""
    return int(credits_) if credits_ == credits_.to_integral_value() else float(credits_)
