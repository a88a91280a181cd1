"""The catalogues: complete, calm, the same in every language, and within Discord's limits."""

from __future__ import annotations

import re

import pytest
from fluent.runtime import FluentResource
from fluent.syntax.ast import Junk, Message, TextElement
from fluent.syntax.serializer import FluentSerializer

from cogs.ui.language import ENGLISH, LANGUAGES, LOCALES, entries
from tests.cogs.catalogues import (
    BUILT,
    Code,
    mentioned,
    messages,
    nodes,
    resource,
    texts,
    variables,
)

OTHERS = [language for language in LANGUAGES if language != ENGLISH]
NAMED = {"command", "option"}
"""The entries whose value is a name, and which have a description."""
LIMITS = {
    "choice": 100,
    "style": 100,
    "menu": 32,
    "button": 80,
    "placeholder": 150,
    "title": 45,
    "label": 45,
    "pick": 100,
    "hint": 100,
}
"""How long a text may be, by the first word of its key: an option of a select is a `pick`, what
stands in an empty field of a modal is a `hint`."""
NAME_LIMIT, DESCRIPTION_LIMIT, CALM = 32, 100, 300


def test_every_catalogue_is_a_language() -> None:
    """A file that nobody reads, or a language without one, is a mistake."""
    assert {path.stem for path in LOCALES.iterdir()} == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_wholly_understood(language: str) -> None:
    """Nothing in it is a slip of the syntax, and nothing stands there twice."""
    assert [entry.content for entry in resource(language).body if isinstance(entry, Junk)] == []
    names = [message.id.name for message in messages(language)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_entry_parsed_alone_is_the_same(language: str) -> None:
    """Catalogues are cut into entries, which are parsed when they are needed."""
    write = FluentSerializer().serialize_entry
    cut = entries((LOCALES / f"{language}.ftl").read_text(encoding="utf-8"))
    whole = {message.id.name: message for message in messages(language)}
    assert list(cut) == list(whole)
    for name, source in cut.items():
        [alone] = FluentResource(source).body
        assert isinstance(alone, Message)
        alone.comment = whole[name].comment
        assert write(alone) == write(whole[name])


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_says_what_english_says(language: str) -> None:
    """The texts are the same ones in the same order, and need the same values."""
    assert list(texts(language)) == list(texts(ENGLISH))
    for key in texts(ENGLISH):
        assert variables(language, key) == variables(ENGLISH, key), key


def test_no_text_is_missing_or_unused() -> None:
    """Each key that the code names has its text, and each text is said somewhere."""
    code = Code.read()
    families = code.built - {"option"}  # of which `options` is called with the rest
    assert families <= set(BUILT), "add the first word of the new keys to BUILT"
    built = {f"{family}-{name}" for family in families for name in BUILT[family]}
    quoted = set().union(*(mentioned(ENGLISH, key) for key in texts(ENGLISH)))
    there = {message.id.name for message in messages(ENGLISH)}
    assert (code.keys | built) - there == set()
    assert there - (code.keys | built | quoted) == set()


def test_every_text_gets_the_values_that_it_needs() -> None:
    """Where the code names a key and its values, they are those of the text."""
    said = Code.read().said
    assert len(said) > 50
    for key, names in said:
        assert key in texts(ENGLISH), key
        assert names == variables(ENGLISH, key), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_commands_and_options_are_named_as_discord_wants(language: str) -> None:
    """They have a name in lowercase without blanks and a description, and nothing else has one."""
    for message in messages(language):
        attributes = [attribute.id.name for attribute in message.attributes]
        family = message.id.name.partition("-")[0]
        assert attributes == (["description"] if family in NAMED else []), message.id.name
        if family in NAMED:
            name = written(language, message.id.name)
            assert re.fullmatch(r"[-_\w]+", name)
            assert name == name.lower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_calm_and_short(language: str) -> None:
    """No exclamation marks, and nothing over Discord's limits for where it stands."""
    for key in texts(language):
        family = key.partition("-")[0]
        limit = NAME_LIMIT if family in NAMED else LIMITS.get(family, CALM)
        limit = DESCRIPTION_LIMIT if key.endswith(".description") else limit
        assert "!" not in written(language, key), key
        assert len(written(language, key)) <= limit, key


def written(language: str, key: str) -> str:
    """Return what is written of a text, all its variants, without its values."""
    parts = nodes(texts(language)[key])
    return "".join(part.value for part in parts if isinstance(part, TextElement))
