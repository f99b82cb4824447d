"""Rulebooks: the dated, versioned rules of a house. See README.md."""

from __future__ import annotations

from crmdesk.differentiate.rulebooks.deciding import approve, drop_draft, keep_draft, next_start, withdraw
from crmdesk.differentiate.rulebooks.files import export_file, export_text, import_file, read_document
from crmdesk.differentiate.rulebooks.keys import make_key, read_key, read_public_key, trust, trusted_key
from crmdesk.differentiate.rulebooks.locks import is_locked, lock_problems, locked_paths, locking_version
from crmdesk.differentiate.rulebooks.model import Document, FactRules, Profile, Rulebook
from crmdesk.differentiate.rulebooks.parsing import parse
from crmdesk.differentiate.rulebooks.problems import checked, problems
from crmdesk.differentiate.rulebooks.shape import Problem
from crmdesk.differentiate.rulebooks.shipped import load, rulebook_names, shipped_document, whole
from crmdesk.differentiate.rulebooks.signing import shown_fingerprint, sign_file
from crmdesk.differentiate.rulebooks.toml_text import document_of, text_of
from crmdesk.differentiate.rulebooks.versions import (
    VersionRow,
    approved_reason,
    document_in_force,
    find_version,
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
    "approved_reason",
    "checked",
    "document_in_force",
    "document_of",
    "drop_draft",
    "export_file",
    "export_text",
    "find_version",
    "import_file",
    "in_force",
    "is_locked",
    "keep_draft",
    "load",
    "lock_problems",
    "locked_paths",
    "locking_version",
    "make_key",
    "next_start",
    "of_standing",
    "parse",
    "problems",
    "profile_name",
    "read_document",
    "read_key",
    "read_public_key",
    "remember_shipped",
    "rulebook_names",
    "schedule",
    "shipped_document",
    "shown_fingerprint",
    "sign_file",
    "text_of",
    "trust",
    "trusted_key",
    "version",
    "version_in_force",
    "versions",
    "whole",
    "withdraw",
]
