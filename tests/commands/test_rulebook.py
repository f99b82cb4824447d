"""The rules from the command line: from head office's key to a version in force, and back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from crmdesk import dates
from crmdesk.differentiate import rulebooks
from crmdesk.store.opening import open_store
from tests.conftest import PASSPHRASE
from tests.differentiate.conftest import Ledger
from tests.differentiate.rehearsal.conftest import fill

AS_OF = "2025-06-30"


@pytest.fixture
def branch(store_path, desk):
    """Sixty clients, classified."""
    store = open_store(Path(store_path), PASSPHRASE, actor="tester")
    fill(Ledger(store))
    store.close()
    code, _out, err = desk("classify", "--as-of", AS_OF)
    assert code == 0, err


@pytest.fixture
def written(tmp_path):
    """A rulebook as a file: the shipped one with a line of its own."""

    def write(text, name="ours.toml"):
        path = tmp_path / name
        path.write_text(f'extends = "securities"\n{text}', "utf-8")
        return path

    return write


def test_the_list_says_what_is_in_force(desk, asked):
    answer = asked("rulebook", "list")
    assert answer["in_force"] == {"name": "securities", "version": "2026.1"}
    assert {"bank", "ccb", "cbhb", "fast"} <= {one["name"] for one in answer["shipped"]}
    _code, out, _err = desk("rulebook", "list")
    assert "In force today: securities 2026.1." in out


def test_rules_are_shown_checked_and_exported(desk, asked, written, tmp_path):
    path = written("[stages]\nactivation_days = 60\n")
    assert asked("rulebook", "show", path)["stages"]["activation_days"] == 60
    code, out, _err = desk("rulebook", "check", path)
    assert (code, out) == (0, "The rulebook is in order.\n")
    code, out, _err = desk("rulebook", "check", written("[stages]\ngone_idle = 3\n[tiers]\nnear = 2\n"))
    assert code == 1
    assert "tiers.near\tGive a number from 0.5 to 1" in out
    assert "stages.gone_idle\t" in out
    code, _out, err = desk("rulebook", "export", "ccb", "-o", tmp_path / "ccb.toml")
    assert code == 0, err
    assert rulebooks.read_document(tmp_path / "ccb.toml") == rulebooks.shipped_document("ccb")
    _code, out, _err = desk("rulebook", "show", "ccb")
    assert out == (tmp_path / "ccb.toml").read_text("utf-8")


def test_a_version_is_imported_rehearsed_activated_and_withdrawn(branch, desk, asked, written):
    path = written('version = "K-1"\n[scores]\nprofile = "wealth"\n[tiers.score]\ngold = 58\n')
    assert asked("rulebook", "import", path)["problems"] == []
    code, _out, err = desk("rulebook", "activate", "K-1", "--approver", "行长")
    assert code == 1
    assert "would change tier" in err
    answer = asked("rulebook", "activate", "K-1", "--approver", "行长", "--reason", "总行战略", "--from", "2025-07")
    assert answer == {"name": "securities", "version": "K-1", "from": "2025-07-01"}
    (found,) = asked("rulebook", "list")["versions"]
    assert (found["status"], found["approved_by"], found["reason"]) == ("approved", "行长", "总行战略")
    assert asked("rulebook", "list")["in_force"]["version"] == "K-1"
    assert asked("rulebook", "withdraw", "K-1")["from"] == "2025-07-01"
    assert asked("rulebook", "list")["in_force"]["version"] == "2026.1"


def test_months_that_are_classified_are_asked_for_on_purpose(branch, desk, asked, written):
    asked("rulebook", "import", written('version = "K-1"\n[tiers]\nnear = 0.85\n'))
    code, _out, err = desk("rulebook", "activate", "K-1", "--approver", "行长", "--from", "2025-03")
    assert code == 1
    assert "2025-06-30" in err
    given = ("--approver", "行长", "--from", "2025-03", "--backdated")
    assert asked("rulebook", "activate", "K-1", *given)["from"] == "2025-03-01"


def test_head_office_signs_and_the_branch_trusts(desk, asked, written, tmp_path):
    key, signed = tmp_path / "office.key", tmp_path / "hq.toml"
    code, out, err = desk("rulebook", "key", "-o", key)
    assert code == 0, err
    shown = rulebooks.shown_fingerprint(rulebooks.read_public_key(tmp_path / "office.pub"))
    assert shown in out
    path = written('version = "HQ-1"\n')
    given = ("--key", key, "--signer", "总行", "--lock", "tiers", "--lock", "profiles", "-o", signed)
    code, _out, err = desk("rulebook", "sign", path, *given)
    assert code == 0, err
    code, _out, err = desk("rulebook", "import", signed)
    assert code == 1
    assert shown in err
    code, out, _err = desk("rulebook", "trust", tmp_path / "office.pub")
    assert shown in out
    answer = asked("rulebook", "import", signed)
    assert (answer["signer"], answer["locked"], answer["status"]) == ("总行", ["tiers", "profiles"], "draft")
    start = asked("rulebook", "activate", "HQ-1", "--approver", "行长")["from"]
    assert date.fromisoformat(start) == dates.month_first(dates.month_index(dates.local_today()) + 1)
    code, _out, err = desk("rulebook", "import", written('version = "ours"\n[tiers]\nnear = 0.8\n'))
    assert code == 1
    assert "tiers.near is not yours to change" in err
    code, _out, err = desk("rulebook", "export", "HQ-1", "-o", tmp_path / "again.toml")
    assert (tmp_path / "again.toml").read_bytes() == signed.read_bytes()


def test_calibration_says_cut_offs_and_who_sits_on_them(branch, desk, asked):
    answer = asked("rulebook", "calibrate", "--as-of", AS_OF)
    assert [one["indicator"] for one in answer["indicators"]] == list("RFMAS")
    _code, out, _err = desk("rulebook", "calibrate")
    assert f"clients as of {AS_OF}" in out


def test_what_is_missing_is_one_line(desk, written):
    for arguments, said in (
        (("show",), "Say which"),
        (("export", "bank"), "-o FILE"),
        (("sign", written("")), "-o FILE"),
        (("show", "2031.7"), "no version of this store"),
        (("activate", "2031.7", "--approver", "x"), "no version of this store"),
        (("trust", written("")), "no public key"),
    ):
        code, _out, err = desk("rulebook", *arguments)
        assert code == 1
        assert said in err
        assert err.count("\n") == 1
