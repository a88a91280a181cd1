"""What stands in the catalogues, and what the code says of them."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from fluent.runtime import FluentResource
from fluent.syntax.ast import BaseNode, Message, MessageReference, Resource, VariableReference

from cogs.ui.language import LOCALES
from pictory_async import Style
from studio.custodian import RESTARTING
from studio.encoded import RejectedReason
from studio.generations import Charged, FailureKind
from studio.ports import Alert
from studio.refusals import RATE_LIMITED, WAITING_FOR_CREDITS, WAITING_FOR_PICTORY

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDS = {*FailureKind, "cancelled", "unconfirmed"}
BUILT = {
    "failed": ENDS,
    "todo": ENDS,
    "charged": set(Charged),
    "note": {WAITING_FOR_PICTORY, RATE_LIMITED, RESTARTING, WAITING_FOR_CREDITS},
    "alert": set(Alert),
    "rejected": set(RejectedReason),
    "style": set(Style),
    "button": {
        *("cancel", "retry", "vary", "edit", "compare", "more", "prompt"),
        *("dm", "family", "delete"),
    },
    "permission": {
        "view_channel",
        "send_messages",
        "send_messages_in_threads",
        "attach_files",
        "read_message_history",
        "add_reactions",
    },
}
"""The keys that the code puts together, by their first word."""
SAYING = {"words", "Say", "RefusalError", "named"}
"""What is called with a key and the values for it."""


@cache
def resource(language: str) -> Resource:
    """Parse a whole catalogue."""
    return FluentResource((LOCALES / f"{language}.ftl").read_text(encoding="utf-8"))


@cache
def texts(language: str) -> dict[str, BaseNode]:
    """Return every text of a catalogue: `key` is an entry, `key.attribute` a part of one."""
    found: dict[str, BaseNode] = {}
    for message in messages(language):
        if message.value is not None:
            found[message.id.name] = message.value
        for attribute in message.attributes:
            found[f"{message.id.name}.{attribute.id.name}"] = attribute.value
    return found


@cache
def families() -> set[str]:
    """Return the first words of all keys."""
    return {key.partition("-")[0] for key in texts("en")}


def messages(language: str) -> Iterator[Message]:
    """Yield the entries of a catalogue."""
    return (entry for entry in resource(language).body if isinstance(entry, Message))


def nodes(node: object) -> Iterator[BaseNode]:
    """Yield a part of a catalogue, and all that it consists of."""
    if isinstance(node, list):
        for one in node:
            yield from nodes(one)
    elif isinstance(node, BaseNode):
        yield node
        for name, child in vars(node).items():
            if name != "span":
                yield from nodes(child)


def mentioned(language: str, key: str) -> set[str]:
    """Return the entries that a text quotes."""
    found = nodes(texts(language)[key])
    return {node.id.name for node in found if isinstance(node, MessageReference)}


def variables(language: str, key: str) -> set[str]:
    """Return the names of the values that a text needs, also for what it quotes."""
    found = nodes(texts(language)[key])
    own = {node.id.name for node in found if isinstance(node, VariableReference)}
    return own.union(*(variables(language, other) for other in mentioned(language, key)))


@dataclass(frozen=True)
class Code:
    """What the cogs say: keys, the first words of keys put together, and keys with their values."""

    keys: set[str]
    built: set[str]
    said: list[tuple[str, set[str]]]

    @classmethod
    @cache
    def read(cls) -> Code:
        """Read the cogs."""
        code = cls(set(), set(), [])
        for path in sorted(Path("cogs").rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                code._take(node)
        return code

    def _take(self, node: ast.AST) -> None:
        match node:
            case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]):
                if start.endswith("-") and start[:-1] in families():
                    self.built.add(start[:-1])
            case ast.Constant(value=str(value)) if value.partition("-")[0] in families():
                if value.replace("-", "_", 1).isidentifier() and "-" in value.strip("-"):
                    self.keys.add(value)
            case ast.Call(func=func, args=[first, *rest], keywords=keywords):
                name = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
                self._take_call(name, [first, *rest], keywords)

    def _take_call(self, name: str, args: list[ast.expr], keywords: list[ast.keyword]) -> None:
        constants = [str(arg.value) for arg in args if isinstance(arg, ast.Constant)]
        if name == "options":
            self.keys.update(f"option-{constant}" for constant in constants)
        elif name in SAYING and constants:
            names = {keyword.arg for keyword in keywords if keyword.arg is not None}
            self.said.append((constants[0], names))
