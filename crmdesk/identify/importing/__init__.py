"""Importing exports of other systems. See README.md for the way of a row."""

from __future__ import annotations

from crmdesk.identify.importing.all_kinds import KINDS
from crmdesk.identify.importing.kinds import Kind
from crmdesk.identify.importing.preparing import Inspection, inspect_file
from crmdesk.identify.importing.recipes import Recipe, load_recipe, shipped_recipes
from crmdesk.identify.importing.result import FileResult, ImportResult, Problem, save_rejects
from crmdesk.identify.importing.whole import import_files

__all__ = [
    "KINDS",
    "FileResult",
    "ImportResult",
    "Inspection",
    "Kind",
    "Problem",
    "Recipe",
    "import_files",
    "inspect_file",
    "load_recipe",
    "save_rejects",
    "shipped_recipes",
]
