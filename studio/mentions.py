"""Tells what a prompt says of its reference already, in English and in German.

In doubt the answer is yes: to name a reference twice reads worse than to leave it out.
"""

from __future__ import annotations

import re
import unicodedata

S = r"[\s_-]+"

PICTURE = (
    r"(?:images?|pictures?|photos?|photographs?|pics?|paintings?|drawings?|sketch(?:es)?"
    r"|illustrations?|portraits?|screenshots?|snapshots?|attachments?)"
)
GIVEN = (
    r"(?:referenced?|attached|given|provided|supplied|uploaded|included|enclosed|posted|linked"
    r"|shown|original|source|input|initial|starting|base|same|first|above)"
)
POINTED = r"(?:the|this|that|these|those|my|our|your)"
ENGLISH = (
    rf"\b{GIVEN}{S}{PICTURE}\b",
    rf"\b{POINTED}{S}(?:{GIVEN}{S}){{0,2}}{PICTURE}\b",
    rf"\b{PICTURE}{S}(?:above|attached|provided|given|uploaded)\b",
    rf"\b(?:{POINTED}|as|as{S}an?|from|per|attached|provided|given){S}references?\b",
    r"\bthe\s+original\b",
    rf"\breference{S}(?:file|material)s?\b",
)

BILD = (
    r"(?:bild|foto|photo|fotografie|aufnahme|zeichnung|gemälde|skizze|grafik|illustration|porträt"
    r"|portrait|screenshot|vorlage|anhang)(?:e?s|er|ern|e|en|n)?"
)
GEGEBEN = (
    r"(?:angehängt|beigefügt|beiliegend|hochgeladen|mitgeschickt|mitgesendet|gegeben|gezeigt"
    r"|referenziert|original|ursprünglich|obig|selb)\w*"
)
DIES = (
    r"(?:das|dem|des|die|der|den|im|am|vom|zum|zur|beim|ins|aufs|dies\w*|jene\w*|mein\w*|unser\w*"
    r"|dein\w*|euer\w*|eure\w*)"
)
GERMAN = (
    r"\breferenz(?:e?n)?\b",
    r"\breferenz\W?(?:bild|foto|photo|aufnahme|vorlage|grafik|zeichnung|datei)\w*",
    r"\b(?:original|ausgangs|ursprungs|quell|eingabe|beispiel|vorlagen?|start)\W?(?:bild|foto)\w*",
    rf"\b{GEGEBEN}{S}{BILD}\b",
    rf"\b{DIES}{S}(?:{GEGEBEN}{S}){{0,2}}{BILD}\b",
    rf"\b(?:als|laut|gemäß|nach|wie){S}vorlage\b",
    r"\bhiervon\b",
)
MENTIONS = re.compile("|".join((*ENGLISH, *GERMAN)))

PLACES = re.compile(
    "|".join(
        (
            rf"\b(?:referenced?|attached){S}{PICTURE}\b",
            rf"\b(?:in|on|of|from){S}{POINTED}{S}(?:{GIVEN}{S})?{PICTURE}$",
            r"\breferenz\W?(?:bild|foto)\w*",
            rf"\b(?:im|vom|(?:auf|in|aus|von){S}{DIES}){S}(?:{GEGEBEN}{S})?{BILD}$",
        )
    )
)

STAYS = re.compile(
    r"\b(?:keep\w*|kept|preserv\w*|retain\w*|maintain\w*|unchanged|untouched|unaltered"
    r"|(?:do not|don['’]t)\s+(?:change|alter|touch)|nothing\s+else|everything\s+else"
    r"|leav\w+\b.{0,80}\bas\s+(?:it|they)\b"
    r"|behalt\w*|beibehalt\w*|beizubehalten|bewahr\w*|unverändert\w*|erhalten|unberührt\w*"
    r"|(?:soll\w*|muss|müssen)\b.{0,80}\bbleib\w*|gleich\s+bleib\w*|nichts\s+ander\w*)\b"
)


def mentions_reference(prompt: str) -> bool:
    """Whether a prompt speaks of its reference, such as "the attached photo" or "im Bild"."""
    return MENTIONS.search(_plain(prompt)) is not None


def names_place(subject: str) -> bool:
    """Whether a subject says already that it is in the reference: "the dog in the photo"."""
    return PLACES.search(_plain(subject).strip()) is not None


def says_what_stays(prompt: str) -> bool:
    """Whether a prompt says what is to be kept."""
    return STAYS.search(_plain(prompt)) is not None


def _plain(text: str) -> str:
    """Return a text in small letters, with each umlaut as one character."""
    plain = unicodedata.normalize("NFC", text).lower()
    return plain.replace("angehaeng", "angehäng").replace("beigefueg", "beigefüg")
