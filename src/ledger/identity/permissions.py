"""The permission table: one line for each thing that somebody may do, and who may do it.

Every route names its permission (`ledger.identity.guards.may`); docs/permissions.md is printed from
here. Whoever adds a route finds its permission here or adds a line.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, unique

from ledger.identity.roles import BOOKS, EVERYBODY, STAFF, Role


class Audience(StrEnum):
    """Whom a permission asks for before it looks at roles."""

    ANYONE = "anyone"
    """Nobody has to sign in."""
    SIGNED_IN = "signed_in"
    """A session is enough; what is seen is one's own."""
    ROLES = "roles"
    """One of the roles, in the estate that the address names."""

    @property
    def chinese_title(self) -> str:
        return {"anyone": "不用登录", "signed_in": "登录即可", "roles": "按角色"}[self.value]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a permission is called in Chinese, and whom it is given."""

    chinese_title: str
    audience: Audience
    roles: frozenset[Role] = frozenset()


def _anyone(chinese_title: str) -> Rule:
    return Rule(chinese_title, Audience.ANYONE)


def _signed_in(chinese_title: str) -> Rule:
    return Rule(chinese_title, Audience.SIGNED_IN)


def _roles(chinese_title: str, *roles: Role) -> Rule:
    return Rule(chinese_title, Audience.ROLES, frozenset(roles))


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

    # The estate.
    READ_ESTATE = _roles("查看小区名称和规则", *EVERYBODY)
    READ_DWELLINGS = _roles("查看房屋", *STAFF)
    READ_CHART = _roles("查看科目表", *STAFF)
    READ_DESK_TODAY = _roles("查看工作台首页", *STAFF)
    READ_POINTS_SUMMARY = _roles("查看积分总量", *STAFF)
    MANAGE_USERS = _roles("管理用户", Role.OPERATOR)

    # One's own.
    READ_OWN_POINTS = _roles("查看自己的积分", Role.RESIDENT)
    READ_OWN_SERVICE = _roles("查看自己的服务时长", Role.RESIDENT)
    READ_OWN_PROOF = _roles("取得自己记录的存证证明", Role.RESIDENT)
    READ_ACTIVITIES = _roles("查看小区的活动和自己的参加情况", Role.RESIDENT)
    LIST_PUBLISHED = _roles("在手机上翻看历次公示", Role.RESIDENT)
    SHOW_PAY_CODE = _roles("出示付款码、收到核销通知", Role.RESIDENT)

    # The counter.
    USE_COUNTER = _roles("收银台核销", Role.SHOPKEEPER)
    READ_OWN_STATEMENT = _roles("查看本店流水和对账单", Role.SHOPKEEPER)

    # Service.
    READ_SERVICE_RECORDS = _roles("查看服务记录", Role.ORGANISER, *BOOKS)
    COMPLETE_SERVICE_RECORDS = _roles("补全服务记录", Role.ORGANISER)
    VERIFY_SERVICE_RECORDS = _roles("复核服务记录", Role.ORGANISER, Role.COMMITTEE)

    # The books.
    READ_BOOKS = _roles("查看账簿、凭证和资金来源", *BOOKS)
    PREPARE_ENTRIES = _roles("制单", Role.TREASURER)
    APPROVE_ENTRIES = _roles("审批凭证", Role.COMMITTEE)
    POST_ENTRIES = _roles("记账", Role.TREASURER)
    REVERSE_ENTRIES = _roles("红字冲销", Role.TREASURER)
    KEEP_PERIODS = _roles("结转、结账", Role.TREASURER)
    REQUEST_REOPENING = _roles("申请反结账", Role.TREASURER, Role.COMMITTEE)
    DECIDE_REOPENING = _roles("批准或驳回反结账", Role.COMMITTEE)
    CHECK_BOOK_HEALTH = _roles("核对账簿是否完好", Role.OPERATOR, Role.AUDITOR, Role.SUPERVISOR)
    READ_EXCEPTIONS = _roles("查看例外清单", *BOOKS)
    EXPORT_AUDIT_PACKAGE = _roles("导出审计包", *BOOKS)

    # Files.
    IMPORT_FILES = _roles("导入文件（各类文件另按角色）", *STAFF)
    HAND_IN_DOCUMENTS = _roles("上传原始单据", Role.TREASURER, Role.COMMITTEE, Role.ORGANISER)
    READ_DOCUMENTS = _roles("查看原始单据", *BOOKS)

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


def permission_of_code(code: str) -> Permission:
    """Return the permission with this code; raises KeyError."""
    return Permission[code.upper()]
