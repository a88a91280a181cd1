"""What one picture's way through the store costs: every transaction of it, and nothing else."""

from __future__ import annotations

import tempfile
import time
from typing import TYPE_CHECKING

from benchmarks.figures import Quantity, Reading, Unit
from benchmarks.stage import OUTPUT
from benchmarks.subjects import OURS
from studio.deliveries import Deliveries
from studio.generations import Card, ImageState, Kind, Order
from studio.ports import Delivery, Rung
from studio.store import Store

if TYPE_CHECKING:
    from benchmarks.scale import Scale
    from benchmarks.subjects import Subject

CPU = Quantity("cpu.store", "CPU a job of that, in the store", Unit.SECONDS)
MEBIBYTE = 1024 * 1024


async def measure(subject: Subject, scale: Scale) -> Reading:
    """Take pictures through a store on disk, one after the other; a bot without one costs 0."""
    if subject is not OURS:
        return {CPU: 0.0}
    OUTPUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=OUTPUT) as folder:
        async with await Store.open(f"sqlite+aiosqlite:///{folder}/store.db") as store:
            await _picture(store, "warm-up")
            before = time.process_time()
            for number in range(scale.jobs):
                await _picture(store, f"{number}")
            return {CPU: (time.process_time() - before) / scale.jobs}


async def _picture(store: Store, key: str) -> None:
    """Do to the store what the studio does for one picture that goes well."""
    order = Order(
        key=key,
        kind=Kind.GENERATE,
        user_id=1,
        card=Card(channel_id=2),
        prompt="A lighthouse in a storm, and a small boat that comes home",
        model="seedream3.0",
        aspect_ratio="1:1",
        upload_limit=10 * MEBIBYTE,
    )
    now = time.time()
    generation, _ = await store.add(order, owner="me", now=now)
    number = generation.id
    await store.post_card(number, Card(channel_id=2, message_id=number))
    await store.move(number, 1, ImageState.SUBMITTING, submitted_at=now)
    await store.move(number, 1, ImageState.GENERATING, job_id=key, accepted_at=now, deadline_at=now)
    url = f"https://x/{key}.png"
    await store.move(
        number, 1, ImageState.READY, result_url=url, finished_at=now, job_settled_at=now
    )
    shown = Delivery(Rung.TOKEN_EDIT, 2, number)
    await Deliveries(store).record(number, [1], shown, now=now, last=True)
