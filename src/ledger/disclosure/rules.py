"""What may be drafted, published and attached, and how a disclosure is numbered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ledger.bookkeeping.period import Month, PeriodState
from ledger.errors import Refusal

MONTHS_MAX = 12


class DisclosureMonthsAreWrong(Refusal):
    """A disclosure covers one to twelve months of the book, in order."""

    code = "disclosure_months_are_wrong"
    status = 400


class DisclosureDraftExists(Refusal):
    code = "disclosure_draft_exists"


class DisclosureIsNotADraft(Refusal):
    """What was published or discarded stays as it is (I13)."""

    code = "disclosure_is_not_a_draft"


class PreparerMayNotPublish(Refusal):
    """Whoever computed the disclosure does not release it (I8)."""

    code = "preparer_may_not_publish"


class PeriodIsStillOpen(Refusal):
    """Figures of a month that can still change are not published."""

    code = "period_is_still_open"


class PeriodIsPublished(Refusal):
    """What residents have read stays: a month that was published is not opened again (I13)."""

    code = "period_is_published"


class FiguresHaveChanged(Refusal):
    """The books moved after the draft, so nobody has seen what would be published."""

    code = "figures_have_changed"


class DisclosureChangesNothing(Refusal):
    """A correction that repeats what is published would only mark a right notice as wrong."""

    code = "disclosure_changes_nothing"


class DocumentIsAlreadyAttached(Refusal):
    code = "document_is_already_attached"


def check_months(first: Month, last: Month, *, first_of_book: Month) -> None:
    """Raise `DisclosureMonthsAreWrong` unless the months can be disclosed."""
    if last < first:
        raise DisclosureMonthsAreWrong("起始月份晚于截止月份，请调换。")
    if first < first_of_book:
        raise DisclosureMonthsAreWrong(
            f"账簿从{first_of_book.title}开始，请从这个月或之后选起。",
            first_month=str(first_of_book),
        )
    if (last.year - first.year) * 12 + last.month - first.month >= MONTHS_MAX:
        raise DisclosureMonthsAreWrong(f"一期公示最多 {MONTHS_MAX} 个月，请缩短范围。")


def check_closed(months: Sequence[Month], states: Mapping[int, PeriodState]) -> None:
    """Raise `PeriodIsStillOpen` naming the months that are not closed."""
    still_open = [m for m in months if states.get(m.number) is not PeriodState.CLOSED]
    if still_open:
        named = "、".join(month.title for month in still_open)
        raise PeriodIsStillOpen(
            f"{named}还没有结账，请先结账再发布，以免公示之后数字又变。",
            months=[str(month) for month in still_open],
        )


def check_publisher(*, prepared_by: int, actor_user_id: int) -> None:
    """Raise `PreparerMayNotPublish` when one person would do both."""
    if prepared_by == actor_user_id:
        raise PreparerMayNotPublish("编制公示的人不能自己发布，请另一位业委会委员发布。")


def check_changes(
    *, is_same: bool, corrections_from: int | None, published_size: int, number: str
) -> None:
    """Raise `DisclosureChangesNothing` where an edition would repeat the valid one, `number`.

    `is_same` compares the figures; `corrections_from` is the seq of the newest correction, and
    `published_size` the size of the book that the valid edition was published with.
    """
    if is_same and (corrections_from is None or corrections_from <= published_size):
        raise DisclosureChangesNothing(
            f"这一期的数字和更正说明与已发布的 {number} 完全相同，不必再发一期。"
            "要补充文件，请直接附在那一期公示上；要更正账目，请先冲销有误的凭证并重新记账，"
            "再重新生成公示。",
            number=number,
        )


def base_number(first: Month, last: Month) -> str:
    """Return `2026-Q2`, `2026-H1`, `2026`, `2026-04` or `2026-04--2026-05`."""
    if first == last:
        return str(first)
    length = (last.year - first.year) * 12 + last.month - first.month + 1
    if first.year == last.year and last.month % length == 0:
        part = last.month // length
        named = {3: f"{first.year}-Q{part}", 6: f"{first.year}-H{part}", 12: f"{first.year}"}
        if length in named:
            return named[length]
    return f"{first}--{last}"


def months_title(first: Month, last: Month) -> str:
    """Return the months as people call them: 2026年第二季度, 2026年上半年, 2026年4月."""
    number = base_number(first, last)
    year, _, part = number.partition("-")
    if part.startswith("Q"):
        return last.quarter_title
    if part.startswith("H"):
        return f"{year}年{'上下'[int(part[1]) - 1]}半年"
    if not part:
        return f"{year}年度"
    return first.title if first == last else f"{first.title}至{last.title}"


def numbered(first: Month, last: Month, *, earlier: int) -> str:
    """Return the number of a disclosure after `earlier` published ones for the same months."""
    return base_number(first, last) + (f"-R{earlier}" if earlier else "")


def title_of(estate_name: str, first: Month, last: Month, *, earlier: int) -> str:
    """Return the title; a correction says so."""
    mark = f"（第 {earlier} 次更正）" if earlier else ""
    return f"{estate_name}{months_title(first, last)}财务公示{mark}"
