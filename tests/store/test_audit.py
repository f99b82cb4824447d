"""Nobody edits, removes, reorders or cuts off audit entries unseen."""

import pytest
from sqlalchemy import delete, func, select, update

from crmdesk.errors import CrmError
from crmdesk.i18n import Words
from crmdesk.identify.tables import client
from crmdesk.store.backup import verify_file
from crmdesk.store.meta import read_meta, write_meta
from crmdesk.store.tables import audit, meta
from tests.conftest import PASSPHRASE
from tests.store.rows import new_client


@pytest.fixture
def audited(store):
    for number in range(5):
        with store.write(Words("新建", "New")) as unit:
            unit.add(client, new_client(number))
    store.audit("reveal", client_id=3, field="mobile")
    store.undo()
    store.verify_audit()
    return store


def edit(connection):
    connection.execute(update(audit).where(audit.c.seq == 3).values(actor="somebody"))


def remove(connection):
    connection.execute(delete(audit).where(audit.c.seq == 3))


def reorder(connection):
    for old, new in ((3, 99), (4, 3), (99, 4)):
        connection.execute(update(audit).where(audit.c.seq == old).values(seq=new))


def cut_tail(connection):
    connection.execute(
        delete(audit).where(audit.c.seq == connection.execute(select(func.max(audit.c.seq))).scalar_one())
    )


def cut_tail_and_mend_the_head(connection):
    cut_tail(connection)
    seq, digest = connection.execute(select(audit.c.seq, audit.c.digest).order_by(audit.c.seq.desc())).first()
    seal = read_meta(connection, "audit_head").split(":")[2]
    write_meta(connection, "audit_head", f"{seq}:{digest}:{seal}")


def cut_all(connection):
    connection.execute(delete(audit))


def cut_all_with_the_head(connection):
    connection.execute(delete(audit))
    connection.execute(delete(meta).where(meta.c.key == "audit_head"))


def insert(connection):
    row = dict(connection.execute(select(audit).where(audit.c.seq == 3)).mappings().one())
    connection.execute(audit.insert().values(row | {"seq": 9}))


def change_a_time(connection):
    connection.execute(update(audit).where(audit.c.seq == 1).values(at="2020-01-01T00:00:00+00:00"))


@pytest.mark.parametrize(
    ("tamper", "entry"),
    [
        (edit, 3),
        (remove, 3),
        (reorder, 3),
        (cut_tail, 8),
        (cut_tail_and_mend_the_head, 8),
        (cut_all, 1),
        (cut_all_with_the_head, 1),
        (insert, 9),
        (change_a_time, 1),
    ],
)
def test_tampering_is_found_at_its_entry(audited, tamper, entry):
    with audited.unlogged() as connection:
        tamper(connection)
    with pytest.raises(CrmError, match=f"altered at entry {entry}"):
        audited.verify_audit()
    audited.close()
    with pytest.raises(CrmError, match=f"altered at entry {entry}"):
        verify_file(audited.path, PASSPHRASE)


def test_every_kind_of_act_leaves_its_entry(audited):
    with audited.read() as connection:
        assert list(connection.execute(select(audit.c.event).order_by(audit.c.seq)).scalars()) == [
            "create",
            *["operation"] * 5,
            "reveal",
            "undo",
        ]
