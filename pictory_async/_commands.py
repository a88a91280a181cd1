"""The commands of the command line, from settings to a saved picture."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from dotenv import dotenv_values
from pydantic import ValidationError

from pictory_async._client import PictoryClient
from pictory_async._durations import Durations, JobKind
from pictory_async._errors import JobFailedError, PictoryError
from pictory_async._models import MODELS, ImageRequest, Job, JobStatus
from pictory_async._polling import AdaptiveSchedule
from pictory_async._terminal import Exit, StopError, Target
from pictory_async._wire import DEFAULT_BASE_URL

if TYPE_CHECKING:
    import argparse
    from collections.abc import Awaitable, Callable, Mapping

    from pictory_async._terminal import Report

T = TypeVar("T")

_MAX_PICTURE = 100 * 1024 * 1024


def run_generate(
    options: argparse.Namespace, report: Report, environment: Mapping[str, str]
) -> None:
    """Submit a request, wait for its job, and save the picture."""
    request, client = _request(options), _client(environment)
    target = Target(options.out, force=options.force)
    with target.opened() as file:
        work = _Work(options, report, target, file)
        _run(client, lambda: work.generate(client, request))


def run_job(options: argparse.Namespace, report: Report, environment: Mapping[str, str]) -> None:
    """Show a job; where a file is given, wait for the job and save its picture."""
    client = _client(environment)
    report.tell("job_id", options.job_id, "Job")
    if options.out is None:
        job = _run(client, lambda: client.get(options.job_id))
        report.result(job)
        if job.status in {JobStatus.FAILED, JobStatus.CLEANED}:
            raise StopError(Exit.FAILED, str(JobFailedError.of(job)))
        return
    target = Target(options.out, force=options.force)
    with target.opened() as file:
        work = _Work(options, report, target, file)
        _run(client, lambda: work.finish(client, options.job_id, JobKind("unknown")))


def run_quota(_: argparse.Namespace, report: Report, environment: Mapping[str, str]) -> None:
    """Show the AI credits."""
    client = _client(environment)
    allowance = _run(client, client.quota).ai_credits
    report.tell("used", allowance.used, "Used", f"{allowance.used:f}")
    report.tell("limit", allowance.limit, "Limit", f"{allowance.limit:f}")
    report.tell("remaining", allowance.remaining, "Left", f"{allowance.remaining:f}")


def run_models(_: argparse.Namespace, report: Report, __: Mapping[str, str]) -> None:
    """List the models; needs no key."""
    report.facts["models"] = [
        {
            "name": model.name,
            "aspect_ratios": model.aspect_ratios,
            "credits": model.credits,
            "supports_reference": model.supports_reference,
        }
        for model in MODELS.values()
    ]
    for model in MODELS.values():
        reference = "with a reference" if model.supports_reference else "no reference"
        ratios = " ".join(model.aspect_ratios)
        report.line(f"{model.name:<15}", f"{ratios}, {model.credits} credits, {reference}")


@dataclass(frozen=True)
class _Work:
    """A picture on its way into a file."""

    options: argparse.Namespace
    report: Report
    target: Target
    file: BinaryIO

    async def generate(self, client: PictoryClient, request: ImageRequest) -> None:
        self.report.submitting = True
        with self.report.working("Submitting"):
            job_id = await client.submit(request)
        self.report.submitted(job_id)
        references = 0 if request.reference_image_url is None else 1
        await self.finish(client, job_id, JobKind(request.model, references))

    async def finish(self, client: PictoryClient, job_id: str, kind: JobKind) -> None:
        with self.report.working("Waiting for the picture"):
            job = await client.wait(
                job_id,
                timeout=self.options.timeout,
                schedule=AdaptiveSchedule(Durations(), kind, self.options.poll),
                on_update=self.report.see,
            )
        self.report.result(job)
        with self.report.working("Downloading"):
            await self._save(client, job)

    async def _save(self, client: PictoryClient, job: Job) -> None:
        assert job.url is not None, "a completed job has a URL"
        try:
            info = await client.download(job.url, self.file, max_bytes=_MAX_PICTURE)
            path = self.target.keep(self.file, job.id)
        except (PictoryError, OSError) as error:
            raise StopError(Exit.NOT_SAVED, f"The picture was not saved: {error}.") from None
        self.report.facts |= info.model_dump()
        self.report.tell("out", str(path), "Saved", f"{path} ({info.content_type})")


def _run(client: PictoryClient, work: Callable[[], Awaitable[T]]) -> T:
    async def closing() -> T:
        async with client:
            return await work()

    return asyncio.run(closing())


def _client(environment: Mapping[str, str]) -> PictoryClient:
    settings = _settings(environment)
    key = settings.get("PICTORY_API_KEY")
    if key is None:
        raise StopError(
            Exit.USAGE, "PICTORY_API_KEY is missing: set it in the environment or in a file .env."
        )
    try:
        return PictoryClient(key, base_url=settings.get("PICTORY_API_URL", DEFAULT_BASE_URL))
    except ValueError as error:
        raise StopError(
            Exit.USAGE, f"Check PICTORY_API_KEY and PICTORY_API_URL: {error}."
        ) from None


def _settings(environment: Mapping[str, str]) -> Mapping[str, str]:
    """Return `.env` under the environment; what is empty is not set."""
    try:
        in_file = dotenv_values(".env")
    except (OSError, UnicodeDecodeError):
        raise StopError(Exit.USAGE, "The file .env cannot be read.") from None
    both = [*in_file.items(), *environment.items()]
    return {name: value.strip() for name, value in both if value and value.strip()}


def _request(options: argparse.Namespace) -> ImageRequest:
    try:
        return ImageRequest(
            prompt=options.prompt,
            model=options.model,
            aspect_ratio=options.aspect_ratio,
            style=options.style,
            reference_image_url=options.reference,
        )
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False, include_context=False)
        raise StopError(Exit.USAGE, "\n".join(map(_problem, problems))) from None


def _problem(problem: Mapping[str, object]) -> str:
    """Say which option is wrong and why."""
    options = {"prompt": "--prompt", "reference_image_url": "--reference"}
    place = problem["loc"]
    said = str(problem["msg"]).removeprefix("Value error, ").removeprefix("String ")
    named = (
        [options.get(str(name), str(name)) for name in place] if isinstance(place, tuple) else []
    )
    return f"{' '.join([*named, said])}."
