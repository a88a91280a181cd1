"""Where /history finds pictures: on their messages, at Pictory, or nowhere any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cogs.ui.cards import Phase
from tests.cogs.looks import Look
from tests.cogs.test_history import history, make, numbers, thumbnails

if TYPE_CHECKING:
    from tests.cogs.world import World


async def test_a_deleted_message_is_said(world: World) -> None:
    """Its entry has no picture and no link, and can be made again all the same."""
    first, second = await make(world, 2)
    world.env.backend.delete_message(world.channel.id, first.id)
    page = await history(world)
    look = Look.of(page)
    assert len(thumbnails(look)) == 1
    assert str(first.id) not in look.text
    assert str(second.id) in look.text
    assert "its message is gone" in look.text
    result = await world.alice.click(page, custom_id="pic:regenerate:1")
    assert Look.of(result.response).colour == Phase.DONE.value


async def test_a_message_out_of_reach_is_said(world: World) -> None:
    """Where the bot may not read any more, the entry says so instead of linking."""
    await make(world, 1)
    await world.deny(read_message_history=False)
    look = Look.of(await history(world))
    assert thumbnails(look) == []
    assert look.text.endswith("I can no longer read its message")


async def test_a_slow_discord_leaves_the_words(world: World) -> None:
    """If a message cannot be read just now, its entry comes without its picture."""
    [card] = await make(world, 1)
    world.wire.cut("GET", f"/channels/{world.channel.id}/messages/*", times=None)
    look = Look.of(await history(world))
    world.wire.mend()
    assert thumbnails(look) == []
    assert f"/{card.id})" in look.text


async def test_a_private_picture_comes_from_pictory(world: World) -> None:
    """Nobody can fetch a private reply, so its picture is shown from where it was made."""
    await make(world, 1, private=True)
    await world.restart()
    before = len(world.env.http_requests)
    look = Look.of(await history(world))
    assert world.paths("GET", before) == []
    [thumbnail] = thumbnails(look)
    assert thumbnail["media"]["url"].startswith(world.pictory.base_url.rpartition("/")[0])
    assert look.text.endswith(" · shown only to you")
    assert "discord.com" not in look.text


async def test_where_the_bot_is_not_present_pages_turn_too(world: World) -> None:
    """In a place where the bot can read nothing, pictures come from Pictory and links stay."""
    world.wire.interactions = {"context": 2}
    for n in range(6):
        await world.alice.user.slash("generate", prompt=f"Picture number {n}")
    result = await world.alice.user.slash("history")
    assert result.acknowledged
    look = Look.of(result.response)
    assert numbers(look) == [5, 4, 3, 2, 1]
    assert len(thumbnails(look)) == 5
    assert "https://discord.com/channels/@me/" in look.text
    await world.restart()
    turned = await world.alice.user.click(result.response, label="Older")
    assert turned.acknowledged
    assert numbers(Look.of(result.response)) == [0]


async def test_in_its_own_dm_the_bot_finds_the_pictures(world: World) -> None:
    """There it can fetch its messages, and leads back to them."""
    made = await world.alice.user.slash("generate", prompt="Picture number 1")
    result = await world.alice.user.slash("history")
    look = Look.of(result.response)
    place = f"https://discord.com/channels/@me/{world.dm(world.alice).id}/{made.response.id}"
    assert place in look.text
    assert "/image-1.png" in thumbnails(look)[0]["media"]["url"]
