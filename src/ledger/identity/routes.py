"""Every route of identity, put together from the modules that are named for what they do."""

from __future__ import annotations

from ledger.identity import (
    account_routes,
    api_key_routes,
    region_routes,
    role_routes,
    sign_in_routes,
)

SIGN_IN = sign_in_routes.ROUTER
ACCOUNT = account_routes.ROUTER
API_KEYS = api_key_routes.ROUTER
USERS_AND_ROLES = role_routes.ROUTER
REGIONS = region_routes.ROUTER
