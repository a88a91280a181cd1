"""Downloads results to the spool, and puts pictures aside from there."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pictory_async import DownloadError, PictoryError
from studio.apart import shrink
from studio.deliveries import KeptPicture
from studio.encoded import picture_type
from studio.watching import look

if TYPE_CHECKING:
    from collections.abc import Iterable

    from studio.bench import Bench
    from studio.generations import Generation, Image
    from studio.runner import GenerationRun
    from studio.tasks import Nap

log = logging.getLogger(__name__)

HEAD_BYTES = 12


async def fetch(bench: Bench, run: GenerationRun, n: int, nap: Nap) -> Path | None:
    """Download an image's result to the spool, trying as long as it helps; None if it is lost.

    Where it is refused, Pictory is asked whether it has another address by now.
    """
    patience, refusals = bench.patience(), 0
    while True:
        image = run.generation.image(n)
        label = f"generation={image.generation_id} n={n}"
        try:
            return await _download(bench, image)
        except PictoryError as error:
            delay = patience.fail()
            log.warning("download failed %s reason=%s", label, error)
            if isinstance(error, DownloadError):
                refusals += 1
                await _renew_address(bench, run, image)
            if patience.exhausted or refusals >= bench.limits.download_attempts:
                return None
        except OSError as error:  # our disk's fault, so the result is not given up
            delay = patience.fail()
            log.warning("spooling failed %s reason=%s", label, error.strerror)
        await nap.take(delay)


async def _renew_address(bench: Bench, run: GenerationRun, image: Image) -> None:
    seen = await look(bench.client, image.job_id or "")
    url = None if seen.job is None else seen.job.url
    if url is None or url == image.result_url:
        return
    renewed = await bench.persist(lambda: bench.jobs.renew_url(image.generation_id, image.n, url))
    if renewed is not None:
        run.changed(renewed)


async def _download(bench: Bench, image: Image) -> Path:
    assert image.result_url is not None
    path = bench.spool / f"{image.generation_id}-{image.n}"
    async with bench.fetching:
        file = await _opened(path)
        try:
            info = await bench.client.download(
                image.result_url, file, max_bytes=bench.limits.result_max_bytes
            )
            named = path.with_name(f"{path.name}.{info.content_type.rpartition('/')[2]}")
            return await asyncio.to_thread(_close_as, file, named)
        except BaseException:
            with suppress(OSError):
                file.close()  # here: a second cancellation would not wait for a thread
            raise


def _close_as(file: BinaryIO, path: Path) -> Path:
    """Close a file and give it its name."""
    file.close()  # this writes what is buffered, which fails on a full disk like any writing
    return Path(file.name).rename(path)


async def _opened(path: Path) -> BinaryIO:
    """Open a new file on the spool; closed again if that is no longer wanted when it is open."""

    def work() -> BinaryIO:
        # A folder for temporary files may be cleared by the system while nothing is in it.
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("w+b")

    opening = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        opening.add_done_callback(_close_if_opened)  # a thread cannot be stopped
        raise


def _close_if_opened(opening: asyncio.Future[BinaryIO]) -> None:
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()


async def discard(*paths: Path) -> None:
    """Remove files from the spool."""
    await asyncio.to_thread(_unlink, paths)


def _unlink(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink()


async def put_aside(
    bench: Bench, generation: Generation, pictures: dict[int, Path], *, now: float
) -> list[Image]:
    """Store pictures for their requester to collect, and return their images."""
    limit = generation.order.upload_limit
    kept = {n: await asyncio.to_thread(_read, path, limit) for n, path in sorted(pictures.items())}
    return await bench.persist(lambda: bench.deliveries.keep(generation.id, kept, now=now))


def _read(path: Path, limit: int) -> KeptPicture:
    """Return a picture no larger than Discord would have taken it, if it can be made smaller."""
    if path.stat().st_size > limit:
        with suppress(OSError, ValueError):
            smaller = shrink(path, max_bytes=limit)
            return KeptPicture(smaller.content_type, smaller.data)
    data = path.read_bytes()
    return KeptPicture(picture_type(data[:HEAD_BYTES]) or "image/png", data)
