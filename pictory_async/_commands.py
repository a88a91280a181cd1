"""The commands of the command line, from settings to a saved picture."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from dotenv import dotenv_values
from pydantic import ValidationError

from pictory_async._client import PictoryClient
from pictory_async._errors import NotFoundError, PictoryError, is_ambiguous
from pictory_async._models import MODELS, ImageRequest, JobStatus
from pictory_async._polling import AdaptiveSchedule, Durations
from pictory_async._terminal import Exit, StopError, Target, explain
from pictory_async._wire import DEFAULT_BASE_URL

if TYPE_CHECKING:
    import argparse
    from collections.abc import Coroutine, Mapping

    from pictory_async._terminal import Report

_MAX_PICTURE = 100 * 1024 * 1024
_UNCLEAR = (
    "Pictory may have accepted the request, and it may cost credits. "
    "Look at the account before trying again."
)


def run_generate(options: argparse.Namespace, report: Report) -> None:
    """Submit, wait and save."""
    request, client = _request(options), _client()
    target = Target(options.out, force=options.force)
    with target.opened() as file:
        work = _Work(client, options, report, target, file)
        _run(_closing(client, work.generate(request)))


def run_job(options: argparse.Namespace, report: Report) -> None:
    """Show a job; wait for it and save it if a file is given."""
    client = _client()
    if options.out is None:
        _run(_closing(client, _show(client, options.job_id, report)))
        return
    target = Target(options.out, force=options.force)
    with target.opened() as file:
        work = _Work(client, options, report, target, file)
        _run(_closing(client, work.finish(options.job_id, model="")))


def run_quota(options: argparse.Namespace, report: Report) -> None:  # noqa: ARG001
    """Show the AI credits."""
    client = _client()
    credits_ = _run(_closing(client, client.quota())).ai_credits
    report.tell("used", credits_.used, "Used", f"{credits_.used:f}")
    report.tell("limit", credits_.limit, "Limit", f"{credits_.limit:f}")
    report.tell("remaining", credits_.remaining, "Left", f"{credits_.remaining:f}")


def run_models(options: argparse.Namespace, report: Report) -> None:  # noqa: ARG001
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
        reference = "reference" if model.supports_reference else "no reference"
        ratios = " ".join(model.aspect_ratios)
        report.line(model.name, f"{ratios} · {model.credits} credits · {reference}")
