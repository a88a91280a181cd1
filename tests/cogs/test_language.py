"""Saying things in a person's language."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from cogs.ui import language
from cogs.ui.errors import RefusalError
from cogs.ui.failures import rejection
from cogs.ui.language import Say, Words, words_for
from cogs.ui.wording import duration, style_name
from studio.encoded import RejectedReason

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("locale", "spoken"),
    [
        ("de", "de"),
        ("en-US", "en"),
        ("en-GB", "en"),
        ("de-AT", "de"),
        ("pt-BR", "en"),
        ("", "en"),
        (None, "en"),
        ("../de", "en"),
    ],
)
def test_a_locale_leads_to_its_language(locale: str | None, spoken: str) -> None:
    """First as it is, then without its region, and whatever is not spoken is English."""
    assert words_for(locale).language == spoken
    assert words_for(locale) is words_for(spoken)


@pytest.mark.parametrize(
    ("amount", "english", "german"),
    [
        ("1", "1 credit", "1 Credit"),
        ("1.0", "1 credit", "1 Credit"),
        ("2.0", "2 credits", "2 Credits"),
        ("0.6", "0.6 credits", "0,6 Credits"),
        ("0.60", "0.6 credits", "0,6 Credits"),
        ("140", "140 credits", "140 Credits"),
        ("1234.5", "1,234.5 credits", "1.234,5 Credits"),
        ("0", "0 credits", "0 Credits"),
    ],
)
def test_amounts_are_written_as_the_language_does(amount: str, english: str, german: str) -> None:
    """Without needless digits, with the language's own signs, and in the right number."""
    for spoken, said in (("en", english), ("de", german)):
        assert words_for(spoken)("amount-credits", amount=Decimal(amount)) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(-1, "0 s"), (23.6, "24 s"), (59.7, "1 min 0 s"), (84, "1 min 24 s")]
)
def test_durations_are_said_in_whole_seconds(seconds: float, said: str) -> None:
    """Minutes appear only when there are any."""
    assert duration(words_for("en"), seconds) == said


def test_one_and_many_differ() -> None:
    """A text that counts has a form for one, and writes large numbers out."""
    assert words_for("en")("collect-left", count=1).startswith("1 more is waiting.")
    assert words_for("en")("collect-left", count=1200).startswith("1,200 more are waiting.")
    assert words_for("de")("collect-left", count=1).startswith("1 weiteres wartet.")
    assert words_for("de")("collect-left", count=1200).startswith("1.200 weitere warten.")


def test_a_text_is_said_when_its_reader_is_known() -> None:
    """Texts inside it are said in the same language, and several are joined."""
    names = [Say("permission-attach_files"), Say("permission-send_messages")]
    say = Say("refused-permissions_component", names=names)
    assert "channel: Attach Files, Send Messages. " in words_for("en")(say)
    assert "Kanal: Dateien anhängen, Nachrichten senden. " in words_for("de")(say)
    assert Say("state-done") == Say("state-done")
    assert str(RefusalError("refused-nothing_failed")) == "Nothing on this card failed."


def test_a_text_quotes_the_commands_of_its_language() -> None:
    """What a person is to type has the name that Discord shows."""
    assert words_for("en")("jobs-none").endswith("Start with /generate.")
    assert words_for("de")("jobs-none").endswith("Beginne mit /generieren.")
    assert words_for("de")("option-style.description") == "Wie es aussehen soll"


def test_what_a_language_lacks_is_said_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text nobody has translated yet is still said, with English numbers."""
    (tmp_path / "de.ftl").write_text("state-done = Fertig\n")
    monkeypatch.setattr(language, "LOCALES", tmp_path)
    words = Words("de")
    assert words("state-done") == "Fertig"
    monkeypatch.undo()
    assert words("amount-credits", amount=Decimal("0.6")) == "0.6 credits"
    assert words.has("state-queued")


@pytest.mark.parametrize("spoken", ["en", "de"])
@pytest.mark.parametrize("key", ["state-none", "state-done.description", "The file is empty."])
def test_an_unknown_text_is_a_mistake(spoken: str, key: str) -> None:
    """Nobody reads a key instead of a text."""
    assert not words_for(spoken).has(key)
    with pytest.raises(KeyError):
        words_for(spoken)(key)


@pytest.mark.expects_error_logs
def test_a_value_that_was_forgotten_is_logged() -> None:
    """The rest is said all the same: a picture is worth more than its small print."""
    assert words_for("en")("footer-for").startswith("for ")


def test_every_reason_against_a_reference_is_said() -> None:
    """With its bound where it has one; a sentence of an older version stays as it was."""
    german = words_for("de")
    said = {reason: rejection(german, reason) for reason in RejectedReason}
    assert len(set(said.values())) == len(RejectedReason)
    assert said[RejectedReason.TOO_MANY_PIXELS] == "Das Bild hat mehr als 80 Millionen Pixel."
    assert said[RejectedReason.TOO_LARGE] == "Die Referenz ist größer als 25 MB."
    assert rejection(german, "The file is empty.") == "The file is empty."
    assert rejection(german, "No *cats*") == r"No \*cats\*."


def test_a_style_of_old_keeps_its_name() -> None:
    """A style that Pictory has given up is shown as it was asked for."""
    assert style_name(words_for("de"), "photorealistic") == "fotorealistisch"
    assert style_name(words_for("de"), "baroque") == "baroque"
