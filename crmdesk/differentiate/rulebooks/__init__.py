"""Rulebooks: the dated, versioned rules of a house. See README.md."""

from __future__ import annotations

from crmdesk.differentiate.rulebooks.deciding import approve, drop_draft, keep_draft, next_start, withdraw
from crmdesk.differentiate.rulebooks.model import Document, FactRules, Profile, Rulebook
from crmdesk.differentiate.rulebooks.parsing import parse
from crmdesk.differentiate.rulebooks.problems import checked, demand_order, problems
from crmdesk.differentiate.rulebooks.shape import Problem
from crmdesk.differentiate.rulebooks.shipped import load, rulebook_names, shipped_document, whole
from crmdesk.differentiate.rulebooks.toml_text import document_of, text_of
from crmdesk.differentiate.rulebooks.versions import (
    VersionRow,
    document_in_force,
    in_force,
    of_standing,
    profile_name,
    remember_shipped,
    schedule,
    version,
    version_in_force,
    versions,
)

__all__ = [
    "Document",
    "FactRules",
    "Problem",
    "Profile",
    "Rulebook",
    "VersionRow",
    "approve",
    "checked",
    "demand_order",
    "document_in_force",
    "document_of",
    "drop_draft",
    "in_force",
    "keep_draft",
    "load",
    "next_start",
    "of_standing",
    "parse",
    "problems",
    "profile_name",
    "remember_shipped",
    "rulebook_names",
    "schedule",
    "shipped_document",
    "text_of",
    "version",
    "version_in_force",
    "versions",
    "whole",
    "withdraw",
]
