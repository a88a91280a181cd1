"""Decides which addresses may be connected to, so that a result URL cannot reach into a network."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver

from pictory_async._errors import DownloadError

if TYPE_CHECKING:
    from yarl import URL

_NAT64 = ipaddress.ip_network("64:ff9b::/96")

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_loopback_host(host: str) -> bool:
    """Tell whether a host, a name or an address, certainly is this machine."""
    address = _address(host)
    return host.lower() == "localhost" if address is None else address.is_loopback


def is_public(address: _Address) -> bool:
    """Tell whether an address belongs to the open Internet, also by what is wrapped in it."""
    inner = _wrapped(address)
    if inner is not None:
        return is_public(inner)
    return address.is_global and not address.is_multicast


def check_url(url: URL, *, loopback: bool) -> None:
    """Raise DownloadError unless a picture may be fetched from `url`, before any look-up.

    `loopback` allows this machine, there also without TLS.
    """
    host = url.raw_host or ""
    on_loopback = loopback and is_loopback_host(host)
    if url.scheme != "https" and not (url.scheme == "http" and on_loopback):
        raise DownloadError("the picture's address is not an https URL")
    if not host:
        raise DownloadError("the picture's address names no host")
    address = _address(host)
    if address is not None:
        _check(address, loopback=loopback)


class GuardedResolver(AbstractResolver):
    """Looks names up, and refuses one as soon as any of its addresses is not public.

    The connection goes to the addresses checked here, so a second answer cannot slip in.
    """

    def __init__(self, *, loopback: bool) -> None:
        self._resolver = DefaultResolver()
        self._loopback = loopback

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of `host`; raise DownloadError if one is forbidden."""
        found = await self._resolver.resolve(host, port, family)
        for result in found:
            address = _address(result["host"])
            if address is None:
                raise DownloadError("the picture's host has an address that cannot be checked")
            _check(address, loopback=self._loopback and is_loopback_host(host))
        return found

    async def close(self) -> None:
        """Release what the look-ups used."""
        await self._resolver.close()


def _check(address: _Address, *, loopback: bool) -> None:
    if not (is_public(address) or (loopback and address.is_loopback)):
        raise DownloadError("the picture's address is inside a private network")


def _address(host: str) -> _Address | None:
    try:
        return ipaddress.ip_address(host.split("%", 1)[0])
    except ValueError:
        return None


def _wrapped(address: _Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address leads to, if it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
