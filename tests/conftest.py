"""A real store for every test: a template made once, copied per test."""

from __future__ import annotations

import os
import shutil

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest

from crmdesk import i18n
from crmdesk.store import keys
from crmdesk.store.opening import create_store, open_store

PASSPHRASE = "correct horse 正确"

# A tenth of the memory and one pass: the suite opens hundreds of stores.
keys.KDF.update(time_cost=1, memory_cost=8192, parallelism=1)


@pytest.fixture(autouse=True)
def _settings_of_its_own(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("CRMDESK_CONFIG_DIR", str(tmp_path_factory.mktemp("config")))
    monkeypatch.delenv("CRMDESK_PASSPHRASE_FILE", raising=False)
    i18n.set_language("en")
    yield
    i18n.set_language("en")


@pytest.fixture(scope="session")
def store_template(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "template.crm"
    create_store(path, PASSPHRASE, actor="tester").close()
    return path


@pytest.fixture
def store_path(store_template, tmp_path):
    """A closed, empty store of its own."""
    path = tmp_path / "store.crm"
    shutil.copy(store_template, path)
    shutil.copy(keys.keys_path(store_template), keys.keys_path(path))
    return path


@pytest.fixture
def store(store_path):
    """An open, empty store of its own, profile securities."""
    opened = open_store(store_path, PASSPHRASE, actor="tester")
    yield opened
    opened.close()
