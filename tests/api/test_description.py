"""The OpenAPI document: valid, complete, in Chinese, with examples that fit their own schemas."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from jsonschema_rs import Draft202012Validator

from ledger.web.api_description import bodies_of, is_public, needs_idempotency_key, operations_of
from ledger.web.api_examples import example_of, parameter_example
from tests.api.described import Json, allowed_roles, description, label, labels, operation


def assert_fits(example: Any, schema: Json) -> None:
    """Assert that an example is an instance of its schema, references included."""
    whole = {"components": description()["components"], **schema}
    errors = [
        f"{'/'.join(map(str, error.instance_path))}: {error.message}"
        for error in Draft202012Validator(whole).iter_errors(example)
    ]
    assert errors == []


def test_the_document_is_openapi_3_1() -> None:
    assert description()["openapi"].startswith("3.1")
    schemathesis.openapi.from_dict(description()).validate()


def test_operation_ids_are_unique() -> None:
    ids = [operation["operationId"] for _, _, operation in operations_of(description())]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", labels())
def test_an_operation_says_in_chinese_what_it_does(name: str) -> None:
    said = operation(name)["summary"]
    assert any("一" <= letter <= "鿿" for letter in said)
    assert len(said) <= 30


@pytest.mark.parametrize("name", labels())
def test_every_body_and_parameter_has_an_example_that_fits(name: str) -> None:
    schemas = description()["components"]["schemas"]
    for media_type, body in bodies_of(operation(name)):
        if "json" in media_type:
            example_of(body["schema"], schemas)  # names the field that lacks one
            assert_fits(body["example"], body["schema"])
    for parameter in operation(name).get("parameters", []):
        if "$ref" not in parameter:
            parameter_example(parameter, schemas)
            assert_fits(parameter["example"], parameter["schema"])


def test_the_shared_parameters_and_problems_have_examples_that_fit() -> None:
    components = description()["components"]
    for parameter in components["parameters"].values():
        assert_fits(parameter["example"], parameter["schema"])
    problem = components["schemas"]["Problem"]
    assert_fits(example_of(problem, components["schemas"]), problem)


def references(name: str) -> set[str]:
    return {parameter.get("$ref", "") for parameter in operation(name).get("parameters", [])}


@pytest.mark.parametrize("name", labels(writes_only=True))
def test_every_write_asks_for_an_idempotency_key(name: str) -> None:
    assert "#/components/parameters/IdempotencyKey" in references(name)
    assert "#/components/parameters/CsrfToken" in references(name)
    successes = [
        response for status, response in operation(name)["responses"].items() if status[0] == "2"
    ]
    assert all("Idempotent-Replayed" in response["headers"] for response in successes)


def test_only_ones_own_session_and_account_and_cosigning_need_no_key() -> None:
    without = {
        label(path, method)
        for path, method, _ in operations_of(description())
        if method != "get" and not needs_idempotency_key(path, method)
    }
    assert without == {
        "POST /api/v1/session",
        "DELETE /api/v1/session",
        # A code, a state or a one-time password is good once.
        "POST /api/v1/session/phone",
        "POST /api/v1/session/phone-codes",
        "POST /api/v1/session/second-factor",
        "POST /api/v1/session/wechat",
        # So is the proof that these ask for; and what has ended has ended.
        "POST /api/v1/account/password",
        "POST /api/v1/account/recovery-codes",
        "POST /api/v1/account/second-factor",
        "POST /api/v1/account/second-factor/confirmation",
        "POST /api/v1/account/second-factor/removal",
        "POST /api/v1/account/sessions/end-others",
        "DELETE /api/v1/account/sessions/{session_id}",
        "DELETE /api/v1/account/wechat",
        # The same signature once more changes nothing.
        "POST /api/v1/public/estates/{code}/cosignatures",
    }


# WeChat brings the browser here, which goes on to a page whatever comes of it.
LEADS_ON = ("GET /api/v1/session/wechat/answer", "302")


@pytest.mark.parametrize("name", labels())
def test_problems_are_declared_in_one_form(name: str) -> None:
    responses = operation(name)["responses"]
    assert "503" in responses
    for status, response in responses.items():
        if status[0] != "2" and (name, status) != LEADS_ON:
            assert response == {"$ref": f"#/components/responses/Problem{status}"}


def test_an_operation_of_an_estate_is_for_named_roles_and_others_are_known() -> None:
    """Nothing of an estate is open by oversight: a guard names who may call it."""
    open_to_all = {
        label(path, method)
        for path, method, _ in operations_of(description())
        if label(path, method) not in allowed_roles()
    }
    assert {name for name in open_to_all if "{estate_id}" in name} == set()
    public = {
        label(path, method)
        for path, method, _ in operations_of(description())
        if is_public(path, method)
    }
    assert public == {
        "GET /api/v1/health",
        "GET /api/v1/public/disclosures/{token}",
        "GET /api/v1/public/estates/{code}/checkpoint",
        "GET /api/v1/public/estates/{code}/consistency",
        "GET /api/v1/public/estates/{code}/keys",
        "GET /api/v1/public/estates/{code}/witness-request",
        "GET /api/v1/public/estates/{code}/witnesses",
        "GET /api/v1/session/ways",
        "GET /api/v1/session/wechat/answer",
        "POST /api/v1/public/estates/{code}/cosignatures",
        "POST /api/v1/session",
        "POST /api/v1/session/phone",
        "POST /api/v1/session/phone-codes",
        "POST /api/v1/session/wechat",
    }
