"""What the emulator accepts and refuses, field by field."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.pictory.catalogue import IMAGE_MODELS
from sandbox.pictory.validation import InvalidBodyError, read_image, read_upload, read_video
from tests.sandbox.pictory_caller import IMAGES, PROMPT

if TYPE_CHECKING:
    from tests.sandbox.pictory_caller import Caller

URL = "https://example.com/a.png"


@pytest.mark.parametrize(
    ("fields", "at_fault"),
    [
        ({"prompt": None}, {"prompt"}),
        ({"prompt": "four"}, {"prompt"}),
        ({"prompt": "x" * 5001}, {"prompt"}),
        ({"prompt": 12345}, {"prompt"}),
        ({"model": "dall-e"}, {"model"}),
        ({"model": None}, {"model"}),
        ({"aspectRatio": "4:3"}, {"aspectRatio"}),
        ({"style": "baroque"}, {"style"}),
        ({"referenceImageUrl": "photo.png"}, {"referenceImageUrl"}),
        ({"referenceImageUrl": "ftp://example.com/a.png"}, {"referenceImageUrl"}),
        ({"model": "flux-schnell", "referenceImageUrl": URL}, {"referenceImageUrl"}),
        ({"webhook": "http://"}, {"webhook"}),
        ({"prompt": "x", "style": "x", "webhook": 1}, {"prompt", "style", "webhook"}),
    ],
)
def test_an_image_body_names_every_field_at_fault(
    fields: dict[str, Any], at_fault: set[str]
) -> None:
    """Each broken rule is named by its field, all of them at once."""
    with pytest.raises(InvalidBodyError) as caught:
        read_image({"prompt": PROMPT, **fields})
    assert set(caught.value.fields) == at_fault


def test_an_image_defaults_to_seedream_and_a_square() -> None:
    """The first model and its first ratio are the defaults, and unknown fields are dropped."""
    order = read_image({"prompt": PROMPT, "seed": 7})
    assert (order.model, order.ratio, order.style) == ("seedream3.0", "1:1", None)
    assert order.size[0] == order.size[1]


@pytest.mark.parametrize("length", [5, 5000])
def test_the_longest_and_shortest_prompts_are_accepted(length: int) -> None:
    """The limits of a prompt's length are inclusive."""
    assert read_image({"prompt": "x" * length}).prompt == "x" * length


@pytest.mark.parametrize(
    ("model", "price"),
    [("seedream3.0", "2"), ("flux-schnell", "0.6"), ("nanobanana", "4"), ("nanobanana-pro", "14")],
)
def test_each_image_model_has_its_price_and_ratios(model: str, price: str) -> None:
    """The catalogue is the one that Pictory documents."""
    assert str(IMAGE_MODELS[model].price) == price
    assert IMAGE_MODELS[model].ratios == ("1:1", "16:9", "9:16")


def test_a_video_takes_one_kind_of_source() -> None:
    """A first frame and references together are refused, naming both."""
    with pytest.raises(InvalidBodyError) as caught:
        read_video(
            {"prompt": PROMPT, "firstFrameImageUrl": URL, "referenceImageUrls": [URL]},
        )
    assert set(caught.value.fields) == {"firstFrameImageUrl", "referenceImageUrls"}


@pytest.mark.parametrize("urls", [[], [URL] * 4, "x", [URL, 3]])
def test_a_video_takes_one_to_three_references(urls: Any) -> None:
    """Too few, too many or broken addresses are refused."""
    with pytest.raises(InvalidBodyError) as caught:
        read_video({"prompt": PROMPT, "referenceImageUrls": urls})
    assert set(caught.value.fields) == {"referenceImageUrls"}


def test_a_video_is_priced_by_the_second() -> None:
    """Eight seconds of the fast veo cost eighty credits."""
    order = read_video({"prompt": PROMPT, "model": "veo3.1_fast", "duration": "8s"})
    assert order.seconds == 8
    assert order.price == Decimal(80)


def test_an_upload_needs_a_name_and_a_type() -> None:
    """Both fields are required."""
    with pytest.raises(InvalidBodyError) as caught:
        read_upload({})
    assert set(caught.value.fields) == {"fileName", "contentType"}


@pytest.mark.parametrize("body", [b"{", b"[]", b'"text"', b"\xff\xfe"])
async def test_a_body_that_is_no_object_is_refused(call: Caller, body: bytes) -> None:
    """Broken JSON and JSON of another kind answer 400 in the documented form."""
    answer = await call("POST", IMAGES, data=body)
    assert answer.status == 400
    assert answer.body["code"] == "INVALID_REQUEST_BODY"
    assert [field["name"] for field in answer.body["fields"]] == ["body"]


async def test_a_refusal_on_the_wire_lists_its_fields(call: Caller) -> None:
    """The 400 body carries code, message and fields, and no job is made."""
    answer = await call("POST", IMAGES, json={"prompt": "x"})
    assert answer.status == 400
    assert answer.body["fields"][0]["name"] == "prompt"
    assert "5 to 5000" in answer.body["fields"][0]["errors"]
    assert call.emulator.accepted == []
    assert call.emulator.posts == 1


@pytest.mark.parametrize("key", ["", "wrong", "Bearer pictai_test"])
async def test_a_wrong_key_is_unauthorized(call: Caller, key: str) -> None:
    """The key is compared raw, without a scheme."""
    answer = await call("GET", "/v1/quota", headers={"Authorization": key})
    assert (answer.status, answer.body) == (401, {"message": "Unauthorized"})


@pytest.mark.parametrize(
    "agent", ["Python/3.11 aiohttp/3.14.5", "Python-urllib/3.11", "python-requests/2.32", ""]
)
async def test_the_front_refuses_default_user_agents(call: Caller, agent: str) -> None:
    """A library's own user agent meets a 403 that is not JSON, before the key is looked at."""
    answer = await call("GET", "/v1/quota", headers={"User-Agent": agent, "Authorization": "x"})
    assert answer.status == 403
    assert b"1010" in answer.data
    assert answer.body is None
