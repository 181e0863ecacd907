"""What a grant may pay: the refusals of the shared development fund. Pure; amounts in fen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.entry import EntryLine, JournalEntry, format_minor
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.funds.categories import SOURCES


class FundGrantIsOverspent(Refusal):
    """More would be spent than the grant has left, entries on their way counted."""

    code = "fund_grant_is_overspent"


class FundGrantHasExpired(Refusal):
    """The agreed time for spending is over."""

    code = "fund_grant_has_expired"


class FundGrantIsForAnotherPurpose(Refusal):
    """Money for public purposes pays no wages, taxes, fees or allowances (domain.md §2.4)."""

    code = "fund_grant_is_for_another_purpose"


@dataclass(frozen=True, slots=True)
class GrantLeft:
    """A grant as the check sees it; `left_fen` counts everything but the new entries."""

    source: str
    purpose: str
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

    The order of checks: `ObjectIsNotHere`, `FundGrantHasExpired`, `FundGrantIsForAnotherPurpose`
    for each line, then `FundGrantIsOverspent` for each grant.
    """
    change: dict[int, int] = {}
    for entry, grant_id, line in _lines_naming(entries):
        kind_of_account = account_types.get(line.account_code, "asset")
        if entry.kind != "fund_grant":
            if grant_id not in grants:
                raise ObjectIsNotHere("这个发展金项目", fund_grant_id=grant_id)
            if kind_of_account == "expense" and line.signed_amount > 0:
                _check_expense(entry, line, grants[grant_id], grant_id)
        if kind_of_account != "asset":
            change[grant_id] = change.get(grant_id, 0) - line.signed_amount
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
