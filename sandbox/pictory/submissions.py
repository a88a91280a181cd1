"""What was asked of the service: every POST for an image, also one whose answer got lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

KEPT = 10_000
"""How many submissions are remembered."""


@dataclass(slots=True, eq=False)
class Submission:
    """One POST for an image; `job_id` is None if no job was made of it."""

    prompt: str | None = None
    webhook: str | None = None
    reference: str | None = None
    job_id: str | None = None

    def note(self, body: Any) -> None:
        """Note what the body says, right or wrong."""
        if isinstance(body, dict):
            self.prompt = body.get("prompt")
            self.webhook = body.get("webhook")
            self.reference = body.get("referenceImageUrl")

    def as_json(self) -> dict[str, Any]:
        """Return the submission as the state shows it."""
        return {
            "prompt": self.prompt,
            "webhook": self.webhook,
            "referenceImageUrl": self.reference,
            "jobId": self.job_id,
        }
