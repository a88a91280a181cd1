"""The first picture, as a newcomer sees it in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest
from playwright.async_api import expect

from tests.browser.driver import CHROMIUM, browsing
from tests.system.processes import Bot, Controls, Sandbox

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]

PROMPT = "Replace the dog in the referenced image with a white cat"


async def test_generate_then_regenerate(sandbox: Sandbox, bot: Bot, dog: Path) -> None:
    """A person types /generate, attaches a photo, sees the picture, clicks 🔁, sees another."""
    async with aiohttp.ClientSession() as session, browsing(sandbox.page_url) as person:
        controls = Controls(session, sandbox.described)
        await controls.connected()
        await controls.pictory("POST", "/hold")
        await person.generate(PROMPT, reference=dog)
        await person.sees("Generating")
        await controls.pictory("POST", "/release")
        await person.sees("Done")
        await expect(person.page.get_by_alt_text(PROMPT)).to_have_count(1)
        await person.page.get_by_role("button", name="Regenerate").first.click()
        await person.sees("Done", times=2)
        await expect(person.page.get_by_alt_text(PROMPT)).to_have_count(2)
        await expect(person.page.get_by_text("Action was not completed")).to_have_count(0)
        first, second = await controls.messages()
        assert second["reference"] == first["id"]
        pictures = [
            await (await session.get(media["url"])).read()
            for card in (first, second)
            for media in card["media"]
            if PROMPT in media["description"]
        ]
        assert len(pictures) == 2
        assert pictures[0] != pictures[1]
