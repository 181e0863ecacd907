"""Merchants and goods from files: previewed, booked once, changed only when a person says so."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.bookkeeping.period import Month
from ledger.chart.operations import open_book
from ledger.estates.operations import found_estate
from ledger.estates.rule_profile import shipped_profile
from ledger.intake.headers import FileColumnIsMissing
from ledger.intake.importer import BookingResult, discover_importers
from ledger.intake.preview import Preview
from ledger.intake.source_file import SourceFile
from tests.redemption.world import DAY, NOW, add_user

MERCHANTS = (files("ledger.estates") / "sample_estate" / "merchants.csv").read_bytes()
CATALOGUE = (files("ledger.estates") / "sample_estate" / "store_catalogue.csv").read_bytes()


class Desk:
    """An estate without merchants, and somebody who imports files into it."""

    def __init__(self, engine: AsyncEngine, estate_id: int, user_id: int) -> None:
        self.engine, self.estate_id, self.user_id = engine, estate_id, user_id

    async def preview(self, kind: str, content: bytes | str) -> Preview:
        async with self.engine.connect() as conn:
            return await discover_importers()[kind].preview(
                conn, estate_id=self.estate_id, file=self._file(content)
            )

    async def book(self, kind: str, content: bytes | str, *accepted: int) -> BookingResult:
        async with self.engine.begin() as conn:
            return await discover_importers()[kind].book(
                conn,
                estate_id=self.estate_id,
                file=self._file(content),
                accepted_rows=frozenset(accepted),
                actor_user_id=self.user_id,
                now=NOW,
                today=DAY,
                progress=None,
            )

    def _file(self, content: bytes | str) -> SourceFile:
        data = content if isinstance(content, bytes) else content.encode()
        return SourceFile.of("file.csv", data)

    async def rows(self, sql: str) -> list[tuple[object, ...]]:
        async with self.engine.connect() as conn:
            return [tuple(row) for row in await conn.execute(text(sql))]


@pytest.fixture
async def desk(engine: AsyncEngine) -> Desk:
    async with engine.begin() as conn:
        estate_id = await found_estate(
            conn,
            code="shuxiangyuan",
            name="书香苑",
            kind="商品房",
            operating_model="居民自管",
            region=("川南市", "江北县", "东门街道", "书香社区"),
            profile=shipped_profile("shuxiangyuan", 1),
        )
        await open_book(conn, estate_id=estate_id, first_month=Month(2026, 1))
        user_id = await add_user(conn, "treasurer")
    return Desk(engine, estate_id, user_id)


async def test_the_sample_merchants(desk: Desk) -> None:
    preview = await desk.preview("merchants", MERCHANTS)
    assert preview.counts["new"] == 4
    assert [row.values["rate_fen_per_point"] for row in preview.rows] == [100, 100, 100, 80]
    assert await desk.rows("select * from merchant") == []

    assert (await desk.book("merchants", MERCHANTS)).booked == 4
    assert await desk.rows(
        "select code, name, settlement, rate_fen_per_point from merchant order by code"
    ) == [
        ("M01", "红邻积分超市", "goods", 100),
        ("M02", "惠民超市", "cash", 100),
        ("M03", "老李理发", "cash", 100),
        ("M04", "社区食堂", "cash", 80),
    ]


async def test_the_sample_catalogue(desk: Desk) -> None:
    await desk.book("merchants", MERCHANTS)
    preview = await desk.preview("catalogue", CATALOGUE)
    assert preview.counts["new"] == 8
    totals = {total.key: total.value for total in preview.totals}
    worth = 40 * 4380 + 30 * 3490 + 200 * 450 + 25 * 1990 + 120 * 1180
    assert totals == {"items": 8, "opening_stock_fen": worth}
    assert any("红邻积分超市" in note and "等待审核" in note for note in preview.notes)
    assert await desk.rows("select * from item") == []
    assert await desk.rows("select * from prepared_entry") == []

    result = await desk.book("catalogue", CATALOGUE)
    assert (result.booked, result.notes) == (8, ("已制 1 张期初盘点凭证，等待审核。",))
    assert await desk.rows(
        """select i.sku, i.points_price, i.market_price_fen, i.counts_stock, s.quantity
        from item i left join stock s using (estate_id, item_id) order by sku"""
    ) == [
        ("S001", 44, 4380, True, 40),
        ("S002", 35, 3490, True, 30),
        ("S003", 15, 450, True, 200),
        ("S004", 20, 1990, True, 25),
        ("S005", 12, 1180, True, 120),
        ("S006", 15, 1500, False, None),
        ("S007", 10, 800, False, None),
        ("S008", 1, 100, False, None),
    ]
    [(kind, state, total, lines)] = await desk.rows(
        "select kind, state, total_fen, lines from prepared_entry"
    )
    assert (kind, state, total) == ("stocktake", "prepared", worth)
    assert [(line["account_code"], line["side"]) for line in lines] == [  # type: ignore[attr-defined]
        ("1201001", "debit"),
        ("3101001", "credit"),
    ]


@pytest.mark.parametrize("kind, content", [("merchants", MERCHANTS), ("catalogue", CATALOGUE)])
async def test_importing_the_same_file_again_changes_nothing(
    desk: Desk, kind: str, content: bytes
) -> None:
    await desk.book("merchants", MERCHANTS)
    await desk.book("catalogue", CATALOGUE)
    everything = """select (select jsonb_agg(m order by m.merchant_id) from merchant m),
        (select jsonb_agg(i order by i.item_id) from item i),
        (select jsonb_agg(s order by s.item_id) from stock s),
        (select count(*) from stock_movement), (select count(*) from prepared_entry)"""
    before = await desk.rows(everything)
    preview = await desk.preview(kind, content)
    assert preview.counts["known"] == len(preview.rows)
    result = await desk.book(kind, content, *range(20))
    assert (result.booked, result.skipped_known) == (0, len(preview.rows))
    assert await desk.rows(everything) == before


async def test_a_changed_price_is_doubtful_until_somebody_accepts_it(desk: Desk) -> None:
    await desk.book("merchants", MERCHANTS)
    await desk.book("catalogue", CATALOGUE)
    changed = CATALOGUE.decode().replace("44,43.80,40", "46,45.00,12")
    preview = await desk.preview("catalogue", changed)
    [row] = [row for row in preview.rows if row.status == "doubtful"]
    assert [(reason.code, reason.severity) for reason in row.reasons] == [
        ("points_price_changes", "doubtful"),
        ("market_price_fen_changes", "doubtful"),
        ("stock_is_kept", "note"),
    ]
    assert "积分价由“44 分”改为“46 分”" in row.reasons[0].message
    assert "市价由“43.80 元”改为“45.00 元”" in row.reasons[1].message

    assert (await desk.book("catalogue", changed)).left_doubtful == 1
    rice = "select points_price, market_price_fen from item where sku = 'S001'"
    assert await desk.rows(rice) == [(44, 4380)]

    result = await desk.book("catalogue", changed, row.row_no)
    assert (result.booked, result.left_doubtful) == (1, 0)
    assert await desk.rows(rice) == [(46, 4500)]
    # Neither the stock nor the books follow a price.
    assert await desk.rows("select count(*) from prepared_entry") == [(1,)]
    assert await desk.rows(
        "select quantity from stock join item using (item_id) where sku = 'S001'"
    ) == [(40,)]


async def test_goods_can_be_taken_off_the_shelf(desk: Desk) -> None:
    await desk.book("merchants", MERCHANTS)
    await desk.book("catalogue", CATALOGUE)
    file = "货号,名称,单位,积分价,市价(元),库存,商户编号,上架\nS004,保温杯,个,20,19.90,25,M01,否\n"
    preview = await desk.preview("catalogue", file)
    assert preview.rows[0].status == "doubtful"
    await desk.book("catalogue", file, preview.rows[0].row_no)
    assert await desk.rows("select is_on_sale from item where sku = 'S004'") == [(False,)]


async def test_a_changed_rate_is_doubtful(desk: Desk) -> None:
    await desk.book("merchants", MERCHANTS)
    changed = MERCHANTS.decode().replace("商户结算,0.8", "商户结算,0.9")
    preview = await desk.preview("merchants", changed)
    [row] = [row for row in preview.rows if row.status == "doubtful"]
    assert "由“0.80 元”改为“0.90 元”" in row.reasons[0].message
    await desk.book("merchants", changed, row.row_no)
    assert await desk.rows("select rate_fen_per_point from merchant where code = 'M04'") == [(90,)]


ITEM_HEAD = "货号,名称,单位,积分价,市价(元),库存,商户编号\n"
MERCHANT_HEAD = "编号,名称,地址,结算方式,每积分结算金额(元)\n"


@pytest.mark.parametrize(
    "kind, line, code",
    [
        ("catalogue", "S9,笔,支,3,1.00,5,M77", "merchant_is_unknown"),
        ("catalogue", "S9,笔,支,0,1.00,5,M01", "number_is_too_small"),
        ("catalogue", "S9,笔,支,3.5,1.00,5,M01", "number_is_not_whole"),
        ("catalogue", "S9,笔,支,三,1.00,5,M01", "number_is_not_whole"),
        ("catalogue", "S9,笔,支,3,1.005,5,M01", "money_has_too_many_decimals"),
        ("catalogue", "S9,笔,支,3,-1.00,5,M01", "money_is_too_small"),
        ("catalogue", "S9,笔,支,3,9999999999,5,M01", "price_is_too_large"),
        ("catalogue", "S9,笔,支,3,1.00,-5,M01", "number_is_too_small"),
        ("catalogue", "S9,笔,支,3,1.00,9999999999,M01", "number_is_too_large"),
        ("catalogue", "S9,,支,3,1.00,5,M01", "cell_is_blank"),
        ("catalogue", ",笔,支,3,1.00,5,M01", "cell_is_blank"),
        ("catalogue", "S001,大米,袋,44,43.80,40,M02", "merchant_changes"),
        ("merchants", "M9,店,南门,赊账,1", "word_is_not_a_choice"),
        ("merchants", "M9,店,南门,商户结算,0", "money_is_too_small"),
        ("merchants", "M9,店,南门,商户结算,0.805", "money_has_too_many_decimals"),
        ("merchants", "M9,店,南门,商户结算,100000", "rate_is_too_large"),
        ("merchants", "M9,,南门,商户结算,1", "cell_is_blank"),
    ],
)
async def test_a_bad_row_is_refused_with_its_reason(
    desk: Desk, kind: str, line: str, code: str
) -> None:
    await desk.book("merchants", MERCHANTS)
    await desk.book("catalogue", CATALOGUE)
    file = (ITEM_HEAD if kind == "catalogue" else MERCHANT_HEAD) + line + "\n"
    preview = await desk.preview(kind, file)
    [row] = preview.rows
    assert row.status == "refused"
    assert code in [reason.code for reason in row.reasons]
    result = await desk.book(kind, file, row.row_no)
    assert (result.booked, result.refused) == (0, 1)


async def test_a_repeated_row_is_refused(desk: Desk) -> None:
    file = MERCHANT_HEAD + "M1,店,南门,实物,1\nM1,别的店,北门,实物,1\n"
    preview = await desk.preview("merchants", file)
    assert [row.status for row in preview.rows] == ["new", "refused"]


async def test_a_file_of_another_kind_is_refused(desk: Desk) -> None:
    with pytest.raises(FileColumnIsMissing):
        await desk.preview("catalogue", MERCHANTS)


async def test_a_doubtful_new_row_is_added_when_accepted(desk: Desk) -> None:
    """A name with a lost character is doubtful; accepting it adds the item and its count."""
    await desk.book("merchants", MERCHANTS)
    file = ITEM_HEAD + "S9,毛\ufffd,条,9,5.00,4,M01\n"
    preview = await desk.preview("catalogue", file)
    assert preview.rows[0].status == "doubtful"
    await desk.book("catalogue", file, preview.rows[0].row_no)
    assert await desk.rows("select quantity from stock") == [(4,)]
    assert await desk.rows("select total_fen, effective_on from prepared_entry") == [
        (2000, date(2026, 6, 18))
    ]


async def test_a_partner_merchants_goods_enter_no_book(desk: Desk) -> None:
    await desk.book("merchants", MERCHANTS)
    await desk.book("catalogue", ITEM_HEAD + "S9,酱油,瓶,9,8.00,30,M02\n")
    assert await desk.rows("select quantity from stock") == [(30,)]
    assert await desk.rows("select * from prepared_entry") == []
