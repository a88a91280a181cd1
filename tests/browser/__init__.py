"""Tests that drive a real Chromium, and the screenshots of `docs/` that they can take."""
