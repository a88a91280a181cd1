"""`python -m sandbox.discord`: a Discord on loopback, described by one line of JSON."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import sys
from pathlib import Path

from sandbox.discord.server import Bridge, Ports, PortTakenError
from sandbox.lifetime import end_asked_for


def main() -> int:
    """Run until the parent goes away; return the exit status."""
    options = _parser().parse_args()
    logging.basicConfig(level=options.log_level, stream=sys.stderr)
    try:
        asyncio.run(_serve(options))
    except PortTakenError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


async def _serve(options: argparse.Namespace) -> None:
    async with Bridge(Ports(options.port, options.page_port), options.openapi) as bridge:
        print(json.dumps(bridge.description), flush=True)
        await end_asked_for()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox.discord", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port of gateway, REST and files")
    parser.add_argument("--page-port", type=int, default=0, help="port of the browser page")
    parser.add_argument("--openapi", type=Path, help="Discord's OpenAPI document, to check against")
    parser.add_argument("--log-level", default="WARNING", help="what is logged to stderr")
    return parser


if __name__ == "__main__":
    sys.exit(main())
