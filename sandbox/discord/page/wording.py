"""The commands as Discord's client shows them: in the language that the person has chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simcord.backend import Backend

Command = dict[str, Any]


def in_language(field: str, node: Mapping[str, Any], locale: str) -> str:
    """Return the name or the description of a command, an option or a choice."""
    translations = node.get(f"{field}_localizations") or {}
    return str(translations.get(locale) or node.get(field) or "")


def localised(backend: Backend, catalog: dict[str, Any], locale: str) -> dict[str, Any]:
    """Return SimCord's catalog of commands in a language.

    Names of options stay as they are: SimCord's page identifies options by them.
    """
    commands = {
        command["id"]: command for scope in backend.commands.values() for command in scope.values()
    }
    entries = [_entry(entry, commands[entry["commandId"]], locale) for entry in catalog["entries"]]
    return {**catalog, "entries": entries}


def _entry(entry: dict[str, Any], command: Command, locale: str) -> dict[str, Any]:
    nodes = _along(command, entry["path"])
    options = {option["name"]: option for option in nodes[-1].get("options") or []}
    return {
        **entry,
        "invocation": " ".join(in_language("name", node, locale) for node in nodes),
        "description": in_language("description", nodes[-1], locale),
        "options": [
            _option(option, options[option["name"]], locale) for option in entry["options"]
        ],
    }


def _along(command: Command, path: list[str]) -> list[Command]:
    """Return the command and the subcommands that a path names."""
    nodes = [command]
    for name in path[1:]:
        nodes.append(next(node for node in nodes[-1]["options"] if node["name"] == name))
    return nodes


def _option(option: dict[str, Any], node: Command, locale: str) -> dict[str, Any]:
    choices = [
        {**choice, "name": in_language("name", known, locale)}
        for choice, known in zip(option["choices"], node.get("choices") or [], strict=True)
    ]
    return {
        **option,
        "description": in_language("description", node, locale),
        "choices": choices,
    }
