"""Prompts read as Pictory's guide advises."""

from __future__ import annotations

import pytest

from pictory_async import PROMPT_MAX, Style
from studio.generations import Kind
from studio.mentions import says_what_stays
from studio.prompts import (
    DESCRIBED,
    KEEP,
    MENTION,
    VARIATION,
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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a red car", "a red car."),
        ("  a red car.  ", "a red car."),
        ("a red car!", "a red car!"),
        ("why?", "why?"),
        ("a red car,", "a red car."),
        ("a red car, -", "a red car."),
        ("colours: ", "colours."),
        ("and so on...", "and so on..."),
        ('a sign "Open."', 'a sign "Open."'),
        ('a sign "Open"', 'a sign "Open".'),
        ("赤い車。", "赤い車。"),
        (" ,; ", ""),
        ("", ""),
    ],
)
def test_a_text_becomes_one_sentence(text: str, said: str) -> None:
    """It ends once, as its writer ended it if they did."""
    assert sentence(text) == said


@pytest.mark.parametrize(
    ("subject", "replacement", "prompt"),
    [
        (
            "the dog",
            "a white cat sitting",
            "Replace the dog in the referenced image with a white cat sitting.",
        ),
        (
            " the car. ",
            " a red car. ",
            "Replace the car in the referenced image with a red car.",
        ),
        (
            "the dog in the photo",
            "a cat!",
            "Replace the dog in the photo with a cat!",
        ),
        (
            "the picture on the wall",
            "a clock",
            "Replace the picture on the wall in the referenced image with a clock.",
        ),
        (
            "den Hund auf dem Foto",
            "eine weiße Katze",
            "Replace den Hund auf dem Foto with eine weiße Katze.",
        ),
    ],
)
def test_a_replacement_reads_as_the_guide_says(subject: str, replacement: str, prompt: str) -> None:
    """The change, the referenced image once, and what stays."""
    kept = "Keep the background, composition and lighting unchanged."
    assert replaced(subject, replacement) == f"{prompt} {kept}"


@pytest.mark.parametrize("style", Style)
def test_a_style_is_described_beside_its_name(style: Style) -> None:
    """Each style has words of its own, and the composition is kept."""
    prompt = restyled(style)
    assert prompt.startswith("Redraw the referenced image ")
    assert style.value in prompt
    assert prompt.endswith(KEEP[Kind.RESTYLE])
    assert restyled(style.value, "at night") == f"{prompt} In addition: at night."


def test_an_unknown_style_is_an_error() -> None:
    """No prompt is made for a style that Pictory does not know."""
    with pytest.raises(ValueError, match="cubist"):
        restyled("cubist")


def test_a_wish_joins_a_variation() -> None:
    """A blank one is none."""
    assert varied() == varied("  ") == VARIATION
    assert varied("more snow,") == f"{VARIATION} In particular: more snow."


def test_a_variation_tells_what_the_picture_was_made_from() -> None:
    """The first prompt stays at its end through any number of variations, and wishes add up."""
    first = varied_from("A castle on a hill")
    assert first == f"{VARIATION} {DESCRIBED}A castle on a hill"
    assert varied_from(first) == first
    night = varied_from(first, "at night")
    assert night == f"{VARIATION} In particular: at night. {DESCRIBED}A castle on a hill"
    assert varied_from(night, "with snow") == (
        f"{VARIATION} In particular: at night. In particular: with snow. "
        f"{DESCRIBED}A castle on a hill"
    )
    assert varied_from(varied("with snow")) == varied("with snow")
    assert varied_from("     ") == VARIATION


@pytest.mark.parametrize(
    ("call", "part"),
    [
        (lambda: replaced(" . ", "a cat"), Part.SUBJECT),
        (lambda: replaced("the dog", "\n"), Part.REPLACEMENT),
        (lambda: replaced("the dog", "..."), Part.REPLACEMENT),
    ],
)
def test_a_text_that_says_nothing_is_named(call: object, part: Part) -> None:
    """Nothing can be replaced by nothing."""
    with pytest.raises(PromptError, match="empty") as caught:
        call()  # type: ignore[operator]
    assert (caught.value.part, caught.value.limit) == (part, None)


def test_a_mention_goes_behind_what_was_written() -> None:
    """As a sentence of its own; a prompt without room for it is left alone."""
    assert with_mention("a castle, at night,") == f"a castle, at night. {MENTION}"
    assert with_mention("  Put a hat on him!") == f"Put a hat on him! {MENTION}"
    long = "x" * (PROMPT_MAX - len(MENTION) - 2)
    assert len(with_mention(long)) == PROMPT_MAX
    assert with_mention(long + "x") == long + "x"
    assert with_mention("  the attached photo, in blue ") == "  the attached photo, in blue "


@pytest.mark.parametrize(
    ("prompt", "kind", "made"),
    [
        (
            "Make the car red",
            Kind.GENERATE,
            "Make the car red. Keep everything else in the referenced image unchanged.",
        ),
        (
            "Make the car red, keep the rest",
            Kind.REGENERATE,
            f"Make the car red, keep the rest. {MENTION}",
        ),
        (
            "Replace the dog in the referenced image with a cat",
            Kind.REPLACE,
            f"Replace the dog in the referenced image with a cat. {KEEP[Kind.REPLACE]}",
        ),
        ("A castle", Kind.VARY, f"A castle. {MENTION}"),
        (replaced("the dog", "a cat"), Kind.REPLACE, replaced("the dog", "a cat")),
        (restyled("vintage"), Kind.RESTYLE, restyled("vintage")),
        (varied("red"), Kind.VARY, varied("red")),
    ],
)
def test_a_prompt_to_edit_says_what_stays(prompt: str, kind: Kind, made: str) -> None:
    """Once, and in the words of what is being done."""
    assert suggested(prompt, kind) == made


@pytest.mark.parametrize("kind", Kind)
def test_there_is_something_to_keep_in_whatever_is_done(kind: Kind) -> None:
    """Every kind has its sentence, which is recognised as one."""
    assert says_what_stays(KEEP[kind])
