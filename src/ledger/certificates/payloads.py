"""What certificates say and hear over HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ledger.certificates.queries import Certificate, Child
from ledger.certificates.rules import STATE_TITLES, CertifiedService, State, hours_in_two_decimals
from ledger.estates.masking import mask_person
from ledger.estates.people.payloads import WithReason

ASKED_TITLES = {"self": "本人", "guardian": "监护人", "staff": "服务台"}


class CertificateTime(BaseModel):
    """The time a certificate is about; without dates, everything so far."""

    model_config = ConfigDict(extra="forbid")

    from_on: date | None = Field(default=None, description="开始日期，含当天")
    to_on: date | None = Field(default=None, description="结束日期，含当天")


class CertificateTimeWithReason(WithReason):
    """What staff say when they issue one for somebody."""

    from_on: date | None = None
    to_on: date | None = None


class CertificateView(BaseModel):
    certificate_id: int = Field(examples=[3])
    number: str = Field(examples=["志证-2026-000003"])
    resident_id: int
    name: str = Field(examples=["张*"], description="已脱敏")
    issued_at: datetime
    asked_as: Literal["self", "guardian", "staff"]
    asked_title: str = Field(examples=["本人"])
    from_on: date
    to_on: date
    service_count: int = Field(examples=[12])
    service_minutes: int = Field(examples=[1830])
    hours: str = Field(examples=["30.50"])
    stars: int | None = Field(
        examples=[0], description="所列时长达到几星；写明星级以前开具的是空的"
    )
    state: State
    state_title: str = Field(examples=["有效"])
    superseded_by: str | None = Field(description="取代它的新证明的编号")
    verify_path: str = Field(
        examples=["/p/certificates/AAAAAAAAAAAAAAAAAAAAAA"],
        description="验真页面的地址，纸上的码打开的就是它",
    )

    @classmethod
    def of(cls, row: Certificate) -> CertificateView:
        return cls(
            certificate_id=row.certificate_id,
            number=row.number,
            resident_id=row.resident_id,
            name=mask_person(row.resident_name),
            issued_at=row.issued_at,
            asked_as=row.asked_as,
            asked_title=ASKED_TITLES[row.asked_as],
            from_on=row.content["from_on"],
            to_on=row.content["to_on"],
            service_count=len(row.content["services"]),
            service_minutes=row.service_minutes,
            hours=hours_in_two_decimals(row.service_minutes),
            stars=row.stars.stars if row.stars else None,
            state=row.state,
            state_title=STATE_TITLES[row.state],
            superseded_by=row.superseded_by,
            verify_path=f"/p/certificates/{row.token}",
        )


class ChildView(BaseModel):
    resident_id: int
    name: str = Field(examples=["张小宝"], description="自己的孩子，不脱敏")

    @classmethod
    def of(cls, child: Child) -> ChildView:
        return cls(resident_id=child.resident_id, name=child.name)


class OwnCertificatesView(BaseModel):
    items: list[CertificateView]
    own_resident_id: int
    children: list[ChildView] = Field(description="我是监护人、未满 14 岁的孩子")


class ServiceToExport(BaseModel):
    """A verified service, as the exported JSON writes it; docs/volunteer-records.md."""

    on: date
    activity: str
    service_type: str
    organiser: str
    service_minutes: int
    hours: str
    stars: int
    seq: int

    @classmethod
    def of(cls, service: CertifiedService, *, stars: int) -> ServiceToExport:
        return cls(
            on=service.on,
            activity=service.activity,
            service_type=service.service_type,
            organiser=service.organiser,
            service_minutes=service.service_minutes,
            hours=hours_in_two_decimals(service.service_minutes),
            stars=stars,
            seq=service.seq,
        )


class ServicesExport(BaseModel):
    """The file: its version, the volunteer's number, the services and their sum."""

    format: Literal["ledger-volunteer-records/v2"] = "ledger-volunteer-records/v2"
    volunteer_no: str
    service_minutes: int
    hours: str
    stars: int
    star_source: str
    services: list[ServiceToExport]
