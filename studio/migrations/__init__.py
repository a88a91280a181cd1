"""The schema's history, applied by `studio.database.open_database`."""
