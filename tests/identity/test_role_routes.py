"""Roles over HTTP: the page of users and roles, from giving to taking back."""

from __future__ import annotations

from datetime import timedelta

from ledger.db.ids import today_in_china
from tests.posting.town import rows
from tests.web.online import Online


async def test_a_role_is_given_seen_at_once_and_taken_back(online: Online) -> None:
    operator = await online.signed_in("operator")
    today = today_in_china()
    asked = {"login": "nobody", "role": "organiser", "starts_on": str(today)}
    given = await operator.write(f"{online.estate}/role-grants", asked, key="give-1")
    assert given.status_code == 201, given.text
    [role] = given.json()["roles"]
    assert (role["role_title"], role["state"], role["granted_by_name"]) == (
        "活动组织者", "held", "operator",
    )  # fmt: skip
    again = await operator.write(f"{online.estate}/role-grants", asked, key="give-1")
    assert again.json() == given.json()
    nobody = await online.signed_in("nobody")
    assert (await nobody.get(f"{online.estate}/chart")).status_code == 200

    address = f"{online.estate}/role-grants/{role['role_grant_id']}/revocation"
    taken = await operator.write(address, {"reason": "已离任"})
    assert taken.status_code == 200, taken.text
    assert taken.json()["roles"][0]["state"] == "revoked"
    assert (await nobody.get(f"{online.estate}/chart")).status_code == 404
    async with online.engine.connect() as conn:
        logged = await rows(
            conn,
            """select action, outcome from audit_line where action in ('grant_role', 'revoke_role')
            order by audit_line_id""",
        )
    assert logged == [("grant_role", "done"), ("revoke_role", "done")]


async def test_what_somebody_may_not_give_is_refused_in_words(online: Online) -> None:
    today = today_in_china()
    committee = await online.signed_in("committee")
    operator = await online.signed_in("operator")
    for browser, change, status, code in (
        (committee, {"role": "treasurer"}, 403, "role_is_not_yours_to_grant"),
        (operator, {"login": "operator", "role": "committee"}, 403, "nobody_grants_to_themselves"),
        (operator, {"login": "treasurer", "role": "cashier"}, 409, "roles_are_incompatible"),
        (operator, {"login": "nobody.at.all"}, 404, "object_is_not_here"),
        (operator, {"ends_on": str(today - timedelta(1))}, 400, "role_ends_before_it_begins"),
        (operator, {"committee_term_id": 999}, 404, "object_is_not_here"),
    ):
        body = {"login": "nobody", "role": "organiser", "starts_on": str(today)} | change
        answer = await browser.write(f"{online.estate}/role-grants", body)
        assert (answer.status_code, answer.json()["code"]) == (status, code), change


async def test_a_committees_term_is_recorded_and_cut_short(online: Online) -> None:
    operator = await online.signed_in("operator")
    today = today_in_china()
    body = {
        "starts_on": str(today - timedelta(30)),
        "ends_on": str(today + timedelta(700)),
        "resolution": "业主大会决议",
    }
    term = await operator.write(f"{online.estate}/committee-terms", body)
    assert term.status_code == 201, term.text
    assert (term.json()["term_no"], term.json()["is_running"]) == (1, True)
    early = f"{online.estate}/committee-terms/{term.json()['committee_term_id']}/early-end"
    cut = {"ends_on": str(today + timedelta(30)), "reason": "提前换届"}
    assert (await operator.write(early, cut)).json()["is_cut_short"] is True
    assert (await operator.write(early, cut)).json()["code"] == "term_was_cut_short"
    supervisor = await online.signed_in("supervisor")
    listed = (await supervisor.get(f"{online.estate}/committee-terms")).json()["items"]
    assert [each["ends_on"] for each in listed] == [cut["ends_on"]]


async def test_only_the_operator_sees_the_logins_of_residents(online: Online) -> None:
    seen = {}
    for login in ("operator", "committee"):
        browser = await online.signed_in(login)
        users = (await browser.get(f"{online.estate}/users?limit=200")).json()["items"]
        seen[login] = {user["login"] for user in users}
    assert {"resident", "shopkeeper"} <= seen["operator"]
    assert seen["committee"] & {"resident", "shopkeeper"} == set()
    assert "treasurer" in seen["committee"]
