"""The set as files, as exports of three systems look, and the recipes that say what their columns and codes mean.

counter  GBK, titles above the header, dates without hyphens, numbers in Excel's wrapping, a total below
bank     UTF-8 with BOM as saved from a workbook, dates with hyphens, some numbers masked
list     GB18030 kept by hand, tabs, spelled-out dates, several words for one thing
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from tests.truth.truth import SYSTEMS

_SEX = {"counter": {"1": "M", "2": "F"}, "bank": {"1": "男", "2": "女"}, "list": {"1": "男", "2": "女"}}
_PAPER = {
    "counter": {"resident": "00", "passport": "01", "": ""},
    "bank": {"resident": "居民身份证", "passport": "护照", "": ""},
}
_KIND = {"person": "个人", "organisation": "机构"}

_HEADERS = {
    "counter": (
        "客户号 客户姓名 客户类型 证件类型 证件号码 统一社会信用代码 性别 出生日期 "
        "手机号码 办公电话 联系地址 办公地址 电子邮箱"
    ),
    "bank": (
        "核心客户号 客户名称 客户类型 证件类型 证件号码 社会信用代码 性别 生日 手机号 单位电话 通讯地址 单位地址 邮箱"
    ),
    "list": "客户编号 姓名 客户类别 身份证号 信用代码 性别 生日 手机 办公电话 家庭地址 办公地址 邮箱",
}
_RECIPE = """name = "truth_{system}"
zh = "真值集 {system}"
en = "Truth set {system}"
source = "{system}"
trust = {trust}
use_aliases = true

[values.sex]
M = "1"
F = "2"
"男" = "1"
"女" = "2"

[values.id_type]
"00" = "resident_id"
"01" = "passport"
"居民身份证" = "resident_id"
"护照" = "passport"
"""


def write_files(records, folder):
    """The three files; ``[(file, recipe)]`` in the order of the systems that have records."""
    written = []
    for number, system in enumerate(SYSTEMS):
        own = records.only(np.flatnonzero(records.system == number))
        if not own.size:
            continue
        file, recipe = Path(folder) / f"{system}.csv", Path(folder) / f"{system}.toml"
        _WRITERS[system](file, own)
        recipe.write_text(_RECIPE.format(system=system, trust=3 - number), "utf-8")
        written.append((file, recipe))
    return written


def _rows(system, records, day, paper=True):
    """Rows of text in the order of the system's header."""
    sexes, papers = _SEX[system], _PAPER.get(system)
    is_person = records.kind == "person"
    home, office = np.where(is_person, records["address"], ""), np.where(is_person, "", records["address"])
    columns = [records.key.tolist(), records["name"].tolist(), [_KIND[one] for one in records.kind]]
    if paper:
        columns.append([papers[one] for one in records["id_type"]])
    columns += [records["id_no"].tolist(), records["uscc"].tolist(), [sexes.get(one, "") for one in records["sex"]]]
    columns += [[day(one) if one else "" for one in records["birth"]], records["mobile"].tolist()]
    columns += [records["office_phone"].tolist(), home.tolist(), office.tolist(), records["email"].tolist()]
    return zip(*columns, strict=True)


def _write_counter(path, records):
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["某某证券股份有限公司K营业部客户资料查询"])
        writer.writerow(["打印日期:2026-06-30"])
        writer.writerow(_HEADERS["counter"].split())
        for row in _rows("counter", records, lambda day: day.replace("-", "")):
            writer.writerow([f'="{row[0]}"', *row[1:]])
        writer.writerow([f"合计：共{records.size}条"])


def _write_bank(path, records):
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["零售客户基础信息清单"])
        writer.writerow(_HEADERS["bank"].split())
        writer.writerows(_rows("bank", records, str))


def _write_list(path, records):
    def spelled(day):
        year, month, date = day.split("-")
        return f"{year}年{int(month)}月{int(date)}日"

    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file, delimiter="\t")
        writer.writerow(_HEADERS["list"].split())
        writer.writerows(_rows("list", records, spelled, paper=False))


_WRITERS = {"counter": _write_counter, "bank": _write_bank, "list": _write_list}
