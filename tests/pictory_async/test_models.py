"""The values: what may be asked for, and what the catalogue says."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import ValidationError

from pictory_async import (
    DEFAULT_MODEL,
    MODELS,
    Allowance,
    ImageRequest,
    Job,
    JobStatus,
    Style,
    TransactionKind,
)


@pytest.mark.parametrize("prompt", ["12345", "x" * 5000, "  a  ", "🐕🐈🐇🐎🐄"])
def test_a_prompt_of_5_to_5000_characters_is_kept_as_given(prompt: str) -> None:
    """Characters are counted as given, blanks and emoji included, and nothing is stripped."""
    assert ImageRequest(prompt=prompt).prompt == prompt


@pytest.mark.parametrize("prompt", ["", "1234", "🐕🐈🐇🐎", "x" * 5001])
def test_a_prompt_out_of_bounds_is_refused(prompt: str) -> None:
    """Four characters are too few and 5,001 too many."""
    with pytest.raises(ValidationError, match="prompt"):
        ImageRequest(prompt=prompt)


@pytest.mark.parametrize(
    "url", ["https://example.com/dog.png?a=b%20c", "http://127.0.0.1:8080/x", "https://[::1]/x"]
)
def test_a_reference_may_be_any_web_url(url: str) -> None:
    """An http or https URL is kept to the letter."""
    assert ImageRequest(prompt="A cat", reference_image_url=url).reference_image_url == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "dog.png",
        "/dog.png",
        "ftp://example.com/dog.png",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "https://",
        "https:///dog.png",
        "https://example.com/a dog.png",
        "https://example.com/\ndog",
        "https://example.com:port/dog",
        "https://[::1/dog",
    ],
)
@pytest.mark.parametrize("field", ["reference_image_url", "webhook"])
def test_what_is_no_web_url_is_refused(url: str, field: str) -> None:
    """A reference and a webhook must be http or https URLs with a host."""
    with pytest.raises(ValidationError, match="must be an http or https URL"):
        ImageRequest.model_validate({"prompt": "A cat", field: url})


def test_a_model_without_reference_support_names_those_that_have_it() -> None:
    """A reference with flux-schnell is refused before anything is spent."""
    with pytest.raises(ValidationError, match=r"flux-schnell takes no reference.*seedream3\.0"):
        ImageRequest(prompt="A cat", model="flux-schnell", reference_image_url="https://x.test/a")


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"aspect_ratio": "4:3"}, "must be one of 1:1, 16:9, 9:16"),
        ({"model": "dall-e"}, "must be one of seedream3.0, flux-schnell"),
        ({"style": "cubist"}, "style"),
        ({"size": "large"}, "size"),
    ],
)
def test_what_no_model_offers_is_refused(values: dict[str, str], problem: str) -> None:
    """A wrong ratio, model, style or field is named."""
    with pytest.raises(ValidationError, match=problem):
        ImageRequest.model_validate({"prompt": "A cat", **values})


def test_values_are_frozen() -> None:
    """A value cannot be changed once it is built."""
    request = ImageRequest(prompt="A cat")
    with pytest.raises(ValidationError, match="frozen"):
        request.prompt = "A dog"  # type: ignore[misc]


def test_the_catalogue_knows_prices_ratios_and_references() -> None:
    """The four models, with what Pictory's documentation says of them."""
    said = {name: (model.credits, model.supports_reference) for name, model in MODELS.items()}
    assert said == {
        "seedream3.0": (Decimal(2), True),
        "flux-schnell": (Decimal("0.6"), False),
        "nanobanana": (Decimal(4), True),
        "nanobanana-pro": (Decimal(14), True),
    }
    assert {model.aspect_ratios for model in MODELS.values()} == {("1:1", "16:9", "9:16")}
    assert MODELS[DEFAULT_MODEL].default_aspect_ratio == "1:1"
    assert len(Style) == 6


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("in-progress", JobStatus.IN_PROGRESS),
        ("IN_PROGRESS", JobStatus.IN_PROGRESS),
        (" Completed ", JobStatus.COMPLETED),
        ("failed", JobStatus.FAILED),
        ("cleaned", JobStatus.CLEANED),
        ("rendering", JobStatus.UNKNOWN),
    ],
)
def test_a_status_is_read_with_tolerance(said: str, status: JobStatus) -> None:
    """Case and underscores do not matter, and a status never heard of is UNKNOWN."""
    assert JobStatus(said) is status


def test_an_unknown_status_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """The log names the status that nobody knows."""
    assert JobStatus("rendering") is JobStatus.UNKNOWN
    assert "rendering" in caplog.text


@pytest.mark.parametrize("status", list(JobStatus))
def test_a_job_of_unknown_status_counts_as_running(status: JobStatus) -> None:
    """Only completed, failed and cleaned jobs are finished."""
    running = {JobStatus.IN_PROGRESS, JobStatus.UNKNOWN}
    assert Job(id="j", status=status).finished is (status not in running)


def test_an_allowance_never_has_less_than_nothing_left() -> None:
    """An overdrawn account has 0 left."""
    assert Allowance(used=Decimal(5), limit=Decimal("7.5")).remaining == Decimal("2.5")
    assert Allowance(used=Decimal(9), limit=Decimal(7)).remaining == 0


def test_an_unknown_kind_of_transaction_is_unknown() -> None:
    """A new kind of transaction does no harm."""
    assert TransactionKind("refund") is TransactionKind.UNKNOWN
