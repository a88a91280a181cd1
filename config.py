"""The settings of the bot, read from a mapping such as the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

PICTORY_API_URL = "https://api.pictory.ai/pictoryapis"
DATABASE_URL = "sqlite+aiosqlite:///data/bot.db"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
DATABASE_DRIVERS = ("sqlite+aiosqlite", "postgresql+asyncpg")


class SettingsError(Exception):
    """Settings are missing or wrong; the text names every problem, one a line, and no values."""


def _url_of(*schemes: str) -> AfterValidator:
    def check(value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in schemes or not parts.hostname or not _has_port(parts):
            raise ValueError(
                f"must be a URL that begins with {' or '.join(f'{s}://' for s in schemes)}"
            )
        return value.rstrip("/")

    return AfterValidator(check)


def _has_port(parts: SplitResult) -> bool:
    """Whether the port is one, or none is given."""
    try:
        return parts.port != 0
    except ValueError:
        return False


def _one_word(value: SecretStr) -> SecretStr:
    """Refuse what cannot stand in a header, such as a key that was copied with its label."""
    secret = value.get_secret_value()
    if not secret.isascii() or not secret.isprintable() or " " in secret:
        raise ValueError("must be one word of ASCII letters, digits and signs")
    return value


def _database_url(value: str) -> str:
    if value.partition("://")[0] not in DATABASE_DRIVERS:
        raise ValueError(
            f"must begin with {' or '.join(f'{name}://' for name in DATABASE_DRIVERS)}"
        )
    return value


def _shard_ids(value: object) -> object:
    if not isinstance(value, str):
        return value
    parts = [part.strip() for part in value.split(",")]
    if not all(part.isascii() and part.isdecimal() for part in parts):
        raise ValueError("must be numbers with commas between, such as 0,1")
    return tuple(int(part) for part in parts)


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


HttpUrl = Annotated[str, _url_of("https", "http")]
GatewayUrl = Annotated[str, _url_of("wss", "ws")]
Secret = Annotated[SecretStr, Field(min_length=1), AfterValidator(_one_word)]


class Settings(BaseModel):
    """The settings of DESIGN 2.3, frozen; each is named like its variable, in lower case."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    discord_token: Secret
    pictory_api_key: Secret
    pictory_api_url: HttpUrl = PICTORY_API_URL
    discord_api_url: HttpUrl | None = None
    discord_gateway_url: GatewayUrl | None = None
    database_url: Annotated[str, AfterValidator(_database_url)] = Field(DATABASE_URL, repr=False)
    http_host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    http_port: int = Field(0, ge=0, le=65535)
    max_inflight: int = Field(50, ge=1)
    max_inflight_per_user: int = Field(4, ge=1)
    job_timeout_seconds: float = Field(1800.0, gt=0)
    poll_min_seconds: float = Field(5.0, gt=0)
    shard_count: int | None = Field(None, ge=1)
    shard_ids: Annotated[tuple[int, ...] | None, BeforeValidator(_shard_ids)] = None
    dev_guild_id: int | None = Field(None, ge=1)
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], BeforeValidator(_upper)
    ] = "INFO"
    log_format: Literal["text", "json"] = "text"

    @field_validator("pictory_api_url")
    @classmethod
    def _key_stays_private(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise ValueError("must begin with https://, or the key would travel openly")
        if parts.query or parts.fragment or parts.username is not None:
            raise ValueError("must be without a user, a query and a fragment")
        return url

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.discord_api_url is None) != (self.discord_gateway_url is None):
            raise ValueError("DISCORD_API_URL and DISCORD_GATEWAY_URL must be set together")
        if self.shard_ids is not None:
            if self.shard_count is None:
                raise ValueError("SHARD_IDS needs SHARD_COUNT")
            if any(shard >= self.shard_count for shard in self.shard_ids):
                raise ValueError("SHARD_IDS must each be below SHARD_COUNT")
        return self

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, str | None]) -> Self:
        """Read the settings from `mapping`; an empty value counts as not set.

        Raises SettingsError, which names every problem at once and never shows a value.
        """
        given: dict[str, Any] = {}
        for name in cls.model_fields:
            value = (mapping.get(name.upper()) or "").strip()
            if value:
                given[name] = value
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            raise SettingsError("\n".join(map(_problem, error.errors()))) from None


def _problem(error: ErrorDetails) -> str:
    """Say one problem as a sentence that begins with the variable's name."""
    if not error["loc"]:
        return error["msg"].removeprefix("Value error, ")
    name = str(error["loc"][0]).upper()
    if error["type"] == "missing":
        return f"{name} is not set"
    message = error["msg"].removeprefix("Value error, ")
    return f"{name}: {message[0].lower()}{message[1:]}"
