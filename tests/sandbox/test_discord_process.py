"""The programs of the sandbox, started as an operator starts them."""

from __future__ import annotations

import socket
import subprocess
import sys

from yarl import URL

from tests.sandbox.discord_process import ROOT, program


def test_whole_sandbox_is_described_in_one_line() -> None:
    """`python -m sandbox` starts both services, tells where they are, and ends them with itself."""
    with program("sandbox", "--port", "0", "--speed", "100") as described:
        assert set(described) == {
            "pictory_api_url",
            "pictory_api_key",
            "discord_api_url",
            "discord_gateway_url",
            "discord_token",
            "page_url",
            "control_url",
        }
        ports = {URL(described[name]).port or 0 for name in described if name.endswith("_url")}
        assert [port for port in ports if not listens(port)] == []
    assert [port for port in ports if listens(port)] == []


def test_end_of_input_is_a_quiet_end() -> None:
    """A program whose parent is gone ends with status 0 and says nothing more."""
    ended = run("sandbox.discord", stdin=subprocess.DEVNULL)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert len(ended.stdout.splitlines()) == 1


def listens(port: int) -> bool:
    """Tell whether anything accepts connections on a port of this machine."""
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def test_port_in_use_is_one_clear_line() -> None:
    """A page port that is taken ends the program with status 2 and one line that names it."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run("sandbox", "--port", str(port), stdin=None)
    assert ended.returncode == 2
    assert ended.stdout == ""
    expected = f"Port {port} on 127.0.0.1 is already in use; choose another one."
    assert ended.stderr.strip().splitlines() == [expected]


def run(module: str, *arguments: str, stdin: int | None) -> subprocess.CompletedProcess[str]:
    """Run a program of the sandbox to its end."""
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        stdin=stdin,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
