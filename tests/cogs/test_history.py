"""/history: one's finished pictures, page by page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from cogs.ui.cards import Phase
from tests.cogs.looks import Look
from tests.cogs.world import picture

if TYPE_CHECKING:
    from tests.cogs.world import World


async def make(world: World, times: int, **options: Any) -> list[Any]:
    """Let alice make some pictures with numbered prompts."""
    results = [await world.generate(prompt=f"Picture number {n}", **options) for n in range(times)]
    assert all(Look.of(result.response).colour == Phase.DONE.value for result in results)
    return [result.response for result in results]


async def history(world: World) -> Any:
    """Return the gallery that alice opens, which only she sees."""
    result: Any = await world.alice.slash(world.channel, "history")
    assert result.acknowledged
    assert result.response.ephemeral
    return result.response


async def click(world: World, page: Any, label: str) -> Look:
    """Return how the page looks after a button of it was pressed."""
    result = await world.alice.click(page, label=label)
    assert result.acknowledged
    return Look.of(page)


async def choose(world: World, page: Any, by: str, value: str) -> Look:
    """Return how the page looks after a filter was chosen."""
    menu = next(menu for menu in menus(Look.of(page)) if menu["custom_id"].startswith(f"hist:{by}"))
    result = await world.alice.select(page, [value], custom_id=menu["custom_id"])
    assert result.acknowledged
    return Look.of(page)


def menus(look: Look) -> list[dict[str, Any]]:
    """Return the menus of a page."""
    return [part for part in look.components if part["type"] == 3]


def numbers(look: Look) -> list[int]:
    """Return the numbers in the prompts of a page's entries, from the top."""
    return [int(number) for number in re.findall(r"^Picture number (\d+)", look.text, re.MULTILINE)]


def thumbnails(look: Look) -> list[dict[str, Any]]:
    """Return the thumbnails of a page."""
    return [part for part in look.components if part["type"] == 11]


async def test_twelve_pictures_are_turned_both_ways(world: World) -> None:
    """Pages hold five, the newest first, and lead on after a restart too."""
    await make(world, 12)
    page = await history(world)
    look = Look.of(page)
    assert numbers(look) == [11, 10, 9, 8, 7]
    assert len(thumbnails(look)) == 5
    assert [label for label in look.labels if label != "Regenerate"] == ["Older"]
    await world.restart()
    look = await click(world, page, "Older")
    assert numbers(look) == [6, 5, 4, 3, 2]
    assert [label for label in look.labels if label != "Regenerate"] == ["Newer", "Older"]
    look = await click(world, page, "Older")
    assert numbers(look) == [1, 0]
    await world.restart()
    look = await click(world, page, "Newer")
    assert numbers(look) == [6, 5, 4, 3, 2]
    assert numbers(await click(world, page, "Newer")) == [11, 10, 9, 8, 7]


async def test_an_entry_says_what_it_was(world: World) -> None:
    """Picture, prompt, facts and a link to the message stand together."""
    [card] = await make(world, 1, style="vintage", aspect_ratio="16:9", count=2)
    page = await history(world)
    look = Look.of(page)
    link = f"https://discord.com/channels/{world.guild.id}/{world.channel.id}/{card.id}"
    assert "-# seedream3.0 · 16:9 · vintage · 2 pictures · 4 credits · <t:" in look.text
    assert look.text.endswith(f" · [open]({link})")
    [thumbnail] = thumbnails(look)
    assert "/image-1.png" in thumbnail["media"]["url"]
    assert thumbnail["description"].startswith("Picture")
    assert thumbnail["description"].endswith(
        " 1 of 2 in the style vintage, made from the prompt: Picture number 0"
    )


async def test_filters_narrow_the_pages(world: World) -> None:
    """Only values that occur are offered, they combine, and turning keeps them."""
    await make(world, 6, style="vintage")
    await make(world, 2)
    await make(world, 1, model="flux-schnell")
    page = await history(world)
    by_style, by_model = menus(Look.of(page))
    assert [one["label"] for one in by_style["options"]] == ["All styles", "No style", "vintage"]
    assert [one["label"] for one in by_model["options"]] == [
        "All models",
        "flux-schnell",
        "seedream3.0",
    ]
    assert [one["label"] for one in by_style["options"] if one["default"]] == ["All styles"]
    look = await choose(world, page, "style", "-")
    assert numbers(look) == [0, 1, 0]
    look = await choose(world, page, "model", "flux-schnell")
    assert numbers(look) == [0]
    await world.restart()
    look = await choose(world, page, "style", "vintage")
    assert numbers(look) == []
    assert "No picture of yours is like that. Choose another style or model above." in look.text
    look = await choose(world, page, "model", "*")
    assert numbers(look) == [5, 4, 3, 2, 1]
    assert [one["label"] for one in menus(look)[0]["options"] if one["default"]] == ["vintage"]
    look = await click(world, page, "Older")
    assert numbers(look) == [0]
    assert numbers(await click(world, page, "Newer")) == [5, 4, 3, 2, 1]


async def test_nothing_made_yet_is_said_kindly(world: World) -> None:
    """An empty gallery says how to begin, and shows no menus."""
    await world.bob.slash(world.channel, "generate", prompt="A picture of bob's")
    look = Look.of(await history(world))
    assert look.text == "You have no finished pictures yet. Start with /generate."
    assert menus(look) == []
    assert look.labels == []


@pytest.mark.parametrize("restart", [False, True])
async def test_a_picture_is_made_again_from_there(world: World, restart: bool) -> None:
    """The button makes the old picture again, from its reference, for the one who presses."""
    await make(world, 2, reference=("dog.png", picture()))
    page = await history(world)
    for job in world.emulator.accepted:
        world.forget_file(job.order.references[0])
    if restart:
        await world.restart()
    result: Any = await world.alice.click(page, custom_id="pic:regenerate:1")
    assert result.acknowledged
    look = Look.of(result.response)
    assert look.colour == Phase.DONE.value
    assert "Picture number 0" in look.text
    assert f"for {world.alice.mention}" in look.text
    assert result.response.channel_id == world.channel.id
    assert world.emulator.posts == 3
    assert numbers(Look.of(page)) == [1, 0]
    assert numbers(Look.of(await history(world))) == [0, 1, 0]


async def test_a_hostile_prompt_is_only_shown(world: World) -> None:
    """Mentions, markup and links that pose as others stay what was written."""
    prompt = (
        "@everyone <@1> **bold** [safe](https://evil.example)\n# Title\n-# small " + "`x` " * 99
    )
    await world.generate(prompt=prompt)
    page = await history(world)
    text = Look.of(page).text
    assert "@everyone" not in text
    assert "<@1>" not in text.replace("\\<", "")
    assert "\\*\\*bold\\*\\*" in text
    assert "\\[safe]" in text
    assert "\n# Title" not in text
    assert text.count("…") == 1
    assert world.messages()[-1].ping_user_ids == []


async def test_a_german_reads_a_german_gallery(world: World) -> None:
    """Texts, menus, buttons and alternative texts are in the reader's language."""
    await make(world, 3, style="vintage")
    await make(world, 3)
    await world.alice.slash(world.channel, "preferences", language="de")
    page = await history(world)
    look = Look.of(page)
    assert look.text.startswith("**Deine Bilder**")
    assert [one["label"] for one in menus(look)[0]["options"]][:2] == ["Alle Stile", "Ohne Stil"]
    assert look.labels == ["Noch einmal"] * 5 + ["Ältere"]
    assert thumbnails(look)[0]["description"].startswith("Bild, erstellt nach dem Prompt: ")
    world.env.backend.delete_message(world.channel.id, world.messages()[0].id)
    look = await click(world, page, "Ältere")
    assert "die Nachricht gibt es nicht mehr" in look.text


async def test_without_a_database_it_says_so(world: World) -> None:
    """A gallery that cannot be read is an apology, not silence."""
    await make(world, 1)
    world.break_database()
    result: Any = await world.alice.slash(world.channel, "history")
    assert result.acknowledged
    assert result.response.content.startswith("I cannot take requests at the moment.")
