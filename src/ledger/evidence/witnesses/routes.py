"""What a witness fetches and brings back, and the committee's list of witnesses."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc
from ledger.errors import ObjectIsNotHere
from ledger.estates.queries import enter_estate_of_code
from ledger.evidence.log_queries import latest_checkpoint
from ledger.evidence.proofs import request_for_witness
from ledger.evidence.sealer import Sealer
from ledger.evidence.witnesses.operations import (
    accept_cosignatures,
    register_witness,
    withdraw_witness,
)
from ledger.evidence.witnesses.payloads import (
    AcceptedView,
    CosignatureView,
    KeysView,
    NewCosignature,
    NewWitness,
    WitnessesView,
    WitnessView,
)
from ledger.evidence.witnesses.queries import cosigned_note, witnesses_of
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.posting.payloads import Nothing
from ledger.settings import Settings
from ledger.web.idempotency import Once
from ledger.web.throttle import Throttle

E = "/api/v1/estates/{estate_id:int}"
PUBLIC = "/api/v1/public/estates/{code:str}"
LARGEST_SIZE = 2**63 - 1
COSIGNATURE_BYTES_MAX = 64 * 1024
COSIGNATURES_A_MINUTE = 60

_cosignatures = Throttle(COSIGNATURES_A_MINUTE)
_PLAIN = {"cache-control": "no-cache", "x-content-type-options": "nosniff"}


async def _estate(conn: AsyncConnection, code: str) -> int:
    estate_id = await enter_estate_of_code(conn, code)
    if estate_id is None:
        raise ObjectIsNotHere("这个小区")
    return estate_id


@get(
    f"{PUBLIC}/checkpoint",
    exclude_from_auth=True,
    guards=[may(Permission.READ_PUBLISHED)],
    tags=["public"],
    security=[{}],
    media_type="text/plain",
)
async def public_checkpoint(
    code: FromPath[str], conn: NamedDependency[AsyncConnection]
) -> Response[str]:
    """最近一次签名的检查点，C2SP tlog-checkpoint 原文，连同见证方的签名。"""
    found = await latest_checkpoint(conn, await _estate(conn, code))
    if found is None:
        raise ObjectIsNotHere("这个小区的检查点")
    note = str(await cosigned_note(conn, found))
    return Response(note, media_type="text/plain", headers=_PLAIN)


@get(
    f"{PUBLIC}/witness-request",
    exclude_from_auth=True,
    guards=[may(Permission.READ_PUBLISHED)],
    tags=["public"],
    security=[{}],
    media_type="text/plain",
)
async def public_witness_request(
    code: FromPath[str],
    conn: NamedDependency[AsyncConnection],
    old_size: Annotated[
        int,
        QueryParameter(
            name="old",
            ge=0,
            le=LARGEST_SIZE,
            description="见证方见过的笔数，第一次写 0",
            schema_extra={"examples": [3000]},
        ),
    ] = 0,
) -> Response[str]:
    """给见证方的文件：最近的检查点和一致性证明，C2SP tlog-witness 的 add-checkpoint 正文。"""
    made = await request_for_witness(conn, estate_id=await _estate(conn, code), old_size=old_size)
    return Response(str(made), media_type="text/plain", headers=_PLAIN)


@post(
    f"{PUBLIC}/cosignatures",
    exclude_from_auth=True,
    guards=[may(Permission.HAND_IN_COSIGNATURES)],
    exclude_from_csrf=True,
    request_max_body_size=COSIGNATURE_BYTES_MAX,
    tags=["public"],
    security=[{}],
)
async def hand_in_cosignatures(
    code: FromPath[str],
    request: Request[Any, Any, Any],
    data: JSONBody[NewCosignature],
    conn: NamedDependency[AsyncConnection],
) -> AcceptedView:
    """见证方交回签名；不需要登录，签名本身就是凭据，只收已登记见证方的。"""
    now = now_utc()
    _cosignatures.pass_through(request.client.host if request.client else "", now=now)
    accepted = await accept_cosignatures(
        conn, estate_id=await _estate(conn, code), note=data.note, now=now
    )
    return AcceptedView(items=[CosignatureView.of_accepted(each) for each in accepted])


@get(
    f"{PUBLIC}/witnesses",
    exclude_from_auth=True,
    guards=[may(Permission.READ_PUBLISHED)],
    tags=["public"],
    security=[{}],
)
async def public_witnesses(
    code: FromPath[str], conn: NamedDependency[AsyncConnection]
) -> WitnessesView:
    """登记过的见证方，以及各自见证到第几笔。"""
    found = await witnesses_of(conn, await _estate(conn, code))
    return WitnessesView(items=[WitnessView.of(each) for each in found])


@get(
    f"{PUBLIC}/keys",
    exclude_from_auth=True,
    guards=[may(Permission.READ_PUBLISHED)],
    tags=["public"],
    security=[{}],
)
async def public_keys(
    code: FromPath[str],
    conn: NamedDependency[AsyncConnection],
    settings: NamedDependency[Settings],
) -> KeysView:
    """签过这本账的公钥和换钥匙的交接；请与张贴的公示单核对其中一把。"""
    sealer = Sealer.of(settings)
    last = await latest_checkpoint(conn, await _estate(conn, code))
    origin = last.checkpoint.origin if last is not None else sealer.origin_of(code)
    return KeysView.model_validate(sealer.history.to_json(origin))


@post(f"{E}/witnesses", guards=[may(Permission.KEEP_WITNESSES)], tags=["witnesses"])
async def add_witness(
    estate_id: FromPath[int],
    data: JSONBody[NewWitness],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[WitnessView]:
    """登记一个见证方：从此接受这把公钥的见证签名。"""

    async def work() -> WitnessView:
        made = await register_witness(
            conn,
            estate_id=estate_id,
            name=data.name,
            verifier_key=data.key,
            actor_user_id=actor.user_id,
            address=actor.address,
        )
        return WitnessView.of(made)

    return await once(conn, data, work)


@post(
    f"{E}/witnesses/{{witness_id:int}}/end",
    guards=[may(Permission.KEEP_WITNESSES)],
    tags=["witnesses"],
    status_code=200,
)
async def end_witness(
    estate_id: FromPath[int],
    witness_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[WitnessView]:
    """停用一个见证方；它签过的仍然有效。"""

    async def work() -> WitnessView:
        ended = await withdraw_witness(
            conn,
            estate_id=estate_id,
            witness_id=witness_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
            address=actor.address,
        )
        return WitnessView.of(ended)

    return await once(conn, data, work, status=200)
