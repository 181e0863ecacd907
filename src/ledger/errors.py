"""The root of every refusal, and nothing else.

A refusal is a decision, not an accident: the program understood the request and says no, in a
sentence that tells the person what to do. Each feature defines its own refusals where it raises
them; the web edge turns them into problem details and the command line into an exit code.
"""

from __future__ import annotations

from typing import ClassVar, TypeAlias

JsonValue: TypeAlias = "str | int | bool | list[JsonValue] | dict[str, JsonValue] | None"


class Refusal(Exception):
    """Base of all refusals: a stable `code`, a Chinese `sentence`, and machine-readable `details`.

    `details["fields"]`, where present, is a list of `{"field": ..., "message": ...}`, so that a
    form can place each message beside its field.
    """

    code: ClassVar[str] = "request_was_refused"
    status: ClassVar[int] = 409
    """The HTTP status that answers this refusal."""

    def __init__(self, sentence: str, **details: JsonValue) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.details: dict[str, JsonValue] = details


class ObjectIsNotHere(Refusal):
    """The object does not exist, or belongs to another estate; the answer is the same."""

    code = "object_is_not_here"
    status = 404

    def __init__(self, what: str = "您要找的内容", **details: JsonValue) -> None:
        super().__init__(f"没有找到{what}，请核对后重试。", **details)


class IdempotencyKeyWasUsed(Refusal):
    """One key has one outcome for ever; this one belongs to another request (I11).

    `details["field"]`, where present, names the first difference.
    """

    code = "idempotency_key_was_used"


class PermissionIsMissing(Refusal):
    """The caller is known but may not do this."""

    code = "permission_is_missing"
    status = 403

    def __init__(self, sentence: str = "您的身份不能办理这件事，请联系业委会或运维。") -> None:
        super().__init__(sentence)


class ServiceIsBusy(Refusal):
    """There is more to do than can be done now; nothing has been decided about the request.

    The same request, with the same idempotency key, is welcome after `retry_after` seconds.
    """

    code = "service_is_busy"
    status = 503

    def __init__(self, retry_after: int = 2) -> None:
        super().__init__("系统正忙，没有办理，请稍候几秒再试一次。", retry_after=retry_after)
