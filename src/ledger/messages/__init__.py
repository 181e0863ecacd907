"""Messages: an outbox in the database, templates that are data, and the channels that carry them.

What happens is told inside the program (读消息), by SMS and by WeChat. Whoever tells writes to the
outbox in his own database transaction; the worker delivers, and tries again until it is through.
"""
