"""What one edit or message carries: the card, the files it keeps and the files it brings."""

from __future__ import annotations

import asyncio
import io
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

import discord

from cogs.ui.cards import Phase, Shown, render
from cogs.ui.language import Words, words_for
from cogs.ui.media import Media
from cogs.ui.wording import alt_text
from studio.apart import shrink
from studio.encoded import Picture
from studio.generations import Generation
from studio.ports import Progress

T = TypeVar("T")

log = logging.getLogger(__name__)

RESULT_BYTES = 16 * 1024 * 1024
"""What the results in one request may have together, so that it stays below Discord's 25 MiB."""
READ_AT_ONCE = 1024 * 1024
"""The most bytes of a file that are held in memory while it is sent."""
REFERENCE = "reference"
SHRINKINGS = 4
"""How often files are halved in size until Discord takes them."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A new file of a message, on disk or in memory, with its alternative text."""

    filename: str
    source: Path | bytes
    description: str

    def open(self) -> discord.File:
        """Return the file, to be sent once. Blocks.

        A small one is read at once: else it would be read in pieces, each by way of a thread.
        """
        data = self.source
        if isinstance(data, Path) and data.stat().st_size <= READ_AT_ONCE:
            data = data.read_bytes()
        source = io.BytesIO(data) if isinstance(data, bytes) else data
        return discord.File(source, filename=self.filename, description=self.description)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A rendered card with the whole set of files that its message is to have."""

    shown: Shown
    kept: tuple[Media, ...]
    uploads: tuple[Upload, ...]
    _drawn: list[discord.ui.LayoutView] = field(default_factory=list, repr=False, compare=False)
    """The layout that was looked at and not sent yet."""

    @property
    def finished(self) -> bool:
        """Whether the card shows its last state."""
        return self.shown.phase is not Phase.WORKING

    @property
    def has_reference(self) -> bool:
        """Whether the message will have the reference as a file of its own."""
        return REFERENCE in self.new_names | {media.name for media in self.kept}

    @property
    def new_names(self) -> set[str]:
        """The names, without endings, of the files that it brings."""
        return {Path(upload.filename).stem for upload in self.uploads}

    def view(self) -> discord.ui.LayoutView:
        """Return the card to be sent, another one each time: none must be sent twice."""
        return self._drawn.pop() if self._drawn else render(self.shown)

    def fingerprint(self) -> str:
        """Return what makes a status edit worth its while: the card without its files' bytes."""
        names = [upload.filename for upload in self.uploads]
        view = self.view()
        self._drawn.append(view)
        components: object = view.to_components()  # type: ignore[no-untyped-call]
        return f"{components}{names}"

    async def attachments(self) -> Sequence[discord.Attachment]:
        """Return the kept files by their ids and the new ones opened, as an edit takes them."""
        return cast("Sequence[discord.Attachment]", [*self.kept, *await self.files()])

    async def files(self) -> list[discord.File]:
        """Open the new files off the event loop."""
        if not self.uploads:
            return []
        return await asyncio.to_thread(lambda: [upload.open() for upload in self.uploads])


def pack(
    generation: Generation,
    progress: Progress,
    held: Mapping[str, Media],
    uploads: Sequence[Upload],
) -> Parcel:
    """Put together the card, the files `held` by its message and the ones to be brought."""
    brought = {Path(upload.filename).stem: upload for upload in uploads}
    wanted = {REFERENCE, *(image.name for image in generation.images)}
    kept = {name: media for name, media in held.items() if name in wanted - brought.keys()}
    files = {name: f"attachment://{media.filename}" for name, media in kept.items()}
    files |= {name: f"attachment://{upload.filename}" for name, upload in brought.items()}
    reference = generation.order.reference
    shown = Shown(generation, progress, files, time.time())
    if reference and reference.url and REFERENCE not in files and shown.phase is Phase.WORKING:
        shown = Shown(generation, progress, {**files, REFERENCE: reference.url}, shown.now)
    return Parcel(shown, tuple(kept.values()), tuple(uploads))


async def result_uploads(
    generation: Generation, pictures: Mapping[int, Path], limit: int
) -> list[Upload]:
    """Return the results as files of at most `limit` bytes each, re-encoded if larger."""
    if not pictures:
        return []
    large = await asyncio.to_thread(_larger_than, limit, pictures)
    return [
        await _result_upload(generation, n, path, limit if n in large else None)
        for n, path in sorted(pictures.items())
    ]


def _larger_than(limit: int, pictures: Mapping[int, Path]) -> set[int]:
    return {n for n, path in pictures.items() if path.stat().st_size > limit}


async def _result_upload(generation: Generation, n: int, path: Path, limit: int | None) -> Upload:
    """Return a result as a file, re-encoded if there is a limit that it exceeds."""
    description = alt_text(words_for(generation.order.locale), generation.order, n)
    name = generation.image(n).name
    if limit is None:
        return Upload(f"{name}{path.suffix or '.png'}", path, description)
    smaller = await asyncio.to_thread(shrink, path, max_bytes=limit)
    return Upload(f"{name}.{smaller.extension}", smaller.data, description)


def reference_upload(copy: Picture, words: Words) -> Upload:
    """Return the checked copy of a reference as a file."""
    return Upload(f"{REFERENCE}.{copy.extension}", copy.data, words("alt-reference"))


async def fitted(limit: int, send: Callable[[int], Awaitable[T]], *, count: int) -> T:
    """Return what `send` returns with `count` files of at most `limit` bytes each.

    It is less where they would be too much together, or if Discord refuses.
    """
    limit = min(limit, RESULT_BYTES // max(count, 1))
    for _ in range(SHRINKINGS):
        try:
            return await send(limit)
        except discord.HTTPException as error:
            if not too_large(error):
                raise
            log.info("files of %s bytes are too large for Discord", limit)
            limit //= 2
    return await send(limit)


def too_large(error: discord.HTTPException) -> bool:
    """Whether Discord refused the request for its size."""
    return error.status == 413 or error.code == 40005


def out_of_reach(error: discord.HTTPException) -> bool:
    """Whether this way to the message is closed, so that trying again is no use."""
    return 400 <= error.status < 500 and error.status not in {408, 429}


def no_mentions(*, user_id: int | None = None) -> dict[str, Any]:
    """Return the argument that lets a message ping nobody, or only one person."""
    if user_id is None:
        return {"allowed_mentions": discord.AllowedMentions.none()}
    users = [discord.Object(user_id)]
    return {
        "allowed_mentions": discord.AllowedMentions(
            everyone=False, roles=False, replied_user=False, users=users
        )
    }
