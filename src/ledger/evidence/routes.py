"""Checkpoints and proofs for everybody, a resident's own proofs, and closing a month.

Closing stands here because it signs the head of the book, and posting knows of no keys.
"""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month
from ledger.db.ids import now_utc, today_in_china
from ledger.errors import ObjectIsNotHere
from ledger.estates.queries import enter_estate_of_code
from ledger.evidence.operations import for_period, make_checkpoint
from ledger.evidence.payloads import ConsistencyView, ProofView
from ledger.evidence.proofs import consistency_between, entry_proof
from ledger.evidence.sealer import Sealer
from ledger.evidence.witnesses.routes import (
    add_witness,
    end_witness,
    hand_in_cosignatures,
    public_checkpoint,
    public_keys,
    public_witness_request,
    public_witnesses,
)
from ledger.identity.guards import may, resident_of
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.posting import periods
from ledger.posting.payloads import Nothing
from ledger.posting.period_payloads import PeriodView
from ledger.settings import Settings
from ledger.web.idempotency import Once

__all__ = [
    "add_witness",
    "close_period",
    "end_witness",
    "hand_in_cosignatures",
    "public_checkpoint",
    "public_consistency",
    "public_keys",
    "public_witness_request",
    "public_witnesses",
    "read_entry_proof",
]

E = "/api/v1/estates/{estate_id:int}"
PUBLIC = "/api/v1/public/estates/{code:str}"
LARGEST_SIZE = 2**63 - 1


async def _estate(conn: AsyncConnection, code: str) -> int:
    estate_id = await enter_estate_of_code(conn, code)
    if estate_id is None:
        raise ObjectIsNotHere("这个小区")
    return estate_id


@get(
    f"{PUBLIC}/consistency",
    exclude_from_auth=True,
    guards=[may(Permission.READ_PUBLISHED)],
    tags=["public"],
    security=[{}],
)
async def public_consistency(
    code: FromPath[str],
    conn: NamedDependency[AsyncConnection],
    old_size: Annotated[
        int,
        QueryParameter(
            name="from",
            ge=0,
            le=LARGEST_SIZE,
            description="较早检查点的笔数",
            schema_extra={"examples": [3000]},
        ),
    ],
    size: Annotated[
        int,
        QueryParameter(
            name="to",
            ge=0,
            le=LARGEST_SIZE,
            description="较晚检查点的笔数",
            schema_extra={"examples": [3101]},
        ),
    ],
) -> ConsistencyView:
    """一致性证明：较晚的账簿以较早的账簿开头，没有改过从前的凭证。"""
    origin, proof = await consistency_between(
        conn, estate_id=await _estate(conn, code), old_size=old_size, size=size
    )
    return ConsistencyView(
        origin=origin, old_size=old_size, size=size, proof=[each.hex() for each in proof]
    )


@get(f"{E}/me/entries/{{seq:int}}/proof", guards=[may(Permission.READ_OWN_PROOF)], tags=["me"])
async def read_entry_proof(
    estate_id: FromPath[int],
    seq: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    settings: NamedDependency[Settings],
) -> ProofView:
    """我的一笔记录的存证：下载后用 verify_proof.py 核对，不需要联网。"""
    proof = await entry_proof(
        conn,
        estate_id=estate_id,
        resident_id=resident_of(actor),
        seq=seq,
        sealer=Sealer.of(settings),
    )
    return ProofView(
        canonical=proof.canonical,
        leaf_hash=proof.leaf_hash.hex(),
        index=proof.index,
        size=proof.size,
        path=[each.hex() for each in proof.path],
        checkpoint=proof.checkpoint,
        public_key=proof.public_key,
        witnesses=[each.verifier_key for each in proof.cosignatures],
    )


@post(
    f"{E}/periods/{{month:str}}/close",
    guards=[may(Permission.KEEP_PERIODS)],
    tags=["periods"],
    status_code=200,
)
async def close_period(
    estate_id: FromPath[int],
    month: FromPath[str],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    settings: NamedDependency[Settings],
    once: NamedDependency[Once],
) -> Response[PeriodView]:
    """结账：按月份顺序，当月没有未记账的凭证；账簿的根哈希随即签名存证。"""
    wanted = Month.parse(month)

    async def work() -> PeriodView:
        now = now_utc()
        closed = await periods.close_period(
            conn,
            estate_id=estate_id,
            month=wanted,
            actor_user_id=actor.user_id,
            now=now,
            today=today_in_china(),
        )
        await make_checkpoint(
            conn,
            estate_id=estate_id,
            sealer=Sealer.of(settings),
            now=now,
            reason=for_period(str(wanted)),
        )
        return PeriodView.of(closed)

    return await once(conn, data, work, status=200)
