"""From a file to a table: headers below titles, rows that are no details, and clear refusals."""

import io

import pytest
import xlsxwriter

from ledger.errors import Refusal
from ledger.intake.encodings import FileKindIsUnknown
from ledger.intake.headers import FileColumn, FileColumnIsMissing, FileColumnIsRepeated
from ledger.intake.reading import FileHasNoRows, Table, TableRow, read_table
from ledger.intake.row_reader import RowReader
from ledger.intake.sheets import FileTableIsBroken
from ledger.intake.source_file import FileIsEmpty, FileIsTooLarge, ReadingLimits, SourceFile

COLUMNS = (
    FileColumn("on", "日期", ("交易日期", "记账日期")),
    FileColumn("income", "收入", ("贷方发生额(收入)",)),
    FileColumn("remark", "备注", is_required=False),
)


def csv_file(text: str) -> SourceFile:
    return SourceFile.of("流水.csv", text.encode())


def read(text: str) -> Table:
    return read_table(csv_file(text), COLUMNS)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters_are_told_apart_by_the_table_not_by_the_titles(delimiter: str) -> None:
    table = read(
        "书香苑,二季度;流水\n\n"
        + delimiter.join(["日期", "收入", "备注"])
        + "\n"
        + "".join(
            delimiter.join([f"2026-04-0{day}", '"1,800.00"', f'"a{delimiter}b"']) + "\n"
            for day in range(1, 6)
        )
    )
    assert table.header_row_no == 3
    assert [row.row_no for row in table.rows] == [4, 5, 6, 7, 8]
    cells = RowReader(table.rows[0])
    assert cells.money("income") == 180_000
    assert cells.raw("remark") == f"a{delimiter}b"


def test_a_declared_separator_is_believed() -> None:
    table = read("sep=;\n日期;收入\n2026-04-01;1,5\n")
    assert table.rows[0].all_cells == ("2026-04-01", "1,5")


def test_headings_match_in_spite_of_width_spaces_and_line_breaks() -> None:
    table = read('"交易\n日期",贷方发生额（收入） ,余 额\n2026/4/1,5,6\n')
    assert table.rows[0].cells == {"on": "2026/4/1", "income": "5"}
    assert table.rows[0].row_no == 2
    assert "没有用到的列：余 额。" in table.notes


def test_the_usual_heading_goes_before_an_alias() -> None:
    table = read("记账日期,日期,收入\n2026-04-02,2026-04-01,5\n")
    assert table.rows[0].cells["on"] == "2026-04-01"
    assert "没有用到的列：记账日期。" in table.notes


def test_a_missing_column_is_named_with_what_was_found() -> None:
    with pytest.raises(FileColumnIsMissing) as refusal:
        read("流水\n日期,支出,余额\n2026-04-01,5,6\n")
    assert refusal.value.sentence == (
        "第 2 行表头缺少“收入”；找到的列是：日期、支出、余额。"
        "请补上缺少的列，或核对是否选错了文件种类。"
    )
    assert refusal.value.details["missing"] == ["收入"]


def test_no_header_at_all_names_the_columns_that_should_be_there() -> None:
    with pytest.raises(FileColumnIsMissing, match="日期、收入"):
        read("你好\n世界\n")


def test_the_header_is_looked_for_in_the_first_thirty_rows_only() -> None:
    assert read("\n" * 29 + "日期,收入\n2026-04-01,5\n").header_row_no == 30
    with pytest.raises(FileColumnIsMissing):
        read("\n" * 30 + "日期,收入\n2026-04-01,5\n")


def test_a_repeated_column_is_refused() -> None:
    with pytest.raises(FileColumnIsRepeated, match="收入"):
        read("日期,收入,收入\n2026-04-01,5,6\n")


def test_rows_that_are_no_details_are_set_aside_and_told() -> None:
    table = read(
        "日期,收入,备注\n,100,上期结余\n2026-04-01,5,\n\n小计,5,\n日期,收入,备注\n"
        "2026-05-01,6,\n合 计：,11,\n总笔数,2,\n"
    )
    assert [row.row_no for row in table.rows] == [3, 7]
    assert [row.row_no for row in table.opening_rows] == [2]
    assert [row.row_no for row in table.total_rows] == [5, 8]
    assert [row.row_no for row in table.count_rows] == [9]
    assert table.notes == (
        "按文本表格，UTF-8 编码，逗号分隔读取。",
        "表头在第 1 行，明细 2 行。",
        "第 2 行是期初行，不作为明细。",
        "第 5、8 行是合计行，不作为明细。",
        "第 9 行是笔数行，不作为明细。",
        "第 6 行是重复的表头，已跳过。",
    )


def test_an_importer_may_decide_what_a_total_row_is() -> None:
    def role_of(row: TableRow) -> str:
        return "total" if row.cells["on"] == "以下空白" else "detail"

    table = read_table(
        csv_file("日期,收入\n合计,5\n以下空白,\n"),
        COLUMNS,
        role_of=role_of,  # type: ignore[arg-type]
    )
    assert [row.row_no for row in table.rows] == [2]
    assert [row.row_no for row in table.total_rows] == [3]


def test_a_row_with_an_unquoted_comma_is_refused_and_the_others_are_not() -> None:
    table = read("日期,收入,备注\n2026-04-01,1,800.00,停车\n2026-04-02,5,\n")
    first, second = (RowReader(row) for row in table.rows)
    assert [reason.code for reason in first.reasons] == ["row_is_wider_than_header"]
    assert first.is_refused
    assert not second.is_refused


def test_a_quote_that_never_closes_is_refused_with_its_row() -> None:
    with pytest.raises(FileTableIsBroken) as refusal:
        read('日期,收入,备注\n2026-04-01,5,"停车\n2026-04-02,5,\n')
    assert refusal.value.details["row_no"] == 2


@pytest.mark.parametrize("text", ["x" * 200_000, ',"' * 100_000, "日期\n" + '"' * 300_001])
def test_a_field_of_any_length_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Refusal):
        read(text)


@pytest.mark.parametrize(
    "cell", ["\t6217000000000021", '="6217000000000021"', " 6217000000000021 "]
)
def test_long_numbers_lose_what_programs_put_around_them(cell: str) -> None:
    quoted = '"' + cell.replace('"', '""') + '"'
    table = read(f"日期,收入,备注\n2026-04-01,5,{quoted}\n")
    assert table.rows[0].cells["remark"] == "6217000000000021"


def test_sizes() -> None:
    with pytest.raises(FileIsEmpty):
        read("")
    with pytest.raises(FileHasNoRows):
        read("日期,收入\n合计,5\n")
    with pytest.raises(FileIsTooLarge, match=r"0\.1 MB"):
        read_table(csv_file("日期,收入\n" * 9), COLUMNS, limits=ReadingLimits(file_bytes=100))
    with pytest.raises(FileIsTooLarge, match="3 行"):
        read_table(csv_file("日期,收入\n" * 9), COLUMNS, limits=ReadingLimits(rows=3))
    with pytest.raises(FileKindIsUnknown):
        read_table(SourceFile.of("a.xls", b"\x00\x01\x02"), COLUMNS)


def workbook(*sheets: tuple[str, bool, list[list[object]]]) -> SourceFile:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    for name, is_visible, rows in sheets:
        sheet = book.add_worksheet(name)
        if not is_visible:
            sheet.hide()
        for row_index, row in enumerate(rows):
            sheet.write_row(row_index, 0, row)
    book.close()
    return SourceFile.of("流水.xlsx", stream.getvalue())


ROWS: list[list[object]] = [["日期", "收入"], ["2026-04-01", 5]]


def test_the_first_visible_sheet_with_the_header_is_read_and_the_others_are_told() -> None:
    table = read_table(
        workbook(
            ("说明", True, [["须知"]]),
            ("旧", False, ROWS),
            ("4月", True, ROWS),
            ("5月", True, ROWS),
        ),
        COLUMNS,
    )
    assert table.sheet_name == "4月"
    assert table.notes[:2] == (
        "按工作表“4月”读取。",
        "注意：工作表“5月”、“旧”也有同样的表头，没有读取；请分别另存后上传。",
    )


def test_a_hidden_sheet_is_read_only_when_no_other_has_the_header() -> None:
    table = read_table(workbook(("说明", True, [["须知"]]), ("旧", False, ROWS)), COLUMNS)
    assert table.sheet_name == "旧"
    assert "注意：工作表“旧”是隐藏的工作表。" in table.notes


def test_the_nearest_sheet_explains_what_is_missing() -> None:
    with pytest.raises(FileColumnIsMissing) as refusal:
        read_table(
            workbook(("说明", True, [["须知"]]), ("表", True, [["日期", "支出"], ["x", 1]])),
            COLUMNS,
        )
    assert refusal.value.details["sheet"] == "表"


def test_a_reader_names_the_blank_column_and_keeps_reading() -> None:
    cells = RowReader(read("日期,收入,备注\n,12.345,x\n").rows[0], {"on": "日期"})
    assert cells.date("on") is None
    assert cells.money("income") is None
    assert cells.text("nowhere", required=False) is None
    assert [(reason.code, reason.field, reason.message) for reason in cells.reasons] == [
        ("cell_is_blank", "on", "“日期”不能留空。"),
        ("money_has_too_many_decimals", "income", "金额“12.345”的小数超过两位（分），请核对。"),
    ]
