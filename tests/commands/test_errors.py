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


def test_arguments_that_make_no_sense(desk, capsys):
    with pytest.raises(SystemExit) as stop:
        desk("classify", "--as-of", "yesterday")
    assert stop.value.code == 2
    assert "YYYY-MM-DD" in one_line(capsys.readouterr().err)


def test_the_environment_may_name_the_passphrase(store_path, key_file, monkeypatch, capsys):
    monkeypatch.setenv("CRMDESK_PASSPHRASE_FILE", str(key_file))
    assert main.main(["find", "--store", str(store_path), "--json", "nobody"]) == 0
    assert capsys.readouterr().out.strip() == "[]"
