"""The family tree of a picture: what it was made from, and what was made from it; pure."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from studio.generations import Kind

PROMPT_START = 200
"""The characters of a prompt that a tree shows."""


@dataclass(frozen=True, slots=True)
class Relative:
    """One generation in a tree; `depth` counts from 0, `parent_id` is the one that it hangs on.

    `origin_n` is the image of its origin that it was made from. Of a deleted one there is no
    prompt.
    """

    id: int
    parent_id: int | None
    origin_n: int | None
    user_id: int
    guild_id: int | None
    channel_id: int
    message_id: int | None
    kind: Kind
    prompt: str
    """The start of the prompt, PROMPT_START characters at the most."""
    model: str
    style: str | None
    count: int
    created_at: float
    hidden: bool
    """Whether only its requester may see it."""
    deleted: bool
    done: bool
    """Whether a picture of it was delivered."""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Family:
    """A tree in reading order, each before its children; `more` says that some are left out."""

    asked_id: int
    relatives: tuple[Relative, ...]
    more: bool


class Kin:
    """The visible ones of a family, each hanging on its nearest visible ancestor."""

    def __init__(self, family: Mapping[int, Relative], sees: Callable[[Relative], bool]) -> None:
        self.visible: dict[int, Relative] = {}
        self.children: dict[int | None, list[int]] = {}
        anchors: dict[int | None, int | None] = {}
        for number, relative in sorted(family.items()):  # parents have the smaller ids
            parent_id = anchors.get(relative.parent_id)
            anchors[number] = parent_id
            if sees(relative):
                anchors[number] = number
                self.visible[number] = replace(relative, parent_id=parent_id)
                self.children.setdefault(parent_id, []).append(number)

    def nearest(self, asked_id: int, most: int) -> set[int]:
        """Choose the path to the asked one, then those with the fewest steps from it."""
        chosen: set[int] = set()
        for number in [*self._path(asked_id), *self._outward(asked_id)]:
            if len(chosen) == most:
                break
            chosen.add(number)
        return chosen

    def _path(self, number: int | None) -> Iterator[int]:
        while number is not None:
            yield number
            number = self.visible[number].parent_id

    def _outward(self, asked_id: int) -> Iterator[int]:
        """Go through all, the nearest first; None stands for what those on top have in common."""
        queue: deque[int | None] = deque([asked_id])
        seen: set[int | None] = {asked_id}
        while queue:
            number = queue.popleft()
            around = [*self.children.get(number, [])]
            if number is not None:
                yield number
                around.insert(0, self.visible[number].parent_id)  # type: ignore[arg-type]
            queue.extend(other for other in around if other not in seen)
            seen.update(around)

    def in_reading_order(self, chosen: Collection[int]) -> Iterator[Relative]:
        """Go through the chosen ones, each before its children and with its depth."""
        tops = [n for n in sorted(chosen) if self.visible[n].parent_id not in chosen]
        stack = [(number, 0) for number in reversed(tops)]
        while stack:
            number, depth = stack.pop()
            yield replace(self.visible[number], depth=depth)
            below = [child for child in self.children.get(number, []) if child in chosen]
            stack.extend((child, depth + 1) for child in reversed(below))


def arrange(
    family: Mapping[int, Relative],
    asked_id: int,
    *,
    sees: Callable[[Relative], bool],
    most: int,
) -> Family | None:
    """Make a tree of `most` relatives at the most; None if the asked one cannot be seen.

    In `family`, `parent_id` is the origin, whether or not it is there. The path to the asked one
    comes first, its near end if it is longer than `most`; then those nearest to the asked one.
    """
    kin = Kin(family, sees)
    if asked_id not in kin.visible:
        return None
    chosen = kin.nearest(asked_id, max(1, most))
    relatives = tuple(kin.in_reading_order(chosen))
    return Family(asked_id, relatives, more=len(chosen) < len(kin.visible))
