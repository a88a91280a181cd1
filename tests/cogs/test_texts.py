"""What people wrote, as messages show it."""

from __future__ import annotations

import time

import pytest

from cogs.ui.texts import literal, shorten


def test_a_cut_is_marked() -> None:
    """A text that is too long ends with an ellipsis inside the limit."""
    assert shorten("  one two three ", 8) == "one two…"
    assert shorten("one two", 8) == "one two"


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("[a](https://x.io) [b](https://y.io)", r"\[a](https://x.io) \[b](https://y.io)"),
        ("[a](<https://x.io>)", r"\[a](\<https://x.io>)"),
        ("https://x.io/a_b_c and *b*", r"https://x.io/a_b_c and \*b\*"),
        ("# a\n-# b\n  - c\n>>> d\n1. e", "\\# a\n\\-# b\n  \\- c\n\\>>> d\n1\\. e"),
        ("<@1> <t:1:R> </a:1>", r"\<@1> \<t:1:R> \</a:1>"),
        ("a > b, #c, x-y", "a > b, #c, x-y"),
    ],
)
def test_what_a_person_wrote_is_shown_as_written(written: str, sent: str) -> None:
    """No link, heading, list, quote or mention comes of it, and a plain URL stays one."""
    assert literal(written, 1000) == sent


def test_no_prompt_holds_the_event_loop_up() -> None:
    """Escaping takes time in proportion to the text, however many brackets it has."""
    began = time.process_time()
    literal("[" * 333 + "](" * 333, 1000)
    assert time.process_time() - began < 0.02
