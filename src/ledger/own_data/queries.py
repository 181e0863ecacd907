"""Everything that is kept about a person in an estate, section by section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.personal_data import PersonalDatum, personal_data_of
from ledger.drafts.queries import forms_begun_by
from ledger.estates.people import queries as people
from ledger.estates.people.consent_texts import CONSENT_TEXTS, Purpose
from ledger.estates.people.proxies import proxies_of
from ledger.estates.people.rules import RELATIONS, TENURES
from ledger.messages.templates import as_read
from ledger.own_data.card_tables import CARD_TABLES
from ledger.own_data.help_tables import HELP_TABLES
from ledger.own_data.points_tables import POINTS_TABLES
from ledger.own_data.service_tables import SERVICE_TABLES
from ledger.own_data.volunteering_tables import VOLUNTEERING_TABLES
from ledger.points.queries import wallet_balance
from ledger.reporting.csv_tables import Cell

AUDIT_LINES_MAX = 5_000


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the copy: a title, its columns, and its rows as a person reads them."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: list[list[Cell]]


@dataclass(frozen=True, slots=True)
class DeletionRow:
    """A request to be forgotten, and how far it has come."""

    deletion_request_id: int
    resident_id: int
    asked_at: datetime
    donates_points: bool
    confirmed_at: datetime | None


async def users_of_resident(conn: AsyncConnection, estate_id: int, resident_id: int) -> list[int]:
    """Return the logins that act as this resident.

    A grant that was taken back may have been another person's by mistake.
    """
    rows = await conn.scalars(
        text("""select distinct user_id from role_grant
            where estate_id = :estate_id and resident_id = :resident_id and revoked_at is null
            order by user_id"""),
        {"estate_id": estate_id, "resident_id": resident_id},
    )
    return list(rows)


@dataclass(frozen=True, slots=True)
class StayRow:
    """Somebody's stay in a household that goes on."""

    household_member_id: int
    moved_in_on: date


async def stays_of(conn: AsyncConnection, estate_id: int, resident_id: int) -> list[StayRow]:
    """Return the households in which a person lives."""
    rows = await conn.execute(
        text("""select household_member_id, moved_in_on from household_member
            where estate_id = :estate_id and resident_id = :resident_id and moved_out_on is null
            order by household_member_id"""),
        {"estate_id": estate_id, "resident_id": resident_id},
    )
    return [StayRow(*row) for row in rows]


async def proxies_with(conn: AsyncConnection, estate_id: int, resident_id: int) -> list[int]:
    """Return the agreements on acting for each other that have not ended, of either side."""
    rows = await conn.scalars(
        text("""select family_proxy_id from family_proxy
            where estate_id = :estate_id and withdrawn_at is null
                and :resident_id in (resident_id, proxy_resident_id)
            order by family_proxy_id"""),
        {"estate_id": estate_id, "resident_id": resident_id},
    )
    return list(rows)


async def guardianships_with(conn: AsyncConnection, estate_id: int, resident_id: int) -> list[int]:
    """Return the guardians' consents that have not ended, of either side."""
    rows = await conn.scalars(
        text("""select guardianship_id from guardianship
            where estate_id = :estate_id and withdrawn_at is null
                and :resident_id in (child_resident_id, guardian_resident_id)
            order by guardianship_id"""),
        {"estate_id": estate_id, "resident_id": resident_id},
    )
    return list(rows)


async def sections_about(
    conn: AsyncConnection, estate_id: int, resident_id: int, *, today: date
) -> list[Section]:
    """Return the whole copy; raises `ObjectIsNotHere`."""
    return [
        await _person(conn, estate_id, resident_id, today),
        await _homes(conn, estate_id, resident_id),
        await _consents(conn, estate_id, resident_id),
        await _guardians(conn, estate_id, resident_id),
        await _proxies(conn, estate_id, resident_id, today),
        *[await _table(conn, estate_id, resident_id, *each) for each in TABLES],
        await _sessions(conn, estate_id, resident_id),
        await _messages(conn, estate_id, resident_id),
        await _drafts(conn, estate_id, resident_id),
    ]


async def _person(conn: AsyncConnection, estate_id: int, resident_id: int, today: date) -> Section:
    person = await people.read_person(conn, estate_id, resident_id)
    balance = await wallet_balance(conn, estate_id=estate_id, resident_id=resident_id)
    sealed = await conn.scalar(
        text("""select identity_sealed from resident
            where estate_id = :estate_id and resident_id = :resident_id"""),
        {"estate_id": estate_id, "resident_id": resident_id},
    )
    number = (
        personal_data_of(conn).reveal(sealed, PersonalDatum.IDENTITY_NUMBER) if sealed else None
    )
    rows: list[list[Cell]] = [
        ["住户编号", person.resident_id],
        ["姓名", person.name],
        ["手机号", person.phone],
        ["身份证号", number],
        ["出生日期", person.born_on.isoformat() if person.born_on else None],
        ["登记时间", _moment(person.created_at)],
        ["积分余额", balance.points],
        ["预占积分", balance.held_points],
        ["服务分钟", balance.service_minutes],
        ["导出日期", today.isoformat()],
    ]
    return Section("person", "个人信息", ("项目", "内容"), rows)


async def _homes(conn: AsyncConnection, estate_id: int, resident_id: int) -> Section:
    owned = await people.dwellings_owned(conn, estate_id, resident_id)
    stays = await people.stays_of(conn, estate_id, resident_id)
    rows: list[list[Cell]] = [[label, "产权登记", "", "", ""] for label in owned]
    rows += [
        [
            stay.dwelling,
            TENURES[stay.tenure],
            RELATIONS[stay.relation],
            stay.moved_in_on.isoformat(),
            stay.moved_out_on.isoformat() if stay.moved_out_on else "",
        ]
        for stay in stays
    ]
    return Section("homes", "房屋和居住", ("房屋", "性质", "关系", "迁入", "迁出"), rows)


async def _consents(conn: AsyncConnection, estate_id: int, resident_id: int) -> Section:
    rows: list[list[Cell]] = [
        [
            CONSENT_TEXTS[Purpose(row.purpose)].title,
            row.text_version,
            _moment(row.given_at),
            row.given_by_name,
            _moment(row.withdrawn_at),
        ]
        for row in await people.consents_of(conn, estate_id, resident_id)
    ]
    return Section("consents", "同意书", ("用途", "版本", "签署", "经办", "撤回"), rows)


async def _guardians(conn: AsyncConnection, estate_id: int, resident_id: int) -> Section:
    rows: list[list[Cell]] = [
        [
            row.child_name,
            row.guardian_name,
            row.consented_on.isoformat(),
            _moment(row.withdrawn_at),
        ]
        for row in await people.guardianships_of(conn, estate_id, resident_id)
    ]
    return Section("guardians", "监护", ("孩子", "监护人", "同意日期", "撤回"), rows)


async def _proxies(conn: AsyncConnection, estate_id: int, resident_id: int, today: date) -> Section:
    rows: list[list[Cell]] = [
        [
            row.resident_name,
            row.proxy_name,
            RELATIONS[row.relation],
            row.daily_points_max,
            row.starts_on.isoformat(),
            row.ends_on.isoformat(),
            row.state(today),
        ]
        for row in await proxies_of(conn, estate_id, resident_id)
    ]
    columns = ("为谁", "代办人", "关系", "每天上限", "开始", "结束", "状态")
    return Section("proxies", "家庭代办", columns, rows)


# Name, title, columns, and the statement, whose columns stand in the same order.
TABLES = (
    (
        "points", "积分变动", ("日期", "凭证序号", "摘要", "积分"),
        """select e.effective_on, e.seq, e.narration,
                sum(case when l.side > 0 then -l.amount else l.amount end)::bigint
            from account a
            join entry_line l on l.estate_id = a.estate_id and l.account_id = a.account_id
            join journal_entry e on e.estate_id = l.estate_id and e.seq = l.seq
            where a.estate_id = :estate_id and a.code = 'P2101'
                and a.holder = 'resident:' || :resident_id
            group by e.effective_on, e.seq, e.narration order by e.seq""",
    ),
    *SERVICE_TABLES,
    (
        "time_bank", "时间银行", ("日期", "凭证序号", "摘要", "分钟"),
        """select e.effective_on, e.seq, e.narration, sum(-l.side * l.amount)::bigint
            from account a
            join entry_line l on l.estate_id = a.estate_id and l.account_id = a.account_id
            join journal_entry e on e.estate_id = l.estate_id and e.seq = l.seq
            where a.estate_id = :estate_id and a.code = 'M2102'
                and a.holder = 'resident:' || :resident_id
            group by e.effective_on, e.seq, e.narration order by e.seq""",
    ),
    *HELP_TABLES,
    *VOLUNTEERING_TABLES,
    *POINTS_TABLES,
    (
        "cards", "居民卡", ("时间", "卡号后四位", "经过", "理由"),
        """select c.at, k.last_four, case c.what when 'made' then '制作' when 'bound' then '发卡'
                when 'pin_set' then '设密码' when 'locked' then '锁住' when 'blocked' then '挂失'
                when 'unblocked' then '恢复' when 'replaced' then '补发' else '作废' end, c.reason
            from card k join card_change c using (estate_id, card_id)
            where k.estate_id = :estate_id and k.resident_id = :resident_id
            order by c.card_change_id""",
    ),
    *CARD_TABLES,
    (
        "redemptions", "积分兑换", ("时间", "单号", "商户", "积分", "商品"),
        """select r.at, r.order_no, m.name, r.points,
                (select string_agg(l.name || ' ×' || l.quantity, '，' order by l.line_no)
                    from redemption_line l where l.estate_id = r.estate_id
                        and l.redemption_id = r.redemption_id)
            from redemption r join merchant m using (estate_id, merchant_id)
            where r.estate_id = :estate_id and r.resident_id = :resident_id
            order by r.redemption_id""",
    ),
    (
        "sorting", "垃圾分类投放", ("日期", "积分", "上限少计", "哪个上限"),
        """select occurred_on, points, points_cut, cut_reason from sorting_event
            where estate_id = :estate_id and resident_id = :resident_id order by occurred_on""",
    ),
    (
        "groups", "分别计分的人群", ("人群", "起始日", "最后一天", "依据"),
        """select group_name, starts_on, ends_on, reason from participant_group_member
            where estate_id = :estate_id and resident_id = :resident_id
            order by participant_group_member_id""",
    ),
    (
        "audit", "操作记录", ("时间", "做了什么", "对象", "结果", "从哪里"),
        """select l.at, l.action, l.object, l.outcome, l.address from audit_line l
            where l.estate_id = :estate_id and (l.object = 'resident:' || :resident_id
                or l.actor_user_id in (select user_id from role_grant g
                    where g.estate_id = :estate_id and g.resident_id = :resident_id))
            order by l.audit_line_id desc limit :limit""",
    ),
)  # fmt: skip


async def _table(
    conn: AsyncConnection,
    estate_id: int,
    resident_id: int,
    name: str,
    title: str,
    columns: Sequence[str],
    sql: str,
) -> Section:
    said: dict[str, Any] = {"estate_id": estate_id, "resident_id": resident_id}
    if ":limit" in sql:
        said["limit"] = AUDIT_LINES_MAX
    sql = sql.replace("'resident:' || :resident_id", "'resident:' || cast(:resident_id as bigint)")
    rows = await conn.execute(text(sql), said)
    return Section(name, title, tuple(columns), [[_cell(value) for value in row] for row in rows])


async def _messages(conn: AsyncConnection, estate_id: int, resident_id: int) -> Section:
    rows = await conn.execute(
        text("""select template, args, created_at, read_at from message
            where estate_id = :estate_id
                and (resident_id = :resident_id or user_id = any(:user_ids))
            order by message_id"""),
        {
            "estate_id": estate_id,
            "resident_id": resident_id,
            "user_ids": await users_of_resident(conn, estate_id, resident_id),
        },
    )
    return Section(
        "messages",
        "消息",
        ("时间", "标题", "内容", "读过的时间"),
        [
            [_moment(row.created_at), *as_read(row.template, row.args), _moment(row.read_at)]
            for row in rows
        ],
    )


async def _sessions(conn: AsyncConnection, estate_id: int, resident_id: int) -> Section:
    rows = await conn.execute(
        text("""select began_at, last_seen_at, device, address from user_session
            where user_id = any(:users) and expires_at > clock_timestamp()
            order by began_at"""),
        {"users": await users_of_resident(conn, estate_id, resident_id)},
    )
    columns = ("登录时间", "最后使用", "设备", "从哪里")
    return Section("sessions", "登录", columns, [[_cell(value) for value in row] for row in rows])


async def _drafts(conn: AsyncConnection, estate_id: int, resident_id: int) -> Section:
    users = await users_of_resident(conn, estate_id, resident_id)
    kept = await forms_begun_by(conn, estate_id=estate_id, user_ids=users)
    rows: list[list[Cell]] = [[one.form, _moment(one.saved_at), one.body] for one in kept]
    return Section("drafts", "没写完的表单", ("表单", "保存时间", "内容"), rows)


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat(timespec="seconds")


def _cell(value: Any) -> Cell:
    if isinstance(value, datetime):
        return _moment(value)
    return value.isoformat() if isinstance(value, date) else value


# Being forgotten --------------------------------------------------------------------------------

_OPEN_REQUEST = """
    select deletion_request_id, resident_id, asked_at, donates_points, confirmed_at
    from deletion_request
    where estate_id = :estate_id and taken_back_at is null and carried_out_at is null
"""


async def open_request_of(
    conn: AsyncConnection, estate_id: int, resident_id: int
) -> DeletionRow | None:
    """Return the request of a resident that is neither taken back nor carried out, or None."""
    found = await conn.execute(
        text(f"{_OPEN_REQUEST} and resident_id = :resident_id"),
        {"estate_id": estate_id, "resident_id": resident_id},
    )
    row = found.one_or_none()
    return None if row is None else DeletionRow(**row._mapping)


async def lock_request(
    conn: AsyncConnection, estate_id: int, deletion_request_id: int
) -> DeletionRow | None:
    """Lock an open request and return it, or None."""
    found = await conn.execute(
        text(f"{_OPEN_REQUEST} and deletion_request_id = :request_id for no key update"),
        {"estate_id": estate_id, "request_id": deletion_request_id},
    )
    row = found.one_or_none()
    return None if row is None else DeletionRow(**row._mapping)


async def open_requests(conn: AsyncConnection, estate_id: int) -> list[DeletionRow]:
    """Return the confirmed requests of an estate, the oldest first."""
    rows = await conn.execute(
        text(f"""{_OPEN_REQUEST} and confirmed_at is not null
            order by confirmed_at, deletion_request_id"""),
        {"estate_id": estate_id},
    )
    return [DeletionRow(**row._mapping) for row in rows]
