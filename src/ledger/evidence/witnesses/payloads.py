"""Witnesses, cosignatures and keys over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ledger.evidence.witnesses.operations import (
    COSIGNED_NOTE_CHARACTERS_MAX,
    NAME_CHARACTERS_MAX,
    Accepted,
)
from ledger.evidence.witnesses.queries import Cosignature, Witness

WITNESS_KEY = "juwei.example/w1+d63ddf55+BJP1P4mPVIcb4Nx3hVVHKYXyDqeQGWwTOdbKpAwvRvQp"
_COSIGNED = (
    "sxy/ledger/sxy\n3101\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    "time 2026-07-05T02:00:00.000000Z\n\n— juwei.example/w1 1j3fVQAAAABqSb4QZ…\n"
)
_KEY = "sxy/ledger/sxy+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"


class NewWitness(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(
        min_length=1,
        max_length=NAME_CHARACTERS_MAX,
        pattern=r"\S",
        examples=["凤凰社区居委会"],
        description="居民在公示上看到的名称",
    )
    key: str = Field(
        min_length=1,
        max_length=500,
        examples=[WITNESS_KEY],
        description="见证方的公钥，由 ledger witness init 显示",
    )


class WitnessView(BaseModel):
    model_config = ConfigDict(frozen=True)

    witness_id: int = Field(examples=[1])
    name: str = Field(examples=["凤凰社区居委会"])
    key: str = Field(examples=[WITNESS_KEY])
    withdrawn_at: datetime | None = Field(description="停用的时间；以前签的仍然有效")
    last_cosigned_at: datetime | None = Field(description="最近一次见证，见证方自己的时间")
    last_size: int | None = Field(examples=[3101], description="见证到第几笔")

    @classmethod
    def of(cls, witness: Witness) -> WitnessView:
        return cls(
            witness_id=witness.witness_id,
            name=witness.name,
            key=witness.verifier_key,
            withdrawn_at=witness.withdrawn_at,
            last_cosigned_at=witness.last_cosigned_at,
            last_size=witness.last_size,
        )


class WitnessesView(BaseModel):
    items: list[WitnessView]


class NewCosignature(BaseModel):
    model_config = ConfigDict(extra="forbid")

    note: str = Field(
        min_length=1,
        max_length=COSIGNED_NOTE_CHARACTERS_MAX,
        examples=[_COSIGNED],
        description="检查点原文，后面是见证方的签名行（C2SP tlog-cosignature）",
    )


class CosignatureView(BaseModel):
    """One witness's signature under a checkpoint of `size` entries."""

    model_config = ConfigDict(frozen=True)

    witness: str = Field(examples=["凤凰社区居委会"])
    key: str = Field(examples=[WITNESS_KEY])
    cosigned_at: datetime
    size: int = Field(examples=[3101], description="见证到第几笔")

    @classmethod
    def of(cls, cosignature: Cosignature) -> CosignatureView:
        return cls(
            witness=cosignature.witness,
            key=cosignature.verifier_key,
            cosigned_at=cosignature.cosigned_at,
            size=cosignature.size,
        )

    @classmethod
    def of_accepted(cls, accepted: Accepted) -> CosignatureView:
        return cls(
            witness=accepted.witness.name,
            key=accepted.witness.verifier_key,
            cosigned_at=accepted.cosigned_at,
            size=accepted.size,
        )


class AcceptedView(BaseModel):
    items: list[CosignatureView]


class KeysView(BaseModel):
    """The keys that signed this book, oldest first, and the handovers between them."""

    model_config = ConfigDict(frozen=True)

    format: Literal["ledger-keys/v1"] = "ledger-keys/v1"
    origin: str = Field(examples=["sxy/ledger/sxy"], description="账簿在检查点里的名称")
    keys: list[str] = Field(examples=[[_KEY]], description="公钥，最后一把是现用的")
    handovers: list[str] = Field(
        examples=[["ledger key handover\n…"]], description="新旧两把钥匙都签名的交接"
    )
