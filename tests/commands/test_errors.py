"""Every outside error is one clear line and an exit code, never a traceback."""

from __future__ import annotations

import hashlib

import pytest

import main


def one_line(err: str) -> str:
    assert err.startswith("crmdesk: ")
    assert err.count("\n") == 1
    return err


def test_a_missing_store(desk, tmp_path):
    code, _out, err = desk("find", "x", store=tmp_path / "none.crm")
    assert code == 1
    assert "There is no store" in one_line(err)


def test_a_wrong_passphrase_leaves_the_file_alone(desk, store_path, tmp_path):
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("not it", "utf-8")
    before = hashlib.sha256(store_path.read_bytes()).hexdigest()
    code, _out, err = desk("find", "x", key=wrong)
    assert code == 1
    assert "passphrase is wrong" in one_line(err)
    assert hashlib.sha256(store_path.read_bytes()).hexdigest() == before


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe\xff"])
def test_a_passphrase_file_that_is_no_use(desk, tmp_path, content):
    path = tmp_path / "key.txt"
    if content is not None:
        path.write_bytes(content)
    code, _out, err = desk("find", "x", key=path)
    assert code == 1
    assert "passphrase file" in one_line(err)


def test_an_unknown_client(desk):
    code, _out, err = desk("show", "99999999")
    assert code == 1
    assert "99999999" in one_line(err)


def test_a_file_that_is_not_there(desk, tmp_path):
    code, _out, err = desk("import", "--recipe", "auto", str(tmp_path / "none.csv"))
    assert code == 1
    assert "none.csv" in one_line(err)


def test_init_never_overwrites(desk, store_path):
    before = store_path.read_bytes()
    code, _out, err = desk("init")
    assert code == 1
    assert "is there already" in one_line(err)
    assert store_path.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["classify", "--as-of", "yesterday"], "YYYY-MM-DD"),
        (["classify", "--as-of", "0001-01-01"], "1900…2200"),
        (["classify", "--as-of", "9999-12-31"], "1900…2200"),
        (["classify", "--as-of", "2026-10-31", "--from", "2026-13"], "2026-13: YYYY-MM"),
        (["find", "x", "--limit", "0"], "1…10,000"),
        (["find", "x", "--limit", "99999999999999999999"], "1…10,000"),
        (["demo", "--clients", "0"], "1…10,000,000"),
        (["demo", "--months", "100000"], "1…240"),
        (["demo", "--seed", "-1"], "0…4,294,967,296"),
        (["screenshot", "--page", "clients", "--size", "99999999x2", "-o", "x.png"], "200…8000"),
    ],
)
def test_arguments_that_make_no_sense(desk, capsys, arguments, expected):
    with pytest.raises(SystemExit) as stop:
        desk(*arguments)
    assert stop.value.code == 2
    assert expected in one_line(capsys.readouterr().err)


def test_demo_with_a_wrong_size_leaves_no_store(desk, tmp_path):
    with pytest.raises(SystemExit):
        desk("demo", "--clients", "0", store=tmp_path / "new.crm")
    assert not (tmp_path / "new.crm").exists()


@pytest.mark.parametrize("target", ["nowhere/deep/plans", "nowhere/plan.pdf", "passphrase.txt"])
def test_plans_for_a_place_that_is_none(desk, a_client, tmp_path, target):
    code, _out, err = desk("plan", a_client, "-o", tmp_path / target)
    assert code == 1
    assert "folder" in one_line(err)
    assert not (tmp_path / "nowhere").exists()


def test_a_place_that_cannot_be_written(desk, a_client, tmp_path):
    (tmp_path / "clients.csv.part").mkdir()
    code, _out, err = desk("export", "--kind", "clients", "-o", tmp_path / "clients.csv")
    assert code == 1
    assert "clients.csv.part" in one_line(err)


def test_the_environment_may_name_the_passphrase(store_path, key_file, monkeypatch, capsys):
    monkeypatch.setenv("CRMDESK_PASSPHRASE_FILE", str(key_file))
    assert main.main(["find", "--store", str(store_path), "--json", "nobody"]) == 0
    assert capsys.readouterr().out.strip() == "[]"


def test_a_window_without_a_display(monkeypatch, capsys):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert main.main(["--language", "en"]) == 1
    assert "no display" in one_line(capsys.readouterr().err)
