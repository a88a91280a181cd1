"""Says things in a person's language, from the Fluent catalogues in `locales`.

A new text is an entry in `en.ftl` and in each other catalogue, said by `words("its-key")`; the
tests find what is missing, unused or too long. A new language is a catalogue and its name here.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.resolver import TextElement

log = logging.getLogger(__name__)

LOCALES = Path(__file__).parent / "locales"
ENGLISH = "en"
LANGUAGES = (ENGLISH, "de")

_ENTRY = re.compile(r"^(-?[a-zA-Z][\w-]*) *=.*(?:\n(?:[ ].*)?(?=\n|\Z))*", re.MULTILINE)
_REFERENCE = re.compile(r"\{ *(-?[a-z][\w-]*)[ .}(]")


@dataclass(frozen=True, init=False)
class Say:
    """A text to be said once its reader is known.

    Values may be texts of that kind themselves; several are joined by commas.
    """

    key: str
    values: Mapping[str, object]

    def __init__(self, key: str, /, **values: object) -> None:
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "values", values)


class Words:
    """The texts in one language.

    `words("amount-credits", amount=2)` says an entry of the catalogue, and
    `words("option-style.description")` an attribute of one; `words(Say(...))` says what was put
    together before. What a catalogue lacks is said in English; KeyError if English lacks it too.
    A value has 2,500 characters at most, which is Fluent's own limit.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue = _Catalogue(language)
        self._found: dict[str, _Text] = {}

    def __call__(self, said: str | Say, /, **values: object) -> str:
        """Return the text with its values filled in."""
        if isinstance(said, Say):
            return self(said.key, **said.values)
        text = self._found.get(said) or self._find(said)
        if text.finished is not None:
            return text.finished
        given = {name: self._value(value) for name, value in values.items()}
        if all(type(value) in _NUMBERS for value in given.values()):
            return _filled_with_numbers(text, tuple(given.items()))
        return text.filled(given)

    def has(self, key: str) -> bool:
        """Whether there is such a text."""
        try:
            self._find(key)
        except KeyError:
            return False
        return True

    def _find(self, key: str) -> _Text:
        """Look a text up, and remember it."""
        try:
            text = self._catalogue.text(key)
        except KeyError:
            if self.language == ENGLISH:
                raise
            text = words_for(None)._find(key)  # noqa: SLF001 - the same class
        self._found[key] = text
        return text

    def _value(self, value: object) -> object:
        """Return a value as Fluent takes it: a text said, an amount without needless digits."""
        if isinstance(value, str | int):
            return value
        if isinstance(value, Say):
            return self(value)
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else value.normalize()
        if isinstance(value, Sequence):
            return ", ".join(str(self._value(one)) for one in value)
        return value


@cache
def _words_in(language: str) -> Words:
    return Words(language)


def words_for(locale: str | None) -> Words:
    """Return the texts for one of Discord's locales, such as "de" or "en-GB", or in English."""
    for language in (locale or ENGLISH, (locale or ENGLISH).partition("-")[0]):
        if language in LANGUAGES:
            return _words_in(language)
    return _words_in(ENGLISH)


class _Text:
    """One text, ready to be filled in; `finished` is what it says if there is nothing to fill."""

    __slots__ = ("_bundle", "_key", "_pattern", "finished")

    def __init__(self, key: str, bundle: FluentBundle, pattern: Any) -> None:
        self._key = key
        self._bundle = bundle
        self._pattern = pattern
        self.finished = pattern.value if isinstance(pattern, TextElement) else None

    def filled(self, values: dict[str, object]) -> str:
        """Return the text with values; what is wrong with them is only logged."""
        said, errors = self._bundle.format_pattern(self._pattern, values)
        if errors:
            log.error("the text %s cannot be said well: %r", self._key, errors)
        return str(said)


_NUMBERS = frozenset({int, Decimal})


@lru_cache(maxsize=1024)
def _filled_with_numbers(text: _Text, values: tuple[tuple[str, object], ...]) -> str:
    """Return a text with values that come again and again, and take long to be worded."""
    return text.filled(dict(values))


class _Catalogue:
    """The entries of one language, read at first use and parsed one by one.

    Parsing a whole catalogue would hold the event loop up for 50 ms.
    """

    def __init__(self, language: str) -> None:
        self._path = LOCALES / f"{language}.ftl"
        self._bundle = FluentBundle([language], use_isolating=False)
        self._sources: dict[str, str] | None = None

    def text(self, key: str) -> _Text:
        """Return an entry or, by `entry.attribute`, an attribute of one; KeyError if none."""
        entry, _, attribute = key.partition(".")
        self._parse(entry)
        message = self._bundle.get_message(entry)
        pattern = message.attributes[attribute] if attribute else message.value
        if pattern is None:
            raise KeyError(key)
        return _Text(key, self._bundle, pattern)

    def _parse(self, entry: str) -> None:
        """Parse an entry that was not used before, and those that it mentions."""
        if self._sources is None:
            self._sources = entries(self._path.read_text(encoding="utf-8"))
        source = self._sources.pop(entry, None)
        if source is None:
            return
        for mentioned in _REFERENCE.findall(source):
            self._parse(mentioned)
        self._bundle.add_resource(FluentResource(source))


def entries(catalogue: str) -> dict[str, str]:
    """Cut a catalogue into its entries, by their names."""
    return {found[1]: found[0] for found in _ENTRY.finditer(catalogue)}
