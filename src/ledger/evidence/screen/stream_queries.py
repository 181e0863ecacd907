"""What the screen reads of a stretch of the journal, as streams that COPY writes.

Every query takes the first and the last estate of the stretch and its first and last `seq`.
Numbers come with a fixed width (`streams.layout`); texts come as they stand in the rows.
"""

from __future__ import annotations

# The place of an entry: its estate above forty bits for its seq (`columns.place`).
#
# A narration of blanks is none; the blanks are those of Python's str.strip. The flags are those of
# `columns`: below them stand two bits for the series.
ENTRY_NUMBERS = r"""
    select e.estate_id::bigint << 40 | e.seq,
        (case e.series when '积' then 1 when '记' then 0 when '时' then 2 else 3 end)
            + (case when e.kind = any($5::text[]) then 4 else 0 end)
            + (case when e.kind = 'reversal' then 8 else 0 end)
            + (case when ascii(e.narration) between 33 and 126 or ascii(e.narration) > 12288
                then 0 when btrim(e.narration, E' \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\u0085\u00a0'
                    '\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a'
                    '\u2028\u2029\u202f\u205f\u3000') = '' then 16 else 0 end)
            + (case when e.reverses_seq is not null then 32 else 0 end),
        e.number, e.effective_on, e.recorded_at,
        coalesce(e.approved_by, -1), e.prepared_by, e.posted_by, coalesce(e.reverses_seq, -1),
        e.line_count::int, hashtextextended(e.idempotency_key, 0),
        hashtextextended(e.rule_version, 0),
        case when length(e.leaf_hash) = 32 then e.leaf_hash else sha256('') end
    from journal_entry e
    where e.estate_id between $1::bigint and $2::bigint and e.seq between $3::bigint and $4::bigint
    order by e.estate_id, e.seq
"""

ENTRY_TEXTS = """
    select e.idempotency_key, e.kind, e.narration, e.rule_version, e.source,
        case when e.papers is null then '' else (
            select string_agg(encode(d.digest, 'hex'), ',' order by d.position)
            from unnest(e.papers) with ordinality as d (digest, position))
        end
    from journal_entry e
    where e.estate_id between $1::bigint and $2::bigint and e.seq between $3::bigint and $4::bigint
    order by e.estate_id, e.seq
"""

# Side and currency as they are stored, from -3 to 3; `columns` takes them apart. Most lines are
# about a merchant or about nothing, so the other dimensions are a stream of their own. The lines of
# an entry come as they were written, nearly always in their order; `columns.in_order` looks.
LINE_NUMBERS = """
    select l.estate_id::bigint << 40 | l.seq,
        l.side_and_currency + 3
            + (case when l.activity_id is null and l.dwelling_id is null and l.fund_grant_id is null
                then 0 else 8 end)
            + (case when l.note is null then 0 else 16 end) + l.line_no * 32,
        l.account_id, l.amount, l.balance_after, l.account_version, coalesce(l.merchant_id, 0)
    from entry_line l
    where l.estate_id between $1::bigint and $2::bigint and l.seq between $3::bigint and $4::bigint
    order by l.estate_id, l.seq
"""

LINE_DIMENSIONS = """
    select coalesce(l.activity_id, 0), coalesce(l.dwelling_id, 0), coalesce(l.fund_grant_id, 0)
    from entry_line l
    where l.estate_id between $1::bigint and $2::bigint and l.seq between $3::bigint and $4::bigint
        and not (l.activity_id is null and l.dwelling_id is null and l.fund_grant_id is null)
    order by l.estate_id, l.seq, l.line_no
"""

LINE_NARRATIONS = """
    select l.note
    from entry_line l
    where l.estate_id between $1::bigint and $2::bigint and l.seq between $3::bigint and $4::bigint
        and l.note is not null
    order by l.estate_id, l.seq, l.line_no
"""

# An account's own row, with what its code's row in the chart says: the currency (-1 where nothing
# may be posted), and whether it is a wallet whose points are held in lots.
ACCOUNT_NUMBERS = """
    select a.estate_id::bigint, a.account_id::bigint,
        (case when c.is_postable then case c.currency::text
            when 'CNY' then 0 when 'PTS' then 1 when 'MIN' then 2 else -1 end else -1 end)::int,
        (a.code = any($3::text[]))::int, (a.type = 'issued')::int, hashtextextended(a.code, 0),
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
        hashtextextended(p.source_code, 0), hashtextextended(p.rule_version, 0),
        p.lot_id::bigint, p.points_left::bigint,
        hashtextextended(coalesce(p.expires_on::text, ''), 0)
    from points_lot p
    where p.estate_id between $1::bigint and $2::bigint
        and p.granted_seq between $3::bigint and $4::bigint
    order by p.estate_id, p.granted_seq
"""

# Lots of other books, or of later entries, are none of these; the join need not read them.
LOT_USE_NUMBERS = """
    select u.estate_id::bigint, u.seq::bigint, coalesce(p.account_id, -1)::bigint,
        u.points::bigint, u.lot_id::bigint, hashtextextended(coalesce(p.source_code, ''), 0),
        hashtextextended(coalesce(p.rule_version, ''), 0),
        hashtextextended(coalesce(p.expires_on::text, ''), 0)
    from points_lot_use u
    left join points_lot p on p.estate_id = u.estate_id and p.lot_id = u.lot_id
        and p.estate_id between $1::bigint and $2::bigint and p.granted_seq <= $4::bigint
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
