"""The values that go to Pictory and come back, all of them frozen."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - pydantic needs it at run time
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

if TYPE_CHECKING:
    from collections.abc import Mapping

_log = logging.getLogger("pictory_async")

PROMPT_MIN = 5
PROMPT_MAX = 5000
"""The bounds of a prompt, in characters (Unicode code points), counted as given."""


class Style(StrEnum):
    """The looks that Pictory knows."""

    PHOTOREALISTIC = "photorealistic"
    ARTISTIC = "artistic"
    CARTOON = "cartoon"
    MINIMALIST = "minimalist"
    VINTAGE = "vintage"
    FUTURISTIC = "futuristic"


@dataclass(frozen=True, slots=True)
class ImageModel:
    """One of Pictory's image models; `credits` is the price of an image in AI credits."""

    name: str
    aspect_ratios: tuple[str, ...]
    credits: Decimal
    supports_reference: bool

    @property
    def default_aspect_ratio(self) -> str:
        """The ratio that Pictory takes when none is given."""
        return self.aspect_ratios[0]


_RATIOS = ("1:1", "16:9", "9:16")
DEFAULT_MODEL = "seedream3.0"
MODELS: Mapping[str, ImageModel] = MappingProxyType(
    {
        model.name: model
        for model in (
            ImageModel(DEFAULT_MODEL, _RATIOS, Decimal(2), supports_reference=True),
            ImageModel("flux-schnell", _RATIOS, Decimal("0.6"), supports_reference=False),
            ImageModel("nanobanana", _RATIOS, Decimal(4), supports_reference=True),
            # Nowhere said; a reference that it cannot take would be refused with a 400.
            ImageModel("nanobanana-pro", _RATIOS, Decimal(14), supports_reference=True),
        )
    }
)


def is_web_url(text: str) -> bool:
    """Tell whether `text` is an http or https URL with a host and no blanks."""
    if " " in text or not text.isprintable():  # of all blanks only this one is printable
        return False
    try:
        parts = urlsplit(text)
        _ = parts.port  # read, because only that checks it
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _web_url(text: str) -> str:
    if not is_web_url(text):
        raise ValueError("must be an http or https URL")
    return text


WebUrl = Annotated[str, AfterValidator(_web_url)]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ImageRequest(_Value):
    """A picture to be made; building one that Pictory would refuse raises ValueError.

    `aspect_ratio` None is the model's first one. `reference_image_url` must be readable by
    Pictory without keys or cookies. `webhook` is told when the job completes.
    """

    prompt: str = Field(min_length=PROMPT_MIN, max_length=PROMPT_MAX)
    model: str = DEFAULT_MODEL
    aspect_ratio: str | None = None
    style: Style | None = None
    reference_image_url: WebUrl | None = None
    webhook: WebUrl | None = None

    @field_validator("model")
    @classmethod
    def _model_is_known(cls, name: str) -> str:
        if name not in MODELS:
            raise ValueError(f"must be one of {', '.join(MODELS)}")
        return name

    @model_validator(mode="after")
    def _model_can_do_it(self) -> Self:
        model = MODELS[self.model]
        if self.aspect_ratio is not None and self.aspect_ratio not in model.aspect_ratios:
            ratios = ", ".join(model.aspect_ratios)
            raise ValueError(f"the aspect ratio of {model.name} must be one of {ratios}")
        if self.reference_image_url is not None and not model.supports_reference:
            able = ", ".join(name for name, other in MODELS.items() if other.supports_reference)
            raise ValueError(f"{model.name} takes no reference image; these do: {able}")
        return self


class JobStatus(StrEnum):
    """How far a job has come; UNKNOWN is a status that this package has never heard of."""

    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    FAILED = "failed"
    CLEANED = "cleaned"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> JobStatus:
        name = str(value).strip().lower().replace("_", "-")
        if name in cls._value2member_map_:
            return cls(name)
        _log.warning("Pictory sent the unknown job status %.40r; the job counts as running", value)
        return cls.UNKNOWN


class Job(_Value):
    """A job as Pictory last described it; sizes are pixels."""

    id: str
    status: JobStatus
    url: str | None = None
    width: int | None = None
    height: int | None = None
    credits_used: Decimal | None = None
    error_code: str | None = None
    error_message: str | None = None

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen to the job."""
        return self.status in {JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CLEANED}


class JobPage(_Value):
    """One page of the account's jobs, newest first; `next_page_key` None is the last page."""

    jobs: tuple[Job, ...]
    next_page_key: str | None = None


class Allowance(_Value):
    """How much of something the account has used, and how much it may."""

    used: Decimal
    limit: Decimal

    @property
    def remaining(self) -> Decimal:
        """What is left, never less than nothing."""
        return max(self.limit - self.used, Decimal(0))


class Quota(_Value):
    """The account's allowances; only the AI credits are certain to be told."""

    ai_credits: Allowance
    video_minutes: Allowance | None = None
    transcription_minutes: Allowance | None = None
    voice_over_minutes: Allowance | None = None


class TransactionKind(StrEnum):
    """Whether credits were taken or given."""

    DEBIT = "debit"
    CREDIT = "credit"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> TransactionKind:  # noqa: ARG003
        return cls.UNKNOWN


class Transaction(_Value):
    """One line of the account's use of AI credits."""

    id: str
    kind: TransactionKind
    amount: Decimal
    source: str = ""
    description: str = ""
    plan: str = ""
    at: datetime | None = None


class PictureInfo(_Value):
    """What was downloaded: its type, decided by its bytes, and its size in bytes."""

    content_type: str
    size: int
