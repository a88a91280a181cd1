"""Builds prompts by Pictory's advice: name the change, name the referenced image, say what stays.

What people write is inserted as it is, but for blanks around it and punctuation at its end.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from pictory_async import PROMPT_MAX, Style
from studio.generations import Kind
from studio.mentions import mentions_reference, names_place, says_what_stays

if TYPE_CHECKING:
    from collections.abc import Mapping

LOOKS: Mapping[Style, str] = {
    Style.PHOTOREALISTIC: "as a photorealistic photograph with natural light and true materials",
    Style.ARTISTIC: "as an artistic painting with visible brushwork and rich textures",
    Style.CARTOON: "as a cartoon with clean outlines and flat, bright colours",
    Style.MINIMALIST: "in a minimalist style, reduced to simple shapes and few colours",
    Style.VINTAGE: "in a vintage style with faded colours, soft contrast and film grain",
    Style.FUTURISTIC: "in a futuristic style with sleek surfaces and glowing accents",
}
"""What becomes of a picture in each style."""

KEEP: Mapping[Kind, str] = {
    Kind.GENERATE: "Keep everything else in the referenced image unchanged.",
    Kind.REGENERATE: "Keep everything else in the referenced image unchanged.",
    Kind.RESTYLE: "Keep the composition, the subject and its pose unchanged, "
    "and how the colours relate to each other.",
    Kind.REPLACE: "Keep the background, composition and lighting unchanged.",
    Kind.VARY: "Keep its subject and its mood.",
}
"""What to say of that which stays, by what is done to the reference."""

IN_REFERENCE = " in the referenced image"
MENTION = "Base the result on the referenced image."
VARIATION = (
    f"Create a creative variation of the referenced image. {KEEP[Kind.VARY]} "
    "Change the composition, the viewpoint and the details."
)
WISHED = "In particular: "
ADDED = "In addition: "
DESCRIBED = "The referenced image was made from this description: "

FRAME = len(f"Replace {IN_REFERENCE} with . {KEEP[Kind.REPLACE]}")
REPLACE_TEXT_MAX = (PROMPT_MAX - FRAME) // 2
"""How long a subject and its replacement may be, whatever the other is."""
WISH_MAX = PROMPT_MAX - max(
    *(
        len(f"Redraw the referenced image {look}. {KEEP[Kind.RESTYLE]} {ADDED}.")
        for look in LOOKS.values()
    ),
    len(f"{VARIATION} {WISHED}."),
)
"""How long a wish for `restyled` or `varied` may be."""

SENTENCE_ENDS = ".!?…。！？"
CLOSING = "\"'”’»«)]}*_`"
LOOSE_ENDS = ",;:-–—、，；："


class Part(StrEnum):
    """A text that somebody wrote for a prompt."""

    SUBJECT = "subject"
    REPLACEMENT = "replacement"
    WISH = "wish"


class PromptError(ValueError):
    """A text cannot become part of a prompt: `part` is empty, or longer than `limit` characters.

    `limit` is None for an empty text; it depends on the other texts of the same prompt.
    """

    def __init__(self, part: Part, limit: int | None = None) -> None:
        super().__init__(f"{part} is empty" if limit is None else f"{part} exceeds {limit}")
        self.part = part
        self.limit = limit


def restyled(style: Style | str, wish: str | None = None) -> str:
    """Return a prompt that transfers a style to the referenced image.

    Raises PromptError for a wish that does not fit, ValueError for a style that is none.
    """
    asked = f"Redraw the referenced image {LOOKS[Style(style)]}. {KEEP[Kind.RESTYLE]}"
    return _joined(asked, _labelled(ADDED, wish), wish)


def replaced(subject: str, replacement: str) -> str:
    """Return a prompt that replaces one thing in the referenced image and keeps the scene.

    Raises PromptError for a text that is empty or does not fit.
    """
    subject = _phrase(subject)
    if not subject:
        raise PromptError(Part.SUBJECT)
    if not _phrase(replacement):
        raise PromptError(Part.REPLACEMENT)
    new = sentence(replacement)
    where = "" if names_place(subject) else IN_REFERENCE
    prompt = f"Replace {subject}{where} with {new} {KEEP[Kind.REPLACE]}"
    if len(prompt) > PROMPT_MAX:
        rest = PROMPT_MAX - FRAME
        if len(subject) > len(new):
            raise PromptError(Part.SUBJECT, max(rest - len(new), REPLACE_TEXT_MAX))
        raise PromptError(Part.REPLACEMENT, max(rest - len(subject), REPLACE_TEXT_MAX))
    return prompt


def varied(wish: str | None = None) -> str:
    """Return a prompt for a creative variation of the referenced image.

    Raises PromptError for a wish that does not fit.
    """
    return _joined(VARIATION, _labelled(WISHED, wish), wish)


def varied_from(prompt: str, wish: str | None = None) -> str:
    """Return a prompt for a creative variation of a picture that was made from `prompt`.

    A variation of a variation is asked for once; a new wish joins the earlier ones. A prompt that
    leaves no room is returned as it is. Raises PromptError for a wish that does not fit.
    """
    wished = _labelled(WISHED, wish)
    if prompt.startswith(VARIATION):
        said, found, description = prompt.partition(DESCRIBED)
        asked = f"{said.strip()}{wished}" + (f" {found}{description}" if found else "")
    elif prompt.strip():
        asked = f"{VARIATION}{wished} {DESCRIBED}{prompt.strip()}"
    else:
        asked = f"{VARIATION}{wished}"
    if len(asked) <= PROMPT_MAX:
        return asked
    return prompt if not wished else _joined(asked, "", wish)


def with_mention(prompt: str) -> str:
    """Return a prompt that says, in a sentence at its end, that there is a referenced image.

    One that speaks of it already, or leaves no room, is returned as it is.
    """
    return prompt if mentions_reference(prompt) else _followed_by(prompt, MENTION)


def suggested(prompt: str, kind: Kind = Kind.GENERATE) -> str:
    """Return a prompt to start editing from: it says what stays, and mentions the reference.

    What it says of either already is left to it, and so is one that leaves no room.
    """
    if kind is not Kind.VARY and not says_what_stays(prompt):
        prompt = _followed_by(prompt, KEEP[kind])
    return with_mention(prompt)


def sentence(text: str) -> str:
    """Return a text, trimmed, with the end of a sentence; nothing stays nothing."""
    text = text.strip()
    if text.rstrip(CLOSING).endswith(tuple(SENTENCE_ENDS)):
        return text
    text = text.rstrip(LOOSE_ENDS + " \t\r\n")
    return f"{text}." if text else ""


def _phrase(text: str) -> str:
    """Return a text to go on after: trimmed, without the end of a sentence."""
    text = text.strip()
    return text.rstrip(SENTENCE_ENDS + LOOSE_ENDS + " \t\r\n")


def _labelled(label: str, wish: str | None) -> str:
    """Return what a wish adds to a prompt."""
    said = sentence(wish or "")
    return f" {label}{said}" if said else ""


def _joined(asked: str, added: str, wish: str | None) -> str:
    """Return two texts as one prompt, or raise PromptError because of the wish in it."""
    prompt = asked + added
    if (excess := len(prompt) - PROMPT_MAX) > 0:
        # One less, for a shorter wish may need the full stop that this one brought along.
        raise PromptError(Part.WISH, max(0, len(sentence(wish or "")) - excess - 1))
    return prompt


def _followed_by(prompt: str, addition: str) -> str:
    """Return a prompt with a sentence behind it, or as it is if there is nothing, or no room."""
    said = sentence(prompt)
    longer = f"{said} {addition}"
    return longer if said and len(longer) <= PROMPT_MAX else prompt
