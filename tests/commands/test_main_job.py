"""The main job from the command line, on a bank's real data: files → record → tier, stage and why → contact → plan."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest

from crmdesk.codes import code_list

BERKA = Path(__file__).parent.parent / "data" / "berka"
FILES = sorted(BERKA.glob("*.csv.gz"))
COUNTS = ("created", "updated", "unchanged", "rejected")


def rows_of(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return sum(1 for _row in csv.reader(file)) - 1


@pytest.fixture
def bank(asked):
    return asked("import", "--recipe", "berka", *FILES)


def test_the_counts_reconcile_with_the_files_to_the_row(bank, asked):
    assert {file["file"]: file["read"] for file in bank["files"]} == {path.name: rows_of(path) for path in FILES}
    for file in bank["files"]:
        assert file["read"] == sum(file[name] for name in COUNTS)
        assert file["rejected"] == 0
    again = asked("import", "--recipe", "berka", *FILES)
    assert all(file["unchanged"] == file["read"] for file in again["files"])


def test_a_dry_run_writes_nothing(asked):
    answer = asked("import", "--recipe", "berka", "--dry-run", *FILES)
    assert sum(file["created"] for file in answer["files"]) > 70_000
    assert asked("find", "Client") == []


def test_classify_show_log_and_plan(bank, asked, desk, tmp_path):
    run = asked("classify", "--as-of", "1994-03-31", "--from", "1993-01", "--rulebook", "berka")
    assert (run["as_of"], run["rulebook"]) == ("1994-03-31", "berka")
    assert list(run["tiers"]) == list(code_list("tier"))
    assert list(run["stages"]) == list(code_list("stage"))
    assert sum(run["tiers"].values()) == sum(run["stages"].values()) == run["clients"]
    assert sum(count > 0 for count in run["tiers"].values()) >= 4
    assert sum(count > 0 for count in run["stages"].values()) >= 4

    number = a_client_of(asked, desk, tmp_path)
    shown = asked("show", number)
    assert shown["client_no"] == number
    for part, codes in (("tier", "tier"), ("stage", "stage")):
        assert shown[part]["code"] in code_list(codes)
        assert {"zh", "en", "since"} <= set(shown[part])
        assert any(sign.isdigit() for line in shown[part]["why"] for sign in line)
    assert set(shown["values"]) >= {"hv", "cv", "pv", "clv"}

    earlier = asked("show", number, "--as-of", "1993-12-31")
    assert earlier["tier"] is None or earlier["as_of"] <= "1993-12-31"

    code, _out, err = desk(
        "log", number, "--channel", "电话", "--outcome", "10", "--note", "Talked about the loan for the house."
    )
    assert code == 0, err
    target = tmp_path / "plan.pdf"
    code, out, err = desk("plan", number, "--lang", "both", "-o", target)
    assert code == 0, err
    assert str(target) in out
    assert target.read_bytes().startswith(b"%PDF-")
    assert target.stat().st_size < 300_000


def a_client_of(asked, desk, tmp_path):
    """The number of a client in a high tier, taken from the exported table."""
    table = tmp_path / "classification.csv"
    code, _out, err = desk("export", "--kind", "classification", "--filter", "tier:platinum", "-o", table)
    assert code == 0, err
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) > 10
    return next(cell for cell in rows[1] if cell.isdigit())


def test_what_a_backup_keeps(bank, asked, desk, store_path, key_file, tmp_path):
    target = tmp_path / "desk.backup"
    assert desk("backup", "-o", target)[0] == 0
    assert desk("verify", target)[0] == 0
    assert desk("verify")[0] == 0
    found = asked("find", "1234")
    store_path.write_bytes(b"\0" * 4096)
    assert desk("find", "1234")[0] == 1
    code, _out, err = desk("restore", target)
    assert code == 0, err
    assert asked("find", "1234") == found


def test_find_answers_as_the_contract_says(bank, asked):
    found = asked("find", "1787")
    assert found
    assert set(found[0]) == {"client_no", "name", "matched"}
    assert json.dumps(found)


def test_show_before_a_classification(a_client, asked):
    shown = asked("show", a_client)
    assert {"client_no", "name", "kind", "manager", "record"} < set(shown)
    assert [shown[name] for name in ("as_of", "rulebook", "tier", "stage", "values")] == [None] * 5
