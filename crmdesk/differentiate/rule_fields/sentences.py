"""The stage rules as sentences (§4.2 of the domain specification), group by group."""

from __future__ import annotations

from dataclasses import dataclass

from crmdesk.differentiate.rule_fields.field import RuleField, rule_field
from crmdesk.differentiate.rulebooks import Document
from crmdesk.i18n import Words
from crmdesk.resources import resource_toml


@dataclass(frozen=True)
class Sentence:
    """``text`` holds the place ``{value}``; ``signal`` is the rule's code, empty where it has none."""

    signal: str
    text: Words
    field: RuleField


@dataclass(frozen=True)
class Group:
    title: Words
    is_used: bool
    sentences: tuple[Sentence, ...]


def stage_groups(document: Document) -> list[Group]:
    """The rules of both presets; those the preset in use does not ask for stand last."""
    used = document["stages"].get("preset", "standard")
    groups = resource_toml("rule_fields", "stages.toml")["group"]
    found = [
        Group(Words(one["zh"], one["en"]), one["preset"] == used, tuple(_sentences(document, one["rules"])))
        for one in groups
    ]
    return sorted(found, key=lambda group: not group.is_used)


def _sentences(document: Document, rules: list[dict[str, str]]) -> list[Sentence]:
    fields = [rule_field(document, ("stages", rule["key"])) for rule in rules]
    return [
        Sentence(rule["signal"], Words(rule["zh"], rule["en"]), field)
        for rule, field in zip(rules, fields, strict=True)
        if field is not None
    ]
