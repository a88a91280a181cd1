"""What the package offers, and no more."""

from __future__ import annotations

import types

import pictory_async
from pictory_async import _errors


def test_all_names_exactly_what_is_public() -> None:
    """Every public name is in `__all__`, sorted as ruff sorts it, and exists."""
    public = {
        name
        for name, value in vars(pictory_async).items()
        if not name.startswith("_") and not isinstance(value, types.ModuleType)
    }
    assert public == set(pictory_async.__all__)
    assert len(pictory_async.__all__) == len(set(pictory_async.__all__))


def test_every_error_is_exported_and_in_the_tree() -> None:
    """Each exception class that the package defines is public and a PictoryError."""
    defined = {name for name, value in vars(_errors).items() if _is_error(value)}
    assert defined <= set(pictory_async.__all__)
    assert all(
        issubclass(getattr(pictory_async, name), pictory_async.PictoryError) for name in defined
    )


def _is_error(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, BaseException)
