"""Records beside the journal, held field by field to the entries that were posted for them.

A redemption, a service, a sorting event, a grant says again what its entries say under their leaf
hashes; where the two differ, the record was altered. Each query returns only differences. What no
entry says (the confirmer of a service, the device of a bin) cannot be held to anything here.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.chart.seed import seed_chart
from ledger.evidence import (
    award_records,
    budget_records,
    certificate_records,
    correction_records,
    points_records,
    publication_records,
    stray_records,
    team_records,
    time_bank_records,
)
from ledger.evidence.report import Fault

_GRANTS = """
    select g.donor as name, p.seq, f.field, f.expected, f.found
    from fund_grant g
    left join prepared_entry p on p.estate_id = g.estate_id
        and p.prepared_entry_id = g.prepared_entry_id
    left join journal_entry e on e.estate_id = g.estate_id and e.seq = p.seq
    left join lateral (
        select max(a.code) as code from entry_line l join account a using (estate_id, account_id)
        where l.estate_id = g.estate_id and l.seq = e.seq and l.fund_grant_id = g.fund_grant_id
    ) w on true
    cross join lateral (values
        ('prepared_entry_id', p.prepared_entry_id::text, g.prepared_entry_id::text),
        ('source_key', case when p.source = '' then g.source_key else p.source_key end,
            g.source_key),
        ('granted_on', coalesce(e.effective_on, p.effective_on)::text, g.granted_on::text),
        ('account_code', coalesce(w.code, g.account_code), g.account_code),
        ('is_refundable', (g.account_code like '2%')::text, g.is_refundable::text),
        ('donor', coalesce(e.narration, p.narration), case
            when coalesce(e.source, p.source) = 'fund_grant:' || g.fund_grant_id
            then g.source || '：' || case when g.is_anonymous then '匿名出资方' else g.donor end
                || '，用于' || g.purpose
            when coalesce(e.source, p.source) like 'fund_grant:%' then ''
            else coalesce(e.narration, p.narration) end)
    ) as f (field, expected, found)
    where g.estate_id = :estate_id and f.expected is distinct from f.found
"""

_PREPARED = """
    select p.prepared_entry_id::text as name, p.seq, f.field, f.expected, f.found
    from prepared_entry p
    left join journal_entry e on e.estate_id = p.estate_id and e.seq = p.seq
        and e.idempotency_key = 'prepared:' || p.prepared_entry_id
    left join lateral (
        select string_agg(a.code || case l.side when 1 then ' debit ' else ' credit ' end
            || l.amount, ', ' order by l.line_no) as lines,
            sum(l.amount) filter (where l.side = 1) as fen
        from entry_line l join account a using (estate_id, account_id)
        where l.estate_id = e.estate_id and l.seq = e.seq
    ) w on true
    left join lateral (
        select string_agg(l ->> 'account_code' || ' ' || (l ->> 'side') || ' '
            || (l ->> 'amount_fen'), ', ' order by n) as lines
        from jsonb_array_elements(p.lines) with ordinality as x (l, n)
    ) y on true
    cross join lateral (values
        ('seq', e.seq::text, p.seq::text),
        ('kind', e.kind, p.kind),
        ('effective_on', e.effective_on::text, p.effective_on::text),
        ('narration', e.narration, p.narration),
        ('source', e.source, p.source),
        ('reverses_seq', e.reverses_seq::text, p.reverses_seq::text),
        ('prepared_by', e.prepared_by::text, p.prepared_by::text),
        ('approved_by', e.approved_by::text, p.approved_by::text),
        ('posted_by', e.posted_by::text, p.posted_by::text),
        ('lines', w.lines, y.lines),
        ('total_fen', w.fen::text, p.total_fen::text),
        ('document_ids', e.documents::text, array(
            select d.sha256 from unnest(p.document_ids) with ordinality as ids (document_id, n)
            left join source_document d on d.estate_id = p.estate_id
                and d.document_id = ids.document_id
            order by ids.n)::text)
    ) as f (field, expected, found)
    where p.estate_id = :estate_id and p.state = 'posted' and f.expected is distinct from f.found
"""

_PREPARED_GONE = """
    select substr(e.idempotency_key, 10) as name, e.seq, 'idempotency_key' as field,
        e.idempotency_key as expected, null as found
    from journal_entry e
    where e.estate_id = :estate_id and e.idempotency_key like 'prepared:%'
        and not exists (
            select from prepared_entry p where p.estate_id = e.estate_id and p.seq = e.seq
                and e.idempotency_key = 'prepared:' || p.prepared_entry_id
                and p.state = 'posted')
"""

_HOLDS = """
    select h.hold_id::text as name, h.captured_seq as seq, f.field, f.expected, f.found
    from hold h
    left join lateral (
        select abs(sum(l.side * l.amount)) as taken from entry_line l
        where l.estate_id = h.estate_id and l.seq = h.captured_seq and l.account_id = h.account_id
    ) w on true
    cross join lateral (values
        ('captured', coalesce(w.taken, 0)::text, h.captured::text),
        ('state', case when h.captured_seq is not null then 'captured' else h.state end, h.state),
        ('captured_seq', (h.state = 'captured')::text, (h.captured_seq is not null)::text)
    ) as f (field, expected, found)
    where h.estate_id = :estate_id and f.expected is distinct from f.found
"""

_ACCOUNTS = """
    select a.code || case a.holder when '' then '' else '（' || a.holder || '）' end as name,
        null::bigint as seq, f.field, f.expected, f.found
    from unnest(cast(:codes as text[]), cast(:names as text[]), cast(:currencies as text[]),
        cast(:types as text[]), cast(:parents as text[]), cast(:postables as boolean[]),
        cast(:contras as boolean[]), cast(:per_holders as text[]), cast(:dimensions as text[]),
        cast(:floors as bigint[]))
        as c (code, name, currency, type, parent_code, is_postable, is_contra, per_holder,
            dimensions, floor)
    left join account a on a.estate_id = :estate_id and a.code = c.code
    left join balance b on b.estate_id = a.estate_id and b.account_id = a.account_id
    cross join lateral (values
        ('code', c.code, a.code),
        ('balance', a.account_id::text, b.account_id::text),
        ('name', c.name, a.name),
        ('currency', c.currency, a.currency),
        ('type', c.type, a.type),
        ('parent_code', c.parent_code, a.parent_code),
        ('is_postable', c.is_postable::text, a.is_postable::text),
        ('is_contra', c.is_contra::text, a.is_contra::text),
        ('per_holder', c.per_holder, a.per_holder),
        ('required_dimensions', c.dimensions, array_to_string(a.required_dimensions, ' ')),
        ('floor', c.floor::text, a.floor::text)
    ) as f (field, expected, found)
    where f.expected is distinct from f.found
    union all
    select a.code || '（' || a.holder || '）', null, 'holder', null, a.holder
    from account a
    where a.estate_id = :estate_id and a.holder <> '' and (
        a.per_holder = 'resident' and not exists (
            select from resident r
            where r.estate_id = a.estate_id and a.holder = 'resident:' || r.resident_id)
        or a.per_holder = 'household' and not exists (
            select from household h
            where h.estate_id = a.estate_id and a.holder = 'household:' || h.household_id)
        or a.per_holder = 'team' and not exists (
            select from volunteer_team t
            where t.estate_id = a.estate_id and a.holder = 'team:' || t.volunteer_team_id))
"""


@dataclass(frozen=True, slots=True)
class _Comparison:
    code: str
    kind: str
    sentence: str
    query: TextClause


_COMPARISONS = tuple(
    _Comparison(code, kind, sentence, text(query))
    for code, kind, sentence, query in (
        ("redemption_differs", "兑换", "兑换记录与它的凭证不符。", points_records.REDEMPTIONS),
        (
            "redemption_is_missing",
            "兑换",
            "凭证还在，兑换记录不见了。",
            points_records.REDEMPTIONS_GONE,
        ),
        ("service_differs", "服务记录", "服务记录与它的凭证不符。", points_records.SERVICES),
        (
            "service_is_missing",
            "服务记录",
            "凭证还在，服务记录不见了。",
            points_records.SERVICES_GONE,
        ),
        ("sorting_event_differs", "投放", "投放记录与它的凭证不符。", points_records.SORTINGS),
        (
            "sorting_event_is_missing",
            "投放",
            "凭证还在，投放记录不见了。",
            points_records.SORTINGS_GONE,
        ),
        ("grant_record_differs", "共享发展金", "拨款记录与它的凭证不符。", _GRANTS),
        ("prepared_entry_differs", "待审凭证", "待审凭证与记账的凭证不符。", _PREPARED),
        ("prepared_entry_is_missing", "待审凭证", "凭证还在，待审凭证不见了。", _PREPARED_GONE),
        ("lot_record_differs", "积分批次", "积分批次与发放它的凭证不符。", points_records.LOTS),
        ("award_differs", "奖励名单", "奖励名单与它的凭证或批次不符。", award_records.AWARDS),
        (
            "award_is_missing",
            "奖励名单",
            "凭证还在，奖励名单不见了。",
            award_records.AWARDS_GONE,
        ),
        (
            "deduction_differs",
            "积分更正",
            "积分更正与它的凭证或批次不符。",
            award_records.DEDUCTIONS,
        ),
        (
            "deduction_is_missing",
            "积分更正",
            "凭证还在，积分更正不见了。",
            award_records.DEDUCTIONS_GONE,
        ),
        ("purchase_differs", "消费积分", "消费积分与它的凭证不符。", award_records.PURCHASES),
        (
            "purchase_is_missing",
            "消费积分",
            "凭证还在，消费积分的登记不见了。",
            award_records.PURCHASES_GONE,
        ),
        (
            "team_points_plan_differs",
            "服务队的积分",
            "分配方案与它的凭证不符。",
            team_records.PLANS,
        ),
        (
            "team_points_share_differs",
            "服务队的积分",
            "方案里队员的份额与它的凭证不符。",
            team_records.SHARES,
        ),
        (
            "team_points_plan_is_missing",
            "服务队的积分",
            "转出的凭证还在，经两个人确认的方案不见了。",
            team_records.GONE,
        ),
        ("lot_notice_differs", "积分批次", "从哪天起可用与凭证不符。", award_records.NOTICES),
        ("lot_budget_differs", "积分批次", "出自哪个预算与凭证不符。", budget_records.LOT_BUDGETS),
        (
            "withheld_points_differ",
            "暂缓的积分",
            "暂缓的积分与服务、投放或补发的凭证不符。",
            budget_records.WITHHELD,
        ),
        (
            "withheld_points_are_missing",
            "暂缓的积分",
            "补发的凭证还在，暂缓的登记不见了。",
            budget_records.WITHHELD_GONE,
        ),
        (
            "stock_movement_differs",
            "出入库",
            "出入库记录前后不接，或与兑换不符。",
            points_records.STOCK_MOVEMENTS,
        ),
        ("hold_differs", "预占单", "预占单与使用它的凭证不符。", _HOLDS),
        ("period_differs", "会计期间", "会计期间与凭证或变动记录不符。", stray_records.PERIODS),
        ("reference_is_broken", "引用", "指向的文件、商品或拨款不见了。", stray_records.REFERENCES),
        ("record_has_no_book", "记录", "属于没有账簿的小区。", stray_records.WITHOUT_BOOK),
        ("account_differs", "科目", "科目与标准科目表不符。", _ACCOUNTS),
        (
            "time_bank_deposit_differs",
            "时间银行",
            "存入的时长与凭证或服务记录不符。",
            time_bank_records.DEPOSITS,
        ),
        (
            "time_bank_deposit_is_missing",
            "时间银行",
            "凭证还在，存入记录不见了。",
            time_bank_records.DEPOSITS_GONE,
        ),
        (
            "help_request_differs",
            "互助",
            "求助与它的预占、凭证或服务记录不符。",
            time_bank_records.HELP_REQUESTS,
        ),
        (
            "help_request_is_missing",
            "互助",
            "预占或凭证还在，求助不见了。",
            time_bank_records.HELP_REQUESTS_GONE,
        ),
        (
            "pool_grant_differs",
            "公益池",
            "公益池的批准与它的求助不符。",
            time_bank_records.POOL_GRANTS,
        ),
        (
            "certificate_differs",
            "志愿服务证明",
            "证明与开具时的指纹不符。",
            certificate_records.CERTIFICATES,
        ),
        (
            "certificate_series_differs",
            "志愿服务证明",
            "这一年的证明少了，或编号不连续。",
            certificate_records.SERIES,
        ),
        (
            "certificate_service_differs",
            "志愿服务证明",
            "证明所列的服务与服务记录不符。",
            certificate_records.SERVICES,
        ),
        (
            "certificate_is_missing",
            "志愿服务证明",
            "操作日志里开具过的证明不见了。",
            certificate_records.CERTIFICATES_GONE,
        ),
        (
            "service_correction_differs",
            "服务记录更正",
            "更正与它的凭证或前一次更正不符。",
            correction_records.CORRECTIONS,
        ),
        (
            "service_correction_entry_differs",
            "服务记录更正",
            "更正所列的凭证与账簿不符。",
            correction_records.ENTRIES,
        ),
        (
            "service_correction_is_missing",
            "服务记录更正",
            "凭证还在，更正不见了。",
            correction_records.ENTRIES_GONE,
        ),
        (
            "publication_record_differs",
            "公示",
            "公示的前后关系、附件或检查点不符。",
            publication_records.PUBLICATIONS,
        ),
        (
            "published_backing_differs",
            "公示",
            "公示里为积分留出的钱与通过的积分预算不符。",
            publication_records.BACKING,
        ),
    )
)


LOT_RECORDS = "lot_record_differs"


async def record_faults(
    conn: AsyncConnection, estate_id: int, *, left_out: Container[str] = ()
) -> list[Fault]:
    """Return every difference between an estate's records and its entries.

    `left_out` are codes of faults that somebody else looks for.
    """
    chart = seed_chart()
    values = {
        "estate_id": estate_id,
        "codes": [each.code for each in chart],
        "names": [each.name for each in chart],
        "currencies": [each.currency.value for each in chart],
        "types": [each.type.value for each in chart],
        "parents": [each.parent_code for each in chart],
        "postables": [each.is_postable for each in chart],
        "contras": [each.is_contra for each in chart],
        "per_holders": [each.per_holder for each in chart],
        "dimensions": [" ".join(each.required_dimensions) for each in chart],
        "floors": [each.floor for each in chart],
    }
    faults = []
    for comparison in _COMPARISONS:
        if comparison.code in left_out:
            continue
        named = comparison.query.compile().params
        rows = await conn.execute(comparison.query, {name: values[name] for name in named})
        faults += [
            Fault(
                code=comparison.code,
                where=f"{comparison.kind} {row.name}",
                sentence=comparison.sentence,
                seq=row.seq,
                field=row.field,
                expected=row.expected,
                found=row.found,
            )
            for row in rows
        ]
    return faults
