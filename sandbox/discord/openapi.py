"""Checks what the bot sends against Discord's own OpenAPI document."""

from __future__ import annotations

import copy
import json
import logging
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema  # type: ignore[import-untyped]  # its stubs are a package of their own
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_log = logging.getLogger(__name__)

DOCUMENT = "urn:discord-openapi"
KEPT_VIOLATIONS = 200


class Checker:
    """Collects the requests that Discord's document would not allow."""

    def __init__(self, path: Path) -> None:
        self._document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        resource = Resource.from_contents(self._document, default_specification=DRAFT202012)
        self._registry: Registry[Any] = Registry().with_resource(DOCUMENT, resource)
        self._validator = cache(self._build_validator)
        self.violations: list[dict[str, str]] = []

    def check(self, method: str, path: str, body: Any, *, form: bool) -> None:
        """Note what is wrong with a request, if anything."""
        template = self._template(path, method)
        if template is None:
            self._note(method, path, "the document has no such route")
            return
        content = self._operation(template, method).get("requestBody", {}).get("content", {})
        media_type = "multipart/form-data" if form else "application/json"
        if media_type not in content:
            if body is not None:
                self._note(method, path, f"the document takes no {media_type} here")
            return
        validator = self._validator(template, method, media_type)
        error = jsonschema.exceptions.best_match(validator.iter_errors(tolerated(body)))
        if error is not None:
            self._note(method, path, f"{error.json_path}: {error.message[:500]}")

    def _note(self, method: str, path: str, problem: str) -> None:
        _log.warning("%s %s does not fit Discord's document: %s", method, path, problem)
        self.violations.append({"method": method, "path": path, "problem": problem})
        del self.violations[:-KEPT_VIOLATIONS]

    def _operation(self, template: str, method: str) -> dict[str, Any]:
        operation: dict[str, Any] = self._document["paths"][template].get(method.lower(), {})
        return operation

    def _template(self, path: str, method: str) -> str | None:
        """Return the document's most literal template of a path that has this method."""
        segments = path.strip("/").split("/")
        fitting = [
            template
            for template in self._document["paths"]
            if self._operation(template, method) and _fits(template.strip("/").split("/"), segments)
        ]
        return min(fitting, key=lambda template: template.count("{"), default=None)

    def _build_validator(
        self, template: str, method: str, media_type: str
    ) -> jsonschema.protocols.Validator:
        pointer = "/".join(
            part.replace("~", "~0").replace("/", "~1")
            for part in (template, method.lower(), "requestBody", "content", media_type, "schema")
        )
        reference = {"$ref": f"{DOCUMENT}#/paths/{_in_uri(pointer)}"}
        return QuickValidator(reference, registry=self._registry)


def _one_of(validator: Any, alternatives: list[Any], value: Any, schema: Any) -> Iterator[Any]:
    """Accept what fits one alternative; let jsonschema tell what is wrong with anything else.

    It would collect every error of each alternative before it comes to the one that fits, and
    components have alternatives within alternatives.
    """
    if sum(validator.evolve(schema=one).is_valid(value) for one in alternatives) != 1:
        yield from jsonschema.Draft202012Validator.VALIDATORS["oneOf"](
            validator, alternatives, value, schema
        )


QuickValidator = jsonschema.validators.extend(jsonschema.Draft202012Validator, {"oneOf": _one_of})


def tolerated(body: Any) -> Any:
    """Return a copy of a body without discord.py's known deviations from the document.

    All are numbers where the document wants strings, which Discord accepts:

    * `attachments[].id` of a new file is its index, as the prose of the documentation shows it;
    * the ids in `message_reference`;
    * the ids that `allowed_mentions` lists;
    * the `recipient_id` of a DM that is opened.
    """
    copied = copy.deepcopy(body)
    _ids_as_text(copied, "recipient_id")
    for message in _messages(copied):
        for attachment in message.get("attachments") or []:
            _ids_as_text(attachment, "id")
        _ids_as_text(message.get("message_reference"), "message_id", "channel_id", "guild_id")
        _ids_as_text(message.get("allowed_mentions"), "users", "roles")
    return copied


def _messages(body: Any) -> list[dict[str, Any]]:
    """Return the message in a body: the whole of it, or the `data` of an interaction's answer."""
    if not isinstance(body, dict):
        return []
    return [message for message in (body, body.get("data")) if isinstance(message, dict)]


def _ids_as_text(holder: Any, *names: str) -> None:
    for name in names if isinstance(holder, dict) else ():
        value = holder.get(name)
        if isinstance(value, int):
            holder[name] = str(value)
        elif isinstance(value, list):
            holder[name] = [str(item) if isinstance(item, int) else item for item in value]


def _fits(template: list[str], segments: list[str]) -> bool:
    return len(template) == len(segments) and all(
        part == segment or part.startswith("{")
        for part, segment in zip(template, segments, strict=True)
    )


def _in_uri(pointer: str) -> str:
    return pointer.replace("{", "%7B").replace("}", "%7D")
