"""The states of variations, menus, lists and answers, for `screenshots`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.photos import photo

if TYPE_CHECKING:
    from tests.browser.screenshots import Photographer
    from tests.system.processes import Controls


async def variations(controls: Controls, take: Photographer) -> None:
    """Vary, compare, look at more, edit, restyle, and make again."""
    dog = ("dog.jpg", photo(seed=1))
    first = await controls.run("restyle", files={"image": dog}, style="cartoon")
    await take.until_done(first)
    card = (await controls.answered(first))["message_id"]
    await take.take("restyled", "Done")
    await controls.click(card, label="Compare")
    await take.take("compared", "Left the reference")
    await controls.click(card, label="⋯ More")
    await take.take("more", "What you can do")
    varied = await controls.click(card, label="Vary", user="bob")
    await take.until_done(varied)
    await take.take("varied", "variation of")
    child = (await controls.answered(varied))["message_id"]
    again = await controls.click(child, label="Regenerate")
    await take.until_done(again)
    await take.take("made-again", "made again from")
    await controls.click((await controls.answered(again))["message_id"], label="⋯ More")
    await take.take("more-of-a-variation", "What you can do")
    panel = (await controls.ephemeral())[-1]
    await controls.click(panel["id"], label="Family")
    await take.take("family", "What this picture comes from")
    several = await controls.run(
        "vary", files={"image": dog}, count=4, prompt="in heavy rain", private=False
    )
    await take.until_done(several)
    await take.take("several", "Regenerate 4")
    await controls.run("generate", prompt="A golden temple", model="nanobanana-pro", count=2)
    await take.take("confirm", "28 credits")


async def lists(controls: Controls, take: Photographer) -> None:
    """Look through what was made, and say what one prefers."""
    await controls.run("history")
    await take.take("history", "Your pictures")
    await controls.run("preferences", model="nanobanana", ping="yes")
    await take.take("preferences", "Your preferences")
    await controls.run("privacy")
    await take.take("privacy", "Your data")
    await controls.run("preferences", language="de")
    await take.take("preferences-german", "Deine")
    await controls.generate("Ein Leuchtturm im Nebel", photo=photo(seed=1))
    await take.take("german", "Fertig")
    await controls.run("preferences", language="en", model="seedream3.0", ping="no")
    await take.take("preferences-english", "Your preferences")
