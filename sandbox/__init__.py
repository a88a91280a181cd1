"""A Discord and a Pictory on loopback, for trying the bot without accounts and for tests."""
