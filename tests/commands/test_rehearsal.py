"""A rehearsal from the command line says what the core says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.rehearsal import trial
from crmdesk.differentiate.rehearsal.as_json import as_json
from crmdesk.interact.rehearsal import rehearse_rules
from crmdesk.store.opening import open_store
from tests.conftest import PASSPHRASE
from tests.differentiate.conftest import Ledger
from tests.differentiate.rehearsal.conftest import fill

AS_OF = "2025-06-30"


@pytest.fixture
def branch(store_path, desk):
    store = open_store(Path(store_path), PASSPHRASE, actor="tester")
    fill(Ledger(store))
    store.close()
    code, _out, err = desk("classify", "--as-of", AS_OF)
    assert code == 0, err


def wealth():
    document = trial.with_profile(rulebooks.shipped_document("securities"), "wealth")
    return trial.with_bound(document, "score", "gold", 60)


def test_a_file_is_rehearsed(branch, asked, desk, tmp_path, store_path):
    file = tmp_path / "wealth.toml"
    file.write_text(rulebooks.text_of(wealth()), "utf-8")
    found = asked("rehearse", "--rulebook", file, "--as-of", AS_OF)
    store = open_store(Path(store_path), PASSPHRASE, actor="tester")
    with store.read() as connection:
        expected = as_json(rehearse_rules(connection, wealth(), as_of=date(2025, 6, 30)))
    store.close()
    assert found == expected
    assert found["at_once"]["moved"] > 0
    _code, out, _err = desk("rehearse", "--rulebook", file, "--as-of", AS_OF, "--names")
    assert "60 clients as of 2025-06-30" in out
    assert out.count(" → Silver\t") == sum(
        count["silver"] for old, count in found["at_once"]["matrix"].items() if old != "silver"
    )


def test_names_in_json(branch, asked, tmp_path):
    file = tmp_path / "wealth.toml"
    file.write_text(rulebooks.text_of(wealth()), "utf-8")
    found = asked("rehearse", "--rulebook", file, "--as-of", AS_OF, "--names")
    assert len(found["names"]) == found["at_once"]["moved"]
    assert set(found["names"][0]) == {"client_no", "name", "manager", "from", "to", "assets"}


def test_a_shipped_rulebook_and_a_stored_version(branch, asked, store_path):
    shipped = asked("rehearse", "--rulebook", "bank", "--as-of", AS_OF)
    assert shipped["rulebook"]["after"]["name"] == "bank"
    store = open_store(Path(store_path), PASSPHRASE, actor="tester")
    rulebooks.keep_draft(store, {**wealth(), "version": "2026.7"})
    store.close()
    for named in ("2026.7", "securities 2026.7"):
        assert asked("rehearse", "--rulebook", named, "--as-of", AS_OF)["rulebook"]["after"]["version"] == "2026.7"


def test_the_rules_in_force_need_no_approval(branch, desk):
    code, out, _err = desk("rehearse", "--rulebook", "securities", "--as-of", AS_OF)
    assert code == 0
    assert "approval needs no reason" in out


@pytest.mark.parametrize(("named", "said"), [("nothing", "no file and no rulebook"), ("bad.toml", "not in order")])
def test_what_is_no_rulebook(branch, desk, tmp_path, monkeypatch, named, said):
    monkeypatch.chdir(tmp_path)
    Path("bad.toml").write_text('extends = "securities"\n[tiers.score]\ngold = 20\n', "utf-8")
    code, _out, err = desk("rehearse", "--rulebook", named, "--as-of", AS_OF)
    assert code == 1
    assert said in err


def test_a_run_stops_and_passes_with_a_reason(branch, desk, asked):
    """Bank rules would move most clients of a branch classified by a score."""
    code, _out, err = desk("classify", "--as-of", AS_OF, "--rulebook", "bank")
    assert code == 1
    assert "approve it with a reason" in err
    assert asked("rehearse", "--rulebook", "bank", "--as-of", AS_OF)["stop"]["stops"]
    code, _out, err = desk("classify", "--as-of", AS_OF, "--rulebook", "bank", "--approve", "New house rules")
    assert code == 0, err
