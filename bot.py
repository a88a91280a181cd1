"""The bot as a program: reads the settings, opens the resources, and runs until it is stopped."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
from dotenv import dotenv_values

import logs
import runtime
from config import Settings, SettingsError
from http_server import Webhooks, create_app, serving
from pictory_async import AuthenticationError, PictoryClient, PictoryError
from pictory_bot import PictoryBot, point_discord_at
from studio.database import StoreUnavailableError
from studio.limits import Limits
from studio.spool import spool
from studio.store import Store
from studio.studio import Studio
from studio.webhooks import WebhookUrls
from trial import SandboxError, sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Sequence

log = logging.getLogger("bot")

OUT_OF_REACH = 1
"""The exit status when something that the bot needs is not there, which may pass."""
MISCONFIGURED = 2
"""The exit status when something that a person has set is wrong."""
KEY_CHECK_SECONDS = 10.0
STOP_SECONDS = 8.0
"""Less than the 10 s after which `docker stop` kills."""
RECONNECT_SECONDS = 60.0
HOW_TO_TRY = "Open the link and type /generate. Ctrl-C ends everything."


class StartError(Exception):
    """The bot cannot start as it is set up; the text says why, to the person who runs it."""


async def check_key(client: PictoryClient) -> None:
    """Raise StartError if Pictory refuses the key; an outage is only logged."""
    try:
        async with asyncio.timeout(KEY_CHECK_SECONDS):
            quota = await client.quota()
    except AuthenticationError:
        raise StartError("PICTORY_API_KEY was refused by Pictory. Set a valid key.") from None
    except (PictoryError, TimeoutError) as error:
        log.warning("Pictory cannot be reached, work waits until it can: %s", error)
    else:
        log.info("Pictory: %s of %s credits used", quota.ai_credits.used, quota.ai_credits.limit)


async def serve(settings: Settings, *, greeting: str | None = None) -> None:
    """Open everything that the bot needs, and run it until it is told to stop.

    `greeting` is printed once people can use the bot.
    """
    point_discord_at(settings)
    limits = Limits(
        max_inflight=settings.max_inflight,
        max_inflight_per_user=settings.max_inflight_per_user,
        job_timeout=settings.job_timeout_seconds,
        poll_min=settings.poll_min_seconds,
    )
    key = settings.pictory_api_key.get_secret_value()
    with spool() as folder:
        async with (
            aiohttp.ClientSession() as session,
            PictoryClient(key, base_url=settings.pictory_api_url) as client,
            await Store.open(settings.database_url) as store,
        ):
            urls = webhook_urls(settings)
            studio = Studio(client=client, store=store, limits=limits, spool=folder, webhooks=urls)
            async with (
                PictoryBot(
                    studio=studio, session=session, settings=settings, greeting=greeting
                ) as bot,
                door(bot, store, settings, urls),
                runtime.tidying(bot.wait_until_ready()),
            ):
                token = settings.discord_token.get_secret_value()
                await run_until_told(bot, connect(bot, client, session, token))


def webhook_urls(settings: Settings) -> WebhookUrls | None:
    """Return the addresses that Pictory is given for its webhooks, if there are to be any."""
    if settings.public_url is None or settings.webhook_secret is None:
        return None
    return WebhookUrls(settings.public_url, settings.webhook_secret.get_secret_value())


@asynccontextmanager
async def door(
    bot: PictoryBot, store: Store, settings: Settings, urls: WebhookUrls | None
) -> AsyncIterator[None]:
    """Serve health checks and webhooks inside the block, if a port is set.

    Raises StartError if the address cannot be had.
    """

    async def discord_problem() -> str | None:
        return None if bot.is_ready() else "not connected to Discord"

    async def database_problem() -> str | None:
        try:
            await store.find(0)
        except StoreUnavailableError as error:
            return str(error)
        return None

    async with AsyncExitStack() as stack:
        if settings.http_port:
            webhooks = None if urls is None else Webhooks(urls.accepts, bot.studio.hint)
            probes = {"discord": discord_problem, "database": database_problem}
            app = create_app(probes, webhooks)
            try:
                await stack.enter_async_context(
                    serving(app, settings.http_host, settings.http_port)
                )
            except OSError as error:
                raise StartError(f"HTTP_HOST and HTTP_PORT cannot be used: {error}") from None
        yield


async def connect(
    bot: PictoryBot, client: PictoryClient, session: aiohttp.ClientSession, token: str
) -> None:
    """Log in as soon as the key is checked and Discord can be reached, and stay connected."""
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(check_key(client))
            group.create_task(reach_discord(session))
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from None
    await bot.start(token)


async def reach_discord(session: aiohttp.ClientSession) -> None:
    """Wait until Discord answers, whatever it says."""
    delay = 1.0
    while True:
        try:
            async with session.get(f"{discord.http.Route.BASE}/gateway", allow_redirects=False):
                return
        except (aiohttp.ClientError, OSError) as error:
            log.warning("Discord cannot be reached, trying again in %g s: %s", delay, error)
        await asyncio.sleep(delay)
        delay = min(delay * 2, RECONNECT_SECONDS)


async def run_until_told(bot: PictoryBot, connection: Coroutine[Any, Any, None]) -> None:
    """Run the bot until SIGTERM or Ctrl-C; a second signal ends the process at once."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()

    def tell() -> None:
        told.set()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, tell)
    running = asyncio.create_task(connection)
    waiting = asyncio.create_task(told.wait())
    await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if told.is_set():
        log.info("stopping")
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await bot.close()
        except TimeoutError:
            log.warning("not everything could be ended in time")
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    else:
        running.result()


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="A Discord bot that makes pictures with Pictory.")
    parser.add_argument(
        "--sandbox", action="store_true", help="try it in a browser, with no account and no key"
    )
    parser.add_argument("--port", type=int, default=8765, help="the port of the sandbox's page")
    parser.add_argument(
        "--speed", type=float, default=1.0, help="how much faster the sandbox makes pictures"
    )
    return parser.parse_args(arguments)


async def start(options: argparse.Namespace) -> None:
    """Run the bot in the sandbox, or with the settings of the environment and `.env`."""
    greeting = None
    async with AsyncExitStack() as stack:
        if options.sandbox:
            going = sandbox(port=options.port, speed=options.speed)
            trial = await stack.enter_async_context(going)
            settings = trial.settings
            greeting = f"\nThe sandbox is ready: {trial.page_url}\n{HOW_TO_TRY}\n"
        else:
            settings = Settings.from_mapping({**dotenv_values(".env"), **os.environ})
        secrets = (settings.discord_token, settings.pictory_api_key, settings.webhook_secret)
        logs.configure(
            settings.log_level,
            settings.log_format,
            secrets=[secret.get_secret_value() for secret in secrets if secret is not None],
        )
        await serve(settings, greeting=greeting)


def main(arguments: Sequence[str]) -> int:
    """Run the program; return its exit status."""
    try:
        with asyncio.Runner(loop_factory=runtime.new_event_loop) as runner:
            runner.run(start(parse(arguments)))
    except (SettingsError, StartError, SandboxError, StoreUnavailableError) as error:
        return fail(error)
    except discord.LoginFailure:
        return fail("DISCORD_TOKEN was refused by Discord. Copy the bot's token anew.")
    except discord.HTTPException as error:  # such as a DEV_GUILD_ID where the bot is not
        return fail(f"Discord refused a request: {error}", status=OUT_OF_REACH)
    except OSError as error:  # Discord out of reach, or the HTTP port taken
        return fail(error, status=OUT_OF_REACH)
    except KeyboardInterrupt:
        return 130
    return 0


def fail(problem: Any, *, status: int = MISCONFIGURED) -> int:
    """Print why the bot cannot start, and return the exit status for it."""
    print(f"The bot cannot start:\n{problem}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
