-- Households, moves, guardians, consents; personal data encrypted.

select 1;
