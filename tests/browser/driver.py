"""Does in a real Chromium what a person does on the sandbox's page."""

from __future__ import annotations

import shutil
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from playwright.async_api import async_playwright, expect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Browser, Locator, Page

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
async def chromium() -> AsyncIterator[Browser]:
    """Run a Chromium, which takes it a while to begin and to end."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def visiting(
    browser: Browser, url: str, size: tuple[int, int] = DESKTOP
) -> AsyncIterator[Person]:
    """Open `url` as somebody whom the browser does not know, `size` in CSS pixels."""
    width, height = size
    page = await browser.new_page(viewport={"width": width, "height": height})
    try:
        await page.goto(url)
        yield Person(page)
    finally:
        await page.close()


@asynccontextmanager
async def browsing(url: str, size: tuple[int, int] = DESKTOP) -> AsyncIterator[Person]:
    """Open `url` in a Chromium of its own, `size` in CSS pixels."""
    async with chromium() as browser, visiting(browser, url, size) as person:
        yield person


class Person:
    """Somebody who looks at the page and acts on it; a message is named by a text in it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def dialog(self) -> Locator:
        """The modal that is open."""
        return self.page.get_by_role("dialog")

    def message(self, text: str) -> Locator:
        """Return the newest message with this text."""
        return self.page.get_by_role("log").get_by_role("article").filter(has_text=text).last

    async def generate(self, prompt: str, *, reference: Path | None = None, **options: str) -> None:
        """Pick `/generate`, fill in its options and send it."""
        page = self.page
        await self.run("generate", send=False)
        await page.get_by_role("textbox", name="prompt").fill(prompt)
        if reference is not None:
            await self._add_option("reference")
            await page.locator(".command-row input[type=file]").set_input_files(reference)
        for name, value in options.items():
            await self._add_option(name)
            await page.get_by_role("combobox", name=name).fill(value)
            await page.get_by_role("option", name=value).first.click()
        await page.get_by_role("button", name="Send").click()

    async def run(self, command: str, *, send: bool = True) -> None:
        """Pick a command, and send it unless it has options to be filled in."""
        box = self.page.get_by_role("textbox", name="Message")
        await box.click()
        await box.type(f"/{command}", delay=10)
        await self.page.get_by_role("option", name=command).first.click()
        if send:
            await self.page.get_by_role("button", name="Send").click()

    async def say(self, text: str = "", *files: Path) -> None:
        """Post a message with files."""
        await self.page.get_by_label("Files to attach").set_input_files(list(files))
        box = self.page.get_by_role("textbox", name="Message")
        await box.fill(text)
        await box.press("Enter")

    async def menu(self, text: str, command: str) -> None:
        """Choose a command from the menu of a message."""
        await self._hover(text)
        await self.message(text).get_by_role("button", name="Apps").click()
        await self.page.get_by_role("menuitem", name=command).click()

    async def react(self, text: str, emoji: str) -> None:
        """React to a message with any emoji of the palette."""
        await self._hover(text)
        await self.message(text).get_by_role("button", name="Add reaction").click()
        await self.page.get_by_role("button", name=f"React with {emoji}").click()

    async def press(self, text: str, button: str) -> None:
        """Press a button of a message."""
        await self.message(text).get_by_role("button", name=button).first.click()

    async def choose(self, where: Locator, shown: str, *options: str) -> None:
        """Choose in the select that shows a placeholder or its choice, in a message or modal."""
        await where.get_by_role("combobox").filter(has_text=shown).click()
        for option in options:
            await self.page.get_by_role("option", name=option).click()
        apply = self.page.get_by_role("button", name="Apply")
        if await apply.count():
            await apply.click()

    async def upload(self, *files: Path) -> None:
        """Give files to the upload of the modal that is open."""
        await self.dialog.locator("input[type=file]").set_input_files(list(files))

    async def submit(self) -> None:
        """Submit the modal that is open, and see it go."""
        await self.dialog.get_by_role("button", name="Submit").click()
        await expect(self.dialog).to_have_count(0)

    async def become(self, name: str) -> None:
        """Look at the page as another person."""
        await self.page.get_by_label("Viewing as").select_option(label=name)

    async def go(self, place: str) -> None:
        """Go to `# generate`, or to the DM with the bot, `@` and its name."""
        await self.page.get_by_role("button", name=place).click()
        name = place.partition(" ")[2]
        await expect(self.page.locator("#channel-name")).to_have_text(name)

    async def speak(self, locale: str) -> None:
        """Choose the person's language."""
        await self.page.locator(".session-menu > summary").click()
        await self.page.get_by_label("Your language").select_option(locale)
        await expect(self.page.locator("html")).to_have_attribute("lang", locale)

    async def sees(self, text: str, *, times: int = 1, within: float = 30) -> None:
        """Wait until `text` stands in the conversation so many times."""
        found = self.page.get_by_role("log").get_by_text(text)
        await expect(found).to_have_count(times, timeout=within * 1000)

    async def shot(self, path: Path) -> None:
        """Take a picture of what the person sees."""
        await self.page.screenshot(path=path)

    async def _add_option(self, name: str) -> None:
        await self.page.get_by_role("button", name="more").click()
        await self.page.get_by_role("option", name=name).click()

    async def _hover(self, text: str) -> None:
        message = self.message(text)
        await message.scroll_into_view_if_needed()
        await message.hover(position={"x": 8, "y": 8})
