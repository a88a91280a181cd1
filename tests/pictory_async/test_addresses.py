"""Which addresses a picture may come from."""

from __future__ import annotations

import ipaddress

import pytest
from yarl import URL

from pictory_async import DownloadError
from pictory_async._addresses import GuardedResolver, check_url, is_loopback_host, is_public

FORBIDDEN = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.8.9.10",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "fc00::1",
    "fe80::1",
    "ff02::1",
]
PUBLIC = ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", FORBIDDEN)
def test_an_address_inside_a_network_is_not_public(address: str) -> None:
    """Private, link-local, loopback, reserved, multicast; also wrapped in IPv6."""
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_open_internet_is_public(address: str) -> None:
    """Also wrapped in IPv6."""
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", FORBIDDEN)
def test_a_url_with_a_forbidden_address_is_refused(address: str) -> None:
    """An address in the URL itself needs no look-up to be refused."""
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(DownloadError, match="private network"):
        check_url(URL(f"https://{host}/a.png"), loopback=False)


@pytest.mark.parametrize(
    ("url", "loopback", "allowed"),
    [
        ("https://cdn.example.com/a.png", False, True),
        ("https://8.8.8.8/a.png", False, True),
        ("http://cdn.example.com/a.png", False, False),
        ("http://cdn.example.com/a.png", True, False),
        ("http://8.8.8.8/a.png", True, False),
        ("http://127.0.0.1:8080/a.png", True, True),
        ("http://localhost:8080/a.png", True, True),
        ("https://127.0.0.1/a.png", True, True),
        ("http://[::1]:8080/a.png", True, True),
        ("http://127.0.0.1:8080/a.png", False, False),
        ("http://10.0.0.1/a.png", True, False),
        ("https://10.0.0.1/a.png", True, False),
        ("https://[fe80::1%25eth0]/a.png", False, False),
        ("https://\uff11\uff12\uff17.0.0.1/a.png", False, False),
        ("ftp://cdn.example.com/a.png", False, False),
        ("file:///etc/passwd", False, False),
        ("/a.png", False, False),
        ("", False, False),
    ],
)
def test_loopback_is_allowed_only_where_pictory_is_on_it(
    url: str, loopback: bool, allowed: bool
) -> None:
    """Then, and only there, plain http is allowed too."""
    if allowed:
        check_url(URL(url), loopback=loopback)
    else:
        with pytest.raises(DownloadError):
            check_url(URL(url), loopback=loopback)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("LOCALHOST", True),
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("localhost.example.com", False),
        ("127.0.0.1.example.com", False),
        ("api.pictory.ai", False),
        ("10.0.0.1", False),
        ("", False),
    ],
)
def test_loopback_hosts_are_recognised_without_a_look_up(host: str, expected: bool) -> None:
    """A name that merely resolves to this machine does not count."""
    assert is_loopback_host(host) is expected


async def test_a_name_that_leads_inside_is_refused_after_the_look_up() -> None:
    """What a name resolves to is checked, by the resolver that the connection uses."""
    resolver = GuardedResolver(loopback=False)
    try:
        with pytest.raises(DownloadError, match="private network"):
            await resolver.resolve("localhost", 443)
    finally:
        await resolver.close()


async def test_this_machine_may_be_looked_up_where_pictory_is_on_it() -> None:
    """With loopback allowed `localhost` resolves."""
    resolver = GuardedResolver(loopback=True)
    try:
        found = await resolver.resolve("localhost", 80)
    finally:
        await resolver.close()
    assert {result["host"] for result in found} <= {"127.0.0.1", "::1"}
