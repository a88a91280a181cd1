"""Forms to fill in, which outlive a restart: what one is for stands in its custom id.

discord.py would keep each form that was sent, and forget them all when it ends. So it is given
forms that are over already, which it does not keep, and what comes back is read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from cogs.ui.errors import RefusalError, reporting
from cogs.ui.host import host_of
from cogs.ui.sources import Source

FORM = re.compile(r"form:(?P<kind>[a-z]+):(?P<number>[0-9]{1,20})(?::(?P<n>[0-9]{1,2}))?")
TEXT_MAX = 4000
"""How many characters a field for text takes; Discord allows no more."""
ROW, SELECT, TEXT, LABEL, UPLOAD = 1, 3, 4, 18, 19
"""The numbers of Discord's components."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What a person filled into a form, by the custom ids of its fields.

    `number` and `n` say what the form was for, such as a generation and one of its images.
    """

    number: int
    n: int | None
    texts: Mapping[str, str]
    picked: Mapping[str, Sequence[str]]
    files: Mapping[str, Sequence[Source]]

    def text(self, name: str) -> str:
        """Return what was written, without blanks around it."""
        return self.texts.get(name, "").strip()

    def pick(self, name: str) -> str | None:
        """Return what was chosen from a list."""
        return next(iter(self.picked.get(name, ())), None)

    def file(self, name: str) -> Source | None:
        """Return the file that was uploaded."""
        return next(iter(self.files.get(name, ())), None)


class Form(discord.ui.Modal):
    """A form of a kind that a cog has put into the bot's `forms`."""

    def __init__(self, kind: str, number: int, n: int | None = None, *, title: str) -> None:
        suffix = "" if n is None else f":{n}"
        super().__init__(title=title, timeout=None, custom_id=f"form:{kind}:{number}{suffix}")

    def ask(self, label: str, field: discord.ui.Item[Any], hint: str | None = None) -> None:
        """Add a field with its name, and if you like with a line that explains it."""
        self.add_item(discord.ui.Label(text=label, description=hint, component=field))


async def open_form(interaction: discord.Interaction[Any], form: Form) -> None:
    """Show a form, as the first answer."""
    form.stop()  # so that discord.py does not keep it
    await interaction.response.send_modal(form)


async def submitted(interaction: discord.Interaction[Any]) -> None:
    """Do what a form is for with what was filled in; errors reach the person who did it."""
    async with reporting(interaction):
        kind, filled = read(interaction.data or {})
        submit = host_of(interaction).forms.get(kind)
        if submit is None:
            raise RefusalError("refused-form")
        await submit(interaction, filled)


def read(data: Mapping[str, Any]) -> tuple[str, Filled]:
    """Return a form's kind and what was filled in, from what Discord sends.

    Raises RefusalError for what is no form of ours.
    """
    try:
        return _read(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RefusalError("refused-form") from error


def _read(data: Mapping[str, Any]) -> tuple[str, Filled]:
    found = FORM.fullmatch(data["custom_id"])
    if found is None:
        raise RefusalError("refused-form")
    fields = {field["custom_id"]: field for field in _fields(data["components"])}
    attachments = data.get("resolved", {}).get("attachments", {})
    number, n = int(found["number"]), found["n"]
    filled = Filled(
        number,
        None if n is None else int(n),
        {name: str(f["value"]) for name, f in fields.items() if f["type"] == TEXT},
        {name: list(f["values"]) for name, f in fields.items() if f["type"] == SELECT},
        {
            name: [Source.uploaded(attachments[file]) for file in f["values"]]
            for name, f in fields.items()
            if f["type"] == UPLOAD
        },
    )
    return found["kind"], filled


def _fields(components: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield the fields among components, which lie in labels or in rows."""
    for component in components:
        if component["type"] == LABEL:
            yield component["component"]
        elif component["type"] == ROW:
            yield from component["components"]
