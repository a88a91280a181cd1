"""The catalogue of sentences."""

from __future__ import annotations

import re
import time
from decimal import Decimal
from pathlib import Path

import pytest

from cogs.ui.texts import TEXTS, credits_text, duration_text, literal, shorten
from studio.custodian import RESTARTING
from studio.generations import Charged, FailureKind
from studio.ports import Alert
from studio.refusals import RATE_LIMITED, WAITING_FOR_CREDITS, WAITING_FOR_PICTORY

SOURCES = [path.read_text() for path in Path("cogs").rglob("*.py") if path.name != "texts.py"]
DYNAMIC = {
    *(f"failed.{kind.value}" for kind in FailureKind),
    *(f"todo.{kind.value}" for kind in FailureKind),
    *(f"charged.{charged.value}" for charged in Charged),
    *(f"{part}.{state}" for part in ("failed", "todo") for state in ("cancelled", "unconfirmed")),
    f"note.{WAITING_FOR_PICTORY}",
    f"note.{RATE_LIMITED}",
    f"note.{RESTARTING}",
    f"note.{WAITING_FOR_CREDITS}",
    *(f"alert.{alert.value}" for alert in Alert),
    *(
        f"permission.{name}"
        for name in (
            "view_channel",
            "send_messages",
            "send_messages_in_threads",
            "attach_files",
            "read_message_history",
            "add_reactions",
        )
    ),
}


def used() -> set[str]:
    """Return the keys that the code names."""
    own = Path("cogs/ui/texts.py").read_text()
    named = re.compile(r"\"([a-z]+\.[a-z_]+)\"")
    outside = {key for source in SOURCES for key in named.findall(source)}
    return outside | set(re.findall(r"text\(\s*\"([a-z]+\.[a-z_]+)\"", own)) | DYNAMIC


def test_no_sentence_is_missing_or_unused() -> None:
    """Each key that the code names has its sentence, and each sentence is said somewhere."""
    families = {key.partition(".")[0] for key in TEXTS}
    named = {key for key in used() if key.partition(".")[0] in families}
    assert named == set(TEXTS)


@pytest.mark.parametrize("key", TEXTS)
def test_a_sentence_is_calm_and_short(key: str) -> None:
    """No exclamation marks, and nothing over Discord's limits for where it stands."""
    limits = {"command": 100, "option": 100, "choice": 100, "button": 80}
    assert "!" not in TEXTS[key]
    assert len(TEXTS[key]) <= limits.get(key.partition(".")[0], 300)


@pytest.mark.parametrize(
    ("amount", "said"),
    [("1", "1 credit"), ("2.0", "2 credits"), ("0.6", "0.6 credits"), ("140", "140 credits")],
)
def test_credits_are_said_without_needless_digits(amount: str, said: str) -> None:
    """Amounts may be fractions, and whole ones show no point."""
    assert credits_text(Decimal(amount)) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(-1, "0 s"), (23.6, "24 s"), (59.7, "1 min 0 s"), (84, "1 min 24 s")]
)
def test_durations_are_said_in_whole_seconds(seconds: float, said: str) -> None:
    """Minutes appear only when there are any."""
    assert duration_text(seconds) == said


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
