"""The command line, run as a person or a script runs it: in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import signal
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pictory_async.__main__ import main
from tests.waiting import eventually

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Mapping

    from tests.conftest import PictoryServer

ROOT = Path(__file__).parents[2]
PROMPT = ("--prompt", "A red bicycle")
QUICKLY = ("--poll", "0.02")


@dataclass
class Terminal:
    """Runs commands in a directory, with the settings in their environment."""

    directory: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    async def start(self, *arguments: str, output: int = asyncio.subprocess.PIPE) -> Process:
        """Start a command."""
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
            "TERM": "xterm",
            **self.settings,
        }
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-W",
            "error",
            "-m",
            "pictory_async",
            *arguments,
            cwd=self.directory,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=asyncio.subprocess.PIPE if output == asyncio.subprocess.PIPE else output,
        )

    async def run(self, *arguments: str) -> tuple[int | None, str, str]:
        """Run a command to its end; return its status and what it wrote."""
        return await self.ended(await self.start(*arguments))

    async def ended(self, process: Process) -> tuple[int | None, str, str]:
        """Wait for a command; no key and no traceback may be in what it wrote."""
        output, errors = (text.decode() for text in await process.communicate())
        assert "Traceback" not in errors
        key = self.settings.get("PICTORY_API_KEY", "").strip()
        assert not key or key not in output + errors
        return process.returncode, output, errors

    def left(self) -> set[str]:
        """Return the names of the files in the directory."""
        return {path.name for path in self.directory.iterdir()}


@pytest.fixture
def terminal(pictory: PictoryServer, tmp_path: Path) -> Terminal:
    """Stand in an empty directory, with the emulator as Pictory."""
    settings = {"PICTORY_API_KEY": pictory.api_key, "PICTORY_API_URL": pictory.base_url}
    return Terminal(tmp_path, settings)


async def test_generate_makes_a_picture(terminal: Terminal, pictory: PictoryServer) -> None:
    """The guide's three steps: job id, statuses, URL, dimensions and credits are printed."""
    status, output, errors = await terminal.run(
        *("generate", *PROMPT, *QUICKLY, "--style", "cartoon", "--aspect-ratio", "16:9"),
        *("--model", "flux-schnell", "--out", "bike.png"),
    )
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


async def test_pictory_out_of_reach_is_told(tmp_path: Path) -> None:
    """Nobody listens: exit status 7."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    terminal = Terminal(tmp_path, {"PICTORY_API_KEY": "pictai_x1", "PICTORY_API_URL": url})
    status, _, errors = await terminal.run("generate", *PROMPT)
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
    process = await terminal.start("generate", *PROMPT, *QUICKLY)
    await eventually(lambda: _count(pictory))
    (terminal.directory / "picture.png").write_text("mine")
    pictory.emulator.release()
    status, output, _ = await terminal.ended(process)
    name = f"picture-{pictory.emulator.accepted[0].id}.png"
    assert (status, name in output) == (0, True)
    assert terminal.left() == {"picture.png", name}
    assert (terminal.directory / "picture.png").read_text() == "mine"


async def _count(pictory: PictoryServer) -> int:
    return len(pictory.emulator.accepted)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--prompt", "Cat"), "--prompt should have at least 5 characters"),
        (("--prompt", "x" * 5001), "--prompt should have at most 5000 characters"),
        ((*PROMPT, "--aspect-ratio", "4:3"), "must be one of 1:1, 16:9, 9:16"),
        ((*PROMPT, "--reference", "dog.png"), "--reference must be an http or https URL"),
        (
            (*PROMPT, "--model", "flux-schnell", "--reference", "https://x.test/a.png"),
            "takes no reference image",
        ),
        ((*PROMPT, "--timeout", "0"), "--timeout"),
        ((*PROMPT, "--timeout", "nan"), "--timeout"),
        ((*PROMPT, "--style", "cubist"), "--style"),
        ((*PROMPT, "--api-key", "x"), "unrecognized arguments"),
        ((), "--prompt"),
    ],
)
def test_wrong_arguments_are_told(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    """Exit status 2 and one clear message, before a key is even looked for."""
    try:
        status: object = main(["generate", *arguments])
    except SystemExit as stop:
        status = stop.code
    assert status == 2
    assert said in capsys.readouterr().err


async def test_a_missing_key_is_told(tmp_path: Path) -> None:
    """The message says where the key is looked for; an empty one is a missing one."""
    for settings in ({}, {"PICTORY_API_KEY": " "}):
        status, output, errors = await Terminal(tmp_path, settings).run("quota")
        assert (status, output) == (2, "")
        assert errors == (
            "PICTORY_API_KEY is missing: set it in the environment or in a file .env.\n"
        )


async def test_the_key_is_read_from_a_file_and_the_environment_wins(
    pictory: PictoryServer, tmp_path: Path
) -> None:
    """`.env` in the current directory is enough, and an exported key is stronger."""
    env = tmp_path / ".env"
    env.write_text(f"PICTORY_API_KEY='{pictory.api_key}'\nPICTORY_API_URL={pictory.base_url}\n")
    status, output, _ = await Terminal(tmp_path).run("quota")
    assert (status, output.split()) == (0, ["Used", "0", "Limit", "22000", "Left", "22000"])
    status, _, errors = await Terminal(tmp_path, {"PICTORY_API_KEY": "pictai_wrong"}).run("quota")
    assert (status, "the API key is rejected" in errors) == (3, True)


async def test_wrong_settings_are_told(tmp_path: Path) -> None:
    """An open URL, a key that is no key, an unreadable file."""
    for settings, said in (
        ({"PICTORY_API_KEY": "pictai_x1", "PICTORY_API_URL": "http://x.test"}, "must be https"),
        ({"PICTORY_API_KEY": "two words"}, "the API key must be one word"),
    ):
        status, _, errors = await Terminal(tmp_path, settings).run("quota")
        assert (status, said in errors) == (2, True)
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x00")
    status, _, errors = await Terminal(tmp_path).run("quota")
    assert (status, errors) == (2, "The file .env cannot be read.\n")


async def test_a_job_is_shown(terminal: Terminal, pictory: PictoryServer) -> None:
    """Without --out a job is asked for once; an unknown one ends with exit status 1."""
    await terminal.run("generate", *PROMPT, *QUICKLY)
    (job,) = pictory.emulator.accepted
    status, output, _ = await terminal.run("job", job.id, "--json")
    assert (status, json.loads(output)["status"]) == (0, "completed")
    status, _, errors = await terminal.run("job", "no-such-job")
    assert (status, "JOB_NOT_FOUND" in errors) == (1, True)
    job.clean()
    status, _, errors = await terminal.run("job", job.id)
    assert (status, "has no result any more" in errors) == (1, True)


@pytest.mark.parametrize("as_json", [True, False])
def test_the_models_are_listed_without_a_key(
    capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    """Names, ratios, prices and reference support."""
    assert main(["models", *(["--json"] if as_json else [])]) == 0
    captured = capsys.readouterr()
    if as_json:
        schnell = json.loads(captured.out)["models"][1]
        assert schnell == {
            "name": "flux-schnell",
            "aspect_ratios": ["1:1", "16:9", "9:16"],
            "credits": 0.6,
            "supports_reference": False,
        }
    else:
        assert "flux-schnell   1:1 16:9 9:16, 0.6 credits, no reference" in captured.out


@pytest.mark.parametrize("command", [[], ["generate"], ["job"], ["quota"], ["models"]])
def test_the_help_explains_the_key_and_every_exit_status(
    capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    """Whoever asks any command for help reads where the key comes from."""
    with pytest.raises(SystemExit) as stop:
        main([*command, "--help"])
    text = capsys.readouterr().out
    assert stop.value.code == 0
    assert "PICTORY_API_KEY" in text
    assert all(f"\n  {status} " in text for status in (0, 1, 2, 3, 4, 5, 6, 7, 8, 130))


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
