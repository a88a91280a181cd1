"""What people do in the simulated Discord, and what they see, through its control routes."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import aiohttp

File = tuple[str, bytes]
"""A file's name and its bytes."""


@dataclass(frozen=True)
class Actions:
    """The control routes of a simulated Discord; whoever acts is alice unless told."""

    session: aiohttp.ClientSession
    described: Mapping[str, str]

    async def call(self, method: str, path: str, /, **body: Any) -> Any:
        """Call a control route."""
        url = f"{self.described['control_url']}{path}"
        async with self.session.request(method, url, json=body) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    async def run(
        self,
        command: str,
        *,
        user: str = "alice",
        dm: bool = False,
        files: Mapping[str, File] | None = None,
        **options: Any,
    ) -> str:
        """Run a slash command, with files by the name of their option; return the interaction's id.

        It is run in #generate, or in the DM with the bot.
        """
        given = {option: _wire(file) for option, file in (files or {}).items()}
        asked = {"command": command, "options": options, "files": given, "user": user, "dm": dm}
        return await self._interaction("/slash", asked)

    async def menu(self, command: str, message_id: str | int, *, user: str = "alice") -> str:
        """Choose a command from the menu of a message; return the interaction's id."""
        asked = {"command": command, "message_id": str(message_id), "user": user}
        return await self._interaction("/menu", asked)

    async def click(
        self,
        message_id: str | int,
        *,
        label: str | None = None,
        custom_id: str | None = None,
        user: str = "alice",
    ) -> str:
        """Click a button, named by its label or custom id; return the interaction's id."""
        asked = {"message_id": str(message_id), "label": label, "custom_id": custom_id}
        return await self._interaction("/click", {**asked, "user": user})

    async def select(
        self,
        message_id: str | int,
        *values: str,
        custom_id: str | None = None,
        user: str = "alice",
    ) -> str:
        """Choose in a select of a message; return the interaction's id.

        People, roles and channels are chosen by name, options by value.
        """
        asked = {"message_id": str(message_id), "custom_id": custom_id, "values": values}
        return await self._interaction("/select", {**asked, "user": user})

    async def submit(
        self,
        interaction_id: str,
        values: Mapping[str, str | Sequence[str]] | None = None,
        files: Mapping[str, Iterable[File]] | None = None,
        *,
        user: str = "alice",
    ) -> str:
        """Submit the modal that answered an interaction; return the submission's id.

        Texts, choices and files are by the custom id of the field.
        """
        given = {field: [_wire(file) for file in some] for field, some in (files or {}).items()}
        asked = {"interaction_id": interaction_id, "values": dict(values or {}), "files": given}
        return await self._interaction("/modal", {**asked, "user": user})

    async def react(
        self, message_id: str | int, emoji: str, *, user: str = "alice", remove: bool = False
    ) -> None:
        """React to a message, in a channel or in a DM, or take the reaction away."""
        asked = {"message_id": str(message_id), "emoji": emoji, "user": user, "remove": remove}
        await self.call("POST", "/react", **asked)

    async def say(
        self,
        content: str = "",
        *,
        files: Iterable[File] = (),
        link: File | None = None,
        embed: File | None = None,
        **asked: Any,
    ) -> str:
        """Post a message and return its id.

        `link` is a picture of another site whose address is posted, `embed` one that a rich embed
        shows. Further: `user`, or `poster` for another application; `channel` or `dm=True`;
        `reply_to`.
        """
        pictures = {"link": link, "embed": embed}
        answer = await self.call(
            "POST",
            "/messages",
            content=content,
            files=[_wire(file) for file in files],
            **{name: _wire(file) for name, file in pictures.items() if file is not None},
            **asked,
        )
        return str(answer["message_id"])

    async def ephemeral(self, user: str = "alice") -> list[dict[str, Any]]:
        """Return what only this person sees, oldest first."""
        found: list[dict[str, Any]] = await self.call("GET", f"/ephemeral?user={user}")
        return found

    async def dms(self) -> dict[str, list[dict[str, Any]]]:
        """Return the messages between the bot and each person, by name."""
        found: dict[str, list[dict[str, Any]]] = await self.call("GET", "/dms")
        return found

    async def raw(self, message_id: str | int) -> dict[str, Any]:
        """Return a message of any channel as Discord sends it."""
        found: dict[str, Any] = await self.call("GET", f"/messages/{message_id}")
        return found

    async def speak(
        self, locale: str | None = None, *, server: str | None = None, user: str = "alice"
    ) -> None:
        """Set the language of a person, and that of the server."""
        chosen = {"locale": locale, "server_locale": server}
        given = {name: value for name, value in chosen.items() if value is not None}
        await self.call("POST", "/languages", user=user, **given)

    async def install(self, *, user: str = "alice", installed: bool = True) -> None:
        """Let a person install the application on themselves, or remove it."""
        await self.call("POST", "/installs", user=user, installed=installed)

    async def answered(self, interaction_id: str) -> dict[str, Any]:
        """Wait for the first response to an interaction, and return what became of it."""

        async def acknowledged() -> Any:
            found = await self.call("GET", f"/interactions/{interaction_id}")
            return found if found["acknowledged"] else None

        found: dict[str, Any] = await eventually(acknowledged)
        return found

    async def _interaction(self, path: str, asked: Mapping[str, Any]) -> str:
        answer = await self.call("POST", path, **asked)
        return str(answer["interaction_id"])


def _wire(file: File) -> dict[str, str]:
    name, data = file
    return {"name": name, "data": base64.b64encode(data).decode()}
