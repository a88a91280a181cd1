"""The rows of a file of the matrix, run together before the first of its tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.reliability.running import Ran, run_selected

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def ran(
    request: pytest.FixtureRequest, migrated: Path, tmp_path_factory: pytest.TempPathFactory
) -> Ran:
    """Run the rows."""
    return run_selected(request, tmp_path_factory.mktemp("matrix"), migrated)
