"""A plain HTTP caller of the Pictory emulator, which shows what is on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp

from tests.waiting import eventually

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from tests.conftest import PictoryServer

IMAGES = "/v1/aistudio/images"
PROMPT = "A red kite above the dunes"


@dataclass(frozen=True)
class Answer:
    """A response, read."""

    status: int
    headers: Any
    data: bytes
    body: Any


class Caller:
    """Calls routes below the API's base, or any other address of the emulator, with the key."""

    def __init__(self, server: PictoryServer) -> None:
        self.server = server
        self.emulator = server.emulator
        self.origin = server.base_url.removesuffix("/pictoryapis")

    async def __aenter__(self) -> Self:
        headers = {"User-Agent": "tests", "Authorization": self.server.api_key}
        self._session = aiohttp.ClientSession(headers=headers)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._session.close()

    async def __call__(self, method: str, path: str, **options: Any) -> Answer:
        """Send a request to a path below the base, or to a whole URL."""
        url = path if path.startswith("http") else self.server.base_url + path
        async with self._session.request(method, url, **options) as response:
            data = await response.read()
            json = response.content_type == "application/json"
            body = await response.json() if json else None
            return Answer(response.status, response.headers, data, body)

    async def submit(self, **fields: Any) -> str:
        """Submit an image and return its job id."""
        answer = await self("POST", IMAGES, json={"prompt": PROMPT, **fields})
        assert answer.status == 200, answer.body
        return str(answer.body["data"]["jobId"])

    async def finished(self, job_id: str) -> Any:
        """Return the envelope of a job once it has finished."""

        async def probe() -> Any:
            body = (await self("GET", f"/v1/jobs/{job_id}")).body
            return body if body["data"]["status"] != "in-progress" else None

        return await eventually(probe)
