-- Rows of an estate are seen by those who act in it, whatever a query forgets.

select 1;
