"""An import under way is remembered with everything that was chosen, until it is done or given up."""

import os

from crmdesk.identify.importing import (
    FileMark,
    Unfinished,
    forget_unfinished,
    remember_unfinished,
    unfinished,
)
from crmdesk.identify.importing.chosen import Asked, Chosen
from crmdesk.identify.importing.unfinished import mark_of
from crmdesk.store.opening import open_store
from tests.conftest import PASSPHRASE


def under_way(*paths):
    said = Chosen(recipe="bank_export", kind="clients", columns={"备注2": "note"}, values={"sex": {"0": "2"}})
    tables = [Asked(path, part, said) for path, part in zip(paths, ("", "客户.csv"), strict=False)]
    trust = {("bank", ""): 2, ("bank", "mobile"): 4}
    return Unfinished(tuple(map(mark_of, paths)), tuple(tables), trust, step=3, more={"name": "我的方案"})


def test_everything_chosen_is_there_after_a_crash(store_path, tmp_path):
    paths = [tmp_path / "客户.csv", tmp_path / "all.zip"]
    for path in paths:
        path.write_bytes(path.name.encode() * 1000)
    store = open_store(store_path, PASSPHRASE, actor="tester")
    assert unfinished(store) is None
    kept = under_way(*paths)
    remember_unfinished(store, kept)
    store.close()
    again = open_store(store_path, PASSPHRASE, actor="tester")
    found = unfinished(again)
    assert (found.files, found.tables, found.trust, found.step, found.more) == (
        kept.files,
        kept.tables,
        kept.trust,
        3,
        {"name": "我的方案"},
    )
    assert found.saved_at is not None
    assert found.changed == ()
    forget_unfinished(again)
    assert unfinished(again) is None
    again.close()


def test_a_file_that_changed_meanwhile_is_said(store, tmp_path):
    paths = [tmp_path / name for name in ("touched.csv", "edited.csv", "longer.csv", "gone.csv")]
    for path in paths:
        path.write_text("客户号,客户姓名\n1,张三\n")
    remember_unfinished(store, Unfinished(tuple(map(mark_of, paths))))
    touched, edited, longer, gone = paths
    os.utime(touched, ns=(1, 1))
    edited.write_text("客户号,客户姓名\n2,李四\n")
    os.utime(edited, ns=(2, 2))
    longer.write_text("客户号,客户姓名\n1,张三\n2,李四\n")
    gone.unlink()
    assert unfinished(store).changed == (edited, longer, gone)
    assert not FileMark(gone, 1, 1, "").is_there
