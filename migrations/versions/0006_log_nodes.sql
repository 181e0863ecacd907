-- The complete subtrees of every book's Merkle log (RFC 6962). Node (level, node_index) covers the
-- 2^level leaves from node_index * 2^level on; the leaves themselves, level 0, are
-- journal_entry.leaf_hash and not kept twice. Whatever stands here can be computed again from the
-- leaves, and `ledger verify --database` does.

-- No foreign key to the book: posting writes these rows in one statement with the entries that
-- complete them, and those have one. A check for each row would cost more than the row.
create table log_node (
    estate_id bigint not null,
    level smallint not null check (level between 1 and 62),
    node_index bigint not null check (node_index >= 0),
    hash bytea not null check (length(hash) = 32),
    primary key (estate_id, level, node_index)
);

create trigger append_only before update or delete or truncate on log_node
    for each statement execute function refuse_change();

grant select, insert on log_node to ledger_service;

-- Books that have entries already: the pairs of leaves, then level upon level the pairs of nodes.
-- Nothing may be posted between this and the end of the migration.
lock table journal_entry in share row exclusive mode;

insert into log_node (estate_id, level, node_index, hash)
select l.estate_id, 1, (l.seq - 1) / 2, sha256('\x01'::bytea || l.leaf_hash || r.leaf_hash)
from journal_entry l
join journal_entry r on r.estate_id = l.estate_id and r.seq = l.seq + 1
where l.seq % 2 = 1;

do $$
declare
    below smallint := 1;
begin
    loop
        insert into log_node (estate_id, level, node_index, hash)
        select l.estate_id, below + 1, l.node_index / 2, sha256('\x01'::bytea || l.hash || r.hash)
        from log_node l
        join log_node r on r.estate_id = l.estate_id and r.level = l.level
            and r.node_index = l.node_index + 1
        where l.level = below and l.node_index % 2 = 0;
        exit when not found;
        below := below + 1;
    end loop;
end $$;
