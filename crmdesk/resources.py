"""Read-only data shipped with the program: code lists, rulebooks, fonts, icons, translations."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any


def resource_path(*parts: str) -> Path:
    """Path of a shipped file or folder; the program always runs from real files."""
    return Path(str(files("resources").joinpath(*parts)))


def resource_text(*parts: str) -> str:
    return resource_path(*parts).read_text("utf-8")


def resource_bytes(*parts: str) -> bytes:
    return resource_path(*parts).read_bytes()


def resource_names(folder: str, suffix: str) -> list[str]:
    """File names in a resource folder with that suffix, sorted; empty when the folder is missing."""
    path = resource_path(folder)
    if not path.is_dir():
        return []
    return sorted(entry.name for entry in path.iterdir() if entry.name.endswith(suffix))


@cache
def resource_toml(*parts: str) -> dict[str, Any]:
    """A TOML resource, parsed once. Treat the result as read-only."""
    return tomllib.loads(resource_text(*parts))
