"""The short words in which the forms are written: ``text("I15", "id_issuer", "发证机关|Issued by", 100)``."""

from __future__ import annotations

from typing import Any

from crmdesk.identify.form.field import Field, both


def text(number: str, name: str, label: str, length: int, **more: Any) -> Field:
    return Field(name, number, both(label), "text", length=length, **more)


def code(number: str, name: str, label: str, codes: str = "", **more: Any) -> Field:
    """One code of a list; the list is called like the field unless it is named."""
    return Field(name, number, both(label), "code", length=16, codes=codes or name, **more)


def multi(number: str, name: str, label: str, codes: str = "", **more: Any) -> Field:
    return Field(name, number, both(label), "multi", length=200, codes=codes or name, **more)


def day(number: str, name: str, label: str, **more: Any) -> Field:
    return Field(name, number, both(label), "date", **more)


def whole(number: str, name: str, label: str, **more: Any) -> Field:
    return Field(name, number, both(label), "int", **more)


def money(number: str, name: str, label: str, **more: Any) -> Field:
    return Field(name, number, both(label), "money", **more)


def flag(number: str, name: str, label: str, **more: Any) -> Field:
    return Field(name, number, both(label), "bool", **more)


def rows(number: str, name: str, label: str, table: str, **more: Any) -> Field:
    """Rows of a child table; ``role`` (a kind of relation or document) tells which of them."""
    return Field(name, number, both(label), "child", home="child", table=table, **more)


def derived(number: str, name: str, label: str, **more: Any) -> Field:
    return Field(name, number, both(label), "derived", home="none", is_read_only=True, **more)
