"""When a request is sent again, and after how long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pictory_async import (
    AuthenticationError,
    DownloadError,
    InsufficientCreditsError,
    InvalidRequestError,
    NotFoundError,
    PictoryConnectionError,
    PictoryError,
    PictoryResponseError,
    PictoryTimeoutError,
    RateLimitError,
    RetryPolicy,
    ServerError,
    is_ambiguous,
)

POLICY = RetryPolicy(attempts=4, first_delay=0.5, max_delay=60.0)

ERRORS: list[tuple[PictoryError, bool, bool]] = [
    # error, a GET is sent again, a POST is sent again
    (PictoryConnectionError("refused", never_sent=True), True, True),
    (PictoryTimeoutError("no connection", never_sent=True), True, True),
    (RateLimitError(429), True, True),
    (PictoryConnectionError("lost", never_sent=False), True, False),
    (PictoryTimeoutError("no answer", never_sent=False), True, False),
    (PictoryResponseError("not JSON"), True, False),
    (ServerError(500), True, False),
    (ServerError(503), True, False),
    (InvalidRequestError(400), False, False),
    (AuthenticationError(401), False, False),
    (InsufficientCreditsError(402), False, False),
    (NotFoundError(404), False, False),
    (DownloadError("too large"), False, False),
]


@pytest.mark.parametrize(("error", "get", "post"), ERRORS)
def test_what_is_sent_again(error: PictoryError, get: bool, post: bool) -> None:
    """A GET goes again after anything passing; a POST only if Pictory certainly did nothing."""
    for idempotent, expected in ((True, get), (False, post)):
        delay = POLICY.delay_after(error, attempt=1, idempotent=idempotent, chance=0.5)
        assert (delay is not None) is expected


@pytest.mark.parametrize("error", [row[0] for row in ERRORS])
@given(attempt=st.integers(1, 10), chance=st.floats(0, 1))
def test_an_ambiguous_post_is_never_sent_again(
    error: PictoryError, attempt: int, chance: float
) -> None:
    """Whatever may have been accepted stays with the caller."""
    delay = POLICY.delay_after(error, attempt=attempt, idempotent=False, chance=chance)
    assert not (is_ambiguous(error) and delay is not None)


def test_the_delays_double_up_to_the_cap() -> None:
    """Without chance the delays are 0.5, 1, 2 … seconds, and never above the cap."""
    policy = RetryPolicy(attempts=6, first_delay=0.5, max_delay=3.0)
    delays = [
        policy.delay_after(ServerError(500), attempt=attempt, idempotent=True, chance=0.0)
        for attempt in range(1, 7)
    ]
    assert delays == [0.5, 1.0, 2.0, 3.0, 3.0, None]


@given(attempt=st.integers(1, 10**6), chance=st.floats(0, 1))
def test_a_delay_is_bounded(attempt: int, chance: float) -> None:
    """A delay lies between half the first one and the cap, however often it failed."""
    policy = RetryPolicy(attempts=10**9, first_delay=0.5, max_delay=60.0)
    delay = policy.delay_after(ServerError(500), attempt=attempt, idempotent=True, chance=chance)
    assert delay is not None
    assert 0.25 <= delay <= 60.0


@pytest.mark.parametrize(
    ("retry_after", "delay"),
    [(0.0, 0.5), (7.0, 7.0), (60.0, 60.0), (60.1, None), (3600.0, None), (None, 0.5)],
)
@pytest.mark.parametrize("idempotent", [True, False])
def test_retry_after_is_honoured_up_to_the_cap(
    retry_after: float | None, delay: float | None, idempotent: bool
) -> None:
    """What Pictory asks to wait is waited; what is longer than the cap goes to the caller."""
    error = RateLimitError(429, retry_after=retry_after)
    assert POLICY.delay_after(error, attempt=1, idempotent=idempotent, chance=0.0) == delay
