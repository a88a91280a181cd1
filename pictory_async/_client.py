"""The client: sends what `_wire` builds, reads what comes back, and waits for jobs."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Self, TypeVar
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from pictory_async import _wire
from pictory_async._addresses import is_loopback_host
from pictory_async._download import Downloader
from pictory_async._errors import PictoryError
from pictory_async._models import is_web_url
from pictory_async._polling import TimerSchedule
from pictory_async._retry import RetryPolicy
from pictory_async._transport import NETWORK_ERRORS, connection_error, limits, read_block
from pictory_async._waiting import wait_for_job

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import TracebackType

    from pictory_async._models import ImageRequest, Job, JobPage, PictureInfo, Quota, Transaction
    from pictory_async._polling import PollSchedule
    from pictory_async._wire import HttpRequest, HttpResponse

T = TypeVar("T")

_log = logging.getLogger("pictory_async")
_MAX_ANSWER = 8 * 1024 * 1024


class PictoryClient:
    """Talks to Pictory AI Studio with one API key.

    A `session` that is given is used and never closed; without one the client opens its own, and
    closes it at the end of `async with` or in `close`. `request_timeout` and `download_timeout`
    are total times of one exchange, its body included.
    """

    def __init__(
        self,
        api_key: str,
        *,
        base_url: str = _wire.DEFAULT_BASE_URL,
        session: aiohttp.ClientSession | None = None,
        request_timeout: float = 30.0,
        download_timeout: float = 120.0,
        retry: RetryPolicy | None = None,
    ) -> None:
        self._api_key = _checked_key(api_key)
        self._base_url = _checked_base_url(base_url)
        self._session = session
        self._owns_session = session is None
        self._closed = False
        self._request_timeout = request_timeout
        self._retry = retry or RetryPolicy()
        self._downloader = Downloader(
            loopback=is_loopback_host(urlsplit(self._base_url).hostname or ""),
            seconds=download_timeout,
        )

    def __repr__(self) -> str:
        return f"PictoryClient(base_url={self._base_url!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close what the client opened itself; it cannot be used afterwards."""
        self._closed = True
        await self._downloader.close()
        if self._owns_session and self._session is not None:
            await self._session.close()

    async def submit(self, request: ImageRequest, *, retry: bool = True) -> str:
        """Ask for a picture and return the job's id.

        Sent again only where Pictory certainly did nothing: the connection was never made, or it
        answered 429; with `retry` False not even then. After any other error ask `is_ambiguous`
        whether credits may be spent.
        """
        return await self._ask(_wire.submit_request(request), _wire.decode_submission, retry=retry)

    async def get(self, job_id: str, *, retry: bool = True) -> Job:
        """Return a job as it is now.

        `retry` False asks once only: for who asks again anyway, at times of their own.
        """
        return await self._ask(
            _wire.job_request(job_id),
            lambda response: _wire.decode_job(response, job_id),
            retry=retry,
        )

    async def jobs(self, page_key: str | None = None, *, retry: bool = True) -> JobPage:
        """Return a page of the account's jobs, newest first; for `retry` see `get`."""
        return await self._ask(_wire.jobs_request(page_key), _wire.decode_jobs, retry=retry)

    async def quota(self, *, retry: bool = True) -> Quota:
        """Return what the account has used, and what it may; for `retry` see `get`."""
        return await self._ask(_wire.quota_request(), _wire.decode_quota, retry=retry)

    async def usage(
        self, year: int | None = None, month: int | None = None
    ) -> tuple[Transaction, ...]:
        """Return the uses of AI credits, newest first: of one month, or of the last twelve."""
        return await self._ask(_wire.usage_request(year, month), _wire.decode_usage)

    async def wait(
        self,
        job_id: str,
        *,
        timeout: float = 1800.0,
        schedule: PollSchedule | None = None,
        on_update: Callable[[Job], None] | None = None,
    ) -> Job:
        """Return the job once it is completed; `on_update` sees every answer before that.

        Raises JobFailedError, or JobTimedOutError after `timeout` seconds. Outages are waited out,
        and so is a job that is not found at once, because it may be too new to be seen.
        """
        return await wait_for_job(
            job_id,
            partial(self.get, job_id, retry=False),
            timeout,
            schedule or TimerSchedule(),
            on_update,
        )

    async def download(self, url: str, into: BinaryIO, *, max_bytes: int) -> PictureInfo:
        """Write the picture at `url` into a seekable binary file, and say what it is.

        Only https and public addresses, also behind redirects and names; this machine only if
        Pictory's base URL is on it too. Raises DownloadError for what will not do. The API key is
        never sent there. What was written before a failure is cut off at the next try.
        """
        start, attempts = into.tell(), 0

        async def fetch() -> PictureInfo:
            nonlocal attempts
            attempts += 1
            if attempts > 1:
                await asyncio.to_thread(_rewind, into, start)
            return await self._downloader.fetch(url, into, max_bytes=max_bytes)

        self._check_open()
        return await self._repeat(fetch, idempotent=True)

    async def _ask(
        self, request: HttpRequest, decode: Callable[[HttpResponse], T], *, retry: bool = True
    ) -> T:
        async def once() -> T:
            return decode(await self._exchange(request))

        return await self._repeat(once, idempotent=request.idempotent) if retry else await once()

    async def _repeat(self, once: Callable[[], Awaitable[T]], *, idempotent: bool) -> T:
        attempt = 0
        while True:
            attempt += 1
            try:
                return await once()
            except PictoryError as error:
                delay = self._retry.delay_after(
                    error,
                    attempt=attempt,
                    idempotent=idempotent,
                    chance=random.random(),  # noqa: S311
                )
                if delay is None:
                    raise
                _log.info("trying again in %.1f s: %s", delay, error)
            await asyncio.sleep(delay)

    async def _exchange(self, request: HttpRequest) -> HttpResponse:
        """Send once; the errors of aiohttp end here."""
        session = self._open_session()
        try:
            async with session.request(
                request.method,
                URL(self._base_url + request.path, encoded=True),
                data=request.body,
                headers=_wire.request_headers(self._api_key, has_body=request.body is not None),
                timeout=limits(self._request_timeout),
                # A redirect could carry the key elsewhere, or send a POST twice; so could a
                # middleware of the given session.
                allow_redirects=False,
                raise_for_status=False,
                middlewares=(),
            ) as response:
                # A longer body is cut, and then cannot be read: the right thing in each case.
                body = await read_block(response.content, _MAX_ANSWER)
                if not response.content.at_eof():
                    response.close()
        except NETWORK_ERRORS as error:
            failure = connection_error(error)
        else:
            return _wire.HttpResponse(
                status=response.status,
                body=body.replace(self._api_key.encode(), b"[key]"),
                headers={name.lower(): value for name, value in response.headers.items()},
                received_at=time.time(),
            )
        # Outside of the `except`: aiohttp's errors can hold the request's headers, and the key.
        raise failure

    def _open_session(self) -> aiohttp.ClientSession:
        self._check_open()
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session

    def _check_open(self) -> None:
        if self._closed:
            raise RuntimeError("the client is closed")


def _checked_key(api_key: str) -> str:
    if not api_key or not api_key.isascii() or not api_key.isprintable() or " " in api_key:
        raise ValueError("the API key must be one word of ASCII letters, digits and signs")
    return api_key


def _checked_base_url(base_url: str) -> str:
    if not is_web_url(base_url):
        raise ValueError("the base URL must be an http or https URL")
    parts = urlsplit(base_url)
    if parts.query or parts.fragment or parts.username is not None:
        raise ValueError("the base URL must be without a user, a query and a fragment")
    if parts.scheme == "http" and not is_loopback_host(parts.hostname or ""):
        raise ValueError("the base URL must be https, so that the API key does not travel openly")
    return base_url.rstrip("/")


def _rewind(into: BinaryIO, start: int) -> None:
    into.seek(start)
    into.truncate()
