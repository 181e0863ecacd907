"""Who may be given which role, by whom, together with which others, and until when. Pure.

0014_roles.sql and 0030_scopes_and_patterns.sql keep the same rules in the database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from ledger.errors import JsonValue, ObjectIsNotHere, PermissionIsMissing, Refusal
from ledger.identity.roles import BUILDING_ROLES, RegionGrant, RegionRole, Role, Scope

GRANTERS: Mapping[Role, frozenset[Role]] = {
    Role.OPERATOR: frozenset(Role),
    Role.COMMITTEE: frozenset({Role.ORGANISER, *BUILDING_ROLES, Role.CASHIER, Role.AUDITOR}),
    Role.SUPERVISOR: frozenset({Role.AUDITOR}),
}
"""Which roles of an estate somebody may give there, by the role that they hold in it."""

INCOMPATIBLE = frozenset(
    {
        frozenset({Role.TREASURER, Role.CASHIER}),
        frozenset({Role.TREASURER, Role.COMMITTEE}),
        frozenset({Role.TREASURER, Role.SUPERVISOR}),
        frozenset({Role.CASHIER, Role.COMMITTEE}),
        frozenset({Role.CASHIER, Role.SUPERVISOR}),
        frozenset({Role.COMMITTEE, Role.SUPERVISOR}),
        *(frozenset({Role.AUDITOR, other}) for other in Role if other is not Role.AUDITOR),
    }
)
"""不相容职务: who does the one does not do the other (domain.md §2.8), in one estate at a time."""

TERM_ROLES = frozenset({Role.COMMITTEE, Role.TREASURER, Role.SUPERVISOR})
"""Those whom the owners elect for a term."""


class NobodyGrantsToThemselves(Refusal):
    code = "nobody_grants_to_themselves"
    status = 403


class RoleIsNotYoursToGrant(PermissionIsMissing):
    """The role is none of those that the caller's role may give (`GRANTERS`)."""

    code = "role_is_not_yours_to_grant"


class RolesAreIncompatible(Refusal):
    code = "roles_are_incompatible"


class RoleIsHeldAlready(Refusal):
    code = "role_is_held_already"


class RoleEndsBeforeItBegins(Refusal):
    code = "role_ends_before_it_begins"
    status = 400


class RoleHasNoTerm(Refusal):
    """Only those who are elected for a term hold their role for it."""

    code = "role_has_no_term"
    status = 400


class RoleBeginsOutsideItsTerm(Refusal):
    code = "role_begins_outside_its_term"
    status = 400


class RoleNeedsItsBuildings(Refusal):
    """楼栋长 and 网格员 answer for buildings of this estate; no other role names any."""

    code = "role_needs_its_buildings"
    status = 400


class RoleIsNotOfThisRegion(Refusal):
    """An office's role belongs to a region of its level, the platform's to none."""

    code = "role_is_not_of_this_region"
    status = 400


class LastOperatorStays(Refusal):
    """An estate is never left without somebody who can give roles."""

    code = "last_operator_stays"


class RoleWasRevoked(Refusal):
    code = "role_was_revoked"


class RoleHasEnded(Refusal):
    code = "role_has_ended"


class TermBeginsTooEarly(Refusal):
    """Terms of a committee follow each other."""

    code = "term_begins_too_early"


class TermEndsBeforeItBegins(Refusal):
    code = "term_ends_before_it_begins"
    status = 400


class TermIsNotMadeLonger(Refusal):
    """A term ends when the owners said; whoever goes on needs a new one."""

    code = "term_is_not_made_longer"


class TermWasCutShort(Refusal):
    code = "term_was_cut_short"


@dataclass(frozen=True, slots=True)
class Term:
    """届: one term of an estate's committee; both dates are included."""

    committee_term_id: int
    term_no: int
    starts_on: date
    ends_on: date
    resolution: str
    is_cut_short: bool = False


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role of one person in one estate that was not revoked; `ends_on` minds the term."""

    role_grant_id: int
    role: Role
    starts_on: date
    ends_on: date | None


def end_of(ends_on: date | None, term: Term | None) -> date | None:
    """Return the last day of a role: its own, or its term's where that comes first."""
    ends = [day for day in (ends_on, term.ends_on if term else None) if day is not None]
    return min(ends) if ends else None


GrantState = Literal["held", "to_come", "ended", "revoked"]


def state_of(
    starts_on: date, ends_on: date | None, revoked_at: datetime | None, day: date
) -> GrantState:
    """Return where a role stands on a day."""
    if revoked_at is not None:
        return "revoked"
    if ends_on is not None and ends_on < day:
        return "ended"
    return "to_come" if day < starts_on else "held"


def check_grantable(granter_roles: Iterable[Role], role: Role) -> None:
    """Raise `RoleIsNotYoursToGrant` unless one of the granter's roles may give this one."""
    if not any(role in GRANTERS.get(held, frozenset()) for held in granter_roles):
        raise RoleIsNotYoursToGrant(
            f"您的身份不能授予或收回“{role.chinese_title}”，请联系本小区的运维。"
        )


def check_not_oneself(granter_id: int | None, user_id: int) -> None:
    """Raise `NobodyGrantsToThemselves`."""
    if granter_id == user_id:
        raise NobodyGrantsToThemselves("不能给自己授予角色，请由另一位有权的人办理。")


def check_end(starts_on: date, ends_on: date | None) -> None:
    """Raise `RoleEndsBeforeItBegins`."""
    if ends_on is not None and ends_on < starts_on:
        raise RoleEndsBeforeItBegins(
            "结束日期不能早于开始日期，请改正日期。",
            fields=[{"field": "ends_on", "message": "早于开始日期"}],
        )


def check_days(starts_on: date, ends_on: date | None, *, role: Role, term: Term | None) -> None:
    """Raise `RoleEndsBeforeItBegins`, `RoleHasNoTerm` or `RoleBeginsOutsideItsTerm`."""
    check_end(starts_on, ends_on)
    if term is None:
        return
    if role not in TERM_ROLES:
        raise RoleHasNoTerm(
            f"“{role.chinese_title}”不随业委会换届，请不要选届次，可以另写结束日期。",
            fields=[{"field": "committee_term_id", "message": "这个角色没有届次"}],
        )
    if not term.starts_on <= starts_on <= term.ends_on:
        raise RoleBeginsOutsideItsTerm(
            f"第 {term.term_no} 届是 {term.starts_on} 到 {term.ends_on}，开始日期要在这之间。",
            fields=[{"field": "starts_on", "message": "不在任期之内"}],
        )


def check_buildings(role: Role, buildings: Collection[str], *, known: Collection[str]) -> None:
    """Raise `RoleNeedsItsBuildings`; `known` are the estate's buildings."""
    fields: list[JsonValue] = [{"field": "buildings", "message": "请重新选择楼栋"}]
    if role not in BUILDING_ROLES:
        if buildings:
            raise RoleNeedsItsBuildings(
                f"“{role.chinese_title}”管整个小区，请不要选楼栋。", fields=fields
            )
        return
    if not buildings:
        raise RoleNeedsItsBuildings(
            f"“{role.chinese_title}”要写明负责哪几栋楼，请选至少一栋。", fields=fields
        )
    unknown = sorted(set(buildings) - set(known))
    if unknown:
        raise RoleNeedsItsBuildings(
            f"本小区没有{'、'.join(f'{each}栋' for each in unknown)}，请核对楼栋号。",
            fields=fields,
        )


def check_beside(
    role: Role, starts_on: date, ends_on: date | None, held: Iterable[HeldRole]
) -> None:
    """Raise `RolesAreIncompatible` where a role may not stand beside one held at the same time."""
    for other in held:
        if frozenset({role, other.role}) in INCOMPATIBLE and _overlap(starts_on, ends_on, other):
            raise RolesAreIncompatible(
                f"同一个人不能同时担任“{role.chinese_title}”和“{other.role.chinese_title}”"
                "（不相容职务要分开）。请先收回原来的角色，或者换一个人。",
                role=role.value,
                held=other.role.value,
            )


def check_not_held(
    role: Role, starts_on: date, ends_on: date | None, held: Iterable[HeldRole]
) -> None:
    """Raise `RoleIsHeldAlready` where the person has this role in that time; twice adds nothing."""
    for other in held:
        if role is other.role and _overlap(starts_on, ends_on, other):
            raise RoleIsHeldAlready(
                f"这个人在这段时间里已经是“{role.chinese_title}”，不用重复授予；"
                "要改日期请先收回原来的。",
                role_grant_id=other.role_grant_id,
            )


def _overlap(starts_on: date, ends_on: date | None, other: HeldRole) -> bool:
    if other.ends_on is not None and other.ends_on < max(starts_on, other.starts_on):
        return False
    return ends_on is None or other.starts_on <= ends_on


def check_term(starts_on: date, ends_on: date, before: Term | None) -> None:
    """Raise `TermEndsBeforeItBegins` or `TermBeginsTooEarly`."""
    if ends_on < starts_on:
        raise TermEndsBeforeItBegins(
            "任期结束不能早于开始，请改正日期。",
            fields=[{"field": "ends_on", "message": "早于开始日期"}],
        )
    if before is not None and starts_on <= before.ends_on:
        raise TermBeginsTooEarly(
            f"第 {before.term_no} 届到 {before.ends_on} 才结束，新一届要从那以后开始；"
            "提前换届请先提前结束上一届。",
            fields=[{"field": "starts_on", "message": "上一届还没有结束"}],
        )


def check_cutting_short(term: Term, ends_on: date, today: date) -> None:
    """Raise `TermWasCutShort`, `TermIsNotMadeLonger` or `TermEndsBeforeItBegins`."""
    if term.is_cut_short:
        raise TermWasCutShort(f"第 {term.term_no} 届已经提前结束过，不能再改。")
    if ends_on >= term.ends_on:
        raise TermIsNotMadeLonger(
            f"第 {term.term_no} 届本来就到 {term.ends_on}；任期只能提前结束，连任请登记新的一届。"
        )
    if ends_on < max(term.starts_on, today):
        raise TermEndsBeforeItBegins(
            "提前结束的日期不能早于今天，也不能早于任期开始，请改正日期。",
            fields=[{"field": "ends_on", "message": "早于今天或任期开始"}],
        )


def check_region_fits(role: RegionRole, level: Scope | None) -> None:
    """Raise `RoleIsNotOfThisRegion`; `level` is None for the platform."""
    if role.scope is not (level or Scope.PLATFORM):
        raise RoleIsNotOfThisRegion(
            f"“{role.chinese_title}”的范围是{role.scope.chinese_title}，"
            f"不是{(level or Scope.PLATFORM).chinese_title}，请重新选择地区或角色。"
        )


def reaches(granted: Iterable[RegionGrant], regions_above: Iterable[int]) -> bool:
    """Whether one of these roles reaches a region; `regions_above` has it and all above it."""
    above = frozenset(regions_above)
    return any(held.region_id is None or held.region_id in above for held in granted)


def check_region_seen(granted: Iterable[RegionGrant], regions_above: Iterable[int]) -> None:
    """Raise `ObjectIsNotHere` for a region that lies outside of one's own, as for none."""
    if not reaches(granted, regions_above):
        raise ObjectIsNotHere("这个地区")


def check_region_grantable(
    granter: Iterable[RegionGrant], role: RegionRole, regions_above: Iterable[int]
) -> None:
    """Raise `RoleIsNotYoursToGrant` unless the granter stands above the role that is given.

    `regions_above` are the role's own region and all above it. An office gives the roles of the
    offices below it; the platform gives all. So nobody gives what reaches as far as they do,
    except the platform, which has nobody above it.
    """
    if not is_region_grantable(granter, role, regions_above):
        raise RoleIsNotYoursToGrant(
            f"“{role.chinese_title}”只能由上一级授予或收回，请联系上级或平台运维。"
        )


def is_region_grantable(
    granter: Iterable[RegionGrant], role: RegionRole, regions_above: Iterable[int]
) -> bool:
    """Whether `check_region_grantable` lets the granter give the role."""
    above = frozenset(regions_above)
    return any(
        held.role is RegionRole.PLATFORM_OPERATOR
        or (held.role.scope.is_above(role.scope) and held.region_id in above)
        for held in granter
    )
