"""What of a sensitive value is shown (domain specification §8.4), and the logged way to see it in full."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from crmdesk import money
from crmdesk.codes import code_words
from crmdesk.i18n import Words, language, tr
from crmdesk.identify.checks.texts import FOREVER
from crmdesk.identify.form import Field, split_codes
from crmdesk.identify.form.children import CHILDREN
from crmdesk.identify.names import is_han
from crmdesk.identify.record import Record, child_row, record
from crmdesk.store.store import Store

_DISTRICT = re.compile(r".+?(?:自治旗|市辖区|[区县旗])")
_CITY = re.compile(r".+?(?:自治州|地区|[市州盟])")


def _stars(text: str, first: int, last: int) -> str:
    """Keep the first and last characters, a star for every other; a text too short to hide anything is all stars."""
    if len(text) <= first + last:
        return "*" * len(text)
    return text[:first] + "*" * (len(text) - first - last) + (text[-last:] if last else "")


def masked_name(text: str) -> str:
    """王* · 李*明 · 欧**娜 · J*** S****."""
    if not any(is_han(sign) for sign in text):
        return " ".join(word[:1] + "*" * (len(word) - 1) for word in text.split())
    return _stars(text, 1, 0 if len(text) == 2 else 1)


def masked_id(text: str) -> str:
    """The internal form: 110105********002X; a short number keeps its ends only."""
    return _stars(text, 6, 4) if len(text) >= 15 else _stars(text, 1, 1)


def masked_id_strict(text: str) -> str:
    """The form that leaves the house: 1****************X."""
    return _stars(text, 1, 1)


def masked_mobile(text: str) -> str:
    """138****1234; a foreign number keeps its country and last four; a landline goes by its own rule."""
    if text.startswith("0") or "-" in text:
        return masked_landline(text)
    return _stars(text, 3, 4)


def masked_landline(text: str) -> str:
    """027-*****678; an extension is hidden with the rest."""
    area, dash, rest = text.partition("-")
    if not dash:
        return _stars(text, 3, 3)
    number = rest.partition("-")[0]
    return f"{area}-{_stars(number, 0, 3)}"


def masked_card(text: str) -> str:
    return _stars(text, 6, 4)


def masked_account(text: str) -> str:
    """Four stars and the last four: ****5132."""
    return "****" + text[-4:] if len(text) > 4 else "*" * len(text)


def masked_address(text: str) -> str:
    """Down to the district: 湖北省武汉市江汉区******."""
    found = _DISTRICT.match(text) or _CITY.match(text)
    return (found[0] if found else text[:3]) + "******"


def masked_email(text: str) -> str:
    name, at, domain = text.partition("@")
    return f"{name[:1]}***{at}{domain}" if at else _stars(text, 1, 0)


def masked_birthday(text: str) -> str:
    """Month and day only: **-12-31."""
    return "**" + text[-6:]


def masked_contact(text: str) -> str:
    """A number, an e-mail or an address, told apart by its look."""
    if "@" in text:
        return masked_email(text)
    return masked_mobile(text) if re.fullmatch(r"\+?[0-9-]+", text) else masked_address(text)


MASKS: dict[str, Callable[[str], str]] = {
    "name": masked_name,
    "id": masked_id,
    "id_strict": masked_id_strict,
    "mobile": masked_mobile,
    "landline": masked_landline,
    "card": masked_card,
    "account": masked_account,
    "address": masked_address,
    "email": masked_email,
    "birthday": masked_birthday,
    "contact": masked_contact,
}


def masked(kind_of_data: str, text: str) -> str:
    """The masked form of a text; ``kind_of_data`` is a key of ``MASKS``, an empty one leaves the text as it is."""
    return MASKS[kind_of_data](text) if kind_of_data and text else text


def shown_value(field: Field, value: Any) -> str:
    """A stored value as words, amounts and dates of the current language; empty text for no value."""
    if value is None or value == "":
        return ""
    if field.type == "code":
        return str(code_words(field.codes or "", value))
    if field.type == "multi":
        mark = "、" if language() == "zh" else ", "
        return mark.join(str(code_words(field.codes or "", code)) for code in split_codes(value))
    if isinstance(value, bool):
        return str(Words("是", "Yes") if value else Words("否", "No"))
    if field.type == "money":
        return money.exact(value)
    return tr("No expiry") if value == FOREVER else str(value)


def masked_value(field: Field, value: Any) -> str:
    """A stored value as it is shown by default: the identifying ones masked by their rule."""
    text = shown_value(field, value)
    return text if field.mask == "name" or field.sensitivity == "C1" else masked(field.mask, text)


def private_value(field: Field, value: Any) -> str:
    """A stored value with someone looking on: every sensitive one hidden, what has a mask in its masked form."""
    text = shown_value(field, value)
    if field.mask or not text:
        return masked(field.mask, text)
    return text if field.sensitivity == "C1" else "***"


def masked_values(found: Record) -> dict[str, str]:
    """Label → shown value of every field that has one, identifying values masked."""
    shown = {field.label: masked_value(field, found.values[field.name]) for field in found.form.valued_fields()}
    return {str(label): text for label, text in shown.items() if text}


def reveal(store: Store, client_id: int, field: str) -> str:
    """The full value of one field, for a person who asked for it; the audit says who saw which field of whom, when."""
    with store.read() as connection:
        found = record(connection, client_id)
    declared = found.form.field(field)
    store.audit("reveal", client=client_id, field=field)
    value = found.values.get(field)
    return value.isoformat() if isinstance(value, date) and value != FOREVER else shown_value(declared, value)


def reveal_child(store: Store, table: str, key: int, field: str) -> str:
    """The full value of one column of a row below a client; logged like ``reveal``."""
    with store.read() as connection:
        row = child_row(connection, table, key)
    store.audit("reveal", client=row["client_id"], field=f"{table}.{field}", row=key)
    return shown_value(next(declared for declared in CHILDREN[table] if declared.name == field), row[field])
