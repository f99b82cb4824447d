"""A backup is one verified file; a restore brings back the same rows and keeps what was there."""

import os
import shutil
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from crmdesk import dates
from crmdesk.errors import Cancelled, CrmError
from crmdesk.i18n import Words
from crmdesk.identify.tables import client
from crmdesk.progress import Progress
from crmdesk.store import generations, keys
from crmdesk.store.backup import LAST_BACKUP, backup_store, restore_backup, verify_file
from crmdesk.store.migrations import RELEASED
from crmdesk.store.opening import open_store
from tests.conftest import PASSPHRASE
from tests.store.conftest import PLANTED
from tests.store.rows import new_client


def rows(store):
    with store.read() as connection:
        return [tuple(row) for row in connection.execute(select(client).order_by(client.c.id))]


def test_a_backup_restores_alone_and_equal(filled, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("usb")
    steps = []
    report = backup_store(filled, elsewhere / "a.backup", Progress(lambda *step: steps.append(step)))
    assert report.clients == 40
    assert {text for *_, text in steps} == {"Copying", "Checking"}
    assert [entry.name for entry in elsewhere.iterdir()] == ["a.backup"]
    assert restore_backup(report.path, elsewhere / "back.crm", PASSPHRASE) is None
    back = open_store(elsewhere / "back.crm", PASSPHRASE)
    assert rows(back) == rows(filled)
    back.verify_audit()
    back.close()


def test_verify_says_what_a_file_holds(filled, store_path, tmp_path):
    made = backup_store(filled, tmp_path / "a.backup")
    report = verify_file(made.path, PASSPHRASE)
    assert (report.kind, report.version, report.clients, report.made_at) == ("backup", RELEASED.head, 40, made.made_at)
    report = verify_file(store_path, PASSPHRASE)
    assert (report.kind, report.clients, report.made_at) == ("store", 40, None)
    filled.close()
    assert verify_file(store_path, PASSPHRASE).audit_entries == 3


def test_the_store_knows_the_age_of_its_last_backup(filled, tmp_path):
    assert filled.meta(LAST_BACKUP) == ""
    made = backup_store(filled, tmp_path / "a.backup")
    assert filled.meta(LAST_BACKUP) == made.made_at
    assert abs(datetime.fromisoformat(made.made_at) - dates.now()) < timedelta(minutes=1)


def test_writing_goes_on_after_and_a_newer_backup_replaces_the_older(filled, tmp_path):
    target = tmp_path / "a.backup"
    backup_store(filled, target)
    with filled.write(Words("新建", "New")) as unit:
        unit.add(client, new_client(99))
    backup_store(filled, target)
    assert verify_file(target, PASSPHRASE).clients == 41


def test_a_stopped_backup_leaves_nothing(filled, tmp_path):
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        backup_store(filled, tmp_path / "a.backup", progress)
    assert not list(tmp_path.glob("a.backup*"))
    assert filled.meta(LAST_BACKUP) == ""
    backup_store(filled, tmp_path / "a.backup")


def test_no_other_file_is_overwritten(filled, store_path, tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    for target, reason in (
        (tmp_path / "letter.txt", "is not a backup"),
        (store_path, "the store itself"),
        (keys.keys_path(store_path), "the store itself"),
        (tmp_path / "none" / "a.backup", "does not exist"),
    ):
        with pytest.raises(CrmError, match=reason):
            backup_store(filled, target)
    assert (tmp_path / "letter.txt").read_text() == "dear"


def test_restore_keeps_what_was_there(filled, store_path, tmp_path):
    backup = backup_store(filled, tmp_path / "a.backup").path
    filled.close()
    damaged = store_path.read_bytes()[:5000]
    store_path.write_bytes(damaged)
    kept = restore_backup(backup, store_path, PASSPHRASE)
    assert kept.name.startswith("store.crm.damaged-")
    assert kept.read_bytes() == damaged
    assert keys.keys_path(kept).exists()
    assert verify_file(store_path, PASSPHRASE).clients == 40


@pytest.mark.parametrize("missing", ["source", "folder"])
def test_restore_says_what_is_missing(filled, tmp_path, missing):
    backup = backup_store(filled, tmp_path / "a.backup").path
    source = tmp_path / "none" if missing == "source" else backup
    with pytest.raises(CrmError, match=r"There is no file|does not exist"):
        restore_backup(source, tmp_path / "none" / "b.crm", PASSPHRASE)


def test_restore_refuses_a_wrong_passphrase_and_a_damaged_backup(filled, store_path, tmp_path):
    backup = backup_store(filled, tmp_path / "a.backup").path
    filled.close()
    before = store_path.read_bytes()
    with pytest.raises(CrmError, match="passphrase is wrong"):
        restore_backup(backup, store_path, "wrong")
    for cut in (0, 10, 5000, backup.stat().st_size - 1):
        shutil.copy(backup, tmp_path / "cut")
        os.truncate(tmp_path / "cut", cut)
        with pytest.raises(CrmError, match="damaged or is not a backup"):
            restore_backup(tmp_path / "cut", store_path, PASSPHRASE)
    assert store_path.read_bytes() == before
    assert not list(tmp_path.glob("*damaged*"))


def test_a_backup_is_not_opened_as_a_store(filled, tmp_path):
    backup_store(filled, tmp_path / "a.backup")
    with pytest.raises(CrmError, match="is a backup"):
        open_store(tmp_path / "a.backup", PASSPHRASE)


def test_nothing_readable_in_any_file(filled, tmp_path):
    backup_store(filled, tmp_path / "a.backup")
    words = (PLANTED, "ouyang", "CREATE TABLE", filled.key.key)
    planted = [form for word in words for form in (word.encode(), word.encode("utf-16-le"), word.encode("gb18030"))]
    planted.append(filled.key.secret)
    files = list(tmp_path.iterdir())
    assert {entry.suffix for entry in files} >= {".crm", ".crm-wal", ".keys", ".backup"}
    for entry in files:
        assert not [form for form in planted if form in entry.read_bytes()], entry.name


DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))
MOMENTS = st.builds(datetime.combine, DAYS, st.times(), st.just(dates.CHINA))


@given(st.sets(MOMENTS, max_size=60))
def test_generations_keep_the_newest_of_each_period(moments):
    kept = generations.kept_moments(moments)
    assert kept <= moments
    assert len(kept) <= generations.DAYS + generations.WEEKS + generations.MONTHS
    if moments:
        assert max(moments) in kept
    days = sorted({moment.date() for moment in moments}, reverse=True)[: generations.DAYS]
    assert {moment.date() for moment in kept} >= set(days)
    months = sorted({(moment.year, moment.month) for moment in moments}, reverse=True)[: generations.MONTHS]
    assert {(moment.year, moment.month) for moment in kept} >= set(months)


def test_pruning_touches_only_backups_of_this_store(tmp_path):
    store_path = tmp_path / "branch.crm"
    start = datetime(2026, 11, 21, 18, tzinfo=dates.CHINA)
    for back in range(60):
        (tmp_path / generations.generation_name(store_path, start - timedelta(days=back))).touch()
    for other in ("branch-notes.crmbackup", "other-20200101-000000.crmbackup", "branch-20200101-000000.txt"):
        (tmp_path / other).touch()
    gone = generations.prune(tmp_path, store_path)
    assert len(gone) == 60 - (7 + 2 + 2)  # 15–21 November, two more weeks, two more months
    assert len(list(tmp_path.iterdir())) == 11 + 3
    assert generations.prune(tmp_path, store_path) == []
