"""A small invented branch made once, and a copy of it for each test."""

from __future__ import annotations

import shutil
from contextlib import contextmanager

from crmdesk.demo import Branch, fill_store
from crmdesk.store import keys
from crmdesk.store.opening import create_store, open_store
from tests.conftest import PASSPHRASE


def made_branch(folder, **size):
    """The closed store of a branch of that size in ``folder``."""
    path = folder / "branch.crm"
    store = create_store(path, PASSPHRASE, actor="tester")
    fill_store(store, Branch(**size))
    store.close()
    return path


@contextmanager
def copy_of(branch, folder):
    """An open copy of a closed store in ``folder``."""
    path = folder / "store.crm"
    shutil.copy(branch, path)
    shutil.copy(keys.keys_path(branch), keys.keys_path(path))
    opened = open_store(path, PASSPHRASE, actor="tester")
    yield opened
    opened.close()
