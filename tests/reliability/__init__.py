"""The fault matrix: what goes wrong, row by row, and what the bot promises for it."""
