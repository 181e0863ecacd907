"""The worker: what happens by the clock or a moment later, beside the server or on its own.

Jobs wait in the database (`ledger.db.jobs`). Any number of workers share them, each job is one's at
a time, and what a worker that died had taken is handed out again half a minute later.
"""
