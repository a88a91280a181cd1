"""The page of the simulated Discord in a real Chromium, at the width of a desktop and a phone."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from playwright.async_api import expect

from sandbox.photos import photo
from tests.browser.driver import CHROMIUM, DESKTOP, PHONE, Person, chromium, visiting
from tests.sandbox.discord_forms import Form, shelf
from tests.sandbox.discord_probe import connected, png, png_file
from tests.sandbox.discord_process import controlling
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import discord
    from playwright.async_api import Browser, Locator

    from tests.sandbox.discord_probe import Probe
    from tests.sandbox.discord_process import Controls

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),  # one browser serves all
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]


both_widths = pytest.mark.parametrize("person", [DESKTOP, PHONE], indirect=True, ids=str)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Run a browser."""
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def controls(discord_described: dict[str, str]) -> AsyncIterator[Controls]:
    """Act in the simulated Discord, in the browser's event loop."""
    async with controlling(discord_described) as controls:
        yield controls


@pytest_asyncio.fixture(loop_scope="module")
async def probe(pointed_at_sandbox: dict[str, str]) -> AsyncIterator[Probe]:
    """Connect a bot, in the browser's event loop."""
    async with connected(pointed_at_sandbox) as probe:
        yield probe


@pytest_asyncio.fixture(loop_scope="module")
async def person(
    request: pytest.FixtureRequest, browser: Browser, controls: Controls, probe: Probe
) -> AsyncIterator[Person]:
    """Open the page as alice while the bot is there."""
    size = getattr(request, "param", DESKTOP)
    async with visiting(browser, controls.described["page_url"], size) as person:
        yield person
        await expect(person.page.get_by_text("Action was not completed")).to_have_count(0)


@pytest.fixture
def text(person: Person) -> str:
    """Return a text that no message has yet: tests share the simulated Discord."""
    return f"text {secrets.token_hex(4)}"


@pytest.fixture
def dog(tmp_path: Path) -> Path:
    """Return a file with a picture like a photo."""
    path = tmp_path / "dog.jpg"
    path.write_bytes(photo(seed=1))
    return path


def in_channel(probe: Probe) -> discord.TextChannel:
    """Return #generate as the bot knows it."""
    (channel,) = probe.guilds[0].text_channels
    return channel


@both_widths
async def test_menu_modal_and_upload(person: Person, probe: Probe, text: str, dog: Path) -> None:
    """A person posts a photo, opens its menu, fills in the form with a file and submits it."""
    await person.say(f"my dog {text}", dog)
    await person.sees(f"my dog {text}")
    await person.menu(f"my dog {text}", "Inspect")
    interaction = await probe.next_interaction()
    assert interaction.extras["target"].attachments[0].width == 1600
    await interaction.response.send_modal(Form(probe.interactions))
    await person.choose(person.dialog, "Choose a style", "watercolour")
    await person.upload(dog)
    await person.dialog.get_by_role("textbox").fill("with more rain")
    submitting = asyncio.create_task(person.submit())
    submission = await probe.next_interaction()
    assert submission.extras["style"] == ["watercolour"]
    assert submission.extras["words"] == "with more rain"
    assert await submission.extras["pictures"][0].read() == photo(seed=1)
    await submission.response.send_message(f"on its way {text}", ephemeral=True)
    await submitting
    await person.sees(f"on its way {text}")
    answer = person.message(f"on its way {text}")
    await answer.get_by_role("button", name="Dismiss").click()
    await expect(answer).to_be_hidden()


@both_widths
async def test_shelf_of_pictures(person: Person, probe: Probe) -> None:
    """Thumbnails, a select, pages, a link and deleting are all in reach, and nothing overflows."""
    names = ("attachment://image-1.png", "attachment://image-2.png")
    files = [png_file("red", "image-1.png"), png_file("blue", "image-2.png")]
    await in_channel(probe).send(view=shelf(*names), files=files)
    message = person.message("Your pictures")
    picture = message.get_by_alt_text("picture 2")
    await expect(picture).to_be_visible()
    await eventually(lambda: beside(message.get_by_text("number 2"), picture))
    assert await person.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    await person.choose(message, "Every style", "vintage")
    chosen = await probe.next_interaction()
    await chosen.response.defer()
    await expect(message.get_by_role("link", name="Full size")).to_be_visible()
    await expect(message.get_by_role("button", name="Newer")).to_be_disabled()
    await person.press("Your pictures", "Delete")
    pressed = await probe.next_interaction()
    await pressed.response.defer()
    await pressed.delete_original_response()
    await expect(message).to_have_count(0)


async def beside(words: Locator, picture: Locator) -> bool:
    """Whether a picture stands beside a text, as it does once all of the message is laid out."""
    left, right = await words.bounding_box(), await picture.bounding_box()
    return left is not None and right is not None and left["x"] + left["width"] <= right["x"]


async def test_reaction_by_hand(person: Person, probe: Probe, text: str) -> None:
    """A person gives a picture a reaction that nobody has given it."""
    message = await in_channel(probe).send(text)
    await person.react(text, "3️⃣")
    reaction = await probe.next_reaction()
    assert (str(reaction.emoji), reaction.message_id) == ("3️⃣", message.id)
    chip = person.message(text).locator(".reaction-chip")
    await expect(chip).to_have_attribute("aria-pressed", "true")


async def test_right_click(person: Person, probe: Probe, text: str) -> None:
    """The menu opens at the pointer too, and goes with Escape."""
    await in_channel(probe).send(text)
    await person.message(text).get_by_text(text).click(button="right")
    await expect(person.page.get_by_role("menuitem", name="Inspect")).to_be_visible()
    await person.page.keyboard.press("Escape")
    await expect(person.page.get_by_role("menuitem", name="Inspect")).to_be_hidden()


async def test_direct_messages(person: Person, probe: Probe, controls: Controls, text: str) -> None:
    """News in the DM are marked; a person reads them there and comes back."""
    alice = await probe.fetch_user(int((await controls.call("GET", "/state"))["users"]["alice"]))
    marked = person.page.locator(".sandbox-place.has-news")
    await expect(person.page.get_by_role("button", name="@ Pictory")).to_be_visible()
    await alice.send(text, file=png_file("red", "a.png"))
    await expect(marked).to_have_count(1)
    await person.go("@ Pictory")
    await person.sees(text)
    await expect(marked).to_have_count(0)
    await person.go("# generate")
    await expect(person.message(text)).to_have_count(0)


async def test_a_link_leads_to_its_message(person: Person, probe: Probe, text: str) -> None:
    """A link to a message goes there and not to discord.com, from the DM as well."""
    target = await in_channel(probe).send(text)
    for n in range(12):
        await in_channel(probe).send(f"{n}\n" * 4)
    link = f"[the parent]({target.jump_url})"
    await in_channel(probe).send(f"from {link} {text[::-1]}")
    await person.message(text[::-1]).get_by_role("link", name="the parent").click()
    await expect(person.message(text)).to_be_in_viewport()
    (alice,) = [one for one in await probe.guilds[0].query_members("alice") if one.name == "alice"]
    await alice.send(f"from {link} {text[::-1]}")
    await person.go("@ Pictory")
    await person.message(text[::-1]).get_by_role("link", name="the parent").click()
    await expect(person.page.locator("#channel-name")).to_have_text("generate")
    await expect(person.message(text)).to_be_in_viewport()


async def test_german(person: Person, probe: Probe, controls: Controls) -> None:
    """A person who chooses German finds the commands in German, and the bot is told."""
    await person.speak("de")
    await person.page.get_by_role("textbox", name="Message").press_sequentially("/dr")
    await expect(person.page.get_by_text("Zeichne etwas")).to_be_visible()
    await controls.draw(prompt="a dog")
    assert str((await probe.next_interaction()).locale) == "de"


@both_widths
async def test_a_select_leaves_the_conversation_where_it_is(
    person: Person, probe: Probe, controls: Controls
) -> None:
    """The newest message stays in sight when the page opens and when a select does."""
    await controls.say("tall", files=[("tall.png", png("green", (600, 1200)))])
    names = ("attachment://image-1.png",)
    sent = await in_channel(probe).send(view=shelf(*names), files=[png_file("red", "image-1.png")])
    await person.page.reload()
    message = person.page.locator(f"article[data-message-id='{sent.id}']")
    await message.get_by_text("Every style").hover()
    await expect(message.get_by_text("Every style")).to_be_in_viewport()
    view = person.page.get_by_label("Preview viewport")
    await expect(view).to_have_attribute("aria-busy", "false")
    before = await message.bounding_box()
    await message.get_by_text("Every style").click()
    await expect(person.page.get_by_role("option", name="vintage")).to_be_visible()
    await expect(message.get_by_role("combobox")).to_be_focused()
    after = await message.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 40
