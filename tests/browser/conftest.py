"""A sandbox and a bot for the browser, and the picture that a person attaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.photos import photo
from tests.system import processes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def sandbox() -> Iterator[processes.Sandbox]:
    """Run a sandbox whose jobs take about a second."""
    with processes.sandbox("--speed", "8") as running:
        yield running


@pytest.fixture
def bot(sandbox: processes.Sandbox, tmp_path: Path) -> Iterator[processes.Bot]:
    """Run a bot that uses the sandbox."""
    with processes.bot(sandbox.environment(tmp_path), tmp_path) as running:
        yield running


@pytest.fixture
def dog(tmp_path: Path) -> Path:
    """Return a file with a picture like a photo."""
    path = tmp_path / "dog.jpg"
    path.write_bytes(photo(seed=1))
    return path
