"""The same small table in every kind of file that people are sent, made by code."""

import gzip
import io
import struct
import warnings
import zipfile
from pathlib import Path

import xlsxwriter

HEADER = ["客户号", "客户姓名", "手机号", "资金账号", "资金余额"]
ROWS = [
    ["000101", "张三", "13800138000", "0001000101", "1234.50"],
    ["000102", "欧阳娜娜", "", "0001000102", "0"],
    ["000103", "李*四", "13900139000", "0001000103", "-20.00"],
]
TABLE = [HEADER, *ROWS]


def text(separator=",", end="\r\n"):
    return end.join(separator.join(row) for row in TABLE) + end


def page(charset="gb2312", table=TABLE):
    lines = "".join("<tr>" + "".join(f"<td class='x'>{cell}</td>" for cell in row) + "</tr>\r\n" for row in table)
    head = f'<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset="{charset}"><style>td {{a:b}}'
    return f"{head}</style></head><body><table border=1>{lines}</table></body></html>"


def xml_spreadsheet(sheets=(("客户", TABLE),), declared="UTF-8"):
    body = "".join(
        f'<Worksheet ss:Name="{name}"><Table>'
        + "".join(
            "<Row>" + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row) + "</Row>"
            for row in table
        )
        + "</Table></Worksheet>"
        for name, table in sheets
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0" encoding="{declared}"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        f'<Workbook xmlns="{space}" xmlns:ss="{space}">{body}</Workbook>'
    )


def workbook(sheets=(("客户", TABLE),), hidden=()):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for name, table in sheets:
            sheet = book.add_worksheet(name)
            for at, row in enumerate(table):
                sheet.write_row(at, 0, row)
            if name in hidden:
                sheet.hide()
    return file.getvalue()


def old_workbook(sheets=(("客户", TABLE),), merged=()):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    for name, table in sheets:
        sheet = book.add_sheet(name)
        for at, row in enumerate(table):
            for place, cell in enumerate(row):
                if cell is not None:
                    sheet.write(at, place, cell)
        for place in merged:
            sheet.merge(*place)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def dbf(fields=(), records=(), *, encoding="gb18030", version=0x03):
    """``fields``: (name, type, length, decimals); records: flag and values as text. Without them the common table."""
    if not fields:
        widths = (8, 20, 12, 12)
        fields = [(name, "C", width, 0) for name, width in zip(HEADER, widths, strict=False)]
        fields.append((HEADER[-1], "N", 16, 2))
        records = [(" ", row) for row in ROWS]
    size = 1 + sum(field[2] for field in fields)
    head = struct.pack("<B3BIHH20x", version, 126, 9, 30, len(records), 32 + 32 * len(fields) + 1, size)
    described = b"".join(
        struct.pack("<11sc4xBB14x", name.encode(encoding)[:10], kind.encode(), length, decimals)
        for name, kind, length, decimals in fields
    )
    rows = b"".join(
        flag.encode() + b"".join(_field(value, field, encoding) for value, field in zip(values, fields, strict=True))
        for flag, values in records
    )
    return head + described + b"\r" + rows + b"\x1a"


def _field(value, field, encoding):
    raw = value if isinstance(value, bytes) else value.encode(encoding)
    return raw.rjust(field[2]) if field[1] in "NF" else raw.ljust(field[2])[: field[2]]


def archive(members, *, compression=zipfile.ZIP_DEFLATED):
    """``members``: name → content; a name that is not ASCII is written as Windows in China does, in GBK."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as packed:
        for name, content in members.items():
            info = zipfile.ZipInfo(_stand_in(name, members), (2026, 9, 30, 0, 0, 0))
            info.compress_type = compression
            packed.writestr(info, content)
    raw = file.getvalue()
    for name in members:
        raw = raw.replace(_stand_in(name, members).encode(), name.encode("gbk"))
    return raw


def _stand_in(name, members):
    """A name of as many bytes, another for each member: the library writes no GBK."""
    return chr(ord("a") + list(members).index(name)) * len(name.encode("gbk"))


def locked(content, password):
    from msoffcrypto.format.ooxml import OOXMLFile

    file = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, file)
    return file.getvalue()


def samples():
    """Name → content of a file that holds ``TABLE``."""
    texts = {
        f"{name}-{encoding}.{ending}": text(separator).encode(encoding)
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16")
        for name, separator, ending in (("comma", ",", "csv"), ("tab", "\t", "xls"), ("bar", "|", "txt"))
    }
    return texts | {
        "big-endian.txt": b"\xfe\xff" + text("\t").encode("utf-16-be"),
        "no-mark.txt": text("\t").encode("utf-16-le"),
        "semicolon.csv": text(";").encode("gbk"),
        "caret.txt": text("^", "\r").encode("gbk"),
        "quoted.csv": "\n".join(",".join(f'"{cell}"' for cell in row) for row in TABLE).encode(),
        "page.xls": page().encode("gbk"),
        "page-utf8.xls": page("utf-8").encode(),
        "page-utf16.xls": page("unicode").encode("utf-16"),
        "sheet.xls": xml_spreadsheet().encode(),
        "sheet-gbk.xml": xml_spreadsheet(declared="gb2312").encode("gbk"),
        "book.xlsx": workbook(),
        "book.xls": old_workbook(),
        "table.dbf": dbf(),
        "packed.csv.gz": gzip.compress(text().encode("gbk")),
        "packed.xlsx.gz": gzip.compress(workbook()),
        "packed.zip": archive({"导出/客户资料.csv": text().encode("gbk")}),
        "book-in.zip": archive({"客户资料.xlsx": workbook()}),
        "old-in.zip": archive({"客户资料.xls": old_workbook()}),
        "dbf-in.zip": archive({"khzl_20260930.dbf": dbf()}),
    }


def write_samples(folder: Path):
    for name, content in samples().items():
        (folder / name).write_bytes(content)
