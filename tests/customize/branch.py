"""A small branch for the tests: one client as a plan knows her, with products, needs, months and a standing."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import insert

from crmdesk import dates
from crmdesk.differentiate.tables import classification, client_month, run
from crmdesk.i18n import Words
from crmdesk.identify.tables import FORM_TABLES, account, balance, client, holding, product, risk_assessment
from crmdesk.interact.tables import need
from crmdesk.store.meta import write_meta

DATA_DATE = date(2026, 10, 31)

PRODUCTS = [
    ("MM01", "现金宝货币A", "Xianjinbao Money Fund A", "fund", "money", "R1", "6m", "5"),
    ("BD01", "安稳季季开固收增强", "Anwen Quarterly Bond Plus", "wealth", "bond", "R2", "12m", "10"),
    ("BD02", "中短债指数基金", "Short Bond Index Fund", "fund", "bond", "R2", "12m", "10"),
    ("BD03", "储蓄国债（电子式）", "Savings Treasury Bond", "securities", "bond", "R1", "3y", "0"),
    ("MX01", "远山平衡养老FOF", "Yuanshan Balanced Pension FOF", "fund", "mixed", "R3", "3y", "20"),
    ("MX02", "稳衡一年持有混合A", "Wenheng One-Year Mixed A", "fund", "mixed", "R3", "12m", "20"),
    ("EQ01", "云岭电气（A股）", "Yunling Electric (A share)", "securities", "equity", "R3", None, "20"),
    ("EQ02", "启明科创主题ETF", "Qiming STAR Theme ETF", "securities", "equity", "R4", None, "40"),
    ("EQ03", "江汇银行（A股）", "Jianghui Bank (A share)", "securities", "equity", "R3", None, "20"),
    ("EQ04", "远航科创成长股票基金", "Yuanhang STAR Growth Equity Fund", "fund", "equity", "R4", "3y", "40"),
    ("PF01", "恒星量化私募一号", "Hengxing Quant Private Fund I", "private", "equity", "R5", "5y", "100"),
]  # fmt: skip
HOLDINGS = [
    ("EQ01", 98_600, None), ("BD01", 86_400, date(2027, 1, 16)), ("MX01", 77_240, None), ("EQ02", 71_500, None),
    ("EQ03", 59_500, None), ("MM01", 52_300, None), ("BD03", 40_000, date(2028, 6, 10)),
]  # fmt: skip
AVERAGES = [48.62, 49.25, 48.98, 49.51, 50.84, 52.17, 50.39, 52.86, 54.53, 56.28, 58.36, 61.42, 63.82]


def add_products(connection) -> dict[str, int]:
    ids = {}
    for code, name, name_en, line, asset_class, level, horizon, loss in PRODUCTS:
        result = connection.execute(
            insert(product).values(
                code=code, name=name, name_en=name_en, line=line, asset_class=asset_class, risk_level=level,
                horizon=horizon, loss_class=loss, is_private_fund=line == "private", is_complex=False,
            )
        )  # fmt: skip
        ids[code] = result.inserted_primary_key[0]
    return ids


def add_client(connection, *, number="10023068", name="林书禾", kind="person", manager="陈知远", **values) -> int:
    result = connection.execute(
        insert(client).values(
            client_no=number, kind=kind, name=name, name_key="lin shu he", search_text=name, search_keys=number,
            status="active", manager=manager, branch="江汉示例证券汉口营业部", opened_on=date(2016, 5, 4),
            source="test", recorded_at=dates.now(), assets=61_200_000,
        )
    )  # fmt: skip
    client_id = result.inserted_primary_key[0]
    form = {
        "name_latin": "Lin Shuhe", "sex": "2", "birth_date": date(1984, 3, 9), "id_type": "1",
        "id_no": "42010219840309002X", "mobile": "13812346207", "horizon": "5y", "max_loss": "20",
        "objective": "steady", "experience_years": 9, "experience_products": "mixed,stock", "marital": "20",
        "children": 1, "occupation": "20000", "income_source": "salary", "contact_window": "evening",
        "investor_class": "ordinary", "special_role": "none",
    }  # fmt: skip
    form |= values
    table = FORM_TABLES[kind]
    known = {key: value for key, value in form.items() if key in table.c}
    connection.execute(insert(table).values(client_id=client_id, **known))
    return client_id


def add_rating(connection, client_id, *, level="C3", line="securities", days_left=400) -> None:
    today = dates.local_today()
    valid_to = today + timedelta(days=days_left)
    connection.execute(
        insert(risk_assessment).values(
            client_id=client_id, line=line, level=level, assessed_on=valid_to - timedelta(days=730), valid_to=valid_to,
            source="test",
        )
    )  # fmt: skip


def add_need(
    connection, client_id, *, kind="education", text="孩子高中起的海外学习费用", amount=40_000_000, priority="high"
):
    connection.execute(
        insert(need).values(
            client_id=client_id, kind=kind, description=text, amount=amount, horizon="5y", priority=priority,
            trigger="", status="confirmed", found_on=date(2026, 5, 1), due_on=date(2029, 8, 31),
        )
    )  # fmt: skip


def add_assets(connection, client_id, ids, *, holdings=HOLDINGS, cash=152_860, averages=AVERAGES) -> None:
    account_id = connection.execute(
        insert(account).values(
            client_id=client_id, system="counter", account_no=f"{client_id:010d}", kind="normal", status="normal",
            opened_on=date(2016, 5, 4),
        )
    ).inserted_primary_key[0]  # fmt: skip
    for code, amount, matures_on in holdings:
        connection.execute(
            insert(holding).values(
                account_id=account_id, client_id=client_id, product_id=ids[code], day=DATA_DATE, amount=amount * 100,
                matures_on=matures_on,
            )
        )  # fmt: skip
    if cash:
        connection.execute(
            insert(balance).values(
                account_id=account_id, day=DATA_DATE, asset_class="cash", client_id=client_id, amount=cash * 100,
                operation_id=1,
            )
        )  # fmt: skip
    last = dates.month_index(DATA_DATE)
    for index, average in enumerate(averages):
        connection.execute(
            insert(client_month).values(
                client_id=client_id, month=last - len(averages) + 1 + index, end_assets=round(average * 1_000_000),
                avg_assets=round(average * 1_000_000), inflow=1_000_000, outflow=120_000,
            )
        )  # fmt: skip


def add_standing(connection, client_id, *, tier="gold", stage="growth", segment="101") -> None:
    run_id = connection.execute(
        insert(run).values(
            as_of=DATA_DATE, rulebook="securities", rulebook_version="2026.1", at=dates.now(), clients=1, seconds=0.1
        )
    ).inserted_primary_key[0]
    connection.execute(
        insert(classification).values(
            client_id=client_id, as_of=DATA_DATE, run_id=run_id, tier=tier, tier_raw=tier, tier_status="normal",
            tier_counter=0, tier_mark=0, tier_since=date(2026, 1, 1), stage=stage, stage_status="normal",
            stage_since=date(2026, 5, 1), stage_rules=0, dormancy="active", segment=segment, score=610, hv=0, cv=0,
            pv=0, clv=0, clv_phase="growth", is_new=False, evidence="[]",
        )
    )  # fmt: skip


def add_example(store, *, level="C3", tier="gold", stage="growth", needs=True, days_left=400, **values) -> int:
    """The client of most tests, in one batch."""
    with store.batch(Words("样例", "Example")) as connection:
        write_meta(connection, "institution", "江汉示例证券股份有限公司")
        ids = add_products(connection)
        client_id = add_client(connection, **values)
        if level:
            add_rating(connection, client_id, level=level, days_left=days_left)
        if needs:
            add_need(connection, client_id)
            add_need(connection, client_id, kind="cash", text="随时可用的应急资金", amount=6_000_000)
            add_need(
                connection, client_id, kind="protection", text="房贷期内的身故保障", amount=None, priority="medium"
            )
        add_assets(connection, client_id, ids)
        if tier:
            add_standing(connection, client_id, tier=tier, stage=stage)
    return client_id
