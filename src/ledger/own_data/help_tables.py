"""What the copy says of minutes and help: saved, asked for, given, offered, out of the pool.

Name, title, columns, and the statement, whose columns stand in the same order.
"""

from __future__ import annotations

HELP_TABLES = (
    (
        "deposits", "存入时间银行的服务", ("服务日期", "活动", "分钟", "存到哪里"),
        """select s.served_on, a.name, d.minutes,
                case when d.to_pool then '公益池' else '自己' end
            from time_bank_deposit d join service_record s using (estate_id, service_record_id)
            join activity a using (estate_id, activity_id)
            where d.estate_id = :estate_id and d.resident_id = :resident_id
            order by d.seq""",
    ),
    (
        "help", "互助", (
            "发布时间", "求助或接单", "类别", "求助的话", "分钟", "状态", "异议", "裁定", "评语",
        ),
        """select h.published_at, case h.resident_id when :resident_id then '求助' else '接单' end,
                h.category, h.words, h.minutes, h.state, h.appeal_reason, h.settlement_reason,
                h.remark
            from help_request h
            where h.estate_id = :estate_id and :resident_id in (h.resident_id, h.volunteer_id)
            order by h.help_request_id""",
    ),
    (
        "help_calls", "请您帮忙的消息", ("时间", "类别"),
        """select c.called_at, h.category
            from help_call c join help_request h using (estate_id, help_request_id)
            where c.estate_id = :estate_id and c.resident_id = :resident_id order by c.called_at""",
    ),
    (
        "help_offer", "本领和空闲时间", ("写的时间", "本领", "每周有空", "有人求助时可以找我"),
        """select chosen_at, array_to_string(skills, '、'), array_to_string(weekly_times, '、'),
                case when wants_calls then '是' else '否' end
            from help_offer where estate_id = :estate_id and resident_id = :resident_id""",
    ),
    (
        "deposit_wish", "自动存入", ("选的时间", "开着", "从哪天起", "超出的捐入公益池"),
        """select chosen_at, case when is_on then '是' else '否' end, starts_on,
                case when donates_excess then '是' else '否' end
            from deposit_wish where estate_id = :estate_id and resident_id = :resident_id""",
    ),
    (
        "pool_grants", "公益池的时长",
        ("时间", "困难", "理由", "类别", "求助的话", "分钟", "状态", "答复"),
        """select proposed_at, need, reason, category, words, minutes, state, decision_reason
            from time_bank_pool_grant
            where estate_id = :estate_id and resident_id = :resident_id order by pool_grant_id""",
    ),
)  # fmt: skip
