"""Completeness, freshness, KYC score, what to ask next, and what to be warned of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from crmdesk.identify.alerts import alerts
from crmdesk.identify.children import add_child
from crmdesk.identify.clients import create_client, edit_client
from crmdesk.identify.form.profiles import profile
from crmdesk.identify.quality import quality

ON = date(2026, 11, 21)


def entered(record, day):
    """The same record, every value entered on a day."""
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    known = {name: replace(value, entered_at=at) for name, value in record.provenance.items()}
    return replace(record, provenance=known, recorded_at=at)


def test_an_empty_record_counts_its_name_only(store, read):
    found = quality(read(create_client(store, kind="person", values={"name": "李四"})), on=ON)
    assert found.completeness == round(100 * 2 / 29)
    assert found.target == 80
    assert len(found.missing) == 19


def test_the_nine_elements_weigh_double(person, read):
    found = quality(read(person), on=ON)
    assert found.completeness == round(100 * (9 * 2 + 2) / 29)
    assert "risk_assessment" in {field.name for field in found.missing}
    assert found.reasons["risk_assessment"].en == "Not known yet"


def test_scores_are_one_formula(person, read):
    found = quality(entered(read(person), ON), on=ON)
    assert found.freshness == 100
    assert found.kyc == round(100 * (0.6 * 20 / 29 + 0.4))


def test_freshness_falls_in_a_line_to_twice_the_period(person, read):
    # Occupation: 24 months, weight 2. After 36 months it counts a half.
    record = read(person)
    values = dict.fromkeys(record.values) | {"name": "张三", "occupation": "90002"}
    found = quality(entered(replace(record, values=values), date(2023, 11, 21)), on=ON)
    assert found.freshness == 50
    assert [field.name for field in found.stale] == ["occupation"]
    assert "more than 24 months" in found.reasons["occupation"].en
    old = entered(replace(record, values=values), date(2022, 11, 21))
    assert quality(old, on=ON).freshness == 0


def test_the_phone_of_an_upper_tier_ages_faster(person, read):
    record = entered(read(person), date(2026, 3, 1))
    record.values["contact_verified_at"] = None
    assert "mobile" not in {field.name for field in quality(record, on=ON, tier="gold").stale}
    assert "mobile" in {field.name for field in quality(record, on=ON, tier="platinum").stale}
    record.values["contact_verified_at"] = date(2026, 10, 1)
    assert "mobile" not in {field.name for field in quality(record, on=ON, tier="platinum").stale}


@pytest.mark.parametrize(
    ("tier", "target", "fields"), [(None, 80, 20), ("gold", 90, 28), ("diamond", 95, 36), ("private", 100, 44)]
)
def test_higher_tiers_ask_for_more(person, read, tier, target, fields):
    found = quality(read(person), on=ON, tier=tier, needs=[])
    assert found.target == target
    assert len(profile("person", tier)) == fields
    assert len(found.missing) == fields - 11


def test_needs_count_where_they_are_known(person, read):
    known = quality(read(person), on=ON, tier="gold", needs=["pension"])
    assert "needs" not in {field.name for field in known.missing}
    unknown = quality(read(person), on=ON, tier="gold")
    assert "needs" not in {field.name for field in unknown.missing}
    assert "needs" in {field.name for field in quality(read(person), on=ON, tier="gold", needs=[]).missing}


def test_an_answer_brings_the_points_it_says(store, person, read):
    before = quality(read(person), on=ON)
    gap = next(question for question in before.questions if question.field.name == "income_band")
    edit_client(store, person, {"income_band": "50"})
    after = quality(read(person), on=ON)
    assert after.kyc == pytest.approx(before.kyc + gap.points, abs=1)
    assert before.questions[0].points >= before.questions[-1].points


def test_an_employee_has_an_employer_and_a_pensioner_none(store, person, read):
    assert "employer" not in {field.name for field in quality(read(person), on=ON).missing}
    edit_client(store, person, {"occupation": "20000"})
    assert "employer" in {field.name for field in quality(read(person), on=ON).missing}


def test_conditions_ask_for_more(store, person, read):
    def missing():
        return {field.name for field in quality(read(person), on=ON).missing}

    assert not missing() & {"name_latin", "tax_residency", "agreements", "qualified_investor"}
    edit_client(store, person, {"nationality": "USA", "product_pref": "private"})
    add_child(store, person, "account", {"account_no": "1"})
    assert {"name_latin", "tax_residency", "agreements", "qualified_investor"} <= missing()
    add_child(store, person, "document", {"kind": "disclosure", "title": "2026"})
    assert "agreements" not in missing()


def test_what_is_invalid_is_listed_with_its_reason(person, read):
    record = read(person)
    record.values["id_no"] = "110105194912310021"
    found = quality(record, on=ON)
    assert [problem.field for problem in found.invalid] == ["id_no"]
    assert "should be X" in found.reasons["id_no"].en


def test_institutions_and_products_have_profiles_too(store, read):
    for kind in ("organisation", "product"):
        found = quality(read(create_client(store, kind=kind, values={"name": "示范"})), on=ON, tier="private")
        assert 0 < found.completeness <= 10


@pytest.mark.parametrize(
    ("day", "level", "words"),
    [
        (date(2027, 3, 1), None, ""),
        (date(2027, 2, 19), "amber", "expires on 2027-02-19, in 90 days"),
        (date(2026, 12, 21), "red", "in 30 days"),
        (date(2026, 11, 21), "red", "in 0 days"),
        (date(2026, 11, 20), "red", "expired on 2026-11-20"),
    ],
)
def test_an_id_is_announced_90_30_and_0_days_before(person, read, day, level, words):
    record = read(person)
    record.values["id_to"] = day
    found = [alert for alert in alerts(record, on=ON) if alert.field == "id_to"]
    assert [alert.level for alert in found] == ([level] if level else [])
    assert not found or words in found[0].words.en


def test_a_wrong_phone_and_an_expired_risk_test_are_announced(store, person, read):
    edit_client(store, person, {"contact_status": "2"})
    add_child(store, person, "risk_assessment", {"line": "fund", "level": "C1", "assessed_on": "2023-01-01"})
    found = {alert.field: alert for alert in alerts(read(person), on=ON)}
    assert found["mobile"].level == "red"
    assert found["risk_assessment"].words.en == "Risk test (Public funds) expired on 2025-01-01"
    assert found["senior_flag"].words.en == "Senior client, 76 years old"
    assert [alert.level for alert in alerts(read(person), on=ON)][-1] == "info"


def test_a_third_risk_test_of_a_day_is_one_too_many(store, person, read):
    for _ in range(2):
        add_child(store, person, "risk_assessment", {"line": "fund", "level": "C2", "assessed_on": "2024-11-20"})
    found = [alert.words.en for alert in alerts(read(person), on=date(2024, 11, 20))]
    assert "No further risk test: 2 today, 2 in 12 months" in found
