"""Tests of the whole: the real bot in a process of its own, over sockets."""
