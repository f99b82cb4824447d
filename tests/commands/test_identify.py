"""One true record per client, from the command line: import and take back, match, merge, trash, lineage, dump."""

from __future__ import annotations

import json
import stat
import zipfile
from datetime import timedelta

import pytest

from crmdesk import dates

HEAD = "客户号,客户姓名,性别,手机,证件类型,证件号码,家庭住址,电子邮箱,出生日期\n"
ROW = "{no},{name},女,{mobile},居民身份证,{id_no},湖北省武汉市江汉区解放大道{house}号,{house}@a.cn,1949-12-31\n"
OTHER = ("欧阳若曦", "13700137000", "", 9)
TODAY = dates.local_today()


@pytest.fixture
def bring(desk, tmp_path):
    """Import rows as one file; the number of the batch."""

    def run(name, *rows):
        path = tmp_path / name
        path.write_text(HEAD + "".join(rows), "utf-8")
        code, out, err = desk("import", "--json", path)
        assert code == 0, err
        return json.loads(out)["batch"]

    return run


def row(no, name="张三丰", mobile="13800138000", id_no="11010519491231002X", house=1):
    return ROW.format(no=no, name=name, mobile=mobile, id_no=id_no, house=house)


@pytest.fixture
def twins(bring):
    """Two records of one person, and somebody else."""
    bring("people.csv", row("A1"), row("B2", mobile="13900139000", id_no=""), row("C3", *OTHER))


@pytest.fixture
def dumped(desk, tmp_path):
    def dump(*options):
        path = tmp_path / "dump.jsonl"
        code, _out, err = desk("dump", *options, "-o", path)
        assert code == 0, err
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
        return path.read_bytes()

    return dump


def test_an_import_is_taken_back_byte_for_byte(bring, desk, asked, dumped):
    bring("one.csv", row("A1"))
    before = dumped()
    batch = bring("two.csv", row("A1", mobile="13900139000"), row("B2", "李四", "13700137000", ""))
    assert dumped() != before
    listed = asked("import", "--batches")
    assert [one["batch"] for one in listed] == [batch, batch - 1]
    assert (listed[0]["files"], listed[0]["can_take_back"], listed[0]["taken_back_at"]) == (["two.csv"], True, None)
    code, out, err = desk("import", "--take-back", batch)
    assert code == 0, err
    assert f"Import {batch} was taken back" in out
    assert dumped() == before
    assert asked("import", "--batches")[0]["taken_back_at"]
    code, _out, err = desk("import", "--take-back", batch)
    assert (code, err.count("\n")) == (1, 1)


def test_import_does_one_thing(desk, tmp_path):
    for arguments in ([], ["--batches", "--take-back", "1"], ["--batches", tmp_path / "x.csv"]):
        code, _out, err = desk("import", *arguments)
        assert (code, err.count("\n")) == (1, 1)
        assert "one of the three" in err


def test_pairs_with_reasons(twins, asked, desk):
    (pair,) = [one for one in asked("match") if {one["a"], one["b"]} == {"A1", "B2"}]
    assert set(pair) == {"a", "b", "probability", "reasons"}
    assert 0.5 < pair["probability"] <= 1
    assert {"field", "level", "weight", "a", "b"} <= set(pair["reasons"][0])
    levels = {reason["field"]: reason["level"] for reason in pair["reasons"]}
    assert set(levels.values()) <= {"same", "close", "differs", "missing"}
    assert levels["name"] == "same"
    assert "11010519491231002X" not in json.dumps(pair)
    code, out, err = desk("match", "--changed")
    assert code == 0, err
    assert "A1\t张三丰\tB2" in out


def test_what_is_safe_is_merged_and_comes_apart_again(bring, asked, desk, dumped):
    bring("people.csv", row("A1"), row("B2", id_no=""), row("C3", *OTHER))
    before = dumped()
    done = asked("match", "--apply-safe")
    assert done["left"] == 0
    (one,) = done["merged"]
    assert ({one["keep"], *one["drop"]}, one["rule"]) == ({"A1", "B2"}, "safe")
    assert len(asked("find", "张三丰")) == 1
    assert asked("show", one["drop"][0])["client_no"] == one["keep"]
    code, _out, err = desk("unmerge", one["merge"])
    assert code == 0, err
    after = [line for line in dumped().splitlines() if not line.startswith((b'{"merge', b'{"match'))]
    assert after == [line for line in before.splitlines() if not line.startswith((b'{"merge', b'{"match'))]


def test_a_merge_by_hand(twins, asked, desk):
    preview = asked("merge", "A1", "B2", "--preview", "--choose", "mobile=B2")
    assert (preview["merge"], preview["keep"], preview["drop"]) == (None, "A1", ["B2"])
    (mobile,) = [one for one in preview["fields"] if one["field"] == "mobile"]
    assert mobile["chosen"] == "B2"
    assert mobile["options"] == {"A1": "138****8000", "B2": "139****9000"}
    assert len(asked("find", "张三丰")) == 2
    merge = asked("merge", "A1", "B2", "--choose", "mobile=B2")["merge"]
    (listed,) = asked("merges")
    assert (listed["merge"], listed["keep"], listed["drop"], listed["undone_at"]) == (merge, "A1", ["B2"], None)
    shown = asked("show", "B2")
    assert shown["client_no"] == "A1"
    assert shown["lineage"]["mobile"]["merged_from"] == "B2"
    parting = asked("unmerge", merge, "--preview")
    assert (parting["back"], parting["is_preview"]) == (["B2"], True)
    assert asked("unmerge", merge)["keep"] == "A1"
    assert len(asked("find", "张三丰")) == 2
    assert asked("merges", "A1")[0]["undone_at"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["merge", "A1", "A1"], "named twice"),
        (["merge", "A1", "Z9"], "Z9"),
        (["merge", "A1", "B2", "--choose", "mobile=C3"], "FIELD=CLIENT_NO"),
        (["unmerge", "99"], "99"),
        (["trash", "A1", "--list"], "one of them"),
        (["trash"], "one of them"),
        (["trash", "--restore", "99"], "99"),
        (["show", "A1", "--on", "2001-01-01"], "2001-01-01"),
        (["dump", "-o", "nowhere/deep/x.jsonl"], "folder"),
        (["export-client", "A1", "-o", "x.txt"], ".json or .zip"),
    ],
)
def test_errors_are_one_line(twins, desk, arguments, says):
    code, _out, err = desk(*arguments)
    assert (code, err.count("\n")) == (1, 1)
    assert says in err


def test_the_trash(twins, asked, desk, dumped):
    before = dumped()
    (entry,) = asked("trash", "C3", "--reason", "本人要求")
    assert (entry["client_no"], entry["reason"], entry["hold"], entry["is_held"]) == ("C3", "本人要求", "", False)
    assert asked("find", "欧阳若曦") == []
    code, _out, err = desk("show", "C3")
    assert (code, "C3 is in the trash" in err) == (1, True)
    assert asked("trash", "--list") == [entry]
    assert asked("trash", "--restore", entry["id"]) == {"client_no": "C3"}
    assert dumped() == before
    (entry,) = asked("trash", "C3")
    code, _out, err = desk("trash", "--erase", entry["id"])
    assert (code, "Say why" in err) == (1, True)
    assert asked("trash", "--erase", entry["id"], "--reason", "本人要求") == {"erased": entry["id"]}
    assert asked("trash", "--list") == []
    assert "欧阳若曦".encode() not in dumped("--all")


def test_a_frozen_record(twins, asked, desk):
    (entry,) = asked("trash", "C3")
    assert asked("trash", "--freeze", entry["id"], "--reason", "本人要求") == {"frozen": entry["id"]}
    code, _out, err = desk("trash", "--restore", entry["id"])
    assert (code, "frozen" in err) == (1, True)


def test_where_values_come_from_and_what_they_were(bring, asked):
    bring("八月.csv", row("X0", "李四", "13700137000", ""), row("A1"))
    bring("九月.csv", row("A1", mobile="13900139000"))
    shown = asked("show", "A1")
    mobile = shown["lineage"]["mobile"]
    assert (mobile["file"], mobile["row"]) == ("九月.csv", 2)
    assert {"source", "trust", "data_date", "at", "by", "verified_on", "verified_how", "merged_from"} <= set(mobile)
    assert (shown["lineage"]["name"]["file"], shown["lineage"]["name"]["row"]) == ("八月.csv", 3)
    newest, first = shown["history"]["mobile"]
    assert (newest["before"], newest["after"], newest["file"]) == ("138****8000", "139****9000", "九月.csv")
    assert (first["before"], first["after"], first["row"]) == (None, "138****8000", 3)
    assert {"zh", "en"} == set(newest["label"])


def test_fields_are_codes_in_either_language(twins, desk):
    answers = []
    for language in ("zh", "en"):
        code, out, err = desk("show", "A1", "--json", "--language", language)
        assert code == 0, err
        answers.append(json.loads(out))
    chinese, english = answers
    for key in ("fields", "lineage", "history", "kind", "status"):
        assert chinese[key] == english[key]
    assert english["fields"]["sex"] == "2"
    assert english["fields"]["id_type"] == "resident_id"
    assert english["fields"]["mobile"] == "138****8000"
    assert english["record"]["Sex"] == "Female"
    assert chinese["record"]["性别"] == "女"


def test_the_record_of_a_day(twins, asked, desk):
    today = asked("show", "A1", "--on", TODAY.isoformat())
    assert (today["on"], today["fields"]["mobile"]) == (TODAY.isoformat(), "138****8000")
    code, _out, err = desk("show", "A1", "--on", (TODAY - timedelta(days=1)).isoformat())
    assert (code, "not in the store" in err) == (1, True)
    code, out, _err = desk("show", "A1", "--on", TODAY.isoformat())
    assert (code, f"as of {TODAY}" in out) == (0, True)


def test_the_quality_of_the_records(twins, asked, desk):
    board = asked("quality")
    assert (board["clients"], board["measured"], board["as_of"]) == (3, 3, TODAY.isoformat())
    assert {"completeness", "freshness", "kyc", "bars", "issues", "fields", "managers"} <= set(board)
    assert sum(board["bars"]) == 3
    assert asked("quality", "--manager", "没有此人")["clients"] == 0
    code, out, _err = desk("quality")
    assert (code, "3 clients" in out) == (0, True)


@pytest.mark.parametrize("ending", ["json", "zip"])
def test_everything_about_one_person(twins, desk, tmp_path, ending):
    path = tmp_path / f"person.{ending}"
    code, out, err = desk("export-client", "A1", "-o", path)
    assert code == 0, err
    assert str(path) in out
    text = path.read_bytes() if ending == "json" else zipfile.ZipFile(path).read("client.json")
    content = json.loads(text)
    assert content["crmdesk client"]["client_no"] == "A1"
    values = {one["field"]: (one["value"], one["zh"]) for one in content["record"]}
    assert values["mobile"][0] == "13800138000"
    assert content["rows"]["client"][0]["client_no"] == "A1"
    assert content["files"][0]["name"] == "people.csv"
    assert content["changes"]["name"][0]["after"] == "张三丰"
    assert "欧阳若曦" not in text.decode()
    assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
