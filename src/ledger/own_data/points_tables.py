"""What the copy says of points beside the journal: given, waiting, taken back, and purchases.

Name, title, columns, and the statement, whose columns stand in the same order. What concerns a
household is in the copy of everybody who lives in it.
"""

from __future__ import annotations

POINTS_TABLES = (
    (
        "awards", "积分奖励",
        ("提出时间", "名单", "事由", "提出积分", "发放积分", "少计原因", "状态"),
        """select l.prepared_at, l.title, w.reason, w.points_asked, w.points, w.cut_reason,
                case l.state when 'proposed' then '等批准' when 'approved' then '已批准'
                    when 'refused' then '已退回' else '已撤回' end
            from award_row w join award_list l using (estate_id, award_list_id)
            where w.estate_id = :estate_id and (w.resident_id = :resident_id
                or w.household_id in (select household_id from household_member m
                    where m.estate_id = w.estate_id and m.resident_id = :resident_id
                        and m.moved_out_on is null))
            order by w.award_list_id, w.line_no""",
    ),
    (
        "team_points", "服务队分给的积分",
        ("提出时间", "服务队", "方案", "积分", "状态", "记账日期"),
        """select p.proposed_at, t.name, p.purpose, s.points,
                case p.state when 'proposed' then '等确认' when 'confirmed' then '已确认'
                    when 'refused' then '已退回' else '已撤回' end, p.booked_on
            from team_points_share s
            join team_points_plan p using (estate_id, team_points_plan_id)
            join volunteer_team t using (estate_id, volunteer_team_id)
            where s.estate_id = :estate_id and s.resident_id = :resident_id
            order by s.team_points_plan_id, s.line_no""",
    ),
    (
        "points_waiting", "等预算的积分", ("应发日期", "积分", "摘要", "为什么等", "补发时间"),
        """select due_on, points, narration, reason, granted_at from points_withheld
            where estate_id = :estate_id and resident_id = :resident_id
            order by points_withheld_id""",
    ),
    (
        "deductions", "错发积分的更正",
        ("提出时间", "理由", "要收回", "收回积分", "申诉", "答复", "状态", "申诉退回积分"),
        """select proposed_at, reason, points_asked, points, appeal_reason,
                coalesce(answer, decision_reason),
                case state when 'proposed' then '等批准' when 'refused' then '已退回'
                    when 'posted' then '已扣' when 'appealed' then '有申诉，等答复'
                    when 'upheld' then '已答复，维持' else '申诉成立' end,
                points_restored
            from points_deduction d
            where d.estate_id = :estate_id and (d.resident_id = :resident_id
                or d.household_id in (select household_id from household_member m
                    where m.estate_id = d.estate_id and m.resident_id = :resident_id
                        and m.moved_out_on is null))
            order by points_deduction_id""",
    ),
    (
        "purchases", "商户消费",
        ("日期", "商户", "小票号", "金额（分）", "积分", "少计原因", "状态", "退回理由"),
        """select p.bought_on, m.name, p.receipt_no, p.amount_fen, p.points, p.cut_reason,
                case p.state when 'registered' then '等确认' when 'confirmed' then '已确认'
                    else '已退回' end, p.decision_reason
            from merchant_purchase p join merchant m using (estate_id, merchant_id)
            where p.estate_id = :estate_id and p.resident_id = :resident_id
            order by p.merchant_purchase_id""",
    ),
)  # fmt: skip
