"""The form is declared once; what is generated from it is whole."""

from __future__ import annotations

from crmdesk.codes import code_list
from crmdesk.identify.form import FORMS, split_codes
from crmdesk.identify.form.children import CHILD_WORDS, CHILDREN
from crmdesk.identify.form.profiles import PROFILES, TARGETS, profile
from crmdesk.identify.masking import MASKS
from crmdesk.identify.quality.scores import COUNTED
from crmdesk.identify.record import CHILD_TABLES
from crmdesk.identify.tables import FORM_TABLES
from crmdesk.store.schema import metadata


def test_every_field_has_both_languages_and_known_names():
    for form in FORMS.values():
        names = [field.name for field in form.fields()]
        assert len(names) == len(set(names))
        for field in form.fields():
            assert field.label.zh
            assert field.label.en
            assert not field.mask or field.mask in MASKS
            assert not field.until or field.until == "valid_to" or form.has(field.until)
            assert field.type != "child" or field.table == "need" or field.table in metadata.tables
            if field.codes:
                assert all(code.words.zh and code.words.en for code in code_list(field.codes).values())


def test_columns_follow_the_form():
    for kind, form in FORMS.items():
        columns = FORM_TABLES[kind].columns.keys()
        assert columns == ["client_id", *(field.name for field in form.stored_fields())]


def test_every_printed_field_has_its_place():
    pages = {"person": 3, "organisation": 4, "product": 3}
    for kind, form in FORMS.items():
        printed = [field for field in form.fields() if field.home != "none" and field.page != -1]
        assert {field.page for field in printed} == set(range(1, pages[kind] + 1))
        assert {field.column for field in printed} == {1, 2}
    assert FORMS["person"].field("aml_level").page == -1


def test_codes_fit_their_columns():
    for form in FORMS.values():
        for field in form.stored_fields():
            longest = sum(len(code) + 1 for code in field.choices) if field.type == "multi" else 0
            assert max([len(code) for code in field.choices], default=0) <= 16
            assert longest <= 200, field.name


def test_the_numbers_of_the_standard_form_are_all_there():
    numbers = {field.number for field in FORMS["person"].fields()}
    expected = {*range(1, 36), *range(40, 61), 70, 73, 74, 76, 77, 79, *range(83, 86), *range(90, 97)}
    expected |= {*range(100, 109), *range(110, 120), *range(140, 148)}
    assert {f"I{number:02d}" for number in expected} <= numbers


def test_profiles_grow_by_eight_fields():
    sizes = [len(profile("person", tier)) for tier in (None, "gold", "platinum", "private")]
    assert sizes == [20, 28, 36, 44]
    assert list(TARGETS.values()) == [80, 90, 95, 100]
    for kind, parts in PROFILES.items():
        names = [name for part in parts for name in part]
        assert len(names) == len(set(names))
        assert all(FORMS[kind].has(name) or name in COUNTED for name in names)


def test_children_follow_their_tables():
    assert set(CHILDREN) == set(CHILD_TABLES) == set(CHILD_WORDS)
    for table, fields in CHILDREN.items():
        assert {field.name for field in fields} <= set(CHILD_TABLES[table].columns.keys())


def test_chosen_codes_are_split():
    assert split_codes("bond,gold") == ("bond", "gold")
    assert split_codes(None) == ()


def test_old_and_counter_codes_lead_to_stored_ones():
    for name, target in (
        ("relation_1984", "relation"),
        ("education_counter", "education"),
        ("occupation_counter", "occupation"),
    ):
        assert all(code.extra["to"] in code_list(target) for code in code_list(name).values())
    kinds = {**code_list("id_type"), **code_list("licence_type")}
    assert all(code.extra["to"] in kinds for code in code_list("id_type_counter").values())


def test_movements_know_whether_the_client_acted():
    kinds = code_list("txn_kind")
    assert all(isinstance(code.extra["active"], bool) for code in kinds.values())
    assert not any(
        kinds[name].extra["active"] for name in ("dividend", "interest", "bonus", "custody_in", "fee", "forced")
    )
    assert {name for name, code in code_list("asset_class").items() if code.extra["is_debt"]} == {"loan", "margin_debt"}
