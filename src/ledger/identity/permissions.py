"""The permission table: one line for each thing that somebody may do, and who may do it.

Every route names its permission (`ledger.identity.guards.may`); docs/permissions.md is printed from
here. Whoever adds a route finds its permission here or adds a line.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, unique

from ledger.identity.roles import (
    BOOKS,
    BUILDING_ROLES,
    EVERYBODY,
    REGION_ROLES,
    STAFF,
    RegionRole,
    Role,
)
from ledger.identity.rules import GRANTERS


class Audience(StrEnum):
    """Whom a permission asks for before it looks at roles."""

    ANYONE = "anyone"
    """Nobody has to sign in."""
    SIGNED_IN = "signed_in"
    """A session is enough; what is seen is one's own."""
    ROLES = "roles"
    """One of the roles, in the estate that the address names."""
    REGIONS = "regions"
    """One of the roles above the estates, in a region that reaches the one of the address."""

    @property
    def chinese_title(self) -> str:
        return _AUDIENCES[self]


_AUDIENCES = {
    Audience.ANYONE: "不用登录",
    Audience.SIGNED_IN: "登录即可",
    Audience.ROLES: "在小区里，按角色",
    Audience.REGIONS: "在地区里，按角色",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What a permission is called in Chinese, and whom it is given."""

    chinese_title: str
    audience: Audience
    roles: frozenset[Role] = frozenset()
    region_roles: frozenset[RegionRole] = frozenset()


def _anyone(chinese_title: str) -> Rule:
    return Rule(chinese_title, Audience.ANYONE)


def _signed_in(chinese_title: str) -> Rule:
    return Rule(chinese_title, Audience.SIGNED_IN)


def _roles(chinese_title: str, *roles: Role) -> Rule:
    return Rule(chinese_title, Audience.ROLES, frozenset(roles))


def _regions(chinese_title: str, *roles: RegionRole) -> Rule:
    return Rule(chinese_title, Audience.REGIONS, region_roles=frozenset(roles))


@unique
class Permission(Enum):
    """Everything that the program lets somebody do, over HTTP."""

    # Without signing in.
    OPEN_PAGES = _anyone("打开网页")
    READ_API_DESCRIPTION = _anyone("查看接口说明")
    SEE_HEALTH = _anyone("查看程序是否正常（运行数字只给本机）")
    SIGN_IN = _anyone("登录")
    READ_PUBLISHED = _anyone("查看已公示的内容和它的封印")
    HAND_IN_COSIGNATURES = _anyone("递交见证方的联署（凭签名，不凭账号）")

    # With a session and no estate.
    KEEP_OWN_SESSION = _signed_in("查看、退出自己的登录")
    KEEP_OWN_ACCOUNT = _signed_in("管理自己的密码、两步验证、设备和微信")

    # The estate.
    READ_ESTATE = _roles("查看小区名称和规则", *EVERYBODY)
    READ_DWELLINGS = _roles("查看房屋", *STAFF)
    READ_CHART = _roles("查看科目表", *STAFF)
    READ_DESK_TODAY = _roles("查看工作台首页", *STAFF)
    KEEP_OWN_DRAFTS = _roles("保存自己没写完的表单", *STAFF, Role.RESIDENT, *BUILDING_ROLES)
    READ_POINTS_SUMMARY = _roles("查看积分总量", *STAFF)
    READ_POINTS_BUDGETS = _roles("查看积分预算、保障率和预测", *BOOKS)
    PROPOSE_POINTS_BUDGETS = _roles("提出、追加积分预算", Role.TREASURER, Role.COMMITTEE)
    ADOPT_POINTS_BUDGETS = _roles("通过、退回积分预算（不能是提出的人）", Role.COMMITTEE)
    GRANT_WITHHELD_POINTS = _roles("补发因预算暂缓的积分", Role.TREASURER, Role.COMMITTEE)
    READ_RULES = _roles("查看规则档案、草案和试算", *STAFF)
    READ_AWARDS = _roles("查看奖励名单（姓名脱敏）", Role.ORGANISER, *BOOKS)
    PREPARE_AWARDS = _roles("填写、撤回奖励名单", Role.ORGANISER, Role.TREASURER, Role.COMMITTEE)
    APPROVE_AWARDS = _roles("批准、退回奖励名单（不能是填写的人，名单里没有自己）", Role.COMMITTEE)
    READ_DEDUCTIONS = _roles("查看多发积分的更正和申诉（姓名脱敏）", Role.ORGANISER, *BOOKS)
    PROPOSE_DEDUCTIONS = _roles(
        "提出更正多发的积分", Role.ORGANISER, Role.TREASURER, Role.COMMITTEE
    )
    DECIDE_DEDUCTIONS = _roles("批准、退回更正（不能是提出的人）", Role.COMMITTEE)
    ANSWER_POINTS_APPEALS = _roles(
        "答复积分更正的申诉（不能是提出、批准的人）", Role.COMMITTEE, Role.SUPERVISOR
    )
    READ_PURCHASES = _roles("查看消费积分（姓名脱敏）", Role.ORGANISER, *BOOKS)
    CONFIRM_PURCHASES = _roles(
        "确认、退回商户登记的消费积分（不能是登记的人）", Role.TREASURER, Role.COMMITTEE
    )
    DRAFT_RULES = _roles("起草、修改、撤下规则草案", Role.COMMITTEE, Role.TREASURER, Role.OPERATOR)
    ADOPT_RULES = _roles("通过规则草案（不能是起草的人）", Role.COMMITTEE)
    KEEP_PARTICIPANT_GROUPS = _roles(
        "登记规则分别计分的人群", Role.ORGANISER, Role.COMMITTEE, Role.OPERATOR
    )
    MANAGE_USERS = _roles("新建用户、登记业委会任期", Role.OPERATOR)
    READ_USERS = _roles("查看工作人员、角色和任期", Role.OPERATOR, Role.COMMITTEE, Role.SUPERVISOR)
    RESET_SECOND_FACTOR = _roles("重置他人丢失的两步验证", Role.OPERATOR)
    KEEP_API_KEYS = _roles("发放、停用接口密钥", Role.OPERATOR)
    GRANT_ROLES = _roles("授予、收回角色（能授予哪些见下表）", *GRANTERS)

    # Above the estates.
    READ_STATUS_BOARD = _regions("查看各小区的公示、审计和例外（不含个人信息）", *REGION_ROLES)
    READ_REGION_ROLES = _regions("查看本地区和下级的工作人员", *REGION_ROLES)
    GRANT_REGION_ROLES = _regions("授予、收回下级地区的角色", *REGION_ROLES)
    READ_PLATFORM_ROLES = _regions("查看平台运维有哪些人", RegionRole.PLATFORM_OPERATOR)
    GRANT_PLATFORM_ROLES = _regions(
        "授予、收回平台运维（最后一位收不回）", RegionRole.PLATFORM_OPERATOR
    )

    # One's own.
    READ_OWN_POINTS = _roles("查看自己的积分", Role.RESIDENT)
    APPEAL_DEDUCTIONS = _roles("对自己的积分更正提出申诉", Role.RESIDENT)
    GIVE_POINTS = _roles("把自己的积分转赠家人、捐入公益池", Role.RESIDENT)
    READ_OWN_SERVICE = _roles("查看自己的服务时长", Role.RESIDENT)
    READ_OWN_PROOF = _roles("取得自己记录的存证证明", Role.RESIDENT)
    READ_ACTIVITIES = _roles("查看小区的活动和自己的参加情况", Role.RESIDENT)
    LIST_PUBLISHED = _roles("在手机上翻看历次公示", Role.RESIDENT)
    SHOW_PAY_CODE = _roles("出示付款码、收到核销通知", Role.RESIDENT)
    USE_HOUSEHOLD_POINTS = _roles(
        "查看家庭积分账户、转入积分；户主还能允许家人使用、退回各人", Role.RESIDENT
    )

    JOIN_TEAMS = _roles("查看、加入、退出志愿服务队；队长还能同意入队、替队员报名", Role.RESIDENT)
    READ_BOARDS = _roles("查看光荣榜、时长榜和自己的星级，选择要不要上榜，提异议", Role.RESIDENT)
    KEEP_OWN_CARDS = _roles("查看、挂失自己和家人的居民卡", Role.RESIDENT)
    KEEP_OWN_DATA = _roles("管理自己的同意书、代办和个人信息", Role.RESIDENT)

    # People.
    READ_PEOPLE = _roles("查看住户（要写理由）", Role.ORGANISER, Role.COMMITTEE, Role.OPERATOR)
    FIND_PEOPLE = _roles(
        "按姓名、手机号或房号查找住户，姓名脱敏（要写理由；楼栋长、网格员只限自己的楼栋）",
        Role.ORGANISER, Role.COMMITTEE, Role.OPERATOR, *BUILDING_ROLES,
    )  # fmt: skip
    KEEP_PEOPLE = _roles("登记住户、迁入迁出、同意书和代办", Role.ORGANISER, Role.OPERATOR)
    DECIDE_PROXIES = _roles("批准代办（不能是登记的人）", Role.COMMITTEE, Role.ORGANISER)
    ACT_ON_PAPER = _roles(
        "住户在场时凭本人签字的材料代办申诉、确认和评价（不能是经手过的人）",
        Role.ORGANISER, Role.OPERATOR,
    )  # fmt: skip
    CARRY_OUT_DELETIONS = _roles("办理到期的注销", Role.OPERATOR)

    READ_CARDS = _roles(
        "查看居民卡和它的经过", Role.ORGANISER, Role.COMMITTEE, Role.OPERATOR, Role.SUPERVISOR
    )
    KEEP_CARDS = _roles("制作、发放、挂失、补发居民卡", Role.ORGANISER, Role.OPERATOR)
    DECIDE_CARD_UNBLOCKINGS = _roles(
        "核对找回的居民卡（不能是申请的人）", Role.COMMITTEE, Role.ORGANISER
    )
    SET_CARD_LIMITS = _roles("规定刷卡每天的上限", Role.COMMITTEE)

    READ_OWN_MESSAGES = _roles("查看自己的消息、修改提醒设置", *EVERYBODY)

    # The counter.
    USE_COUNTER = _roles("收银台核销", Role.SHOPKEEPER)
    REGISTER_PURCHASES = _roles("登记本店的消费积分", Role.SHOPKEEPER)
    READ_OWN_STATEMENT = _roles("查看本店流水和对账单", Role.SHOPKEEPER)

    # Activities and service.
    SIGN_UP_FOR_ACTIVITIES = _roles("报名活动、取消自己的报名", Role.RESIDENT)
    READ_ACTIVITY_PLANS = _roles(
        "查看活动安排和报名名单（楼栋长、网格员只看自己楼栋的人）",
        Role.ORGANISER, *BUILDING_ROLES, *BOOKS,
    )  # fmt: skip
    KEEP_ACTIVITIES = _roles("安排、发布、取消活动，替人报名", Role.ORGANISER)
    CHECK_IN = _roles("签到、签退", Role.RESIDENT)
    KEEP_ATTENDANCE = _roles("打开签到屏，按名单、刷卡签到，确认到场名单", Role.ORGANISER)
    ENTER_ATTENDANCE = _roles(
        "照签到纸补录到场（楼栋长、网格员只限自己楼栋的人）", Role.ORGANISER, *BUILDING_ROLES
    )
    READ_SERVICE_RECORDS = _roles(
        "查看服务记录（楼栋长、网格员只看自己楼栋的人）", Role.ORGANISER, *BUILDING_ROLES, *BOOKS
    )
    COMPLETE_SERVICE_RECORDS = _roles("补全服务记录", Role.ORGANISER)
    VERIFY_SERVICE_RECORDS = _roles(
        "复核服务记录（楼栋长、网格员只限自己楼栋的人）",
        Role.ORGANISER, *BUILDING_ROLES, Role.COMMITTEE,
    )  # fmt: skip
    READ_TEAMS = _roles("查看志愿服务队和队员（姓名脱敏）", Role.ORGANISER, *BOOKS)
    KEEP_TEAMS = _roles("成立、解散志愿服务队，任命队长，办理入队退队", Role.ORGANISER)
    USE_TEAM_POINTS = _roles("查看自己服务队的积分；队长还能写分配方案、撤回", Role.RESIDENT)
    READ_TEAM_POINTS = _roles("查看服务队的积分和分配方案（姓名脱敏）", Role.ORGANISER, *BOOKS)
    PROPOSE_TEAM_POINTS = _roles(
        "替不用手机的队长写积分分配方案、撤回（要写理由，不能是队员）", Role.ORGANISER
    )
    CONFIRM_TEAM_POINTS = _roles(
        "确认、退回服务队的积分分配方案（不能是写的人或队员）", Role.COMMITTEE, Role.ORGANISER
    )
    READ_HONOURS = _roles("查看光荣榜名单和异议（姓名脱敏）", Role.ORGANISER, *BOOKS)
    PROPOSE_HONOURS = _roles("拟光荣榜名单、撤回没有审定的名单", Role.ORGANISER)
    DECIDE_HONOURS = _roles(
        "审定光荣榜名单、处理异议（不能是拟名单的人或上榜的人）", Role.COMMITTEE
    )
    RATE_ACTIVITIES = _roles("评价参加过的、为自己办的活动", Role.RESIDENT)
    READ_RATINGS = _roles("查看活动的评价（不写是谁）", Role.ORGANISER, *BOOKS)
    READ_LOW_RATINGS = _roles("查看两颗星以下的评价（不写是谁）", Role.SUPERVISOR, Role.COMMITTEE)
    APPEAL_OWN_SERVICE = _roles("对自己的服务记录申诉", Role.RESIDENT)
    READ_SERVICE_APPEALS = _roles(
        "查看服务记录的申诉、更正和链条（姓名脱敏）", Role.ORGANISER, *BOOKS
    )
    ANSWER_SERVICE_APPEALS = _roles(
        "答复服务记录的申诉（不能是登记、核实它的人）", Role.ORGANISER, Role.COMMITTEE
    )
    PREPARE_SERVICE_CORRECTIONS = _roles("提出更正已入账的服务记录", Role.ORGANISER, Role.COMMITTEE)
    DECIDE_SERVICE_CORRECTIONS = _roles(
        "复核服务记录的更正（不能是提出的人）", Role.ORGANISER, Role.COMMITTEE
    )
    EXPORT_SERVICE_RECORDS = _roles(
        "导出全小区的志愿服务记录，写着全名（要写理由）", Role.ORGANISER, Role.COMMITTEE
    )
    USE_TIME_BANK = _roles("使用自己的时间银行：存入、转给家人、捐出", Role.RESIDENT)
    HELP_EACH_OTHER = _roles("发布求助、接单、确认和申诉", Role.RESIDENT)
    READ_HELP_REQUESTS = _roles("查看互助（姓名脱敏，没有房号）", Role.ORGANISER, *BOOKS)
    CALL_VOLUNTEERS = _roles("没有人接的求助，发消息请合适的志愿者", Role.ORGANISER)
    SETTLE_HELP = _roles("裁定互助的申诉（不能是当事人）", Role.COMMITTEE, Role.ORGANISER)
    READ_TIME_BANK_POOL = _roles("查看时长公益池的收支（没有姓名）", *EVERYBODY)
    READ_POOL_GRANTS = _roles("查看公益池给了谁（姓名脱敏）", Role.ORGANISER, *BOOKS)
    PROPOSE_POOL_GRANTS = _roles("替有困难的住户申请公益池的时长、撤回", Role.ORGANISER)
    DECIDE_POOL_GRANTS = _roles(
        "批准公益池的时长（不能是申请的人）", Role.COMMITTEE, Role.ORGANISER
    )
    ASK_OWN_CERTIFICATES = _roles("开具自己和孩子的志愿服务证明", Role.RESIDENT)
    READ_CERTIFICATES = _roles("查看开具过的志愿服务证明（姓名脱敏）", Role.ORGANISER, *BOOKS)
    ISSUE_CERTIFICATES = _roles("替居民开具、打印志愿服务证明（要写理由）", Role.ORGANISER)

    # The books.
    READ_BOOKS = _roles("查看账簿、凭证和资金来源", *BOOKS)
    PREPARE_ENTRIES = _roles("制单", Role.TREASURER)
    APPROVE_ENTRIES = _roles("审核凭证", Role.COMMITTEE)
    POST_ENTRIES = _roles("记账", Role.TREASURER)
    REVERSE_ENTRIES = _roles("红字冲销", Role.TREASURER)
    KEEP_PERIODS = _roles("结转、结账", Role.TREASURER)
    REQUEST_REOPENING = _roles("申请反结账", Role.TREASURER, Role.COMMITTEE)
    DECIDE_REOPENING = _roles("批准或驳回反结账", Role.COMMITTEE)
    CHECK_BOOK_HEALTH = _roles("核对账簿是否完好", Role.OPERATOR, Role.AUDITOR, Role.SUPERVISOR)
    READ_EXCEPTIONS = _roles("查看例外清单", *BOOKS)
    READ_AUDIT_LOG = _roles("查看、导出操作日志", Role.SUPERVISOR, Role.AUDITOR, Role.OPERATOR)
    EXPORT_AUDIT_PACKAGE = _roles("导出审计包", *BOOKS)

    # Messages and jobs.
    KEEP_DELIVERIES = _roles("查看后台任务，查看、重发没有送达的消息", Role.OPERATOR)

    # Files.
    IMPORT_FILES = _roles("导入文件（各类文件另按角色）", *STAFF)
    HAND_IN_DOCUMENTS = _roles(
        "上传原始单据",
        Role.TREASURER, Role.CASHIER, Role.COMMITTEE, Role.ORGANISER, *BUILDING_ROLES,
    )  # fmt: skip
    READ_DOCUMENTS = _roles("查看原始单据", *BOOKS, Role.CASHIER)

    # Disclosure and its seals.
    READ_DISCLOSURES = _roles("查看公示稿", *BOOKS)
    DRAFT_DISCLOSURES = _roles("编制公示", Role.TREASURER)
    PUBLISH_DISCLOSURES = _roles("发布公示", Role.COMMITTEE)
    KEEP_WITNESSES = _roles("登记、停用见证方", Role.COMMITTEE, Role.OPERATOR)

    @property
    def code(self) -> str:
        """Its name in lower case, as records and routes below `identity` write it."""
        return self.name.lower()

    @property
    def chinese_title(self) -> str:
        return self.value.chinese_title

    @property
    def audience(self) -> Audience:
        return self.value.audience

    @property
    def roles(self) -> frozenset[Role]:
        """Who has it, by role; empty when no role is asked for."""
        return self.value.roles

    @property
    def region_roles(self) -> frozenset[RegionRole]:
        """Who has it above the estates; empty when it is about one estate."""
        return self.value.region_roles


def permission_of_code(code: str) -> Permission:
    """Return the permission with this code; raises KeyError."""
    return Permission[code.upper()]
