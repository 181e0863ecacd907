"""The database's edge: its launcher, connections, migrations, clock and random ids."""
