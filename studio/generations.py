"""A generation and its images: what was asked for, and how far each image has come.

The invariants that every transition keeps:

* A generation stands in the store before anybody is told of it, and once per idempotency key.
* An image is submitted at most once unless the earlier request certainly never reached Pictory:
  only `queued -> submitting` precedes a POST, and `submitting -> queued` is taken only when the
  connection was never made or Pictory answered 429.
* `generating`, `ready` and `delivered` images have a job id, and no two images share one;
  `queued`, `submitting` and `unconfirmed` images have none.
* `ready` and `delivered` images have a result URL.
* `delivered`, `failed` and `cancelled` are final, and an image reaches one of them at most once.
* `cancelled`, timed-out and `unconfirmed` detach the card, not the job: an image that has (or is
  found to have) a job id stays watched until Pictory settles it, which is recorded once, with what
  it cost. A result that still arrives is kept for its requester.
* Every transition is one compare-and-set on the image's row: of two who try, one does it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Mapping


class ImageState(StrEnum):
    """How far one image has come."""

    QUEUED = "queued"
    SUBMITTING = "submitting"
    GENERATING = "generating"
    READY = "ready"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNCONFIRMED = "unconfirmed"


TRANSITIONS: Mapping[ImageState, frozenset[ImageState]] = {
    ImageState.QUEUED: frozenset({ImageState.SUBMITTING, ImageState.FAILED, ImageState.CANCELLED}),
    ImageState.SUBMITTING: frozenset(
        {ImageState.QUEUED, ImageState.GENERATING, ImageState.FAILED, ImageState.UNCONFIRMED}
    ),
    ImageState.GENERATING: frozenset({ImageState.READY, ImageState.FAILED, ImageState.CANCELLED}),
    ImageState.READY: frozenset({ImageState.DELIVERED, ImageState.FAILED}),
    ImageState.DELIVERED: frozenset(),
    ImageState.FAILED: frozenset(),
    ImageState.CANCELLED: frozenset(),
    ImageState.UNCONFIRMED: frozenset({ImageState.GENERATING}),
}

SETTLED = frozenset(
    {ImageState.DELIVERED, ImageState.FAILED, ImageState.CANCELLED, ImageState.UNCONFIRMED}
)
"""The states in which a card shows nothing more by itself."""


class Kind(StrEnum):
    """What the requester did to ask for a generation."""

    GENERATE = "generate"
    REGENERATE = "regenerate"
    VARY = "vary"
    RESTYLE = "restyle"
    REPLACE = "replace"


class RatioSource(StrEnum):
    """Where an order's aspect ratio comes from.

    `TO_MATCH` becomes `MATCHED` once the reference has been read: the model's ratio that is
    nearest to it. Until then `aspect_ratio` is what is taken if there is no reference after all.
    """

    CHOSEN = "chosen"
    DEFAULT = "default"
    TO_MATCH = "to_match"
    MATCHED = "matched"


class FailureKind(StrEnum):
    """Why an image has no picture, as the card explains it."""

    REFERENCE_REJECTED = "reference_rejected"
    REFERENCE_UNREACHABLE = "reference_unreachable"
    INVALID_REQUEST = "invalid_request"
    KEY_REJECTED = "key_rejected"
    CREDITS_EXHAUSTED = "credits_exhausted"
    RATE_LIMITED = "rate_limited"
    OUTAGE = "outage"
    TIMED_OUT = "timed_out"
    MODERATED = "moderated"
    JOB_FAILED = "job_failed"
    JOB_VANISHED = "job_vanished"
    RESULT_LOST = "result_lost"
    NOWHERE_TO_SHOW = "nowhere_to_show"


GIVEN_UP = frozenset({FailureKind.TIMED_OUT, FailureKind.JOB_VANISHED})
"""The failures of a card that stopped waiting for a job which may still end."""


class Charged(StrEnum):
    """Whether a failed image cost credits."""

    NO = "no"
    YES = "yes"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an image failed; `detail` is Pictory's own message or the field at fault, unescaped."""

    kind: FailureKind
    charged: Charged
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a reference picture can be read.

    `url` is the URL as first given, signed and mortal. `channel_id`, `message_id` and `name` say
    which file of which message holds it for as long as that message lives; `name` is a file name
    without its ending, such as `reference` or `image-2`.
    """

    url: str
    channel_id: int | None = None
    message_id: int | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """The message that shows a generation, and the interaction token that can edit it.

    `message_id` is None until Discord has told it (a generation born of a reaction, before its
    card is posted). `token_expires_at` is in seconds since the epoch. `ephemeral` says that only
    its requester sees it, as Discord's callback told, or because it is in a DM.
    """

    channel_id: int
    message_id: int | None = None
    application_id: int | None = None
    interaction_token: str | None = None
    token_expires_at: float = 0.0
    ephemeral: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """The picture that a generation was made from: its generation, image and message.

    `root_channel_id` and `root_message_id` say where the first picture of the family was shown.
    """

    generation_id: int
    n: int | None = None
    channel_id: int | None = None
    message_id: int | None = None
    root_channel_id: int | None = None
    root_message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """A request for one to four images, as a cog hands it to the studio.

    `key` makes it idempotent: `interaction:<id>`, or `reaction:<message>:<emoji>:<user>:<time>`.
    `upload_limit` is the per-file limit of that interaction or server, in bytes. `bot_present`
    says whether the bot itself can act there: in its servers and its own DMs, and not where it is
    only user-installed. `ping` asks for a mention when it is done, since edits ping nobody.
    """

    key: str
    kind: Kind
    user_id: int
    card: Card
    prompt: str
    model: str
    aspect_ratio: str
    upload_limit: int
    style: str | None = None
    count: int = 1
    private: bool = False
    guild_id: int | None = None
    bot_present: bool = True
    reference: Reference | None = None
    origin: Origin | None = None
    locale: str = "en-US"
    ratio_source: RatioSource = RatioSource.CHOSEN
    ping: bool = False


@dataclass(frozen=True, slots=True)
class Image:
    """One image of a generation; times are seconds since the epoch, sizes pixels."""

    generation_id: int
    n: int
    state: ImageState = ImageState.QUEUED
    job_id: str | None = None
    submitted_at: float | None = None
    accepted_at: float | None = None
    """When the job's id became known."""
    deadline_at: float | None = None
    finished_at: float | None = None
    delivered_at: float | None = None
    result_url: str | None = None
    width: int | None = None
    height: int | None = None
    credits_used: Decimal | None = None
    failure: Failure | None = None
    job_settled_at: float | None = None
    """When Pictory said how the job ended, which may be after the card stopped waiting for it."""
    kept_at: float | None = None
    """When the picture was put aside, because it could not be shown or came too late."""
    collected_at: float | None = None

    @property
    def detached(self) -> bool:
        """Whether the card stopped waiting for a job that may still end, or has ended since."""
        given_up = self.failure is not None and self.failure.kind in GIVEN_UP
        return self.job_id is not None and (self.state is ImageState.CANCELLED or given_up)

    @property
    def late(self) -> bool:
        """Whether there is a result that came after the card stopped waiting, not yet put aside."""
        return self.detached and self.result_url is not None and self.kept_at is None

    @property
    def kept(self) -> bool:
        """Whether the picture waits to be collected."""
        return self.kept_at is not None and self.collected_at is None

    @property
    def settled(self) -> bool:
        """Whether nothing more will happen to this image's part of the card by itself."""
        return self.state in SETTLED

    @property
    def name(self) -> str:
        """The fixed name of this image's file on its message, without an ending."""
        return f"image-{self.n}"


@dataclass(frozen=True, slots=True)
class Generation:
    """A stored order with its images, as one snapshot; a newer snapshot replaces it."""

    id: int
    order: Order
    images: tuple[Image, ...]
    created_at: float
    root_id: int
    reference_stored: bool = False
    """Whether the card carries the reference as its own attachment."""
    shown_at: float | None = None
    """When the card showed its last state."""
    deleted_at: float | None = None
    """When its requester, or a moderator, took the finished card away."""

    @property
    def card(self) -> Card:
        """Where the generation is shown."""
        return self.order.card

    @property
    def settled(self) -> bool:
        """Whether every image is settled."""
        return all(image.settled for image in self.images)

    def is_complete_with(self, numbers: Container[int]) -> bool:
        """Whether every image is on the card once these are."""
        return all(
            image.n in numbers or (image.state is ImageState.DELIVERED and image.kept_at is None)
            for image in self.images
        )

    @property
    def credits_used(self) -> Decimal:
        """The credits that Pictory says the images cost so far."""
        return sum((image.credits_used or Decimal(0) for image in self.images), Decimal(0))

    def image(self, n: int) -> Image:
        """Return image `n`, counted from 1; raise IndexError if there is none."""
        if not 1 <= n <= len(self.images):
            msg = f"generation {self.id} has no image {n}"
            raise IndexError(msg)
        return self.images[n - 1]
