"""`python -m sandbox`: a Discord and a Pictory on loopback, described by one line of JSON."""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox.lifetime import end_asked_for

if TYPE_CHECKING:
    from asyncio.subprocess import Process

DEFAULT_PAGE_PORT = 8765
STOP_SECONDS = 5.0


class ServiceEndedError(Exception):
    """A service stopped by itself; it has said why on standard error."""

    def __init__(self, name: str, status: int) -> None:
        super().__init__(f"{name} ended by itself with status {status}.")
        self.status = status


class Service:
    """A program of the sandbox in a process of its own, which ends when we do."""

    def __init__(self, module: str, *arguments: str) -> None:
        self._module = module
        self._arguments = arguments
        self._process: Process | None = None

    async def start(self) -> dict[str, Any]:
        """Start the program and return what its first line describes."""
        # A session of its own: Ctrl-C reaches us alone, and we end the services in order.
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            self._module,
            *self._arguments,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            raise ServiceEndedError(self._module, await self._process.wait())
        description: dict[str, Any] = json.loads(line)
        return description

    async def watch(self) -> None:
        """Wait for the program to end by itself, which it should not."""
        assert self._process is not None
        raise ServiceEndedError(self._module, await self._process.wait())

    async def stop(self) -> None:
        """End the program by closing its standard input; kill it if that takes too long."""
        if self._process is None or self._process.returncode is not None:
            return
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


def main() -> int:
    """Run until the parent goes away; return the exit status."""
    options = _parser().parse_args()
    try:
        asyncio.run(_run(_services(options)))
    except ServiceEndedError as error:
        if error.status != 2:
            print(error, file=sys.stderr)
        return error.status or 1
    return 0


async def _run(services: list[Service]) -> None:
    told = asyncio.create_task(end_asked_for())
    try:
        # Takes a second or two; an end asked for meanwhile is heeded right afterwards.
        described = await asyncio.gather(*(service.start() for service in services))
        print(
            json.dumps({key: value for part in described for key, value in part.items()}),
            flush=True,
        )
        watches = [asyncio.create_task(service.watch()) for service in services]
        done, others = await asyncio.wait({told, *watches}, return_when=asyncio.FIRST_COMPLETED)
        for task in others:
            task.cancel()
        for task in done:
            task.result()
    finally:
        told.cancel()
        await asyncio.gather(*(service.stop() for service in services))


def _services(options: argparse.Namespace) -> list[Service]:
    checked = [] if options.openapi is None else ["--openapi", str(options.openapi.resolve())]
    return [
        Service("sandbox.pictory", "--speed", str(options.speed)),
        Service("sandbox.discord", "--page-port", str(options.port), *checked),
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument(
        "--port", type=int, default=DEFAULT_PAGE_PORT, help="port of the browser page"
    )
    parser.add_argument("--speed", type=float, default=1.0, help="how much faster jobs run")
    parser.add_argument("--openapi", type=Path, help="Discord's OpenAPI document, to check against")
    return parser


if __name__ == "__main__":
    sys.exit(main())
