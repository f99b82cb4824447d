"""Frozen dataclasses to JSON and back, by their type hints: dataclasses, tuples, ``Words``, dates, plain values."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from crmdesk.i18n import Words

Made = TypeVar("Made")


def to_json(value: Any) -> Any:
    if isinstance(value, Words):
        return {"zh": value.zh, "en": value.en}
    if dataclasses.is_dataclass(value):
        return {field.name: to_json(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [to_json(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def from_json(kind: type[Made], data: Any) -> Made:
    """Build ``kind`` from what ``to_json`` made. A field the data lacks takes its default."""
    return _build(kind, data)  # type: ignore[no-any-return]


def _build(kind: Any, data: Any) -> Any:
    if data is None:
        return None
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _build(next(one for one in get_args(kind) if one is not NoneType), data)
    if origin is tuple:
        return _tuple(get_args(kind), data)
    if kind is Words:
        return Words(data["zh"], data["en"])
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{name: _build(hints[name], value) for name, value in data.items() if name in hints})
    return date.fromisoformat(data) if kind is date else data


def _tuple(arguments: tuple[Any, ...], data: list[Any]) -> tuple[Any, ...]:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return tuple(_build(arguments[0], one) for one in data)
    return tuple(_build(kind, one) for kind, one in zip(arguments, data, strict=True))


def digest(data: Any) -> str:
    """SHA-256 of JSON data in one canonical spelling, as hex."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
