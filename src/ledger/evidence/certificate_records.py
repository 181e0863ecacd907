"""Certificates held to their hashes, to their series and to the services in the books.

Queries as in `points_records`: each returns only differences. The hash of a certificate covers its
content, and the content bears the hash of the one before it in the same year.
"""

from __future__ import annotations

CERTIFICATES = """
    select c.number as name, null::bigint as seq, f.field, f.expected, f.found
    from (
        select c.*, c.content::jsonb as said,
            lag(encode(c.record_hash, 'hex'), 1, repeat('00', 32)) over w as before,
            row_number() over w as place,
            row_number() over (partition by c.year order by c.certificate_id) as made,
            h.certificate_id as held
        from service_certificate c
        left join certificate_holder h using (estate_id, certificate_id)
        where c.estate_id = :estate_id
        window w as (partition by c.year order by c.position)
    ) c
    cross join lateral (values
        ('record_hash', encode(sha256(convert_to(
            E'ledger-service-certificate/v1\\n' || c.content, 'UTF8')), 'hex'),
            encode(c.record_hash, 'hex')),
        ('previous', c.before, c.said ->> 'previous'),
        ('position', c.place::text, c.position::text),
        ('certificate_id', c.place::text, c.made::text),
        ('certificate_id', c.certificate_id::text, c.held::text),
        ('estate_id', c.said ->> 'estate_id', c.estate_id::text),
        ('year', c.said ->> 'year', c.year::text),
        ('position', c.said ->> 'position', c.position::text),
        ('number', c.said ->> 'number', c.number),
        ('resident_id', c.said ->> 'resident_id', c.resident_id::text),
        ('service_minutes', c.said ->> 'service_minutes', c.service_minutes::text),
        ('issued_at', (c.said ->> 'issued_at')::timestamptz::text, c.issued_at::text),
        ('issued_by', c.said ->> 'issued_by', c.issued_by::text),
        ('asked_as', c.said ->> 'asked_as', c.asked_as),
        ('token', c.said ->> 'token', c.token),
        ('holder_commitment', c.said ->> 'holder_commitment', encode(c.holder_commitment, 'hex'))
    ) as f (field, expected, found)
    where f.expected is distinct from f.found
"""

# The last certificate of a year may be gone: its series, which counts it, is there.
SERIES = """
    select coalesce(s.year, c.year)::text as name, null::bigint as seq, f.field, f.expected, f.found
    from (select * from certificate_series where estate_id = :estate_id) s
    full join (
        select distinct on (year) year, position, record_hash from service_certificate
        where estate_id = :estate_id order by year, position desc
    ) c using (year)
    cross join lateral (values
        ('last_position', c.position::text, s.last_position::text),
        ('last_hash', encode(c.record_hash, 'hex'), encode(s.last_hash, 'hex'))
    ) as f (field, expected, found)
    where f.expected is distinct from f.found
        and not (s.last_position = 0 and c.year is null and s.last_hash
            = decode(repeat('00', 32), 'hex'))
"""

# Each service on the paper is a service of the holder, with no more minutes than it ever had.
SERVICES = """
    select c.number as name, (l ->> 'seq')::bigint as seq, f.field, f.expected, f.found
    from service_certificate c
    cross join lateral jsonb_array_elements(c.content::jsonb -> 'services') as l
    left join service_record s on s.estate_id = c.estate_id
        and s.minutes_seq = (l ->> 'seq')::bigint and s.resident_id = c.resident_id
    cross join lateral (values
        ('services.seq', s.minutes_seq::text, l ->> 'seq'),
        ('services.on', s.served_on::text, l ->> 'on'),
        ('services.service_minutes',
            least(s.service_minutes + coalesce((
                select sum(x.amount) from service_correction k
                join service_correction_entry x using (estate_id, service_correction_id)
                where k.estate_id = s.estate_id and k.service_record_id = s.service_record_id
                    and x.currency = 'MIN' and x.amount > 0), 0),
                (l ->> 'service_minutes')::int)::text,
            l ->> 'service_minutes')
    ) as f (field, expected, found)
    where c.estate_id = :estate_id and f.expected is distinct from f.found
"""

CERTIFICATES_GONE = """
    select l.object as name, null::bigint as seq, 'number' as field, l.object as expected,
        null as found
    from audit_line l
    where l.estate_id = :estate_id and l.outcome = 'done' and l.object like 'certificate:%'
        and l.action in ('issue_own_certificate', 'issue_childs_certificate',
            'issue_certificate_for')
        and not exists (
            select from service_certificate c
            where c.estate_id = l.estate_id and c.certificate_id = substr(l.object, 13)::bigint)
"""
