"""Discord's door: parse what people do, call the studio, show what it made."""

EXTENSIONS = (
    "cogs.generate",
    "cogs.uses",
    "cogs.variations",
    "cogs.reactions",
    "cogs.confirming",
    "cogs.more",
    "cogs.editing",
    "cogs.menus",
    "cogs.library",
    "cogs.history",
    "cogs.account",
    "cogs.admin",
)
"""The features, in the order in which they are loaded."""
