"""Drafts: what somebody has begun to fill in waits on the server for its writer alone."""
