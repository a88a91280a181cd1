"""Tests of the webhooks' addresses and bodies, which are all that the door believes."""

from __future__ import annotations

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from studio.webhooks import WebhookUrls, job_id_of

JOB = "4d82d040-4394-4371-867d-72ae1dd62b6d"
URLS = WebhookUrls("https://bot.example/pictures", "a-secret-of-the-tests")

generations = st.integers(min_value=1, max_value=2**63 - 1)
numbers = st.integers(min_value=1, max_value=4)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["job_id", "jobId", "data", "x"]), inner)
    ),
)


def signature_of(generation_id: int, n: int, urls: WebhookUrls = URLS) -> str:
    """Return the last part of an image's address."""
    return urls.url(generation_id, n).rpartition("/")[2]


def test_an_address_names_its_image_and_is_signed() -> None:
    """It lies below the public URL, ends in 64 hexadecimal digits, and stays the same for ever."""
    head, _, signature = URLS.url(42, 3).rpartition("/")
    assert head == "https://bot.example/pictures/webhooks/pictory/42/3"
    assert signature == "007e8b37e0dcca806606d44030a84c6bc543167eb57fe651411f8a63226fafb9"


@given(generations, numbers)
def test_a_signature_is_accepted_for_its_image(generation_id: int, n: int) -> None:
    """What was signed is accepted, as often as it comes."""
    signature = signature_of(generation_id, n)
    assert URLS.accepts(generation_id, n, signature)
    assert URLS.accepts(generation_id, n, signature)


@given(generations, numbers, generations, numbers)
def test_a_signature_is_accepted_for_no_other_image(
    generation_id: int, n: int, other_id: int, other_n: int
) -> None:
    """Neither the generation nor the number can be exchanged."""
    assume((generation_id, n) != (other_id, other_n))
    assert not URLS.accepts(other_id, other_n, signature_of(generation_id, n))


@given(st.integers(min_value=1, max_value=10**17), numbers, st.integers(0, 9))
def test_digits_cannot_move_between_the_numbers(generation_id: int, n: int, digit: int) -> None:
    """12 and 3 are signed otherwise than 1 and 23."""
    signature = signature_of(generation_id * 10 + digit, n)
    assert not URLS.accepts(generation_id, digit * 10 + n, signature)


@given(generations, numbers, st.text() | st.text("0123456789abcdef", min_size=64, max_size=64))
def test_no_invented_signature_is_accepted(generation_id: int, n: int, signature: str) -> None:
    """Any text is judged without an error, also beyond ASCII."""
    assume(signature != signature_of(generation_id, n))
    assert not URLS.accepts(generation_id, n, signature)


@given(generations, numbers, st.integers(0, 63), st.characters(codec=None))
def test_no_altered_signature_is_accepted(
    generation_id: int, n: int, place: int, sign: str
) -> None:
    """One other sign, one more or one less is too much."""
    signature = signature_of(generation_id, n)
    assume(signature[place] != sign)
    for altered in (
        signature[:place] + sign + signature[place + 1 :],
        signature[:place] + signature[place + 1 :],
        signature + sign,
    ):
        assert not URLS.accepts(generation_id, n, altered)


@pytest.mark.parametrize("signature", ["", "é" * 64, "\ud800", "\udcff" * 64, "\0"])
def test_strange_signatures_are_judged_without_an_error(signature: str) -> None:
    """What a path can hold after decoding is compared like anything else."""
    assert not URLS.accepts(1, 1, signature)


def test_capitals_are_another_signature() -> None:
    """There is one way to write an address."""
    signature = signature_of(1, 1)
    assert signature.upper() != signature
    assert not URLS.accepts(1, 1, signature.upper())


def test_each_secret_signs_otherwise() -> None:
    """After a change of the secret, the old addresses are void; where they lie does not matter."""
    assert not URLS.accepts(1, 1, signature_of(1, 1, WebhookUrls(URLS.public_url, "another")))
    assert URLS.accepts(1, 1, signature_of(1, 1, WebhookUrls("http://elsewhere", URLS.secret)))


def test_the_secret_is_not_in_the_repr() -> None:
    """Whoever prints the addresses' maker does not print the secret."""
    assert "a-secret" not in repr(URLS)
    assert "a-secret" not in str(URLS)


@pytest.mark.parametrize(
    ("payload", "job_id"),
    [
        ({"job_id": JOB, "success": True, "data": {"status": "completed"}}, JOB),
        ({"job_id": JOB, "success": False, "data": {"status": "failed"}}, JOB),
        ({"success": True, "data": {"jobId": JOB, "status": "completed"}}, JOB),
        ({"data": {"job_id": JOB}}, JOB),
        ({"jobId": JOB}, JOB),
        ({"job_id": 17}, "17"),
        ({"job_id": None, "data": {"jobId": JOB}}, JOB),
        ({"job_id": "first", "data": {"jobId": "second"}}, "first"),
        ({"job_id": JOB, "data": "completed"}, JOB),
        ({"job_id": "x" * 200}, "x" * 200),
        ({"job_id": "x" * 201}, None),
        ({"job_id": True}, None),
        ({"job_id": 1.5}, None),
        ({"job_id": ""}, None),
        ({"job_id": ".."}, None),
        ({"job_id": "two words"}, None),
        ({"job_id": "a\nb"}, None),
        ({"job_id": "\0"}, None),
        ({"job_id": "\ud800"}, None),
        ({"job_id": ["x"]}, None),
        ({"data": [{"jobId": JOB}]}, None),
        ({}, None),
        ([{"job_id": JOB}], None),
        (JOB, None),
        (None, None),
    ],
)
def test_the_job_is_read_from_wherever_it_stands(payload: object, job_id: str | None) -> None:
    """Nobody knows what Pictory posts, so each shape of its answers will do."""
    assert job_id_of(json.dumps(payload).encode()) == job_id


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"job_id=17",
        b"\xff\xfe",
        b'{"job_id": "\xff"}',
        b'{"job_id": ',
        b'{"job_id": ' + b"9" * 5000 + b"}",
        b"[" * 60_000,
        b'{"data":' * 8_000,
    ],
)
def test_what_is_no_json_names_no_job(body: bytes) -> None:
    """Broken, huge and deep bodies are read without an error."""
    assert job_id_of(body) is None


@given(st.binary())
def test_any_bytes_are_read_without_an_error(body: bytes) -> None:
    """Whatever comes, the answer is an id or nothing."""
    assert job_id_of(body) is None or job_id_of(body)


@given(values)
def test_any_json_is_read_without_an_error(payload: object) -> None:
    """An id that is read can be kept and asked for."""
    job_id = job_id_of(json.dumps(payload).encode())
    assert job_id is None or (job_id.isprintable() and 0 < len(job_id) <= 200)
