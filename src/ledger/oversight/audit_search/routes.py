"""操作日志 over HTTP: searched page by page, and exported."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Annotated, Any

from litestar import Litestar, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.routes import HTTPRoute
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.audit_log.operations import write_audit_line
from ledger.audit_log.payloads import (
    AuditActionsView,
    AuditActionView,
    AuditLineView,
    AuditObjectKindView,
)
from ledger.audit_log.queries import AuditSearch, all_audit_lines, search_audit_lines
from ledger.db.ids import CHINA, today_in_china
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.oversight.audit_search.object_words import OBJECT_KINDS
from ledger.oversight.audit_search.words import object_title, outcome_title
from ledger.reporting.list_exports import Columns, ExportFormat, exported
from ledger.settings import Settings
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of

E = "/api/v1/estates/{estate_id:int}/audit-log"
DAYS_SHOWN = 31
"""How far back is looked where nobody says."""
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)
# Acts that no route's name stands for.
_OTHER_TITLES = {
    "begin_second_factor": "开始绑定两步验证",
    "book_import": "导入入账（命令行）",
    "capture_hold": "预占转支出",
    "create_user": "新建账号（命令行）",
    "disclosure_published": "发布公示",
    "expire": "到期清零",
    "forget_words": "删除注销者留下的文字",
    "grant_region_role": "授予区域岗位",
    "help_household": "代户主办理家庭账户的理由",
    "act_on_paper_because": "代办的理由",
    "help_open_log_in_because": "协助开通登录的理由",
    "link_wechat": "绑定微信登录",
    "open_card": "刷卡",
    "open_estate": "开立小区",
    "open_user_by_phone": "凭手机号开通住户",
    "period_changed": "结账或重新打开账期",
    "place_hold": "预占",
    "prune_audit_log": "清理过期日志",
    "prove_second_factor": "登录的第二步",
    "redeem_as_proxy": "代家人兑换",
    "redeem_for_household": "用家庭账户兑换",
    "reset_second_factor_because": "重置两步验证的理由",
    "set_second_factor": "绑定两步验证",
    "show_pay_code_as_proxy": "出示家人的付款码",
    "void_hold": "放回预占",
    "witness_registered": "登记见证人",
    "witness_withdrawn": "撤销见证人",
}
COLUMNS: Columns = (
    ("编号", 10), ("时间", 22), ("谁", 16), ("做了什么", 28), ("对象", 20), ("结果", 24),
    ("理由", 30), ("地址", 16), ("请求编号", 20), ("对象代码", 20), ("结果代码", 24),
)  # fmt: skip

Since = Annotated[date | None, QueryParameter(name="from", description="从哪一天起，含当天")]
Until = Annotated[date | None, QueryParameter(name="to", description="到哪一天止，含当天")]
Person = Annotated[str, QueryParameter(max_length=40, description="姓名或登录名的一部分")]
ActorId = Annotated[int | None, QueryParameter(ge=1, le=2**63 - 1, description="用户编号")]
Object = Annotated[
    str, QueryParameter(name="object", max_length=60, description="对象，如 entry:12，或种类 entry")
]
Action = Annotated[str, QueryParameter(max_length=60, description="操作，见 actions")]
Outcome = Annotated[str, QueryParameter(max_length=60, description="done、refused，或一个拒绝代码")]


def _search(
    since: date | None, until: date | None, person: str, actor_user_id: int | None,
    object_: str, action: str, outcome: str,
) -> AuditSearch:  # fmt: skip
    last = min(until or today_in_china(), LAST_DAY)
    first = max(since or last - timedelta(days=DAYS_SHOWN - 1), FIRST_DAY)
    return AuditSearch(
        since=datetime.combine(first, time(), CHINA),
        before=datetime.combine(last, time(), CHINA) + timedelta(days=1),
        person=person.strip(),
        actor_user_id=actor_user_id,
        object_=object_.strip(),
        action=action,
        outcome=outcome,
    )


@lru_cache(maxsize=4)
def titles_of_actions(app: Litestar) -> Mapping[str, str]:
    """Return what each action is called: the first words of its route's description."""
    titles = dict(_OTHER_TITLES)
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for handler in route.route_handlers:
            said = (handler.fn.__doc__ or "").strip()
            if said and not said.isascii():
                first = said.splitlines()[0]
                for mark in "：；，。（":
                    first = first.partition(mark)[0]
                titles.setdefault(handler.handler_name, first)
    return titles


@get(E, guards=[may(Permission.READ_AUDIT_LOG)], tags=["oversight"])
async def search_audit_log(
    request: Request[Any, Any, Any],
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    since: Since = None,
    until: Until = None,
    person: Person = "",
    actor_user_id: ActorId = None,
    object_: Object = "",
    action: Action = "",
    outcome: Outcome = "",
    limit: Limit = 50,
    after: After = None,
) -> Page[AuditLineView]:
    """查操作日志：按人、时间、对象和操作，新的在前；不写日期是最近一个月。"""
    key = decode_cursor(after, int)
    rows = await search_audit_lines(
        conn,
        estate_id,
        _search(since, until, person, actor_user_id, object_, action, outcome),
        after=key[0] if key else None,
        limit=limit + 1,
    )
    titles = titles_of_actions(request.app)
    return page_of(
        rows,
        limit=limit,
        key=lambda row: (row.audit_line_id,),
        item=lambda row: AuditLineView.of(
            row,
            action_title=titles.get(row.action, row.action),
            object_title=object_title(row.object_),
            outcome_title=outcome_title(row.outcome),
        ),
    )


@get(f"{E}/actions", guards=[may(Permission.READ_AUDIT_LOG)], tags=["oversight"])
async def list_audit_actions(
    request: Request[Any, Any, Any],
    estate_id: FromPath[int],
    settings: NamedDependency[Settings],
) -> AuditActionsView:
    """操作日志里可以按哪些操作和对象查，日志保存多久。"""
    titles = titles_of_actions(request.app)
    items = [AuditActionView(action=name, title=title) for name, title in titles.items()]
    kinds = [AuditObjectKindView(kind=kind, title=title) for kind, title in OBJECT_KINDS.items()]
    return AuditActionsView(
        items=sorted(items, key=lambda each: each.title),
        object_kinds=sorted(kinds, key=lambda each: each.title),
        kept_months=settings.audit_log_months,
    )


@get(
    f"{E}/export",
    guards=[may(Permission.READ_AUDIT_LOG)],
    tags=["oversight"],
    media_type="application/octet-stream",
)
async def export_audit_log(
    request: Request[Any, Any, Any],
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    actor: NamedDependency[Actor],
    since: Since = None,
    until: Until = None,
    person: Person = "",
    actor_user_id: ActorId = None,
    object_: Object = "",
    action: Action = "",
    outcome: Outcome = "",
    format_: Annotated[
        ExportFormat, QueryParameter(name="format", description="文件格式")
    ] = ExportFormat.CSV,
) -> Response[bytes]:
    """导出操作日志：筛选出来的全部；导出这件事本身也记一笔。"""
    asked = _search(since, until, person, actor_user_id, object_, action, outcome)
    rows = _cells(conn, estate_id, asked, titles_of_actions(request.app))
    first, last = asked.since.date(), (asked.before - timedelta(days=1)).date()
    answer = await exported(f"操作日志-{first}至{last}", COLUMNS, rows, as_=format_)
    await write_audit_line(
        conn,
        estate_id=estate_id,
        actor_user_id=actor.user_id,
        action="export_audit_log",
        outcome="done",
        request_id=actor.request_id,
        address=actor.address,
        details={"from": first.isoformat(), "to": last.isoformat()},
    )
    return answer


async def _cells(
    conn: AsyncConnection, estate_id: int, asked: AuditSearch, titles: Mapping[str, str]
) -> AsyncIterator[Sequence[str | int | None]]:
    async for row in all_audit_lines(conn, estate_id, asked):
        yield [
            row.audit_line_id,
            row.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"),
            row.actor_name or "",
            titles.get(row.action, row.action),
            object_title(row.object_),
            outcome_title(row.outcome),
            str(row.details.get("reason", "")),
            row.address,
            row.request_id,
            row.object_,
            row.outcome,
        ]
