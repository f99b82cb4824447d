"""Import rate with and without matching beside pandas: ``read_csv`` + ``to_sql`` of the same file.

Ours cleans, checks, finds the client, keeps the history and the search index, encrypts, and with matching also looks
for duplicates among the new clients. pandas copies text into a table of plain SQLite and of the encrypted engine.
``CRMDESK_RATE_ROWS`` sets the number of clients.
"""

import time

import pytest
from sqlalchemy import create_engine

from crmdesk.identify.importing import import_files
from crmdesk.identify.matching import scan_clients
from crmdesk.store.opening import create_store
from tests.conftest import PASSPHRASE
from tests.scale.test_import_rate import CLIENTS, plain_lines


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "clients.csv"
    path.write_text("\n".join(plain_lines(CLIENTS)), "gb18030")
    return path


class Clock:
    """Seconds of the clock and of this process' work since it was made."""

    def __init__(self):
        self._started, self._worked = time.perf_counter(), time.process_time()

    def rates(self, rows):
        """Rows per second: by the clock, and per second of processor time."""
        return rows / (time.perf_counter() - self._started), rows / (time.process_time() - self._worked)


def our_rates(store, file):
    """Rates of the import alone, and of import and matching of what came."""
    clock = Clock()
    result = import_files(store, [file]).files[0]
    alone = clock.rates(CLIENTS)
    scan_clients(store, is_full=False)
    assert result.created == CLIENTS
    return {"import alone": alone, "import + matching": clock.rates(CLIENTS)}


def pandas_rates(file, folder):
    """Rates of pandas into a table of plain SQLite and of an encrypted store."""
    import pandas as pd

    store = create_store(folder / "pandas.crm", PASSPHRASE, actor="scale")
    plain = create_engine(f"sqlite:///{folder / 'plain.db'}")
    found = {}
    for name, engine in (("pandas, plain SQLite", plain), ("pandas, encrypted", store.engine)):
        clock = Clock()
        with engine.begin() as connection:
            for part in pd.read_csv(file, encoding="gb18030", dtype=str, chunksize=20_000):
                part.to_sql("copied", connection, if_exists="append", index=False)
        found[name] = clock.rates(CLIENTS)
    store.close()
    plain.dispose()
    return found


def test_import_beside_pandas(store, file, tmp_path):
    rates = our_rates(store, file) | pandas_rates(file, tmp_path)
    plain, encrypted = (rates[name][1] for name in ("pandas, plain SQLite", "pandas, encrypted"))
    print(f"\n{CLIENTS:,} clients; ratios by processor time")
    print("| | rows/s | rows per second of processor time | of plain pandas | of encrypted pandas |")
    print("|---|---:|---:|---:|---:|")
    for name, (clock, work) in rates.items():
        print(f"| {name} | {clock:,.0f} | {work:,.0f} | {work / plain:.2f} | {work / encrypted:.2f} |")
    assert rates["import + matching"][1] > encrypted / 20, "far behind a plain copy"
