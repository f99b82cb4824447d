"""Import rate with and without matching beside pandas: ``read_csv`` + ``to_sql`` of the same file.

Ours cleans, checks, finds the client, keeps the history and the search index, encrypts, and with matching also looks
for duplicates among the new clients. pandas copies text into a table of plain SQLite and of the encrypted engine.
``CRMDESK_RATE_ROWS`` sets the number of clients.
"""

import time

import pytest

from crmdesk.identify.importing import import_files
from crmdesk.identify.matching import scan_clients
from crmdesk.store.opening import create_store
from tests.conftest import PASSPHRASE
from tests.scale.test_import_rate import CLIENTS, pandas_rate, plain_lines


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "clients.csv"
    path.write_text("\n".join(plain_lines(CLIENTS)), "gb18030")
    return path


def our_rates(store, file):
    """Rows per second of the import alone, and of import and matching of what came."""
    started = time.perf_counter()
    result = import_files(store, [file]).files[0]
    imported = time.perf_counter()
    scan_clients(store, is_full=False)
    matched = time.perf_counter()
    assert result.created == CLIENTS
    return CLIENTS / (imported - started), CLIENTS / (matched - started)


def encrypted_rate(file, folder):
    """Rows per second of pandas into a table of an encrypted store."""
    import pandas as pd

    store = create_store(folder / "pandas.crm", PASSPHRASE, actor="scale")
    started, rows = time.perf_counter(), 0
    with store.engine.begin() as connection:
        for part in pd.read_csv(file, encoding="gb18030", dtype=str, chunksize=20_000):
            part.to_sql("copied", connection, if_exists="append", index=False)
            rows += len(part)
    rate = rows / (time.perf_counter() - started)
    store.close()
    return rate


def test_import_beside_pandas(store, file, tmp_path):
    alone, matched = our_rates(store, file)
    plain, encrypted = pandas_rate(file, tmp_path / "plain.db"), encrypted_rate(file, tmp_path)
    print(f"\n{CLIENTS:,} clients, rows/s          rate   of plain pandas   of encrypted pandas")
    for name, rate in (("import alone", alone), ("import + matching", matched), ("pandas, plain SQLite", plain),
                       ("pandas, encrypted", encrypted)):  # fmt: skip
        print(f"{name:<28} {rate:>10,.0f} {rate / plain:>14.2f} {rate / encrypted:>20.2f}")
    assert alone > plain / 20, "far behind a plain copy"
