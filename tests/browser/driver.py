"""Does in a real Chromium what a person does on the sandbox's page."""

from __future__ import annotations

import shutil
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from playwright.async_api import async_playwright, expect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Page

CHROMIUM = next(
    (
        found
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (found := shutil.which(name))
    ),
    None,
)
QUIET = (
    "--no-sandbox",  # the tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP = (1280, 900)
PHONE = (400, 800)


@asynccontextmanager
async def browsing(url: str, size: tuple[int, int] = DESKTOP) -> AsyncIterator[Person]:
    """Open `url` in a Chromium of its own, `size` in CSS pixels."""
    width, height = size
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        try:
            page = await browser.new_page(viewport={"width": width, "height": height})
            await page.goto(url)
            yield Person(page)
        finally:
            await browser.close()


class Person:
    """Somebody who looks at the page and acts on it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def generate(self, prompt: str, *, reference: Path | None = None, **options: str) -> None:
        """Pick `/generate`, fill in its options and send it."""
        page = self.page
        box = page.get_by_role("textbox", name="Message")
        await box.click()
        await box.type("/generate", delay=10)
        await page.get_by_role("option", name="generate").first.click()
        await page.get_by_role("textbox", name="prompt").fill(prompt)
        if reference is not None:
            await self._add_option("reference")
            await page.locator("input[type=file]").set_input_files(reference)
        for name, value in options.items():
            await self._add_option(name)
            await page.get_by_role("combobox", name=name).fill(value)
            await page.get_by_role("option", name=value).first.click()
        await page.get_by_role("button", name="Send").click()

    async def _add_option(self, name: str) -> None:
        await self.page.get_by_role("button", name="more").click()
        await self.page.get_by_role("option", name=name).click()

    async def sees(self, text: str, *, times: int = 1, within: float = 30) -> None:
        """Wait until `text` stands in the conversation so many times."""
        found = self.page.get_by_role("log").get_by_text(text)
        await expect(found).to_have_count(times, timeout=within * 1000)

    async def shot(self, path: Path) -> None:
        """Take a picture of what the person sees."""
        await self.page.screenshot(path=path)
