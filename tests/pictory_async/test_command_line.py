"""Making a picture from the command line: what is printed, saved, and told when it ends early."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import signal
import socket
from typing import TYPE_CHECKING, Any

import pytest

from tests.pictory_async.terminal import PROMPT, QUICKLY, Terminal
from tests.waiting import eventually

if TYPE_CHECKING:
    from tests.conftest import PictoryServer


async def test_generate_makes_a_picture(terminal: Terminal, pictory: PictoryServer) -> None:
    """The guide's three steps: job id, statuses, URL, dimensions and credits are printed."""
    process = await terminal.start(
        *("generate", *PROMPT, *QUICKLY, "--style", "cartoon", "--aspect-ratio", "16:9"),
        *("--model", "flux-schnell", "--out", "bike.png"),
    )
    status, output, errors = await terminal.ended(process)
    (job,) = pictory.emulator.accepted
    assert (status, errors) == (0, "")
    lines = dict(line.split(maxsplit=1) for line in output.splitlines() if "Status" not in line)
    assert lines == {
        "Job": job.id,
        "Picture": f"{pictory.base_url.removesuffix('/pictoryapis')}/results/{job.id}.png",
        "Size": "1920 x 1080",
        "Credits": "0.6",
        "Saved": "bike.png (image/png)",
    }
    statuses = [line.split()[1] for line in output.splitlines() if line.startswith("Status")]
    assert (statuses[0], statuses[-1]) == ("submitted", "completed")
    assert (job.order.style, job.order.ratio, job.order.model) == (
        "cartoon",
        "16:9",
        "flux-schnell",
    )
    assert (terminal.directory / "bike.png").read_bytes().startswith(b"\x89PNG")
    assert terminal.left() == {"bike.png"}


async def test_generate_writes_one_json_document_for_scripts(terminal: Terminal) -> None:
    """The standard output is JSON alone; the job id goes to the error output as soon as known."""
    status, output, errors = await terminal.run("generate", *PROMPT, *QUICKLY, "--json")
    said = json.loads(output)
    assert status == said["exit_status"] == 0
    assert (said["status"], said["credits_used"], said["width"]) == ("completed", 2, 1440)
    assert (said["out"], said["content_type"]) == ("picture.png", "image/png")
    assert said["size"] == (terminal.directory / "picture.png").stat().st_size
    assert said["statuses"][0]["status"] == "submitted"
    assert said["job_id"] in errors


@pytest.mark.parametrize(
    ("on", "kind", "options", "status", "said"),
    [
        ("submit", "fail_job", {"message": "No dogs", "code": "E1"}, 1, "failed (E1: No dogs)"),
        ("submit", "400", {"message": "Bad prompt"}, 2, "Bad prompt"),
        ("submit", "401", {}, 3, "the API key is rejected"),
        ("submit", "reset_after", {}, 4, "it may cost credits"),
        ("submit", "402", {}, 6, "too few AI credits"),
        ("submit", "429", {"retry_after": 600}, 7, "answered 429"),
        ("status", "401", {}, 3, "To fetch the picture later"),
        ("download", "404", {}, 8, "To fetch the picture later"),
    ],
)
async def test_each_end_has_its_exit_status(  # noqa: PLR0917 - a table's columns
    terminal: Terminal,
    pictory: PictoryServer,
    on: str,
    kind: str,
    options: dict[str, Any],
    status: int,
    said: str,
) -> None:
    """What went wrong is told in one line and by the exit status, and nothing half is left."""
    pictory.emulator.fault(on, kind, **options)
    code, output, errors = await terminal.run("generate", *PROMPT, *QUICKLY, "--json")
    document = json.loads(output)
    assert (code, document["exit_status"]) == (status, status)
    assert said in document["error"]["message"]
    assert document["error"]["message"] in errors
    assert pictory.emulator.posts == 1
    assert terminal.left() == set()
    if on == "download":
        assert document["url"] in errors
    if pictory.emulator.accepted and on != "submit":
        assert f"job {pictory.emulator.accepted[0].id} --out" in errors


async def test_a_job_that_takes_too_long_is_told_with_its_id(
    terminal: Terminal, pictory: PictoryServer
) -> None:
    """Exit status 5, and the command that fetches the picture later works."""
    pictory.emulator.hold()
    status, output, errors = await terminal.run("generate", *PROMPT, *QUICKLY, "--timeout", "0.2")
    (job,) = pictory.emulator.accepted
    assert status == 5
    assert f"python -m pictory_async job {job.id} --out FILE" in errors
    pictory.emulator.release()
    status, output, _ = await terminal.run("job", job.id, *QUICKLY, "--out", "late.png")
    assert (status, "Saved    late.png" in output) == (0, True)
    assert terminal.left() == {"late.png"}
    assert pictory.emulator.posts == 1


async def test_pictory_out_of_reach_is_told(terminal: Terminal) -> None:
    """Nobody listens: exit status 7."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    lost = terminal.knowing({"PICTORY_API_KEY": "pictai_x1", "PICTORY_API_URL": url})
    status, _, errors = await lost.ended(await lost.start("generate", *PROMPT))
    assert status == 7
    assert "cannot connect to 127.0.0.1" in errors
    assert "may cost credits" not in errors


async def test_an_existing_file_is_refused_before_anything_is_spent(
    terminal: Terminal, pictory: PictoryServer
) -> None:
    """Only --force overwrites, and then the new picture stands there whole."""
    path = terminal.directory / "picture.png"
    path.write_text("mine")
    status, _, errors = await terminal.run("generate", *PROMPT, *QUICKLY)
    assert (status, pictory.emulator.posts, path.read_text()) == (2, 0, "mine")
    assert "--force" in errors
    status, _, _ = await terminal.run("generate", *PROMPT, *QUICKLY, "--force")
    assert status == 0
    assert path.read_bytes().startswith(b"\x89PNG")


async def test_a_place_that_cannot_be_written_is_refused_before_anything_is_spent(
    terminal: Terminal, pictory: PictoryServer
) -> None:
    """A directory that is missing, a file that is a directory, a name that is too long."""
    for out in ("missing/picture.png", ".", "x" * 300):
        status, _, errors = await terminal.run("generate", *PROMPT, "--out", out)
        assert (status, errors.count("\n")) == (2, 1)
    assert pictory.emulator.posts == 0


async def test_a_file_that_appeared_meanwhile_is_kept(
    terminal: Terminal, pictory: PictoryServer
) -> None:
    """The picture goes beside it, under a name that holds the job's id."""
    pictory.emulator.hold()
    running = asyncio.create_task(terminal.run("generate", *PROMPT, *QUICKLY))
    await eventually(lambda: _count(pictory))
    (terminal.directory / "picture.png").write_text("mine")
    pictory.emulator.release()
    status, output, _ = await running
    name = f"picture-{pictory.emulator.accepted[0].id}.png"
    assert (status, name in output) == (0, True)
    assert terminal.left() == {"picture.png", name}
    assert (terminal.directory / "picture.png").read_text() == "mine"


async def _count(pictory: PictoryServer) -> int:
    return len(pictory.emulator.accepted)


@pytest.mark.parametrize(
    ("fault", "said"),
    [(None, "To fetch the picture later"), ("hang", "it may cost credits")],
)
async def test_ctrl_c_tells_what_may_go_on(
    terminal: Terminal, pictory: PictoryServer, fault: str | None, said: str
) -> None:
    """Stopped while waiting or while submitting: exit status 130, no traceback, no file."""
    pictory.emulator.hold()
    if fault is not None:
        pictory.emulator.fault("submit", fault)
    process = await terminal.start("generate", *PROMPT, *QUICKLY)

    async def reached() -> bool:
        return bool(pictory.emulator.gets if fault is None else pictory.emulator.posts)

    await eventually(reached)
    process.send_signal(signal.SIGINT)
    status, output, errors = await terminal.ended(process)
    assert status == 130
    assert errors.startswith("Stopped.")
    assert said in errors
    assert terminal.left() == set()
    assert ("Job" in output) is (fault is None)


async def test_a_terminal_shows_live_progress(terminal: Terminal, pictory: PictoryServer) -> None:
    """On a real terminal a line with the time that passes is drawn again and again."""
    pictory.emulator.hold()
    ours, theirs = pty.openpty()
    shown = bytearray()

    def read() -> None:
        try:
            shown.extend(os.read(ours, 65_536))
        except OSError:  # the other end is closed
            loop.remove_reader(ours)

    loop = asyncio.get_running_loop()
    loop.add_reader(ours, read)
    process = await terminal.start("generate", *PROMPT, *QUICKLY, output=theirs)
    os.close(theirs)

    async def drawn_twice() -> bool:
        return shown.count(b"Waiting for the picture") > 1

    async def saved() -> bool:
        return b"Saved" in shown

    try:
        await eventually(drawn_twice)
        pictory.emulator.release()
        assert await process.wait() == 0
        await eventually(saved)
    finally:
        loop.remove_reader(ours)
        os.close(ours)
    assert b"0:00:00" in shown
    assert pictory.api_key.encode() not in shown
