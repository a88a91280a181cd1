"""Takes a picture of the sandbox in each state: `python -m tests.browser.screenshots FOLDER`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp

from sandbox.photos import photo
from tests.browser.driver import DESKTOP, PHONE, Person, browsing
from tests.browser.variations_album import lists, variations
from tests.system import processes
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.system.processes import Controls

REPLACE = (
    "Replace the dog in the referenced image with a white cat. "
    "Keep the background and lighting unchanged."
)

LOADED = "[...document.images].every(image => image.complete)"


class Photographer:
    """Takes each state at the width of a desktop and of a phone."""

    def __init__(self, controls: Controls, people: dict[str, Person], folder: Path) -> None:
        self._controls = controls
        self._people = people
        self._folder = folder

    async def take(self, name: str, text: str) -> None:
        """Take the page once the newest message shows `text`."""
        for width, person in self._people.items():
            newest = person.page.get_by_role("log").get_by_role("article").last
            await newest.get_by_text(text).first.wait_for(timeout=30_000)
            await newest.scroll_into_view_if_needed()
            await person.page.wait_for_function(LOADED)
            await person.shot(self._folder / f"{name}-{width}.png")

    async def shows(self, name: str, message_id: str, text: str, *, within: float = 30) -> None:
        """Take the page once a message, wherever it stands, shows `text`."""

        async def says() -> bool:
            return any(
                message["id"] == message_id and text in message["text"]
                for message in await self._controls.messages()
            )

        await eventually(says, within=within)
        for width, person in self._people.items():
            shown = person.page.get_by_role("log").get_by_role("article").filter(has_text=text)
            await shown.last.wait_for(timeout=30_000)
            await shown.last.scroll_into_view_if_needed()
            await person.shot(self._folder / f"{name}-{width}.png")

    async def take_card(self, name: str) -> None:
        """Take the newest message alone, as a desktop shows it."""
        newest = self._people["desktop"].page.get_by_role("log").get_by_role("article").last
        await newest.screenshot(path=self._folder / f"{name}.png")

    async def until_done(self, interaction: str) -> None:
        """Let Pictory finish, and wait for the card to say so."""
        await self._controls.pictory("POST", "/release")
        answered = await self._controls.answered(interaction)
        await self._controls.finished(answered["message_id"])


async def every_state(controls: Controls, take: Photographer, dog: bytes) -> None:
    """Bring about each state in turn."""
    options = {"aspect_ratio": "16:9", "style": "photorealistic"}
    await controls.pictory("POST", "/hold")
    first = await controls.generate(REPLACE, photo=dog, **options)
    await take.take("generating", "Generating")
    second = await controls.generate("Two sailing boats on a calm lake", count=2)
    await take.take("queued", "Queued")
    await take.until_done(first)
    await take.until_done(second)
    await take.take("two-pictures", "Done")
    third = await controls.generate(REPLACE, photo=dog, **options)
    await take.until_done(third)
    await take.take("finished", "Done")
    await take.take_card("finished-card")
    await controls.pictory("POST", "/faults", on="submit", kind="fail_job", times=1)
    await controls.generate("A castle in the clouds", photo=dog)
    await take.take("failed", "Try again")
    await controls.generate(REPLACE, photo=dog, model="flux-schnell")
    await take.take("refused", "cannot use a reference")


async def what_goes_wrong(controls: Controls, take: Photographer) -> None:
    """Cancel, come too late, be collected, get lost, and run out of credits."""
    await controls.pictory("POST", "/hold")
    first = await controls.generate("A paper boat on a river of ink")
    await take.take("cancellable", "Generating")
    message = (await controls.answered(first))["message_id"]
    await controls.generate("A tin robot that waters flowers", style="vintage")
    await controls.run("jobs")
    await take.take("jobs", "tin robot")
    await controls.call("POST", "/click", user="alice", message_id=message, label="Cancel")
    await take.shows("cancelled", message, "cancelled")
    await controls.pictory("POST", "/release")
    await take.shows("late", message, "arrived all the same", within=90)
    await controls.run("collect")
    await take.take("collected", "That is everything")
    await controls.pictory("POST", "/faults", on="submit", kind="503", times=1)
    await controls.generate("A whale above the clouds")
    await take.take("unconfirmed", "not certain")
    await controls.pictory("POST", "/credits", limit=0)
    await controls.generate("A castle of cards")
    await take.take("no-credits", "run out of")
    await controls.generate("A second castle of cards")
    await take.take("waiting-for-credits", "Waiting for credits")


@contextmanager
def one_at_a_time(sandbox: processes.Sandbox, folder: Path) -> Iterator[None]:
    """Run a bot that makes one picture at a time; its log may hold the errors of what is shown."""
    bot = processes.start({**sandbox.environment(folder), "MAX_INFLIGHT": "1"}, folder)
    try:
        yield
    finally:
        bot.stop()


async def screenshots(folder: Path) -> None:
    """Run a sandbox and a bot, and take every state into `folder`, which exists."""
    with (
        tempfile.TemporaryDirectory() as data,
        processes.sandbox("--speed", "4") as sandbox,
        one_at_a_time(sandbox, Path(data)),
    ):
        async with (
            aiohttp.ClientSession() as session,
            browsing(sandbox.page_url, DESKTOP) as desktop,
            browsing(sandbox.page_url, PHONE) as phone,
        ):
            controls = processes.Controls(session, sandbox.described)
            await controls.connected()
            people = {"desktop": desktop, "phone": phone}
            take = Photographer(controls, people, folder)
            await every_state(controls, take, photo(seed=1))
            await variations(controls, take)
            await lists(controls, take)
            await what_goes_wrong(controls, take)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    asyncio.run(screenshots(target))
