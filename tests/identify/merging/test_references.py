"""Nothing that points to a client is forgotten, and finding it never scans a table."""

from sqlalchemy import text

from crmdesk.identify.form import FORMS
from crmdesk.identify.merging.references import holds, references
from crmdesk.identify.merging.survivors import BOUND
from crmdesk.store.schema import metadata
from tests.make_migration import load_tables

#: How each key to a client goes along. A new table with such a key has to be thought about: add it here.
WAYS = {
    "account.client_id": "moved",
    "account_holder.client_id": "moved",
    "balance.client_id": "follows",
    "classification.client_id": "derived",
    "client_month.client_id": "derived",
    "client_quality.client_id": "derived",
    "concession.client_id": "moved",
    "contact.client_id": "moved",
    "contact_point.client_id": "moved",
    "cost_line.client_id": "moved",
    "document.client_id": "moved",
    "follow_up.client_id": "moved",
    "handover.client_id": "moved",
    "forecast.client_id": "derived",
    "holding.client_id": "follows",
    "import_conflict.client_id": "moved",
    "merge_client.client_id": "moved",
    "need.client_id": "moved",
    "need_change.client_id": "moved",
    "opportunity.client_id": "moved",
    "organisation.client_id": "record",
    "overdue.client_id": "moved",
    "person.client_id": "record",
    "plan.client_id": "moved",
    "product_client.client_id": "record",
    "provenance.client_id": "record",
    "relation.client_id": "moved",
    "relation.other_client_id": "moved",
    "risk_assessment.client_id": "moved",
    "service_contract.client_id": "moved",
    "source_key.client_id": "moved",
    "stage_override.client_id": "moved",
    "standing_order.client_id": "follows",
    "tier_override.client_id": "moved",
    "txn.client_id": "follows",
}


def test_every_key_to_a_client_is_considered():
    load_tables()
    found = {f"{one.table.name}.{one.column.name}": one.way for one in references()}
    assert found == WAYS


def test_a_column_named_like_a_client_is_a_key_or_explained():
    """Columns that name clients without a key: history, the diary, pairs; a merge leaves them as they were."""
    load_tables()
    keys = {(one.table.name, one.column.name) for one in references()}
    named = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.c
        if column.name.endswith("client_id") and (table.name, column.name) not in keys
    }
    assert named == {
        ("balance_before", "client_id"),
        ("match_scan", "last_client_id"),
        ("operation_row", "client_id"),
        ("stale_client", "client_id"),
        ("trash", "client_id"),
    }


def test_every_moved_row_has_a_number():
    load_tables()
    assert all(list(one.table.primary_key.columns.keys()) == ["id"] for one in references() if one.way == "moved")


def test_what_hangs_on_a_moved_row():
    load_tables()
    found = {(hold.table.name, hold.column.name, hold.on.name) for hold in holds()}
    assert found == {("need_change", "need_id", "need"), ("contact", "corrects_id", "contact")}


def test_rows_of_a_client_are_found_by_an_index(store):
    load_tables()
    with store.read() as connection:
        for one in references():
            plan = connection.execute(
                text(f"EXPLAIN QUERY PLAN SELECT 1 FROM {one.table.name} WHERE {one.column.name} = 1")
            ).all()
            assert all(row[3].startswith("SEARCH") for row in plan), (one.table.name, plan)


def test_bound_fields_are_fields_of_a_form():
    fields = {field.name for form in FORMS.values() for field in form.valued_fields()}
    named = {name for lead, bound in BOUND.items() for name in (lead, *bound)}
    assert named <= fields
