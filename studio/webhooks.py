"""Signs the addresses that Pictory posts to when a job ends, and reads what it posts there.

Pictory signs nothing, and what it posts is documented nowhere. So the address itself carries the
proof, and the body is no more than a hint at the job to ask Pictory about.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any

_PURPOSE = "pictory-webhook"
"""Stands in every signed text, so that the secret can sign other things without a mix-up."""
_MAX_JOB_ID = 200
"""As much as the store holds."""


@dataclass(frozen=True, slots=True)
class WebhookUrls:
    """The addresses for one `secret`, below `public_url`, which has no slash at its end."""

    public_url: str
    secret: str = field(repr=False)

    def url(self, generation_id: int, n: int) -> str:
        """Return where Pictory shall say that the job of image `n` has ended."""
        signature = self._signature(generation_id, n)
        return f"{self.public_url}/webhooks/pictory/{generation_id}/{n}/{signature}"

    def accepts(self, generation_id: int, n: int, signature: str) -> bool:
        """Tell whether `signature` is the one of that image, in the same time for any wrong one."""
        # As bytes, because compare_digest raises TypeError for text beyond ASCII.
        given = signature.encode(errors="surrogatepass")
        return hmac.compare_digest(self._signature(generation_id, n).encode(), given)

    def _signature(self, generation_id: int, n: int) -> str:
        signed = f"{_PURPOSE}:{generation_id}:{n}"
        return hmac.digest(self.secret.encode(), signed.encode(), hashlib.sha256).hex()


def job_id_of(body: bytes) -> str | None:
    """Return the id of the job that a webhook's body names; None if it names none."""
    try:
        payload = _mapping(json.loads(body))
    except (ValueError, RecursionError):
        return None
    data = _mapping(payload.get("data"))
    # In the order in which the client reads the answer to a GET of the job.
    found = (payload.get("job_id"), data.get("jobId"), payload.get("jobId"), data.get("job_id"))
    return next(filter(None, map(_job_id, found)), None)


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _job_id(value: object) -> str | None:
    """Return an id that a job can have, whole or not at all."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or len(value) > _MAX_JOB_ID:
        return None
    return value if value.isprintable() and " " not in value and value.strip(".") else None
