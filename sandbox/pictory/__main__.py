"""Serves the Pictory emulator on loopback: `python -m sandbox.pictory`."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import signal
import sys
import threading

from aiohttp import web

from sandbox.pictory.app import BASE_PATH, create_app
from sandbox.pictory.emulator import DEFAULT_CREDIT_LIMIT, DEFAULT_KEY, PictoryEmulator

HOST = "127.0.0.1"


def main(argv: list[str] | None = None) -> int:
    """Serve until standard input ends or a signal comes; print one JSON line when ready."""
    options = _parse(argv)
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(name)s %(message)s"
    )
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    emulator = PictoryEmulator(
        api_key=options.key,
        speed=options.speed,
        seed=options.seed,
        credit_limit=options.credits,
        draft=options.draft,
    )
    try:
        asyncio.run(_serve(emulator, options.port))
    except OSError as error:
        print(f"Cannot listen on port {options.port}: {error.strerror}.", file=sys.stderr)
        return 2
    return 0


def _parse(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox.pictory", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (0: any free one)")
    parser.add_argument("--speed", type=float, default=1.0, help="how much faster jobs run")
    parser.add_argument("--seed", type=int, help="makes durations and pictures repeatable")
    parser.add_argument("--key", default=DEFAULT_KEY, help="the API key that is accepted")
    parser.add_argument("--credits", type=float, default=float(DEFAULT_CREDIT_LIMIT))
    parser.add_argument("--draft", action="store_true", help="draw pictures coarsely and quickly")
    return parser.parse_args(argv)


async def _serve(emulator: PictoryEmulator, port: int) -> None:
    stop = _stop_event()
    runner = web.AppRunner(create_app(emulator))
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port, shutdown_timeout=1).start()
        bound = runner.addresses[0][1]
        ready = {
            "pictory_api_url": f"http://{HOST}:{bound}{BASE_PATH}",
            "pictory_api_key": emulator.api_key,
        }
        print(json.dumps(ready), flush=True)
        await stop.wait()
    finally:
        await runner.cleanup()


def _stop_event() -> asyncio.Event:
    """Return an event that is set by SIGINT, SIGTERM, or the end of standard input."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)

    def watch_input() -> None:
        # os.read, because a thread inside sys.stdin keeps the interpreter from exiting cleanly.
        while os.read(0, 4096):
            pass
        loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=watch_input, name="stdin", daemon=True).start()
    return stop


if __name__ == "__main__":
    sys.exit(main())
