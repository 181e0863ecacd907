"""Rows that lead nowhere: of an estate without a book, a month without a period, a lost file.

Queries as in `points_records`: each returns only differences.
"""

from __future__ import annotations

_OF_ESTATES = (
    "checkpoint", "cosignature", "disclosure", "disclosure_document", "fund_grant", "hold",
    "period", "points_withheld", "prepared_entry", "service_record", "time_bank_pool_grant",
)  # fmt: skip

# A row that was given to another estate is missing in its own. Asked once, with the first book.
WITHOUT_BOOK = " union all ".join(
    f"""select '{table}' as name, null::bigint as seq, 'estate_id' as field,
        null as expected, t.estate_id::text as found
    from {table} t
    where :estate_id = (select min(estate_id) from book)
        and not exists (select from book b where b.estate_id = t.estate_id)"""  # noqa: S608
    for table in _OF_ESTATES
)

PERIODS = """
    select coalesce(p.fiscal_month, n.fiscal_month)::text as name, null::bigint as seq, f.field,
        f.expected, f.found
    from (select distinct fiscal_month from entry_number where estate_id = :estate_id) n
    full join (select * from period where estate_id = :estate_id) p using (fiscal_month)
    left join lateral (
        select c.to_state, c.changed_by from period_change c
        where c.estate_id = p.estate_id and c.fiscal_month = p.fiscal_month
        order by c.change_no desc limit 1
    ) c on true
    cross join lateral (values
        ('fiscal_month', n.fiscal_month::text,
            case when n.fiscal_month is not null then p.fiscal_month::text end),
        ('closed_by', case c.to_state when 'closed' then c.changed_by::text end, p.closed_by::text)
    ) as f (field, expected, found)
    where f.expected is distinct from f.found
"""

REFERENCES = """
    select i.filename as name, null::bigint as seq, 'document_id' as field,
        i.document_id::text as expected, null as found
    from import_batch i
    where i.estate_id = :estate_id and not exists (
        select from source_document d
        where d.estate_id = i.estate_id and d.document_id = i.document_id)
    union all
    select n.name, r.points_seq, 'item_id', null, n.item_id::text
    from redemption_line n
    join redemption r on r.estate_id = n.estate_id and r.redemption_id = n.redemption_id
    where n.estate_id = :estate_id and not exists (
        select from item i
        where i.estate_id = n.estate_id and i.item_id = n.item_id
            and i.merchant_id = r.merchant_id)
    union all
    select l.narration, l.seq, 'fund_grant_id', l.fund_grant_id::text, null
    from entry_line l
    where l.estate_id = :estate_id and l.fund_grant_id is not null and not exists (
        select from fund_grant g
        where g.estate_id = l.estate_id and g.fund_grant_id = l.fund_grant_id)
"""
