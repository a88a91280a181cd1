"""The whole over real sockets: sandbox, bot and people, each in a process of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.system import processes
from tests.waiting import eventually

if TYPE_CHECKING:
    from tests.system.processes import Bot, Controls, Sandbox

STATUS = Path("/proc/self/status")
PROMPT = "Replace the dog in the referenced image with a white cat"


async def test_generate_with_a_reference_becomes_a_picture(
    bot: Bot, controls: Controls, dog: bytes
) -> None:
    """The reply stands within 0.3 s, and turns into the finished picture with its reference."""
    await controls.connected()
    for _ in range(3):  # other programs of the machine may be in the way of one reply
        interaction = await controls.generate(
            PROMPT, photo=dog, style="vintage", model="seedream3.0", aspect_ratio="16:9"
        )
        answered = await controls.answered(interaction)
        if answered["seconds"] < 0.3:
            break
    assert answered["seconds"] < 0.3
    card = await controls.finished(answered["message_id"])
    names = sorted(file["filename"].split(".")[0] for file in card["attachments"])
    assert names == ["image-1", "reference"]
    descriptions = [media["description"] for media in card["media"]]
    assert any(PROMPT in (text or "") and "vintage" in (text or "") for text in descriptions)
    assert "1920×1080" in card["text"]
    assert "2 credits" in card["text"]
    assert {"🔁", "🎨"} <= {button["emoji"] for button in card["buttons"]}


@pytest.mark.skipif(not STATUS.exists(), reason="memory is read from /proc, as Linux has it")
async def test_an_idle_bot_is_small(
    sandbox: Sandbox, controls: Controls, dog: bytes, folder: Path
) -> None:
    """After a picture with a reference the real program holds less than 120 MB."""
    with processes.bot(sandbox.environment(folder), folder, fresh=True) as bot:
        await controls.connected()
        interaction = await controls.generate(PROMPT, photo=dog)
        await controls.finished((await controls.answered(interaction))["message_id"])
        status = Path(f"/proc/{bot.process.pid}/status").read_text()  # noqa: ASYNC240
    (resident,) = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")]
    assert int(resident) * 1024 < 120_000_000


async def test_four_pictures_come_as_four_jobs(bot: Bot, controls: Controls) -> None:
    """`count` makes that many pictures in one message."""
    await controls.connected()
    before = (await controls.pictory("GET", "/state"))["posts"]
    interaction = await controls.generate("Four quiet harbours at dawn", count=4)
    card = await controls.finished((await controls.answered(interaction))["message_id"])
    assert len(card["attachments"]) == 4
    assert (await controls.pictory("GET", "/state"))["posts"] == before + 4


async def test_a_reaction_after_a_restart_makes_another(
    sandbox: Sandbox, controls: Controls, dog: bytes, folder: Path
) -> None:
    """🔁 on a card works when the bot that made it is gone, and replies to that card."""
    environment = sandbox.environment(folder)
    with processes.bot(environment, folder) as first:
        await controls.connected()
        interaction = await controls.generate(PROMPT, photo=dog)
        parent = (await controls.answered(interaction))["message_id"]
        await controls.finished(parent)
        assert first.stop() == 0
    with processes.bot(environment, folder):
        await controls.connected()
        await controls.call("POST", "/react", user="bob", message_id=parent, emoji="🔁")

        async def child() -> str | None:
            replies = [m["id"] for m in await controls.messages() if m["reference"] == parent]
            return replies[0] if replies else None

        reply = await eventually(child)
        assert reply is not None
        card = await controls.finished(reply)
        assert len(card["attachments"]) == 2


async def test_a_killed_bot_goes_on_where_it_was(
    sandbox: Sandbox, controls: Controls, folder: Path
) -> None:
    """A job that runs when the process is killed is delivered by the next one, with one POST."""
    environment = sandbox.environment(folder)
    before = (await controls.pictory("GET", "/state"))["posts"]
    await controls.pictory("POST", "/hold")
    with processes.bot(environment, folder) as first:
        await controls.connected()
        interaction = await controls.generate("A lighthouse in a storm")
        message = (await controls.answered(interaction))["message_id"]

        async def generating() -> bool:
            cards = {m["id"]: m["text"] for m in await controls.messages()}
            return "Generating" in cards[message]

        await eventually(generating)
        first.kill()
    await controls.pictory("POST", "/release")
    with processes.bot(environment, folder):
        card = await controls.finished(message)
        assert len(card["attachments"]) == 1
    assert (await controls.pictory("GET", "/state"))["posts"] == before + 1
