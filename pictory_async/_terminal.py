"""What the command line shows and writes: a live display, one JSON document, and a safe file."""

from __future__ import annotations

import json
import os
import shlex
import sys
import time
from contextlib import contextmanager, suppress
from decimal import Decimal
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO

from pictory_async._errors import (
    AuthenticationError,
    DownloadError,
    InsufficientCreditsError,
    InvalidRequestError,
    JobFailedError,
    JobTimedOutError,
    NotFoundError,
    PictoryError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from rich.console import Console

    from pictory_async._models import Job


class Exit(IntEnum):
    """The exit statuses, as `--help` explains them."""

    OK = 0
    FAILED = 1
    USAGE = 2
    KEY_REJECTED = 3
    UNCLEAR = 4
    TIMED_OUT = 5
    NO_CREDITS = 6
    UNREACHABLE = 7
    NOT_SAVED = 8
    INTERRUPTED = 130


_EXITS: Mapping[type[PictoryError], Exit] = {
    AuthenticationError: Exit.KEY_REJECTED,
    DownloadError: Exit.NOT_SAVED,
    InsufficientCreditsError: Exit.NO_CREDITS,
    InvalidRequestError: Exit.USAGE,
    JobFailedError: Exit.FAILED,
    JobTimedOutError: Exit.TIMED_OUT,
    NotFoundError: Exit.FAILED,
}


def exit_for(error: PictoryError) -> Exit:
    """Return the exit status that an error means, when it did not leave a submit unclear."""
    return _EXITS.get(type(error), Exit.UNREACHABLE)


class StopError(Exception):
    """The program ends here; the text is for the person at the terminal."""

    def __init__(self, status: Exit, text: str) -> None:
        super().__init__(text)
        self.status = status


class Report:
    """Tells a person line by line what happens, or a program all of it at the end.

    With `as_json` the lines go to the error output, so that a job id is seen at once there too,
    and the standard output carries one JSON document only.
    """

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._started = time.monotonic()
        self._statuses: list[dict[str, object]] = []
        self.facts: dict[str, object] = {}
        self.submitting = False

    @cached_property
    def _console(self) -> Console:
        # Imported here and below, because Rich is slow to load and not needed to refuse an option.
        from rich.console import Console  # noqa: PLC0415

        return Console(stderr=self._as_json, highlight=False, markup=False, emoji=False)

    def tell(self, name: str, value: object, label: str, text: str | None = None) -> None:
        """Record a fact, and show it."""
        self.facts[name] = value
        self.line(label, str(value) if text is None else text)

    def line(self, label: str, text: str) -> None:
        """Show a line, never broken, so that a URL can be copied."""
        self._console.print(f"{label:<9}{text}", soft_wrap=True)

    def submitted(self, job_id: str) -> None:
        """Show that Pictory accepted the request."""
        self.submitting = False
        self.tell("job_id", job_id, "Job")
        self._status("submitted")

    def see(self, job: Job) -> None:
        """Show a job's status if it is a new one."""
        if self.facts.get("status") != job.status:
            self._status(job.status)

    def _status(self, name: str) -> None:
        seconds = round(time.monotonic() - self._started, 1)
        self._statuses.append({"status": name, "seconds": seconds})
        self.facts["statuses"] = self._statuses
        self.tell("status", name, "Status", f"{name} after {seconds:g} s")

    def result(self, job: Job) -> None:
        """Show what a finished job came to."""
        self.see(job)
        if job.url is not None:
            self.tell("url", job.url, "Picture", job.url)
        if job.width is not None and job.height is not None:
            self.facts |= {"width": job.width, "height": job.height}
            self.line("Size", f"{job.width} x {job.height}")
        if job.credits_used is not None:
            self.tell("credits_used", job.credits_used, "Credits", f"{job.credits_used:f}")

    @contextmanager
    def working(self, what: str) -> Iterator[None]:
        """Show a spinner and the time that passes, on a terminal."""
        if not self._console.is_terminal:
            yield
            return
        from rich import progress as shown  # noqa: PLC0415

        columns = (
            shown.SpinnerColumn(),
            shown.TextColumn("{task.description}", markup=False),
            shown.TimeElapsedColumn(),
        )
        with shown.Progress(*columns, console=self._console, transient=True) as progress:
            progress.add_task(what, total=None)
            yield

    def close(self, status: Exit, problem: str | None = None) -> Exit:
        """Say how it ended; return the exit status."""
        if problem is not None:
            problem = " ".join(filter(None, (problem, self._aftermath(status))))
            self.facts["error"] = {"kind": status.name.lower(), "message": problem}
            sys.stderr.write(f"{problem}\n")
        if self._as_json:
            document = json.dumps({**self.facts, "exit_status": status}, default=_number)
            sys.stdout.write(f"{document}\n")
        return status

    def _aftermath(self, status: Exit) -> str | None:
        """Say what may be going on at Pictory, after an end that was not wanted."""
        if self.submitting:
            return (
                "Pictory may have accepted the request, and it may cost credits. "
                "Look at the account before trying again."
            )
        if "job_id" not in self.facts or status in {Exit.FAILED, Exit.USAGE}:
            return None
        again = f"python -m pictory_async job {shlex.quote(str(self.facts['job_id']))} --out FILE"
        return f"To fetch the picture later: {again}"


def _number(value: object) -> int | float:
    """Return a Decimal as JSON has it."""
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} is not JSON")
    return int(value) if value == value.to_integral_value() else float(value)


class Target:
    """The file that a picture goes to; it appears whole or not at all.

    It is opened, under another name, before anything is spent, so that no picture is paid for that
    has no place.
    """

    def __init__(self, path: Path, *, force: bool) -> None:
        self._path = path
        self._force = force
        self._part = path.parent / f".{path.name}.{os.getpid()}.part"

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """Open the file for writing; raise StopError if it could not be kept in the end."""
        try:
            if self._path.is_dir():
                raise StopError(Exit.USAGE, f"{self._path} is a directory.")
            if self._path.exists() and not self._force:
                raise StopError(Exit.USAGE, f"{self._path} exists; --force overwrites it.")
            file = self._part.open("xb")
        except OSError as error:
            reason = error.strerror or "cannot be written"
            raise StopError(Exit.USAGE, f"{self._path}: {reason}.") from None
        try:
            yield file
        finally:
            with suppress(OSError):  # a full disk was told before, and a moved file is no loss
                file.close()
            with suppress(OSError):
                self._part.unlink()

    def keep(self, file: BinaryIO, job_id: str) -> Path:
        """Give the finished file its name; another one if that was taken in the meantime."""
        file.close()
        path = self._path
        if path.exists() and not self._force:
            safe = "".join(letter for letter in job_id if letter.isalnum() or letter in "-_")
            path = path.with_stem(f"{path.stem}-{safe}")
        self._part.replace(path)
        return path
