"""What a prompt says of its reference is recognised, in English and in German."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.mentions import mentions_reference, names_place, says_what_stays

MENTIONING = [
    "Replace the dog in the referenced image with a cat",
    "use the reference image",
    "REFERENCE PICTURE, but blue",
    "like in the reference photo",
    "make the reference blue",
    "use this as reference",
    "as a reference, take him",
    "the attached image at night",
    "this image, but at night",
    "turn the\nphoto into a drawing",
    "the picture as a cartoon",
    "attached photo in blue",
    "my photo in the style of Monet",
    "our original pictures, brighter",
    "the uploaded screenshot as a poster",
    "keep the pose of the original",
    "the image above, but darker",
    "reference-image with snow",
    "Ersetze den Hund im Bild durch eine Katze",
    "Das Foto als Ölgemälde",
    "wie auf dem Referenzbild",
    "die Referenz, aber blau",
    "nimm das angehängte Bild",
    "nimm das angeha\u0308ngte Bild",
    "angehaengtes Foto bei Nacht",
    "aus dieser Zeichnung ein Gemälde machen",
    "mein Foto als Comic",
    "auf dem Bild soll Schnee liegen",
    "Ausgangsbild behalten",
    "das Originalfoto in Farbe",
    "nach Vorlage, aber in Blau",
    "im Anhang der Hund, bitte mit Hut",
    "die Farben des Bildes kräftiger",
]
SILENT = [
    "a castle on a hill at night",
    "Replace the dog with a white cat",
    "a photo of a dog",
    "a photograph in the style of the 1920s",
    "imagine a photographer at work",
    "an image of a library",
    "Ein Schloss auf einem Hügel",
    "ein Foto von einem Hund",
    "ein Bild von Monet",
    "eine Bildhauerin bei der Arbeit",
    "with preference for blue",
    "a conference room with pictures on a wall",
    "Fotografin im Regen",
    "",
]


@pytest.mark.parametrize("prompt", MENTIONING)
def test_a_mention_is_recognised(prompt: str) -> None:
    """However the reference is called."""
    assert mentions_reference(prompt)


@pytest.mark.parametrize("prompt", SILENT)
def test_a_prompt_without_a_mention_is_recognised(prompt: str) -> None:
    """A picture in general is not the reference."""
    assert not mentions_reference(prompt)


@given(st.sampled_from(MENTIONING), st.text(max_size=40), st.text(max_size=40))
def test_a_mention_is_recognised_anywhere(mention: str, before: str, after: str) -> None:
    """In capitals and with anything around it."""
    assert mentions_reference(f"{before} {mention.upper()} {after}")


@pytest.mark.parametrize(
    ("subject", "found"),
    [
        ("the dog in the referenced image", True),
        ("the dog in the photo ", True),
        ("the dog of this picture", True),
        ("the dog on the attached photo", True),
        ("den Hund im Bild", True),
        ("den Hund auf dem Foto", True),
        ("den Hund aus dem Referenzbild", True),
        ("the dog", False),
        ("the picture on the wall", False),
        ("the frame of the picture on the wall", False),
        ("das Bild an der Wand", False),
    ],
)
def test_a_subject_may_say_where_it_is(subject: str, found: bool) -> None:
    """A picture within the picture is not the place."""
    assert names_place(subject) is found


@pytest.mark.parametrize(
    ("prompt", "found"),
    [
        ("Keep the background", True),
        ("while preserving the light", True),
        ("leave the rest as it is", True),
        ("don't change the sky", True),
        ("everything else unchanged", True),
        ("den Hintergrund beibehalten", True),
        ("der Rest soll so bleiben", True),
        ("Hintergrund unverändert", True),
        ("a red car on a road", False),
        ("falling leaves in autumn", False),
        ("ein rotes Auto", False),
    ],
)
def test_what_stays_is_recognised(prompt: str, found: bool) -> None:
    """In either language."""
    assert says_what_stays(prompt) is found


@pytest.mark.parametrize("piece", ["the ", "the given ", " ", "das angehängte ", "leave ", "soll "])
def test_no_prompt_takes_long(piece: str) -> None:
    """The longest prompts of almost-mentions are told apart in no time."""
    prompt = (piece * 5000)[:5000]
    started = time.perf_counter()
    assert not mentions_reference(prompt)
    says_what_stays(prompt)
    names_place(prompt)
    assert time.perf_counter() - started < 0.5
