"""Pictory from a terminal: `python -m pictory_async generate --prompt … --out picture.png`."""

from __future__ import annotations

import argparse
import math
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pictory_async import DEFAULT_MODEL, MODELS, PictoryError, Style, is_ambiguous
from pictory_async._commands import run_generate, run_job, run_models, run_quota
from pictory_async._terminal import Exit, Report, StopError, exit_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_EPILOG = """\
The API key comes from PICTORY_API_KEY, in the environment or in a file .env in the current
directory (the environment wins), never from an argument. PICTORY_API_URL points elsewhere.

exit status:
  0    done
  1    the job failed, or Pictory does not know it
  2    wrong arguments or settings, or a refused request; nothing was spent
  3    the API key was rejected
  4    nobody knows whether the request was accepted; it may have cost credits
  5    the job was not finished in time; it may finish later
  6    too few AI credits; nothing was spent
  7    Pictory cannot be reached, or answers with errors
  8    the picture was made, but not saved; its URL and job id are printed
  130  stopped with Ctrl-C
Where a job is known that may still bring a picture, the command that fetches it is printed.
"""


def main(
    arguments: Sequence[str] | None = None, environment: Mapping[str, str] = os.environ
) -> int:
    """Run one command and return the exit status."""
    options = _parser().parse_args(arguments)
    report = Report(as_json=options.json)
    try:
        options.run(options, report, environment)
    except StopError as stop:
        return report.close(stop.status, str(stop))
    except PictoryError as error:
        unclear = report.submitting and is_ambiguous(error)
        report.submitting = unclear
        return report.close(Exit.UNCLEAR if unclear else exit_for(error), f"{error}.")
    except KeyboardInterrupt:
        return report.close(Exit.INTERRUPTED, "Stopped.")
    return report.close(Exit.OK)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pictory_async",
        description="Make pictures with Pictory AI Studio.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(name: str, text: str, *parents: argparse.ArgumentParser) -> argparse.ArgumentParser:
        return commands.add_parser(
            name,
            help=text,
            description=f"{text.capitalize()}.",
            parents=[*parents, _common()],
            epilog=_EPILOG,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    _fill_generate(add("generate", "make a picture and save it", _waiting()))
    _fill_job(add("job", "show a job; with --out, wait for it and save its picture", _waiting()))
    add("quota", "show the AI credits used and left").set_defaults(run=run_quota)
    add("models", "list the models with their ratios and prices").set_defaults(run=run_models)
    return parser


def _common() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument("--json", action="store_true", help="print one JSON document for a script")
    return options


def _waiting() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument(
        "--timeout",
        type=_seconds,
        default=1800.0,
        metavar="SECONDS",
        help="how long to wait for the job (default: 1800)",
    )
    options.add_argument(
        "--poll",
        type=_seconds,
        default=5.0,
        metavar="SECONDS",
        help="the least time between two questions about the job (default: 5)",
    )
    options.add_argument("--force", action="store_true", help="overwrite the file")
    return options


def _fill_generate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--prompt", required=True, metavar="TEXT", help="5 to 5,000 characters")
    parser.add_argument(
        "--reference", metavar="URL", help="a picture to start from, at a public http(s) URL"
    )
    parser.add_argument(
        "--model", choices=list(MODELS), default=DEFAULT_MODEL, help=f"default: {DEFAULT_MODEL}"
    )
    parser.add_argument("--style", choices=[style.value for style in Style])
    parser.add_argument("--aspect-ratio", metavar="W:H", help="default: the model's first")
    parser.add_argument(
        "--out", type=Path, default=Path("picture.png"), metavar="FILE", help="default: picture.png"
    )
    parser.set_defaults(run=run_generate)


def _fill_job(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("job_id", metavar="ID")
    parser.add_argument("--out", type=Path, metavar="FILE")
    parser.set_defaults(run=run_job)


def _seconds(text: str) -> float:
    seconds = float(text)
    if not (math.isfinite(seconds) and seconds > 0):
        raise ValueError(text)
    return seconds


if __name__ == "__main__":
    sys.exit(main())
