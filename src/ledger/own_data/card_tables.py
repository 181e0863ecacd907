"""What the copy says of cards beside their changes: how one was opened, and asked for again.

Name, title, columns, and the statement, whose columns stand in the same order.
"""

from __future__ import annotations

CARD_TABLES = (
    (
        "card_openings", "刷卡", ("时间", "卡号后四位", "怎么打开的", "谁担保", "理由"),
        """select o.at, k.last_four, case o.way when 'pin' then '密码' else '认得本人' end,
                o.vouched_by, o.reason
            from card k join card_opening o using (estate_id, card_id)
            where k.estate_id = :estate_id and k.resident_id = :resident_id
            order by o.card_opening_id""",
    ),
    (
        "card_unblockings", "找回的卡", ("申请时间", "卡号后四位", "理由", "是否同意"),
        """select u.asked_at, k.last_four, u.reason,
                case when u.is_granted is null then '等待' when u.is_granted then '同意'
                    else '没有同意' end
            from card k join card_unblocking u using (estate_id, card_id)
            where k.estate_id = :estate_id and k.resident_id = :resident_id
            order by u.card_unblocking_id""",
    ),
)  # fmt: skip
