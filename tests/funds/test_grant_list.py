"""What the preview says about the list of grants; no database."""

from __future__ import annotations

import pytest

from ledger.bookkeeping.account import Side
from ledger.funds.categories import SOURCES
from ledger.funds.entries import fund_grant_lines
from ledger.funds.grant_list import COLUMNS, GrantRow, KnownGrants, read_grants
from ledger.intake.reading import read_table
from ledger.intake.source_file import SourceFile

HEADER = "日期,来源,出资方,金额(元),用途,可退还,到期日,匿名"
NOTHING = KnownGrants()


def read(*rows: str, known: KnownGrants = NOTHING) -> list[GrantRow]:
    content = "\n".join([HEADER, *rows]).encode()
    return read_grants(read_table(SourceFile.of("发展金.csv", content), COLUMNS), known)


@pytest.mark.parametrize(
    "row, expected",
    [
        ("2026-01-15,财政补贴,县住建局,50000.00,启动资金,否,,否", []),
        ("2026-01-15,彩票,县住建局,50000.00,启动资金,否,,否", ["word_is_not_a_choice"]),
        ("2026-01-15,财政补贴,县住建局,0,启动资金,否,,否", ["money_is_too_small"]),
        ("2026-01-15,财政补贴,县住建局,5,,否,,否", ["cell_is_blank"]),
        ("2026-01-15,财政补贴,县住建局,5,启动,也许,,否", ["answer_is_not_yes_or_no"]),
        ("2026-01-15,财政补贴,县住建局,5,启动,是,2026-12-31,否", ["source_is_never_refundable"]),
        ("2026-01-15,预存活动经费,某国企,5,托管,是,,是", ["refundable_grant_has_no_end"]),
        (
            "2026-01-15,预存活动经费,某国企,5,托管,否,2026-01-14,",
            ["grant_expires_before_it_begins"],
        ),
        ("2026-01-15,公共收益定向补充,业主大会,5,管护,否,,否", ["grant_moves_no_money"]),
    ],
)
def test_one_row(row: str, expected: list[str]) -> None:
    [grant] = read(row)
    assert [reason.code for reason in grant.reader.reasons] == expected


def test_the_same_grant_twice_in_a_file() -> None:
    row = "2026-01-15,财政补贴,县住建局,5,启动资金,否,,否"
    first, second = read(row, row)
    assert first.reader.reasons == ()
    assert [reason.code for reason in second.reader.reasons] == ["row_is_repeated"]


@pytest.mark.parametrize(
    "title, is_refundable, debit_code, credit_code",
    [
        ("财政补贴", False, "1002002", "3102001"),
        ("群团联筹", False, "1002002", "3102002"),
        ("预存活动经费", False, "1002002", "3102003"),
        ("预存活动经费", True, "1002002", "2209004"),
        ("公共收益定向补充", False, "3101001", "3102004"),
    ],
)
def test_where_each_source_is_booked(
    title: str, is_refundable: bool, debit_code: str, credit_code: str
) -> None:
    lines = fund_grant_lines(
        SOURCES[title], fund_grant_id=7, amount_fen=100, is_refundable=is_refundable
    )
    assert [(line.account_code, line.side) for line in lines] == [
        (debit_code, Side.DEBIT),
        (credit_code, Side.CREDIT),
    ]
    # Only the restricted side names the grant: what is left is the credit that remains on it.
    assert [line.dimensions.fund_grant_id for line in lines] == [None, 7]
