"""What the copy says of service: records and corrections, presences, appeals and ratings.

Name, title, columns, and the statement, whose columns stand in the same order.
"""

from __future__ import annotations

SERVICE_TABLES = (
    (
        "service", "志愿服务", ("日期", "活动", "分钟", "状态", "补全的理由"),
        # A booked record counts what the books say today, after corrections and reversals.
        """select s.served_on, a.name, case s.state when 'verified'
                    then booked_minutes(s.estate_id, s.service_record_id)
                    else s.service_minutes end,
                case s.state when 'verified' then '已入账' else '待核实' end, s.completion_reason
            from service_record s join activity a using (estate_id, activity_id)
            where s.estate_id = :estate_id and s.resident_id = :resident_id
            order by s.served_on, s.service_record_id""",
    ),
    (
        "corrections", "服务更正",
        ("提出时间", "服务日期", "活动", "原来分钟", "更正为", "积分", "原因", "状态", "退回理由"),
        """select c.prepared_at, s.served_on, a.name, c.from_minutes, c.to_minutes, c.points,
                c.reason, case c.state when 'prepared' then '待复核' when 'posted' then '已更正'
                    else '没有同意' end, c.decision_reason
            from service_correction c join service_record s using (estate_id, service_record_id)
            join activity a using (estate_id, activity_id)
            where c.estate_id = :estate_id and s.resident_id = :resident_id
            order by c.service_correction_id""",
    ),
    (
        "attendance", "签到签退", ("时间", "活动", "签到或签退", "怎么签的"),
        """select m.marked_at, a.name, case m.direction when 'in' then '签到' else '签退' end,
                case m.method when 'code' then '扫码' when 'card' then '刷卡' else '组织者点名' end
            from attendance_mark m join activity a using (estate_id, activity_id)
            where m.estate_id = :estate_id and m.resident_id = :resident_id
            order by m.marked_at""",
    ),
    (
        "attendance_entries", "补录的签到签退", ("补录时间", "活动", "到", "离开", "理由"),
        """select e.entered_at, a.name, e.came_at, e.left_at, e.reason
            from attendance_entry e join activity a using (estate_id, activity_id)
            where e.estate_id = :estate_id and e.resident_id = :resident_id
            order by e.entered_at""",
    ),
    (
        "service_appeals", "对服务记录的申诉",
        ("申诉时间", "活动", "申诉什么", "到", "离开", "说明", "状态", "答复"),
        """select p.appealed_at, a.name, case p.claim when 'longer' then '时长记少了'
                    when 'missing_check_out' then '漏了签退' else '没有记上' end,
                to_char(p.came, 'HH24:MI'), to_char(p.gone, 'HH24:MI'), p.words,
                case p.state when 'waiting' then '等答复' when 'granted' then '已同意'
                    else '没有同意' end, p.answer
            from service_appeal p join activity a using (estate_id, activity_id)
            where p.estate_id = :estate_id and p.resident_id = :resident_id
            order by p.service_appeal_id""",
    ),
    (
        "ratings", "对活动的评价", ("时间", "活动", "作为", "几颗星", "评语"),
        """select r.rated_at, a.name,
                case r.said_as when 'served' then '服务对象' else '参加者' end, r.stars, r.words
            from activity_rating r join activity a using (estate_id, activity_id)
            where r.estate_id = :estate_id and r.resident_id = :resident_id order by r.rated_at""",
    ),
    (
        "served", "受到的服务", ("登记时间", "活动"),
        """select p.named_at, a.name
            from activity_served_person p join activity a using (estate_id, activity_id)
            where p.estate_id = :estate_id and p.resident_id = :resident_id order by p.named_at""",
    ),
    (
        "acts_on_paper", "工作人员代办的事", ("时间", "办什么", "由谁代办"),
        """select p.acted_at, case p.kind when 'service_appeal' then '对服务记录申诉'
                    when 'absence_appeal' then '申诉活动没有记上'
                    when 'activity_rating' then '评价活动'
                    when 'points_appeal' then '对积分更正申诉'
                    when 'help_confirmation' then '确认得到了帮助'
                    else '对互助提出异议' end, u.display_name
            from act_on_paper p join app_user u on u.user_id = p.acted_by
            where p.estate_id = :estate_id and p.resident_id = :resident_id
            order by p.act_on_paper_id""",
    ),
)  # fmt: skip
