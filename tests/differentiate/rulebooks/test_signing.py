"""Rulebooks of head office: signed to the last bit, their locked parts beyond the branch's reach."""

import copy
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from crmdesk import dates
from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.rulebooks.signing import verified
from crmdesk.differentiate.tables import run
from crmdesk.errors import CrmError
from crmdesk.i18n import Words
from tests.differentiate.rulebooks.documents import leaves, whole, with_value

PASSPHRASE = "head office 总部口令"
LOCKED = ["tiers", "profiles.wealth", "scores.profile", "scores.breakpoints.A"]
#: Dotted paths of everything the signed file of these tests locks.
LOCKED_LEAVES = [
    path for path, _ in leaves(whole()) if any(".".join(path).startswith((one, f"{one}.")) for one in LOCKED)
]


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A head office: its private key and the path of the public one."""
    path = tmp_path_factory.mktemp("office") / "office.key"
    public = rulebooks.make_key(path, PASSPHRASE)
    return rulebooks.read_key(path, PASSPHRASE), rulebooks.read_public_key(public)


def signed(office, version="HQ-2026.2", document=None, **values):
    document = {**(document or whole()), "version": version}
    return rulebooks.sign_file(document, office[0], signer="总部", signed_on=date(2026, 11, 1), locked=LOCKED, **values)


@pytest.fixture
def sent(tmp_path):
    """Write a file as it came."""

    def write(text):
        path = tmp_path / "sent.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture
def bound(store, office, sent):
    """A store in which head office's version is in force from June 2026 on."""
    rulebooks.trust(store, office[1])
    number = rulebooks.import_file(store, sent(signed(office)))
    rulebooks.approve(store, number, approver="行长", effective_from=date(2026, 6, 1))
    return store


def test_a_signed_file_is_kept_to_the_letter(store, office, sent, tmp_path):
    rulebooks.trust(store, office[1])
    text = signed(office)
    number = rulebooks.import_file(store, sent(text))
    with store.read() as connection:
        row = rulebooks.version(connection, number)
        assert rulebooks.locked_paths(connection) == ()
    assert (row.signer, row.status, row.is_signed, row.locked) == ("总部", "draft", True, tuple(LOCKED))
    assert row.document == {**whole(), "version": "HQ-2026.2"}
    rulebooks.export_file(row, tmp_path / "again.toml")
    assert (tmp_path / "again.toml").read_bytes() == text.encode()
    with pytest.raises(CrmError, match="here already"):
        rulebooks.import_file(store, sent(text))
    with pytest.raises(CrmError, match="Head office signed"):
        rulebooks.keep_draft(store, whole(), draft=number)


@settings(max_examples=400)
@given(st.data())
def test_a_flipped_bit_is_refused(office, data):
    raw = bytearray(signed(office).encode())
    at = data.draw(st.integers(0, 8 * len(raw) - 1))
    raw[at // 8] ^= 1 << at % 8
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return
    with pytest.raises(CrmError):
        verified(text, office[1])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_no_flipped_bit_passes_for_an_unsigned_file(store, office, sent, data):
    """Neither as signed nor as a draft of nobody: the last line and the seal are each enough to give it away."""
    rulebooks.trust(store, office[1])
    raw = bytearray(signed(office).encode())
    seal = raw.rindex(b"[signed]")
    at = data.draw(st.integers(8 * seal, 8 * len(raw) - 1))
    raw[at // 8] ^= 1 << at % 8
    with pytest.raises(CrmError):
        rulebooks.import_file(store, sent(bytes(raw)))
    with store.read() as connection:
        assert rulebooks.versions(connection) == []


def test_another_key_is_not_trusted(store, office, sent):
    with pytest.raises(CrmError, match="does not trust"):
        rulebooks.import_file(store, sent(signed(office)))


def test_cut_off_and_wrapped_files_are_refused(office):
    text = signed(office)
    for other in (text[:-1], text + "\n", text.replace("\n", "\r\n"), "\ufeff" + text, text + text):
        with pytest.raises(CrmError):
            verified(other, office[1])


def test_keys_are_never_written_over_and_need_their_passphrase(tmp_path):
    path = tmp_path / "office.key"
    public = rulebooks.make_key(path, PASSPHRASE)
    with pytest.raises(CrmError, match="never written over"):
        rulebooks.make_key(path, PASSPHRASE)
    with pytest.raises(CrmError, match="passphrase is another"):
        rulebooks.read_key(path, "another")
    with pytest.raises(CrmError, match="no key of a head office"):
        rulebooks.read_key(public, PASSPHRASE)
    with pytest.raises(CrmError, match="no public key"):
        rulebooks.read_public_key(path)
    assert path.stat().st_mode & 0o077 == 0
    assert PASSPHRASE.encode() not in path.read_bytes()


def test_head_office_signs_rules_in_order_and_locks_what_is_there(office):
    with pytest.raises(CrmError, match="sum to 1"):
        signed(office, document=with_value("profiles.wealth.R", 0.5))
    for path in ("tiers.nothing", "version", "signed"):
        with pytest.raises(CrmError, match="nothing to lock"):
            rulebooks.sign_file(whole(), office[0], signer="总部", signed_on=date(2026, 11, 1), locked=[path])
    with pytest.raises(CrmError, match="who signs"):
        rulebooks.sign_file(whole(), office[0], signer=" ", signed_on=date(2026, 11, 1))


def test_the_branch_may_change_what_is_not_locked(bound):
    with bound.read() as connection:
        assert rulebooks.locked_paths(connection) == tuple(LOCKED)
        lock = rulebooks.locking_version(connection)
    free = with_value("stages.activation_days", 60)
    assert rulebooks.lock_problems(free, lock) == []
    number = rulebooks.keep_draft(bound, free)
    rulebooks.approve(bound, number, approver="行长", effective_from=date(2026, 7, 1))
    with bound.read() as connection:
        assert rulebooks.in_force(connection, date(2026, 7, 31)).stages.activation_days == 60
        assert rulebooks.locked_paths(connection, date(2026, 7, 31)) == tuple(LOCKED)


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_any_change_of_a_locked_part_is_refused_at_its_place(bound, data):
    path = data.draw(st.sampled_from(LOCKED_LEAVES))
    old = dict(leaves(whole()))[path]
    new = data.draw(st.sampled_from(["other", 0.123, 77, True, [1, 2], {}, [], None]).filter(lambda one: one != old))
    document = whole()
    node = document
    for name in path[:-1]:
        node = node[name]
    if new is None:
        del node[path[-1]]
    else:
        node[path[-1]] = new
    with bound.read() as connection:
        found = rulebooks.lock_problems(document, rulebooks.locking_version(connection))
    assert any(one.path[: len(path)] == path or path[: len(one.path)] == one.path for one in found)
    with pytest.raises(CrmError, match="not yours to change"):
        rulebooks.keep_draft(bound, document)


def test_something_added_to_a_locked_part_is_refused(bound):
    document = whole()
    document["tiers"]["presets"]["ours"] = copy.deepcopy(document["tiers"]["presets"]["default"])
    with pytest.raises(CrmError, match=r"tiers\.presets\.ours"):
        rulebooks.keep_draft(bound, document)


def test_a_draft_from_before_the_lock_is_not_approved_after_it(store, office, sent):
    number = rulebooks.keep_draft(store, with_value("tiers.near", 0.8))
    rulebooks.trust(store, office[1])
    head = rulebooks.import_file(store, sent(signed(office)))
    rulebooks.approve(store, head, approver="行长", effective_from=date(2026, 6, 1))
    with pytest.raises(CrmError, match=r"tiers\.near"):
        rulebooks.approve(store, number, approver="行长", effective_from=date(2026, 7, 1))
    rulebooks.approve(store, number, approver="行长", effective_from=date(2026, 5, 1))


def test_head_office_is_not_bound_by_its_own_lock_but_by_what_the_branch_planned(bound, office, sent):
    changed = with_value("tiers.near", 0.8)
    second = rulebooks.import_file(bound, sent(signed(office, "HQ-2026.3", changed)))
    later = rulebooks.keep_draft(bound, whole())
    rulebooks.approve(bound, later, approver="行长", effective_from=date(2026, 9, 1))
    with pytest.raises(CrmError, match="withdraw it first"):
        rulebooks.approve(bound, second, approver="行长", effective_from=date(2026, 8, 1))
    rulebooks.withdraw(bound, later)
    rulebooks.approve(bound, second, approver="行长", effective_from=date(2026, 8, 1))
    with bound.read() as connection:
        assert rulebooks.in_force(connection, date(2026, 8, 31)).near == 0.8


def test_an_older_file_of_head_office_does_not_come_back(bound, office, sent):
    text = rulebooks.sign_file(
        {**whole(), "version": "HQ-2025.9"}, office[0], signer="总部", signed_on=date(2025, 12, 1)
    )
    number = rulebooks.import_file(bound, sent(text))
    with pytest.raises(CrmError, match="newer version, on 2026-11-01"):
        rulebooks.approve(bound, number, approver="行长", effective_from=date(2026, 8, 1))


def test_a_signed_version_in_use_gives_way_to_head_office_only(bound):
    with bound.read() as connection:
        number = rulebooks.locking_version(connection).id
    row = {"as_of": date(2026, 6, 30), "rulebook": "securities", "rulebook_version": "HQ-2026.2", "at": dates.now()}
    with bound.batch(Words("分类", "Classify")) as connection:
        connection.execute(insert(run).values(**row, clients=0, seconds=0.0))
    with pytest.raises(CrmError, match="Import its next version"):
        rulebooks.withdraw(bound, number)


def test_an_unsigned_file_becomes_a_draft(store, sent, tmp_path):
    number = rulebooks.import_file(store, sent('extends = "bank"\nversion = "2027.1"\n[tiers]\npreset = "CCB"\n'))
    with store.read() as connection:
        row = rulebooks.version(connection, number)
    assert row.document == {**whole("bank"), "version": "2027.1", "tiers": {**whole("bank")["tiers"], "preset": "CCB"}}
    assert (row.note, row.is_signed) == ("sent.toml", False)
    rulebooks.export_file(row, tmp_path / "out.toml")
    assert rulebooks.read_document(tmp_path / "out.toml") == row.document


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"a = ", b"x" * 1_000_001, b'extends = "no such"', b""])
def test_other_files_are_refused(store, sent, raw):
    with pytest.raises(CrmError):
        rulebooks.import_file(store, sent(raw))
    with store.read() as connection:
        assert rulebooks.versions(connection) == []
