"""What the screen reads of a stretch of the journal, as streams that COPY writes.

Every query takes the first and the last estate of the stretch and its first and last `seq`.
Numbers come with a fixed width (`streams.layout`); texts come as they stand in the rows.
"""

from __future__ import annotations

# A narration of blanks is none; the blanks are those of Python's str.strip.
ENTRY_NUMBERS = r"""
    select e.estate_id::bigint, e.seq::bigint,
        (case e.series::text when '记' then 0 when '积' then 1 when '时' then 2 else -1 end)::int,
        e.fiscal_month::int, e.number::bigint, e.effective_on::date, e.recorded_at::timestamptz,
        (e.kind = any($5::text[]))::int
            + (e.kind = 'reversal')::int * 2
            + (case when ascii(e.narration) between 33 and 126 or ascii(e.narration) > 12288
                then 0 else (btrim(e.narration, E' \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\u0085\u00a0'
                    '\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a'
                    '\u2028\u2029\u202f\u205f\u3000') = '')::int * 4 end)
            + (e.reverses_seq is not null)::int * 8,
        coalesce(e.approved_by, -1)::bigint, e.prepared_by::bigint, e.posted_by::bigint,
        coalesce(e.reverses_seq, -1)::bigint, e.line_count::int,
        hashtextextended(e.idempotency_key, 0), hashtextextended(e.rule_version, 0),
        case when length(e.leaf_hash) = 32 then e.leaf_hash else sha256('') end
    from journal_entry e
    where e.estate_id between $1::bigint and $2::bigint and e.seq between $3::bigint and $4::bigint
    order by e.estate_id, e.seq
"""

ENTRY_TEXTS = """
    select e.effective_on, e.idempotency_key, e.kind, e.narration, e.series, e.rule_version,
        e.source,
        case when e.documents = '{}' then '' else (
            select string_agg(encode(d.digest, 'hex'), ',' order by d.position)
            from unnest(e.documents) with ordinality as d (digest, position))
        end
    from journal_entry e
    where e.estate_id between $1::bigint and $2::bigint and e.seq between $3::bigint and $4::bigint
    order by e.estate_id, e.seq
"""

LINE_NUMBERS = """
    select l.estate_id::bigint, l.seq::bigint, l.line_no::int, l.account_id::bigint, l.side::int,
        l.amount::bigint, l.balance_after::bigint, l.account_version::bigint,
        (case l.currency::text when 'CNY' then 0 when 'PTS' then 1 when 'MIN' then 2 else -1
            end)::int,
        coalesce(l.activity_id, 0)::bigint, coalesce(l.dwelling_id, 0)::bigint,
        coalesce(l.fund_grant_id, 0)::bigint, coalesce(l.merchant_id, 0)::bigint,
        (l.narration <> '')::int
    from entry_line l
    where l.estate_id between $1::bigint and $2::bigint and l.seq between $3::bigint and $4::bigint
    order by l.estate_id, l.seq, l.line_no
"""

LINE_NARRATIONS = """
    select l.narration
    from entry_line l
    where l.estate_id between $1::bigint and $2::bigint and l.seq between $3::bigint and $4::bigint
        and l.narration <> ''
    order by l.estate_id, l.seq, l.line_no
"""

# An account's own row, with what its code's row in the chart says: the currency (-1 where nothing
# may be posted), and whether it is a wallet whose points are held in lots.
ACCOUNT_NUMBERS = """
    select a.estate_id::bigint, a.account_id::bigint,
        (case when c.is_postable then case c.currency::text
            when 'CNY' then 0 when 'PTS' then 1 when 'MIN' then 2 else -1 end else -1 end)::int,
        (a.code = $3)::int, (a.type = 'issued')::int, hashtextextended(a.code, 0),
        coalesce(b.posted, 0)::bigint, coalesce(b.version, 0)::bigint
    from account a
    left join account c on c.estate_id = a.estate_id and c.code = a.code and c.holder = ''
    left join balance b on b.estate_id = a.estate_id and b.account_id = a.account_id
    where a.estate_id between $1::bigint and $2::bigint
    order by a.estate_id, a.account_id
"""

ACCOUNT_TEXTS = """
    select a.code, a.holder from account a
    where a.estate_id between $1::bigint and $2::bigint
    order by a.estate_id, a.account_id
"""

LOT_NUMBERS = """
    select p.estate_id::bigint, p.granted_seq::bigint, p.account_id::bigint,
        p.points_granted::bigint, p.granted_on::date, coalesce(p.activity_id, 0)::bigint,
        hashtextextended(p.source_code, 0), hashtextextended(p.rule_version, 0)
    from points_lot p
    where p.estate_id between $1::bigint and $2::bigint
        and p.granted_seq between $3::bigint and $4::bigint
    order by p.estate_id, p.granted_seq
"""

LOT_USE_NUMBERS = """
    select u.estate_id::bigint, u.seq::bigint, coalesce(p.account_id, -1)::bigint,
        u.points::bigint
    from points_lot_use u
    left join points_lot p on p.estate_id = u.estate_id and p.lot_id = u.lot_id
    where u.estate_id between $1::bigint and $2::bigint and u.seq between $3::bigint and $4::bigint
    order by u.estate_id, u.seq
"""

NODES = """
    select n.estate_id::bigint, n.level::int, n.node_index::bigint,
        case when length(n.hash) = 32 then n.hash else sha256('') end
    from log_node n
    where n.estate_id between $1::bigint and $2::bigint
        and n.node_index between (($3::bigint - 1) >> n.level) and (($4::bigint - 1) >> n.level)
    order by n.estate_id, n.level, n.node_index
"""
