"""Procedural drawing with Pillow, shared by the sample photos and the Pictory emulator."""
