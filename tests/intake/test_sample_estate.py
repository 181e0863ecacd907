"""The nine files of the sample estate, read with nothing but column names."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest

import ledger
from ledger.intake.headers import FileColumn
from ledger.intake.reading import Table, read_table
from ledger.intake.row_reader import RowReader
from ledger.intake.source_file import SourceFile

FOLDER = Path(ledger.__path__[0]) / "estates" / "sample_estate"


def sample(filename: str) -> SourceFile:
    return SourceFile.of(filename, (FOLDER / filename).read_bytes())


def columns(*titles: str) -> list[FileColumn]:
    return [FileColumn(key=title, title=title) for title in titles]


def readers(table: Table) -> Iterator[RowReader]:
    return (RowReader(row) for row in table.rows)


@pytest.fixture(scope="module")
def cash_book() -> Table:
    return read_table(
        sample("cashbook_2026Q2.xlsx"),
        columns("日期", "凭证号", "摘要", "类别", "收入", "支出", "余额", "对方", "票据号"),
    )


def test_cash_book_rows_stand_apart_from_opening_and_total(cash_book: Table) -> None:
    assert cash_book.sheet_name == "二季度流水"
    assert cash_book.header_row_no == 4
    assert len(cash_book.rows) == 59
    assert [row.row_no for row in cash_book.opening_rows] == [5]
    assert [row.row_no for row in cash_book.total_rows] == [65]
    assert cash_book.preamble[0].cells[0] == "书香苑业主委员会公共收益流水账(2026年第二季度)"
    assert cash_book.notes == (
        "按工作表“二季度流水”读取。",
        "表头在第 4 行，明细 59 行。",
        "第 5 行是期初行，不作为明细。",
        "第 65 行是合计行，不作为明细。",
        "没有用到的列：附件张数。",
    )


def test_cash_book_adds_up_to_its_own_total_row(cash_book: Table) -> None:
    income_fen = expense_fen = 0
    balance_fen = RowReader(cash_book.opening_rows[0]).money("余额")
    assert balance_fen == 18_470_000
    for cells in readers(cash_book):
        income_fen += cells.money("收入", required=False) or 0
        expense_fen += cells.money("支出", required=False) or 0
        # The running balance of each row follows from the row before: no row was lost.
        assert cells.money("余额") == 18_470_000 + income_fen - expense_fen
        assert cells.date("日期") is not None
        assert cells.reasons == ()
    assert (income_fen, expense_fen) == (12_308_162, 6_606_687)
    total = RowReader(cash_book.total_rows[0])
    assert total.money("收入") == income_fen
    assert total.money("支出") == expense_fen
    assert total.money("余额") == 24_171_475


def test_invoice_numbers_of_twenty_digits_keep_all_of_them(cash_book: Table) -> None:
    numbers = Counter(cells.text("票据号", required=False) for cells in readers(cash_book))
    assert numbers["26511713067697951557"] == 2


def test_bank_statement_is_read_through_gb_18030_titles_commas_and_tabs() -> None:
    table = read_table(
        sample("bank_statement_2026Q2.csv"),
        [
            FileColumn("at", "交易时间", ("交易日期",)),
            FileColumn("paid_out", "支出", ("借方发生额(支取)",)),
            FileColumn("paid_in", "收入", ("贷方发生额（收入）",)),
            FileColumn("balance", "余额"),
            FileColumn("counterparty_account", "对方账号"),
        ],
    )
    assert table.source == "文本表格，GB 18030 编码，逗号分隔"
    assert table.header_row_no == 5
    assert len(table.rows) == 57
    assert "注意：第 63 行写明共 59 笔，实际读到 57 行，请核对文件是否完整。" in table.notes
    assert table.count_rows[0].all_cells == ("合计笔数", "59")
    assert table.preamble[1].cells[0] == "户名:书香苑业主大会"
    balance_fen = 18_470_000
    for cells in readers(table):
        balance_fen += cells.money("paid_in", required=False) or 0
        balance_fen -= cells.money("paid_out", required=False) or 0
        assert cells.money("balance") == balance_fen
        account = cells.text("counterparty_account")
        assert account is not None
        assert account.isdigit()
    assert balance_fen == 24_436_675
    first = RowReader(table.rows[0]).datetime("at")
    assert first is not None
    assert first.isoformat() == "2026-04-02T10:00:00"


def test_dwellings_and_their_area() -> None:
    table = read_table(
        sample("dwellings.csv"),
        columns(
            "楼栋", "单元", "房号", "专有部分面积(㎡)", "业主编号", "业主姓名", "手机号", "常住人数"
        ),
    )
    rooms = [
        (cells.whole("楼栋"), cells.whole("单元"), cells.text("房号")) for cells in readers(table)
    ]
    assert len(rooms) == len(set(rooms)) == 312
    assert rooms[0] == (1, 1, "0101")
    first = RowReader(table.rows[0])
    assert first.area("专有部分面积(㎡)") == 7605
    assert first.text("手机号") == "19910070721"
    assert all(cells.area("专有部分面积(㎡)") for cells in readers(table))


def test_sign_ins_have_holes_and_no_broken_cell() -> None:
    table = read_table(
        sample("service_signin_2026Q2.xlsx"),
        columns("日期", "活动", "服务类型", "姓名", "房号", "签到", "签退", "组织者", "核实人"),
    )
    assert len(table.rows) == 441
    blank = Counter[str]()
    for cells in readers(table):
        assert cells.date("日期") is not None
        assert cells.time("签到") is not None
        for key, value in (
            ("签退", cells.time("签退", required=False)),
            ("核实人", cells.text("核实人", required=False)),
        ):
            blank[key] += value is None
        assert cells.reasons == ()
    assert blank["签退"] > 0
    assert blank["核实人"] > 0
    first = RowReader(table.rows[0])
    assert (first.date("日期"), first.time("签到")) == (date(2026, 4, 4), time(9, 7))


def test_sorting_events_repeat_themselves_exactly_25_times() -> None:
    table = read_table(
        sample("sorting_events_2026Q2.csv"),
        columns("事件号", "时间", "设备", "业主编号", "类别", "重量(克)"),
    )
    assert len(table.rows) == 2425
    assert len({row.all_cells for row in table.rows}) == 2400
    assert len({row.cells["事件号"] for row in table.rows}) == 2400
    for cells in readers(table):
        assert cells.datetime("时间") is not None
        assert cells.whole("重量(克)") is not None
        assert cells.reasons == ()


def test_small_lists() -> None:
    grants = read_table(
        sample("development_fund_grants.csv"),
        columns("日期", "来源", "出资方", "金额(元)", "用途", "可退还", "到期日", "匿名"),
    )
    assert [cells.money("金额(元)") for cells in readers(grants)] == [
        5_000_000,
        2_000_000,
        3_000_000,
        1_000_000,
        1_200_000,
    ]
    assert [cells.yes_no("可退还") for cells in readers(grants)] == [False] * 3 + [True, False]
    contracts = read_table(
        sample("contracts.csv"),
        columns("合同号", "类别", "对方", "起", "止", "付款方式", "每期金额(元)", "决议号"),
    )
    assert [cells.text("决议号", required=False) for cells in readers(contracts)][-1] is None
    assert len(contracts.rows) == 5
    merchants = read_table(
        sample("merchants.csv"), columns("编号", "名称", "地址", "结算方式", "每积分结算金额(元)")
    )
    assert [cells.money("每积分结算金额(元)") for cells in readers(merchants)] == [
        100,
        100,
        100,
        80,
    ]
    items = read_table(
        sample("store_catalogue.csv"),
        columns("货号", "名称", "单位", "积分价", "市价(元)", "库存", "商户编号"),
    )
    assert len(items.rows) == 8
    assert sum(cells.whole("积分价") or 0 for cells in readers(items)) == 152
