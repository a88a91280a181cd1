"""Discord's CDN: attached files under signed URLs that expire, and pictures of other sites."""

from __future__ import annotations

import hashlib
import hmac
import io
import mimetypes
import secrets
import time
import warnings
from typing import Any
from urllib.parse import quote, urlsplit

from aiohttp import web
from PIL import Image
from simcord.backend.cdn import CdnStore

DAY_SECONDS = 24 * 60 * 60
FOREIGN_HOST = "pictures.example"


class Signer:
    """Signs the paths of files, and checks signatures."""

    def __init__(self, life_seconds: float = DAY_SECONDS) -> None:
        self.life_seconds = life_seconds
        self._key = secrets.token_bytes(32)

    def query(self, path: str) -> str:
        """Return the query string that opens `path` for a while."""
        issued = int(time.time())
        until, since = f"{int(issued + self.life_seconds):x}", f"{issued:x}"
        return f"ex={until}&is={since}&hm={self._signature(path, until, since)}"

    def accepts(self, path: str, expires: str, issued: str, signature: str) -> bool:
        """Tell whether a signature is ours, for this path and still alive."""
        if not hmac.compare_digest(signature, self._signature(path, expires, issued)):
            return False
        return int(expires, 16) > time.time()

    def expire_all(self) -> None:
        """Make every URL handed out so far useless, as a day's passing would."""
        self._key = secrets.token_bytes(32)

    def _signature(self, path: str, expires: str, issued: str) -> str:
        text = f"{path}\n{expires}\n{issued}".encode()
        return hmac.new(self._key, text, hashlib.sha256).hexdigest()


class AttachmentStore(CdnStore):
    """The files, by their unsigned URL, with what Discord tells about each."""

    def __init__(self, base: str, signer: Signer) -> None:
        super().__init__()
        self.base = base
        self.signer = signer
        self._facts: dict[str, dict[str, Any]] = {}
        self._foreign: dict[str, tuple[str, bytes]] = {}

    def store_attachment(
        self,
        attachment_id: int,
        channel_id: int,
        filename: str,
        data: bytes,
        description: str | None,
    ) -> dict[str, Any]:
        """Keep a file and return its attachment object, with unsigned URLs."""
        attachment = super().store_attachment(
            attachment_id, channel_id, filename, data, description
        )
        url = f"{self.base}/attachments/{channel_id}/{attachment_id}/{quote(filename)}"
        self._blobs[url] = self._blobs.pop(attachment["url"])
        size = picture_size(data)
        dimensions = {} if size is None else {"width": size[0], "height": size[1]}
        self._facts[url] = {"content_type": attachment["content_type"], **dimensions}
        return {**attachment, "url": url, "proxy_url": url, **dimensions}

    def store_foreign(self, filename: str, data: bytes) -> dict[str, Any]:
        """Keep a picture as if it stood on another site, and return it as an embed shows it.

        The address on that site leads nowhere; Discord's proxy of it, which needs no signature,
        leads to the picture.
        """
        url = f"https://{FOREIGN_HOST}/{secrets.token_hex(4)}/{quote(filename)}"
        proxy = f"{self.base}/external/{secrets.token_urlsafe(32)}/{url.replace('://', '/')}"
        kind, size = mimetypes.guess_type(filename)[0] or "", picture_size(data) or (0, 0)
        facts = {"content_type": kind, "width": size[0], "height": size[1]}
        self._facts[proxy] = facts
        for known in (url, proxy):
            self._foreign[known] = (filename, data)
        return {"url": url, "proxy_url": proxy, **facts}

    def get(self, url: str) -> bytes | None:
        """Return the file at an unsigned URL, or at the address of a picture of another site."""
        blob: bytes | None = super().get(url)
        return self._foreign[url][1] if blob is None and url in self._foreign else blob

    def facts(self, url: str) -> dict[str, Any] | None:
        """Return the content type and dimensions of the file at an unsigned URL."""
        return self._facts.get(url)

    def sign(self, url: str) -> str:
        """Return a URL of ours with a fresh signature, and any other URL as it is."""
        if url not in self._blobs:
            return url
        return f"{url}?{self.signer.query(urlsplit(url).path)}"

    def unsign(self, url: str) -> str:
        """Return a URL of ours without its signature, and any other URL as it is."""
        bare = url.partition("?")[0]
        return bare if bare in self._blobs else url

    async def serve(self, request: web.Request) -> web.Response:
        """Answer a GET of a file."""
        url = f"{self.base}{request.rel_url.raw_path}"
        given = [request.query.get(key, "") for key in ("ex", "is", "hm")]
        data = self.get(url)
        if data is None or not self.signer.accepts(request.rel_url.raw_path, *given):
            return web.Response(status=404, text="This content is no longer available.")
        return web.Response(body=data, content_type=self._facts[url]["content_type"])

    async def serve_foreign(self, request: web.Request) -> web.Response:
        """Answer a GET of another site's picture, as Discord's proxy does."""
        url = f"{self.base}{request.rel_url.raw_path}"
        if url not in self._foreign:
            return web.Response(status=404)
        return web.Response(
            body=self._foreign[url][1], content_type=self._facts[url]["content_type"]
        )


class StoreAsAssets(dict[str, tuple[str, bytes]]):
    """The store as the page looks up media that no attachment of the message holds."""

    def __init__(self, store: AttachmentStore) -> None:
        super().__init__()
        self._store = store

    def get(self, url: str, default: Any = None) -> Any:
        """Return the name and bytes of the file at an unsigned URL."""
        data = self._store.get(url)
        return default if data is None else (url.rpartition("/")[2], data)


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Read a picture's dimensions from its header; None if it is no picture."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data)) as picture:
                return picture.size
        except (OSError, ValueError, Image.DecompressionBombError):
            return None
