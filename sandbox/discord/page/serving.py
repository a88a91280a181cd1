"""Serves SimCord's page with our additions to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from aiohttp import web
from simcord.preview._server import PreviewServer

from sandbox.discord.page import additions

if TYPE_CHECKING:
    from sandbox.discord.page.live import LivePreview

STATIC = Path(__file__).parent / "static"
SCRIPTS = ("", "-files", "-following", "-menus", "-places", "-shared")
OWN_FILES = {
    "/sandbox.css": "text/css",
    **{f"/sandbox{name}.js": "application/javascript" for name in SCRIPTS},
}
IMPORT = 'import * as sandbox from "./sandbox.js";'


class Change(NamedTuple):
    """What is put after a place in a file of SimCord's, before it or instead of it."""

    path: str
    place: str
    text: str
    where: Literal["after", "before", "instead"] = "after"


CHANGES = (
    Change("/", 'href="/preview.css">', '<link rel="stylesheet" href="/sandbox.css">'),
    # Choices are asked for before anything is typed, as Discord does.
    Change(
        "/commands.js",
        'const current = String(field.value || "");',
        "queryAutocomplete(option, field.value);",
        "before",
    ),
    Change(
        "/components.js",
        "`Upload up to ${component.max_values ?? 1} files, 10 MiB per file.`",
        '`Up to 10 MiB${component.max_values > 1 ? " per file" : ""}.`',
        "instead",
    ),
    # A picture that is drawn anew would be without a source for a moment, and without a size.
    Change("/media.js", 'from "./dom.js";', IMPORT),
    Change("/media.js", 'image.loading = "eager";', "sandbox.showKept(image, assetId);"),
    Change("/media.js", "image.src = url;", "sandbox.keep(assetId, url);"),
    Change("/listbox.js", "export function createListbox", IMPORT, "before"),
    # SimCord would scroll the conversation to where the list is not yet.
    Change(
        "/listbox.js",
        'items[index].scrollIntoView?.({ block: "nearest" })',
        "sandbox.scrollInList(items[index])",
        "instead",
    ),
    Change("/app.js", 'from "./presentation.js";', IMPORT),
    Change(
        "/app.js", "\nbootstrap();", "sandbox.begin({ dispatch, state, composer, ui });", "before"
    ),
    Change(
        "/app.js",
        "renderSnapshot(snapshot, generation, force);",
        "sandbox.show(snapshot);",
        "before",
    ),
    Change("/app.js", "surfaces.outcome(action);", "sandbox.done(action);"),
    Change("/messages.js", 'from "./text.js";', IMPORT),
    Change(
        "/messages.js",
        "if (toolbar.childElementCount) root.append(toolbar);",
        "sandbox.decorate(root, toolbar, message);",
        "before",
    ),
)
"""Our changes to SimCord's files; `sandbox.js` has what they call."""


class LiveServer(PreviewServer):
    """Serves the page, its additions, and the commands in the language of who looks at it."""

    _STATIC_FILES: ClassVar[dict[str, str]] = {
        **PreviewServer._STATIC_FILES,  # noqa: SLF001
        **{path: path for path in OWN_FILES},
    }

    preview: LivePreview

    async def _static(self, request: web.Request) -> web.Response:
        if request.path in OWN_FILES:
            text = (STATIC / request.path.removeprefix("/")).read_text(encoding="utf-8")
            return web.Response(
                text=text, content_type=OWN_FILES[request.path], headers=self._SECURITY_HEADERS
            )
        response: web.Response = await super()._static(request)
        if response.content_type.startswith("text/html") or request.path.endswith(".js"):
            response.text = changed(request.path, response.text or "")
        return response

    async def _commands(self, request: web.Request) -> web.Response:
        response: web.Response = await super()._commands(request)
        if response.status == 200:
            page = self.preview._get_page(request.headers["X-Simcord-Context"])  # noqa: SLF001
            commands: dict[str, Any] = json.loads(response.text or "")
            response.text = json.dumps(additions.catalog(self.preview, page, commands))
        return response


def changed(path: str, text: str) -> str:
    """Return a file of SimCord's with our changes, whose places must be there just once."""
    for change in CHANGES:
        if change.path != path:
            continue
        if text.count(change.place) != 1:
            raise LookupError(f"SimCord's {path} has changed: {change.place!r} is not there once")
        new = {
            "after": f"{change.place}\n{change.text}",
            "before": f"{change.text}\n{change.place}",
            "instead": change.text,
        }
        text = text.replace(change.place, new[change.where])
    return text
