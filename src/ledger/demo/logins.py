"""How to get into the sample estate: passwords, one-time passwords, phones.

The demo's staff have real second factors. Their common secret lies in a file beside the password,
so that `ledger one-time-password` can say what an authenticator program would show.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyotp
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import new_base32
from ledger.db.personal_data import PersonalDataKeys
from ledger.db.secret_files import secret_of
from ledger.demo.cards import DemoCards
from ledger.demo.loading import BUILDING_STAFF, ESTATE_CODE, STAFF
from ledger.demo.offices import OFFICES
from ledger.identity.roles import Role
from ledger.identity.second_factor import (
    STEP_SECONDS,
    begin_enrolment,
    confirm_enrolment,
    has_factor,
    steps_of,
)
from ledger.identity.session_rules import FACTOR_IS_FORCED
from ledger.identity.sign_in_keys import sign_in_keys

SECRET_FILE = "demo-second-factor"  # noqa: S105
_PHONES = ("resident01", "resident02")
_SHOPS = ("shop01", "shop03")


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """One of the demo's people: `phone` for who signs in by it, else the shared password."""

    login: str
    role_title: str
    page: str
    phone: str
    has_factor: bool


@dataclass(frozen=True, slots=True)
class DemoLogins:
    """Who can sign in to the sample estate, and the pages that need no login.

    All but the residents share `password`, which is made on this machine and kept in a file that
    only the program may read.
    """

    people: tuple[DemoLogin, ...]
    password: str
    public_pages: tuple[tuple[str, str], ...]
    cards: DemoCards | None = None


def demo_secret(secrets_dir: Path) -> str:
    """Return the secret of the demo's second factors, in base32."""
    return secret_of(secrets_dir, SECRET_FILE, fresh=new_base32())


def demo_one_time_password(secrets_dir: Path, *, now: datetime) -> tuple[str, int]:
    """Return the one-time password of this moment, and for how many seconds it is the newest."""
    shown = pyotp.TOTP(demo_secret(secrets_dir)).at(now)
    return shown, STEP_SECONDS - int(now.timestamp()) % STEP_SECONDS


async def enrol_staff(conn: AsyncConnection, *, secrets_dir: Path, now: datetime) -> None:
    """Give each of the demo's staff whose role asks for it the demo's second factor, once."""
    secret, keys = demo_secret(secrets_dir), sign_in_keys(secrets_dir)
    forced = [login for login, (role, _) in STAFF.items() if role in FACTOR_IS_FORCED]
    # Every role above the estates asks for it.
    forced += OFFICES
    # The step before this one, so that the one-time password of this moment is still good.
    code = pyotp.TOTP(secret).generate_otp(steps_of(now)[0])
    for login in forced:
        user_id = await conn.scalar(
            text("select user_id from app_user where login = :login"), {"login": login}
        )
        if user_id is None or await has_factor(conn, user_id):
            continue
        await begin_enrolment(conn, user_id=user_id, login=login, secret=secret, keys=keys)
        await confirm_enrolment(conn, user_id=user_id, code=code, now=now, keys=keys)


async def demo_logins(
    conn: AsyncConnection,
    *,
    password: str,
    personal: PersonalDataKeys,
    cards: DemoCards | None = None,
) -> DemoLogins:
    """Return who can sign in, and how; `cards` are passed on."""
    found = await conn.execute(
        text("""select u.login, g.role, r.phone_sealed, f.confirmed_at is not null as has_factor
            from role_grant g
            join app_user u using (user_id) join estate e using (estate_id)
            left join resident r on r.estate_id = g.estate_id and r.resident_id = g.resident_id
            left join second_factor f using (user_id)
            where e.code = :code and u.login = any(:wanted) order by g.role_grant_id"""),
        {"code": ESTATE_CODE, "wanted": [*STAFF, *BUILDING_STAFF, *_PHONES, *_SHOPS]},
    )
    people = tuple(
        DemoLogin(
            login=row.login,
            role_title=Role(row.role).chinese_title,
            page=Role(row.role).home,
            phone="" if row.phone_sealed is None else personal.reveal(row.phone_sealed),
            has_factor=row.has_factor,
        )
        for row in found
    )
    offices = tuple(
        DemoLogin(login, role.chinese_title, role.home, phone="", has_factor=True)
        for login, (role, _, _) in OFFICES.items()
    )
    pages = (("公示（不用登录）", f"/p/{ESTATE_CODE}"),)
    return DemoLogins((*people, *offices), password, pages, cards)
