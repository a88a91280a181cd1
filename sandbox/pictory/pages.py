"""Pages of the list of jobs, newest first, that stay put while jobs are added."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.pictory.jobs import Job

PAGE_SIZE = 25


class InvalidPageKeyError(ValueError):
    """A page key that we did not give."""


def page(jobs: Sequence[Job], key: str | None) -> tuple[Sequence[Job], str | None]:
    """Return the jobs of the page that a key names (None: the first), and the next page's key."""
    start = 0 if key is None else _index_after(jobs, _decode(key))
    shown = jobs[start : start + PAGE_SIZE]
    more = start + PAGE_SIZE < len(jobs)
    return shown, _encode(shown[-1].id) if more else None


def _index_after(jobs: Sequence[Job], job_id: str) -> int:
    for index, job in enumerate(jobs):
        if job.id == job_id:
            return index + 1
    raise InvalidPageKeyError(job_id)


def _encode(job_id: str) -> str:
    return base64.urlsafe_b64encode(job_id.encode()).decode()


def _decode(key: str) -> str:
    try:
        return base64.urlsafe_b64decode(key.encode()).decode()
    except (binascii.Error, UnicodeError) as error:
        raise InvalidPageKeyError(key) from error
