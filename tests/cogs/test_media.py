"""Finding a message's files where Discord says them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from discord.components import _component_factory

from cogs.ui.media import Media, media_of

if TYPE_CHECKING:
    import discord


def file(name: str, attachment_id: int | None) -> dict[str, Any]:
    """Return a component's media as Discord sends it."""
    media: dict[str, Any] = {"url": f"https://cdn.discordapp.com/attachments/1/2/{name}?ex=1&hm=2"}
    return media if attachment_id is None else {**media, "attachment_id": str(attachment_id)}


def message(*components: dict[str, Any]) -> discord.Message:
    """Return what `media_of` reads of a message with these components."""
    parsed = [_component_factory(cast("Any", component)) for component in components]
    return cast("discord.Message", SimpleNamespace(components=parsed))


def test_files_are_found_wherever_they_are_shown() -> None:
    """Galleries, thumbnails beside text, and file boxes name the message's files."""
    found = media_of(
        message(
            {
                "type": 17,
                "components": [
                    {"type": 12, "items": [{"media": file("image-1.png", 11)}]},
                    {
                        "type": 9,
                        "components": [{"type": 10, "content": "prompt"}],
                        "accessory": {"type": 11, "media": file("reference.jpg", 12)},
                    },
                    {"type": 13, "file": file("prompt.txt", 13)},
                ],
            }
        )
    )
    assert {name: media.attachment_id for name, media in found.items()} == {
        "image-1": 11,
        "reference": 12,
        "prompt": 13,
    }
    assert found["reference"].filename == "reference.jpg"
    assert found["reference"].url.endswith("reference.jpg?ex=1&hm=2")


def test_pictures_from_elsewhere_are_no_files() -> None:
    """A thumbnail by URL, even one with a deceptive name, is not the message's to keep."""
    shown = {
        "type": 9,
        "components": [{"type": 10, "content": "prompt"}],
        "accessory": {"type": 11, "media": file("image-1.png", None)},
    }
    assert media_of(message(shown)) == {}


def test_a_file_is_kept_by_its_id() -> None:
    """An edit names the files that stay by id, as a string."""
    assert Media("image-1.png", "https://e.com/image-1.png", 11).to_dict() == {"id": "11"}
