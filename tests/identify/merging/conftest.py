"""Clients to merge, and the content of a store to compare."""

from __future__ import annotations

import pytest

from crmdesk.identify.clients import create_client, record
from crmdesk.identify.importing import import_files
from crmdesk.store.dump import dump_store

RECIPE = """
name = "{source}"
trust = 2
use_aliases = true
"""


@pytest.fixture
def people(store):
    """Three persons that somebody typed, with little in common."""
    told = (
        {"name": "张三", "mobile": "13800138000", "email": "zhang@example.com", "addr_home": "武汉市解放大道1号"},
        {"name": "章三", "mobile": "13900139000", "id_type": "resident_id", "id_no": "11010519491231002X"},
        {"name": "张 三丰", "phone_home": "027-88888888", "occupation": "90002"},
    )
    return [create_client(store, kind="person", values=values, source="phone") for values in told]


@pytest.fixture
def read(store):
    def get(client_id):
        with store.read() as connection:
            return record(connection, client_id)

    return get


@pytest.fixture
def content(store, tmp_path):
    """All rows as lines of a dump; ``derived`` what was worked out, too."""

    def lines(*, derived=False):
        path = tmp_path / "content.jsonl"
        dump_store(store, path, has_derived=derived)
        return path.read_text("utf-8").splitlines()

    return lines


@pytest.fixture
def imported(store, tmp_path):
    """``imported("clients", "客户号,姓名", "K1,张三")``: a file of a system by that name, as text."""

    def bring(*lines, name="核心系统.csv", source="core", **options):
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", "utf-8")
        recipe = tmp_path / f"{source}.toml"
        recipe.write_text(RECIPE.format(source=source), "utf-8")
        return import_files(store, [path], recipe=recipe, **options)

    return bring
