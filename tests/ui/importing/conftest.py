"""Files as they are sent, and the import page on the real store."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
import xlsxwriter
from sqlalchemy import func, select

from crmdesk.identify.importing import import_files
from crmdesk.identify.tables import client
from ui.identify.importing.journey import FILE, MAPPING, RECOGNIZED, RESULT, TRIAL

HEADER = ["客户号", "客户姓名", "证件号码", "性别", "手机号码", "联系地址", "风险等级", "测评日期", "职业"]
TITLE = "示例证券示例营业部客户资料查询  打印日期:2026-10-31"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(at):
    start = f"330106{1960 + at % 40}{1 + at % 12:02d}{1 + at % 28:02d}{101 + at:03d}"
    return start + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(start, _WEIGHTS, strict=True)) % 11]


def row(at, **other):
    """One row of the counter's export; ``mobile``, ``risk``, ``job``, ``id_no`` and ``no`` may be said otherwise."""
    sex = "男" if int(id_number(at)[16]) % 2 else "女"
    name = "王李张刘陈杨赵黄周吴"[at % 10] + "伟芳敏静磊"[at % 5] + "明"
    cells = {
        "id_no": id_number(at),
        "mobile": f"1380013{at:04d}",
        "risk": "C3",
        "job": "专业技术人员",
        "no": f"{at:06d}",
    } | other
    address = f"杭州市西湖区文三路{at}号"
    head = [cells["no"], name, cells["id_no"], sex, cells["mobile"], address]
    return [*head, cells["risk"], "20260301", cells["job"]]


def text_of(header, rows, *, title="", total=False, separator=","):
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator)
    if title:
        writer.writerow([title])
    writer.writerow(header)
    writer.writerows(rows)
    if total:
        writer.writerow([f"共 {len(rows)} 条"])
    return file.getvalue()


@pytest.fixture
def gbk_file(tmp_path):
    """Twenty clients of the counter, title above, total below; of one the number was rounded, the phone is broken."""
    rows = [row(at, mobile="12", no="7E+10") if at == 7 else row(at) for at in range(20)]
    path = tmp_path / "客户资料_20261031.csv"
    path.write_bytes(text_of(HEADER, rows, title=TITLE, total=True).encode("gb18030"))
    return path


@pytest.fixture
def workbook(tmp_path):
    """Two sheets: clients and contacts with them."""
    path = tmp_path / "两张表.xlsx"
    clients = [HEADER, *[row(at) for at in range(50, 55)]]
    contacts = [["客户号", "联系日期", "联系方式", "联系结果", "联系内容"]]
    contacts += [[f"{at:06d}", "2026-10-12", "电话", "已接通", "问候"] for at in range(50, 55)]
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in (("客户", clients), ("联系记录", contacts)):
            sheet = book.add_worksheet(name)
            for at, cells in enumerate(rows):
                sheet.write_row(at, 0, cells)
    return path


@pytest.fixture
def fake_xls(tmp_path):
    """What a trading terminal calls XLS: text with tabs, in GBK."""
    path = tmp_path / "终端导出.xls"
    path.write_bytes(text_of(HEADER, [row(at) for at in range(60, 63)], separator="\t").encode("gb18030"))
    return path


@pytest.fixture
def archive(tmp_path):
    """Two tables and a file that is none."""
    path = tmp_path / "打包.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("clients_a.csv", text_of(HEADER, [row(at) for at in range(70, 73)]).encode("gb18030"))
        packed.writestr("clients_b.csv", text_of(HEADER, [row(at) for at in range(73, 75)]).encode("utf-8"))
        packed.writestr("readme.pdf", b"%PDF-1.4 nothing")
    return path


@pytest.fixture
def known_clients(store, tmp_path):
    """The same twenty clients in the store, as the counter had them a month before."""
    rows = [row(at, mobile=f"1390013{at:04d}" if at < 5 else f"1380013{at:04d}") for at in range(20)]
    path = tmp_path / "客户资料_20260930.csv"
    path.write_bytes(text_of(HEADER, rows).encode("gb18030"))
    import_files(store, [path])


@pytest.fixture
def counted(store):
    """How many clients there are."""

    def count():
        with store.read() as connection:
            return connection.execute(select(func.count()).select_from(client)).scalar_one()

    return count


class Wizard:
    """The page, and what a person does with it."""

    def __init__(self, window, settled):
        self.window, self._settled = window, settled

    @property
    def page(self):
        return self.window.workplace.pages["import"]

    @property
    def journey(self):
        return self.page.journey

    def settle(self):
        self._settled(self.window)

    def take(self, *files):
        self.page.take_files(list(files))
        self.settle()

    def on(self, step):
        """Press the main button until this page is there."""
        while self.journey.step < step:
            before = self.journey.step
            self.page.next_button.click()
            self.settle()
            assert self.journey.step > before, self.page.note.text()
        return self.page

    def tick_jumps(self):
        for tick in self.page.trial_step.jumps.ticks:
            tick.click()

    def write(self):
        self.on(TRIAL)
        self.tick_jumps()
        self.on(RESULT)


@pytest.fixture(params=["en", "zh"])
def wizard(request, window, settled):
    """The import page in either language."""
    if request.param == "zh":
        window.switch_language()
        settled(window)
    window.workplace.go("import")
    settled(window)
    return Wizard(window, settled)


@pytest.fixture
def english(window, settled):
    window.workplace.go("import")
    settled(window)
    return Wizard(window, settled)


__all__ = ["FILE", "MAPPING", "RECOGNIZED", "RESULT", "TRIAL"]
