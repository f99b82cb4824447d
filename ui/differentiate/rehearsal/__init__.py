"""Rehearsing a rulebook in the window; see README.md of the folder above."""
