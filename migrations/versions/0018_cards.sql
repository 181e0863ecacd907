-- Cards for people without a phone.

select 1;
