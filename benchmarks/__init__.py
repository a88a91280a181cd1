"""`python -m benchmarks`: this bot and one written from the guide, measured side by side."""
