"""The catalogue of refusals is complete, stable, and every one of them has an example."""

from __future__ import annotations

import ast
import re

import pytest

from tests.refusals import (
    DOCUMENT,
    PACKAGE,
    examples,
    parts_of_the_document,
    places_and_sentences,
    refusal_classes,
    table,
)

CLASSES = refusal_classes()
NOT_OF_A_CLASS = {
    400: "request_is_malformed",
    401: "sign_in_required",
    403: "page_is_out_of_date",
    405: "method_is_not_allowed",
    500: "something_went_wrong",
}
"""What the web edge says by itself, by status."""

# The codes that clients know, as they stood at the first release. New codes need no entry here
# until the next one; none is ever taken away.
RELEASED = {
    503: "service_is_busy",
    400: """
        account_is_not_postable account_is_unknown check_out_is_not_after_check_in
        completion_is_empty dimension_is_missing disclosure_months_are_wrong
        entry_amount_is_out_of_range entry_currencies_are_mixed entry_is_not_balanced
        entry_narration_is_missing entry_needs_two_lines file_column_is_missing
        file_column_is_repeated file_encoding_is_unreadable file_has_no_rows file_is_empty
        file_kind_is_unknown file_table_is_broken idempotency_key_is_missing
        import_kind_is_unknown import_row_cannot_be_accepted month_is_not_readable
        months_are_out_of_order months_are_reversed page_cursor_is_malformed
        password_is_too_weak pay_code_is_mistyped points_must_be_positive
        points_source_is_unknown reversal_is_before_its_entry role_needs_its_person
        sizes_are_out_of_order upload_is_unreadable workbook_is_broken
        workbook_is_encrypted
    """,
    401: """
        sign_in_failed
    """,
    403: """
        permission_is_missing
    """,
    404: """
        book_is_not_opened object_is_not_here
    """,
    409: """
        balance_is_too_large balance_is_too_low date_is_before_the_book
        date_is_in_the_future disclosure_changes_nothing disclosure_draft_exists
        disclosure_is_not_a_draft document_is_already_attached earlier_period_is_open
        entry_awaits_checkpoint entry_belongs_to_another_feature entry_is_already_reversed
        entry_needs_approval events_came_twice figures_have_changed fund_grant_has_expired
        fund_grant_is_for_another_purpose fund_grant_is_kept_elsewhere
        fund_grant_is_missing fund_grant_is_not_charged fund_grant_is_overspent
        hold_has_ended hold_is_too_small idempotency_key_was_used
        item_belongs_to_another_merchant item_is_not_on_sale login_is_taken
        order_is_too_large pay_code_is_not_valid period_has_not_ended
        period_has_unposted_entries period_is_already_closed period_is_closed
        period_is_still_open points_are_too_few prepared_entry_is_done
        prepared_entry_is_not_approved prepared_entry_is_not_waiting
        preparer_may_not_approve preparer_may_not_publish reversal_may_not_be_reversed
        same_person_may_not_verify service_record_is_incomplete service_record_is_verified
        service_times_overlap source_row_is_known stock_is_too_low
        volunteer_may_not_confirm
    """,
    413: """
        file_is_too_large
    """,
    429: """
        code_attempts_are_throttled live_streams_are_too_many sign_in_is_throttled
    """,
}


def codes_of_the_edge() -> set[str]:
    """Return every text of the web edge that can only be a code: three words or more."""
    tree = ast.parse((PACKAGE / "web" / "problems.py").read_text("utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[a-z]+(_[a-z]+){2,}", node.value)
    }


def test_a_code_has_one_class() -> None:
    codes = [each.code for each in CLASSES.values()]
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_is_named_as_its_code(name: str) -> None:
    """A room may put its own word before it where another room has the same fault."""
    sentence = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
    assert CLASSES[name].code in (sentence, f"{CLASSES[name].__module__.split('.')[1]}_{sentence}")


@pytest.mark.parametrize("status", RELEASED)
def test_a_released_code_keeps_its_name_and_its_status(status: int) -> None:
    today = {each.code: each.status for each in CLASSES.values()}
    released = RELEASED[status].split()
    assert {code: today.get(code) for code in released} == dict.fromkeys(released, status)


def test_what_the_edge_says_is_written_down() -> None:
    edge = codes_of_the_edge()
    of_classes = {each.code for each in CLASSES.values()}
    assert set(NOT_OF_A_CLASS.values()) <= edge
    assert edge - of_classes <= set(NOT_OF_A_CLASS.values())
    document = DOCUMENT.read_text("utf-8")
    for code in edge - of_classes:
        assert f"| `{code}` | " in document, code


def test_every_refusal_is_made_somewhere_and_says_something() -> None:
    made = places_and_sentences(CLASSES)
    assert [name for name, found in made.items() if not found.places] == []
    # One composes its sentence of those of what is missing, one hands on what a book said.
    silent = {name for name, found in made.items() if not found.sentences}
    assert silent == {"ServiceRecordIsIncomplete", "BookRefused"}


def test_every_refusal_has_an_example() -> None:
    assert [code for code, tests in examples(CLASSES).items() if not tests] == []


def test_the_document_holds_the_catalogue() -> None:
    """Any of a code's tests may be its example."""
    _, written, _ = parts_of_the_document()
    rows, current = written.splitlines(), table().splitlines()
    what = [row.rpartition(" | ")[0] for row in rows]
    assert what == [row.rpartition(" | ")[0] for row in current], "python -m tests.refusals"
    known = examples(CLASSES)
    for row in rows:
        if row.startswith("| `"):
            code, example = row.split("`")[1], row.rpartition(" | ")[2].strip("`| ")
            assert example in known[code], f"{code}: python -m tests.refusals"


def test_the_chapters_name_only_what_there_is() -> None:
    before, _, _ = parts_of_the_document()
    named = set(re.findall(r"`([A-Z][a-z]+[A-Z]\w+)`", before))
    assert named - set(CLASSES) == set()
