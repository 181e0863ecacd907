"""What is compared after the last entry: head, numbers, balances, points identity, documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ledger.evidence.replay import Replay
from ledger.evidence.report import Fault


@dataclass(frozen=True, slots=True)
class BalanceClaim:
    """A balance as kept; `posted` debit-positive in minor units, `version` counts its lines."""

    code: str
    holder: str
    posted: int
    version: int


def check_head(replay: Replay, *, size: int, root_hash: bytes, where: str) -> None:
    """Compare the claimed head of the book with the one recomputed."""
    replay.report.size = replay.frontier.size
    replay.report.root_hash = replay.frontier.root()
    if size > replay.last_seq:
        gone = f"第 {replay.last_seq + 1} 笔至第 {size} 笔"
        replay.report.add(
            Fault(
                code="entry_is_missing", where=gone, seq=replay.last_seq + 1, field="seq",
                sentence="凭证不见了（被删除或移走）。", expected=str(size),
                found=str(replay.last_seq),
            )
        )  # fmt: skip
    elif size != replay.frontier.size:
        _differs(replay, where, "book.size", replay.frontier.size, size, "账簿长度与凭证数不符。")
    if root_hash != replay.frontier.root():
        _differs(
            replay, where, "book.root_hash", replay.frontier.root().hex(), root_hash.hex(),
            "账簿的根哈希与凭证重算的不符。",
        )  # fmt: skip


def check_numbers(replay: Replay, claimed: Mapping[tuple[str, int], int]) -> None:
    """Compare the last number of each series and month with the entries."""
    for slot in sorted(replay.last_numbers.keys() | claimed.keys()):
        expected, found = replay.last_numbers.get(slot, 0), claimed.get(slot, 0)
        if expected != found:
            where = f"凭证字 {slot[0]}，月份 {slot[1]}"
            _differs(replay, where, "last_number", expected, found, "末号与凭证不符。")


def check_balances(replay: Replay, claimed: Iterable[BalanceClaim]) -> None:
    """Compare every kept balance with the sum of its entries' lines."""
    kept = {(claim.code, claim.holder): claim for claim in claimed}
    for key in sorted(replay.balances.keys() | kept.keys()):
        posted, version = replay.balances.get(key, (0, 0))
        claim = kept.get(key)
        where = f"科目余额 {key[0]}" + (f"（{key[1]}）" if key[1] else "")
        found_posted, found_version = (claim.posted, claim.version) if claim else (0, 0)
        if posted != found_posted:
            _differs(replay, where, "posted", posted, found_posted, "余额与凭证不符。")
        elif version != found_version:
            _differs(replay, where, "version", version, found_version, "笔数与凭证不符。")


def check_points_identity(replay: Replay) -> None:
    """Σ issued = Σ wallets + holds + awaiting settlement + pool + Σ retired (I9)."""
    issued = kept = 0
    for (code, _), (posted, _) in replay.balances.items():
        account = replay.accounts.get(code)
        if account is None or account.currency != "PTS":
            continue
        if account.type == "issued":
            issued += posted
        else:
            kept -= posted
    if issued != kept:
        _differs(
            replay, "积分恒等式", "issued", kept, issued,
            "发放总数不等于持有、待结算、公益池与注销之和。",
        )  # fmt: skip


def check_documents(replay: Replay, present: Iterable[str], *, where: str) -> None:
    """Name every document that an entry cites and that is not there; digests in hex."""
    there = set(present)
    for digest, entry_no in replay.documents.items():
        if digest not in there:
            replay.report.add(
                Fault(
                    code="document_is_missing", where=f"{entry_no} 的附件",
                    sentence=f"{where}里没有。", file=f"documents/{digest}", field="documents",
                    expected=digest,
                )
            )  # fmt: skip


def _differs(
    replay: Replay, where: str, field: str, expected: object, found: object, sentence: str
) -> None:
    replay.report.add(
        Fault(
            code=f"{field.rpartition('.')[2]}_differs",
            where=where,
            sentence=sentence,
            field=field,
            expected=str(expected),
            found=str(found),
        )
    )
