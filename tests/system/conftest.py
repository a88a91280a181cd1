"""One sandbox for each file of tests, and a bot for each test."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import aiohttp
import pytest

from sandbox.photos import photo
from tests.system import processes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def sandbox() -> Iterator[processes.Sandbox]:
    """Run a sandbox whose jobs take some tenths of a second, with coarse pictures."""
    with processes.draft("--speed", "25") as running:
        yield running


@pytest.fixture(scope="session")
def dog() -> bytes:
    """Return a picture like a photo, as JPEG."""
    return photo(seed=1)


@pytest.fixture
async def controls(sandbox: processes.Sandbox) -> AsyncIterator[processes.Controls]:
    """Return the controls of the sandbox, and hold what the bot sent against Discord's document."""
    async with aiohttp.ClientSession() as session:
        controls = processes.Controls(session, sandbox.described)
        yield controls
        checked = await controls.call("GET", "/violations")
        assert checked["violations"] == []


@pytest.fixture
def folder(migrated: Path, tmp_path: Path) -> Path:
    """Return a folder for a bot, with a database that needs no migrating."""
    shutil.copy(migrated, tmp_path)
    return tmp_path


@pytest.fixture
def bot(sandbox: processes.Sandbox, folder: Path) -> Iterator[processes.Bot]:
    """Run a bot that uses the sandbox."""
    with processes.bot(sandbox.environment(folder), folder) as running:
        yield running
