"""What people's routes say and hear over HTTP; phones leave the program here alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ledger.estates.masking import mask_person
from ledger.estates.people.consent_texts import CONSENT_TEXTS, Purpose
from ledger.estates.people.proxies import DAILY_POINTS_MAX, ProxyRow
from ledger.estates.people.queries import (
    ConsentRow,
    FoundPerson,
    GuardianRow,
    MemberRow,
    Person,
)
from ledger.estates.people.rules import RELATIONS, TENURES, age_on

FamilyRelation = Literal["spouse", "child", "parent", "grandchild", "sibling", "other"]
Relation = Literal["head", "spouse", "child", "parent", "grandchild", "sibling", "other"]
GIVERS = {"self": "本人", "guardian": "监护人", "staff": "工作人员凭纸质同意书"}


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class WithReason(Body):
    reason: str = Field(
        min_length=2, max_length=100, examples=["核对迁入材料"], description="写进审计日志"
    )


class Search(WithReason):
    """Look for a person by one of the three."""

    name: str = Field(default="", max_length=40, examples=["张"])
    phone: str = Field(default="", max_length=20, examples=["13800138000"])
    dwelling: str = Field(default="", max_length=40, examples=["1栋1单元0101"])


class FoundPersonView(BaseModel):
    resident_id: int = Field(examples=[17])
    name_masked: str = Field(examples=["张*"])
    dwellings: list[str] = Field(examples=[["1栋1单元0101"]])
    is_child: bool = Field(examples=[False])

    @classmethod
    def of(cls, found: FoundPerson) -> FoundPersonView:
        return cls(
            resident_id=found.resident_id,
            name_masked=mask_person(found.name),
            dwellings=found.dwellings,
            is_child=found.is_child,
        )


class FoundPeopleView(BaseModel):
    items: list[FoundPersonView]


class NewPersonBody(Body):
    name: str = Field(min_length=1, max_length=40, examples=["张秀兰"])
    phone: str | None = Field(default=None, max_length=20, examples=["13800138000"])
    identity_number: str | None = Field(
        default=None, max_length=30, examples=["51050219490307011X"]
    )
    born_on: date | None = Field(default=None, examples=["1949-03-07"])


class PersonIdView(BaseModel):
    resident_id: int = Field(examples=[17])


class PhoneBody(Body):
    phone: str | None = Field(max_length=20, examples=["13800138000"])


class MemberView(BaseModel):
    household_member_id: int = Field(examples=[4])
    household_id: int = Field(examples=[2])
    resident_id: int = Field(examples=[17])
    name_masked: str = Field(examples=["张*"])
    relation: str = Field(examples=["spouse"])
    relation_title: str = Field(examples=["配偶"])
    dwelling: str = Field(examples=["1栋1单元0101"])
    tenure_title: str = Field(examples=["业主自住"])
    moved_in_on: date
    moved_out_on: date | None

    @classmethod
    def of(cls, row: MemberRow) -> MemberView:
        return cls(
            household_member_id=row.household_member_id,
            household_id=row.household_id,
            resident_id=row.resident_id,
            name_masked=mask_person(row.name),
            relation=row.relation,
            relation_title=RELATIONS[row.relation],
            dwelling=row.dwelling,
            tenure_title=TENURES[row.tenure],
            moved_in_on=row.moved_in_on,
            moved_out_on=row.moved_out_on,
        )


class MembersView(BaseModel):
    items: list[MemberView]


class ConsentView(BaseModel):
    consent_id: int = Field(examples=[3])
    purpose: str = Field(examples=["public_honours"])
    title: str = Field(examples=["光荣榜和公示名单"])
    text_version: str = Field(examples=["2026-1"])
    given_at: datetime
    given_by_title: str = Field(examples=["本人"])
    withdrawn_at: datetime | None

    @classmethod
    def of(cls, row: ConsentRow) -> ConsentView:
        return cls(
            consent_id=row.consent_id,
            purpose=row.purpose,
            title=CONSENT_TEXTS[Purpose(row.purpose)].title,
            text_version=row.text_version,
            given_at=row.given_at,
            given_by_title=GIVERS[row.given_by],
            withdrawn_at=row.withdrawn_at,
        )


class ConsentTextView(BaseModel):
    purpose: str = Field(examples=["public_honours"])
    title: str = Field(examples=["光荣榜和公示名单"])
    text_version: str = Field(examples=["2026-1"])
    body: str = Field(examples=["同意小区在光荣榜上列出我：只写姓氏和楼栋。"])
    agreed_at: datetime | None = Field(description="现在有效的同意是什么时候签的")


class ConsentsView(BaseModel):
    """Every purpose with the words in force, and everything that was ever agreed to."""

    texts: list[ConsentTextView]
    history: list[ConsentView]

    @classmethod
    def of(cls, rows: list[ConsentRow]) -> ConsentsView:
        given = {row.purpose: row.given_at for row in rows if row.withdrawn_at is None}
        return cls(
            texts=[
                ConsentTextView(
                    purpose=purpose.value,
                    title=words.title,
                    text_version=words.version,
                    body=words.body,
                    agreed_at=given.get(purpose.value),
                )
                for purpose, words in CONSENT_TEXTS.items()
            ],
            history=[ConsentView.of(row) for row in rows],
        )


class OwnConsentBody(Body):
    purpose: str = Field(max_length=40, examples=["public_honours"])
    text_version: str = Field(max_length=20, examples=["2026-1"])


class ConsentBody(OwnConsentBody):
    personal_paper_id: int = Field(ge=1, examples=[5], description="签过字的同意书")


class GuardianView(BaseModel):
    guardianship_id: int = Field(examples=[2])
    child_resident_id: int = Field(examples=[18])
    child_masked: str = Field(examples=["张*"])
    guardian_resident_id: int = Field(examples=[17])
    guardian_masked: str = Field(examples=["张*"])
    consented_on: date
    personal_paper_id: int | None = Field(examples=[5], description="在手机上同意的没有纸质材料")
    withdrawn_at: datetime | None

    @classmethod
    def of(cls, row: GuardianRow) -> GuardianView:
        return cls(
            guardianship_id=row.guardianship_id,
            child_resident_id=row.child_resident_id,
            child_masked=mask_person(row.child_name),
            guardian_resident_id=row.guardian_resident_id,
            guardian_masked=mask_person(row.guardian_name),
            consented_on=row.consented_on,
            personal_paper_id=row.personal_paper_id,
            withdrawn_at=row.withdrawn_at,
        )


class GuardianBody(Body):
    guardian_resident_id: int = Field(ge=1, examples=[17])
    personal_paper_id: int = Field(ge=1, examples=[5], description="监护人签字的同意书")
    consented_on: date = Field(examples=["2026-06-18"])


class ProxyBody(Body):
    proxy_resident_id: int = Field(ge=1, examples=[18])
    relation: FamilyRelation = Field(examples=["child"])
    personal_paper_id: int = Field(ge=1, examples=[5], description="关系证明或委托书")
    daily_points_max: int = Field(ge=1, le=DAILY_POINTS_MAX, examples=[30])
    starts_on: date = Field(examples=["2026-06-18"])
    ends_on: date = Field(examples=["2027-06-17"])


class ProxyView(BaseModel):
    family_proxy_id: int = Field(examples=[6])
    resident_id: int = Field(examples=[17])
    resident_masked: str = Field(examples=["张*"])
    proxy_resident_id: int = Field(examples=[18])
    proxy_masked: str = Field(examples=["李*"])
    relation_title: str = Field(examples=["子女"])
    daily_points_max: int = Field(examples=[30])
    starts_on: date
    ends_on: date
    state: str = Field(
        examples=["active"],
        description="unconfirmed、waiting、refused、withdrawn、ended、coming 或 active",
    )
    asked_by_name: str = Field(examples=["王网格员"])
    asked_by: int = Field(examples=[4])
    asked_how: Literal["desk", "phone"] = Field(examples=["desk"])
    confirmed_by: int | None = Field(
        examples=[9], description="本人，或凭材料替本人登记确认的工作人员；服务台登记的没有"
    )
    decided_by_name: str | None = Field(examples=["李主任"])
    personal_paper_id: int = Field(examples=[5])

    @classmethod
    def of(cls, row: ProxyRow, today: date) -> ProxyView:
        return cls(
            family_proxy_id=row.family_proxy_id,
            resident_id=row.resident_id,
            resident_masked=mask_person(row.resident_name),
            proxy_resident_id=row.proxy_resident_id,
            proxy_masked=mask_person(row.proxy_name),
            relation_title=RELATIONS[row.relation],
            daily_points_max=row.daily_points_max,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            state=row.state(today),
            asked_by_name=row.asked_by_name,
            asked_by=row.asked_by,
            asked_how=row.asked_how,
            confirmed_by=row.confirmed_by,
            decided_by_name=row.decided_by_name,
            personal_paper_id=row.personal_paper_id,
        )


class ProxiesView(BaseModel):
    items: list[ProxyView]


class OwnProxiesView(BaseModel):
    """Who acts for me, and for whom I act."""

    for_me: list[ProxyView]
    by_me: list[ProxyView]


class ProxyDecision(Body):
    approves: bool = Field(examples=[True])


class PersonView(BaseModel):
    """A person as the desk sees them after it gave a reason."""

    resident_id: int = Field(examples=[17])
    name: str = Field(examples=["张秀兰"])
    phone: str | None = Field(examples=["13800138000"])
    has_identity_number: bool = Field(examples=[True])
    age: int | None = Field(examples=[77])
    is_child: bool = Field(examples=[False])
    is_forgotten: bool = Field(examples=[False])
    dwellings_owned: list[str] = Field(examples=[["1栋1单元0101"]])
    household: list[MemberView]
    stays: list[MemberView]
    guardians: list[GuardianView]
    consents: ConsentsView
    proxies: list[ProxyView]

    @classmethod
    def of(
        cls,
        person: Person,
        *,
        today: date,
        dwellings_owned: list[str],
        household: list[MemberRow],
        stays: list[MemberRow],
        guardians: list[GuardianRow],
        consents: list[ConsentRow],
        proxies: list[ProxyRow],
    ) -> PersonView:
        return cls(
            resident_id=person.resident_id,
            name=person.name,
            phone=person.phone,
            has_identity_number=person.has_identity_number,
            age=None if person.born_on is None else age_on(person.born_on, today),
            is_child=person.is_child(today),
            is_forgotten=person.forgotten_at is not None,
            dwellings_owned=dwellings_owned,
            household=[MemberView.of(row) for row in household],
            stays=[MemberView.of(row) for row in stays],
            guardians=[GuardianView.of(row) for row in guardians],
            consents=ConsentsView.of(consents),
            proxies=[ProxyView.of(row, today) for row in proxies],
        )


class HouseholdBody(Body):
    head_resident_id: int = Field(ge=1, examples=[17])
    tenure: Literal["owner", "tenant"] = Field(examples=["tenant"])
    moved_in_on: date = Field(examples=["2026-06-18"])


class HouseholdIdView(BaseModel):
    household_id: int = Field(examples=[2])


class MemberBody(Body):
    resident_id: int = Field(ge=1, examples=[18])
    relation: Relation = Field(examples=["spouse"])
    moved_in_on: date = Field(examples=["2026-06-18"])


class MoveOutBody(Body):
    moved_out_on: date = Field(examples=["2026-06-30"])


class PaperIdView(BaseModel):
    personal_paper_id: int = Field(examples=[5])


class Recorded(BaseModel):
    """Done; the number of what was recorded or ended."""

    recorded_id: int = Field(examples=[3])


class Nothing(Body):
    """An empty body."""
