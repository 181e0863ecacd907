"""评价: what those who were there say of an activity, once and for a fortnight."""
