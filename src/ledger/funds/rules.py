"""What a grant may pay: the refusals of the shared development fund. Pure; amounts in fen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.entry import EntryLine, JournalEntry, format_minor
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.funds.categories import (
    BANK_CHARGES,
    FUND_BANK_ACCOUNT,
    GRANT_ACCOUNTS,
    MONEY_ACCOUNTS,
    PUBLIC_REVENUE,
    SOURCES,
)


class FundGrantIsOverspent(Refusal):
    """More would be spent than the grant has left, entries on their way counted."""

    code = "fund_grant_is_overspent"


class FundGrantHasExpired(Refusal):
    """The agreed time for spending is over."""

    code = "fund_grant_has_expired"


class FundGrantIsForAnotherPurpose(Refusal):
    """Money for public purposes pays no wages, taxes, fees or allowances (domain.md §2.4)."""

    code = "fund_grant_is_for_another_purpose"


class FundGrantIsMissing(Refusal):
    """The fund's own bank account pays, and no line says for which grant."""

    code = "fund_grant_is_missing"


class FundGrantIsNotCharged(Refusal):
    """Only a bank or cash line names the grant, so nothing would be taken from it."""

    code = "fund_grant_is_not_charged"


class FundGrantIsRepurposed(Refusal):
    """What leaves a grant is neither spent nor paid back: its donor has not agreed (§2.4)."""

    code = "fund_grant_is_repurposed"


class PublicRevenueNamesAGrant(Refusal):
    """What the owners earned would be told as a grant's without their resolution."""

    code = "public_revenue_names_a_grant"


class FundGrantIsKeptElsewhere(Refusal):
    """A line on a grant's account names a grant that is kept on another account."""

    code = "fund_grant_is_kept_elsewhere"


@dataclass(frozen=True, slots=True)
class GrantLeft:
    """A grant as the check sees it; `left_fen` counts everything but the new entries."""

    source: str
    purpose: str
    account_code: str
    expires_on: date | None
    left_fen: int


def named_grants(entries: Sequence[JournalEntry]) -> set[int]:
    """Return the ids of the grants that the entries name, the entries that book them left out."""
    return {
        line.dimensions.fund_grant_id
        for entry in entries
        if entry.kind != "fund_grant"
        for line in entry.lines
        if line.dimensions.fund_grant_id is not None
    }


def pays_from_the_fund(entries: Sequence[JournalEntry]) -> bool:
    """Tell whether money leaves the fund's bank account."""
    return any(_paid_from_the_fund(entry) > 0 for entry in entries)


def _paid_from_the_fund(entry: JournalEntry) -> int:
    return -sum(
        line.signed_amount for line in entry.lines if line.account_code == FUND_BANK_ACCOUNT
    )


def _lines_naming(
    entries: Sequence[JournalEntry],
) -> Iterator[tuple[JournalEntry, int, EntryLine]]:
    for entry in entries:
        for line in entry.lines:
            if line.dimensions.fund_grant_id is not None:
                yield entry, line.dimensions.fund_grant_id, line


def check_grants(
    entries: Sequence[JournalEntry],
    *,
    grants: Mapping[int, GrantLeft],
    account_types: Mapping[str, str],
) -> None:
    """Raise unless the grants that the entries name may pay for them.

    The order of checks: `FundGrantIsMissing` for each entry; `ObjectIsNotHere`,
    `FundGrantIsKeptElsewhere`, `PublicRevenueNamesAGrant`, `FundGrantHasExpired`,
    `FundGrantIsForAnotherPurpose` for each line; then `FundGrantIsNotCharged` and
    `FundGrantIsRepurposed` for each entry and `FundGrantIsOverspent` for each grant.
    """
    for entry in entries:
        _check_spending_names_a_grant(entry, account_types)
    change: dict[int, int] = {}
    for entry, grant_id, line in _lines_naming(entries):
        kind_of_account = account_types.get(line.account_code, "asset")
        if entry.kind != "fund_grant":
            if grant_id not in grants:
                raise ObjectIsNotHere("这个发展金项目", fund_grant_id=grant_id)
            _check_account(line, grants[grant_id], grant_id)
            if entry.reverses_seq is None:
                _check_income(line)
            if kind_of_account == "expense" and line.signed_amount > 0:
                _check_expense(entry, line, grants[grant_id], grant_id)
        if _is_charged(line, account_types):
            change[grant_id] = change.get(grant_id, 0) - line.signed_amount
    for entry in entries:
        _check_grant_is_charged(entry, account_types)
        _check_grant_is_not_repurposed(entry, account_types)
    for grant_id, amount in change.items():
        grant = grants.get(grant_id)
        if grant is not None and amount < 0 and grant.left_fen + amount < 0:
            raise FundGrantIsOverspent(
                f"“{grant.source}-{grant.purpose}”还能用 {_yuan(max(grant.left_fen, 0))} 元，"
                f"这次要用 {_yuan(-amount)} 元，请减少金额或改用别的资金。",
                fund_grant_id=grant_id,
                left_fen=grant.left_fen,
                wanted_fen=-amount,
            )


def _check_spending_names_a_grant(entry: JournalEntry, account_types: Mapping[str, str]) -> None:
    """Refuse an expense that the fund's account pays without saying for which grant.

    Where several accounts pay, only what the others cannot have paid counts. The bank's own
    charges belong to no grant.
    """
    debits = sum(max(line.signed_amount, 0) for line in entry.lines)
    unnamed = sum(
        max(line.signed_amount, 0)
        for line in entry.lines
        if account_types.get(line.account_code) == "expense"
        and line.dimensions.fund_grant_id is None
        and line.account_code != BANK_CHARGES
    )
    if unnamed and _paid_from_the_fund(entry) > debits - unnamed:
        raise FundGrantIsMissing(
            f"这笔支出从 {FUND_BANK_ACCOUNT} 发展金专户付款，"
            "请在支出那一行注明用的是哪一项发展金；不是发展金的支出请从别的账户付。",
            account_code=FUND_BANK_ACCOUNT,
        )


def _check_account(line: EntryLine, grant: GrantLeft, grant_id: int) -> None:
    if line.account_code in GRANT_ACCOUNTS and line.account_code != grant.account_code:
        raise FundGrantIsKeptElsewhere(
            f"“{grant.source}-{grant.purpose}”记在科目 {grant.account_code}，"
            f"不能注在科目 {line.account_code} 上；请核对科目和项目。",
            fund_grant_id=grant_id,
            account_code=line.account_code,
        )


def _check_income(line: EntryLine) -> None:
    """Refuse public revenue that names a grant; a designation has an entry of its own."""
    if line.account_code.startswith(PUBLIC_REVENUE):
        raise PublicRevenueNamesAGrant(
            f"科目 {line.account_code} 是公共收益，不能注明发展金项目。"
            "请去掉项目；业主大会决定把公共收益用作发展金的，请登记一笔定向补充。",
            account_code=line.account_code,
        )


def _check_grant_is_charged(entry: JournalEntry, account_types: Mapping[str, str]) -> None:
    named: dict[bool, set[int]] = {True: set(), False: set()}
    for _, grant_id, line in _lines_naming([entry]):
        named[_is_charged(line, account_types)].add(grant_id)
    if not_charged := named[False] - named[True]:
        raise FundGrantIsNotCharged(
            "发展金项目只注在银行存款、应付款等往来那一行，不会从项目里扣减；请注在支出那一行。",
            fund_grant_id=min(not_charged),
        )


def _is_charged(line: EntryLine, account_types: Mapping[str, str]) -> bool:
    """Tell whether the line counts for the grant that it names, as 共享发展金表 counts it.

    What is owed to a supplier was spent when it was owed; a payable that names the grant neither
    spends it again nor gives it back.
    """
    is_result = account_types.get(line.account_code) in ("income", "expense")
    return is_result or line.account_code in GRANT_ACCOUNTS


def _check_grant_is_not_repurposed(entry: JournalEntry, account_types: Mapping[str, str]) -> None:
    """Refuse to move a grant into the surplus or another grant.

    What leaves its account, and is not released into its own income, is paid back to the donor:
    by bank or cash, in the same entry, beside whatever else the entry pays.
    """
    if entry.reverses_seq is not None or entry.kind == "fund_grant":
        return
    released: dict[int, int] = {}
    paid = others = 0
    for line in entry.lines:
        grant_id = line.dimensions.fund_grant_id
        is_expense = account_types.get(line.account_code) == "expense"
        if grant_id is not None and _is_charged(line, account_types) and not is_expense:
            released[grant_id] = released.get(grant_id, 0) + line.signed_amount
        elif line.account_code.startswith(MONEY_ACCOUNTS):
            paid -= line.signed_amount
        else:
            others += max(line.signed_amount, 0)
    taken = {grant_id: amount for grant_id, amount in released.items() if amount > 0}
    total = sum(taken.values())
    if taken and total > max(paid - others, 0):
        raise FundGrantIsRepurposed(
            f"从发展金项目转出 {_yuan(total)} 元，没有用银行存款或现金退还出资方。"
            "发展金不能转作结余、收入或别的项目；支出请在支出那一行注明项目，改变用途请先退还，再按新的用途登记。",
            fund_grant_id=min(taken),
        )


def _check_expense(entry: JournalEntry, line: EntryLine, grant: GrantLeft, grant_id: int) -> None:
    if grant.expires_on is not None and entry.effective_on > grant.expires_on:
        raise FundGrantHasExpired(
            f"“{grant.source}-{grant.purpose}”在 {grant.expires_on.isoformat()} 到期，"
            "不能再支出；请与出资方商定延期或退还。",
            fund_grant_id=grant_id,
            expires_on=grant.expires_on.isoformat(),
        )
    source = SOURCES.get(grant.source)
    if source is not None and not line.account_code.startswith(source.spendable_on):
        raise FundGrantIsForAnotherPurpose(
            f"“{grant.source}-{grant.purpose}”不能用于科目 {line.account_code}，"
            "发展金只用于维修、公益活动、积分兑换、共享空间和社会服务；请改用别的资金。",
            fund_grant_id=grant_id,
            account_code=line.account_code,
        )


def _yuan(amount_fen: int) -> str:
    return format_minor(amount_fen, Currency.CNY)
