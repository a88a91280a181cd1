"""Serves the Pictory emulator on loopback: `python -m sandbox.pictory`."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import sys

from aiohttp import web

from sandbox.lifetime import end_asked_for
from sandbox.pictory.app import BASE_PATH, create_app
from sandbox.pictory.catalogue import Durations, catalogue_durations
from sandbox.pictory.emulator import DEFAULT_CREDIT_LIMIT, DEFAULT_KEY, PictoryEmulator

HOST = "127.0.0.1"
SHUTDOWN_SECONDS = 1


def main(argv: list[str] | None = None) -> int:
    """Serve until standard input ends or a signal comes; print one JSON line when ready."""
    options = _parse(argv)
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(name)s %(message)s"
    )
    emulator = PictoryEmulator(
        api_key=options.key,
        speed=options.speed,
        seed=options.seed,
        credit_limit=options.credits,
        draft=options.draft,
        durations=_durations(options.median, options.sigma),
        result_bytes=options.result_bytes,
    )
    return asyncio.run(_serve(emulator, options.port))


def _parse(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox.pictory", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (0: any free one)")
    parser.add_argument("--speed", type=_positive, default=1.0, help="how much faster jobs run")
    parser.add_argument("--seed", type=int, help="makes durations and pictures repeatable")
    parser.add_argument("--key", default=DEFAULT_KEY, help="the API key that is accepted")
    parser.add_argument(
        "--credits", type=_positive, default=float(DEFAULT_CREDIT_LIMIT), help="the account's limit"
    )
    parser.add_argument("--draft", action="store_true", help="draw pictures coarsely and quickly")
    parser.add_argument("--median", type=_positive, help="seconds that half of all jobs take")
    parser.add_argument("--sigma", type=_positive, help="how widely durations spread")
    parser.add_argument(
        "--result-bytes", type=int, help="draw nothing, and make every picture's file this large"
    )
    return parser.parse_args(argv)


def _durations(median: float | None, sigma: float | None) -> dict[str, Durations]:
    """Return how long each model takes: as in the catalogue, but for what was asked for."""
    return {
        name: Durations(median or known.median, sigma or known.sigma)
        for name, known in catalogue_durations().items()
    }


def _positive(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError("must be a positive number")
    return number


async def _serve(emulator: PictoryEmulator, port: int) -> int:
    ended = asyncio.create_task(end_asked_for())
    runner = web.AppRunner(create_app(emulator), shutdown_timeout=SHUTDOWN_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
    except OSError:
        print(f"Cannot listen on {HOST}:{port}: is the port in use?", file=sys.stderr)
        ended.cancel()
        return 2
    else:
        bound = runner.addresses[0][1]
        url = f"http://{HOST}:{bound}{BASE_PATH}"
        ready = {"pictory_api_url": url, "pictory_api_key": emulator.api_key}
        print(json.dumps(ready), flush=True)
        await ended
        return 0
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    sys.exit(main())
