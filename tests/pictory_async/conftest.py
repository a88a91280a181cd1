"""A client of the emulator that tries again without waiting long, and a shell beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pictory_async import PictoryClient, RetryPolicy
from tests.pictory_async.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.conftest import PictoryServer

QUICK = RetryPolicy(attempts=3, first_delay=0.01, max_delay=2.0)


@pytest.fixture
async def client(pictory: PictoryServer) -> AsyncIterator[PictoryClient]:
    """Connect to the emulator; give up on a silent answer after half a second."""
    async with PictoryClient(
        pictory.api_key, base_url=pictory.base_url, request_timeout=0.5, retry=QUICK
    ) as client:
        yield client


@pytest.fixture
def terminal(
    pictory: PictoryServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Terminal:
    """Stand in an empty directory, with the emulator as Pictory."""
    monkeypatch.chdir(tmp_path)
    settings = {"PICTORY_API_KEY": pictory.api_key, "PICTORY_API_URL": pictory.base_url}
    return Terminal(tmp_path, settings, capsys)
