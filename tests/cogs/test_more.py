"""What one does with a finished picture: ⋯ More, Compare, DMs, deleting, and being told."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import discord
import pytest
from PIL import Image

from tests.cogs.looks import Look
from tests.cogs.scenes import EXPIRED, REFERENCE, SLOW, close_dm, finish, stored

if TYPE_CHECKING:
    from tests.cogs.world import World


async def finished(world: World, **options: Any) -> Any:
    """Return the message of a finished picture of alice's."""
    result = await world.generate(**options)
    assert result.acknowledged
    return result.response


def public(world: World) -> list[Any]:
    """Return the messages that everybody sees."""
    return [message for message in world.messages() if not message.flags & 64]


def links(look: Look) -> dict[str, str]:
    """Return the link buttons, by label."""
    return {part["label"]: part["url"] for part in look.components if part.get("url")}


async def press(world: World, message: Any, label: str, *, who: Any = None) -> Any:
    """Press a button of a message, by its label; return what was answered."""
    result = await (who or world.alice).click(message, label=label)
    assert result.acknowledged
    return result.response


async def pressed_in_panel(world: World, card: Any, label: str, *, who: Any = None) -> Any:
    """Open the panel of a card, and press a button in it."""
    panel = await press(world, card, "⋯ More", who=who)
    assert panel.ephemeral
    return await press(world, panel, label, who=who)


@pytest.mark.parametrize("restart", [False, True])
async def test_the_panel_leads_to_the_full_size(world: World, restart: bool) -> None:
    """Its link opens the very file of the card, also from a card of an earlier process."""
    card = await finished(world)
    if restart:
        await world.restart()
    panel = await press(world, card, "⋯ More", who=world.bob)
    look = Look.of(panel)
    [shown] = Look.of(card).pictures
    assert links(look) == {"Full size": shown["media"]["url"]}
    assert look.labels == ["Full size", "Send me a DM", "Family", "Full prompt"]


async def test_only_those_who_may_delete_are_offered_it(world: World) -> None:
    """The requester is, another member is not."""
    card = await finished(world, count=2)
    mine = Look.of(await press(world, card, "⋯ More"))
    theirs = Look.of(await press(world, card, "⋯ More", who=world.bob))
    assert mine.labels[:2] == ["Full size 1", "Full size 2"]
    assert mine.labels[-1] == "Delete"
    assert "Delete" not in theirs.labels


async def test_the_original_is_linked_where_the_copy_was_re_encoded(world: World) -> None:
    """A file that had to be made smaller leaves Pictory's own one a click away."""
    world.wire.interactions["attachment_size_limit"] = 6000
    card = await finished(world)
    look = Look.of(await press(world, card, "⋯ More"))
    assert set(links(look)) == {"Full size", "Original file"}
    assert links(look)["Original file"] == (await stored(world)).image(1).result_url


@pytest.mark.parametrize("count", [1, 2])
async def test_compare_shows_reference_and_results_as_one_picture(world: World, count: int) -> None:
    """Anyone sees them side by side, alone, with words that say which is which."""
    card = await finished(world, reference=REFERENCE, count=count)
    answered = await press(world, card, "Compare", who=world.bob)
    assert answered.ephemeral
    sides = "the result" if count == 1 else "the 2 results"
    assert answered.content == f"Left the reference, right {sides}."
    [file] = answered.attachments
    assert file.filename.startswith("comparison.")
    assert "Replace the dog with a white cat" in file.description
    whole = Image.open(io.BytesIO(world.file(file.url)))
    assert whole.width > whole.height


async def test_compare_is_offered_only_with_a_reference(world: World) -> None:
    """What cannot work is not shown."""
    assert "Compare" not in Look.of(await finished(world)).labels


async def test_a_private_picture_can_be_compared_and_mailed(world: World) -> None:
    """Its files are read from what was pressed, because nobody can fetch its message."""
    card = await finished(world, reference=REFERENCE, private=True)
    await world.restart()
    world.env.inject_error("GET", "/webhooks/*", **EXPIRED)
    compared = await press(world, card, "Compare")
    assert len(compared.attachments) == 1
    answered = await pressed_in_panel(world, card, "Send me a DM")
    assert answered.content.startswith("It is in [your DMs]")
    [message] = world.messages(world.dm(world.alice))
    assert len(Look.of(message).pictures) == 1


async def test_a_picture_is_sent_by_dm_and_is_a_card_there(world: World) -> None:
    """It can be made again there, for whoever got it, after a restart too."""
    card = await finished(world, reference=REFERENCE)
    answered = await pressed_in_panel(world, card, "Send me a DM", who=world.bob)
    assert answered.content.startswith("It is in [your DMs](https://discord.com/channels/")
    [message] = world.messages(world.dm(world.bob))
    look = Look.of(message)
    assert len(look.pictures) == 1
    assert look.thumbnail is not None
    assert len(world.emulator.accepted) == 1
    await world.restart()
    again = await world.bob.user.click(world.message(message), label="Regenerate")
    assert again.acknowledged
    assert (await stored(world, 2)).order.user_id == world.bob.id


async def test_a_closed_dm_is_explained(world: World) -> None:
    """The person is told how to open it, and nobody else sees anything."""
    card = await finished(world)
    close_dm(world)
    answered = await pressed_in_panel(world, card, "Send me a DM")
    assert answered.ephemeral
    assert answered.content.startswith("Your DMs are closed to me.")


@pytest.mark.parametrize("restart", [False, True])
async def test_a_deleted_picture_is_gone_and_its_children_work(world: World, restart: bool) -> None:
    """Its message disappears; a variation of it can still be made again and varied."""
    card = await finished(world, reference=REFERENCE)
    child = await press(world, card, "Vary", who=world.bob)
    if restart:
        await world.restart()
    answered = await pressed_in_panel(world, card, "Delete")
    assert answered.content == "Deleted. Credits stay spent."
    assert [message.id for message in public(world)] == [child.id]
    assert (await stored(world)).deleted_at is not None
    for label in ("Regenerate", "Vary"):
        again = await world.bob.click(child, label=label)
        assert again.acknowledged
        assert len(Look.of(again.response).pictures) == 1


async def test_what_is_needed_is_not_deleted(world: World) -> None:
    """While a variation is being made from it, a picture stays."""
    card = await finished(world)
    await world.restart(limits=SLOW)
    world.emulator.hold()
    await world.bob.click(card, label="Vary")
    answered = await pressed_in_panel(world, card, "Delete")
    assert answered.content.startswith("Something is being made from this picture")
    assert len(public(world)) == 2
    await finish(world)


async def test_a_private_picture_without_a_token_is_forgotten(world: World) -> None:
    """Its message cannot be taken away any more, which is said."""
    card = await finished(world, private=True)
    world.env.inject_error("DELETE", "/webhooks/*", **EXPIRED)
    answered = await pressed_in_panel(world, card, "Delete")
    assert answered.content.startswith("I have forgotten it.")
    assert (await stored(world)).deleted_at is not None


async def test_a_moderator_can_delete_and_others_cannot(world: World) -> None:
    """Manage Messages is enough, and is looked at when the button is pressed."""
    card = await finished(world)
    role = world.guild.create_role("moderators", permissions=discord.Permissions.all())
    panel = await press(world, card, "⋯ More", who=world.bob)
    assert "Delete" not in Look.of(panel).labels
    carol = world.guild.add_member(world.env.create_user("carol"), roles=[role])
    answered = await pressed_in_panel(world, card, "Delete", who=carol)
    assert answered.content == "Deleted. Credits stay spent."
    assert public(world) == []


@pytest.mark.parametrize("fails", [False, True])
async def test_who_wants_it_is_pinged(world: World, fails: bool) -> None:
    """A short reply mentions the requester once the card shows its last state."""
    await world.studio.preferences.change(world.alice.id, ping=True)
    if fails:
        world.emulator.fault("submit", "fail_job", message="no")
    card = await finished(world)
    [shown, ping] = world.messages()
    said = "this did not work out. The card says why." if fails else "your picture is ready."
    assert ping.content == f"<@{world.alice.id}>, {said}"
    assert shown.id == card.id
    assert world.message(ping).mentions[0].id == world.alice.id


async def test_private_pictures_ping_nobody(world: World) -> None:
    """Nothing of them appears in public."""
    await world.studio.preferences.change(world.alice.id, ping=True)
    await finished(world, private=True)
    assert all(not message.content for message in world.messages())
