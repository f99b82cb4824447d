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
from crmdesk.identify.tables.bulk import bulk_change
from crmdesk.identify.tables.forms import FORM_TABLES
from crmdesk.identify.tables.imports import (
    balance_before,
    batch_range,
    import_batch,
    import_conflict,
    import_file,
    source_trust,
)
from crmdesk.identify.tables.matching import match_keys, match_pair, match_scan
from crmdesk.identify.tables.merging import merge, merge_client
from crmdesk.identify.tables.quality import client_quality
from crmdesk.identify.tables.recipes import import_recipe
from crmdesk.identify.tables.records import (
    client,
    contact_point,
    document,
    provenance,
    relation,
    risk_assessment,
    source_key,
)
from crmdesk.identify.tables.trash import trash

__all__ = [
    "FORM_TABLES",
    "account",
    "account_holder",
    "balance",
    "balance_before",
    "batch_range",
    "bulk_change",
    "client",
    "client_quality",
    "contact_point",
    "document",
    "holding",
    "import_batch",
    "import_conflict",
    "import_file",
    "import_recipe",
    "match_keys",
    "match_pair",
    "match_scan",
    "merge",
    "merge_client",
    "product",
    "provenance",
    "region",
    "relation",
    "risk_assessment",
    "source_key",
    "source_trust",
    "standing_order",
    "trash",
    "txn",
]
