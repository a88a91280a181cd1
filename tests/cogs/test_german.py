"""A German reads German, whoever else reads along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cogs.ui.cards import Phase
from tests.cogs.looks import Look
from tests.cogs.scenes import CROWDED, REFERENCE, finish, working
from tests.cogs.world import picture

if TYPE_CHECKING:
    from tests.cogs.world import World


def speak_german(world: World) -> None:
    """Let everybody use Discord in German from now on."""
    world.wire.interactions["locale"] = "de"


async def test_a_german_gets_a_german_card(world: World) -> None:
    """State, buttons, alternative text, numbers and small print are in the reader's language."""
    speak_german(world)
    card = await working(world, style="photorealistic", reference=REFERENCE)
    look = Look.of(card)
    assert "**Wird erstellt** · " in look.text
    assert look.labels == ["Abbrechen"]
    await finish(world)
    look = Look.of(card)
    assert look.colour == Phase.DONE.value
    assert "-# Fertig · seedream3.0 · " in look.text
    assert " · fotorealistisch · " in look.text
    assert " · 2 Credits · " in look.text
    assert f" · für {world.alice.mention}" in look.text
    assert look.labels == [
        *("Noch einmal", "Variieren", "Prompt bearbeiten"),
        *("Vergleichen", "⋯ Mehr"),
    ]
    assert look.pictures[0]["description"] == (
        "Bild (Stil: fotorealistisch), erstellt nach dem Prompt: Replace the dog with a white cat."
        " Base the result on the referenced image."
    )
    files = {file["filename"]: file.get("description") for file in world.messages()[0].attachments}
    assert files["reference.jpg"] == "Das Referenzbild"


async def test_a_card_keeps_its_language(world: World) -> None:
    """It stays German after a restart, and when people who speak English press its buttons."""
    speak_german(world)
    card = await working(world)
    await world.restart()
    world.wire.interactions.clear()
    refused = await world.bob.click(card, label="Abbrechen")
    [told] = refused.followups
    assert told.content == "Only the person who asked for this picture can do that."
    await finish(world)
    assert Look.of(card).labels == ["Noch einmal", "Variieren", "Prompt bearbeiten", "⋯ Mehr"]
    again = await world.bob.click(card, label="Noch einmal")
    await world.env.advance_time(60)
    assert Look.of(again.response).labels == ["Regenerate", "Vary", "Edit prompt", "⋯ More"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"prompt": " cat "}, "Der Prompt braucht mindestens 5 Zeichen."),
        (
            {"prompt": "x" * 5001},
            "Der Prompt hat 5.001 Zeichen; höchstens 5.000 sind möglich.",
        ),
        (
            {"model": "flux-schnell", "reference": ("dog.png", picture())},
            (
                "flux-schnell kann kein Referenzbild verwenden. Diese können es: seedream3.0,"
                " nanobanana, nanobanana-pro."
            ),
        ),
    ],
)
async def test_a_german_is_refused_in_german(
    world: World, options: dict[str, Any], said: str
) -> None:
    """What cannot be done is said in the language of the person who asked."""
    speak_german(world)
    result = await world.generate(**options)
    assert result.ephemeral
    assert result.response.content == said


async def test_permissions_have_the_names_that_a_german_sees(world: World) -> None:
    """What to ask for is named as Discord names it."""
    speak_german(world)
    await world.deny(attach_files=False, read_message_history=False)
    result = await world.generate()
    assert result.response.content == (
        "Mir fehlen Berechtigungen in diesem Kanal: Dateien anhängen, Nachrichtenverlauf anzeigen."
        " Bitte jemanden, der den Server verwaltet, sie zu erteilen, oder nimm die Option privat."
    )


async def test_a_bad_reference_is_explained_in_german(world: World) -> None:
    """What only the bytes show is worded by the one who shows it, from a reason that is stored."""
    speak_german(world)
    result = await world.generate(reference=("dog.png", picture()[:200]))
    [told] = result.followups
    assert told.content == (
        "Das Bild ist beschädigt oder unvollständig. Es wurden keine Credits verbraucht."
    )
    generation = await world.store.find(1)
    assert generation is not None
    failure = generation.image(1).failure
    assert failure is not None
    assert failure.detail == "damaged"


async def test_a_bad_reference_is_explained_on_a_card_too(world: World) -> None:
    """With no way to tell it privately, the card says the same."""
    speak_german(world)
    world.env.inject_error("POST", "/webhooks/*", status=404, code=10015, times=None)
    result = await world.generate(reference=("dog.txt.png", b"no picture"))
    assert Look.of(result.response).text.startswith(
        "**Die Referenz lässt sich nicht verwenden.** Die Datei ist kein Bild im Format PNG, JPEG"
        " oder WebP. Es wurden keine Credits verbraucht. Hänge mit /generieren ein anderes Bild"
    )


async def test_a_german_lists_jobs_in_german(world: World) -> None:
    """The list is in the language of its reader, also where the card is in another one."""
    await world.restart(limits=CROWDED)
    world.emulator.hold()
    for n in range(11):
        result = await world.generate(prompt=f"Picture number {n}")
        assert result.acknowledged
    speak_german(world)
    look = Look.of((await world.alice.slash(world.channel, "jobs")).response)
    assert look.text.startswith("**Was gerade für dich erstellt wird**")
    assert " · [öffnen](" in look.text
    assert look.text.endswith("-# und 1 weiterer")
    assert look.labels == ["Abbrechen"] * 10


async def test_a_reaction_is_answered_in_the_server_s_language(world: World) -> None:
    """Nobody knows the language of a person who reacts, so the server's own one is used."""
    result = await world.generate()
    world.env.backend.edit_guild(world.guild.id, {"preferred_locale": "de"})
    await world.env.settle()
    await world.bob.react(result.response.message, "🔁")
    await world.env.advance_time(60)
    look = Look.of(world.messages()[-1])
    assert "-# Fertig · " in look.text
    assert "noch einmal erstellt nach [dieser Nachricht](" in look.text
    assert look.labels == ["Noch einmal", "Variieren", "Prompt bearbeiten", "⋯ Mehr"]
