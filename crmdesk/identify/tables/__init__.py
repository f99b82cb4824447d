"""What is stored about a client. The wide form tables come from the form's own declaration."""

from __future__ import annotations

from crmdesk.identify.tables.accounts import (
    account,
    account_holder,
    balance,
    holding,
    product,
    region,
    standing_order,
    txn,
)
from crmdesk.identify.tables.forms import FORM_TABLES
from crmdesk.identify.tables.imports import import_batch, import_file
from crmdesk.identify.tables.records import (
    client,
    contact_point,
    document,
    provenance,
    relation,
    risk_assessment,
    source_key,
)

__all__ = [
    "FORM_TABLES",
    "account",
    "account_holder",
    "balance",
    "client",
    "contact_point",
    "document",
    "holding",
    "import_batch",
    "import_file",
    "product",
    "provenance",
    "region",
    "relation",
    "risk_assessment",
    "source_key",
    "standing_order",
    "txn",
]
