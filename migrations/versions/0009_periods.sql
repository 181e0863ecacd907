-- Months that are adjusted, closed, and opened again by two people.
select 1;
