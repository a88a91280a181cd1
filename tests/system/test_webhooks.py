"""Webhooks over real sockets: they bring the picture, and whoever forges them changes nothing."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.system import processes
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.system.processes import Bot, Controls, Sandbox

SECRET = "a-secret-of-this-test"


@contextmanager
def hearing(sandbox: Sandbox, folder: Path) -> Iterator[tuple[Bot, str]]:
    """Run a bot that asks rarely and listens to webhooks; give it and its address."""
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    environment = {
        **sandbox.environment(folder),
        "POLL_MIN_SECONDS": "60",
        "HTTP_PORT": str(port),
        "PUBLIC_URL": url,
        "WEBHOOK_SECRET": SECRET,
    }
    with processes.bot(environment, folder) as bot:
        yield bot, url


async def given_webhook(controls: Controls) -> str:
    """Return the address that the newest job was given."""
    state = await controls.pictory("GET", "/state")
    return str(state["submissions"][-1]["webhook"])


async def test_a_webhook_brings_the_picture(
    sandbox: Sandbox, controls: Controls, folder: Path
) -> None:
    """Asked for once in a minute at most, the picture is there right after the job's end."""
    with hearing(sandbox, folder) as (bot, url):
        await controls.connected()
        interaction = await controls.generate("A lighthouse that calls by itself")
        card = await controls.finished((await controls.answered(interaction))["message_id"])
        assert len(card["attachments"]) == 1
        webhook = await given_webhook(controls)
        assert webhook.startswith(f"{url}/webhooks/pictory/")
        signature = webhook.rsplit("/", 1)[1]
        assert signature not in bot.log.read_text()
        assert SECRET not in bot.log.read_text()


async def test_replays_and_forgeries_change_nothing(
    sandbox: Sandbox, controls: Controls, folder: Path
) -> None:
    """A true webhook that comes again is a question at most, a forged one not even that."""
    await controls.pictory("POST", "/hold")
    with hearing(sandbox, folder):
        await controls.connected()
        interaction = await controls.generate("A lighthouse that waits")
        message = (await controls.answered(interaction))["message_id"]

        async def is_submitted() -> bool:
            state = await controls.pictory("GET", "/state")
            return any(made["prompt"] == "A lighthouse that waits" for made in state["submissions"])

        await eventually(is_submitted)
        webhook = await given_webhook(controls)
        forged = webhook[:-1] + ("0" if webhook[-1] != "0" else "1")
        for url, status in [(webhook, 204), (webhook, 204), (forged, 404)]:
            async with controls.session.post(url, json={"job_id": "another"}) as response:
                assert response.status == status
        [card] = [shown for shown in await controls.messages() if shown["id"] == message]
        assert card["attachments"] == []
        await controls.pictory("POST", "/release")
        await controls.finished(message)
