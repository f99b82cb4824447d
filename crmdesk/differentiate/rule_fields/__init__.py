"""The rules as fields that a person fills. See README.md."""

from __future__ import annotations

from crmdesk.differentiate.rule_fields.differences import Difference, differences
from crmdesk.differentiate.rule_fields.editing import Editing
from crmdesk.differentiate.rule_fields.field import Path, RuleField, put_at, rule_field, value_at
from crmdesk.differentiate.rule_fields.sections import SECTIONS, Section, section_of

__all__ = [
    "SECTIONS",
    "Difference",
    "Editing",
    "Path",
    "RuleField",
    "Section",
    "differences",
    "put_at",
    "rule_field",
    "section_of",
    "value_at",
]
