"""Importing exports of other systems. See README.md for the way of a row."""

from __future__ import annotations

from crmdesk.identify.importing.all_kinds import KINDS
from crmdesk.identify.importing.kinds import Kind
from crmdesk.identify.importing.recipes import Recipe, load_recipe, shipped_recipes
from crmdesk.identify.importing.report.conflicts import conflict_count, conflict_list
from crmdesk.identify.importing.report.shapes import Added, FieldUpdate, ImportReport, Jump, ValueChange
from crmdesk.identify.importing.resolving import resolve_conflict, resolve_conflicts
from crmdesk.identify.importing.result import FileResult, ImportResult, Problem, save_rejects
from crmdesk.identify.importing.taking_back.log import Batch, batch, batches
from crmdesk.identify.importing.taking_back.since import Stop, what_stops
from crmdesk.identify.importing.taking_back.whole import TakenBack, take_back
from crmdesk.identify.importing.trust import Trust, set_trust, trusts
from crmdesk.identify.importing.unfinished import (
    FileMark,
    Unfinished,
    forget_unfinished,
    remember_unfinished,
    unfinished,
)
from crmdesk.identify.importing.whole import import_files

__all__ = [
    "KINDS",
    "Added",
    "Batch",
    "FieldUpdate",
    "FileMark",
    "FileResult",
    "ImportReport",
    "ImportResult",
    "Jump",
    "Kind",
    "Problem",
    "Recipe",
    "Stop",
    "TakenBack",
    "Trust",
    "Unfinished",
    "ValueChange",
    "batch",
    "batches",
    "conflict_count",
    "conflict_list",
    "forget_unfinished",
    "import_files",
    "load_recipe",
    "remember_unfinished",
    "resolve_conflict",
    "resolve_conflicts",
    "save_rejects",
    "set_trust",
    "shipped_recipes",
    "take_back",
    "trusts",
    "unfinished",
    "what_stops",
]
