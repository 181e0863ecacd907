"""What the kinds of objects that the audit log names are called on the page."""

from __future__ import annotations

from typing import Final

from ledger.oversight.audit_search.recognition_words import RECOGNITION_KINDS
from ledger.oversight.audit_search.service_words import SERVICE_OBJECTS

OBJECT_KINDS: Final[dict[str, str]] = {
    "act_on_paper": "服务台代办",
    "activity": "活动",
    "api_key": "接口密钥",
    "award_list": "奖励名单",
    "certificate": "服务证明",
    "member": "成员",
    "committee_term": "业委会届次",
    "deletion_request": "注销申请",
    "disclosure": "公示",
    "document": "附件",
    "entry": "凭证",
    "card": "居民卡",
    "card_batch": "制卡批次",
    "card_unblocking": "恢复卡的申请",
    "estate": "小区",
    "family_proxy": "代办",
    "fund_grant": "发展金",
    "help_request": "求助",
    "hold": "预占",
    "household": "住户的家庭",
    **RECOGNITION_KINDS,
    "pool_grant": "公益时长的申请",
    "import": "导入",
    "item": "商品",
    "merchant": "商户",
    "merchant_purchase": "消费积分",
    "people": "查到的人数",
    "period_change": "账期变动",
    "personal_paper": "个人材料",
    "points_budget": "积分预算",
    "points_deduction": "积分更正",
    "prepared_entry": "待审凭证",
    "recorded": "登记的材料",
    "redemption": "兑换",
    "region_role_grant": "区域岗位",
    "reopening_request": "重新打开的申请",
    "resident": "住户",
    "role_grant": "角色授予",
    "rule_draft": "规则草案",
    "service_record": "服务记录",
    **SERVICE_OBJECTS,
    "session": "登录的设备",
    "user": "用户",
    "witness": "见证方",
}
