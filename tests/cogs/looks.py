"""What a person sees of a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True)
class Look:
    """What a person sees of a message."""

    components: list[dict[str, Any]]

    @classmethod
    def of(cls, message: Any) -> Look:
        """Look at a stored message, or at a response."""
        return cls([part for top in message.components for part in _walk(top)])

    @property
    def text(self) -> str:
        """Everything that can be read."""
        return "\n".join(part["content"] for part in self.components if part["type"] == 10)

    @property
    def colour(self) -> int:
        """The accent colour."""
        return int(self.components[0]["accent_color"])

    @property
    def labels(self) -> list[str]:
        """The labels of the buttons, in order."""
        return [part["label"] for part in self.components if part["type"] == 2]

    @property
    def pictures(self) -> list[dict[str, Any]]:
        """The items of the gallery."""
        return [item for part in self.components if part["type"] == 12 for item in part["items"]]

    @property
    def thumbnail(self) -> str | None:
        """The URL of the reference."""
        urls: list[str] = [part["media"]["url"] for part in self.components if part["type"] == 11]
        return urls[0] if urls else None

    def button(self, label: str) -> str:
        """Return the custom id of a button."""
        [found] = [
            part["custom_id"]
            for part in self.components
            if part["type"] == 2 and part["label"] == label
        ]
        return str(found)


def _walk(component: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield component
    for child in [*component.get("components", []), component.get("accessory")]:
        if child is not None:
            yield from _walk(child)


def without_shown_files(serialise: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap simcord's serialiser so that files shown by components are no attachments."""

    def hidden(*args: Any, **kwargs: Any) -> Any:
        payload = serialise(*args, **kwargs)
        parts = [part for top in payload["components"] for part in _walk(top)]
        media = [part.get("media") or {} for part in parts]
        media += [item["media"] for part in parts for item in part.get("items", [])]
        shown = {item.get("attachment_id") for item in media}
        kept = [file for file in payload["attachments"] if file["id"] not in shown]
        return {**payload, "attachments": kept}

    return hidden
