"""The web edge: problems, idempotency, paging, the request log and serving the pages."""
