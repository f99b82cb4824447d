"""Nothing is opened on a computer whose files would not be encrypted."""

import os
import sqlite3
import subprocess
import sys

import pytest

from crmdesk.errors import CrmError
from crmdesk.store import selftest

BLOCKED = """
import sys
from pathlib import Path
import importlib.util
find = importlib.util.find_spec
{block}
from crmdesk import i18n
i18n.set_language("en")
from crmdesk.errors import CrmError
from crmdesk.store.opening import create_store
try:
    create_store(Path(sys.argv[1]), "x")
except CrmError as error:
    print(error.message)
"""


def refusal(path, block):
    return subprocess.run(
        [sys.executable, "-c", BLOCKED.format(block=block), path], capture_output=True, text=True, check=False
    )


def test_this_computer_is_sound():
    selftest.require_sound()


def test_without_defusedxml_nothing_starts(tmp_path):
    block = "importlib.util.find_spec = lambda name, *rest: None if name == 'defusedxml' else find(name, *rest)"
    done = refusal(tmp_path / "a.crm", block)
    assert "defusedxml is missing" in done.stdout, done.stderr
    assert list(tmp_path.iterdir()) == []


def test_with_a_plain_sqlite_nothing_starts(tmp_path):
    block = """
import sqlite3, types
fake = types.ModuleType("sqlcipher3")
fake.dbapi2 = sqlite3
sys.modules["sqlcipher3"], sys.modules["sqlcipher3.dbapi2"] = fake, sqlite3
"""
    done = refusal(tmp_path / "a.crm", block)
    assert "cannot encrypt" in done.stdout, done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_readable_file_is_recognised(tmp_path):
    path = tmp_path / "plain"
    with sqlite3.connect(path) as plain:
        plain.execute("CREATE TABLE planted (word)")
    plain.close()
    with pytest.raises(CrmError, match="not encrypted"):
        selftest.require_encrypted(path, "absent")
    (tmp_path / "noise").write_bytes(os.urandom(5000) + b"word")
    with pytest.raises(CrmError, match="not encrypted"):
        selftest.require_encrypted(tmp_path / "noise", "word")
