"""Commands run in this process, on a real store."""

from __future__ import annotations

import json

import pytest

import main
from tests.conftest import PASSPHRASE


@pytest.fixture
def key_file(tmp_path):
    path = tmp_path / "passphrase.txt"
    path.write_text(PASSPHRASE + "\n", "utf-8")
    return path


@pytest.fixture
def desk(store_path, key_file, capsys):
    """Runs a command on the store; returns exit code, output and error text."""

    def run(command, *arguments, store=store_path, key=key_file):
        options = ["--store", str(store), "--passphrase-file", str(key), "--language", "en"]
        code = main.main([command, *options, *map(str, arguments)])
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def asked(desk):
    """Runs a command with ``--json`` and returns what it says."""

    def ask(command, *arguments):
        code, out, err = desk(command, "--json", *arguments)
        assert code == 0, err
        return json.loads(out)

    return ask


@pytest.fixture
def a_client(desk, tmp_path):
    """The number of the only client, who has never been classified."""
    table = tmp_path / "clients.csv"
    table.write_text("客户号,客户姓名\n000101,张三\n", "utf-8")
    code, _out, err = desk("import", "--recipe", "auto", table)
    assert code == 0, err
    return "000101"
