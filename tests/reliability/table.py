"""Writes the matrix into its document: `python -m tests.reliability.table --write`."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.reliability.matrix import ROWS
from tests.reliability.rows import Where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.reliability.rows import Row

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "reliability.md"
TABLE = re.compile(r"(<!-- matrix -->\n).*?(<!-- end of the matrix -->)", re.DOTALL)
HEAD = "| where | what goes wrong | what is promised | POSTs |\n|---|---|---|---|\n"


def rendered() -> str:
    """Return the table."""
    order = list(Where)
    rows = sorted(ROWS, key=lambda row: order.index(row.where))
    return HEAD + "".join(_lines(rows))


def _lines(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        says = f": “{row.says}”" if row.says else ""
        yield f"| {row.where.value} | {row.fault} | {row.promise.value}{says} | {row.posts} |\n"


def updated(document: str) -> str:
    """Return the document with the table as the rows are now."""
    return TABLE.sub(lambda found: f"{found[1]}{rendered()}{found[2]}", document)


def main() -> int:
    """Write the document, or say whether it is in step with the rows."""
    parser = argparse.ArgumentParser(description="The fault matrix's table in its document.")
    parser.add_argument("--write", action="store_true", help="write it anew")
    options = parser.parse_args()
    document = DOCUMENT.read_text(encoding="utf-8")
    if options.write:
        DOCUMENT.write_text(updated(document), encoding="utf-8")
        return 0
    return 0 if updated(document) == document else 1


if __name__ == "__main__":
    sys.exit(main())
