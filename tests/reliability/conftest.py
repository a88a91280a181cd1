"""The matrix's outcomes, at the end of what pytest says."""

from __future__ import annotations

from tests.reliability.reporting import pytest_terminal_summary

__all__ = ["pytest_terminal_summary"]
