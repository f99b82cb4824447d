"""ZIP files of tables, and those that are made to harm."""

import io
import zipfile

import pytest

from crmdesk.errors import CrmError

from . import samples

CLIENTS = samples.text().encode("gb18030")


def test_files_folders_and_names_in_gbk(seen):
    found = seen(
        samples.archive(
            {
                "导出/一月/客户.csv": CLIENTS,
                "说明.pdf": b"%PDF-1.4",
                "__MACOSX/._x": b"x",
                "账户.xlsx": samples.workbook(),
            }
        ),
        "file.zip",
    )
    assert [one.parts for one in found.sheets] == [("导出/一月/客户.csv",), ("账户.xlsx", "客户")]
    assert [(one.name, "PDF" in one.reason) for one in found.left_out] == [("说明.pdf", True)]


def packed(members, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as new:
        for name, content in members:
            new.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    "name", ["../../etc/cron.d/x.csv", "C:\\x.csv", "/x.csv", "CON", "a\u202egvs.csv", "x" * 300 + ".csv"]
)
def test_names_are_only_shown(seen, tmp_path, name):
    before = set(tmp_path.rglob("*"))
    (sheet,) = seen(packed([(name, CLIENTS)])).sheets
    assert "\u202e" not in sheet.parts[0]
    assert len(sheet.parts[0]) <= 121
    assert set(tmp_path.rglob("*")) - before == {tmp_path / "file.dat"}


def lying(size):
    """A member that says it is small."""
    content = bytearray(packed([("a.csv", b"1,2\n" * 1_000_000)]))
    real = (4_000_000).to_bytes(4, "little")
    return bytes(content.replace(real, size.to_bytes(4, "little")))


def with_wrong_sum():
    content = bytearray(packed([("a.csv", CLIENTS)], zipfile.ZIP_STORED))
    content[40] ^= 0xFF
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (packed([("a.csv", b"1,2\n" * 16_000_000)]), "far more than its size"),
        (packed([(f"{n}.csv", b"a") for n in range(1_001)]), "1001 files"),
        (packed([("in.zip", packed([("a.csv", CLIENTS)]))]), "archive inside an archive"),
        (packed([("bomb.csv", b"0" * (30 << 20))] * 1), "far more than its size"),
        (packed([]), "is empty"),
        (packed([("a.csv", CLIENTS)])[:-40], "damaged"),
        (with_wrong_sum(), "damaged"),
        (lying(4_000), "damaged"),
        (b"PK\x03\x04" + b"\x00" * 500, "damaged"),
    ],
)
def test_hostile_archives_are_refused(seen, content, sentence):
    with pytest.raises(CrmError, match=sentence) as caught:
        seen(content, "客户.zip")
    assert "客户.zip" in caught.value.message


def test_one_damaged_member_does_not_hide_the_others(seen):
    content = bytearray(packed([("a.csv", CLIENTS), ("b.csv", CLIENTS)], zipfile.ZIP_STORED))
    content[40] ^= 0xFF
    found = seen(bytes(content))
    assert [one.parts for one in found.sheets] == [("b.csv",)]
    assert "damaged" in found.left_out[0].reason


def test_members_with_a_password_are_asked_for(seen):
    content = bytearray(packed([("a.csv", CLIENTS)]))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(sign) + place] |= 1
    with pytest.raises(CrmError, match="has a password") as caught:
        seen(bytes(content))
    assert caught.value.field == "password"
    with pytest.raises(CrmError, match="password is not right"):
        seen(bytes(content), password="x")
