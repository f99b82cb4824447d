"""Persons as one system wrote them down."""

from __future__ import annotations

import numpy as np

from tests.truth import words, writing
from tests.truth.kinds import BIT
from tests.truth.records import Sheet

_NAMES = ("name: homophone", "name: near-homophone", "name: variant sign", "name: traditional", "name: spaced",
          "name: with title", "name: with note", "name: pinyin", "name: English order", "name: changed")  # fmt: skip


def seen_people(rng, system, people, at, is_again, firm_phones, *, times=1.0):
    """The sheet of the persons ``at`` as ``system`` has them."""
    sheet = Sheet(
        rng, system, _facts(people, at) | np.where(is_again, BIT["second record in one system"], 0), is_again, times
    )
    _names(sheet, people, at)
    _papers(sheet, people, at)
    _phones(sheet, people, at, firm_phones)
    _birth_and_sex(sheet, people, at)
    _addresses(sheet, people, at)
    _full_width(sheet)
    return sheet


def _facts(people, at):
    bits = np.zeros(len(at), np.int64)
    for name, mask in (
        ("twin", people.twin[at] >= 0),
        ("family shares the phone", people.is_sharing_phone[at]),
        ("namesake born the same day", people.is_namesake[at]),
        ("compound surname", people.sort[at] == 1),
        ("minority name", people.sort[at] == 2),
        ("Latin name", people.sort[at] == 3),
    ):
        bits[mask] |= BIT[name]
    return bits


def _names(sheet, people, at):
    rng, surname, given, sort = sheet.rng, people.surname[at], people.given[at], people.sort[at]
    between = np.array(["", "", "·", " "], object)[sort]
    name = np.where(sort == 3, given + between + surname, surname + between + given)
    sheet.columns["name"][:] = name
    is_han, sex = sort < 2, people.sex[at]
    others = people.given[people.sort < 2]

    def fallen(kind, eligible=is_han):
        return sheet.struck(kind, eligible & sheet.clean(*_NAMES))

    sheet.change("name", fallen("name: changed"), lambda i: surname[i] + writing.one_of(rng, others))
    sheet.change("name", fallen("name: pinyin"), lambda i: writing.in_pinyin(rng, surname[i], given[i]))
    sheet.change("name", fallen("name: English order"), lambda i: writing.english_order(surname[i], given[i]))
    for kind, is_near in (("name: homophone", False), ("name: near-homophone", True)):
        sheet.change(
            "name", fallen(kind), lambda i, near=is_near: writing.misheard(rng, surname[i], given[i], is_near=near)
        )
    for kind, table in (("name: variant sign", words.VARIANTS), ("name: traditional", words.TRADITIONAL)):
        able = np.array([any(sign in table for sign in one) for one in name], dtype=bool) & is_han
        sheet.change("name", fallen(kind, able), lambda i, signs=table: writing.rewritten(name[i], signs))
    sheet.change("name", fallen("name: spaced"), lambda i: writing.spaced(rng, surname[i], given[i]))
    sheet.change("name", fallen("name: with title"), lambda i: writing.titled(rng, surname[i], given[i], sex[i]))
    sheet.change("name", fallen("name: with note"), lambda i: name[i] + writing.one_of(rng, words.NOTES))
    sheet.change(
        "name",
        sheet.struck("name: other dot", sort == 2),
        lambda i: name[i].replace("·", writing.one_of(rng, "•.．・ ")),
    )
    sheet.change("name", sheet.struck("name: cut short", sort == 2), lambda i: surname[i])


def _papers(sheet, people, at):
    rng, number = sheet.rng, people.id_no[at]
    column = sheet.columns["id_no"]
    column[:], sheet.columns["id_type"][:] = number, "resident"
    is_old = people.birth[at] < np.datetime64("1982-01-01")
    other = sheet.struck("id: other document", np.ones(len(at), bool))
    column[other], sheet.columns["id_type"][other] = people.passport[at][other], "passport"
    missing = sheet.struck("id: missing", sheet.clean("id: other document"))
    column[missing], sheet.columns["id_type"][missing] = "", ""
    there = sheet.clean("id: other document", "id: missing")
    sheet.change("id_no", sheet.struck("id: 15 digits", is_old & there), lambda i: writing.old_id(column[i]))
    sheet.change("id_no", sheet.struck("id: one wrong digit", there), lambda i: writing.one_wrong(rng, column[i]))
    whole = there & sheet.clean("id: one wrong digit")
    sheet.change("id_no", sheet.struck("id: two digits swapped", whole), lambda i: writing.swapped(rng, column[i]))
    sheet.struck("id: expired", there)
    sheet.change("id_no", sheet.struck("id: masked", there), lambda i: writing.masked_id(column[i]))


def _phones(sheet, people, at, firm_phones):
    rng, column, former = sheet.rng, sheet.columns["mobile"], people.former_mobile[at]
    column[:] = people.mobile[at]
    stale = sheet.struck("phone: former", np.ones(len(at), bool))
    column[stale] = former[stale]
    reused = stale[rng.random(len(stale)) < 0.1]
    sheet.dirt[reused] |= BIT["phone: now another's"]
    column[reused] = people.mobile[rng.integers(0, people.size, len(reused))]
    sheet.change(
        "mobile",
        sheet.struck("phone: one wrong digit", sheet.clean("phone: former")),
        lambda i: writing.one_wrong(rng, column[i], 3),
    )
    employer = people.employer[at]
    works = employer >= 0
    sheet.columns["office_phone"][works] = firm_phones[employer[works]]
    office = sheet.struck("phone: of the office", works & sheet.clean("phone: former"))
    missing = np.union1d(office, sheet.struck("phone: missing", sheet.clean("phone: former", "phone: of the office")))
    column[missing] = ""
    sheet.columns["office_phone"][~np.isin(np.arange(len(at)), office) & (rng.random(len(at)) < 0.6)] = ""
    there = column != ""
    sheet.change("mobile", sheet.struck("phone: masked", there), lambda i: writing.masked_phone(column[i]))


def _birth_and_sex(sheet, people, at):
    rng, birth, sex = sheet.rng, people.birth[at].astype(str).astype(object), people.sex[at]
    sheet.columns["birth"][:], sheet.columns["sex"][:], sheet.columns["email"][:] = birth, sex, people.email[at]
    sheet.columns["birth"][sheet.struck("birth: missing", np.ones(len(at), bool))] = ""
    wrong = sheet.struck("birth: wrong", sheet.clean("birth: missing"))
    sheet.change(
        "birth", wrong, lambda i: f"{birth[i][:4]}-01-01" if rng.random() < 0.4 else _day_slipped(rng, birth[i])
    )
    sheet.columns["sex"][sheet.struck("sex: missing", np.ones(len(at), bool))] = ""
    sheet.columns["email"][rng.random(len(at)) < 0.5] = ""


def _day_slipped(rng, birth):
    other = int(birth[8:]) % 27 + int(rng.integers(1, 2))
    return f"{birth[:8]}{other:02d}"


def _addresses(sheet, people, at):
    rng, everybody = sheet.rng, np.ones(len(at), bool)
    home = people.home[at].copy()
    moved = sheet.struck("address: moved", everybody)
    home[moved] = people.former_home[at][moved]
    column = sheet.columns["address"]
    column[:] = [writing.address(parts) for parts in home.tolist()]
    missing = sheet.struck("address: missing", sheet.clean("address: moved"))
    old = sheet.struck("address: old street", sheet.clean("address: missing"))
    sheet.change("address", old, lambda i: writing.old_address(home[i]))
    short = sheet.struck("address: short", sheet.clean("address: missing"))
    is_old = ~sheet.clean("address: old street")
    sheet.change("address", short, lambda i: writing.short_address(rng, home[i], is_old=bool(is_old[i])))
    column[missing] = ""


def _full_width(sheet):
    struck = sheet.struck("full-width signs", np.ones(len(sheet.dirt), bool))
    for name in ("id_no", "mobile", "address"):
        sheet.change(name, struck, lambda i, column=sheet.columns[name]: writing.wide(column[i]))
