"""Result files of a chosen size, and when jobs end and are seen to have ended."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from sandbox.pictory.blanks import blank
from sandbox.pictory.gallery import Gallery
from sandbox.pictory.jobs import Job, JobStatus
from sandbox.pictory.validation import read_image


def job() -> Job:
    """Return a job that runs."""
    return Job("job", read_image({"prompt": "A quiet morning"}), "http://x", 1.0, 1.0)


@pytest.mark.parametrize("size", [20_000, 5_000_000])
def test_a_file_is_as_large_as_asked_for(size: int) -> None:
    """It is a picture that decoders read, of exactly so many bytes."""
    png = blank((1440, 1440), size)
    assert len(png) == size
    with Image.open(io.BytesIO(png)) as picture:
        picture.load()
        assert picture.size == (1440, 1440)


async def test_a_gallery_of_sized_files_draws_nothing() -> None:
    """Every job gets a picture of its size in a file of the chosen one."""
    gallery = Gallery(result_bytes=30_000)
    assert len(await gallery.picture(job())) == 30_000
    gallery.close()


def test_a_job_notes_when_it_ended_and_when_that_was_told() -> None:
    """Questions before the end tell nothing, and only the first after it counts."""
    running = job()
    running.envelope()
    assert (running.ended_at, running.told_at) == (None, None)
    running.end(JobStatus.COMPLETED)
    assert running.ended_at is not None
    running.item()
    told_at = running.told_at
    assert told_at is not None
    assert told_at >= running.ended_at
    running.envelope()
    assert running.told_at == told_at
