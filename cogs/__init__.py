"""Discord's door: parse what people do, call the studio, show what it made."""

EXTENSIONS = ("cogs.generate", "cogs.variations", "cogs.library")
"""The features, in the order in which they are loaded."""
