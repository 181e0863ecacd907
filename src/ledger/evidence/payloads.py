"""Proofs and checkpoints as JSON; hashes in lower-case hexadecimal."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

_HASH = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
_NOTE = (
    "sxy/ledger/sxy\n3101\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    "time 2026-07-05T02:00:00.000000Z\n\n— sxy/ledger/sxy Az3grlgtzPICa5OS8npVmf1M…\n"
)


class ConsistencyView(BaseModel):
    """The proof that a book of `size` entries begins with the one of `old_size` entries."""

    model_config = ConfigDict(frozen=True)

    origin: str = Field(description="账簿在检查点里的名称", examples=["sxy/ledger/sxy"])
    old_size: int = Field(description="较早检查点的笔数", examples=[3000])
    size: int = Field(description="较晚检查点的笔数", examples=[3101])
    proof: list[str] = Field(description="RFC 6962 §2.1.2 的哈希，从低到高", examples=[[_HASH]])


class ProofView(BaseModel):
    """Everything that shows one entry to be in the signed book; docs/verify_proof.py checks it."""

    model_config = ConfigDict(frozen=True)

    format: Literal["ledger-proof/v1"] = "ledger-proof/v1"
    canonical: str = Field(description="凭证原文", examples=['{"approved_by":null,…}'])
    leaf_hash: str = Field(examples=[_HASH])
    index: int = Field(description="在日志里的位置，从 0 起", examples=[11])
    size: int = Field(description="检查点的笔数", examples=[3101])
    path: list[str] = Field(description="RFC 6962 §2.1.1 的哈希，从低到高", examples=[[_HASH]])
    checkpoint: str = Field(description="签名的检查点原文", examples=[_NOTE])
    public_key: str = Field(
        description="检查点的公钥；核对时请用从别处得到的同一把，例如张贴的公示单",
        examples=["sxy/ledger/sxy+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"],
    )
    witnesses: list[str] = Field(
        examples=[["juwei.example/w1+d63ddf55+BJP1P4mPVIcb4Nx3hVVHKYXyDqeQGWwTOdbKpAwvRvQp"]],
        description="在检查点上签过名的见证方的公钥",
    )
