"""What our page adds to SimCord's: menus, reactions, files, the DM with the bot, languages."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from tests.sandbox.discord_forms import Form
from tests.sandbox.discord_probe import card, png, png_file

if TYPE_CHECKING:
    from tests.sandbox.discord_page import Page
    from tests.sandbox.discord_probe import Probe
    from tests.sandbox.discord_process import Controls


def menu_key(page: Page, message_id: str, name: str) -> str:
    """Return the name of a command in the menu of a message."""
    told = page.state["sandbox"]
    (command_id,) = [command["id"] for command in told["menu"] if command["name"] == name]
    return f"message:{message_id}:component:menu-{command_id}"


async def go(page: Page, controls: Controls, *, dm: bool, user: str = "alice") -> None:
    """Show the channel or the DM on the page, as this person."""
    users = (await controls.call("GET", "/state"))["users"]
    receipt = await page.act("viewer", viewer_id=users[user], dm=dm)
    assert receipt["settlement"] == "settled"
    await page.look()


async def test_menu_with_a_modal(page: Page, probe: Probe, controls: Controls) -> None:
    """A command of a message's menu opens a modal, which is submitted with a file."""
    message_id = await controls.say("a heron", files=[("heron.png", png("green"))])
    await page.shows("a heron")
    choosing = asyncio.create_task(
        page.act("click", control_key=menu_key(page, message_id, "Inspect"), target_id=message_id)
    )
    interaction = await probe.next_interaction()
    assert interaction.extras["target"].attachments[0].filename == "heron.png"
    await interaction.response.send_modal(Form(probe.interactions))
    assert (await choosing)["outcomes"] == [{"kind": "modal"}]
    await page.look()
    submitting = asyncio.create_task(
        page.act(
            "modal_submit",
            {"picture": png("red")},
            modal_handle=page.state["modal"]["handle"],
            values={"style": ["vintage"], "words": "in the rain"},
        )
    )
    submission = await probe.next_interaction()
    assert submission.extras["style"] == ["vintage"]
    assert await submission.extras["pictures"][0].read() == png("red")
    await submission.response.send_message("coming")
    assert (await submitting)["acknowledgement"] == "acknowledged"


async def test_menu_of_an_ephemeral_message(page: Page, probe: Probe, controls: Controls) -> None:
    """The page refuses a menu where Discord has none."""
    await controls.draw(prompt="a dog")
    answer = await (await probe.next_interaction()).response.send_message("hush", ephemeral=True)
    await page.shows("hush")
    key = menu_key(page, str(answer.message_id), "Inspect")
    receipt = await page.act("click", control_key=key, target_id=str(answer.message_id))
    assert receipt["rejected"]


async def test_first_reaction(page: Page, probe: Probe) -> None:
    """A message takes a reaction that nobody has given it before."""
    (channel,) = probe.guilds[0].text_channels
    message = await channel.send("a lynx")
    await page.shows("a lynx")
    await page.act("set_reaction", target_id=str(message.id), emoji="1️⃣", reacted=True)
    reaction = await probe.next_reaction()
    assert (str(reaction.emoji), reaction.message_id) == ("1️⃣", message.id)


async def test_message_with_files(page: Page, probe: Probe, controls: Controls) -> None:
    """A message is posted with a file and no text, and may be a reply."""
    (channel,) = probe.guilds[0].text_channels
    message = await channel.send("a wren")
    await page.shows("a wren")
    files = {"attachments": png("blue")}
    await page.act("send_message", files, content="", reply_to_id=str(message.id), values={})
    posted = (await controls.call("GET", "/messages"))[-1]
    assert (posted["author"], posted["reference"]) == ("alice", str(message.id))
    assert await controls.get(posted["attachments"][0]["url"]) == (200, png("blue"))


async def test_the_dm_on_the_page(page: Page, probe: Probe, controls: Controls) -> None:
    """A person reads the DM with the bot, presses a button there, and comes back."""
    alice = await probe.fetch_user(int((await controls.call("GET", "/state"))["users"]["alice"]))
    view, file = card("for your eyes", "attachment://a.png"), png_file("red", "a.png")
    message = await alice.send(view=view, file=file)
    await page.look()
    assert page.state["sandbox"]["newestInDm"] == str(message.id)
    await go(page, controls, dm=True)
    shown = await page.shows("for your eyes")
    gallery, _, row = shown["components"][0]["components"]
    assert gallery["items"][0]["media"]["available"]
    key = row["components"][0]["control_key"]
    clicking = asyncio.create_task(page.act("click", control_key=key, target_id=str(message.id)))
    click = await probe.next_interaction()
    assert click.guild_id is None
    await click.response.send_message("more")
    assert (await clicking)["acknowledgement"] == "acknowledged"
    await go(page, controls, dm=False)
    assert not page.state["sandbox"]["inDm"]


async def test_writing_in_the_dm(page: Page, probe: Probe, controls: Controls) -> None:
    """A person writes to the bot there, with a file, and reacts."""
    alice = await probe.fetch_user(int((await controls.call("GET", "/state"))["users"]["alice"]))
    message = await alice.send("hello")
    await go(page, controls, dm=True)
    await page.act("send_message", {"attachments": png("blue")}, content="thanks", values={})
    await page.act("set_reaction", target_id=str(message.id), emoji="🔁", reacted=True)
    assert (await probe.next_reaction()).guild_id is None
    written = (await controls.dms())["alice"][-1]
    assert (written["author"], len(written["attachments"])) == ("alice", 1)


async def test_everybody_has_a_dm_of_their_own(
    page: Page, probe: Probe, controls: Controls
) -> None:
    """Whoever looks at the page as somebody else in the DM sees that person's DM."""
    owner = (await probe.application_info()).owner
    await owner.send("for the operator")
    await go(page, controls, dm=True, user="owner")
    await page.shows("for the operator")
    await go(page, controls, dm=True, user="bob")
    assert "for the operator" not in str(page.state["messages"])


async def test_language_of_the_page(page: Page, probe: Probe, controls: Controls) -> None:
    """Commands and menus are shown in the chosen language, which the bot is told as well."""
    await page.act("refresh", locale="de", server_locale="fr")
    await page.look()
    told = page.state["sandbox"]
    assert (told["locale"], told["serverLocale"]) == ("de", "fr")
    assert "Untersuchen" in [command["name"] for command in told["menu"]]
    (entry,) = (await page.catalog())["entries"]
    assert entry["description"] == "Zeichne etwas"
    await controls.draw(prompt="a dog")
    interaction = await probe.next_interaction()
    assert (str(interaction.locale), str(interaction.guild_locale)) == ("de", "fr")


async def test_unknown_language_of_the_page(page: Page) -> None:
    """The page cannot choose what is no language of Discord's."""
    receipt: Any = await page.act("refresh", locale="tlh", server_locale="fr")
    assert receipt["rejected"]


async def test_who_is_mentioned(page: Page, probe: Probe, controls: Controls) -> None:
    """A message that notifies the viewer is marked for them."""
    (channel,) = probe.guilds[0].text_channels
    state = await controls.call("GET", "/state")
    await channel.send(f"ready, <@{state['users']['alice']}>")
    assert (await page.shows("ready,"))["sandbox"]["mentioned"]
