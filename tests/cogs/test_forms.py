"""Forms: sent without being kept, and read from whatever comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
import pytest
from simcord.actors import _dispatch_actor_interaction
from simcord.enums import InteractionType

from cogs.ui.errors import RefusalError
from cogs.ui.forms import Form, read
from tests.cogs.papers import filled_in

if TYPE_CHECKING:
    from tests.cogs.world import World

LOST = "I no longer know what this form was for. Open it again."
FILE = {"id": "9", "filename": "dog.png", "url": "https://cdn.discordapp.com/9", "size": 3}


def field(kind: int, name: str, **values: Any) -> dict[str, Any]:
    """Return a field of a form as Discord sends it back, in its label."""
    return {"type": 18, "id": 1, "component": {"type": kind, "custom_id": name, **values}}


def sent(*components: Any, custom_id: str = "form:edit:7", **resolved: Any) -> dict[str, Any]:
    """Return a whole form as Discord sends it back."""
    return {"custom_id": custom_id, "components": list(components), "resolved": resolved}


async def test_what_was_filled_in_is_read_by_names() -> None:
    """Texts, choices and files, in labels or in rows, beside texts that are no fields."""
    row = {"type": 1, "components": [{"type": 4, "custom_id": "old", "value": " old "}]}
    kind, filled = read(
        sent(
            {"type": 10, "id": 3},
            row,
            field(4, "prompt", value=" A cat\n"),
            field(3, "style", values=["vintage"]),
            field(19, "reference", values=["9"]),
            custom_id="form:edit:7:2",
            attachments={"9": FILE},
        )
    )
    assert (kind, filled.number, filled.n) == ("edit", 7, 2)
    assert (filled.text("prompt"), filled.text("old")) == ("A cat", "old")
    assert (filled.pick("style"), filled.pick("model")) == ("vintage", None)
    file = filled.file("reference")
    assert file is not None
    assert (file.filename, file.size, file.reference.url) == ("dog.png", 3, FILE["url"])


async def test_what_was_left_empty_is_nothing() -> None:
    """A field without a value is like one that is not there."""
    _, filled = read(sent(field(3, "style", values=[]), field(19, "reference", values=[])))
    assert (filled.text("prompt"), filled.pick("style"), filled.file("reference")) == (
        "",
        None,
        None,
    )


@pytest.mark.parametrize(
    "data",
    [
        {},
        sent(custom_id="edit:7"),
        sent(custom_id="form:edit:seven"),
        sent(custom_id="form:edit:7:1:1"),
        {"custom_id": "form:edit:7"},
        {"custom_id": "form:edit:7", "components": None},
        sent({"no": "type"}),
        sent(field(4, "prompt")),
        sent(field(3, "style", values=None)),
        sent(field(19, "reference", values=["9"])),
        sent(field(19, "reference", values=["9"]), attachments={"9": {"filename": "dog.png"}}),
    ],
)
async def test_what_is_no_form_of_ours_is_refused(data: dict[str, Any]) -> None:
    """Whatever Discord, or somebody who pretends to be it, sends."""
    with pytest.raises(RefusalError, match="no longer know"):
        read(data)


async def test_a_custom_id_says_what_a_form_is_for() -> None:
    """What is written there is read back, and within Discord's limit."""
    for form in (Form("edit", 10**19, 4, title="Edit"), Form("use", 3, title="Use")):
        assert len(form.custom_id) <= 100
        kind, filled = read(sent(custom_id=form.custom_id))
        suffix = "" if filled.n is None else f":{filled.n}"
        assert form.custom_id == f"form:{kind}:{filled.number}{suffix}"


@pytest.mark.parametrize("custom_id", ["form:unknown:1", "something else"])
async def test_an_unknown_form_is_answered(world: World, custom_id: str) -> None:
    """A form of an older version gets a private answer, not silence."""
    result = await _dispatch_actor_interaction(
        world.alice,
        InteractionType.MODAL_SUBMIT,
        world.channel,
        {"custom_id": custom_id, "components": []},
    )
    assert result.acknowledged
    assert result.ephemeral
    assert result.response is not None
    assert result.response.content == LOST


async def test_forms_are_not_kept_in_memory(world: World) -> None:
    """Neither those that were sent back nor those that nobody sends."""
    card = await world.generate()
    store = world.env.bot._connection._view_store
    before = len(store._modals)
    shown = await world.alice.click(card.response, label="Edit prompt")
    await world.alice.click(card.response, label="Edit prompt")
    assert isinstance(world.env.bot, discord.Client)
    assert len(store._modals) == before == 0
    result = await world.alice.submit_modal(shown, filled_in(shown))
    assert result.acknowledged
