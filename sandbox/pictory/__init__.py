"""An emulator of Pictory AI Studio's API, for tests and for trying the bot without an account."""

from sandbox.pictory.app import create_app
from sandbox.pictory.emulator import PictoryEmulator

__all__ = ["PictoryEmulator", "create_app"]
