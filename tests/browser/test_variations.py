"""What people do with a picture once they have it, in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest

from tests.browser.driver import CHROMIUM, browsing
from tests.system.processes import Bot, Controls, Sandbox

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]

PROMPT = "Replace the dog in the referenced image with a white cat"


async def test_vary_compare_edit_and_look_back(sandbox: Sandbox, bot: Bot, dog: Path) -> None:
    """A person varies a picture, compares it, edits its prompt, and finds all in /history."""
    async with aiohttp.ClientSession() as session, browsing(sandbox.page_url) as person:
        controls = Controls(session, sandbox.described)
        await controls.connected()
        await person.generate(PROMPT, reference=dog)
        await person.sees("Done")
        await person.press(PROMPT, "Compare")
        await person.sees("Left the reference, right the result.")
        await person.press(PROMPT, "Vary")
        await person.sees("variation of")
        await person.sees("Done", times=2)
        await person.press("variation of", "Edit prompt")
        await person.dialog.get_by_role("textbox").first.fill("Paint the cat in the image blue")
        await person.submit()
        await person.sees("Done", times=3)
        await person.run("history")
        await person.sees("Your pictures")
