"""The rooms of the house, and who may import whom (DESIGN 3)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "bot": {
        "cogs",
        "http_server",
        "studio",
        "pictory_async",
        "pictory_bot",
        "config",
        "discord",
        "logs",
        "runtime",
        "trial",
    },
    "pictory_bot": {"cogs", "studio", "config", "discord"},
    "config": set(),
    "logs": set(),
    "runtime": set(),
    "trial": {"config"},
    "cogs": {"studio", "pictory_async", "discord"},
    "http_server": {"studio", "pictory_async"},
    "studio": {"pictory_async"},
    "pictory_async": set(),
    "sandbox": {"discord"},
    "benchmarks": {
        "bot",
        "pictory_bot",
        "cogs",
        "sandbox",
        "studio",
        "pictory_async",
        "discord",
    },
}
WATCHED = {*MAY_IMPORT, "tests", "discord"}


def files_of(room: str) -> list[Path]:
    """Return the Python files of a room, which is a module or a package."""
    folder = ROOT / room
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [ROOT / f"{room}.py"]


def imports_of(path: Path) -> set[str]:
    """Return the dotted names that a file imports, also inside functions and `if TYPE_CHECKING`."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = list(package[: len(package) - node.level + 1]) if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            names.add(module)
            names.update(f"{module}.{alias.name}" for alias in node.names)
    return names


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_a_room_imports_only_what_it_may(room: str) -> None:
    """Each room knows only the rooms below it."""
    files = files_of(room)
    assert files
    for path in files:
        tops = {name.split(".")[0] for name in imports_of(path)} & WATCHED
        assert tops - {room} <= MAY_IMPORT[room], f"{path.relative_to(ROOT)} imports {tops}"


def test_every_room_stands_in_the_table() -> None:
    """A new top-level package or module must say what it may import."""
    modules = {path.stem for path in ROOT.glob("*.py")}
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert modules | packages <= set(MAY_IMPORT)


def test_cogs_never_import_each_other() -> None:
    """A cog shares code with another only through cogs.ui."""
    cogs = ROOT / "cogs"
    features = {path.stem for path in cogs.iterdir() if not path.stem.startswith("_")} - {"ui"}
    for path in files_of("cogs"):
        own = path.relative_to(cogs).parts[0].removesuffix(".py")
        others = {f"cogs.{name}" for name in features - {own}}
        for name in imports_of(path):
            assert not any(name == other or name.startswith(f"{other}.") for other in others), path


CLIENT_ORDER = ("_errors", "_models", "_wire", "_client")


def test_the_client_is_layered() -> None:
    """Inside the client, errors know nothing, models know errors, the wire both, the client all."""
    for position, layer in enumerate(CLIENT_ORDER):
        names = imports_of_at_run_time(ROOT / "pictory_async" / f"{layer}.py")
        above = {f"pictory_async.{name}" for name in CLIENT_ORDER[position + 1 :]}
        assert not {name for name in names if any(name.startswith(other) for other in above)}


def imports_of_at_run_time(path: Path) -> set[str]:
    """Return what a file imports when it runs, without the blocks for type checkers."""
    tree = ast.parse(path.read_text())
    kept = [
        node
        for node in tree.body
        if not (isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING")
    ]
    return {
        f"pictory_async.{node.module}" if node.level else (node.module or "")
        for statement in kept
        for node in ast.walk(statement)
        if isinstance(node, ast.ImportFrom)
    }
