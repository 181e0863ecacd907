"""The database's edge: its launcher, connections, migrations, clock and random ids."""


class DatabaseUnusable(RuntimeError):
    """There is no database to work with; the message says in Chinese what to do."""
