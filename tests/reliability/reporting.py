"""Puts the matrix's outcomes at the end of what pytest says, and into a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

REPORT = Path(__file__).parent.parent.parent / "build" / "reliability" / "outcomes.txt"
SAID = pytest.StashKey[bool]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write the outcomes to the file, and their sum to the terminal."""
    config = terminalreporter.config
    lines = sorted(_outcomes(terminalreporter))
    if not lines or config.stash.get(SAID, False):
        return
    config.stash[SAID] = True
    broken = sum(line.startswith("BROKEN") for line in lines)
    end = "all as promised" if not broken else f"{broken} not as promised"
    lines.append(f"{len(lines)} rows, {end}")
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    terminalreporter.section("fault matrix")
    shown = lines if config.get_verbosity() > 0 else lines[-1:]
    for line in shown:
        terminalreporter.write_line(line)


def _outcomes(reporter: pytest.TerminalReporter) -> Iterator[str]:
    """Yield the lines that tests have recorded, in whatever process they ran."""
    for reports in (reporter.stats.get("passed", []), reporter.stats.get("failed", [])):
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == "outcome" and report.when == "call":
                    yield str(value)
