"""A row of every kind below a client."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from crmdesk.i18n import Words
from crmdesk.identify.children import add_child
from crmdesk.identify.tables import account, relation, source_key, txn
from crmdesk.interact.contacts import log_contact
from crmdesk.interact.needs import add_need

LABEL = Words("试", "Test")


def everything_below(store, client_id, other):
    """A row of every kind below a client."""
    add_child(store, client_id, "account", {"account_no": f"A{client_id}", "kind": "normal", "status": "normal"})
    add_child(store, client_id, "document", {"kind": "id_copy", "title": "身份证"})
    add_child(store, client_id, "relation", {"role": "family", "relation": "spouse", "name": "李"})
    add_child(store, client_id, "contact_point", {"kind": "mobile", "value": "13611112222"})
    contact_id = log_contact(store, client_id, channel="01", outcome="10", note="谈了理财产品到期后的安排")
    add_need(store, client_id, kind="education", description="留学")
    with store.write(LABEL) as unit:
        unit.add(source_key, {"client_id": client_id, "source": "x", "key": f"K{client_id}"})
        unit.add(relation, {"client_id": client_id, "other_client_id": other, "relation": "spouse"})
    with store.batch(LABEL) as connection:
        key = connection.execute(select(account.c.id).where(account.c.client_id == client_id)).scalar_one()
        connection.execute(
            txn.insert(),
            {"account_id": key, "client_id": client_id, "day": date(2026, 1, 5), "kind": "buy", "is_active": True,
             "amount": 5, "ref": "1"},
        )  # fmt: skip
    return contact_id
