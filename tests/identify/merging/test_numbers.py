"""Of several writings of one number the fullest survives, whatever the trust; they contradict each other in nothing."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.i18n import Words
from crmdesk.identify.checks.masks import fuller, is_masked, starred
from crmdesk.identify.clients import create_client, edit_client
from crmdesk.identify.importing import set_trust
from crmdesk.identify.merging.merging import merge_clients
from crmdesk.identify.tables import FORM_TABLES, contact_point

from .test_merging import choice, rows

ID, OLD_ID, MASKED_ID = "11010519491231002X", "110105491231002", "110105********002X"
PHONE, MASKED = "13800138000", "138****8000"
PERSON = FORM_TABLES["person"]


@pytest.mark.parametrize(
    ("field", "one", "other", "best"),
    [
        ("mobile", MASKED, PHONE, PHONE),
        ("mobile", "138***8000", PHONE, PHONE),
        ("mobile", "*******8000", MASKED, MASKED),
        ("mobile", "139****8000", PHONE, None),
        ("mobile", "13800138001", PHONE, None),
        ("phone_home", "027-****8888", "02788888888", "02788888888"),
        ("id_no", MASKED_ID, ID, ID),
        ("id_no", OLD_ID, ID, ID),
        ("id_no", OLD_ID, MASKED_ID, OLD_ID),
        ("id_no", "110105*********0021", ID, None),
        ("name", "张***", "张三", None),
        ("mobile", None, PHONE, None),
    ],
)
def test_the_fuller_of_two_writings(field, one, other, best):
    assert fuller(field, one, other) == fuller(field, other, one) == best


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sets(st.integers(0, 10), min_size=3))
def test_any_masked_form_stands_for_its_number(number, hidden):
    masked = "".join("＊" if at in hidden else sign for at, sign in enumerate(number))
    shown = starred(masked)
    assert is_masked(shown)
    assert fuller("mobile", shown, number) == number


@pytest.mark.parametrize(("field", "lesser", "best"), [("mobile", MASKED, PHONE), ("id_no", MASKED_ID, ID)])
@pytest.mark.parametrize("is_kept_full", [True, False])
def test_the_full_number_survives_whatever_the_trust(store, read, field, lesser, best, is_kept_full):
    set_trust(store, "low", "", 1)
    set_trust(store, "high", "", 5)
    full = create_client(store, kind="person", values={"name": "张三", field: best}, source="low")
    part = create_client(store, kind="person", values={"name": "张三", field: lesser}, source="high")
    keep, drop = (full, part) if is_kept_full else (part, full)
    found = choice(store, keep, [drop], field)
    assert (found.chosen, found.is_conflict) == (full, False)
    merge_clients(store, keep, [drop])
    assert read(keep).values[field] == best
    assert rows(store, contact_point, keep) == []


def test_what_is_known_of_a_document_comes_from_either_writing_of_its_number(store, read):
    full = create_client(store, kind="person", values={"name": "张三", "id_no": ID}, source="crm")
    part = create_client(
        store, kind="person", values={"name": "张三", "id_no": MASKED_ID, "id_issuer": "东城分局"}, source="crm"
    )
    merge_clients(store, full, [part])
    assert (read(full).values["id_no"], read(full).values["id_issuer"]) == (ID, "东城分局")


def test_of_15_and_18_digits_the_longer_survives(store):
    ids = [create_client(store, kind="person", values={"name": "张三"}, source="crm") for _number in range(2)]
    for client_id, number in zip(ids, (OLD_ID, ID), strict=True):
        with store.write(Words("号码", "Number")) as unit:
            unit.change(PERSON, client_id, {"id_no": number})
    for one, other in (ids, ids[::-1]):
        found = choice(store, one, [other], "id_no")
        assert (found.value, found.is_conflict) == (ID, False)


def test_two_numbers_that_fit_one_mask_are_two(store):
    values = [MASKED, PHONE, "13899998000"]
    ids = [create_client(store, kind="person", values={"name": "张三", "mobile": one}, source="crm") for one in values]
    assert choice(store, ids[0], ids[1:], "mobile").is_conflict
    assert [choice(store, a, [b], "mobile").is_conflict for a, b in combinations(ids, 2)] == [False, False, True]


def test_a_number_typed_in_full_is_no_former_one(store):
    client_id = create_client(store, kind="person", values={"name": "张三", "mobile": MASKED}, source="crm")
    edit_client(store, client_id, {"mobile": PHONE}, source="phone")
    assert rows(store, contact_point, client_id) == []
