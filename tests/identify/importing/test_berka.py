"""The real files of a Czech bank: every row counted, every table reconciled with the files."""

import csv
import gzip
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from crmdesk.identify.importing import import_files
from crmdesk.identify.tables import FORM_TABLES, account, account_holder, balance, client, region, standing_order, txn

DATA = Path(__file__).parents[2] / "data" / "berka"
FILES = sorted(DATA.glob("*.csv.gz"))
ROWS = {
    "client": 5369,
    "account": 4500,
    "disp": 5369,
    "card": 892,
    "loan": 682,
    "order": 6471,
    "district": 77,
    "trans_1993_1994q1": 49102,
}


def source(name):
    with gzip.open(DATA / f"berka_{name}.csv.gz", "rt") as file:
        return list(csv.DictReader(file))


def pairs(connection, query):
    return {row[0]: row[1] for row in connection.execute(query)}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """The store with all files in it, and what the import said."""
    from crmdesk.store.opening import create_store

    store = create_store(
        tmp_path_factory.mktemp("berka") / "berka.crm", "correct horse", actor="tester", profile="bank"
    )
    result = import_files(store, FILES, recipe="berka")
    yield store, result
    store.close()


@pytest.fixture
def berka(loaded):
    store, _result = loaded
    with store.read() as connection:
        yield connection


def test_every_row_of_every_file_is_counted(loaded):
    _store, result = loaded
    counts = {one.file.removeprefix("berka_").removesuffix(".csv.gz"): one for one in result.files}
    assert {name: one.read for name, one in counts.items()} == ROWS
    assert {name: one.created for name, one in counts.items()} == ROWS
    assert all(one.is_reconciled and not one.problems for one in result.files)
    assert result.batch == 1


def test_the_tables_hold_what_the_files_hold(berka):
    def count(table):
        return berka.execute(select(func.count()).select_from(table)).scalar_one()

    assert count(client) == count(FORM_TABLES["person"]) == ROWS["client"]
    assert count(account) == ROWS["account"] + ROWS["card"] + ROWS["loan"]
    assert count(account_holder) == ROWS["disp"]
    assert count(standing_order) == ROWS["order"]
    assert count(region) == ROWS["district"]
    assert count(txn) == ROWS["trans_1993_1994q1"]


def test_sums_of_money_agree_to_the_cent(berka):
    def cents(text):
        return round(float(text) * 100)

    rows = source("trans_1993_1994q1")
    signed = sum(cents(row["amount"]) * (1 if row["type"] == "PRIJEM" else -1) for row in rows)
    fees = sum(cents(row["amount"]) for row in rows if row["k_symbol"] in ("SLUZBY", "SANKC. UROK"))
    assert berka.execute(select(func.sum(txn.c.amount))).scalar_one() == signed
    assert berka.execute(select(func.sum(txn.c.income))).scalar_one() == fees
    assert berka.execute(select(func.sum(standing_order.c.amount))).scalar_one() == sum(
        cents(row["amount"]) for row in source("order")
    )


def test_kinds_of_movement(berka):
    counted = pairs(berka, select(txn.c.kind, func.count()).group_by(txn.c.kind))
    symbols = Counter(row["k_symbol"].strip() for row in source("trans_1993_1994q1"))
    assert counted["interest"] == symbols["UROK"]
    assert counted["fee"] == symbols["SLUZBY"] + symbols["SANKC. UROK"]
    assert counted["insurance"] == symbols["POJISTNE"]
    assert counted["loan_repay"] == symbols["UVER"]
    passive = select(txn.c.kind).where(txn.c.is_active.is_(False)).distinct()
    assert set(berka.execute(passive).scalars()) == {"interest", "fee"}


def test_sex_and_birth_date_from_the_birth_number(berka):
    person = FORM_TABLES["person"]
    query = select(client.c.client_no, person.c.sex, person.c.birth_date).join(
        person, person.c.client_id == client.c.id
    )
    found = {row[0]: (row[1], row[2]) for row in berka.execute(query)}
    assert found["1"] == ("2", date(1970, 12, 13))
    assert found["2"] == ("1", date(1945, 2, 4))
    women = sum(int(row["birth_number"][2:4]) > 50 for row in source("client"))
    assert sum(sex == "2" for sex, _birth in found.values()) == women


def test_the_owner_holds_the_account_and_the_other_is_a_client_too(berka):
    owners = {row["account_id"]: row["client_id"] for row in source("disp") if row["type"] == "OWNER"}
    query = select(account.c.account_no, client.c.client_no).join(client, client.c.id == account.c.client_id)
    held = pairs(berka, query.where(account.c.kind == "deposit"))
    assert held == owners
    opened = {row["account_id"]: row["date"] for row in source("account")}
    first = defaultdict(lambda: "999999")
    for row in source("disp"):
        first[row["client_id"]] = min(first[row["client_id"]], opened[row["account_id"]])
    days = pairs(berka, select(client.c.client_no, client.c.opened_on))
    assert {no: f"{day:%y%m%d}" for no, day in days.items()} == dict(first)


def test_cards_and_loans_belong_to_their_holder(berka):
    holder = {row["disp_id"]: row["client_id"] for row in source("disp")}
    query = select(account.c.account_no, client.c.client_no).join(client, client.c.id == account.c.client_id)
    cards = pairs(berka, query.where(account.c.kind == "card"))
    assert cards == {f"K{row['card_id']}": holder[row["disp_id"]] for row in source("card")}
    loan = berka.execute(select(account).where(account.c.account_no == "L5314")).mappings().one()
    assert (loan["principal"], loan["term_months"], loan["instalment"]) == (96_396_00, 12, 8_033_00)
    assert (loan["opened_on"], loan["detail"]) == (date(1993, 7, 5), "B finished, not paid")


def test_month_ends_are_the_balance_after_the_last_movement(berka):
    last = {}
    for row in source("trans_1993_1994q1"):
        last.setdefault((row["account_id"], row["date"]), []).append(row)
    singles = {key: rows[0] for key, rows in last.items() if len(rows) == 1}
    newest = {}
    for (number, day), row in singles.items():
        newest[number] = max(newest.get(number, ("", "")), (day, row["balance"]))
    latest_of_all = {}
    for number, day in last:
        latest_of_all[number] = max(latest_of_all.get(number, ""), day)
    checkable = {number: text for number, (day, text) in newest.items() if day == latest_of_all[number]}
    query = (
        select(account.c.account_no, balance.c.amount)
        .join(account, account.c.id == balance.c.account_id)
        .where(balance.c.day == date(1994, 3, 31), balance.c.asset_class == "deposit_demand")
    )
    ends = pairs(berka, query)
    assert len(ends) == 1229
    assert len(checkable) > 300
    assert all(ends[number] == round(float(text) * 100) for number, text in checkable.items())


def test_the_same_files_again_change_nothing(loaded):
    store, first = loaded
    again = import_files(store, FILES, recipe="auto")
    assert again.batch == 0
    assert [(one.read, one.unchanged) for one in again.files] == [(one.read, one.read) for one in first.files]
    assert {one.recipe for one in again.files} == {"berka"}


def test_files_alone_say_what_is_missing_first(store):
    result = import_files(store, [DATA / "berka_order.csv.gz"], recipe="berka")
    assert result.files[0].rejected == ROWS["order"]
    assert "Import the accounts first" in result.files[0].problems[0].reason
    assert result.batch == 0
