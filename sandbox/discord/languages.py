"""Which language each person has chosen for their Discord."""

from __future__ import annotations

import discord

DEFAULT = "en-US"

OFFERED = {
    "en-US": "English",
    "de": "Deutsch",
    "fr": "Français",
    "es-ES": "Español",
    "ja": "日本語",
}
"""The languages that the page offers, by their own names; controls take every one of Discord's."""

_KNOWN = frozenset(str(locale.value) for locale in discord.Locale)


class Languages:
    """Everybody's language; who has chosen none has English."""

    def __init__(self) -> None:
        self._chosen: dict[int, str] = {}

    def of(self, user_id: int) -> str:
        """Return a person's language."""
        return self._chosen.get(user_id, DEFAULT)

    def choose(self, user_id: int, locale: str) -> None:
        """Set a person's language."""
        self._chosen[user_id] = known(locale)


def known(locale: str) -> str:
    """Return a locale if it is one of Discord's; raise ValueError otherwise."""
    if locale not in _KNOWN:
        raise ValueError(f"Discord has no language {locale!r}")
    return locale
