"""Which control a click means when the message was edited since the page was drawn."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from simcord.preview._action_plans import _component_key, _component_paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from simcord.backend.models import Message

KEPT_REVISIONS = 400


class DrawnControls:
    """The custom ids of the controls on the pages drawn lately.

    SimCord's page names a control by its place in the message, which an edit may give to another
    control. Discord's client sends the custom id; this translates.
    """

    def __init__(self) -> None:
        self._drawn: OrderedDict[tuple[str, int], dict[str, str]] = OrderedDict()

    def note(self, page_id: str, revision: int, messages: Iterable[Message]) -> None:
        """Remember the controls that a revision of a page shows."""
        self._drawn[page_id, revision] = dict(_controls(messages))
        while len(self._drawn) > KEPT_REVISIONS:
            self._drawn.popitem(last=False)

    def key_now(
        self, page_id: str, body: Mapping[str, Any], messages: Iterable[Message]
    ) -> str | None:
        """Return the name that the clicked control has now, or None if it is there no more."""
        drawn = self._drawn.get((page_id, int(body["published_revision"])), {})
        clicked = str(body.get("control_key"))
        message_prefix, custom_id = clicked.rpartition(":")[0], drawn.get(clicked)
        for key, found in _controls(messages):
            if found == custom_id and key.rpartition(":")[0] == message_prefix:
                return key
        return None


def _controls(messages: Iterable[Message]) -> Iterator[tuple[str, str]]:
    """Yield the page's name and the custom id of every control."""
    for message in messages:
        for index, root in enumerate(message.components):
            for path, component in _component_paths(root, str(index)):
                key = _component_key(component, path, message.id)
                if key is not None and "custom_id" in component:
                    yield key, component["custom_id"]
