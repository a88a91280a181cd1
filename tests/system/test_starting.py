"""What an operator reads when the bot cannot start, or can but finds the world in a bad state."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import pytest

from tests.system import processes
from tests.system.relays import relay
from tests.waiting import eventually

if TYPE_CHECKING:
    from pathlib import Path

    from tests.system.processes import Controls, Sandbox


def failed_start(environment: dict[str, str], folder: Path, *, fresh: bool = False) -> list[str]:
    """Run the bot, which must end by itself with status 2, and return what it said at the end."""
    running = processes.start(environment, folder, fresh=fresh)
    assert running.process.wait(30) == 2
    said = running.log.read_text()
    assert "Traceback" not in said
    head, _, message = said.partition("The bot cannot start:\n")
    assert "[error" not in head
    return message.splitlines()


def test_missing_settings_are_all_named(tmp_path: Path) -> None:
    """One message names everything that is not set."""
    bare = {"PATH": os.environ["PATH"]}
    assert failed_start(bare, tmp_path, fresh=True) == [
        "DISCORD_TOKEN is not set",
        "PICTORY_API_KEY is not set",
    ]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DISCORD_TOKEN", "wrong.token.secret", "DISCORD_TOKEN was refused by Discord."),
        (
            "PICTORY_API_KEY",
            "pictai_wrong_secret",
            "PICTORY_API_KEY was refused by Pictory. Set a valid key.",
        ),
        ("DATABASE_URL", "postgresql+asyncpg://bot:secret@127.0.0.1:1/bot", "127.0.0.1:1/bot"),
        ("DATABASE_URL", "sqlite+aiosqlite:////proc/nowhere/bot.db", "the database sqlite"),
    ],
)
def test_what_is_wrong_is_named(
    sandbox: Sandbox, folder: Path, name: str, value: str, said: str
) -> None:
    """A refused token or key and an unreachable database are one line, without the secret."""
    (message,) = failed_start({**sandbox.environment(folder), name: value}, folder)
    assert said in message
    assert "secret" not in message


def test_a_port_in_use_is_named(sandbox: Sandbox, folder: Path) -> None:
    """Health checks that cannot be served stop the start."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        environment = {**sandbox.environment(folder), "HTTP_PORT": port}
        (message,) = failed_start(environment, folder)
    assert message.startswith("HTTP_HOST and HTTP_PORT cannot be used")


async def test_pictory_unreachable_is_waited_out(
    sandbox: Sandbox, controls: Controls, folder: Path
) -> None:
    """Without Pictory the bot starts and says so on the card; the picture comes when it is back."""
    upstream = sandbox.described["pictory_api_url"].removesuffix("/pictoryapis")
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    environment = {
        **sandbox.environment(folder),
        "PICTORY_API_URL": f"http://127.0.0.1:{port}/pictoryapis",
    }
    with processes.bot(environment, folder) as bot:
        await controls.connected()
        assert "Pictory cannot be reached, work waits until it can" in bot.log.read_text()
        message = (await controls.answered(await controls.generate("A red kite")))["message_id"]

        async def waits() -> bool:
            cards = {found["id"]: found["text"] for found in await controls.messages()}
            return "cannot be reached" in cards[message]

        await eventually(waits, within=20)
        async with relay(port, upstream):
            await controls.finished(message)


async def test_discord_unreachable_is_waited_out(
    sandbox: Sandbox, controls: Controls, folder: Path
) -> None:
    """Without Discord the bot keeps trying, and is there when Discord is."""
    url = sandbox.described["discord_api_url"]
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    upstream = url.removesuffix("/api/v10")
    environment = {
        **sandbox.environment(folder),
        "DISCORD_API_URL": f"http://127.0.0.1:{port}/api/v10",
    }
    with processes.bot(environment, folder) as bot:

        async def tries() -> bool:
            return "Discord cannot be reached" in bot.log.read_text()

        await eventually(tries, within=20)
        async with relay(port, upstream):
            await controls.connected()
