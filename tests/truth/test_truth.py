"""The truth set is what it says: numbers with right check signs, rates, families, traps, the same set every time."""

import numpy as np
import pytest
from stdnum.cn import uscc

from tests.truth import sounds
from tests.truth.files import write_files
from tests.truth.kinds import BIT, DIRT, KINDS
from tests.truth.measures import by_kind, pair_kinds, score, traps, true_pairs
from tests.truth.numbers import digits, old_id, with_id_check
from tests.truth.truth import SYSTEMS, TWO, TWO_AND_LIST, blocks, truth


@pytest.fixture(scope="module")
def found():
    return truth(30_000)


def plain(records, *names):
    return (records.dirt & sum(BIT[name] for name in names)) == 0


def test_the_same_seed_gives_the_same_set(found):
    again = truth(30_000)
    assert all((found.records[name] == again.records[name]).all() for name in found.records.columns)
    other = truth(2_000, seed=5)
    assert (found.records["name"][:100] != other.records["name"][:100]).any()


def test_clean_ids_are_valid_and_belong_to_one_person(found):
    records = found.records
    clean = (records.kind == "person") & (records["id_type"] == "resident")
    clean &= plain(
        records, *(name for name in DIRT if name.startswith("id: ") and name != "id: expired"), "full-width signs"
    )
    ids = records["id_no"][clean].astype(str)
    assert (with_id_check(np.array([one[:17] for one in ids])) == ids).all()
    assert len(set(zip(ids, records.person[clean], strict=True))) == len(set(ids))
    born = np.array([f"{one[6:10]}-{one[10:12]}-{one[12:14]}" for one in ids])
    told = (records["birth"][clean] != "") & plain(records, "birth: wrong")[clean]
    assert (born[told] == records["birth"][clean][told]).all()


def test_clean_codes_of_firms_are_valid(found):
    records = found.records
    clean = (records.kind == "organisation") & plain(records, "firm: number missing", "firm: old number")
    assert all(uscc.is_valid(one) for one in records["uscc"][clean])


def test_check_sign_and_old_number_of_the_standard():
    assert with_id_check(np.array(["11010519491231002"]))[0] == "11010519491231002X"
    assert old_id("11010519491231002X") == "110105491231002"
    assert digits(["12", "30"]).tolist() == [[1, 2], [3, 0]]


def test_what_sounds_alike():
    assert sounds.spoken("单", "伟") == ("Shan", "Wei")
    assert "章" in sounds.homophones("张")
    assert {"zan", "zhang"} <= sounds.near_sounds("zhan") | sounds.near_sounds("zan") | {"zan"}
    assert "lin" in sounds.near_sounds("ling")
    assert "nan" in sounds.near_sounds("lan")
    assert "程" in sounds.near_homophones("陈")


def test_every_kind_of_dirt_occurs_about_as_often_as_it_should(found):
    counts = {name: int(found.records.has(name).sum()) for name in KINDS}
    assert min(counts.values()) > 0, counts
    size = found.records.size
    assert counts["phone: former"] / size == pytest.approx(0.08, abs=0.01)
    assert counts["id: expired"] / size == pytest.approx(0.02, abs=0.01)
    assert counts["second record in one system"] / size == pytest.approx(0.01, abs=0.003)


def test_a_set_can_be_dirtier(found):
    dirtier = truth(10_000, times=3).records
    share = dirtier.has("phone: former").mean() / found.records.has("phone: former").mean()
    assert share == pytest.approx(3, rel=0.2)


def test_a_list_comes_on_top_of_the_same_two_systems():
    two, more = (next(blocks(5_000, presence, again=0)).records for presence in (TWO, TWO_AND_LIST))
    same = more.only(more.system < 2)
    assert all((two[name] == same[name]).all() for name in two.columns)
    assert set(more.person[more.system == 2]) == set(two.person)


def test_two_systems_of_equal_size():
    records = truth(13_000, TWO, again=0).records
    sizes = np.bincount(records.system)
    assert len(sizes) == 2
    assert sizes == pytest.approx([10_000, 10_000], rel=0.02)
    assert len(true_pairs(records.person)[0]) == pytest.approx(7_000, rel=0.02)


def test_families_share_a_home_and_twins_a_birthday(found):
    people = np.flatnonzero(found.twin >= 0)
    assert len(people) > 10
    assert (found.household[people] == found.household[found.twin[people]]).all()
    assert (found.twin[found.twin[people]] == people).all()


def test_files_look_like_exports(found, tmp_path):
    written = write_files(found.records, tmp_path)
    assert [file.stem for file, _ in written] == list(SYSTEMS)
    counter = (tmp_path / "counter.csv").read_bytes()
    assert "打印日期".encode("gb18030") in counter
    assert (tmp_path / "bank.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    lines = (tmp_path / "list.csv").read_text("gb18030").splitlines()
    assert len(lines) - 1 == (found.records.system == 2).sum()


def test_scores():
    person = np.array([1, 2, 1, 2, 1, 3])
    one, other = true_pairs(person)
    assert sorted(zip(one.tolist(), other.tolist(), strict=True)) == [(0, 2), (0, 4), (1, 3), (2, 4)]
    found = score(person, np.array([2, 0, 5]), np.array([0, 4, 0]))
    assert (found.true, found.found, found.false) == (4, 2, 1)
    assert (found.recall, found.precision) == (0.5, pytest.approx(2 / 3))


def test_scores_per_kind_add_up(found):
    one, other = true_pairs(found.records.person)
    scores = by_kind(found.records, one, other)
    assert all(each.recall == 1 and each.false == 0 for each in scores.values() if each.true)
    masks = pair_kinds(found.records.dirt, one, other)
    assert {name: each.true for name, each in scores.items()} == {name: int(mask.sum()) for name, mask in masks.items()}


def test_false_pairs_are_told_apart(found):
    person = found.records.person
    at = {one: place for place, one in enumerate(person.tolist())}
    twins = [(at[a], at[b]) for a, b in enumerate(found.twin.tolist()) if b > a and a in at and b in at]
    one, other = np.array(twins).T
    assert traps(found, one, other)["twins"] == len(twins)
