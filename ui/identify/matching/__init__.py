"""Duplicates in the window: the queue, merging, taking apart."""
