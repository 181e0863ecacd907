"""A second computation of published figures, from the entries that were replayed (I13).

It shares no code with the statements of `reporting`: what two ways agree on is worth printing.
Figures are the frozen JSON of a disclosure; amounts in fen, points and minutes.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import gcd
from typing import Any

from ledger.evidence.replay import AccountFacts, Movement, MovementKey, Replay
from ledger.evidence.report import Fault

Wanted = Callable[[MovementKey, AccountFacts], bool]


@dataclass(frozen=True, slots=True)
class PublishedFigures:
    """One disclosure as it claims to be: its months, its figures and its checkpoint."""

    number: str
    from_month: int
    to_month: int
    figures: dict[str, Any]
    size: int
    root_hash: bytes


class _Comparison:
    """Collects the figures that differ from the recomputed ones."""

    def __init__(self, replay: Replay, published: PublishedFigures) -> None:
        self.replay = replay
        self.published = published

    def rows(self, wanted: Wanted) -> Iterable[tuple[MovementKey, AccountFacts, Movement]]:
        for key, movement in self.replay.movements.items():
            account = self.replay.accounts.get(key[1])
            if account is not None and wanted(key, account):
                yield key, account, movement

    def signed(self, wanted: Wanted) -> int:
        return sum(movement.signed for _, _, movement in self.rows(wanted))

    def own(self, key: MovementKey) -> bool:
        in_months = self.published.from_month <= key[0] <= self.published.to_month
        return in_months and key[2] != "opening"

    def before(self, key: MovementKey) -> bool:
        opening = key[2] == "opening" and key[0] <= self.published.to_month
        return key[0] < self.published.from_month or opening

    def until(self, key: MovementKey) -> bool:
        return key[0] <= self.published.to_month

    def equal(self, name: str, expected: object, found: object) -> None:
        if expected != found:
            self.replay.report.add(
                Fault(
                    code="figure_differs",
                    where=f"公示 {self.published.number}",
                    sentence="公示的数字与凭证不符。",
                    field=name,
                    expected=str(expected),
                    found=str(found),
                )
            )


def check_figures(replay: Replay, published: PublishedFigures) -> None:
    """Compare the published figures with the entries replayed so far.

    Call it when the replay has reached the disclosure's checkpoint. Faults go to the report.
    """
    comparison = _Comparison(replay, published)
    if replay.frontier.root() != published.root_hash:
        replay.report.add(
            Fault(
                code="checkpoint_differs",
                where=f"公示 {published.number}",
                sentence=f"前 {published.size} 笔凭证的根哈希与公示时不同，"
                "这期公示之前的凭证或公示本身被改动过。",
                field="root_hash",
                expected=published.root_hash.hex(),
                found=replay.frontier.root().hex(),
            )
        )
    figures = published.figures
    try:
        _check_income(comparison, figures["income_statement"])
        _check_funds(comparison, figures["fund_statement"])
        _check_points(comparison, figures["points_statement"])
        # Older disclosures do not say what stands behind the points.
        if "points_backing" in figures:
            _check_backing(comparison, figures["points_backing"], figures["points_statement"])
        _check_trial_balance(comparison, figures["trial_balance"])
        _check_monthly(comparison, figures["monthly"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        comparison.equal("figures", "完整的公示数字", f"缺少或改坏了 {error}")


def _is_public(key: MovementKey, account: AccountFacts) -> bool:
    if account.type in ("income", "expense"):
        return key[3] is None
    return account.type == "equity" and account.code[:4] in ("3101", "3201")


def _check_income(comparison: _Comparison, figures: dict[str, Any]) -> None:
    totals = {}
    for kind, sign in (("income", -1), ("expense", 1)):
        lines: dict[str, int] = {}
        counts: dict[str, int] = {}
        for key, _, movement in comparison.rows(
            lambda key, account, kind=kind: (  # type: ignore[misc]
                account.type == kind
                and key[3] is None
                and key[2] != "closing"
                and comparison.own(key)
            )
        ):
            lines[key[1]] = lines.get(key[1], 0) + sign * movement.signed
            counts[key[1]] = counts.get(key[1], 0) + movement.entries
        claimed = {line["account_code"]: line for line in figures[kind]}
        for code in sorted(lines.keys() | claimed.keys()):
            line = claimed.get(code, {"amount_fen": 0, "entries": 0})
            name = f"income_statement.{kind}.{code}"
            comparison.equal(name, lines.get(code, 0), line["amount_fen"])
            comparison.equal(f"{name}.entries", counts.get(code, 0), line["entries"])
        totals[kind] = sum(lines.values())
        comparison.equal(
            f"income_statement.{kind}_total_fen", totals[kind], figures[f"{kind}_total_fen"]
        )
    surplus = totals["income"] - totals["expense"]
    opening = -comparison.signed(lambda key, a: _is_public(key, a) and comparison.before(key))
    closing = -comparison.signed(lambda key, a: _is_public(key, a) and comparison.until(key))
    for name, expected in (
        ("surplus_fen", surplus),
        ("opening_fen", opening),
        ("closing_fen", closing),
        ("other_changes_fen", closing - opening - surplus),
    ):
        comparison.equal(f"income_statement.{name}", expected, figures[name])
    for line in figures["bank_lines"]:
        code = line["account_code"]
        balance = comparison.signed(
            lambda key, _, code=code: key[1] == code and comparison.until(key)  # type: ignore[misc]
        )
        comparison.equal(f"income_statement.bank_lines.{code}", balance, line["amount_fen"])


def _check_funds(comparison: _Comparison, figures: dict[str, Any]) -> None:
    sums: dict[int, list[int]] = {}
    # Income that names refundable money is its release from the liability, not a receipt.
    refundable = {
        key[3] for key, _, _ in comparison.rows(lambda _, a: a.is_fund and a.type == "liability")
    }
    for key, account, movement in comparison.rows(
        lambda key, account: key[3] is not None and key[2] != "closing" and comparison.until(key)
    ):
        if account.is_fund:
            came, went = movement.credits, movement.debits
        elif account.type == "income":
            released = key[3] in refundable
            came, went = (0, movement.signed) if released else (-movement.signed, 0)
        elif account.type == "expense":
            came, went = 0, movement.signed
        else:
            continue
        row = sums.setdefault(key[3] or 0, [0, 0, 0])
        if comparison.before(key):
            row[0] += came - went
        else:
            row[1] += came
            row[2] += went
    claimed = {row["fund_grant_id"]: row for row in figures["rows"]}
    names = ("opening_fen", "received_fen", "spent_fen")
    for grant in sorted(sums.keys() | claimed.keys()):
        row = claimed.get(grant, dict.fromkeys((*names, "closing_fen"), 0))
        expected = sums.get(grant, [0, 0, 0])
        closing = expected[0] + expected[1] - expected[2]
        for name, amount in zip((*names, "closing_fen"), (*expected, closing), strict=True):
            comparison.equal(f"fund_statement.{grant}.{name}", amount, row[name])
    for name in (*names, "closing_fen"):
        total = sum(row[name] for row in figures["rows"])
        comparison.equal(f"fund_statement.totals.{name}", total, figures["totals"][name])


def _check_points(comparison: _Comparison, figures: dict[str, Any]) -> None:
    def net(choose: Callable[[MovementKey], bool], codes: tuple[str, ...]) -> int:
        return -comparison.signed(lambda key, _: key[1] in codes and choose(key))

    wallets = ("P2101", "P2102", "P2103", "P2104", "P2301")
    closing = net(comparison.until, wallets)
    issued = comparison.signed(
        lambda key, a: a.currency == "PTS" and a.type == "issued" and comparison.own(key)
    )
    for name, expected in (
        ("opening_outstanding", net(comparison.before, wallets)),
        ("issued", issued),
        ("redeemed", net(comparison.own, ("P2201", "P3101", "P3104"))),
        ("expired", net(comparison.own, ("P3102",))),
        ("corrected", net(comparison.own, ("P3103",))),
        ("closing_outstanding", closing),
        ("awaiting_settlement", net(comparison.until, ("P2201",))),
        ("service_minutes", -net(comparison.own, ("M1101",))),
        ("outstanding_fen", closing * figures["rate_fen_per_point"]),
    ):
        comparison.equal(f"points_statement.{name}", expected, figures[name])
    for source in figures["by_source"]:
        code = source["code"]
        comparison.equal(
            f"points_statement.by_source.{code}",
            -net(comparison.own, (code,)),
            source["points"],
        )
    by_source = sum(source["points"] for source in figures["by_source"])
    comparison.equal("points_statement.by_source", issued, by_source)


def _check_backing(
    comparison: _Comparison, figures: dict[str, Any], points: dict[str, Any]
) -> None:
    """Recompute what stands behind the points; what budgets pledge, the database is asked for."""

    def equal(name: str, expected: object, found: object) -> None:
        comparison.equal(f"points_backing.{name}", expected, found)

    month = comparison.published.to_month
    last_day = f"{month // 100:04d}-{month % 100:02d}-{monthrange(month // 100, month % 100)[1]}"
    for name, like in (
        ("outstanding", "closing_outstanding"),
        ("rate_fen_per_point", "rate_fen_per_point"),
        ("outstanding_fen", "outstanding_fen"),
    ):
        equal(name, points[like], figures[name])
    reserve = -comparison.signed(lambda key, _: key[1] == "2301001" and comparison.until(key))
    equal("reserve_fen", reserve, figures["reserve_fen"])
    counted = 0
    for grant in figures["grants"]:
        number = grant["fund_grant_id"]
        redeemed = comparison.signed(
            lambda key, _, number=number: (  # type: ignore[misc]
                key[3] == number
                and key[1].startswith("5104")
                and key[2] != "closing"
                and comparison.until(key)
            )
        )
        left = -comparison.signed(
            lambda key, account, number=number: (  # type: ignore[misc]
                key[3] == number
                and (account.is_fund or account.type in ("income", "expense"))
                and comparison.until(key)
            )
        )
        pledged = sum(pledge["fen"] for pledge in grant["pledges"])
        is_over = grant["expires_on"] is not None and grant["expires_on"] < last_day
        counts = 0 if is_over else max(0, min(pledged - redeemed, left))
        counted += counts
        for name, expected in (
            ("pledged_fen", pledged),
            ("redeemed_fen", redeemed),
            ("left_fen", left),
            ("counted_fen", counts),
        ):
            equal(f"grants.{number}.{name}", expected, grant[name])
    backing, owed = max(0, reserve) + counted, points["outstanding_fen"]
    equal("backing_fen", backing, figures["backing_fen"])
    shared = gcd(backing, owed)
    equal(
        "coverage",
        {"numerator": backing // shared, "denominator": owed // shared} if owed > 0 else None,
        figures["coverage"],
    )
    floor = figures["floor_percent"]
    equal(
        "keeps_floor",
        None if floor is None else backing * 100 >= owed * floor,
        figures["keeps_floor"],
    )


def _check_trial_balance(comparison: _Comparison, figures: dict[str, Any]) -> None:
    sums: dict[str, list[int]] = {}
    for key, account, movement in comparison.rows(
        lambda key, account: account.currency == "CNY" and comparison.until(key)
    ):
        code: str | None = account.code
        while code is not None:
            row = sums.setdefault(code, [0, 0, 0])
            if comparison.before(key):
                row[0] += movement.signed
            else:
                row[1] += movement.debits
                row[2] += movement.credits
            parent = comparison.replay.accounts.get(code)
            code = parent.parent_code if parent is not None else None
    claimed = {row["code"]: row for row in figures["rows"]}
    names = ("opening", "debits", "credits", "closing")
    for each in sorted(sums.keys() | claimed.keys()):
        opening, came, went = sums.get(each, [0, 0, 0])
        row = claimed.get(each, dict.fromkeys(names, 0))
        expected = (opening, came, went, opening + came - went)
        for name, amount in zip(names, expected, strict=True):
            comparison.equal(f"trial_balance.{each}.{name}", amount, row[name])
    leaves = [row for row in figures["rows"] if row["is_postable"]]
    for name, total in (
        ("opening_debit", sum(max(row["opening"], 0) for row in leaves)),
        ("opening_credit", sum(max(-row["opening"], 0) for row in leaves)),
        ("debits", sum(row["debits"] for row in leaves)),
        ("credits", sum(row["credits"] for row in leaves)),
        ("closing_debit", sum(max(row["closing"], 0) for row in leaves)),
        ("closing_credit", sum(max(-row["closing"], 0) for row in leaves)),
    ):
        comparison.equal(f"trial_balance.totals.{name}", total, figures["totals"][name])


def _check_monthly(comparison: _Comparison, figures: list[dict[str, Any]]) -> None:
    issued = {
        account.code
        for account in comparison.replay.accounts.values()
        if account.type == "issued" and account.currency == "PTS"
    }
    for row in figures:
        sums = dict.fromkeys(("income_fen", "expense_fen", "issued_points", "redeemed_points"), 0)
        month = int(row["month"].replace("-", ""))
        for key, account, movement in comparison.rows(lambda key, _: True):
            if key[0] != month or key[2] == "opening":
                continue
            if account.type in ("income", "expense") and key[2:] == ("", None):
                sign = -1 if account.type == "income" else 1
                sums[f"{account.type}_fen"] += sign * movement.signed
            elif key[1] in issued:
                sums["issued_points"] += movement.signed
            elif key[1] in ("P2201", "P3101", "P3104"):
                sums["redeemed_points"] -= movement.signed
        for name, expected in sums.items():
            comparison.equal(f"monthly.{row['month']}.{name}", expected, row[name])
