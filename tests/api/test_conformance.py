"""Schemathesis against the live server: whatever is sent, the answer is one that is described.

Every operation is called as roles that may call it, with requests that fit its description and
with requests that do not. The description is narrowed to ids that exist in the sample estate, so
that the calls get past the first look-up.
"""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from requests.adapters import HTTPAdapter
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks
from sqlalchemy import make_url, text

from ledger.db.embedded import SERVICE_ROLE
from ledger.db.session import create_engine, in_installation
from ledger.identity.role_grants import give_region_role
from ledger.identity.roles import RegionRole
from tests.api.described import (
    LOGINS,
    OFFICE,
    STREAMS,
    Json,
    allowed_roles,
    description,
    labels,
    operation,
    operations_of,
)
from tests.live_server import LiveServer
from tests.signed_in import COOKIE, cookie_at

REQUESTS_PER_ROLE = 10
ROLES_PER_OPERATION = 2
MONTHS = ["2026-01", "2026-04", "2026-05", "2026-06", "2026-07", "2027-01", "2026-13"]
KNOWN: Json = {
    "estate_id": {"enum": [1]},
    # The city, the district, the street and the community of the sample estate.
    "region_id": {"enum": [1, 2, 3, 4, 999]},
    "account_code": {"enum": ["1002001", "5103", "4301001", "1001", "P2101", "M2101", "9999"]},
    # From 387 to 513 are resident01's own; from 3024 on there are entries of the cash book.
    "seq": {"enum": [1, 387, 434, 479, 513, 3024, 3030, 3040, 3078, 9_999]},
    "as_of_seq": {"enum": [1, 500, 3024, 9_999]},
    "holder": {"enum": ["resident:1", "resident:x"]},
    "code": {"enum": ["shuxiangyuan", "nowhere"]},
    # The sample estate's own certificate, and its planned activities after those of the sheet.
    "certificate_id": {"enum": [1, 2, 2**31, 2**63]},
    "activity_id": {"enum": [62, 2**31]},
    # 71 is resident01's own.
    "service_record_id": {"enum": [71, 2**31]},
    "rule_draft_id": {"enum": [1, 2**31]},
    "token": {"enum": ["AAAAAAAAAAAAAAAAAAAAAA", "x"]},
    # Not those that the tests themselves have open.
    "session_id": {"enum": [2**31, 2**63 - 1, 2**63, -1]},
} | {name: {"enum": MONTHS} for name in ("month", "from", "to", "from_month", "to_month")}
# A balance is asked for at exactly one point in time, which a description cannot say.
ONE_OF_THESE = {"as_of_seq", "recorded_at", "effective_on"}
# `from` and `to` are months in the books, numbers of entries in proofs.
SIZES: Json = {"enum": [0, 1, 100, 1000, 2**62]}
SMALL_ID: Json = {"enum": [1, 2, 3, 7, 12, 2**31, 2**63 - 1, 2**63, -1]}


def what_does_not_fit_is_refused(context: Any, response: Any, case: Any) -> bool | None:
    """Check as the library does, which takes no refusal for the size before reading for one."""
    if response.status_code == 413:
        return None
    done: bool | None = checks.negative_data_rejection(context, response, case)
    return done


CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    what_does_not_fit_is_refused,
    checks.missing_required_header,
]
# The sample estate has no WeChat; the answer must say so, as a problem that is described.
NOT_SET_UP = {"POST /api/v1/session/wechat"}
# Whatever WeChat sends back, the person is led to a page that says how to go on.
LEADS_ON = {"GET /api/v1/session/wechat/answer"}
# Each answer packs the whole book, which takes a second.
REQUESTS_TO_PACK = 2
CHECKED = settings(
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def narrowed() -> Json:
    """Return the description with known ids, and without what the test itself sends.

    Sessions and CSRF tokens are sent by the test; guessing them only leads to 401 and 403.
    """
    document = copy.deepcopy(description())
    document.pop("security")
    document["components"].pop("securitySchemes")
    for _, _, each in operations_of(document):
        each.pop("security", None)
        parameters = each.get("parameters", [])
        each["parameters"] = [p for p in parameters if "CsrfToken" not in p.get("$ref", "")]
        if {p.get("name") for p in each["parameters"]} >= ONE_OF_THESE:
            asked = [p for p in each["parameters"] if p.get("name") not in ONE_OF_THESE]
            seq = next(p for p in each["parameters"] if p.get("name") == "as_of_seq")
            each["parameters"] = [*asked, seq | {"required": True}]
        for parameter in each["parameters"]:
            name = parameter.get("name", "")
            if name in KNOWN or (parameter.get("in") == "path" and name.endswith("_id")):
                is_size = name in {"from", "to"} and parameter["schema"].get("type") == "integer"
                parameter["schema"] = SIZES if is_size else KNOWN.get(name, SMALL_ID)
    return document


class FromAnotherAddress(HTTPAdapter):
    """Sends from 127.0.0.2, so that failing to sign in does not lock the other tests out."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options, source_address=("127.0.0.2", 0))


class Session:
    """A signed-in session that schemathesis can send requests with."""

    def __init__(self, server: LiveServer, login: str) -> None:
        self.http = requests.Session()
        self.http.trust_env = False
        if login == OFFICE:
            asyncio.run(open_office(server.database_url))
        cookie = asyncio.run(cookie_at(server.database_url, login))
        self.http.cookies.set(COOKIE, cookie)
        self.http.get(f"{server.url}/api/v1/health")
        self.cookies = self.http.cookies.get_dict()
        self.headers = {"x-csrftoken": self.cookies["csrftoken"]}


async def open_office(url: str) -> None:
    """Add somebody of the district of the sample estate, of whom it has none itself."""
    engine = create_engine(make_url(url).set(username=SERVICE_ROLE).render_as_string(False))
    async with in_installation(engine) as conn:
        user_id = await conn.scalar(
            text("""insert into app_user (login, display_name, password_hash)
                values (:login, '区县工作人员', 'none') returning user_id"""),
            {"login": OFFICE},
        )
        region_id = await conn.scalar(
            text("select region_id from region where level = 'district' order by 1 limit 1")
        )
        await give_region_role(
            conn,
            granter=None,
            user_id=user_id or 0,
            role=RegionRole.DISTRICT_OFFICE,
            region_id=region_id,
            starts_on=date(2026, 1, 1),
        )
    await engine.dispose()


@pytest.fixture(scope="module")
def operations(live_server: LiveServer) -> dict[str, Any]:
    schema = schemathesis.openapi.from_dict(narrowed())
    schema.config.update(base_url=live_server.url)
    found = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
    return {each.label: each for each in found}


@pytest.fixture(scope="module")
def sessions(live_server: LiveServer) -> Iterator[dict[str, Session]]:
    opened: dict[str, Session] = {}

    class OpenedWhenNeeded(dict[str, Session]):
        def __missing__(self, login: str) -> Session:
            self[login] = opened[login] = Session(live_server, login)
            return self[login]

    yield OpenedWhenNeeded()
    for session in opened.values():
        session.http.close()


def callers(name: str) -> list[str]:
    """Return logins of up to two roles that may call the operation, not the same for all."""
    roles = sorted(allowed_roles().get(name, ()))
    start = len(name) % len(roles) if roles else 0
    chosen = [*roles[start:], *roles[:start]][:ROLES_PER_OPERATION]
    address = name.partition(" ")[2]
    if address.startswith("/api/v1/platform"):
        return ["platform"]
    if address.startswith("/api/v1/regions"):
        return [OFFICE]
    return [LOGINS[role] for role in chosen] or ["treasurer"]


def says_more_than_its_page(name: str) -> bool:
    """Tell whether a request has anything but the CSRF token, so that it could be wrong."""
    parameters = operation(name).get("parameters", [])
    return any("CsrfToken" not in p.get("$ref", "") for p in parameters)


@pytest.mark.parametrize(
    "name", [n for n in labels() if not n.endswith((*STREAMS, "/api/v1/session"))]
)
def test_every_answer_is_described(
    name: str, operations: dict[str, Any], sessions: dict[str, Session]
) -> None:
    statuses: set[int] = set()
    for login in callers(name):
        statuses |= answers(operations[name], GenerationMode.POSITIVE, sessions[login])
        if says_more_than_its_page(name) and name not in LEADS_ON:
            answers(operations[name], GenerationMode.NEGATIVE, sessions[login])
    if name.startswith("GET") and "{token}" not in name:
        success = int(min(operation(name)["responses"]))
        assert success in statuses, f"no request that fits the description succeeds: {statuses}"


def test_signing_in_with_anything_is_answered_as_described(operations: dict[str, Any]) -> None:
    stranger = requests.Session()
    stranger.trust_env = False
    stranger.mount("http://", FromAnotherAddress())
    statuses: set[int] = set()
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

        @settings(CHECKED, max_examples=2 * REQUESTS_PER_ROLE)
        @given(case=operations["POST /api/v1/session"].as_strategy(generation_mode=mode))
        def check(case: Any) -> None:
            answer = case.call(session=stranger)
            statuses.add(answer.status_code)
            case.validate_response(answer, checks=CHECKS)

        check()
    stranger.close()
    assert {400, 401} <= statuses


def answers(api: Any, mode: GenerationMode, session: Session) -> set[int]:
    """Call the operation with generated requests, check each answer, return their statuses."""
    statuses: set[int] = set()
    packs = api.label.endswith("/audit-package")
    checked = [c for c in CHECKS if c is not not_a_server_error or api.label not in NOT_SET_UP]

    @settings(CHECKED, max_examples=REQUESTS_TO_PACK if packs else REQUESTS_PER_ROLE)
    @given(case=api.as_strategy(generation_mode=mode))
    def check(case: Any) -> None:
        # Spaces around a header's value are no part of it (RFC 9110 §5.5): the server sees none.
        assume(all(value == value.strip() for value in (case.headers or {}).values()))
        answer = case.call(
            session=session.http,
            headers=session.headers,
            cookies=session.cookies,
            allow_redirects=False,
        )
        statuses.add(answer.status_code)
        case.validate_response(answer, checks=checked)

    check()
    return statuses
