"""What the audit log's codes of teams, honours and stars are called on the page."""

from __future__ import annotations

from typing import Final

RECOGNITION_OUTCOMES: Final[dict[str, str]] = {
    "leader_hands_over_first": "队长要先交接",
    "membership_is_decided": "入队申请已处理",
    "nobody_takes_themselves_in": "不能自己同意入队",
    "share_is_for_no_member": "方案里有人不在队里",
    "team_has_ended": "服务队已解散",
    "team_has_an_appeal": "队里的申诉还没有答复",
    "team_has_points": "队里还有积分",
    "team_is_led_by_others": "不是队长",
    "team_member_cannot_sign_up": "有队员不能报名",
    "team_name_is_taken": "服务队名称有了",
    "team_points_are_ones_own": "自己的服务队",
    "team_points_are_the_leaders": "方案由队长写",
    "team_points_need_second_person": "写方案的人不能确认",
    "team_points_plan_is_decided": "方案已经处理",
    "team_points_plan_is_somebody_elses": "方案由别人写",
    "team_points_plan_waits": "已有方案等确认",
    "team_of_this_category_is_joined": "同类的服务队已加入",
    "child_is_on_no_public_list": "孩子不上公开名单",
    "family_is_not_registered": "没有登记在哪一户",
    "honour_is_named_twice": "名单里重复",
    "honour_is_objected_to": "已提过异议",
    "honour_objection_is_settled": "异议已处理",
    "honour_words_tell_too_much": "事迹里写了姓名或电话",
    "honours_list_is_decided": "名单已审定",
    "honours_need_reason_to_turn_down": "没写不通过的理由",
    "honours_notice_is_over": "公示期已过",
    "nobody_approves_their_own_honour": "名单里有自己",
    "nobody_settles_their_own_objection": "不能处理自己的异议",
    "proposer_may_not_approve_honours": "拟名单的人不能审定",
}

RECOGNITION_KINDS: Final[dict[str, str]] = {
    "honour": "荣誉",
    "honour_objection": "对荣誉的异议",
    "honours_list": "光荣榜名单",
    "team_points_plan": "服务队的积分方案",
    "volunteer_team": "服务队",
    "volunteer_team_member": "队员",
}
