"""What the audit log says of ratings, appeals and corrections of service."""

from __future__ import annotations

from typing import Final

SERVICE_OBJECTS: Final[dict[str, str]] = {
    "service_appeal": "服务申诉",
    "service_correction": "服务更正",
}

SERVICE_OUTCOMES: Final[dict[str, str]] = {
    "activity_is_not_rated_now": "现在不能评价",
    "activity_is_rated_already": "已经评价过",
    "appeal_does_not_fit": "申诉与记录不符",
    "appeal_is_answered": "申诉已答复",
    "service_appeal_is_too_late": "申诉过了期限",
    "appeal_is_waiting": "申诉正在等答复",
    "appeal_was_answered": "这件事答复过了",
    "confirmer_may_not_answer": "经手人不能答复",
    "correction_changes_nothing": "更正没有变化",
    "correction_is_decided": "更正已复核",
    "correction_is_waiting": "更正正在等复核",
    "correction_needs_second_person": "更正要另一个人复核",
    "late_addition_needs_document": "补记要附材料",
    "nobody_corrects_their_own_service": "不能更正自己的服务",
    "only_those_there_rate": "不在场不能评价",
    "person_is_served_already": "服务对象已登记",
    "points_of_record_wait": "积分还在等预算",
    "service_is_recorded": "已有服务记录",
    "service_record_is_not_booked": "服务记录还没入账",
}
