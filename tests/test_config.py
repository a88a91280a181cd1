"""Tests of config: what is accepted, what is refused, and that nothing secret is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from dotenv import dotenv_values

from config import Settings, SettingsError

REQUIRED = {"DISCORD_TOKEN": "token-of-the-bot", "PICTORY_API_KEY": "pictai_secret"}
WEBHOOKS = {
    "PUBLIC_URL": "https://bot.example.com",
    "WEBHOOK_SECRET": "0123456789abcdef",
    "HTTP_PORT": "8080",
}
EXAMPLE = Path(__file__).parent.parent / ".env.example"


def test_two_settings_are_enough() -> None:
    """Everything but the token and the key has a default."""
    settings = Settings.from_mapping(REQUIRED)
    assert settings.max_inflight == 50
    assert settings.pictory_api_url == "https://api.pictory.ai/pictoryapis"
    assert settings.database_url == "sqlite+aiosqlite:///data/bot.db"
    assert settings.http_port == 0


def test_every_problem_is_named_at_once() -> None:
    """Missing and wrong settings come as one message, a line each."""
    with pytest.raises(SettingsError) as caught:
        Settings.from_mapping({"MAX_INFLIGHT": "many", "LOG_FORMAT": "xml", "HTTP_PORT": "70000"})
    lines = str(caught.value).splitlines()
    named = {line.split(":")[0].split(" ")[0] for line in lines}
    assert named == {"DISCORD_TOKEN", "PICTORY_API_KEY", "MAX_INFLIGHT", "LOG_FORMAT", "HTTP_PORT"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PICTORY_API_URL", "ftp://pictory.example"),
        ("PICTORY_API_URL", "not a url"),
        ("PICTORY_API_URL", "http://pictory.example/pictoryapis"),
        ("PICTORY_API_URL", "https://user:word@pictory.example/pictoryapis"),
        ("PICTORY_API_URL", "https://pictory.example/pictoryapis?page=1"),
        ("PICTORY_API_URL", "https://pictory.example:99999/pictoryapis"),
        ("PICTORY_API_KEY", "pictai_two words"),
        ("PICTORY_API_KEY", "pictai_…"),
        ("DISCORD_TOKEN", "token\nof the bot"),
        ("PUBLIC_URL", "bot.example.com"),
        ("PUBLIC_URL", "ftp://bot.example.com"),
        ("PUBLIC_URL", "https://user@bot.example.com"),
        ("PUBLIC_URL", "https://:word@bot.example.com"),
        ("PUBLIC_URL", "https://bot.example.com/?"),
        ("PUBLIC_URL", "https://bot.example.com/?a=1"),
        ("PUBLIC_URL", "https://bot.example.com/#"),
        ("PUBLIC_URL", "https://bot.example.com/a b"),
        ("PUBLIC_URL", "https://bot.exam\nple.com"),
        ("PUBLIC_URL", "https://bücher.example"),
        ("PUBLIC_URL", "https://bot.example.com:0"),
        ("PUBLIC_URL", "https://[::1"),
        ("DISCORD_API_URL", "https://℀.example"),
        ("WEBHOOK_SECRET", "0123456789abcde"),
        ("WEBHOOK_SECRET", "a secret of three words"),
        ("DATABASE_URL", "mysql://user:hunter2@host/db"),
        ("MAX_INFLIGHT", "0"),
        ("JOB_TIMEOUT_SECONDS", "-1"),
        ("POLL_MIN_SECONDS", "-3"),
        ("SHARD_IDS", "0;1"),
        ("LOG_LEVEL", "LOUD"),
        ("DEV_GUILD_ID", "my server"),
    ],
)
def test_a_wrong_setting_is_named_without_its_value(name: str, value: str) -> None:
    """The message says which setting is wrong, and never repeats what it was set to."""
    with pytest.raises(SettingsError) as caught:
        Settings.from_mapping({**REQUIRED, **WEBHOOKS, name: value})
    assert str(caught.value).startswith(name)
    assert value not in str(caught.value)


@pytest.mark.parametrize(
    "mapping",
    [
        {"DISCORD_API_URL": "http://127.0.0.1:1/api/v10"},
        {"DISCORD_GATEWAY_URL": "ws://127.0.0.1:1/gateway"},
        {"SHARD_IDS": "0"},
        {"SHARD_IDS": "0,2", "SHARD_COUNT": "2"},
    ],
)
def test_settings_that_contradict_each_other_are_refused(mapping: dict[str, str]) -> None:
    """Settings that only make sense together are checked together."""
    with pytest.raises(SettingsError) as caught:
        Settings.from_mapping({**REQUIRED, **mapping})
    assert len(str(caught.value).splitlines()) == 1


def test_what_is_missing_for_another_setting_is_named_with_everything_else() -> None:
    """A contradiction does not wait until all else is right, and names both settings."""
    with pytest.raises(SettingsError) as caught:
        Settings.from_mapping(
            {
                "PICTORY_API_KEY": "pictai_secret",
                "PUBLIC_URL": "https://bot.example.com",
                "SHARD_IDS": "0",
                "DISCORD_API_URL": "http://127.0.0.1:1/api/v10",
            }
        )
    assert set(str(caught.value).splitlines()) == {
        "DISCORD_TOKEN is not set",
        "PUBLIC_URL needs WEBHOOK_SECRET",
        "HTTP_PORT: must be set with PUBLIC_URL, or no webhook can come in",
        "SHARD_IDS needs SHARD_COUNT",
        "DISCORD_API_URL needs DISCORD_GATEWAY_URL",
    }


@pytest.mark.parametrize("port", ["", "0"])
def test_a_wrong_public_url_does_not_hide_what_it_needs(port: str) -> None:
    """Whoever sets webhooks up learns everything at once."""
    with pytest.raises(SettingsError) as caught:
        Settings.from_mapping({**REQUIRED, "PUBLIC_URL": "bot.example.com", "HTTP_PORT": port})
    named = {line.split(":")[0] for line in str(caught.value).splitlines()}
    assert named == {"PUBLIC_URL", "HTTP_PORT", "PUBLIC_URL needs WEBHOOK_SECRET"}


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("https://bot.example.com", "https://bot.example.com"),
        ("https://bot.example.com/", "https://bot.example.com"),
        ("https://bot.example.com:8443/pictures//", "https://bot.example.com:8443/pictures"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("https://[::1]:8080/", "https://[::1]:8080"),
    ],
)
def test_the_public_url_is_read_without_a_slash_at_its_end(given: str, read: str) -> None:
    """So that the webhooks' path can be put behind it."""
    settings = Settings.from_mapping({**REQUIRED, **WEBHOOKS, "PUBLIC_URL": given})
    assert settings.public_url == read


def test_a_webhook_secret_alone_turns_nothing_on() -> None:
    """PUBLIC_URL is the switch; the secret may stay when it is turned off."""
    settings = Settings.from_mapping({**REQUIRED, "WEBHOOK_SECRET": "0123456789abcdef"})
    assert settings.public_url is None


def test_shard_ids_are_read_as_numbers() -> None:
    """SHARD_IDS is a list with commas."""
    settings = Settings.from_mapping({**REQUIRED, "SHARD_IDS": "0, 3", "SHARD_COUNT": "4"})
    assert settings.shard_ids == (0, 3)


def test_secrets_are_not_in_the_repr() -> None:
    """Neither token, key, secret nor database password shows when settings are printed."""
    settings = Settings.from_mapping(
        {**REQUIRED, **WEBHOOKS, "DATABASE_URL": "postgresql+asyncpg://bot:hunter2@db/bot"}
    )
    for secret in ("token-of-the-bot", "pictai_secret", "hunter2", "0123456789abcdef"):
        assert secret not in repr(settings)
        assert secret not in str(settings)


def test_the_example_names_every_setting_with_its_default() -> None:
    """.env.example and Settings list the same names, and the defaults shown are the real ones."""
    lines = EXAMPLE.read_text().splitlines()
    shown = [
        line.removeprefix("#") for line in lines if "=" in line and " " not in line.split("=")[0]
    ]
    names = [line.split("=")[0] for line in shown]
    assert sorted(names) == sorted(name.upper() for name in Settings.model_fields)
    uncommented = EXAMPLE.parent / ".env.example"
    values = {name: value for name, value in (line.split("=", 1) for line in shown) if value}
    assert dotenv_values(uncommented) == {"DISCORD_TOKEN": "", "PICTORY_API_KEY": ""}
    given = Settings.from_mapping({**values, **REQUIRED})
    default = Settings.from_mapping(REQUIRED)
    changed = {"discord_api_url", "discord_gateway_url"}  # their default is discord.py's own
    assert given.model_dump(exclude=changed) == default.model_dump(exclude=changed)
