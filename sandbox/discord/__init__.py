"""A Discord on loopback: the real gateway and REST v10 for a bot, a page and controls for people.

SimCord keeps the world (guild, channel, members, messages, permissions, error codes) and draws the
browser page; the modules here put it behind sockets. Files that people or the bot attach are kept
in memory for as long as the process lives.
"""
