"""Tests of Discord's door."""
