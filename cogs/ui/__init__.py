"""What the cogs share: how things look, read and fail, and how pictures reach people."""
