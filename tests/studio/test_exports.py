"""The file of everything that is stored about a person, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import json
import tracemalloc
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert

from studio.database import StoreUnavailableError
from studio.deliveries import Deliveries, KeptPicture
from studio.drafts import Drafts
from studio.exports import BATCH
from studio.generations import Charged, Failure, FailureKind, ImageState
from studio.preferences import PreferenceBook
from studio.privacy import Privacy
from studio.servers import Servers
from studio.tables import reaction_adds
from tests.studio.archive import change, fragile, many, past
from tests.studio.test_store import FULL
from tests.studio.workshop import order

if TYPE_CHECKING:
    from pathlib import Path

    from studio.store import Store


async def exported(store: Store, user_id: int, folder: Path) -> dict[str, Any]:
    """Return what a person's file says."""
    path = await Privacy(store, PreferenceBook(store)).export(user_id, folder, now=1_700_000_000.0)
    assert files_in(folder) == [path]
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    path.unlink()
    return document


def files_in(folder: Path) -> list[Path]:
    """Return what is in a folder."""
    return list(folder.iterdir())


async def fill(store: Store) -> None:
    """Store of a person all that can be stored."""
    user_id = FULL.user_id
    generation, _ = await store.add(FULL, owner="host:1:x", now=1_700_000_000.5)
    await store.post_card(generation.id, FULL.card)
    await change(store, generation, 1, state="ready", job_id="j", result_url="https://x/y.png")
    kept = {1: KeptPicture("image/png", b"12345")}
    await Deliveries(store).keep(generation.id, kept, now=1.0)
    await change(store, generation, 1, credits_used=Decimal("0.6"))
    failure = Failure(FailureKind.JOB_FAILED, Charged.UNKNOWN, "No.")
    await store.move(generation.id, 2, ImageState.FAILED, failure=failure)
    await PreferenceBook(store).change(user_id, style="vintage")
    await Drafts(store).keep(FULL, now=1.0)
    await Servers(store).block(2**61, user_id, 555, now=1.0)
    rows = [
        {"message_id": number, "emoji": emoji, "user_id": user_id, "accepted_at": 1.0}
        for number in (1, 2)
        for emoji in REACTIONS
    ]
    await store.run(lambda connection: connection.execute(insert(reaction_adds), rows))


REACTIONS = [f"r{number}" for number in range(BATCH)]


async def test_a_file_holds_what_was_asked_for_and_what_became_of_it(
    store: Store, tmp_path: Path
) -> None:
    """Prompts, costs, failures, messages and pictures put aside; no token, no machine of ours."""
    await fill(store)
    document = await exported(store, FULL.user_id, tmp_path / "made")
    [found] = document["generations"]
    assert found["prompt"] == FULL.prompt
    assert found["created_at"] == "2023-11-14T22:13:20.500000+00:00"
    assert [image["n"] for image in found["images"]] == [1, 2, 3, 4]
    assert found["images"][0]["credits_used"] == "0.6"
    assert found["images"][1]["failure_detail"] == "No."
    assert found["messages"] == [{"message_id": str(2**60 + 1), "channel_id": str(2**60)}]
    [picture] = found["kept_pictures"]
    assert (picture["n"], picture["size_bytes"]) == (1, 5)
    written = json.dumps(document)
    assert not any(word in written for word in ('"token"', "_token", "host:1:x", "555"))


async def test_a_file_holds_what_hangs_on_no_picture(store: Store, tmp_path: Path) -> None:
    """Preferences, drafts, blocks and reactions, with Discord's ids as JavaScript can read them."""
    await fill(store)
    document = await exported(store, FULL.user_id, tmp_path / "made")
    now = "2023-11-14T22:13:20+00:00"
    assert (document["user_id"], document["exported_at"]) == (str(2**62), now)
    assert document["preferences"]["style"] == "vintage"
    [draft] = document["drafts"]
    assert draft["order"]["prompt"] == FULL.prompt
    assert draft["order"]["card"]["channel_id"] == str(2**60)
    then = "1970-01-01T00:00:01+00:00"
    assert document["blocks"] == [{"guild_id": str(2**61), "blocked_at": then}]
    reactions = [(each["message_id"], each["emoji"]) for each in document["reactions"]]
    assert len(reactions) == 2 * len(REACTIONS)
    assert set(reactions) == {(number, emoji) for number in "12" for emoji in REACTIONS}


async def test_a_file_holds_nothing_about_others(store: Store, tmp_path: Path) -> None:
    """Who never used the bot gets a file that says so."""
    await past(store, user_id=8)
    await PreferenceBook(store).change(8, style="vintage")
    await Drafts(store).keep(order(user_id=8))
    await Servers(store).block(9, 8, 7)
    document = await exported(store, 7, tmp_path / "made")
    assert document == {
        "user_id": "7",
        "exported_at": "2023-11-14T22:13:20+00:00",
        "preferences": None,
        "drafts": [],
        "blocks": [],
        "reactions": [],
        "generations": [],
    }


async def test_a_large_file_needs_little_memory(store: Store, tmp_path: Path) -> None:
    """However much there is, only a batch of it is held at once."""
    small = await peak_of(store, 7, 3 * BATCH, tmp_path)
    large = await peak_of(store, 8, 12 * BATCH, tmp_path)
    assert large < 1.5 * small


async def peak_of(store: Store, user_id: int, size: int, folder: Path) -> int:
    """Return how many bytes a file of so many generations took at most, while it was written."""
    await many(store, user_id, size)
    tracemalloc.start()
    try:
        path = await Privacy(store, PreferenceBook(store)).export(user_id, folder)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    document = json.loads(path.read_text(encoding="utf-8"))
    assert len({found["id"] for found in document["generations"]}) == size + 1
    return peak


async def test_a_file_that_cannot_be_finished_is_not_left_behind(
    store: Store, tmp_path: Path
) -> None:
    """Half of somebody's data lies around nowhere."""
    watched, database = fragile(store)
    database.down = True
    with pytest.raises(StoreUnavailableError):
        await Privacy(watched, PreferenceBook(watched)).export(7, tmp_path / "made")
    assert files_in(tmp_path / "made") == []
