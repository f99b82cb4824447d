"""The plan on paper: both copies, three languages, what is missing, hostile names, the foot of the page."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pypdfium2 as pdfium
import pytest
from pypdf import PdfReader

from crmdesk.customize.editing import ActionChange, AddAction, SetText
from crmdesk.customize.facts import client_facts
from crmdesk.customize.paper import render_plan
from crmdesk.customize.plans import approve_plan, draft_plan, edit_plan, plan
from crmdesk.customize.printing import print_plans
from crmdesk.errors import CrmError
from crmdesk.i18n import Words
from crmdesk.progress import Progress
from crmdesk.store.tables import audit
from tests.customize import branch

MOMENT = datetime(2026, 11, 21, 6, 32, tzinfo=UTC)
LANGUAGES = ("zh", "en", "both")
FOOT = 23 * 72 / 25.4
FOOTER_RULE = 14.5 * 72 / 25.4


def made(store, client_id, *, form="full", approve=False):
    plan_id = draft_plan(store, client_id, form=form)
    if approve:
        approve_plan(store, plan_id)
    with store.read() as connection:
        return plan(connection, plan_id)


def rendered(current, language="zh", copy="client"):
    return render_plan(current, language=language, copy=copy, printed_at=MOMENT)


def pages_of(data):
    return ["".join(page.get_textpage().get_text_range().split()) for page in pdfium.PdfDocument(data)]


def text_of(data):
    return "".join(pages_of(data))


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_copies_have_the_same_pages(store, draft, language):
    client, retained = (pages_of(rendered(draft, language, copy)) for copy in ("client", "retained"))
    assert len(client) == len(retained) > 5
    for number, (one, other) in enumerate(zip(client, retained, strict=True), 1):
        heads = [head for head in ("1客户画像", "3资产现状", "5配置建议", "8适当性匹配", "附附录") if head in one]
        assert all(head in other for head in heads), number


@pytest.mark.parametrize("stage", ["decline", "termination"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_internal_stays_in_the_house(store, stage, language):
    current = made(store, branch.add_example(store, stage=stage))
    client, retained = (rendered(current, language, copy) for copy in ("client", "retained"))
    words = {"decline": ("衰退", "Decline"), "termination": ("终止", "Termination")}[stage]
    own = words[1] if language == "en" else words[0]
    assert own in text_of(retained)
    for word in (*words, words[1].lower(), "重要发展客户", "Important–develop", "仅留存联"):
        assert word not in text_of(client)
    assert len(pages_of(client)) == len(pages_of(retained))


def test_the_retained_copy_says_why_in_the_words_of_the_page(store, client_id):
    with store.read() as connection:
        why = client_facts(connection, client_id).why
    assert why is not None
    current = made(store, client_id)
    retained, client = (text_of(rendered(current, "zh", copy)) for copy in ("retained", "client"))
    for line in (why.tier[0], why.stage[0]):
        words = "".join(line.zh.split())
        assert words in retained
        assert words not in client


def test_a_draft_says_so_and_cannot_be_signed(store, client_id):
    draft = made(store, client_id)
    pages = pages_of(rendered(draft))
    assert all("草稿" in page for page in pages)
    assert "本人已阅读并理解" not in "".join(pages)
    approved = made(store, client_id, approve=True)
    text = text_of(rendered(approved))
    assert "草稿" not in text
    assert f"本人已阅读并理解本计划共{len(pages_of(rendered(approved)))}页" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_twelve_sections_contents_and_bookmarks(store, draft, language):
    data = rendered(draft, language)
    outline = PdfReader(io.BytesIO(data)).outline
    assert len(outline) == 14
    reader = PdfReader(io.BytesIO(data))
    numbers = [reader.get_destination_page_number(entry) + 1 for entry in outline]
    assert numbers == sorted(numbers)
    assert numbers[:2] == [1, 2]
    assert len(reader.pages[0]["/Annots"]) == 13


def test_the_text_layer_reads_in_order(draft):
    text = text_of(rendered(draft))
    order = ["1客户画像", "2需求与目标", "3资产现状", "4账户诊断", "5配置建议", "6服务方案", "7行动计划", "8适当性匹配"]
    body = text[text.index("第1页") :]
    places = [body.index(head) for head in order]
    assert places == sorted(places)
    assert "638,400" in text
    assert "71,500÷638,400=11.2%" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("copy", ["client", "retained"])
def test_small_file_without_bitmaps_or_private_data_in_its_properties(draft, language, copy):
    data = rendered(draft, language, copy)
    assert len(data) < 300_000
    reader = PdfReader(io.BytesIO(data))
    assert all("/XObject" not in page["/Resources"] for page in reader.pages)
    properties = "".join(str(value) for value in reader.metadata.values())
    for secret in ("林书禾", "Lin Shuhe", "638", "10023068", "42010219840309002X"):
        assert secret not in properties
    assert draft.plan_no in reader.metadata["/Keywords"]


def test_numbers_are_masked(draft):
    text = text_of(rendered(draft, copy="retained"))
    for secret in ("10023068", "42010219840309002X", "13812346207"):
        assert secret not in text
    assert "138****6207" in text
    assert "****3068" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_printed_in_the_last_23_millimetres_but_the_footer(store, draft, language):
    many = [
        AddAction(
            ActionChange(text=f"第{n}项沟通事项，说明持仓变化与下一步安排", due_on=date(2027, 5, 1), serves=("N1",))
        )
        for n in range(30)
    ]
    long = edit_plan(store, draft.id, *many, SetText("quote", "很长的话。" * 60))
    for page in pdfium.PdfDocument(rendered(long, language)):
        words = page.get_textpage()
        for index in range(words.count_rects()):
            _left, bottom, _right, top = words.get_rect(index)
            assert bottom >= FOOT - 0.5 or top <= FOOTER_RULE + 1, words.get_text_bounded(_left, bottom, _right, top)


HOSTILE = ['<img src="/etc/passwd">', "=cmd|' /C calc'!A0", "<b>林</b>&amp;", "𠮷野𤋮", "阿依古丽·买买提·吐尔逊"]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("form", ["full", "short"])
def test_a_hostile_name_is_only_a_name(store, name, form):
    current = made(store, branch.add_example(store, name=name), form=form)
    text = text_of(rendered(current))
    assert "".join(name.split()) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_of_300_characters_stays_on_its_page(store, language):
    current = made(store, branch.add_example(store, name="名" * 300, name_latin="N" * 120))
    data = rendered(current, language)
    for page in pdfium.PdfDocument(data):
        words = page.get_textpage()
        for index in range(words.count_rects()):
            left, _bottom, right, _top = words.get_rect(index)
            assert left >= 9 * 72 / 25.4
            assert right <= (210 - 9) * 72 / 25.4


def test_what_is_missing_is_said(store):
    client_id = branch.add_example(store, level=None, needs=False, tier="")
    text = text_of(rendered(made(store, client_id)))
    for sentence in ("尚无登记的需求", "资料不足", "客户未提供", "按公示标准", "草稿不设签署栏"):
        assert sentence in text


def test_zero_is_printed_as_zero(store, draft):
    assert "−" in text_of(rendered(draft))
    content = replace(draft.content, actions=(), findings=(), services=())
    text = text_of(rendered(replace(draft, content=content)))
    assert text.count("本期不适用") == 3


def test_few_months_are_a_table_only(store):
    with store.batch(Words("a", "a")) as connection:
        ids = branch.add_products(connection)
        client_id = branch.add_client(connection, number="9")
        branch.add_assets(connection, client_id, ids, averages=[48.62, 49.25])
    assert "不足3个月" in text_of(rendered(made(store, client_id)))


def test_many_holdings_go_to_the_appendix(store):
    with store.batch(Words("a", "a")) as connection:
        ids = branch.add_products(connection)
        client_id = branch.add_client(connection, number="9")
        from sqlalchemy import insert

        from crmdesk.identify.tables import product

        for n in range(20):
            code = f"Z{n}"
            ids[code] = connection.execute(
                insert(product).values(code=code, name=f"产品{n}号", line="fund", asset_class="bond", risk_level="R2",
                                       is_private_fund=False, is_complex=False)
            ).inserted_primary_key[0]  # fmt: skip
        branch.add_assets(connection, client_id, ids, holdings=[(f"Z{n}", 10_000 + n, None) for n in range(20)])
    text = text_of(rendered(made(store, client_id)))
    assert "其他11项" in text
    assert text.count("产品0号") >= 1
    assert "全部持仓" in text


def test_a_blocked_item_is_explained_and_is_no_action(store, draft):
    changed = edit_plan(
        store, draft.id, AddAction(ActionChange(text="买入远航科创成长", product="EQ04", due_on=date(2027, 3, 1)))
    )
    text = text_of(rendered(changed))
    assert "■不匹配-禁止" in text
    assert "X1为什么被阻止" in text
    assert "买入远航科创成长" not in text


def test_the_short_form_is_one_page(store, client_id):
    current = made(store, client_id, form="short", approve=True)
    pages = pages_of(rendered(current))
    assert len(pages) == 1
    assert "签名" in pages[0]


def test_too_much_for_one_page_proposes_the_full_form(store, client_id):
    current = made(store, client_id, form="short")
    extra = [AddAction(ActionChange(text=f"事项{n}", due_on=date(2027, 1, 1), serves=("N1",))) for n in range(4)]
    changed = edit_plan(store, current.id, *extra)
    with pytest.raises(CrmError, match="full form"):
        rendered(changed)


def test_printing_is_pure_and_recorded(store, client_id, tmp_path):
    current = made(store, client_id)
    assert rendered(current) == rendered(current)
    steps = []
    written = print_plans(
        store,
        [client_id],
        tmp_path,
        language="zh",
        copy="retained",
        progress=Progress(lambda *step: steps.append(step)),
    )
    assert [path.name for path in written] == [f"{current.plan_no}_v1.0_留存联.pdf"]
    assert steps[-1][:2] == (1, 1)
    with store.read() as connection:
        entries = connection.execute(audit.select().where(audit.c.event == "print")).all()
    assert len(entries) == 1


def test_printing_drafts_a_plan_for_whoever_has_none(store, client_id, tmp_path):
    target = tmp_path / "one.pdf"
    assert print_plans(store, [client_id], target, language="en") == [target]
    assert target.read_bytes().startswith(b"%PDF")


def test_a_folder_that_cannot_be_written_is_said(store, client_id, tmp_path):
    with pytest.raises(CrmError, match="cannot be written"):
        print_plans(store, [client_id], tmp_path / "missing" / "x.pdf")
    assert not list(tmp_path.glob("**/*.part"))
