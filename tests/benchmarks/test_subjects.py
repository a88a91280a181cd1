"""How the bots under test are set up."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.subjects import BASELINE, OURS, Subject, webhook_settings
from config import Settings

DESCRIBED = {
    "discord_token": "token",
    "discord_api_url": "http://127.0.0.1:1/api/v10",
    "discord_gateway_url": "ws://127.0.0.1:1/gateway",
    "pictory_api_key": "pictai_key",
    "pictory_api_url": "http://127.0.0.1:2/pictoryapis",
}


@pytest.mark.parametrize(
    ("subject", "setting", "expected"),
    [(OURS, "POLL_MIN_SECONDS", "0.5"), (BASELINE, "BASELINE_POLL_SECONDS", "1.5")],
)
def test_time_is_compressed_alike(subject: Subject, setting: str, expected: str) -> None:
    """Ten times as fast as in real life, each bot asks ten times as often."""
    environment = subject.environment(DESCRIBED, Path("/data"), speed=10)
    assert environment[setting] == expected


def test_our_bot_takes_its_settings() -> None:
    """The bot understands what it is given, and nothing holds it back."""
    settings = Settings.from_mapping(OURS.environment(DESCRIBED, Path("/data"), speed=1))
    assert settings.poll_min_seconds == 5
    assert min(settings.max_inflight, settings.max_inflight_per_user) > 10_000


def test_our_bot_takes_webhooks() -> None:
    """The settings for webhooks are ones that the bot accepts."""
    environment = OURS.environment(DESCRIBED, Path("/data"), speed=1) | webhook_settings()
    settings = Settings.from_mapping(environment)
    assert settings.public_url == f"http://127.0.0.1:{settings.http_port}"


def test_a_person_s_settings_stay_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run on a machine where a real bot is set up reaches no real service."""
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), "real")
    environment = OURS.environment(DESCRIBED, Path("/data"), speed=1)
    assert "real" not in environment.values()
