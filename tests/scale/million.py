"""A store of a million clients, made straight in the tables: what the budgets of lists are measured on."""

from __future__ import annotations

import itertools
import os
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from crmdesk import dates
from crmdesk.i18n import Words
from crmdesk.identify.names import name_key, search_keys, search_text
from crmdesk.identify.tables import FORM_TABLES, client
from crmdesk.interact.tables import follow_up
from crmdesk.store.bulk import insert_columns
from crmdesk.store.keys import keys_path
from crmdesk.store.opening import create_store
from crmdesk.store.search import rebuilt_after
from tests.scale.figures import cache_folder

PASSPHRASE = "correct horse 正确"
ON = date(2026, 11, 24)
TIERS = ("base", "silver", "gold", "platinum", "diamond", "private", "dormant")
TIER_SHARES = (0.50, 0.30, 0.083, 0.031, 0.008, 0.001, 0.077)
TIER_ASSETS = (3e4, 2e5, 7e5, 1.7e6, 5e6, 2e7, 50)  # yuan, the middle of each tier
STAGES = ("acquisition", "growth", "maturity", "decline", "termination")
MANAGERS = 300
_SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈单仇"
_GIVEN = "伟芳娜敏静秀丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华建国文博雅琪若溪志远海桐子昂"


def size() -> int:
    """Clients of the big store: ``CRMDESK_SCALE_CLIENTS``, else a million."""
    return int(os.environ.get("CRMDESK_SCALE_CLIENTS", "1000000"))


def store_file() -> Path:
    """The file of the big store: ``CRMDESK_SCALE_STORE``, else one in the cache, named by its size."""
    named = os.environ.get("CRMDESK_SCALE_STORE")
    return Path(named) if named else cache_folder() / f"people-{size()}.crm"


def build(path: Path, clients: int) -> None:
    """Make the store beside its place and move it there when it is whole."""
    part = path.with_name(f"building-{path.name}")
    for left in path.parent.glob(f"{part.name}*"):
        left.unlink()
    store = create_store(part, PASSPHRASE, actor="scale")
    with store.batch(Words("", "a million clients")) as connection:
        with rebuilt_after(connection):
            for start in range(0, clients, 100_000):
                count = min(100_000, clients - start)
                insert_columns(connection, client, _clients(start, count))
                insert_columns(connection, FORM_TABLES["person"], _persons(start, count))
        insert_columns(connection, follow_up, _follow_ups(clients))
    store.close()
    keys_path(part).rename(keys_path(path))
    part.rename(path)


def _names(rng: np.random.Generator, count: int) -> tuple[list[str], list[str], list[str]]:
    pool = [s + "".join(g) for s in _SURNAMES for g in itertools.product(_GIVEN[:24], _GIVEN[24:])]
    picked = rng.integers(0, len(pool), count)
    known = {i: (pool[i], name_key(pool[i]), search_text(pool[i])) for i in np.unique(picked)}
    names, keys, texts = zip(*(known[i] for i in picked), strict=True)
    return list(names), list(keys), list(texts)


def _days(rng: np.random.Generator, count: int, span: tuple[int, int], missing: float) -> list[date | None]:
    offsets, gone = rng.integers(*span, count), rng.random(count) < missing
    known = {n: ON + timedelta(days=n) for n in range(*span)}
    return [None if no else known[n] for n, no in zip(offsets.tolist(), gone.tolist(), strict=True)]


def _clients(start: int, count: int) -> dict[str, list[object]]:
    rng = np.random.default_rng(start + 7)
    names, keys, texts = _names(rng, count)
    tier = rng.choice(len(TIERS), count, p=TIER_SHARES)
    stage = np.where(tier == 6, 4, rng.choice(5, count, p=(0.08, 0.25, 0.45, 0.17, 0.05)))
    assets = (np.array(TIER_ASSETS)[tier] * rng.lognormal(0, 0.5, count) * 100).astype(int)
    phones = rng.integers(13_000_000_000, 19_999_999_999, count).tolist()
    numbers = [f"C{start + i + 1:08d}" for i in range(count)]
    return {
        "id": list(range(start + 1, start + count + 1)),
        "client_no": numbers,
        "kind": ["person"] * count,
        "name": names,
        "name_key": keys,
        "search_text": texts,
        "search_keys": [search_keys(number, {"mobile": phone}) for number, phone in zip(numbers, phones, strict=True)],
        "status": ["active"] * count,
        "manager": [f"经理{n:03d}" for n in rng.integers(0, MANAGERS, count)],
        "branch": ["K营业部"] * count,
        "opened_on": _days(rng, count, (-5000, -10), 0),
        "source": ["scale"] * count,
        "recorded_at": [dates.now()] * count,
        "last_contact_on": _days(rng, count, (-400, 0), 0.4),
        "next_contact_on": _days(rng, count, (-20, 120), 0.5),
        "as_of": [date(2026, 10, 31)] * count,
        "tier": [TIERS[t] for t in tier],
        "tier_rank": [int(t) if t < 6 else -1 for t in tier],
        "tier_status": rng.choice(["normal", "buffer", "watch1"], count, p=(0.92, 0.05, 0.03)).tolist(),
        "stage": [STAGES[s] for s in stage],
        "stage_rank": (stage + 1).tolist(),
        "stage_status": rng.choice(["normal", "warning"], count, p=(0.98, 0.02)).tolist(),
        "assets": assets.tolist(),
        "contribution": (assets * rng.random(count) * 0.01).astype(int).tolist(),
        "score": rng.integers(0, 1000, count).tolist(),
        "dormancy": rng.choice(["active", "pre_dormant", "sleeping"], count, p=(0.95, 0.02, 0.03)).tolist(),
        "is_near": (rng.random(count) < 0.02).tolist(),
        "trend": [",".join(map(str, row)) for row in rng.integers(0, 99, (count, 13))],
    }


def _persons(start: int, count: int) -> dict[str, list[object]]:
    """The wide form as a branch has it: a third of some fields is empty, most of the optional ones nearly always."""
    rng = np.random.default_rng(start + 13)

    def some(values: Sequence[object], missing: float = 0.3) -> list[object]:
        picked, gone = rng.integers(0, len(values), count).tolist(), rng.random(count) < missing
        return [None if no else values[n] for n, no in zip(picked, gone.tolist(), strict=True)]

    homes = [
        f"上海市{part}区{street}路{number}号" for part in "浦徐静长" for street in "东南西北" for number in range(9)
    ]
    homes += [
        f"北京市{part}区{street}街{number}号" for part in "朝海西东" for street in "东南西北" for number in range(9)
    ]
    born = [date(1940, 1, 1) + timedelta(days=n) for n in range(0, 24_000, 7)]
    return {
        "client_id": list(range(start + 1, start + count + 1)),
        "sex": some(["1", "2"], 0.05),
        "birth_date": some(born, 0.1),
        "nationality": some(["CHN"], 0.1),
        "id_type": some(["resident_id"], 0.05),
        "id_to": some([date(2027, 1, 1) + timedelta(days=n) for n in range(3_000)], 0.2),
        "mobile": some([str(13_000_000_000 + n * 7_919) for n in range(50_000)]),
        "contact_status": some(["0", "1", "2"]),
        "addr_home": some(homes),
        "marital": some(["10", "20", "40"]),
        "occupation": some(["10000", "20000", "30000", "90001", "90002"]),
        "education": some(["10", "20", "30"]),
        "employer": some([f"第{n}建设集团有限公司" for n in range(500)], 0.5),
        "income_band": some(["10", "50", "300"], 0.5),
        "investor_class": some(["ordinary"], 0.5),
        "contact_window": some(["morning", "evening", "morning,weekend"], 0.6),
        "external_assets": some([n * 1_000_000 for n in range(1, 300)], 0.7),
        "payroll": some([True, False], 0.5),
    }


def _follow_ups(clients: int) -> dict[str, list[object]]:
    rng = np.random.default_rng(11)
    count = clients // 5
    return {
        "client_id": rng.integers(1, clients + 1, count).tolist(),
        "kind": ["contact"] * count,
        "title": [""] * count,
        "reason": [""] * count,
        "due_on": _days(rng, count, (-10, 60), 0),
        "attempt": [1] * count,
        "owner": [""] * count,
        "status": ["open"] * count,
    }


if __name__ == "__main__":
    build(store_file(), size())
