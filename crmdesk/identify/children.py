"""Adding, changing and removing the rows below a client: accounts, risk assessments, relations, documents …"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from crmdesk import dates
from crmdesk.codes import code_list
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.checks import read_field
from crmdesk.identify.clients import refresh_search
from crmdesk.identify.form.children import CHILD_WORDS, CHILDREN
from crmdesk.identify.record import CHILD_TABLES, child_row
from crmdesk.identify.tables import account, balance, client, holding, txn
from crmdesk.store.history import Unit
from crmdesk.store.store import Store

#: Tables whose numbers find a client.
_SEARCHED = frozenset({"account", "contact_point"})
_DEFAULTS: dict[str, dict[str, Any]] = {
    "account": {"system": "manual", "kind": "normal", "status": "normal", "currency": "CNY"},
    "relation": {"role": "family", "name": ""},
}
#: Months a risk assessment is valid for, by the profile of the store.
RISK_MONTHS = {"securities": 24, "bank": 12}


def add_child(store: Store, client_id: int, table: str, values: Mapping[str, Any], *, source: str = "") -> int:
    """A new row below a client; returns its id. Raises ``CrmError`` with its ``field`` for what is wrong or missing."""
    row = _DEFAULTS.get(table, {}) | {k: v for k, v in _read(table, values).items() if v is not None}
    if table == "risk_assessment" and row.get("assessed_on") and not row.get("valid_to"):
        row["valid_to"] = dates.add_months(row["assessed_on"], RISK_MONTHS.get(store.meta("profile"), 24))
    _require(table, row)
    if "source" in CHILD_TABLES[table].c:
        row["source"] = source
    with store.write(_label("新增{what}", "Add {what}", table)) as unit:
        _require_free_account(unit.connection, table, row, key=0)
        key = unit.add(CHILD_TABLES[table], {"client_id": client_id, **row})
        _after(unit, table, client_id)
    return key


def change_child(store: Store, table: str, key: int, values: Mapping[str, Any]) -> bool:
    """Change some columns of a row; False when nothing differs."""
    read = _read(table, values)
    with store.write(_label("修改{what}", "Change {what}", table)) as unit:
        row = child_row(unit.connection, table, key)
        _require(table, row | read)
        _require_free_account(unit.connection, table, row | read, key=key)
        is_changed = unit.change(CHILD_TABLES[table], key, read)
        if is_changed:
            _after(unit, table, row["client_id"])
    return is_changed


def remove_child(store: Store, table: str, key: int) -> None:
    """Remove a row; an account that has movements or balances cannot go, it is closed instead."""
    with store.write(_label("删除{what}", "Remove {what}", table)) as unit:
        row = child_row(unit.connection, table, key)
        if table == "account":
            _require_unused(unit.connection, key)
        unit.remove(CHILD_TABLES[table], key)
        _after(unit, table, row["client_id"])


def _require_unused(connection: Connection, account_id: int) -> None:
    for used in (txn, balance, holding):
        if connection.execute(select(used.c.account_id).where(used.c.account_id == account_id).limit(1)).first():
            raise CrmError(tr("This account has movements or balances. Close it instead of removing it."))


def _label(zh: str, en: str, table: str) -> Words:
    what = CHILD_WORDS[table]
    return Words(zh.format(what=what.zh), en.format(what=what.en))


def _read(table: str, values: Mapping[str, Any]) -> dict[str, Any]:
    fields = {field.name: field for field in CHILDREN[table]}
    today = dates.local_today()
    found = {}
    for name, raw in values.items():
        finding = read_field(fields[name], raw, today)
        if finding.is_error and finding.message:
            raise CrmError(str(finding.message), field=name)
        found[name] = finding.value
    return found


def _require(table: str, row: Mapping[str, Any]) -> None:
    for field in CHILDREN[table]:
        if field.need == "R" and row.get(field.name) in (None, ""):
            raise CrmError(tr("“{field}” is needed here.", field=field.label), field=field.name)
    if table == "risk_assessment" and row["valid_to"] <= row["assessed_on"]:
        raise CrmError(tr("It must be valid beyond the day of the assessment."), field="valid_to")
    if table == "relation":
        _require_child_protection(row, dates.local_today())


def _require_child_protection(row: Mapping[str, Any], today: date) -> None:
    """Of children under 14 only the year of birth is kept, never a name or a number."""
    year = row.get("birth_year")
    if year and today.year - year < 14:
        for name in ("name", "phone", "id_no"):
            if row.get(name):
                raise CrmError(tr("For a child under 14 keep the year of birth only, no name or number."), field=name)
    elif not row.get("name") and row["relation"] not in _children_codes():
        raise CrmError(tr("“{field}” is needed here.", field=CHILDREN["relation"][2].label), field="name")


def _children_codes() -> set[str]:
    """Sons, daughters and grandchildren: the codes of GB/T 4761 that begin with 2, 3 or 4."""
    return {code for code in code_list("relation") if code[:1] in "234" and code.isdigit()}


def _require_free_account(connection: Connection, table: str, row: Mapping[str, Any], *, key: int) -> None:
    if table != "account":
        return
    taken = connection.execute(
        select(client.c.name)
        .join(account, account.c.client_id == client.c.id)
        .where(
            account.c.system == row["system"],
            account.c.account_no == row["account_no"],
            account.c.id != key,
        )
    ).scalar()
    if taken is not None:
        raise CrmError(tr("This account already belongs to {name}.", name=taken), field="account_no")


def _after(unit: Unit, table: str, client_id: int) -> None:
    if table == "account":
        _follow_accounts(unit, client_id)
    if table in _SEARCHED:
        refresh_search(unit, client_id)


def _follow_accounts(unit: Unit, client_id: int) -> None:
    """A client with an open account is active, since the first one; with only closed ones it is closed."""
    rows = unit.connection.execute(
        select(account.c.status, account.c.opened_on).where(account.c.client_id == client_id)
    ).all()
    opened = [row.opened_on for row in rows if row.opened_on]
    is_open = any(row.status != "closed" for row in rows)
    status = "prospect" if not rows else "active" if is_open else "closed"
    unit.change(client, client_id, {"status": status, "opened_on": min(opened, default=None)})
