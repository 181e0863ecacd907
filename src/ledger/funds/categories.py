"""The cash book's categories and the fund's sources, each with its accounts (domain.md §3)."""

from __future__ import annotations

from dataclasses import dataclass

BANK_ACCOUNT = "1002001"
"""银行存款-公共收益专户, the account that the cash book is the diary of."""
FUND_BANK_ACCOUNT = "1002002"
"""银行存款-小区共享发展金专户."""
MONEY_ACCOUNTS = ("1001", "1002", "1009")
"""The beginnings of the accounts that money leaves by: cash, banks, what scans have brought."""
BANK_CHARGES = "5401"
"""手续费: what the bank takes by itself, from whatever account."""
PUBLIC_REVENUE = "4301"
"""公共收益: the beginning of the accounts of what the common parts earn."""
SURPLUS_ACCOUNT = "3101001"
"""公共收益结余."""


@dataclass(frozen=True, slots=True)
class Category:
    """类别 of a cash book row: an income or an expense, and the account on its far side.

    `needs_invoice` is False where the paper is a bank's, an assessor's or a payroll's own.
    """

    title: str
    account_code: str
    is_income: bool
    needs_invoice: bool = False


_CATEGORIES = (
    Category("停车月租", "4301001", is_income=True),
    Category("临停与潮汐车位", "4301002", is_income=True),
    Category("电梯广告", "4301003", is_income=True),
    Category("户外广告", "4301004", is_income=True),
    Category("场地", "4301005", is_income=True),
    Category("通信基站", "4301006", is_income=True),
    Category("充电桩", "4301007", is_income=True),
    Category("经营用房", "4301008", is_income=True),
    Category("盘活资产分成", "4301009", is_income=True),
    Category("利息", "4901001", is_income=True),
    Category("赔偿补偿", "4901002", is_income=True),
    Category("公共经营成本-人工", "5101001", is_income=False, needs_invoice=True),
    Category("公共经营成本-能耗", "5101002", is_income=False, needs_invoice=True),
    Category("共用部位维修", "5102", is_income=False, needs_invoice=True),
    Category("公益及社区活动", "5103", is_income=False, needs_invoice=True),
    Category("税金", "5201", is_income=False),
    Category("委员津贴", "5301001", is_income=False, needs_invoice=True),
    Category("办公费", "5301002", is_income=False, needs_invoice=True),
    Category("会议费", "5301003", is_income=False, needs_invoice=True),
    Category("审计费", "5301004", is_income=False, needs_invoice=True),
    Category("手续费", "5401", is_income=False),
)

CATEGORIES = {category.title: category for category in _CATEGORIES}


@dataclass(frozen=True, slots=True)
class FundSource:
    """来源 of a grant: the account that shows the restriction, and where the money comes from.

    `money_account` is debited when the grant is booked. `spendable_on` are the beginnings of the
    expense accounts that a grant of this source may pay.
    """

    title: str
    account_code: str
    money_account: str = FUND_BANK_ACCOUNT
    refundable_account: str | None = None
    spendable_on: tuple[str, ...] = ("5102", "5103", "5104", "5105", "5106")

    @property
    def moves_money(self) -> bool:
        """False where the estate only sets its own money apart."""
        return self.money_account != SURPLUS_ACCOUNT


_SOURCES = (
    FundSource("财政补贴", "3102001"),
    FundSource("群团联筹", "3102002"),
    # Money that must be given back when it is not spent is nobody's net assets yet.
    FundSource("预存活动经费", "3102003", refundable_account="2209004"),
    FundSource("定向捐赠", "3102003", refundable_account="2209004"),
    FundSource("公共收益定向补充", "3102004", money_account=SURPLUS_ACCOUNT),
    FundSource("业主大会指定", "3102005", money_account=SURPLUS_ACCOUNT),
)

SOURCES = {source.title: source for source in _SOURCES}

GRANT_ACCOUNTS = frozenset(
    code
    for source in _SOURCES
    for code in (source.account_code, source.refundable_account)
    if code is not None
)
"""The accounts that show a restriction; each of their lines names the grant it is about."""
