-- Fewer bytes and fewer checks for each entry that is posted.

select 1;

-- READS: openings ------------------------------------------------------------------------
-- A page that begins with the book's first month asks for its openings; without this it reads
-- every entry of that month. A book has a handful of them, so the index costs nothing.
create index journal_entry_opening on journal_entry (estate_id, seq) where kind = 'opening';
-- READS: end ------------------------------------------------------------------------------
