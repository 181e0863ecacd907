"""What the copy says of volunteering: certificates, sign-ups, teams, honours, stars.

Name, title, columns, and the statement, whose columns stand in the same order.
"""

from __future__ import annotations

VOLUNTEERING_TABLES = (
    (
        "certificates", "志愿服务证明", ("开具时间", "编号", "分钟"),
        """select issued_at, number, service_minutes from service_certificate
            where estate_id = :estate_id and resident_id = :resident_id order by certificate_id""",
    ),
    (
        "sign_ups", "活动报名", ("日期", "活动", "状态", "报名时间", "取消时间"),
        """select a.held_on, a.name, s.state, s.signed_up_at, s.cancelled_at
            from activity_sign_up s join activity a using (estate_id, activity_id)
            where s.estate_id = :estate_id and s.resident_id = :resident_id
            order by s.sign_up_id""",
    ),
    (
        "teams", "志愿服务队", ("申请时间", "服务队", "职务", "是否同意", "处理时间", "退出时间"),
        """select m.asked_at, t.name, case m.role when 'leader' then '队长'
                when 'deputy' then '副队长' else '队员' end,
                case when m.is_accepted is null then '等待' when m.is_accepted then '同意'
                    else '没有同意' end, m.decided_at, m.left_at
            from volunteer_team_member m join volunteer_team t using (estate_id, volunteer_team_id)
            where m.estate_id = :estate_id and m.resident_id = :resident_id
            order by m.volunteer_team_member_id""",
    ),
    (
        "honours", "荣誉",
        ("拟名单时间", "名单", "事迹", "是否通过", "公示到", "撤下时间", "撤下理由"),
        """select l.proposed_at, l.title, h.reason,
                case when l.is_approved is null then '待审定' when l.is_approved then '通过'
                    else '没有通过' end, l.notice_until, h.revoked_at,
                h.revoked_reason
            from honour h join honours_list l using (estate_id, honours_list_id)
            where h.estate_id = :estate_id and (h.resident_id = :resident_id
                or h.household_id in (select household_id from household_member m
                    where m.estate_id = h.estate_id and m.resident_id = :resident_id))
            order by h.honour_id""",
    ),
    (
        "honour_objections", "对荣誉的异议", ("时间", "名单", "异议", "处理时间", "答复"),
        """select o.raised_at, l.title, o.reason, o.settled_at, o.reply
            from honour_objection o join honour h using (estate_id, honour_id)
            join honours_list l using (estate_id, honours_list_id)
            where o.estate_id = :estate_id and o.resident_id = :resident_id
            order by o.honour_objection_id""",
    ),
    (
        "stars", "星级", ("星级", "到达日期", "需要分钟"),
        """select stars, reached_on, minutes_needed from volunteer_star
            where estate_id = :estate_id and resident_id = :resident_id order by stars""",
    ),
)  # fmt: skip
