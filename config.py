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
    ValidationInfo,
    field_validator,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

PICTORY_API_URL = "https://api.pictory.ai/pictoryapis"
DATABASE_URL = "sqlite+aiosqlite:///data/bot.db"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
DATABASE_DRIVERS = ("sqlite+aiosqlite", "postgresql+asyncpg")
MIN_SIGNING_SECRET = 16
NEEDS = (
    ("discord_api_url", "discord_gateway_url"),
    ("discord_gateway_url", "discord_api_url"),
    ("shard_ids", "shard_count"),
    ("public_url", "webhook_secret"),
)
"""Settings that say nothing without another."""


class SettingsError(Exception):
    """Settings are missing or wrong; the text names every problem, one a line, and no values."""


def _url_of(*schemes: str) -> AfterValidator:
    def check(value: str) -> str:
        _require_one_word(value)
        parts = _parts(value)
        if parts is None or parts.scheme not in schemes or not parts.hostname:
            raise ValueError(
                f"must be a URL that begins with {' or '.join(f'{s}://' for s in schemes)}"
            )
        return value.rstrip("/")

    return AfterValidator(check)


def _parts(url: str) -> SplitResult | None:
    """Take a URL apart; None if it is none, for the reason is given with a piece of the value."""
    try:
        parts = urlsplit(url)
        port = parts.port  # read, because only that checks it
    except ValueError:
        return None
    return None if port == 0 else parts


def _bare(url: str) -> str:
    """Refuse a URL that no path can be put behind, or that says who asks."""
    if "?" in url or "#" in url or "@" in urlsplit(url).netloc:
        raise ValueError("must be without a user, a query and a fragment")
    return url


def _require_one_word(text: str) -> None:
    if not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("must be one word of ASCII letters, digits and signs")


def _one_word(value: SecretStr) -> SecretStr:
    """Refuse what cannot stand in a header, such as a key that was copied with its label."""
    _require_one_word(value.get_secret_value())
    return value


def _hard_to_guess(value: SecretStr) -> SecretStr:
    if len(value.get_secret_value()) < MIN_SIGNING_SECRET:
        raise ValueError(f"must be at least {MIN_SIGNING_SECRET} characters long")
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
BareUrl = Annotated[HttpUrl, AfterValidator(_bare)]
GatewayUrl = Annotated[str, _url_of("wss", "ws")]
Secret = Annotated[SecretStr, Field(min_length=1), AfterValidator(_one_word)]


class Settings(BaseModel):
    """The settings of DESIGN 2.3, frozen; each is named like its variable, in lower case."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    discord_token: Secret
    pictory_api_key: Secret
    pictory_api_url: BareUrl = PICTORY_API_URL
    discord_api_url: HttpUrl | None = None
    discord_gateway_url: GatewayUrl | None = None
    database_url: Annotated[str, AfterValidator(_database_url)] = Field(DATABASE_URL, repr=False)
    http_host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    public_url: BareUrl | None = None
    http_port: int = Field(0, ge=0, le=65535, validate_default=True)
    webhook_secret: Annotated[Secret, AfterValidator(_hard_to_guess)] | None = None
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
        return url

    @field_validator("http_port")
    @classmethod
    def _open_for_webhooks(cls, port: int, info: ValidationInfo) -> int:
        # A PUBLIC_URL that is wrong does not stand in the data, but it is set.
        if port == 0 and info.data.get("public_url", "wrong") is not None:
            raise ValueError("must be set with PUBLIC_URL, or no webhook can come in")
        return port

    @field_validator("shard_ids")
    @classmethod
    def _below_the_count(
        cls, ids: tuple[int, ...] | None, info: ValidationInfo
    ) -> tuple[int, ...] | None:
        count = info.data.get("shard_count")
        if ids is not None and count is not None and max(ids) >= count:
            raise ValueError("must each be below SHARD_COUNT")
        return ids

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
        problems = [
            f"{name.upper()} needs {other.upper()}"
            for name, other in NEEDS
            if name in given and other not in given
        ]
        try:
            settings = cls.model_validate(given)
        except ValidationError as error:
            problems = [*map(_problem, error.errors()), *problems]
        else:
            if not problems:
                return settings
        raise SettingsError("\n".join(problems))


def _problem(error: ErrorDetails) -> str:
    """Say one problem as a sentence that begins with the variable's name."""
    name = str(error["loc"][0]).upper()
    if error["type"] == "missing":
        return f"{name} is not set"
    message = error["msg"].removeprefix("Value error, ")
    return f"{name}: {message[0].lower()}{message[1:]}"
