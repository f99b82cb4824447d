"""Organisations as one system wrote them down."""

from __future__ import annotations

import numpy as np

from tests.truth import words, writing
from tests.truth.kinds import BIT
from tests.truth.records import Sheet

_NAMES = ("firm: suffix", "firm: place dropped", "firm: short name", "firm: renamed", "firm: traditional")


def seen_firms(rng, system, firms, at, is_again, *, times=1.0):
    """The sheet of the organisations ``at`` as ``system`` has them."""
    bits = BIT["organisation"] | np.where(is_again, BIT["second record in one system"], 0)
    sheet = Sheet(rng, system, np.full(len(at), 0, np.int64) | bits, is_again, times)
    _names(sheet, firms, at)
    _numbers(sheet, firms, at)
    sheet.columns["office_phone"][:] = firms.phone[at]
    sheet.columns["address"][:] = [writing.address(parts) for parts in firms.home[at].tolist()]
    sheet.columns["address"][sheet.struck("address: missing", np.ones(len(at), bool))] = ""
    short = sheet.struck("address: short", sheet.clean("address: missing"))
    sheet.change("address", short, lambda i: writing.short_address(rng, firms.home[at[i]]))
    return sheet


def _names(sheet, firms, at):
    rng, head = sheet.rng, firms.parent[at] < 0
    form = firms.form[at]
    names = [firms.name(one, region=way) for one, way in zip(at, form, strict=True)]
    column = sheet.columns["name"]
    column[:] = names
    sheet.change("name", sheet.struck("firm: brackets", form == "brackets"), lambda i: _half(rng, column[i]))

    def fallen(kind, eligible):
        return sheet.struck(kind, eligible & sheet.clean("firm: brackets", *_NAMES))

    sheet.change(
        "name",
        fallen("firm: suffix", head),
        lambda i: firms.name(at[i], region=form[i], suffix=_other(rng, firms.suffix[at[i]])),
    )
    sheet.change("name", fallen("firm: place dropped", head), lambda i: firms.name(at[i], region="none"))
    sheet.change(
        "name", fallen("firm: short name", head), lambda i: firms.name(at[i], suffix="", trade=rng.random() < 0.7)
    )
    sheet.change(
        "name",
        fallen("firm: renamed", head),
        lambda i: firms.name(at[i], region=form[i], brand=firms.former_brand[at[i]]),
    )
    able = np.array([any(sign in words.TRADITIONAL for sign in one) for one in names], bool)
    sheet.change("name", fallen("firm: traditional", able), lambda i: writing.rewritten(column[i], words.TRADITIONAL))


def _half(rng, name):
    return writing.one_of(rng, (name.replace("（", "(").replace("）", ")"), name.replace("（", "").replace("）", "")))


def _other(rng, suffix):
    alike = {
        "有限公司": ("有限责任公司", "公司"),
        "有限责任公司": ("有限公司",),
        "股份有限公司": ("股份公司", "有限公司"),
    }
    return writing.one_of(rng, alike.get(suffix, ("集团", "有限公司")))


def _numbers(sheet, firms, at):
    column = sheet.columns["uscc"]
    column[:] = firms.code[at]
    missing = sheet.struck("firm: number missing", np.ones(len(at), bool))
    old = sheet.struck("firm: old number", sheet.clean("firm: number missing"))
    licence = firms.licence[at]
    sheet.change(
        "uscc", old, lambda i: licence[i] if sheet.rng.random() < 0.6 else f"{column[i][8:16]}-{column[i][16]}"
    )
    column[missing] = ""
