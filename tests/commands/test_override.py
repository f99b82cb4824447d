"""Overrides from the command line."""

from __future__ import annotations

from datetime import timedelta

from crmdesk import dates

GROUNDS = ("--reason", "家族资产即将转入", "--approver", "王行长")


def test_an_override_is_set_listed_and_withdrawn(desk, asked, a_client):
    code, out, err = desk("override", "set", a_client, "--tier", "黄金", *GROUNDS, "--until", "+3m")
    assert code == 0, err
    until = dates.add_months(dates.local_today(), 3)
    assert f"Gold until {until}" in out
    (entry,) = asked("override", "list")["overrides"]
    assert (entry["client_no"], entry["what"], entry["code"]) == (a_client, "tier", "gold")
    assert entry["expires_on"] == until.isoformat()
    assert asked("override", "list", "--within", "30")["overrides"] == []
    code, _out, err = desk("override", "withdraw", a_client, "--tier")
    assert code == 0, err
    assert asked("override", "list")["overrides"] == []
    code, _out, err = desk("override", "withdraw", a_client, "--tier")
    assert code == 1
    assert "Nothing is set by hand" in err


def test_the_share_stands_below_the_list(desk, asked, a_client):
    answer = asked("override", "set", a_client, "--stage", "growth", *GROUNDS)
    assert answer["expires_on"] == dates.add_months(dates.local_today(), 3).isoformat()
    code, out, _err = desk("override", "list", a_client)
    assert code == 0
    assert "王行长" in out
    assert "at most 2%" in out
    assert asked("override", "list")["share"]["target"] == 0.02


def test_what_is_wrong_is_one_line(desk, a_client):
    too_long = (dates.local_today() + timedelta(days=400)).isoformat()
    for arguments, said in (
        ((a_client, "--tier", "gold", *GROUNDS, "--until", too_long), "12 months at most"),
        ((a_client, "--tier", "copper", *GROUNDS), "none of"),
        ((a_client, "--tier", "gold"), "why the rules do not fit"),
        ((a_client,), "--tier or --stage"),
    ):
        code, _out, err = desk("override", "set", *arguments)
        assert code == 1
        assert said in err
        assert err.count("\n") == 1
