"""The browser page: SimCord's preview, kept live, with what a person does in Discord added to it.

Additions are made where SimCord leaves room: plans of actions of our own, a few lines in the
scripts that it serves, and a script and a style sheet beside them (`static/`).
"""

from sandbox.discord.page.live import LivePage

__all__ = ["LivePage"]
