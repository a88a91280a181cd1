"""Prompts are within their bounds and keep every word, whatever people write into them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pictory_async import PROMPT_MAX, PROMPT_MIN, Style
from studio.mentions import mentions_reference, says_what_stays
from studio.prompts import (
    REPLACE_TEXT_MAX,
    WISH_MAX,
    Part,
    PromptError,
    replaced,
    restyled,
    sentence,
    suggested,
    varied,
    varied_from,
    with_mention,
)

ANYTHING = st.text(max_size=60) | st.builds(
    lambda piece, times: piece * times, st.text(min_size=1, max_size=50), st.integers(1, 120)
)
PROMPTS = ANYTHING.filter(lambda text: PROMPT_MIN <= len(text) <= PROMPT_MAX)
STYLES = st.sampled_from(Style)


def core(text: str) -> str:
    """Return what has to be found again of a text: all but blanks and punctuation around it."""
    return text.strip().rstrip(".!?…。！？,;:-–—、，；： \t\r\n")


@given(STYLES, st.sampled_from(["restyled", "varied", "varied_from"]), PROMPTS)
def test_a_wish_that_does_not_fit_is_told_how_much_does(
    style: Style, what: str, prompt: str
) -> None:
    """One character more than the limit says is too long, and that many are not."""

    def ask(length: int) -> str:
        wish = "w" * length
        if what == "restyled":
            return restyled(style, wish)
        return varied(wish) if what == "varied" else varied_from(prompt, wish)

    with pytest.raises(PromptError) as caught:
        ask(PROMPT_MAX)
    limit = caught.value.limit
    assert caught.value.part is Part.WISH
    assert limit is not None
    assert len(ask(limit)) <= PROMPT_MAX or not limit
    assert what == "varied_from" or limit >= WISH_MAX
    with pytest.raises(PromptError):
        ask(limit + 1)


@given(st.integers(1, PROMPT_MAX), st.integers(1, PROMPT_MAX), st.sampled_from(["", " here."]))
def test_two_texts_that_do_not_fit_are_told_which_and_how_much(
    subject: int, replacement: int, ending: str
) -> None:
    """Whoever shortens what is named, to the length that is named, gets a prompt in the end."""
    texts = {Part.SUBJECT: "s" * subject + ending, Part.REPLACEMENT: "r" * replacement + ending}
    for _ in range(2):
        if error := refusal(texts[Part.SUBJECT], texts[Part.REPLACEMENT]):
            assert error.limit is not None
            assert error.limit < len(texts[error.part])
            texts[error.part] = texts[error.part][: error.limit]
    assert len(replaced(texts[Part.SUBJECT], texts[Part.REPLACEMENT])) <= PROMPT_MAX


def refusal(subject: str, replacement: str) -> PromptError | None:
    """Return why a replacement is refused, or None."""
    try:
        replaced(subject, replacement)
    except PromptError as error:
        return error
    return None


def test_short_enough_texts_always_fit() -> None:
    """The lengths that a command may allow are safe whatever the other text is."""
    most = "x" * REPLACE_TEXT_MAX
    assert PROMPT_MAX - 1 <= len(replaced(most, most)) <= PROMPT_MAX
    longest = max(restyled(style, "w" * WISH_MAX) for style in Style)
    assert len(longest) <= PROMPT_MAX
    assert max(len(restyled(style, "w" * WISH_MAX)) for style in Style) == PROMPT_MAX
    assert len(varied("w" * WISH_MAX)) <= PROMPT_MAX


@given(ANYTHING, ANYTHING)
def test_every_word_of_a_replacement_is_in_the_prompt(subject: str, replacement: str) -> None:
    """Nothing is cut without a word: there is a prompt with all of it, or an error."""
    if error := refusal(subject, replacement):
        text = {Part.SUBJECT: subject, Part.REPLACEMENT: replacement}[error.part]
        assert not core(text) or len(text) > (error.limit or 0)
        return
    prompt = replaced(subject, replacement)
    assert PROMPT_MIN <= len(prompt) <= PROMPT_MAX
    assert core(subject) in prompt
    assert core(replacement) in prompt
    assert mentions_reference(prompt)
    assert says_what_stays(prompt)


@given(STYLES, ANYTHING, PROMPTS)
def test_every_word_of_a_wish_is_in_the_prompt(style: Style, wish: str, prompt: str) -> None:
    """Whatever is wished, the prompts are within the bounds and speak of the referenced image."""
    if len(wish) <= WISH_MAX:
        for made in (restyled(style, wish), varied(wish)):
            assert PROMPT_MIN <= len(made) <= PROMPT_MAX
            assert core(wish) in made
            assert mentions_reference(made)
    if len(wish) + len(prompt) < PROMPT_MAX - 500:
        made = varied_from(prompt, wish)
        assert PROMPT_MIN <= len(made) <= PROMPT_MAX
        assert core(wish) in made
        assert prompt.strip() in made


@given(PROMPTS)
def test_a_mention_is_added_once_and_costs_no_word(prompt: str) -> None:
    """What is mentioned already, or leaves no room, stays as it is; doing it again does nothing."""
    for add in (with_mention, suggested, varied_from):
        made = add(prompt)
        assert PROMPT_MIN <= len(made) <= PROMPT_MAX
        assert made == prompt or core(prompt) in made
        assert add(made) == made or add is suggested
        if sentence(prompt) and len(prompt) < PROMPT_MAX - 500:
            assert mentions_reference(made)
