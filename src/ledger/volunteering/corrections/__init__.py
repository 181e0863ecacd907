"""更正: a verified record is put right beside itself, by two people and by entries of its own."""
