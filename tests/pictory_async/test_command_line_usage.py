"""Arguments, settings, help, and the small commands of the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pictory_async.__main__ import main
from tests.pictory_async.terminal import PROMPT, QUICKLY, Terminal

if TYPE_CHECKING:
    from tests.conftest import PictoryServer


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


async def test_a_missing_key_is_told(terminal: Terminal) -> None:
    """The message says where the key is looked for; an empty one is a missing one."""
    for settings in ({}, {"PICTORY_API_KEY": " "}):
        status, output, errors = await terminal.knowing(settings).run("quota")
        assert (status, output) == (2, "")
        assert errors == (
            "PICTORY_API_KEY is missing: set it in the environment or in a file .env.\n"
        )


async def test_the_key_is_read_from_a_file_and_the_environment_wins(
    terminal: Terminal, pictory: PictoryServer
) -> None:
    """`.env` in the current directory is enough, and an exported key is stronger."""
    env = terminal.directory / ".env"
    env.write_text(f"PICTORY_API_KEY='{pictory.api_key}'\nPICTORY_API_URL={pictory.base_url}\n")
    status, output, _ = await terminal.knowing({}).run("quota")
    assert (status, output.split()) == (0, ["Used", "0", "Limit", "22000", "Left", "22000"])
    status, _, errors = await terminal.knowing({"PICTORY_API_KEY": "pictai_wrong"}).run("quota")
    assert (status, "the API key is rejected" in errors) == (3, True)


async def test_wrong_settings_are_told(terminal: Terminal) -> None:
    """An open URL, a key that is no key, an unreadable file."""
    for settings, said in (
        ({"PICTORY_API_KEY": "pictai_x1", "PICTORY_API_URL": "http://x.test"}, "must be https"),
        ({"PICTORY_API_KEY": "two words"}, "the API key must be one word"),
    ):
        status, _, errors = await terminal.knowing(settings).run("quota")
        assert (status, said in errors) == (2, True)
    (terminal.directory / ".env").write_bytes(b"\xff\xfe\x00")
    status, _, errors = await terminal.knowing({}).run("quota")
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
