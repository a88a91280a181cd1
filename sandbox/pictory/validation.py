"""Reads the bodies of Pictory's POST routes, and names every field that is wrong at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yarl import URL

from sandbox.pictory.catalogue import (
    IMAGE_MODELS,
    IMAGE_SIZES,
    STYLES,
    VIDEO_MODELS,
    VIDEO_SIZES,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from decimal import Decimal

PROMPT_LENGTHS = (5, 5000)
MAX_VIDEO_REFERENCES = 3
VIDEO_SOURCES = ("firstFrameImageUrl", "extendVideoUrl", "referenceImageUrls")


class InvalidBodyError(Exception):
    """A body breaks the rules of its route; `fields` maps each field at fault to the reason."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name} {reason}" for name, reason in fields.items()))
        self.fields = dict(fields)


@dataclass(frozen=True, slots=True)
class Order:
    """What an accepted POST asked for; `seconds` is the length of a video, None for an image."""

    prompt: str
    model: str
    ratio: str
    size: tuple[int, int]
    price: Decimal
    style: str | None = None
    references: tuple[str, ...] = ()
    webhook: str | None = None
    seconds: int | None = None

    @property
    def source(self) -> str:
        """The name of the work in the account's usage."""
        if self.seconds is not None:
            return "Image-to-Video" if self.references else "Text-to-Video"
        return "Image-to-Image" if self.references else "Text-to-Image"


@dataclass(frozen=True, slots=True)
class Upload:
    """What a request for an upload URL says about the file."""

    file_name: str
    content_type: str


def read_image(body: object) -> Order:
    """Return the image that a body asks for; raise InvalidBodyError with every problem in it."""
    form = _Form(body)
    prompt = form.prompt()
    model = IMAGE_MODELS[form.choice("model", IMAGE_MODELS)]
    ratio = form.choice("aspectRatio", model.ratios)
    style = form.choice("style", STYLES) if form.has("style") else None
    reference = form.uri("referenceImageUrl")
    if reference and not model.takes_reference:
        form.problems["referenceImageUrl"] = f"is not supported by the model {model.name}"
    webhook = form.uri("webhook")
    form.check()
    return Order(
        prompt=prompt,
        model=model.name,
        ratio=ratio,
        size=IMAGE_SIZES[ratio],
        price=model.price,
        style=style,
        references=(reference,) if reference else (),
        webhook=webhook,
    )


def read_video(body: object) -> Order:
    """Return the video that a body asks for; raise InvalidBodyError with every problem in it."""
    form = _Form(body)
    prompt = form.prompt()
    model = VIDEO_MODELS[form.choice("model", VIDEO_MODELS)]
    ratio = form.choice("aspectRatio", model.ratios)
    seconds = int(form.choice("duration", model.lengths).removesuffix("s"))
    pictures = form.video_sources()
    webhook = form.uri("webhook")
    form.check()
    return Order(
        prompt=prompt,
        model=model.name,
        ratio=ratio,
        size=VIDEO_SIZES[ratio],
        price=model.price * seconds,
        references=pictures,
        webhook=webhook,
        seconds=seconds,
    )


def read_upload(body: object) -> Upload:
    """Return the file that an upload URL is asked for; raise InvalidBodyError."""
    form = _Form(body)
    upload = Upload(form.text("fileName"), form.text("contentType"))
    form.check()
    return upload


class _Form:
    """A JSON body read field by field; every method notes a problem and goes on with a default."""

    def __init__(self, body: object) -> None:
        if not isinstance(body, dict):
            raise InvalidBodyError({"body": "must be a JSON object"})
        self._body = body
        self.problems: dict[str, str] = {}

    def check(self) -> None:
        """Raise what was noted."""
        if self.problems:
            raise InvalidBodyError(self.problems)

    def has(self, name: str) -> bool:
        return name in self._body

    def text(self, name: str) -> str:
        value = self._body.get(name)
        if not isinstance(value, str) or not value:
            self.problems[name] = "is required" if value is None else "must be a non-empty string"
            return ""
        return value

    def prompt(self) -> str:
        value = self.text("prompt")
        least, most = PROMPT_LENGTHS
        if value and not least <= len(value) <= most:
            self.problems["prompt"] = f"must be {least} to {most} characters long"
        return value

    def choice(self, name: str, allowed: Collection[str]) -> str:
        """Return the value of a field with a fixed set of values; the first is its default."""
        default = next(iter(allowed))
        value = self._body.get(name, default)
        if isinstance(value, str) and value in allowed:
            return value
        self.problems[name] = f"must be one of {', '.join(allowed)}"
        return default

    def uri(self, name: str) -> str | None:
        if not self.has(name):
            return None
        value = self._body[name]
        if not _is_uri(value):
            self.problems[name] = "must be a valid uri"
            return None
        return str(value)

    def video_sources(self) -> tuple[str, ...]:
        """Return the pictures that a video starts from; at most one kind of source is allowed."""
        given = [name for name in VIDEO_SOURCES if self.has(name)]
        if len(given) > 1:
            self.problems.update(dict.fromkeys(given, "cannot be combined with another"))
        self.uri("extendVideoUrl")
        first = self.uri("firstFrameImageUrl")
        return (first,) if first else self._uris("referenceImageUrls", MAX_VIDEO_REFERENCES)

    def _uris(self, name: str, most: int) -> tuple[str, ...]:
        if not self.has(name):
            return ()
        values = self._body[name]
        if isinstance(values, list) and 1 <= len(values) <= most and all(map(_is_uri, values)):
            return tuple(values)
        self.problems[name] = f"must be a list of 1 to {most} valid uris"
        return ()


def _is_uri(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        url = URL(value)
    except ValueError:
        return False
    return url.scheme in {"http", "https"} and bool(url.host)
