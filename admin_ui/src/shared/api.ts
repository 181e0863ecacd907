// Generated from the OpenAPI description of the server by `npm run api`. Do not edit.

export interface paths {
    "/api/v1/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 自己的账号
         * @description 自己的账号：密码、两步验证、微信的现状。
         */
        get: operations["ApiV1AccountReadAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 修改密码
         * @description 修改密码：要旧密码，绑定了动态口令的还要口令；其他设备上的登录随之结束。
         */
        post: operations["ApiV1AccountPasswordChangePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 换十个新的恢复码
         * @description 换十个新的恢复码，旧的作废；要当前的动态口令。
         */
        post: operations["ApiV1AccountRecoveryCodesRenewRecoveryCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 开始绑定动态口令
         * @description 开始绑定动态口令：返回二维码和可以手工输入的密钥，确认以前可以重来。
         */
        post: operations["ApiV1AccountSecondFactorBeginEnrolment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/second-factor/confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 用第一个动态口令确认绑定
         * @description 用第一个动态口令确认绑定，返回十个恢复码，只显示这一次。
         */
        post: operations["ApiV1AccountSecondFactorConfirmationConfirmEnrolment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/second-factor/removal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 解除动态口令
         * @description 解除动态口令，例如换手机：要密码和口令；岗位要求的人接着就要重新绑定。
         */
        post: operations["ApiV1AccountSecondFactorRemovalRemoveSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 自己的登录
         * @description 自己的登录：哪些设备、从哪里、什么时候。
         */
        get: operations["ApiV1AccountSessionsListSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * 结束自己的一个登录
         * @description 结束自己的一个登录。
         */
        delete: operations["ApiV1AccountSessionsSessionIdEndSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/sessions/end-others": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 结束自己在其他设备上的登录
         * @description 结束自己在其他设备上的登录。
         */
        post: operations["ApiV1AccountSessionsEndOthersEndOtherSessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/wechat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * 解除微信登录
         * @description 解除微信登录。
         */
        delete: operations["ApiV1AccountWechatUnlinkWechat"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 小区概况
         * @description 小区概况。
         */
        get: operations["ApiV1EstatesEstateIdReadEstate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/accounts/{account_code}/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 某一时点的余额
         * @description 某一时点的余额：账簿序号、入账时刻、业务日期，三者择一。
         */
        get: operations["ApiV1EstatesEstateIdAccountsAccountCodeBalanceReadBalance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/activity-categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 活动可以选的类别
         * @description 活动可以选的类别。
         */
        get: operations["ApiV1EstatesEstateIdActivityCategoriesListActivityCategories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/activity-plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 活动安排
         * @description 活动安排，从新到旧。
         */
        get: operations["ApiV1EstatesEstateIdActivityPlansListActivityPlans"];
        put?: never;
        /**
         * 写活动草稿
         * @description 写活动草稿；重复的活动每一天一份。发布以后居民才看得到。
         */
        post: operations["ApiV1EstatesEstateIdActivityPlansPlanActivities"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/activity-plans/{activity_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一个活动的安排
         * @description 一个活动的安排。
         */
        get: operations["ApiV1EstatesEstateIdActivityPlansActivityIdReadActivityPlan"];
        /**
         * 修改草稿或报名中的活动
         * @description 修改草稿或报名中的活动；时间、地点变了会通知报了名的人。
         */
        put: operations["ApiV1EstatesEstateIdActivityPlansActivityIdChangeActivityPlan"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/activity-plans/{activity_id}/attendance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 谁来了、谁走了、能计多少
         * @description 谁来了、谁走了、能计多少；姓名已脱敏。
         */
        get: operations["ApiV1EstatesEstateIdActivityPlansActivityIdAttendanceListAttendance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/activity-plans/{activity_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 取消还没开始的活动
         * @description 取消还没开始的活动，通知报了名的人。
         */
        post: operations["ApiV1EstatesEstateIdActivityPlansActivityIdCancelCancelActivity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/activity-plans/{activity_id}/check-in-code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 签到屏上现在的码
         * @description 签到屏上现在的码；每 30 秒换一个，几块屏同时显示同一个。
         */
        get: operations["ApiV1EstatesEstateIdActivityPlansActivityIdCheckInCodeReadCheckInCode"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/activity-plans/{activity_id}/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 补录一批人的到场
         * @description 补录一批人的到场，每行写依据；有一行不对就都不写。
         */
        post: operations["ApiV1EstatesEstateIdActivityPlansActivityIdEntriesEnterByHand"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/activity-plans/{activity_id}/entries/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 补录的预览
         * @description 补录的预览：逐行能计多少、哪里要改，合计多少；什么都不写。
         */
        post: operations["ApiV1EstatesEstateIdActivityPlansActivityIdEntriesPreviewPreviewEntries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/activity-plans/{activity_id}/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 结束活动、确认名单
         * @description 结束活动、确认名单：到场的人各有一条服务记录，等另外的负责人核实。
         */
        post: operations["ApiV1EstatesEstateIdActivityPlansActivityIdFinishFinishActivity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/activity-plans/{activity_id}/marks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 替没有手机的人按名单签到、签退
         * @description 替没有手机的人按名单签到、签退；不能给自己。
         */
        post: operations["ApiV1EstatesEstateIdActivityPlansActivityIdMarksMarkByList"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/activity-plans/{activity_id}/sign-ups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 报名名单
         * @description 报名名单，按报名先后；姓名已脱敏。
         */
        get: operations["ApiV1EstatesEstateIdActivityPlansActivityIdSignUpsListSignUps"];
        put?: never;
        /**
         * 替没有手机的居民报名
         * @description 替没有手机的居民报名，或者现场加人；满了就候补。
         */
        post: operations["ApiV1EstatesEstateIdActivityPlansActivityIdSignUpsSignUpForResident"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/activity-plans/{activity_id}/sign-ups/take-off": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 替居民取消报名
         * @description 替居民取消报名，过了截止时间也可以。
         */
        post: operations["ApiV1EstatesEstateIdActivityPlansActivityIdSignUpsTakeOffTakeOffTheList"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/activity-plans/{activity_id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 打开签到
         * @description 打开签到，从开始前两小时起。
         */
        post: operations["ApiV1EstatesEstateIdActivityPlansActivityIdStartStartActivity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/activity-plans/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 发布草稿
         * @description 发布草稿，开始报名；一次发布一个或一个系列。
         */
        post: operations["ApiV1EstatesEstateIdActivityPlansPublishPublishActivities"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 本小区的接口密钥
         * @description 本小区的接口密钥，停用和过期的也在内。
         */
        get: operations["ApiV1EstatesEstateIdApiKeysListApiKeys"];
        put?: never;
        /**
         * 发放一个接口密钥
         * @description 发放一个接口密钥；整个密钥只在这次答复里出现，重复提交不再给出。
         */
        post: operations["ApiV1EstatesEstateIdApiKeysAddApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/api-keys/{api_key_id}/revocation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 停用一个接口密钥
         * @description 停用一个接口密钥，立即生效。
         */
        post: operations["ApiV1EstatesEstateIdApiKeysApiKeyIdRevocationRevokeApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/api-keys/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 接口密钥可以用的身份
         * @description 接口密钥可以用的身份，以及每种身份可以有的权限。
         */
        get: operations["ApiV1EstatesEstateIdApiKeysRolesKeyRoles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/audit-log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 查操作日志
         * @description 查操作日志：按人、时间、对象和操作，新的在前；不写日期是最近一个月。
         */
        get: operations["ApiV1EstatesEstateIdAuditLogSearchAuditLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/audit-log/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 操作日志里可以按哪些操作和对象查
         * @description 操作日志里可以按哪些操作和对象查，日志保存多久。
         */
        get: operations["ApiV1EstatesEstateIdAuditLogActionsListAuditActions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/audit-log/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 导出操作日志
         * @description 导出操作日志：筛选出来的全部；导出这件事本身也记一笔。
         */
        get: operations["ApiV1EstatesEstateIdAuditLogExportExportAuditLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/audit-package": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 下载审计数据包
         * @description 下载审计数据包：全部凭证、账簿、附件和清单，可以离线核对。
         */
        get: operations["ApiV1EstatesEstateIdAuditPackageDownloadAuditPackage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/books/account-ledger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 明细账
         * @description 明细账：一个科目（含下级）按日期排列，逐笔余额。
         */
        get: operations["ApiV1EstatesEstateIdBooksAccountLedgerReadAccountLedger"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/books/account-ledger/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 导出明细账
         * @description 导出明细账：一个科目（含下级）在这些月份的每一笔。
         */
        get: operations["ApiV1EstatesEstateIdBooksAccountLedgerExportExportAccountLedger"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/books/journal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 序时账
         * @description 序时账：按入账顺序排列的凭证。
         */
        get: operations["ApiV1EstatesEstateIdBooksJournalReadJournal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/books/journal/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 导出序时账
         * @description 导出序时账：筛选出来的全部凭证，一条分录一行。
         */
        get: operations["ApiV1EstatesEstateIdBooksJournalExportExportJournal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/books/trial-balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 科目余额表
         * @description 科目余额表：期初、本期借方、本期贷方、期末，逐级汇总。
         */
        get: operations["ApiV1EstatesEstateIdBooksTrialBalanceReadTrialBalance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/card-batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 制卡批次和各批的去向
         * @description 制卡批次和各批的去向。
         */
        get: operations["ApiV1EstatesEstateIdCardBatchesListCardBatches"];
        put?: never;
        /**
         * 制作一批空白卡
         * @description 制作一批空白卡：答复就是印张（PDF），卡号只给这一次。
         */
        post: operations["ApiV1EstatesEstateIdCardBatchesMakeCardBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/card-batches/{card_batch_id}/void": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 作废一批里没有发出去的卡
         * @description 作废一批里没有发出去的卡，例如没有印好、丢了。
         */
        post: operations["ApiV1EstatesEstateIdCardBatchesCardBatchIdVoidVoidCardBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/card-limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 刷卡每天最多用多少分
         * @description 刷卡每天最多用多少分。
         */
        get: operations["ApiV1EstatesEstateIdCardLimitsReadCardLimits"];
        put?: never;
        /**
         * 改刷卡每天的上限
         * @description 改刷卡每天的上限，马上生效。
         */
        post: operations["ApiV1EstatesEstateIdCardLimitsSetCardLimits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/card-unblockings/{card_unblocking_id}/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 核对找回的卡
         * @description 核对找回的卡：恢复使用，或不恢复；不能是申请的人。
         */
        post: operations["ApiV1EstatesEstateIdCardUnblockingsCardUnblockingIdDecideDecideCardUnblocking"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/cards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 居民卡
         * @description 居民卡，新的在前；只有卡号后四位，姓名已脱敏。
         */
        get: operations["ApiV1EstatesEstateIdCardsListCards"];
        put?: never;
        /**
         * 发卡
         * @description 发卡：本人到场，密码由本人输入两次。
         */
        post: operations["ApiV1EstatesEstateIdCardsBindCard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/cards/{card_id}/block": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 挂失
         * @description 挂失：马上不能再用。
         */
        post: operations["ApiV1EstatesEstateIdCardsCardIdBlockBlockCard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/cards/{card_id}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一张卡的经过
         * @description 一张卡的经过：从制作到作废，新的在前。
         */
        get: operations["ApiV1EstatesEstateIdCardsCardIdChangesReadCardTrail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/cards/{card_id}/pin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 本人到场重设密码
         * @description 本人到场重设密码；锁住的卡随之解开。
         */
        post: operations["ApiV1EstatesEstateIdCardsCardIdPinSetCardPin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/cards/{card_id}/replacement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 补发
         * @description 补发：旧卡号永远作废，积分不变。
         */
        post: operations["ApiV1EstatesEstateIdCardsCardIdReplacementReplaceCard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/cards/{card_id}/unblockings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 挂失的卡找到了
         * @description 挂失的卡找到了：申请恢复，等另一位工作人员核对。
         */
        post: operations["ApiV1EstatesEstateIdCardsCardIdUnblockingsAskCardUnblocking"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/cards/{card_id}/void": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 作废一张卡
         * @description 作废一张卡：退卡、迁出，卡号不再用。
         */
        post: operations["ApiV1EstatesEstateIdCardsCardIdVoidVoidCard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 小区开具过的证明
         * @description 小区开具过的证明，从新到旧；姓名已脱敏。
         */
        get: operations["ApiV1EstatesEstateIdCertificatesListCertificates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/certificates/{certificate_id}/papers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 打印一份证明（写着全名）
         * @description 打印一份证明（写着全名），要写理由。
         */
        post: operations["ApiV1EstatesEstateIdCertificatesCertificateIdPapersPrintCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/chart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 科目表
         * @description 科目表。
         */
        get: operations["ApiV1EstatesEstateIdChartReadChart"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/committee-terms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 业委会的各届任期
         * @description 业委会的各届任期，新的在前。
         */
        get: operations["ApiV1EstatesEstateIdCommitteeTermsListCommitteeTerms"];
        put?: never;
        /**
         * 登记新的一届业委会
         * @description 登记新的一届业委会；任期到了，这一届的角色自己结束。
         */
        post: operations["ApiV1EstatesEstateIdCommitteeTermsBeginTerm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/committee-terms/{committee_term_id}/early-end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 提前结束一届业委会
         * @description 提前结束一届业委会，写明理由；这一届的角色一起结束。
         */
        post: operations["ApiV1EstatesEstateIdCommitteeTermsCommitteeTermIdEarlyEndCutTermShort"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/counter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 本店收银台
         * @description 本店收银台：商品、库存和今天的合计。
         */
        get: operations["ApiV1EstatesEstateIdCounterReadCounter"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/counter/card-openings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 刷卡
         * @description 刷卡：凭密码或认人，换成只在本台、90 秒内能用一次的付款码。
         */
        post: operations["ApiV1EstatesEstateIdCounterCardOpeningsOpenCardAtCounter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/counter/code-checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 查看付款码
         * @description 查看付款码：不核销，只显示姓氏和可用积分。
         */
        post: operations["ApiV1EstatesEstateIdCounterCodeChecksCheckCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/counter/redemptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 本店一天的核销流水
         * @description 本店一天的核销流水，最近的在前。
         */
        get: operations["ApiV1EstatesEstateIdCounterRedemptionsListRedemptions"];
        put?: never;
        /**
         * 核销
         * @description 核销：付款码在第一次提交时作废；同一请求编号重发，得到同一个结果。
         */
        post: operations["ApiV1EstatesEstateIdCounterRedemptionsRedeem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/counter/statement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 本店一个月的对账单
         * @description 本店一个月的对账单：核销、应付和已结算。
         */
        get: operations["ApiV1EstatesEstateIdCounterStatementReadStatement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/deletion-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 确认过、等着办理的注销
         * @description 确认过、等着办理的注销。
         */
        get: operations["ApiV1EstatesEstateIdDeletionRequestsListDeletionRequests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/deletion-requests/{deletion_request_id}/carry-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 办理注销
         * @description 办理注销：个人信息销毁，账目换成编号，不能恢复。
         */
        post: operations["ApiV1EstatesEstateIdDeletionRequestsDeletionRequestIdCarryOutCarryOutDeletion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/desk/today": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 今日
         * @description 今日：每个岗位的问题、回答、数字和等他处理的事。
         */
        get: operations["ApiV1EstatesEstateIdDeskTodayReadDeskToday"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/disclosures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 公示列表
         * @description 公示列表：新的在前，作废的草稿不列。
         */
        get: operations["ApiV1EstatesEstateIdDisclosuresListDisclosures"];
        put?: never;
        /**
         * 生成公示草稿
         * @description 生成公示草稿：数字全部来自已记账的凭证。
         */
        post: operations["ApiV1EstatesEstateIdDisclosuresDraftDisclosure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/disclosures/{disclosure_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一期公示
         * @description 一期公示。
         */
        get: operations["ApiV1EstatesEstateIdDisclosuresDisclosureIdReadDisclosure"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/disclosures/{disclosure_id}/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 作废草稿
         * @description 作废草稿；已发布的不能作废，只能另发一期更正。
         */
        post: operations["ApiV1EstatesEstateIdDisclosuresDisclosureIdDiscardDiscardDisclosure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/disclosures/{disclosure_id}/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 附上文件（如审计报告）
         * @description 附上文件（如审计报告），连同它的哈希一起公开。
         */
        post: operations["ApiV1EstatesEstateIdDisclosuresDisclosureIdDocumentsAttachDisclosureDocument"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/disclosures/{disclosure_id}/line": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一行数字背后的凭证
         * @description 一行数字背后的凭证。
         */
        get: operations["ApiV1EstatesEstateIdDisclosuresDisclosureIdLineReadDisclosureLine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/disclosures/{disclosure_id}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 发布
         * @description 发布：数字冻结，账簿的根哈希签名存证；同期的旧公示标为已更正。
         */
        post: operations["ApiV1EstatesEstateIdDisclosuresDisclosureIdPublishPublishDisclosure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 保存一份原始凭证
         * @description 保存一份原始凭证：原样保存，同样的内容只存一份。
         */
        post: operations["ApiV1EstatesEstateIdDocumentsUploadDocument"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/documents/{document_id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 下载原始文件
         * @description 下载原始文件，一个字节也不改；住户名册有个人信息，不能下载。
         */
        get: operations["ApiV1EstatesEstateIdDocumentsDocumentIdContentDownloadDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/drafts/{form}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 自己没写完的一张表单
         * @description 自己没写完的一张表单。
         */
        get: operations["ApiV1EstatesEstateIdDraftsFormReadDraft"];
        /**
         * 保存没写完的表单
         * @description 保存没写完的表单，代替上一次保存的；30 天后作废。
         */
        put: operations["ApiV1EstatesEstateIdDraftsFormSaveDraft"];
        post?: never;
        /**
         * 丢掉没写完的表单
         * @description 丢掉没写完的表单。
         */
        delete: operations["ApiV1EstatesEstateIdDraftsFormForgetDraft"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/dwellings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 房屋列表
         * @description 房屋列表；业主姓名已脱敏。
         */
        get: operations["ApiV1EstatesEstateIdDwellingsListDwellings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/dwellings/{dwelling_id}/households": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 登记一户住进这套房
         * @description 登记一户住进这套房，户主在先。
         */
        post: operations["ApiV1EstatesEstateIdDwellingsDwellingIdHouseholdsOpenHousehold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/dwellings/{dwelling_id}/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 这套房现在住着谁、以前住过谁
         * @description 这套房现在住着谁、以前住过谁；姓名已脱敏。
         */
        get: operations["ApiV1EstatesEstateIdDwellingsDwellingIdPeoplePeopleOfDwelling"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/entries/{seq}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一张凭证
         * @description 一张凭证：全部字段、附件、进入哈希的原文。
         */
        get: operations["ApiV1EstatesEstateIdEntriesSeqReadEntry"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/entries/{seq}/reversal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 这张凭证每条分录还能冲销多少
         * @description 这张凭证每条分录还能冲销多少。
         */
        get: operations["ApiV1EstatesEstateIdEntriesSeqReversalReadReversibleEntry"];
        put?: never;
        /**
         * 红字冲销
         * @description 红字冲销：整张或部分，生成一张待审核的冲销凭证。
         */
        post: operations["ApiV1EstatesEstateIdEntriesSeqReversalPrepareReversal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/exceptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 例外清单
         * @description 例外清单：从凭证、待审凭证、操作记录和最近导入的流水账算出。
         */
        get: operations["ApiV1EstatesEstateIdExceptionsListExceptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/family-proxies/{family_proxy_id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 凭本人签字的材料登记本人确认
         * @description 凭本人签字的材料登记本人确认；批准由另一位工作人员办。
         */
        post: operations["ApiV1EstatesEstateIdFamilyProxiesFamilyProxyIdConfirmConfirmProxyAtDesk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/family-proxies/{family_proxy_id}/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 批准或驳回代办
         * @description 批准或驳回代办：不能是登记的人。
         */
        post: operations["ApiV1EstatesEstateIdFamilyProxiesFamilyProxyIdDecideDecideProxy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/family-proxies/{family_proxy_id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 取消代办
         * @description 取消代办，立即生效。
         */
        post: operations["ApiV1EstatesEstateIdFamilyProxiesFamilyProxyIdWithdrawWithdrawProxy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/family-proxies/waiting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 等人批准的代办
         * @description 等人批准的代办；姓名已脱敏。
         */
        get: operations["ApiV1EstatesEstateIdFamilyProxiesWaitingListWaitingProxies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/fund-grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 发展金各项
         * @description 发展金各项：到账、已用、余额。
         */
        get: operations["ApiV1EstatesEstateIdFundGrantsListFundGrants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/grantable-roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 您能在本小区授予的角色
         * @description 您能在本小区授予的角色，和不能由同一个人兼任的角色。
         */
        get: operations["ApiV1EstatesEstateIdGrantableRolesListGrantableRoles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/health/books": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 账簿健康
         * @description 账簿健康：长度、根哈希、最近一笔的时间。
         */
        get: operations["ApiV1EstatesEstateIdHealthBooksReadBookHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/help-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 小区的互助
         * @description 小区的互助，从新到旧；姓名已脱敏，没有房号。
         */
        get: operations["ApiV1EstatesEstateIdHelpRequestsListHelpRequests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/help-requests/{help_request_id}/settlement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 裁定申诉
         * @description 裁定申诉：付多少分钟，或者全部退回。
         */
        post: operations["ApiV1EstatesEstateIdHelpRequestsHelpRequestIdSettlementSettleHelpAppeal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/household-members/{household_member_id}/move-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 迁出
         * @description 迁出：结束一段居住，记录保留。
         */
        post: operations["ApiV1EstatesEstateIdHouseholdMembersHouseholdMemberIdMoveOutMoveOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/households/{household_id}/head": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 更换户主
         * @description 更换户主，要写理由。
         */
        post: operations["ApiV1EstatesEstateIdHouseholdsHouseholdIdHeadChooseHouseholdHead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/households/{household_id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 迁入
         * @description 迁入：一位住户住进这一户。
         */
        post: operations["ApiV1EstatesEstateIdHouseholdsHouseholdIdMembersMoveIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/households/{household_id}/points": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一户的家庭账户
         * @description 一户的家庭账户：余额、快到期的积分、谁能使用、最近的明细；姓名已脱敏。
         */
        get: operations["ApiV1EstatesEstateIdHouseholdsHouseholdIdPointsReadPointsOfHousehold"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/households/{household_id}/points/give-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 代户主把家庭账户里的积分退回各人
         * @description 代户主把家庭账户里的积分退回各人，要写理由；各人收到消息。
         */
        post: operations["ApiV1EstatesEstateIdHouseholdsHouseholdIdPointsGiveBackGiveBackAtDesk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/households/{household_id}/spenders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 代户主允许一位家人使用家庭账户
         * @description 代户主允许一位家人使用家庭账户，要写理由。
         */
        post: operations["ApiV1EstatesEstateIdHouseholdsHouseholdIdSpendersAllowSpenderAtDesk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/households/{household_id}/spenders/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 代户主停止一位家人使用家庭账户
         * @description 代户主停止一位家人使用家庭账户，立即生效，要写理由。
         */
        post: operations["ApiV1EstatesEstateIdHouseholdsHouseholdIdSpendersEndEndSpenderAtDesk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/import-kinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 可以导入的文件种类和应有的列
         * @description 可以导入的文件种类和应有的列。
         */
        get: operations["ApiV1EstatesEstateIdImportKindsListImportKinds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 导入记录
         * @description 导入记录，从新到旧，不带预览。
         */
        get: operations["ApiV1EstatesEstateIdImportsListImports"];
        put?: never;
        /**
         * 上传文件并预览
         * @description 上传文件并预览；这一步不入账。
         */
        post: operations["ApiV1EstatesEstateIdImportsUploadImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/imports/{import_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一次导入和它现在的预览
         * @description 一次导入和它现在的预览：从保存的原始文件重新算出。
         */
        get: operations["ApiV1EstatesEstateIdImportsImportIdReadImport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/imports/{import_id}/book": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 入账
         * @description 入账：新的行和勾选接受的存疑行；已入过的行自动跳过。
         */
        post: operations["ApiV1EstatesEstateIdImportsImportIdBookBookImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/imports/{import_id}/rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 预览的各行和理由
         * @description 预览的各行和理由。
         */
        get: operations["ApiV1EstatesEstateIdImportsImportIdRowsListImportRows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 后台任务
         * @description 后台任务：下次什么时候、上次成功和失败、有没有积压。
         */
        get: operations["ApiV1EstatesEstateIdJobsListJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/activities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 小区的活动
         * @description 小区的活动，从新到旧，以及本人在每次活动里的记录。
         */
        get: operations["ApiV1EstatesEstateIdMeActivitiesListMyActivities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/cards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我的卡和我代办、监护的家人的卡
         * @description 我的卡和我代办、监护的家人的卡，最近几次刷卡。
         */
        get: operations["ApiV1EstatesEstateIdMeCardsListOwnCards"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/cards/{card_id}/block": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 挂失自己或家人的卡
         * @description 挂失自己或家人的卡，马上生效。
         */
        post: operations["ApiV1EstatesEstateIdMeCardsCardIdBlockBlockOwnCard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我和我孩子的志愿服务证明
         * @description 我和我孩子的志愿服务证明，从新到旧。
         */
        get: operations["ApiV1EstatesEstateIdMeCertificatesListOwnCertificates"];
        put?: never;
        /**
         * 开具自己的志愿服务记录证明
         * @description 开具自己的志愿服务记录证明，免费。
         */
        post: operations["ApiV1EstatesEstateIdMeCertificatesIssueOwnCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/certificates/{certificate_id}/paper": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 自己的（或孩子的）证明
         * @description 自己的（或孩子的）证明，PDF，可以打印盖章。
         */
        get: operations["ApiV1EstatesEstateIdMeCertificatesCertificateIdPaperReadOwnPaper"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/children": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 同住的、未满 14 岁的孩子
         * @description 同住的、未满 14 岁的孩子，和监护人要同意的文字。
         */
        get: operations["ApiV1EstatesEstateIdMeChildrenListOwnChildren"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/children/{child_resident_id}/certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 以监护人身份为未满 14 岁的孩子开具证明
         * @description 以监护人身份为未满 14 岁的孩子开具证明。
         */
        post: operations["ApiV1EstatesEstateIdMeChildrenChildResidentIdCertificatesIssueChildsCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/children/{child_resident_id}/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 以监护人身份替孩子签同意书
         * @description 以监护人身份替孩子签同意书。
         */
        post: operations["ApiV1EstatesEstateIdMeChildrenChildResidentIdConsentsGiveConsentForChild"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/children/{child_resident_id}/consents/{purpose}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 监护人替孩子撤回一份同意书
         * @description 监护人替孩子撤回一份同意书，立即生效。
         */
        post: operations["ApiV1EstatesEstateIdMeChildrenChildResidentIdConsentsPurposeWithdrawWithdrawConsentForChild"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/children/{child_resident_id}/guardianship": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 监护人同意登记同住的孩子
         * @description 监护人同意登记同住的孩子。
         */
        post: operations["ApiV1EstatesEstateIdMeChildrenChildResidentIdGuardianshipConsentForOwnChild"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/coming-activities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 还能参加的活动
         * @description 还能参加的活动，从近到远，以及本人的报名。
         */
        get: operations["ApiV1EstatesEstateIdMeComingActivitiesListComingActivities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/coming-activities/{activity_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一个活动的时间、地点、名额和本人的报名
         * @description 一个活动的时间、地点、名额和本人的报名。
         */
        get: operations["ApiV1EstatesEstateIdMeComingActivitiesActivityIdReadComingActivity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/coming-activities/{activity_id}/attendance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 自己在这个活动里的签到、签退
         * @description 自己在这个活动里的签到、签退；没有报名的是空的。
         */
        get: operations["ApiV1EstatesEstateIdMeComingActivitiesActivityIdAttendanceReadOwnAttendance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/coming-activities/{activity_id}/calendar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 活动的日历文件（iCalendar）
         * @description 活动的日历文件（iCalendar），可以加进手机日历。
         */
        get: operations["ApiV1EstatesEstateIdMeComingActivitiesActivityIdCalendarDownloadCalendarFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/coming-activities/{activity_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 取消自己的报名
         * @description 取消自己的报名；排在前面的候补会补上。
         */
        post: operations["ApiV1EstatesEstateIdMeComingActivitiesActivityIdCancelCancelOwnSignUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/coming-activities/{activity_id}/check-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 用屏幕上的码签到或签退
         * @description 用屏幕上的码签到或签退；只认服务器的时间。
         */
        post: operations["ApiV1EstatesEstateIdMeComingActivitiesActivityIdCheckInCheckInByCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/coming-activities/{activity_id}/sign-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 报名
         * @description 报名；名额满了就候补，有名额时发消息。
         */
        post: operations["ApiV1EstatesEstateIdMeComingActivitiesActivityIdSignUpSignUpForActivity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我的同意书
         * @description 我的同意书：现在的文字、签过和撤回的记录。
         */
        get: operations["ApiV1EstatesEstateIdMeConsentsListOwnConsents"];
        put?: never;
        /**
         * 签一份同意书
         * @description 签一份同意书。
         */
        post: operations["ApiV1EstatesEstateIdMeConsentsGiveOwnConsent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/consents/{purpose}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 撤回同意
         * @description 撤回同意，立即生效。
         */
        post: operations["ApiV1EstatesEstateIdMeConsentsPurposeWithdrawWithdrawOwnConsent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/data-copy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 导出我的数据
         * @description 导出我的数据：一个 ZIP，网页、表格和 JSON 各一份。
         */
        post: operations["ApiV1EstatesEstateIdMeDataCopyCopyOwnData"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/deletion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我的注销申请办到哪一步
         * @description 我的注销申请办到哪一步。
         */
        get: operations["ApiV1EstatesEstateIdMeDeletionReadOwnDeletion"];
        put?: never;
        /**
         * 申请注销
         * @description 申请注销：第一步，还要确认。
         */
        post: operations["ApiV1EstatesEstateIdMeDeletionAskOwnDeletion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/deletion/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 确认注销
         * @description 确认注销：写下“确认注销”，七天后办理。
         */
        post: operations["ApiV1EstatesEstateIdMeDeletionConfirmConfirmOwnDeletion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/deletion/take-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 撤回注销申请
         * @description 撤回注销申请。
         */
        post: operations["ApiV1EstatesEstateIdMeDeletionTakeBackTakeBackOwnDeletion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/disclosures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 小区已发布的公示
         * @description 小区已发布的公示，新的在前。
         */
        get: operations["ApiV1EstatesEstateIdMeDisclosuresListPublishedDisclosures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/entries/{seq}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我的一笔记录的存证
         * @description 我的一笔记录的存证：下载后用 verify_proof.py 核对，不需要联网。
         */
        get: operations["ApiV1EstatesEstateIdMeEntriesSeqProofReadEntryProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 本人积分核销的实时消息（SSE）
         * @description 本人积分核销的实时消息（SSE）：`event: redemption`，断线重连后补发漏掉的。
         */
        get: operations["ApiV1EstatesEstateIdMeEventsFollowRedemptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/family-proxies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 谁为我代办、我为谁代办
         * @description 谁为我代办、我为谁代办。
         */
        get: operations["ApiV1EstatesEstateIdMeFamilyProxiesListOwnProxies"];
        put?: never;
        /**
         * 在手机上申请代办
         * @description 在手机上申请代办：替家人代办要本人确认，再由社区批准；期限一年。
         */
        post: operations["ApiV1EstatesEstateIdMeFamilyProxiesAskOwnProxy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/family-proxies/{family_proxy_id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 本人确认
         * @description 本人确认：同意这位家人替我代办，再等社区批准。
         */
        post: operations["ApiV1EstatesEstateIdMeFamilyProxiesFamilyProxyIdConfirmConfirmOwnProxy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/family-proxies/{family_proxy_id}/pay-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 为家人出示付款码
         * @description 为家人出示付款码：用家人的积分，记下是谁代办。
         */
        post: operations["ApiV1EstatesEstateIdMeFamilyProxiesFamilyProxyIdPayCodesIssuePayCodeAsProxy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/family-proxies/{family_proxy_id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 取消代办
         * @description 取消代办，立即生效。
         */
        post: operations["ApiV1EstatesEstateIdMeFamilyProxiesFamilyProxyIdWithdrawWithdrawOwnProxy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/guardianships/{guardianship_id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 撤回我作为监护人的同意
         * @description 撤回我作为监护人的同意：孩子的账号随即停用。
         */
        post: operations["ApiV1EstatesEstateIdMeGuardianshipsGuardianshipIdWithdrawWithdrawOwnGuardianship"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/help-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我得到服务、我提供服务
         * @description 我得到服务、我提供服务，从新到旧。
         */
        get: operations["ApiV1EstatesEstateIdMeHelpRequestsListOwnHelpRequests"];
        put?: never;
        /**
         * 发布求助
         * @description 发布求助，预占时间银行里的时长。
         */
        post: operations["ApiV1EstatesEstateIdMeHelpRequestsPublishHelpRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/help-requests/{help_request_id}/acceptance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 接单
         * @description 接单；同时有两个人接，先到的接到。
         */
        post: operations["ApiV1EstatesEstateIdMeHelpRequestsHelpRequestIdAcceptanceAcceptHelpRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/help-requests/{help_request_id}/address": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 看求助的人住哪一户
         * @description 看求助的人住哪一户：只给接单的人，约定时间前后两小时，每次记入操作日志。
         */
        post: operations["ApiV1EstatesEstateIdMeHelpRequestsHelpRequestIdAddressSeeHelpAddress"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/help-requests/{help_request_id}/appeal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 对服务有异议
         * @description 对服务有异议：时长冻结，由社区裁定。
         */
        post: operations["ApiV1EstatesEstateIdMeHelpRequestsHelpRequestIdAppealAppealHelp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/help-requests/{help_request_id}/confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 确认得到了服务
         * @description 确认得到了服务，可以评几颗星；时长随即付出。
         */
        post: operations["ApiV1EstatesEstateIdMeHelpRequestsHelpRequestIdConfirmationConfirmHelp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/help-requests/{help_request_id}/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 接了单去不了
         * @description 接了单去不了，退回给别人接。
         */
        post: operations["ApiV1EstatesEstateIdMeHelpRequestsHelpRequestIdReturnGiveBackHelpRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/help-requests/{help_request_id}/service": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 服务完了
         * @description 服务完了：哪天、几点开始、多少分钟；求助的人三天内确认。
         */
        post: operations["ApiV1EstatesEstateIdMeHelpRequestsHelpRequestIdServiceReportHelpGiven"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/help-requests/{help_request_id}/withdrawal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 撤回还没有人接的求助
         * @description 撤回还没有人接的求助，预占的时长退回。
         */
        post: operations["ApiV1EstatesEstateIdMeHelpRequestsHelpRequestIdWithdrawalWithdrawHelpRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/help-requests/open": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 邻居的求助
         * @description 邻居的求助：离我近的在前；只写几栋，不写房号。
         */
        get: operations["ApiV1EstatesEstateIdMeHelpRequestsOpenListOpenHelpRequests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/household": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 和我同住的人
         * @description 和我同住的人。
         */
        get: operations["ApiV1EstatesEstateIdMeHouseholdReadOwnHousehold"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/household-points": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 家庭账户
         * @description 家庭账户：余额、快到期的积分、家人和谁能使用；没有登记住在哪一户的，没有内容。
         */
        get: operations["ApiV1EstatesEstateIdMeHouseholdPointsReadHouseholdPoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/household-points/give-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 户主把家庭账户里的积分退回各人
         * @description 户主把家庭账户里的积分退回各人：谁转入的退给谁，来源和到期日不变。
         */
        post: operations["ApiV1EstatesEstateIdMeHouseholdPointsGiveBackGiveHouseholdPointsBack"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/household-points/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 家庭账户明细
         * @description 家庭账户明细：谁转入、谁使用，从新到旧。
         */
        get: operations["ApiV1EstatesEstateIdMeHouseholdPointsHistoryListHouseholdHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/household-points/pay-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 出示家庭账户的付款码
         * @description 出示家庭账户的付款码：用家庭的积分，记下是谁使用。
         */
        post: operations["ApiV1EstatesEstateIdMeHouseholdPointsPayCodesIssueHouseholdPayCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/household-points/spenders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 户主允许一位家人使用家庭账户
         * @description 户主允许一位家人使用家庭账户。
         */
        post: operations["ApiV1EstatesEstateIdMeHouseholdPointsSpendersAllowHouseholdSpender"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/household-points/spenders/{household_member_id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 不再允许一位家人使用家庭账户
         * @description 不再允许一位家人使用家庭账户：户主随时可以，家人自己也可以，立即生效。
         */
        post: operations["ApiV1EstatesEstateIdMeHouseholdPointsSpendersHouseholdMemberIdEndEndHouseholdSpender"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/household-points/transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 把自己的积分转入家庭账户
         * @description 把自己的积分转入家庭账户；来源和到期日不变。
         */
        post: operations["ApiV1EstatesEstateIdMeHouseholdPointsTransfersPutIntoHousehold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/lots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我的积分批次
         * @description 我的积分批次，按使用的先后排列。
         */
        get: operations["ApiV1EstatesEstateIdMeLotsListMyLots"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/message-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 自己的提醒设置
         * @description 自己的提醒设置：短信、微信、免打扰时段、大额提醒。
         */
        get: operations["ApiV1EstatesEstateIdMeMessageSettingsReadMessageSettings"];
        put?: never;
        /**
         * 修改提醒设置
         * @description 修改提醒设置；账号安全的紧急提醒不受免打扰限制。
         */
        post: operations["ApiV1EstatesEstateIdMeMessageSettingsChangeMessageSettings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 自己的消息
         * @description 自己的消息，新的在前。
         */
        get: operations["ApiV1EstatesEstateIdMeMessagesReadMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/messages/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 标为已读
         * @description 标为已读：一条，或到某一条为止的全部。
         */
        post: operations["ApiV1EstatesEstateIdMeMessagesReadReadThem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/messages/unread": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 没有读过的消息有几条
         * @description 没有读过的消息有几条。
         */
        get: operations["ApiV1EstatesEstateIdMeMessagesUnreadCountUnread"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/pay-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 出示付款码
         * @description 出示付款码：每 60 秒换一个，90 秒内有效，只能用一次。
         */
        post: operations["ApiV1EstatesEstateIdMePayCodesIssuePayCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/personal-papers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 上传一张证明的照片
         * @description 上传一张证明的照片：加密保存，工作人员写明理由才能打开。
         */
        post: operations["ApiV1EstatesEstateIdMePersonalPapersUploadOwnPaper"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/points": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我的积分明细
         * @description 我的积分明细，从新到旧。
         */
        get: operations["ApiV1EstatesEstateIdMePointsListMyPoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/points-cut": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我的服务和投放里
         * @description 我的服务和投放里，因为上限少计了积分的，以及原因；从新到旧。
         */
        get: operations["ApiV1EstatesEstateIdMePointsCutListMyPointsCut"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/points-donations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 把积分捐入小区的公益池
         * @description 把积分捐入小区的公益池；不能收回。
         */
        post: operations["ApiV1EstatesEstateIdMePointsDonationsDonatePoints"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/points-gifts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 把积分转赠给家人
         * @description 把积分转赠给家人；到期日不变，不能收回。
         */
        post: operations["ApiV1EstatesEstateIdMePointsGiftsGivePoints"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/points-giving": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我能转赠多少积分、能转赠给谁
         * @description 我能转赠多少积分、能转赠给谁，公益池里有多少。
         */
        get: operations["ApiV1EstatesEstateIdMePointsGivingReadGiving"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/service-records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我的志愿服务
         * @description 我的志愿服务，从新到旧；待核实的写明原因。
         */
        get: operations["ApiV1EstatesEstateIdMeServiceRecordsListMyServiceRecords"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/service-records/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我已核实的志愿服务记录
         * @description 我已核实的志愿服务记录，一个文件；列的含义见 docs/volunteer-records.md。
         */
        get: operations["ApiV1EstatesEstateIdMeServiceRecordsExportExportOwnServices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/time-bank": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我的时间银行
         * @description 我的时间银行：有多少、能存多少、能转给谁。
         */
        get: operations["ApiV1EstatesEstateIdMeTimeBankReadTimeBank"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/time-bank/deposits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 把已核实、还没存的服务时长都存进时间银行
         * @description 把已核实、还没存的服务时长都存进时间银行；服务时长本身不减。
         */
        post: operations["ApiV1EstatesEstateIdMeTimeBankDepositsDepositOwnMinutes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/time-bank/donations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 把时间银行里的时长捐入公益池
         * @description 把时间银行里的时长捐入公益池。
         */
        post: operations["ApiV1EstatesEstateIdMeTimeBankDonationsDonateOwnMinutes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/time-bank/excess-donations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 把超出上限、存不进去的时长捐入公益池
         * @description 把超出上限、存不进去的时长捐入公益池。
         */
        post: operations["ApiV1EstatesEstateIdMeTimeBankExcessDonationsDonateOwnExcess"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/time-bank/gifts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 把时间银行里的时长转给家人
         * @description 把时间银行里的时长转给家人。
         */
        post: operations["ApiV1EstatesEstateIdMeTimeBankGiftsGiveOwnMinutes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/time-bank/movements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我的时间银行对账单
         * @description 我的时间银行对账单，从新到旧。
         */
        get: operations["ApiV1EstatesEstateIdMeTimeBankMovementsListTimeBankMovements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/me/wallet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我的余额、即将到期的积分和最近几笔
         * @description 我的余额、即将到期的积分和最近几笔。
         */
        get: operations["ApiV1EstatesEstateIdMeWalletReadWallet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/messages/{message_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 再发一次没有送达的短信或微信
         * @description 再发一次没有送达的短信或微信。
         */
        post: operations["ApiV1EstatesEstateIdMessagesMessageIdRetryTryDeliveryAgain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/messages/failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 没有送达的短信和微信
         * @description 没有送达的短信和微信；不显示收信人。
         */
        get: operations["ApiV1EstatesEstateIdMessagesFailedListFailedDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/messages/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 短信和微信
         * @description 短信和微信：等待的、没有送达的，和最近七天发送的条数。
         */
        get: operations["ApiV1EstatesEstateIdMessagesSummaryReadDeliverySummary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/participant-groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 谁在规则分别计分的人群里
         * @description 谁在规则分别计分的人群里；姓名已脱敏。
         */
        get: operations["ApiV1EstatesEstateIdParticipantGroupsListGroupMembers"];
        put?: never;
        /**
         * 登记一位居民属于某个人群
         * @description 登记一位居民属于某个人群。
         */
        post: operations["ApiV1EstatesEstateIdParticipantGroupsJoinGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/participant-groups/{member_id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 写明一位居民在人群里的最后一天
         * @description 写明一位居民在人群里的最后一天。
         */
        post: operations["ApiV1EstatesEstateIdParticipantGroupsMemberIdEndLeaveGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 登记住户
         * @description 登记住户：当面核对证件。
         */
        post: operations["ApiV1EstatesEstateIdPeopleRegisterPerson"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/people/{resident_id}/assisted-openings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 当着本人的面协助开通登录
         * @description 当着本人的面协助开通登录：核对能不能开，记下谁帮的忙，给出要打印的说明。
         */
        post: operations["ApiV1EstatesEstateIdPeopleResidentIdAssistedOpeningsHelpOpenLogIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/people/{resident_id}/assisted-views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 在服务台代查积分和时长
         * @description 在服务台代查积分和时长，要写理由。
         */
        post: operations["ApiV1EstatesEstateIdPeopleResidentIdAssistedViewsViewBalanceForResident"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/people/{resident_id}/certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 当面替不用手机的居民开具证明
         * @description 当面替不用手机的居民开具证明，要写理由。
         */
        post: operations["ApiV1EstatesEstateIdPeopleResidentIdCertificatesIssueCertificateFor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/people/{resident_id}/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 录入纸质同意书
         * @description 录入纸质同意书。
         */
        post: operations["ApiV1EstatesEstateIdPeopleResidentIdConsentsRecordConsent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/people/{resident_id}/consents/{purpose}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 代住户撤回同意
         * @description 代住户撤回同意，立即生效。
         */
        post: operations["ApiV1EstatesEstateIdPeopleResidentIdConsentsPurposeWithdrawWithdrawPersonsConsent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/people/{resident_id}/family-proxies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 登记代办人
         * @description 登记代办人，等另一位工作人员批准。
         */
        post: operations["ApiV1EstatesEstateIdPeopleResidentIdFamilyProxiesAskProxy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/people/{resident_id}/guardians": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 登记监护人同意
         * @description 登记监护人同意：未满 14 岁的孩子。
         */
        post: operations["ApiV1EstatesEstateIdPeopleResidentIdGuardiansRecordGuardian"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/people/{resident_id}/phone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 更换住户的手机号
         * @description 更换住户的手机号。
         */
        post: operations["ApiV1EstatesEstateIdPeopleResidentIdPhoneChangePhone"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/people/{resident_id}/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 查看住户
         * @description 查看住户：全名、电话、同住的人、同意书和代办，要写理由。
         */
        post: operations["ApiV1EstatesEstateIdPeopleResidentIdViewsViewPerson"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/people/searches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 查找住户
         * @description 查找住户：按姓名、完整手机号或房号，要写理由。
         */
        post: operations["ApiV1EstatesEstateIdPeopleSearchesSearchPeople"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/periods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 会计期间
         * @description 会计期间：每个月的状态、已记账和未记账的凭证数。
         */
        get: operations["ApiV1EstatesEstateIdPeriodsListPeriods"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/periods/{month}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一个月份
         * @description 一个月份：还差什么才能结账、结转凭证、重新打开的申请、每一次状态变动。
         */
        get: operations["ApiV1EstatesEstateIdPeriodsMonthReadPeriod"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/periods/{month}/adjust": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 开始结账
         * @description 开始结账：这个月不再记日常业务，只记调整、冲销和结转凭证。
         */
        post: operations["ApiV1EstatesEstateIdPeriodsMonthAdjustBeginAdjusting"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/periods/{month}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 结账
         * @description 结账：按月份顺序，当月没有未记账的凭证；账簿的根哈希随即签名存证。
         */
        post: operations["ApiV1EstatesEstateIdPeriodsMonthCloseClosePeriod"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/periods/{month}/closing-entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 结转
         * @description 结转：把收入和支出的余额转入结余，生成待审核的凭证。
         */
        post: operations["ApiV1EstatesEstateIdPeriodsMonthClosingEntriesPrepareClosingEntries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/periods/{month}/reopening-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 申请重新打开已结账的月份
         * @description 申请重新打开已结账的月份：写明原因，由另一位业委会委员批准。
         */
        post: operations["ApiV1EstatesEstateIdPeriodsMonthReopeningRequestsRequestReopening"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/periods/{month}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 恢复日常记账
         * @description 恢复日常记账：只有从没结过账的月份，写明原因。
         */
        post: operations["ApiV1EstatesEstateIdPeriodsMonthResumeResumePeriod"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/personal-papers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 保存一份个人材料
         * @description 保存一份个人材料：加密保存，只有写明理由才能打开。
         */
        post: operations["ApiV1EstatesEstateIdPersonalPapersUploadPaper"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/personal-papers/{personal_paper_id}/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 打开一份个人材料
         * @description 打开一份个人材料，要写理由。
         */
        post: operations["ApiV1EstatesEstateIdPersonalPapersPersonalPaperIdViewsViewPaper"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/points/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 积分发行、核销、到期与结存
         * @description 积分发行、核销、到期与结存，按来源和月份。
         */
        get: operations["ApiV1EstatesEstateIdPointsSummaryReadPointsSummary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/prepared-entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 凭证列表
         * @description 凭证列表：待办的从早到晚，其余从新到旧。
         */
        get: operations["ApiV1EstatesEstateIdPreparedEntriesListPreparedEntries"];
        put?: never;
        /**
         * 填制凭证
         * @description 填制凭证：借贷要平，科目要能记账，期间要没有结账。
         */
        post: operations["ApiV1EstatesEstateIdPreparedEntriesPrepareEntry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/prepared-entries/{prepared_entry_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一张凭证
         * @description 一张凭证。
         */
        get: operations["ApiV1EstatesEstateIdPreparedEntriesPreparedEntryIdReadPreparedEntry"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/prepared-entries/{prepared_entry_id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 审核
         * @description 审核：制单人不能审核自己的凭证。
         */
        post: operations["ApiV1EstatesEstateIdPreparedEntriesPreparedEntryIdApproveApprovePreparedEntry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/prepared-entries/{prepared_entry_id}/post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 记账
         * @description 记账：只有已审核的凭证；记账后不能修改，只能冲销。
         */
        post: operations["ApiV1EstatesEstateIdPreparedEntriesPreparedEntryIdPostPostPreparedEntry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/prepared-entries/{prepared_entry_id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 退回
         * @description 退回：写明原因；同一行更正后可以重新导入。
         */
        post: operations["ApiV1EstatesEstateIdPreparedEntriesPreparedEntryIdRejectRejectPreparedEntry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/prepared-entries/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 批量审核
         * @description 批量审核：逐张给出结果。
         */
        post: operations["ApiV1EstatesEstateIdPreparedEntriesApprovalsApprovePreparedEntries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/prepared-entries/postings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 批量记账
         * @description 批量记账：按业务日期编号，逐张给出结果。
         */
        post: operations["ApiV1EstatesEstateIdPreparedEntriesPostingsPostPreparedEntries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/reopening-requests/{reopening_request_id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 驳回重新打开的申请
         * @description 驳回重新打开的申请，写明原因。
         */
        post: operations["ApiV1EstatesEstateIdReopeningRequestsReopeningRequestIdDeclineDeclineReopening"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/reopening-requests/{reopening_request_id}/grant": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 批准重新打开
         * @description 批准重新打开：申请人不能自己批准；打开后只记调整凭证。
         */
        post: operations["ApiV1EstatesEstateIdReopeningRequestsReopeningRequestIdGrantGrantReopening"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/reopening-requests/{reopening_request_id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 撤回自己的申请
         * @description 撤回自己的申请。
         */
        post: operations["ApiV1EstatesEstateIdReopeningRequestsReopeningRequestIdWithdrawWithdrawReopening"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/role-grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 授予已有的用户一个角色
         * @description 授予已有的用户一个角色，写明起止日期。
         */
        post: operations["ApiV1EstatesEstateIdRoleGrantsGrantRole"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/role-grants/{role_grant_id}/revocation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 收回一个角色
         * @description 收回一个角色，立即生效，写明理由。
         */
        post: operations["ApiV1EstatesEstateIdRoleGrantsRoleGrantIdRevocationRevokeRole"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/rule-drafts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 规则草案
         * @description 规则草案，从新到旧。
         */
        get: operations["ApiV1EstatesEstateIdRuleDraftsListRuleDrafts"];
        put?: never;
        /**
         * 起草一版规则
         * @description 起草一版规则；通过以前不起作用。
         */
        post: operations["ApiV1EstatesEstateIdRuleDraftsDraftRules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/rule-drafts/{rule_draft_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * 修改自己起草的规则
         * @description 修改自己起草的规则。
         */
        put: operations["ApiV1EstatesEstateIdRuleDraftsRuleDraftIdChangeRuleDraft"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/rule-drafts/{rule_draft_id}/adopt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 通过一份草案
         * @description 通过一份草案，使它成为下一版规则；起草的人不能通过。
         */
        post: operations["ApiV1EstatesEstateIdRuleDraftsRuleDraftIdAdoptAdoptRuleDraft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/rule-drafts/{rule_draft_id}/dry-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 用一份草案重算过去几个月
         * @description 用一份草案重算过去几个月：谁多得、谁少得、一共多少、要多少钱。什么也不改。
         */
        get: operations["ApiV1EstatesEstateIdRuleDraftsRuleDraftIdDryRunDryRunRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/rule-drafts/{rule_draft_id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 撤下一份草案
         * @description 撤下一份草案。
         */
        post: operations["ApiV1EstatesEstateIdRuleDraftsRuleDraftIdWithdrawWithdrawRuleDraft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/rule-versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 规则的各个版本、各自有效的日子和所依据的决议
         * @description 规则的各个版本、各自有效的日子和所依据的决议。
         */
        get: operations["ApiV1EstatesEstateIdRuleVersionsListRuleVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/service-records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 志愿服务记录
         * @description 志愿服务记录；姓名已脱敏。
         */
        get: operations["ApiV1EstatesEstateIdServiceRecordsListServiceRecords"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/service-records/{service_record_id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 补齐签退或核实人
         * @description 补齐签退或核实人；补齐后仍要另一位负责人核实才计时长和积分。
         */
        post: operations["ApiV1EstatesEstateIdServiceRecordsServiceRecordIdCompleteCompleteServiceRecord"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/service-records/{service_record_id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 核实一条记录并入账
         * @description 核实一条记录并入账；导入或补齐它的人不能核实。
         */
        post: operations["ApiV1EstatesEstateIdServiceRecordsServiceRecordIdVerifyVerifyServiceRecord"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 本小区的用户和他们的角色
         * @description 本小区的用户和他们的角色，已结束的也在内；居民和商户只给运维看。
         */
        get: operations["ApiV1EstatesEstateIdUsersListUsers"];
        put?: never;
        /**
         * 新建用户并授予本小区的一个角色
         * @description 新建用户并授予本小区的一个角色。
         */
        post: operations["ApiV1EstatesEstateIdUsersAddUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/users/{user_id}/second-factor-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 重置他人丢失的两步验证
         * @description 重置他人丢失的两步验证，写明理由；那个人的登录全部结束，下次登录要重新绑定。
         */
        post: operations["ApiV1EstatesEstateIdUsersUserIdSecondFactorResetResetSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/witnesses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 登记一个见证方
         * @description 登记一个见证方：从此接受这把公钥的见证签名。
         */
        post: operations["ApiV1EstatesEstateIdWitnessesAddWitness"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estates/{estate_id}/witnesses/{witness_id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 停用一个见证方
         * @description 停用一个见证方；它签过的仍然有效。
         */
        post: operations["ApiV1EstatesEstateIdWitnessesWitnessIdEndEndWitness"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 程序和数据库是否正常
         * @description 程序和数据库是否正常；不正常时这里答 503。
         */
        get: operations["ApiV1HealthReadHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public/disclosures/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 公开的一期公示（JSON）
         * @description 公开的一期公示（JSON），不需要登录。
         */
        get: operations["ApiV1PublicDisclosuresTokenPublicJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public/estates/{code}/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 最近一次签名的检查点
         * @description 最近一次签名的检查点，C2SP tlog-checkpoint 原文，连同见证方的签名。
         */
        get: operations["ApiV1PublicEstatesCodeCheckpointPublicCheckpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public/estates/{code}/consistency": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 一致性证明
         * @description 一致性证明：较晚的账簿以较早的账簿开头，没有改过从前的凭证。
         */
        get: operations["ApiV1PublicEstatesCodeConsistencyPublicConsistency"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public/estates/{code}/cosignatures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 见证方交回签名
         * @description 见证方交回签名；不需要登录，签名本身就是凭据，只收已登记见证方的。
         */
        post: operations["ApiV1PublicEstatesCodeCosignaturesHandInCosignatures"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public/estates/{code}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 签过这本账的公钥和换钥匙的交接
         * @description 签过这本账的公钥和换钥匙的交接；请与张贴的公示单核对其中一把。
         */
        get: operations["ApiV1PublicEstatesCodeKeysPublicKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public/estates/{code}/witness-request": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 给见证方的文件
         * @description 给见证方的文件：最近的检查点和一致性证明，C2SP tlog-witness 的 add-checkpoint 正文。
         */
        get: operations["ApiV1PublicEstatesCodeWitnessRequestPublicWitnessRequest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public/estates/{code}/witnesses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 登记过的见证方
         * @description 登记过的见证方，以及各自见证到第几笔。
         */
        get: operations["ApiV1PublicEstatesCodeWitnessesPublicWitnesses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 您管理的地区
         * @description 您管理的地区；平台运维看到所有的市。
         */
        get: operations["ApiV1RegionsListMyRegions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region_id}/role-grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 这个地区和下级地区的工作人员
         * @description 这个地区和下级地区的工作人员。
         */
        get: operations["ApiV1RegionsRegionIdRoleGrantsListRegionRoles"];
        put?: never;
        /**
         * 授予下级地区的角色
         * @description 授予下级地区的角色，写明起止日期。
         */
        post: operations["ApiV1RegionsRegionIdRoleGrantsGrantRegionRole"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region_id}/role-grants/{region_role_grant_id}/revocation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 收回下级地区的一个角色
         * @description 收回下级地区的一个角色，立即生效，写明理由。
         */
        post: operations["ApiV1RegionsRegionIdRoleGrantsRegionRoleGrantIdRevocationRevokeRegionRole"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region_id}/status-board": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 这个地区的小区
         * @description 这个地区的小区：公示、审计、例外；不含任何个人信息。
         */
        get: operations["ApiV1RegionsRegionIdStatusBoardReadStatusBoard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region_id}/status-totals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 这个地区的小区有多少已公示、未公示、附了审计报告
         * @description 这个地区的小区有多少已公示、未公示、附了审计报告。
         */
        get: operations["ApiV1RegionsRegionIdStatusTotalsReadStatusTotals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 当前会话
         * @description 当前会话：登录的人和各小区的角色。
         */
        get: operations["ApiV1SessionReadSession"];
        put?: never;
        /**
         * 登录
         * @description 登录：登录名和密码正确时开始一个会话；`standing` 说明还要不要动态口令。
         */
        post: operations["ApiV1SessionSignIn"];
        /**
         * 退出登录
         * @description 退出登录：会话立即失效。
         */
        delete: operations["ApiV1SessionSignOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/phone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 用手机号和验证码登录
         * @description 用手机号和验证码登录；一个人在几个小区的身份一起打开。
         */
        post: operations["ApiV1SessionPhoneSignInByPhone"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/phone-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 发一条登录验证码
         * @description 发一条登录验证码；没有登记的号码得到同样的答复，但收不到短信。
         */
        post: operations["ApiV1SessionPhoneCodesRequestCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 第二步
         * @description 第二步：动态口令或恢复码正确时，会话换发新的标识并完全打开。
         */
        post: operations["ApiV1SessionSecondFactorProveSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/ways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 本系统开通了哪些登录方式
         * @description 本系统开通了哪些登录方式。
         */
        get: operations["ApiV1SessionWaysWaysToSignIn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/wechat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 开始微信登录
         * @description 开始微信登录：返回微信的授权网址，只对这个浏览器有效一次。
         */
        post: operations["ApiV1SessionWechatBeginWithWechat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/wechat/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 微信授权后的回跳
         * @description 微信授权后的回跳：认得的人直接登录，不认得的先用手机号登录一次。
         */
        get: operations["ApiV1SessionWechatAnswerFinishWithWechat"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** AcceptedView */
        AcceptedView: {
            items: components["schemas"]["CosignatureView"][];
        };
        /** AccountLedgerView */
        AccountLedgerView: {
            account: components["schemas"]["LedgerAccountView"];
            closing: number;
            items: components["schemas"]["LedgerItemView"][];
            next: string | null;
            opening: number;
        };
        /** AccountView */
        AccountView: {
            /** @example 财务委员 */
            display_name: string;
            factor_confirmed_at: string | null;
            factor_is_forced: boolean;
            factor_is_proved: boolean;
            has_password: boolean;
            /** @example treasurer */
            login: string;
            /** @example 10 */
            recovery_codes_left: number;
            wechat_is_linked: boolean;
        };
        /** ActivityBody */
        ActivityBody: {
            /** @description 取消截止；不写是开始前 12 小时 */
            cancel_until?: string | null;
            /** @example 20 */
            capacity?: number | null;
            /** @default 2 */
            confirmers_required: number;
            /**
             * @default
             * @example 请穿平底鞋
             */
            description: string;
            /**
             * Format: date-time
             * @description datetime with the constraint that the value must have timezone info
             */
            ends_at: string;
            /** @example 周末清扫 */
            name: string;
            /** @example 文明实践站 */
            organiser: string;
            /** @example 3栋楼前 */
            place: string;
            /** @example 人居环境 */
            service_type: string;
            /** @description 报名截止；不写是活动开始时 */
            sign_up_until?: string | null;
            /**
             * Format: date-time
             * @description datetime with the constraint that the value must have timezone info
             */
            starts_at: string;
        };
        /** ActivityView */
        ActivityView: {
            /** @example 12 */
            activity_id: number;
            /** Format: date-time */
            cancel_until: string;
            /**
             * @description 名额；没有值表示不限
             * @example 20
             */
            capacity: number | null;
            /** @example 2 */
            confirmers_required: number;
            /** @example 请穿平底鞋 */
            description: string;
            /** Format: date-time */
            ends_at: string;
            /** @description 现在可以取消自己的报名 */
            is_cancellable_by_me: boolean;
            /** @description 现在可以报名 */
            is_open_for_me: boolean;
            /**
             * @description 候补排在第几位；没有候补是 0
             * @example 0
             */
            my_place_in_line: number;
            /** @enum {null|string} */
            my_state: "signed_up" | "waiting" | "no_show" | null;
            /** @example 已报名 */
            my_state_title: string | null;
            /** @example 周末清扫 */
            name: string;
            /** Format: date */
            on: string;
            /** @example 文明实践站 */
            organiser: string;
            /** @example 3栋楼前 */
            place: string;
            /** @example 每周 */
            repeats_title: string | null;
            /** @example 人居环境 */
            service_type: string;
            /** Format: date-time */
            sign_up_until: string;
            /** Format: date-time */
            starts_at: string;
            /** @enum {string} */
            state: "draft" | "open" | "running" | "confirmed" | "closed" | "cancelled";
            /** @example 报名中 */
            state_title: string;
            /** @example 8 */
            taken: number;
            /**
             * @description 候补人数
             * @example 0
             */
            waiting: number;
        };
        /** AddressView */
        AddressView: {
            /** @example 3栋1单元0101 */
            address: string;
        };
        /** AdoptedView */
        AdoptedView: {
            /** @example 2 */
            version: number;
            /** @example shuxiangyuan/2 */
            version_text: string;
        };
        /** ApiKeyView */
        ApiKeyView: {
            /** @example 1 */
            api_key_id: number;
            /** Format: date-time */
            created_at: string;
            /** @example 运维 */
            created_by: string;
            /** Format: date */
            expires_on: string;
            last_used_at: string | null;
            /** @example 银行流水导入 */
            name: string;
            /** @example k3p9x2ab */
            prefix: string;
            revoked_at: string | null;
            role: components["schemas"]["Role"];
            /** @example 财务委员 */
            role_title: string;
            scopes: components["schemas"]["ScopeView"][];
            /**
             * @description 整个密钥，只在新建的答复里出现一次。
             * @example ledger_1_…
             */
            secret?: string | null;
        };
        /** ApprovalView */
        ApprovalView: {
            counterparty: string;
            /** @description 本年已批给同一对方的合计 */
            counterparty_year_fen: number;
            documents: number;
            /**
             * @example [
             *       "同一天付给同一对方两笔"
             *     ]
             */
            flags: string[];
            narration: string;
            /** Format: date */
            on: string;
            prepared_entry_id: number;
            total_fen: number;
        };
        /** AssistedBody */
        AssistedBody: {
            /** @example 老人到服务台查积分 */
            reason: string;
        };
        /** AssistedView */
        AssistedView: {
            /** @example 0 */
            held_points: number;
            /** @example 张* */
            name_masked: string;
            /** @example 48 */
            points: number;
            /** @example 17 */
            resident_id: number;
            /** @example 570 */
            service_minutes: number;
        };
        /** AttachedDocumentView */
        AttachedDocumentView: {
            /** Format: date-time */
            attached_at: string;
            document_id: number;
            filename: string;
            media_type: string;
            sha256: string;
            size_bytes: number;
            /** @example 2025年度审计报告 */
            title: string;
        };
        /** AttendanceListView */
        AttendanceListView: {
            items: components["schemas"]["AttendanceView"][];
        };
        /** AttendanceView */
        AttendanceView: {
            came_at: string | null;
            /** @enum {null|string} */
            came_by: "code" | "list" | "entry" | null;
            /** @description 从什么时候起计，早到不计 */
            counts_from: string | null;
            counts_until: string | null;
            is_no_show: boolean;
            left_at: string | null;
            /** @enum {null|string} */
            left_by: "code" | "list" | "entry" | null;
            /** @example 王* */
            name_masked: string;
            /** @example 没有签退，要补 */
            note: string | null;
            /** @example 17 */
            resident_id: number;
            /** @example 1栋1单元0101 */
            room: string | null;
            /**
             * @description 能计的分钟；没有签退的要核实后才知道
             * @example 120
             */
            service_minutes: number | null;
        };
        /** AuditActionsView */
        AuditActionsView: {
            items: components["schemas"]["AuditActionView"][];
            /**
             * @description 日志至少保存几个月
             * @example 36
             */
            kept_months: number;
            object_kinds: components["schemas"]["AuditObjectKindView"][];
        };
        /** AuditActionView */
        AuditActionView: {
            /** @example post_entry */
            action: string;
            /** @example 记账 */
            title: string;
        };
        /** AuditLineView */
        AuditLineView: {
            /** @example post_entry */
            action: string;
            /** @example 记账 */
            action_title: string;
            /** @example 财务委员 */
            actor_name: string | null;
            /** @description 没有人登录时为空 */
            actor_user_id: number | null;
            /**
             * @description 从哪个网络地址
             * @example 10.0.0.9
             */
            address: string;
            /** Format: date-time */
            at: string;
            /** @example 1042 */
            audit_line_id: number;
            is_done: boolean;
            /**
             * @description 种类和编号
             * @example entry:12
             */
            object: string;
            /**
             * @description 对象的中文说法；没有就是空
             * @example 凭证 12
             */
            object_title: string;
            /**
             * @description done，或者拒绝的代码
             * @example done
             */
            outcome: string;
            /**
             * @description 结果的中文说法
             * @example 已办
             */
            outcome_title: string;
            /**
             * @description 查看个人信息时写的理由；没有就是空
             * @example 核对补贴名单
             */
            reason: string;
            /** @example 9f86d081884c7d65 */
            request_id: string;
        };
        /** AuditObjectKindView */
        AuditObjectKindView: {
            /** @example entry */
            kind: string;
            /** @example 凭证 */
            title: string;
        };
        /** BalanceAtView */
        BalanceAtView: {
            /** @example 1002001 */
            account_code: string;
            /** @example 银行存款-公共收益专户 */
            account_name: string;
            /** @example 900000 */
            balance: number;
            /**
             * @description 账簿现有多少笔
             * @example 3120
             */
            book_size: number;
            /** @enum {string} */
            currency: "CNY" | "PTS" | "MIN";
            /** @example resident:17 */
            holder?: string | null;
            /**
             * @description 算到账簿第几笔为止
             * @example 3101
             */
            through_seq: number;
        };
        /** BindingBody */
        BindingBody: {
            /**
             * @description 16 位卡号
             * @example 8123456789012344
             */
            card: string;
            /**
             * @description 本人输入的 6 位密码
             * @example 407285
             */
            pin?: string | null;
            /**
             * @description 本人输入的 6 位密码
             * @example 407285
             */
            pin_again?: string | null;
            /**
             * @description 理由
             * @example 本人到服务台
             */
            reason: string;
            /** @example 1 */
            resident_id: number;
        };
        /** BlockerView */
        BlockerView: {
            /** @example period_has_unposted_entries */
            code: string;
            /** @example 2026年4月还有 2 张凭证没有记账，请先审核记账或退回。 */
            sentence: string;
        };
        /** BookHealthView */
        BookHealthView: {
            database_bytes: number;
            entries_by_series: {
                [key: string]: number;
            };
            last_recorded_at: string | null;
            root_hash: string;
            size: number;
        };
        /** Booking */
        Booking: {
            /**
             * @example [
             *       52,
             *       53
             *     ]
             */
            accepted_rows?: number[];
        };
        /** Caps */
        Caps: {
            day?: number | null;
            lifetime?: number | null;
            month?: number | null;
            week?: number | null;
            year?: number | null;
        };
        /** CardBatchesView */
        CardBatchesView: {
            items: components["schemas"]["CardBatchView"][];
        };
        /** CardBatchView */
        CardBatchView: {
            /** @example 12 */
            blank: number;
            /** @example 1 */
            card_batch_id: number;
            /** @example 20 */
            cards: number;
            /** @example 1 */
            dead: number;
            /** @example 7 */
            in_use: number;
            /** Format: date-time */
            made_at: string;
            /** @example 网格员 02 */
            made_by_name: string;
        };
        /** CardChangeView */
        CardChangeView: {
            /** @example 本人 */
            acted_as_title: string;
            /** Format: date-time */
            at: string;
            /** @example 1 */
            card_change_id: number;
            /** @example 网格员 02 */
            changed_by_name: string;
            /** @example 钱包丢了 */
            reason: string;
            /** @example 已挂失 */
            state_title: string;
            /** @example 挂失 */
            what_title: string;
        };
        /** CardIdView */
        CardIdView: {
            /** @example 1 */
            card_id: number;
        };
        /** CardReason */
        CardReason: {
            /**
             * @description 理由
             * @example 本人到服务台
             */
            reason: string;
        };
        /** CardTrailView */
        CardTrailView: {
            items: components["schemas"]["CardChangeView"][];
        };
        /** CardUseView */
        CardUseView: {
            /** Format: date-time */
            at: string;
            /** @example 社区食堂 */
            merchant_name: string;
            /** @example 10 */
            points: number;
            /**
             * @example pin
             * @enum {string}
             */
            way: "pin" | "sight";
        };
        /** CardView */
        CardView: {
            bound_at: string | null;
            /** @example 3栋 */
            building: string | null;
            /** @example 1 */
            card_batch_id: number;
            /** @example 1 */
            card_id: number;
            /** Format: date-time */
            changed_at: string;
            /** @example 发给住户 */
            changed_title: string;
            /** @example true */
            has_pin: boolean;
            /** @example 王* */
            holder_masked: string | null;
            /** @example 4821 */
            last_four: string;
            /** @example 本人到服务台 */
            reason: string;
            /** @example 1 */
            resident_id: number | null;
            /**
             * @example active
             * @enum {string}
             */
            state: "blank" | "active" | "locked" | "blocked" | "dead";
            /** @example 使用中 */
            state_title: string;
            /**
             * @description 等另一位工作人员核对的恢复申请
             * @example null
             */
            unblocking: components["schemas"]["WaitingUnblockingView"] | null;
        };
        /** CarriedEntryView */
        CarriedEntryView: {
            lines: components["schemas"]["CarriedLineView"][];
            /** @example 结转收入（截至2026年12月末） */
            narration: string;
            /** @example 3780000 */
            total_fen: number;
        };
        /** CarriedLineView */
        CarriedLineView: {
            /** @example 4301003 */
            account_code: string;
            /** @example 360000 */
            amount_fen: number;
            fund_grant_id?: number | null;
            /** @enum {string} */
            side: "debit" | "credit";
        };
        /** CategoriesView */
        CategoriesView: {
            items: components["schemas"]["Category"][];
        };
        /** Category */
        Category: {
            /** @example 清扫楼道和院落 */
            about: string;
            /** @example 人居环境 */
            name: string;
        };
        /** CertificateTime */
        CertificateTime: {
            /** @description 开始日期，含当天 */
            from_on?: string | null;
            /** @description 结束日期，含当天 */
            to_on?: string | null;
        };
        /** CertificateTimeWithReason */
        CertificateTimeWithReason: {
            from_on?: string | null;
            /**
             * @description 写进审计日志
             * @example 核对迁入材料
             */
            reason: string;
            to_on?: string | null;
        };
        /** CertificateView */
        CertificateView: {
            /** @enum {string} */
            asked_as: "self" | "guardian" | "staff";
            /** @example 本人 */
            asked_title: string;
            /** @example 3 */
            certificate_id: number;
            /** Format: date */
            from_on: string;
            /** @example 30.50 */
            hours: string;
            /** Format: date-time */
            issued_at: string;
            /**
             * @description 已脱敏
             * @example 张*
             */
            name: string;
            /** @example 志证-2026-000003 */
            number: string;
            resident_id: number;
            /** @example 12 */
            service_count: number;
            /** @example 1830 */
            service_minutes: number;
            /** @enum {string} */
            state: "valid" | "corrected" | "superseded";
            /** @example 有效 */
            state_title: string;
            /** @description 取代它的新证明的编号 */
            superseded_by: string | null;
            /** Format: date */
            to_on: string;
            /**
             * @description 验真页面的地址，纸上的码打开的就是它
             * @example /p/certificates/AAAAAAAAAAAAAAAAAAAAAA
             */
            verify_path: string;
        };
        /** ChangeView */
        ChangeView: {
            /** @example 720 */
            after: number;
            /** @example 640 */
            before: number;
            /** @example 80 */
            difference: number;
        };
        /** ChartView */
        chart_payloads_ChartView: {
            accounts: components["schemas"]["ChartAccountView"][];
        };
        /** ChartAccountView */
        ChartAccountView: {
            /** @example 1002001 */
            code: string;
            /** @example CNY */
            currency: string;
            dimensions: string[];
            is_postable: boolean;
            /** @example 银行存款-公共收益专户 */
            name: string;
            /** @example debit */
            normal_side: string;
            /** @example 1002 */
            parent_code: string | null;
            /** @example asset */
            type: string;
        };
        /** CheckInBody */
        CheckInBody: {
            /** @example 1234 5678 */
            code: string;
            /** @description 这部手机自己起的随机名字，只存摘要 */
            device?: string | null;
        };
        /** CheckpointView */
        CheckpointView: {
            root_hash: string;
            size: number;
        };
        /** CheckView */
        CheckView: {
            /** @example 3 个月里结了 2 个 */
            detail: string;
            href?: string | null;
            is_met: boolean;
            /** @example months */
            key: string;
            /** @example 各月都已结账 */
            title: string;
        };
        /** ChildView */
        ChildView: {
            /**
             * @description 自己的孩子，不脱敏
             * @example 张小宝
             */
            name: string;
            resident_id: number;
        };
        /** ClosingEntryView */
        ClosingEntryView: {
            narration: string;
            /** @example 31 */
            prepared_entry_id: number;
            seq?: number | null;
            /** @enum {string} */
            state: "prepared" | "approved" | "posted" | "rejected";
            total_fen: number;
        };
        /** CodeCheckRequest */
        CodeCheckRequest: {
            /**
             * @description 20 位付款码
             * @example 90123456789012345672
             */
            code: string;
        };
        /** CodeCheckView */
        CodeCheckView: {
            /** Format: date-time */
            expires_at: string;
            /** @example 王* */
            holder_masked: string;
            /** @example 46 */
            points_available: number;
        };
        /** CodeRequest */
        CodeRequest: {
            /** @example 199 1007 0721 */
            phone: string;
        };
        /** CodeRequested */
        CodeRequested: {
            /** @example 5 */
            life_minutes: number;
            /** @example 60 */
            resend_seconds: number;
        };
        /** ColumnView */
        ColumnView: {
            /** @example income_fen */
            key: string;
            /** @example 收入 */
            title: string;
            /** @example fen */
            unit: string | null;
        };
        /** ConfirmBody */
        ConfirmBody: {
            /**
             * @description 本人签字的材料
             * @example 5
             */
            personal_paper_id: number;
            /**
             * @description 写进审计日志
             * @example 核对迁入材料
             */
            reason: string;
        };
        /** ConfirmedView */
        ConfirmedView: {
            /**
             * Format: date
             * @example 2026-06-25
             */
            carried_out_from: string;
        };
        /** ConsentBody */
        ConsentBody: {
            /**
             * @description 签过字的同意书
             * @example 5
             */
            personal_paper_id: number;
            /** @example public_honours */
            purpose: string;
            /** @example 2026-1 */
            text_version: string;
        };
        /** ConsentsView */
        ConsentsView: {
            history: components["schemas"]["ConsentView"][];
            texts: components["schemas"]["ConsentTextView"][];
        };
        /** ConsentTextView */
        ConsentTextView: {
            /** @description 现在有效的同意是什么时候签的 */
            agreed_at: string | null;
            /** @example 同意小区在光荣榜上列出我：只写姓氏和楼栋。 */
            body: string;
            /** @example public_honours */
            purpose: string;
            /** @example 2026-1 */
            text_version: string;
            /** @example 光荣榜和公示名单 */
            title: string;
        };
        /** ConsentView */
        ConsentView: {
            /** @example 3 */
            consent_id: number;
            /** Format: date-time */
            given_at: string;
            /** @example 本人 */
            given_by_title: string;
            /** @example public_honours */
            purpose: string;
            /** @example 2026-1 */
            text_version: string;
            /** @example 光荣榜和公示名单 */
            title: string;
            withdrawn_at: string | null;
        };
        /** ConsistencyView */
        ConsistencyView: {
            /**
             * @description 较早检查点的笔数
             * @example 3000
             */
            old_size: number;
            /**
             * @description 账簿在检查点里的名称
             * @example sxy/ledger/sxy
             */
            origin: string;
            /**
             * @description RFC 6962 §2.1.2 的哈希，从低到高
             * @example [
             *       "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
             *     ]
             */
            proof: string[];
            /**
             * @description 较晚检查点的笔数
             * @example 3101
             */
            size: number;
        };
        /** CorrectionView */
        CorrectionView: {
            /**
             * @description 红字，负数
             * @example -60000
             */
            amount_fen: number;
            /**
             * @description 被冲销的凭证号
             * @example 记-202606-0012
             */
            corrects: string;
            /** @example 记-202607-0003 */
            entry_no: string;
            /** Format: date */
            on: string;
            /**
             * @description 个人姓名已隐去
             * @example 同一笔记了两次
             */
            reason: string;
        };
        /** CosignatureView */
        CosignatureView: {
            /** Format: date-time */
            cosigned_at: string;
            /** @example juwei.example/w1+d63ddf55+BJP1P4mPVIcb4Nx3hVVHKYXyDqeQGWwTOdbKpAwvRvQp */
            key: string;
            /**
             * @description 见证到第几笔
             * @example 3101
             */
            size: number;
            /** @example 凤凰社区居委会 */
            witness: string;
        };
        /** CounterView */
        CounterView: {
            items: components["schemas"]["ItemView"][];
            merchant: components["schemas"]["MerchantView"];
            today: components["schemas"]["DayTotalsView"];
        };
        /** CountsView */
        CountsView: {
            /** @example 3 */
            doubtful: number;
            /** @example 0 */
            known: number;
            /** @example 55 */
            new: number;
            /** @example 0 */
            refused: number;
            /** @example 0 */
            waiting: number;
        };
        /**
         * Currency
         * @description A unit in which a book is kept; amounts are whole numbers of its minor unit.
         * @default CNY
         * @enum {string}
         */
        Currency: "CNY" | "PTS" | "MIN";
        /** DayTotalsView */
        DayTotalsView: {
            /** @example 20800 */
            payable_fen: number;
            /** @example 260 */
            points: number;
            /** @example 12 */
            redemptions: number;
        };
        /** DeletionBody */
        DeletionBody: {
            /**
             * @description 剩余积分捐给公益池
             * @example true
             */
            donates_points: boolean;
        };
        /** DeletionIdView */
        DeletionIdView: {
            /** @example 3 */
            deletion_request_id: number;
        };
        /** DeletionView */
        DeletionView: {
            asked_at: string | null;
            /** @description 从这一刻起由运维办理，之前可以撤回 */
            carried_out_from: string | null;
            confirmed_at: string | null;
            /** @example 3 */
            deletion_request_id: number | null;
            /** @example true */
            donates_points: boolean;
            /**
             * @description 现在的积分余额
             * @example 12
             */
            points: number;
        };
        /** DeliveryCountView */
        DeliveryCountView: {
            /** @example sms */
            channel: string;
            /** @example 短信 */
            channel_title: string;
            /** @example 3 */
            count: number;
            /** @example waiting */
            state: string;
            /** @example 等待发送 */
            state_title: string;
        };
        /** DeliverySummaryView */
        DeliverySummaryView: {
            counts: components["schemas"]["DeliveryCountView"][];
        };
        /** DeskHouseholdView */
        DeskHouseholdView: {
            /** @example 2 */
            household_id: number;
            latest: components["schemas"]["HouseholdLineView"][];
            members: components["schemas"]["HouseholdMemberView"][];
            next_expiry: components["schemas"]["ExpiringView"][];
            /** @example 30 */
            points: number;
            /** @example 30 */
            spendable: number;
        };
        /** DeskSpenderBody */
        DeskSpenderBody: {
            /** @example 4 */
            household_member_id: number;
            /**
             * @description 写进审计日志
             * @example 核对迁入材料
             */
            reason: string;
        };
        /** DeskTodayView */
        DeskTodayView: {
            /** @example 2026年第三季度还不能公示：3 个月里结了 2 个。 */
            answer: string;
            approvals: components["schemas"]["ApprovalView"][];
            charts: components["schemas"]["reporting_payloads_ChartView"][];
            checks: components["schemas"]["CheckView"][];
            figures: components["schemas"]["FigureView"][];
            /** @example 这个季度能公示了吗？ */
            question: string;
            /** @example treasurer */
            role: string;
            waiting: components["schemas"]["WaitingView"][];
        };
        /** DevicesView */
        DevicesView: {
            items: components["schemas"]["DeviceView"][];
        };
        /** DeviceView */
        DeviceView: {
            /** @example 192.0.2.7 */
            address: string;
            /** Format: date-time */
            began_at: string;
            /** @example 微信 · 安卓手机 */
            device: string;
            factor_is_proved: boolean;
            is_this_one: boolean;
            /**
             * Format: date-time
             * @description 约到十分钟。
             */
            last_seen_at: string;
            proof: components["schemas"]["Proof"];
            /** @example 手机验证码 */
            proof_title: string;
            /** @example 7 */
            session_id: number;
        };
        /**
         * Direction
         * @enum {string}
         */
        Direction: "in" | "out";
        /** Nothing */
        disclosure_payloads_Nothing: Record<string, never>;
        /** DisclosureRules */
        DisclosureRules: {
            /** @enum {string} */
            frequency: "monthly" | "quarterly" | "half_yearly";
            posting_days: number;
        };
        /** DisclosureView */
        DisclosureView: {
            checkpoint: components["schemas"]["CheckpointView"] | null;
            disclosure_id: number;
            documents: components["schemas"]["AttachedDocumentView"][];
            figures: components["schemas"]["FiguresView"];
            /** @example 2026-04 */
            from_month: string;
            /** @example 2026-Q2 */
            number: string;
            pdf_url: string | null;
            prepared_by: string;
            public_url: string | null;
            published_at: string | null;
            published_by: string | null;
            /** @enum {string} */
            state: "draft" | "published" | "superseded" | "discarded";
            supersedes_id: number | null;
            /** @example 书香苑2026年第二季度财务公示 */
            title: string;
            /** @example 2026-06 */
            to_month: string;
        };
        /** DocumentUpload */
        DocumentUpload: {
            /** Format: binary */
            file: string;
        };
        /** DocumentView */
        DocumentView: {
            /** @example 5 */
            document_id: number;
            /** @example 发票.pdf */
            filename: string;
            /** @example application/pdf */
            media_type: string;
            /** @example 9f86d081884c7d659a2f… */
            sha256: string;
            /** @example 20480 */
            size_bytes: number;
        };
        /** DraftView */
        DraftView: {
            /** @example {"narration":"6月停车月租"} */
            body: string;
            /** Format: date-time */
            expires_at: string;
            /** @example prepared-entry */
            form: string;
            /** Format: date-time */
            saved_at: string;
        };
        /** DryRunView */
        DryRunView: {
            by_type: components["schemas"]["TypeChangeView"][];
            /** @example 72000 */
            cost_fen_after: number;
            /** @example 64000 */
            cost_fen_before: number;
            /**
             * @description 重算了多少条服务和投放
             * @example 2340
             */
            facts: number;
            /** @example 2026-04 */
            from_month: string;
            /**
             * @description 多得积分的人数
             * @example 120
             */
            gaining: number;
            /**
             * @description 少得积分的人数
             * @example 8
             */
            losing: number;
            /** @description 变化最大的居民，最多 200 位；姓名已脱敏 */
            most_changed: components["schemas"]["ResidentChangeView"][];
            /** @example 100 */
            rate_fen_after: number;
            /** @example 100 */
            rate_fen_before: number;
            /** @example 310 */
            residents: number;
            /** @example 2026-06 */
            to_month: string;
            total: components["schemas"]["ChangeView"];
        };
        /** DueDeletionsView */
        DueDeletionsView: {
            items: components["schemas"]["DueDeletionView"][];
        };
        /** DueDeletionView */
        DueDeletionView: {
            /** Format: date-time */
            carried_out_from: string;
            /** Format: date-time */
            confirmed_at: string;
            /** @example 3 */
            deletion_request_id: number;
            /** @example 17 */
            resident_id: number;
        };
        /** DwellingView */
        DwellingView: {
            /**
             * @description 专有部分面积，百分之一平方米
             * @example 7605
             */
            area_hundredths: number;
            /** @example 17 */
            dwelling_id: number;
            /** @example 1栋1单元0101 */
            label: string;
            /** @example 17 */
            owner_id: number | null;
            /** @example 张* */
            owner_masked: string | null;
            /** @example 3 */
            resident_count: number;
        };
        /** EarlyEnd */
        EarlyEnd: {
            /**
             * Format: date
             * @example 2028-12-31
             */
            ends_on: string;
            /** @example 提前换届 */
            reason: string;
        };
        /** EndedView */
        EndedView: {
            /**
             * @description 结束了几个登录。
             * @example 2
             */
            ended: number;
        };
        /** EnrolmentView */
        EnrolmentView: {
            /** @example data:image/svg+xml;base64,… */
            qr: string;
            /**
             * @description 手工输入用，四个字一组。
             * @example JBSWY3DPEHPK3PXP
             */
            secret: string;
            /** @example otpauth://totp/… */
            uri: string;
        };
        /** EntriesBody */
        EntriesBody: {
            rows: components["schemas"]["EntryRowBody"][];
        };
        /** EntriesView */
        EntriesView: {
            /** @example 12 */
            activity_id: number;
            /**
             * @description 要改的行数
             * @example 0
             */
            faults: number;
            /**
             * @description 能写的人数
             * @example 5
             */
            people: number;
            rows: components["schemas"]["LookedAtView"][];
            /**
             * @description 合计的分钟
             * @example 600
             */
            service_minutes: number;
        };
        /** EntryBehindLineView */
        EntryBehindLineView: {
            amount_fen: number;
            counterparty: string;
            /** @description 附件张数 */
            documents: number;
            /** @example 记-202604-0001 */
            entry_no: string;
            narration: string;
            /** Format: date */
            on: string;
            seq: number;
        };
        /** EntryDocumentView */
        EntryDocumentView: {
            document_id: number;
            filename: string;
            media_type: string;
            sha256: string;
            size_bytes: number;
        };
        /** EntryLineView */
        EntryLineView: {
            account_code: string;
            account_name: string;
            activity_id: number | null;
            amount: number;
            dwelling_id: number | null;
            fund_grant_id: number | null;
            /** @example 王*（17） */
            holder: string | null;
            merchant_id: number | null;
            narration: string;
            /** @enum {string} */
            side: "debit" | "credit";
        };
        /** EntryRowBody */
        EntryRowBody: {
            /** @example 09:00 */
            came: string;
            /** @example 09:00 */
            left: string;
            /** @example 签到纸第 3 行 */
            reason: string;
            /** @example 17 */
            resident_id: number;
        };
        /** EntryView */
        EntryView: {
            approved_by: string | null;
            book_size: number;
            /** @description 进入哈希的原文 */
            canonical: string;
            currency: string;
            documents: components["schemas"]["EntryDocumentView"][];
            /** @example 记-202604-0001 */
            entry_no: string;
            /** @description 原文重算的哈希与留存的一致 */
            is_unaltered: boolean;
            /** @example cash_book */
            kind: string;
            leaf_hash: string;
            lines: components["schemas"]["EntryLineView"][];
            narration: string;
            /** Format: date */
            on: string;
            posted_by: string;
            prepared_by: string;
            /** Format: date-time */
            recorded_at: string;
            /**
             * @example [
             *       17
             *     ]
             */
            reversed_by_seqs: number[];
            reverses_seq: number | null;
            root_hash: string;
            rule_version: string;
            seq: number;
            series: string;
            source: string;
            total: number;
        };
        /** Nothing */
        estates_people_payloads_Nothing: Record<string, never>;
        /** EstateStandingView */
        EstateStandingView: {
            /** @example shuxiangyuan */
            code: string;
            /** @example 1 */
            estate_id: number;
            has_audit_report: boolean;
            /** @example 商品房 */
            kind: string;
            /** @example /d/3kq… */
            last_address: string | null;
            /** @example 2026 年第二季度财务公示 */
            last_title: string | null;
            /** @example 书香苑 */
            name: string;
            /** @example 4 */
            open_exceptions: number;
            /** @example 居民自管 */
            operating_model: string;
            /** @example 2026-06 */
            owed_through: string;
            published_at: string | null;
            /** @example 川南市/江北县/东门街道/书香社区 */
            region: string;
            /** @enum {string} */
            standing: "published" | "missing" | "not_due";
            /** @example 已公示 */
            standing_title: string;
        };
        /** EstateView */
        EstateView: {
            /** @example shuxiangyuan */
            code: string;
            /** @example 312 */
            dwellings: number;
            /** @example 1 */
            estate_id: number;
            /** @example 2026-01 */
            first_month: string | null;
            /** @example 商品房 */
            kind: string;
            /** @example 书香苑 */
            name: string;
            /** @example 居民自管 */
            operating_model: string;
            /** @example 川南市/江北县/东门街道/书香社区 */
            region: string;
            /** @example 300 */
            residents: number;
            /** Format: date */
            today: string;
        };
        /** ExceptionsView */
        ExceptionsView: {
            items: components["schemas"]["ExceptionView"][];
        };
        /** ExceptionView */
        ExceptionView: {
            /** @example 120000 */
            amount_fen: number | null;
            import_id?: number | null;
            /** @example split_purchase:53 */
            key: string;
            /** @example split_purchase */
            kind: string;
            /** @example 疑似拆分付款 */
            kind_title: string;
            on: string | null;
            /** @example 53 */
            prepared_entry_id: number | null;
            /** @example 同一天付给青禾园艺 2 笔各 600.00 元，合计 1200.00 元…… */
            sentence: string;
            /** @example 53 */
            seq: number | null;
        };
        /** ExpiringView */
        ExpiringView: {
            /** Format: date */
            expires_on: string;
            /** @example 12 */
            points: number;
            /** @example 绿色账户 */
            source_title: string;
        };
        /**
         * ExportFormat
         * @description 文件格式
         * @default csv
         * @enum {string}
         */
        ExportFormat: "csv" | "xlsx";
        /** FactorProof */
        FactorProof: {
            /**
             * @description 动态口令的 6 位数字，或者一个恢复码。
             * @example 492039
             */
            code: string;
        };
        /** FactorRemoval */
        FactorRemoval: {
            /**
             * @description 动态口令的 6 位数字，或者一个恢复码。
             * @example 492039
             */
            code: string;
            /** @example 一句自己记得住的话 2026 */
            password: string;
        };
        /** FactorReset */
        FactorReset: {
            /** @example 手机丢失，本人持身份证到场 */
            reason: string;
        };
        /** FactorResetView */
        FactorResetView: {
            /** @example 3 */
            user_id: number;
        };
        /** FailedDeliveryView */
        FailedDeliveryView: {
            /** Format: date-time */
            at: string;
            /** @example 8 */
            attempts: number;
            /** @enum {string} */
            channel: "sms" | "wechat";
            /** @example 短信 */
            channel_title: string;
            /**
             * @description 通道那边可以按这个编号查到
             * @example 6f1e2b9c-0d5a-4a53-8d0f-0f5a1d6b7c11
             */
            delivery_id: string;
            message_id: number;
            /** @example LimitExceeded.PhoneNumberDailyLimit */
            reason: string;
            /** @example 连不上通道 */
            reason_title: string;
            /** @example 积分即将到期 */
            title: string;
        };
        /** FamilyMemberView */
        FamilyMemberView: {
            /**
             * @description 家人之间不脱敏
             * @example 王小明
             */
            name: string;
            /** @example 18 */
            resident_id: number;
        };
        /** FiguresView */
        FiguresView: {
            fund_statement: components["schemas"]["FundStatementView"];
            income_statement: components["schemas"]["IncomeStatementView"];
            monthly: components["schemas"]["MonthlyView"][];
            points_statement: components["schemas"]["PointsStatementView"];
            trial_balance: components["schemas"]["StatementTrialBalanceView"];
        };
        /** FigureView */
        FigureView: {
            href?: string | null;
            /** @example bank_balance */
            key: string;
            /** @example 银行存款 */
            title: string;
            /** @enum {string} */
            unit: "fen" | "points" | "minutes" | "rows" | "records" | "entries" | "people" | "bytes";
            /** @example 24171475 */
            value: number;
        };
        /** FinishBody */
        FinishBody: {
            /** @example 3 */
            document_id?: number | null;
            /** @example 签到纸刚找到 */
            reason?: string | null;
        };
        /** FlagView */
        FlagView: {
            /** @example expense_has_no_invoice */
            code: string;
            /** @example 支出没有票据号，请补票或说明。 */
            message: string;
        };
        /** ForgottenDraftView */
        ForgottenDraftView: {
            /** @example prepared-entry */
            form: string;
        };
        /** ForgottenView */
        ForgottenView: {
            /** @example 3 */
            deletion_request_id: number;
            /** @example 住户-0017 */
            pseudonym: string;
        };
        /** FoundPeopleView */
        FoundPeopleView: {
            items: components["schemas"]["FoundPersonView"][];
        };
        /** FoundPersonView */
        FoundPersonView: {
            /**
             * @example [
             *       "1栋1单元0101"
             *     ]
             */
            dwellings: string[];
            /** @example false */
            is_child: boolean;
            /** @example 张* */
            name_masked: string;
            /** @example 17 */
            resident_id: number;
        };
        /** Frequency */
        Frequency: {
            /** @enum {string} */
            per: "day" | "week" | "month" | "year";
            times: number;
        };
        /** FundGrantsView */
        FundGrantsView: {
            items: components["schemas"]["FundGrantView"][];
        };
        /** FundGrantView */
        FundGrantView: {
            /** @example 3102003 */
            account_code: string;
            /** @example 3000000 */
            amount_fen: number;
            /** @example 2751940 */
            balance_fen: number;
            /**
             * @description 匿名的出资方不显示名称
             * @example 玉泉置业(开发企业)
             */
            donor: string;
            expires_on: string | null;
            /** @example 3 */
            fund_grant_id: number;
            /** Format: date */
            granted_on: string;
            is_refundable: boolean;
            /** @example 64 */
            prepared_entry_id: number;
            /** @example 重阳敬老 */
            purpose: string;
            /**
             * @description 退还出资方的，不算支出
             * @example 0
             */
            returned_fen: number;
            /** @example 预存活动经费 */
            source_title: string;
            /** @example 248060 */
            spent_fen: number;
            /** @enum {string} */
            state: "prepared" | "approved" | "posted";
        };
        /** FundRowView */
        FundRowView: {
            closing_fen: number;
            /** @example 县住建局 */
            donor: string;
            fund_grant_id: number;
            is_refundable: boolean;
            opening_fen: number;
            purpose: string;
            received_fen: number;
            /** @example 财政补贴 */
            source_title: string;
            spent_fen: number;
        };
        /** FundStatementView */
        FundStatementView: {
            rows: components["schemas"]["FundRowView"][];
            totals: components["schemas"]["FundTotalsView"];
        };
        /** FundTotalsView */
        FundTotalsView: {
            closing_fen: number;
            opening_fen: number;
            received_fen: number;
            spent_fen: number;
        };
        /** GiftBody */
        GiftBody: {
            /**
             * @description 分钟
             * @example 60
             */
            minutes: number;
            /**
             * @description 家人的住户编号
             * @example 18
             */
            taker_resident_id: number;
        };
        /** GivenBackView */
        GivenBackView: {
            /** @example 2 */
            household_id: number;
            /** @example 2 */
            people: number;
            /** @example 12 */
            points: number;
        };
        /** GivenView */
        GivenView: {
            /** @example 10 */
            points: number;
            /** @example 36 */
            points_after: number;
            /** @example 46 */
            points_before: number;
            /**
             * @description 凭证序号
             * @example [
             *       1204
             *     ]
             */
            seqs: number[];
        };
        /** GivingView */
        GivingView: {
            family: components["schemas"]["FamilyMemberView"][];
            /** @description 未满 14 岁不能转赠、捐出 */
            is_child: boolean;
            /**
             * @description 现在能用、能转赠的积分
             * @example 46
             */
            own_points: number;
            /** @example 320 */
            pool_points: number;
        };
        /** GrantableListView */
        GrantableListView: {
            items: components["schemas"]["GrantableView"][];
        };
        /** GrantableView */
        GrantableView: {
            has_term: boolean;
            /**
             * @example [
             *       "财务委员"
             *     ]
             */
            incompatible_with: string[];
            role: components["schemas"]["Role"];
            /** @example 出纳 */
            role_title: string;
        };
        /** GrantView */
        GrantView: {
            /** @example shuxiangyuan */
            estate_code: string;
            /** @example 1 */
            estate_id: number;
            /** @example 书香苑 */
            estate_name: string;
            /** @example /ui/desk/today */
            home: string;
            merchant_id?: number | null;
            resident_id?: number | null;
            role: components["schemas"]["Role"];
            /** @example 财务委员 */
            role_title: string;
        };
        /** GuardianBody */
        GuardianBody: {
            /**
             * Format: date
             * @example 2026-06-18
             */
            consented_on: string;
            /** @example 17 */
            guardian_resident_id: number;
            /**
             * @description 监护人签字的同意书
             * @example 5
             */
            personal_paper_id: number;
        };
        /** GuardianConsentBody */
        GuardianConsentBody: {
            /** @constant */
            agrees: true;
            /** @example 2026-1 */
            text_version: string;
        };
        /** GuardianView */
        GuardianView: {
            /** @example 张* */
            child_masked: string;
            /** @example 18 */
            child_resident_id: number;
            /** Format: date */
            consented_on: string;
            /** @example 张* */
            guardian_masked: string;
            /** @example 17 */
            guardian_resident_id: number;
            /** @example 2 */
            guardianship_id: number;
            /**
             * @description 在手机上同意的没有纸质材料
             * @example 5
             */
            personal_paper_id: number | null;
            withdrawn_at: string | null;
        };
        /** HealthView */
        HealthView: {
            /** @example 18.6 */
            database: string;
            /** @example ok */
            status: string;
            /** @example 0.1.0 */
            version: string;
        };
        /** HelpRequestsView */
        HelpRequestsView: {
            items: components["schemas"]["HelpRequestView"][];
        };
        /** HelpRequestView */
        HelpRequestView: {
            appeal_reason: string | null;
            /**
             * @description 已脱敏
             * @example 张*
             */
            asked_by: string;
            /**
             * @description 几栋；房号只给接单的人看
             * @example 3
             */
            building_no: string;
            /** @example 陪同就医 */
            category: string;
            /** @description 隔几栋楼，0 是同一栋 */
            distance?: number | null;
            /** @example 5 */
            help_request_id: number;
            /** @description 是我发布的 */
            is_mine: boolean;
            /**
             * @description 预占的分钟
             * @example 60
             */
            minutes: number;
            rating: number | null;
            served_minutes: number | null;
            served_on: string | null;
            settlement_reason: string | null;
            started: string | null;
            /** @enum {string} */
            state: "open" | "accepted" | "served" | "confirmed" | "appealed" | "released" | "withdrawn";
            /** @example 等人接单 */
            state_title: string;
            /**
             * @description 接单的人
             * @example 李*
             */
            volunteer_masked: string | null;
            /** Format: date-time */
            wanted_from: string;
            /** Format: date-time */
            wanted_to: string;
            /** @example 想请人陪我去社区医院量血压 */
            words: string;
        };
        /** HistoryView */
        HistoryView: {
            /** @example 46 */
            balance_after: number;
            /** @example 积-202606-0031 */
            entry_no: string;
            /**
             * @description 已入账，不能改动
             * @default true
             */
            is_sealed: boolean;
            /** @example service_points */
            kind: string;
            /** Format: date */
            on: string;
            /**
             * @description 收入为正，使用为负
             * @example 2
             */
            points: number;
            /** @example 1204 */
            seq: number;
            /** @example 端午包粽 2.5 小时 */
            text: string;
        };
        /** HouseholdAccountView */
        HouseholdAccountView: {
            /** @example 2 */
            household_id: number;
            is_child: boolean;
            is_head: boolean;
            may_spend: boolean;
            members: components["schemas"]["HouseholdMemberView"][];
            next_expiry: components["schemas"]["ExpiringView"][];
            /** @example 46 */
            own_points: number;
            /** @example 30 */
            points: number;
            /** @example 30 */
            spendable: number;
        };
        /** HouseholdBody */
        HouseholdBody: {
            /** @example 17 */
            head_resident_id: number;
            /**
             * Format: date
             * @example 2026-06-18
             */
            moved_in_on: string;
            /**
             * @example tenant
             * @enum {string}
             */
            tenure: "owner" | "tenant";
        };
        /** HouseholdIdView */
        HouseholdIdView: {
            /** @example 2 */
            household_id: number;
        };
        /** HouseholdLineView */
        HouseholdLineView: {
            /** @example 30 */
            balance_after: number;
            /** @example 积-202606-0031 */
            entry_no: string;
            /** @example household_points_in */
            kind: string;
            /** Format: date */
            on: string;
            /**
             * @description 转入为正，使用和退回为负
             * @example 20
             */
            points: number;
            /** @example 1204 */
            seq: number;
            /** @example 转入家庭账户（志愿服务积分，2028-06-30 到期） */
            text: string;
            /**
             * @description 谁转入、谁使用、退给谁
             * @example 张秀兰
             */
            who: string | null;
        };
        /** HouseholdMemberView */
        HouseholdMemberView: {
            /** @example 4 */
            household_member_id: number;
            is_child: boolean;
            is_head: boolean;
            is_me: boolean;
            /** @description 能不能使用家庭账户 */
            may_spend: boolean;
            /**
             * @description 同住的家人看到全名，工作台看到脱敏的姓名
             * @example 张秀兰
             */
            name: string;
            /** @example 配偶 */
            relation_title: string;
        };
        /** ImportKindsView */
        ImportKindsView: {
            items: components["schemas"]["ImportKindView"][];
        };
        /** ImportKindView */
        ImportKindView: {
            /**
             * @example [
             *       "日期",
             *       "凭证号",
             *       "摘要",
             *       "类别",
             *       "收入",
             *       "支出"
             *     ]
             */
            columns: string[];
            /** @example cash_book */
            kind: string;
            /** @example import_money */
            permission: string;
            /** @example 公共收益流水账 */
            title: string;
        };
        /** ImportUpload */
        ImportUpload: {
            /** Format: binary */
            file: string;
            kind: string;
        };
        /** ImportView */
        ImportView: {
            columns?: components["schemas"]["ColumnView"][] | null;
            counts?: components["schemas"]["CountsView"] | null;
            /** @example 5 */
            document_id: number;
            /** @example cashbook_2026Q2.xlsx */
            filename: string;
            /** @example 7 */
            import_id: number;
            /** @example cash_book */
            kind: string;
            /** @example 公共收益流水账 */
            kind_title: string;
            notes?: string[] | null;
            result?: components["schemas"]["ResultView"] | null;
            /** @example 9f86d081884c7d659a2f… */
            sha256: string;
            /** @example 9158 */
            size_bytes: number;
            /** @enum {string} */
            state: "previewed" | "booked";
            totals?: components["schemas"]["TotalView"][] | null;
            /** Format: date-time */
            uploaded_at: string;
            /** @example 财务委员 */
            uploaded_by: string;
        };
        /** IncomeStatementView */
        IncomeStatementView: {
            bank_lines: components["schemas"]["StatementLineView"][];
            closing_fen: number;
            expense: components["schemas"]["StatementLineView"][];
            expense_total_fen: number;
            income: components["schemas"]["StatementLineView"][];
            income_total_fen: number;
            opening_fen: number;
            other_changes_fen: number;
            surplus_fen: number;
        };
        /** ItemOutcomeView */
        ItemOutcomeView: {
            detail?: string | null;
            /**
             * @description done，或拒绝的原因代码
             * @example done
             */
            outcome: string;
            /** @example 12 */
            prepared_entry_id: number;
        };
        /** ItemView */
        ItemView: {
            /** @example 1 */
            item_id: number;
            /** @example 4380 */
            market_price_fen: number;
            /** @example 东北大米5kg */
            name: string;
            /** @example 44 */
            points_price: number;
            /** @example S001 */
            sku: string;
            /**
             * @description 空表示不计库存
             * @example 40
             */
            stock: number | null;
            /** @example 袋 */
            unit: string;
        };
        /** JobListView */
        JobListView: {
            jobs: components["schemas"]["JobView"][];
        };
        /** JobView */
        JobView: {
            /**
             * @description 最近七天失败的次数
             * @example 0
             */
            failures: number;
            /**
             * @description 最近一次失败的种类
             * @example OSError
             */
            last_error: string | null;
            last_failure: string | null;
            last_success: string | null;
            /** @example expire_points */
            name: string;
            /** @description 后台任务从来没有启动过时为空 */
            next_run: string | null;
            running_since: string | null;
            /** @example 到期积分清零 */
            title: string;
            /**
             * @description 排着队、已经到时间的
             * @example 0
             */
            waiting: number;
            /** @example 每天 02:10 */
            when: string;
        };
        /** JournalEntryView */
        JournalEntryView: {
            approved_by: string | null;
            currency: string;
            /** @example 记-202604-0001 */
            entry_no: string;
            /** @example cash_book */
            kind: string;
            lines: components["schemas"]["JournalLineView"][];
            narration: string;
            /** Format: date */
            on: string;
            prepared_by: string;
            /** Format: date-time */
            recorded_at: string;
            /**
             * @example [
             *       17
             *     ]
             */
            reversed_by_seqs: number[];
            reverses_seq: number | null;
            seq: number;
            total: number;
        };
        /** JournalLineView */
        JournalLineView: {
            account_code: string;
            account_name: string;
            amount: number;
            /** @example 王*（17） */
            holder: string | null;
            narration: string;
            /** @enum {string} */
            side: "debit" | "credit";
        };
        /** KeptDraftView */
        KeptDraftView: {
            draft: components["schemas"]["DraftView"] | null;
        };
        /** KeyRolesView */
        KeyRolesView: {
            items: components["schemas"]["KeyRoleView"][];
        };
        /** KeyRoleView */
        KeyRoleView: {
            role: components["schemas"]["Role"];
            /** @example 财务委员 */
            role_title: string;
            scopes: components["schemas"]["ScopeView"][];
        };
        /** KeysView */
        KeysView: {
            /**
             * @default ledger-keys/v1
             * @constant
             */
            format: "ledger-keys/v1";
            /**
             * @description 新旧两把钥匙都签名的交接
             * @example [
             *       "ledger key handover\n…"
             *     ]
             */
            handovers: string[];
            /**
             * @description 公钥，最后一把是现用的
             * @example [
             *       "sxy/ledger/sxy+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
             *     ]
             */
            keys: string[];
            /**
             * @description 账簿在检查点里的名称
             * @example sxy/ledger/sxy
             */
            origin: string;
        };
        /** LastDay */
        LastDay: {
            /** Format: date */
            ends_on: string;
        };
        /** LedgerAccountView */
        LedgerAccountView: {
            /** @example 1002001 */
            code: string;
            currency: string;
            /** @example 银行存款-公共收益专户 */
            name: string;
            /** @enum {string} */
            normal_side: "debit" | "credit";
        };
        /** LedgerItemView */
        LedgerItemView: {
            /** @description 余额，借方为正 */
            balance: number;
            /**
             * @example [
             *       "4301001 停车月租"
             *     ]
             */
            counter_accounts: string[];
            credit: number;
            debit: number;
            /** @example 记-202604-0001 */
            entry_no: string;
            /** @example 4月停车月租(12辆) */
            narration: string;
            /** Format: date */
            on: string;
            seq: number;
        };
        /** LimitsBody */
        LimitsBody: {
            /** @example 100 */
            pin_points_max: number;
            /**
             * @description 理由
             * @example 本人到服务台
             */
            reason: string;
            /** @example 20 */
            sight_points_max: number;
        };
        /** LimitsView */
        LimitsView: {
            /**
             * @description 凭密码，每天最多多少分
             * @example 100
             */
            pin_points_max: number;
            /**
             * @description 认人，每天最多多少分
             * @example 20
             */
            sight_points_max: number;
        };
        /** LineRequest */
        LineRequest: {
            /** @example 1 */
            item_id: number;
            /** @example 1 */
            quantity: number;
        };
        /** LookedAtView */
        LookedAtView: {
            /** @example 离开要晚于到场。 */
            fault: string | null;
            /** @example 王* */
            name_masked: string | null;
            /** @example 17 */
            resident_id: number;
            /** @example 120 */
            service_minutes: number;
        };
        /** LotsView */
        LotsView: {
            items: components["schemas"]["LotView"][];
        };
        /** LotView */
        LotView: {
            expires_on: string | null;
            /** Format: date */
            granted_on: string;
            /** @example 311 */
            lot_id: number;
            /** @example 5 */
            points_granted: number;
            /** @example 3 */
            points_left: number;
            /** @example 志愿服务 */
            source_title: string;
        };
        /** MarkBody */
        MarkBody: {
            direction: components["schemas"]["Direction"];
            /** @example 17 */
            resident_id: number;
        };
        /** MarkedView */
        MarkedView: {
            /** @example 12 */
            activity_id: number;
            attendance: components["schemas"]["AttendanceView"];
            /** @enum {string} */
            direction: "in" | "out";
            /** @example 签到 */
            direction_title: string;
        };
        /** MemberBody */
        MemberBody: {
            /**
             * Format: date
             * @example 2026-06-18
             */
            moved_in_on: string;
            /**
             * @example spouse
             * @enum {string}
             */
            relation: "head" | "spouse" | "child" | "parent" | "grandchild" | "sibling" | "other";
            /** @example 18 */
            resident_id: number;
        };
        /** MembershipIdView */
        MembershipIdView: {
            /** @example 5 */
            member_id: number;
        };
        /** MembershipView */
        MembershipView: {
            ends_on: string | null;
            /** @example 楼栋长 */
            group_name: string;
            /** @example 5 */
            member_id: number;
            /** @example 张* */
            name_masked: string;
            /** @example 2026年7月当选3栋楼栋长 */
            reason: string;
            /** @example 17 */
            resident_id: number;
            /** Format: date */
            starts_on: string;
        };
        /** MembersView */
        MembersView: {
            items: components["schemas"]["MemberView"][];
        };
        /** MemberView */
        MemberView: {
            /** @example 1栋1单元0101 */
            dwelling: string;
            /** @example 2 */
            household_id: number;
            /** @example 4 */
            household_member_id: number;
            /** Format: date */
            moved_in_on: string;
            moved_out_on: string | null;
            /** @example 张* */
            name_masked: string;
            /** @example spouse */
            relation: string;
            /** @example 配偶 */
            relation_title: string;
            /** @example 17 */
            resident_id: number;
            /** @example 业主自住 */
            tenure_title: string;
        };
        /** MerchantView */
        MerchantView: {
            /** @example M01 */
            code: string;
            /** @example 1 */
            merchant_id: number;
            /** @example 红邻积分超市 */
            name: string;
            /**
             * @description 每积分结算金额，分；实物商户为空
             * @example 80
             */
            rate_fen_per_point: number | null;
            /**
             * @example goods
             * @enum {string}
             */
            settlement: "goods" | "cash";
        };
        /** MessagesRead */
        MessagesRead: {
            message_id?: number | null;
            until_message_id?: number | null;
        };
        /** MessageView */
        MessageView: {
            /** Format: date-time */
            at: string;
            is_read: boolean;
            is_urgent: boolean;
            /**
             * @description 有关的页面，可能没有
             * @example /ui/m/points
             */
            link: string;
            /** @example 31 */
            message_id: number;
            /** @example 您的积分到账 12 分，共 2 笔。 */
            text: string;
            /** @example 积分到账 */
            title: string;
        };
        /** MinutesBody */
        MinutesBody: {
            /**
             * @description 分钟
             * @example 60
             */
            minutes: number;
        };
        /** MonthlyView */
        MonthlyView: {
            expense_fen: number;
            income_fen: number;
            issued_points: number;
            /** @example 2026-04 */
            month: string;
            redeemed_points: number;
        };
        /** MonthView */
        MonthView: {
            /** @example 0 */
            expired: number;
            /** @example 2900 */
            issued: number;
            /** @example 2026-04 */
            month: string;
            /** @example 1200 */
            redeemed: number;
        };
        /** MovedView */
        MovedView: {
            /**
             * @description 动过以后还有多少
             * @example 180
             */
            balance_minutes: number;
            /**
             * @description 这次动了多少
             * @example 60
             */
            minutes: number;
            seq: number;
        };
        /** MoveOutBody */
        MoveOutBody: {
            /**
             * Format: date
             * @example 2026-06-30
             */
            moved_out_on: string;
        };
        /** MyActivityView */
        MyActivityView: {
            /** @example 12 */
            activity_id: number;
            /**
             * @description 本人已核实的时长，分钟
             * @example 150
             */
            my_minutes: number;
            /**
             * @description 本人没有参加、有记录待核实、全部已核实
             * @enum {string}
             */
            my_state: "none" | "waiting" | "verified";
            /** @example 端午包粽 */
            name: string;
            /** Format: date */
            on: string;
            /** @example 文明实践站 */
            organiser: string;
            /** @example 邻里活动 */
            service_type: string;
        };
        /** MyServiceRecordView */
        MyServiceRecordView: {
            /** @example 端午包粽 */
            activity: string;
            /** Format: date */
            on: string;
            /** @example 2 */
            points: number;
            reason: string | null;
            /**
             * @description 时长凭证的序号，取存证用；待核实的没有
             * @example 1203
             */
            seq: number | null;
            /** @example 150 */
            service_minutes: number | null;
            /** @example 88 */
            service_record_id: number;
            /** @enum {string} */
            state: "waiting" | "verified";
            /** @example 已入账 */
            state_title: string;
        };
        /** NewActivityBody */
        NewActivityBody: {
            /** @description 取消截止；不写是开始前 12 小时 */
            cancel_until?: string | null;
            /** @example 20 */
            capacity?: number | null;
            /** @default 2 */
            confirmers_required: number;
            /**
             * @default
             * @example 请穿平底鞋
             */
            description: string;
            /**
             * Format: date-time
             * @description datetime with the constraint that the value must have timezone info
             */
            ends_at: string;
            last_on?: string | null;
            /** @example 周末清扫 */
            name: string;
            /** @example 文明实践站 */
            organiser: string;
            /** @example 3栋楼前 */
            place: string;
            /** @example weekly */
            repeats?: components["schemas"]["Repeats"] | null;
            /** @example 人居环境 */
            service_type: string;
            /** @description 报名截止；不写是活动开始时 */
            sign_up_until?: string | null;
            /**
             * Format: date-time
             * @description datetime with the constraint that the value must have timezone info
             */
            starts_at: string;
        };
        /** NewApiKey */
        NewApiKey: {
            /** Format: date */
            expires_on: string;
            /** @example 银行流水导入 */
            name: string;
            role: components["schemas"]["Role"];
            /**
             * @example [
             *       "read_books"
             *     ]
             */
            scopes: string[];
        };
        /** NewBatch */
        NewBatch: {
            /** @example 20 */
            cards: number;
            /**
             * @description 丢失、拾到报给谁
             * @example 书香社区服务台
             */
            report_to: string;
        };
        /** NewCompletion */
        NewCompletion: {
            /** @example 09:00 */
            checked_in?: string | null;
            /** @example 11:30 */
            checked_out?: string | null;
            /** @example 3栋栋长 */
            confirmer?: string | null;
            /** @example 与现场照片核对 */
            reason: string;
        };
        /** NewCosignature */
        NewCosignature: {
            /**
             * @description 检查点原文，后面是见证方的签名行（C2SP tlog-cosignature）
             * @example sxy/ledger/sxy
             *     3101
             *     CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
             *     time 2026-07-05T02:00:00.000000Z
             *
             *     — juwei.example/w1 1j3fVQAAAABqSb4QZ…
             */
            note: string;
        };
        /** NewDisclosure */
        NewDisclosure: {
            /** @example 2026-04 */
            from_month: string;
            /** @example 2026-06 */
            to_month: string;
        };
        /** NewDisclosureDocument */
        NewDisclosureDocument: {
            document_id: number;
            /** @example 2025年度审计报告 */
            title: string;
        };
        /** NewDraft */
        NewDraft: {
            /**
             * @description 表单自己写的内容，最多 64 kB
             * @example {"narration":"6月停车月租"}
             */
            body: string;
        };
        /** NewLine */
        NewLine: {
            /** @example 5103 */
            account_code: string;
            activity_id?: number | null;
            /** @example 248060 */
            amount_fen: number;
            fund_grant_id?: number | null;
            merchant_id?: number | null;
            /** @default  */
            narration: string;
            /**
             * @example debit
             * @enum {string}
             */
            side: "debit" | "credit";
        };
        /** NewMembership */
        NewMembership: {
            /**
             * @description 规则里分别计分的人群
             * @example 楼栋长
             */
            group_name: string;
            /** @example 2026年7月当选3栋楼栋长 */
            reason: string;
            /** @example 17 */
            resident_id: number;
            /** Format: date */
            starts_on: string;
        };
        /** NewPassword */
        NewPassword: {
            code?: string | null;
            /** @example 一句自己记得住的话 2026 */
            new_password: string;
            /** @example 一句自己记得住的话 2026 */
            old_password: string;
        };
        /** NewPersonBody */
        NewPersonBody: {
            /** @example 1949-03-07 */
            born_on?: string | null;
            /** @example 51050219490307011X */
            identity_number?: string | null;
            /** @example 张秀兰 */
            name: string;
            /** @example 13800138000 */
            phone?: string | null;
        };
        /** NewPointsDonation */
        NewPointsDonation: {
            /** @example 10 */
            points: number;
        };
        /** NewPointsGift */
        NewPointsGift: {
            /** @example 10 */
            points: number;
            /** @example 18 */
            to_resident_id: number;
        };
        /** NewPreparedEntry */
        NewPreparedEntry: {
            /** @default  */
            counterparty: string;
            document_ids?: number[];
            /** @default  */
            document_no: string;
            /** Format: date */
            effective_on: string;
            /**
             * @description 正在结账的月份只收调整凭证（adjusting）
             * @default manual
             * @enum {string}
             */
            kind: "manual" | "adjusting";
            lines: components["schemas"]["NewLine"][];
            narration: string;
        };
        /** NewRegionRole */
        NewRegionRole: {
            /** @example 2027-06-30 */
            ends_on?: string | null;
            /** @example street.office */
            login: string;
            role: components["schemas"]["RegionRole"];
            /**
             * Format: date
             * @example 2026-07-01
             */
            starts_on: string;
        };
        /** NewReversal */
        NewReversal: {
            /**
             * Format: date
             * @example 2026-06-30
             */
            effective_on: string;
            lines?: components["schemas"]["NewReversalLine"][] | null;
            /** @example 类别填错 */
            reason: string;
        };
        /** NewReversalLine */
        NewReversalLine: {
            /** @example 30000 */
            amount_fen: number;
            /** @example 1 */
            line_no: number;
        };
        /** NewRoleGrant */
        NewRoleGrant: {
            committee_term_id?: number | null;
            /** @example 2027-06-30 */
            ends_on?: string | null;
            /** @example zhang.treasurer */
            login: string;
            merchant_id?: number | null;
            resident_id?: number | null;
            role: components["schemas"]["Role"];
            /**
             * Format: date
             * @example 2026-07-01
             */
            starts_on: string;
        };
        /** NewRuleDraft */
        NewRuleDraft: {
            /** @description 决议扫描件，先作为原始单据上传 */
            document_id?: number | null;
            /**
             * Format: date
             * @description 从哪一天起生效，晚于今天
             * @example 2027-01-01
             */
            effective_on: string;
            /** @description 试行到哪一天；不填则一直有效 */
            ends_on?: string | null;
            /**
             * @description service、sorting、points、disclosure、time_bank 几部分
             * @example {
             *       "service": {
             *         "points_per_hour": 1,
             *         "sources": {
             *           "人居环境": "P1103",
             *           "移风易俗": "P1103"
             *         },
             *         "default_source": "P1101",
             *         "quality_percent": {},
             *         "validity_months": 24,
             *         "minutes_per_day_max": 720,
             *         "frequency": {},
             *         "group_percent": {},
             *         "caps": {}
             *       },
             *       "sorting": {
             *         "source": "P1102",
             *         "points": {
             *           "可回收": 3,
             *           "厨余": 2,
             *           "有害": 5
             *         },
             *         "weight_grams_min": 100,
             *         "points_per_day_max": 8,
             *         "validity_months": 12,
             *         "caps": {}
             *       },
             *       "points": {
             *         "rate_fen": 100,
             *         "refund_grace_days": 0
             *       },
             *       "disclosure": {
             *         "frequency": "quarterly",
             *         "posting_days": 30
             *       },
             *       "time_bank": {
             *         "minutes_lifetime_max": 90000
             *       }
             *     }
             */
            rules: {
                [key: string]: unknown;
            };
            /**
             * @description 所依据的决议；通过以前要写明
             * @default
             * @example 业主大会2026-决议-07
             */
            source: string;
        };
        /** NewTerm */
        NewTerm: {
            /**
             * Format: date
             * @example 2031-06-30
             */
            ends_on: string;
            /** @example 2026 年第一次业主大会决议 */
            resolution: string;
            /**
             * Format: date
             * @example 2026-07-01
             */
            starts_on: string;
        };
        /** NewUser */
        NewUser: {
            /** @example 张财务 */
            display_name: string;
            /** @example zhang.treasurer */
            login: string;
            merchant_id?: number | null;
            /** @example 用一句长一点的话做密码 */
            password: string;
            resident_id?: number | null;
            role: components["schemas"]["Role"];
        };
        /** NewWishes */
        NewWishes: {
            /** @example 21:00 */
            quiet_from: string;
            /** @example 08:00 */
            quiet_until: string;
            sms: boolean;
            told_from_points?: number | null;
            wechat: boolean;
        };
        /** NewWitness */
        NewWitness: {
            /**
             * @description 见证方的公钥，由 ledger witness init 显示
             * @example juwei.example/w1+d63ddf55+BJP1P4mPVIcb4Nx3hVVHKYXyDqeQGWwTOdbKpAwvRvQp
             */
            key: string;
            /**
             * @description 居民在公示上看到的名称
             * @example 凤凰社区居委会
             */
            name: string;
        };
        /** NoContent */
        NoContent: Record<string, never>;
        /** NoticeView */
        NoticeView: {
            /** @example 书香苑2026年第二季度财务公示 */
            title: string;
            /** @example /d/4f0c */
            url: string;
        };
        /** OpeningBody */
        OpeningBody: {
            /**
             * @description 16 位卡号
             * @example 8123456789012344
             */
            card: string;
            /**
             * @description 本人输入的 6 位密码
             * @example 407285
             */
            pin?: string | null;
            /** @example null */
            sight?: components["schemas"]["SightBody"] | null;
        };
        /** OpeningSlipView */
        OpeningSlipView: {
            /** @example https://ledger.example.cn/ui/m/ */
            address: string;
            /** @description 以前是否已经登录过 */
            has_signed_in: boolean;
            /** @example 网格员02 */
            helped_by: string;
            /**
             * @description 登记的手机号后四位
             * @example 8000
             */
            last_four: string;
            /** @example 张* */
            name_masked: string;
            /** @example 17 */
            resident_id: number;
        };
        /** OpeningView */
        OpeningView: {
            /** @example 90123456789012345672 */
            code: string;
            /** Format: date-time */
            expires_at: string;
            /** @example 王* */
            holder_masked: string;
            /**
             * @description 账上可用的积分
             * @example 46
             */
            points_available: number;
            /**
             * @description 刷卡今天还能用的积分
             * @example 100
             */
            points_left_today: number;
            /**
             * @example pin
             * @enum {string}
             */
            way: "pin" | "sight";
        };
        /** OutcomesView */
        OutcomesView: {
            items: components["schemas"]["ItemOutcomeView"][];
        };
        /** ConfirmationBody */
        own_data_payloads_ConfirmationBody: {
            /** @example 确认注销 */
            words: string;
        };
        /** Nothing */
        own_data_payloads_Nothing: Record<string, never>;
        /** OwnCardsView */
        OwnCardsView: {
            items: components["schemas"]["OwnCardView"][];
            /** @example 10 */
            points_spent_today: number;
            uses: components["schemas"]["CardUseView"][];
        };
        /** OwnCardView */
        OwnCardView: {
            /** @example 1 */
            card_id: number;
            /** @example true */
            has_pin: boolean;
            /** @example 王* */
            holder_masked: string;
            /** @example true */
            is_mine: boolean;
            /** @example 4821 */
            last_four: string;
            /**
             * @description 每天最多刷多少分
             * @example 100
             */
            points_max: number;
            /**
             * @example active
             * @enum {string}
             */
            state: "blank" | "active" | "locked" | "blocked" | "dead";
            /** @example 使用中 */
            state_title: string;
        };
        /** OwnCertificatesView */
        OwnCertificatesView: {
            /** @description 我是监护人、未满 14 岁的孩子 */
            children: components["schemas"]["ChildView"][];
            items: components["schemas"]["CertificateView"][];
            own_resident_id: number;
        };
        /** OwnChildrenView */
        OwnChildrenView: {
            /** @example 我是这个孩子的监护人，同意…… */
            body: string;
            items: components["schemas"]["OwnChildView"][];
            /** @example 同意小区在公告栏和公示网页上使用…… */
            photos_body: string;
            /** @example 2026-1 */
            photos_version: string;
            /** @example 2026-1 */
            text_version: string;
            /** @example 监护人同意书 */
            title: string;
        };
        /** OwnChildView */
        OwnChildView: {
            /** @example 18 */
            child_resident_id: number;
            /**
             * @description 我作为监护人的同意；没有就是空
             * @example 2
             */
            guardianship_id: number | null;
            has_guardian: boolean;
            /** @example 张* */
            name_masked: string;
            /** @description 活动照片的同意书 */
            photos_agreed: boolean;
        };
        /** OwnConsentBody */
        OwnConsentBody: {
            /** @example public_honours */
            purpose: string;
            /** @example 2026-1 */
            text_version: string;
        };
        /** OwnProxiesView */
        OwnProxiesView: {
            by_me: components["schemas"]["ProxyView"][];
            for_me: components["schemas"]["ProxyView"][];
        };
        /** OwnProxyBody */
        OwnProxyBody: {
            /** @example 30 */
            daily_points_max: number;
            /** @example 4 */
            household_member_id?: number | null;
            /**
             * @default
             * @example 张秀兰
             */
            name: string;
            /**
             * @description 关系证明的照片
             * @example 5
             */
            personal_paper_id: number;
            /**
             * @default
             * @example 13800138000
             */
            phone: string;
            /**
             * @description 代办人是本人的什么人
             * @example child
             * @enum {string}
             */
            relation: "spouse" | "child" | "parent" | "grandchild" | "sibling" | "other";
            /**
             * @example i_act
             * @enum {string}
             */
            who_acts: "i_act" | "they_act";
        };
        /** Page[ActivityView] */
        Page_ActivityView_: {
            items: components["schemas"]["ActivityView"][];
            /** @example WzQyXQ */
            next?: string | null;
        };
        /** Page[ApiKeyView] */
        Page_ApiKeyView_: {
            items: components["schemas"]["ApiKeyView"][];
            /** @example WzQyXQ */
            next?: string | null;
        };
        /** Page[AuditLineView] */
        Page_AuditLineView_: {
            items: components["schemas"]["AuditLineView"][];
            /** @example WzQyXQ */
            next?: string | null;
        };
        /** Page[CardView] */
        Page_CardView_: {
            items: components["schemas"]["CardView"][];
            /** @example WzQyXQ */
            next?: string | null;
        };
        /** Page[CertificateView] */
        Page_CertificateView_: {
            items: components["schemas"]["CertificateView"][];
            /** @example WzQyXQ */
            next?: string | null;
        };
        /** Page[DisclosureView] */
        Page_DisclosureView_: {
            items: components["schemas"]["DisclosureView"][];
            /** @example WzQyXQ */
            next?: string | null;
        };
        /** Page[DwellingView] */
        Page_DwellingView_: {
            items: components["schemas"]["DwellingView"][];
            /** @example WzQyXQ */
            next?: string | null;
        };
        /** Page[EntryBehindLineView] */
        Page_EntryBehindLineView_: {
            items: components["schemas"]["EntryBehindLineView"][];
            /** @example WzQyXQ */
            next?: string | null;
        };
        /** Page[EstateStandingView] */
        Page_EstateStandingView_: {
            items: components["schemas"]["EstateStandingView"][];
            /** @example WzQyXQ */
            next?: string | null;
        };
        /** Page[FailedDeliveryView] */
        Page_FailedDeliveryView_: {
            items: components["schemas"]["FailedDeliveryView"][];
            /** @example WzQyXQ */
            next?: string | null;
        };
        /** Page[HelpRequestView] */
        Page_HelpRequestView_: {
            items: components["schemas"]["HelpRequestView"][];
            /** @example WzQyXQ */
            next?: string | null;
        };
        /** Page[HistoryView] */
        Page_HistoryView_: {
            items: components["schemas"]["HistoryView"][];
            /** @example WzQyXQ */
            next?: string | null;
        };
        /** Page[HouseholdLineView] */
        Page_HouseholdLineView_: {
            items: components["schemas"]["HouseholdLineView"][];
            /** @example WzQyXQ */
            next?: string | null;
        };
        /** Page[ImportView] */
        Page_ImportView_: {
            items: components["schemas"]["ImportView"][];
            /** @example WzQyXQ */
            next?: string | null;
        };
        /** Page[JournalEntryView] */
        Page_JournalEntryView_: {
            items: components["schemas"]["JournalEntryView"][];
            /** @example WzQyXQ */
            next?: string | null;
        };
        /** Page[MembershipView] */
        Page_MembershipView_: {
            items: components["schemas"]["MembershipView"][];
            /** @example WzQyXQ */
            next?: string | null;
        };
        /** Page[MessageView] */
        Page_MessageView_: {
            items: components["schemas"]["MessageView"][];
            /** @example WzQyXQ */
            next?: string | null;
        };
        /** Page[MyActivityView] */
        Page_MyActivityView_: {
            items: components["schemas"]["MyActivityView"][];
            /** @example WzQyXQ */
            next?: string | null;
        };
        /** Page[MyServiceRecordView] */
        Page_MyServiceRecordView_: {
            items: components["schemas"]["MyServiceRecordView"][];
            /** @example WzQyXQ */
            next?: string | null;
        };
        /** Page[PointsCutView] */
        Page_PointsCutView_: {
            items: components["schemas"]["PointsCutView"][];
            /** @example WzQyXQ */
            next?: string | null;
        };
        /** Page[PreparedEntryView] */
        Page_PreparedEntryView_: {
            items: components["schemas"]["PreparedEntryView"][];
            /** @example WzQyXQ */
            next?: string | null;
        };
        /** Page[PreviewRowView] */
        Page_PreviewRowView_: {
            items: components["schemas"]["PreviewRowView"][];
            /** @example WzQyXQ */
            next?: string | null;
        };
        /** Page[RedemptionView] */
        Page_RedemptionView_: {
            items: components["schemas"]["RedemptionView"][];
            /** @example WzQyXQ */
            next?: string | null;
        };
        /** Page[RegionRoleView] */
        Page_RegionRoleView_: {
            items: components["schemas"]["RegionRoleView"][];
            /** @example WzQyXQ */
            next?: string | null;
        };
        /** Page[ServiceRecordView] */
        Page_ServiceRecordView_: {
            items: components["schemas"]["ServiceRecordView"][];
            /** @example WzQyXQ */
            next?: string | null;
        };
        /** Page[TimeBankMovementView] */
        Page_TimeBankMovementView_: {
            items: components["schemas"]["TimeBankMovementView"][];
            /** @example WzQyXQ */
            next?: string | null;
        };
        /** Page[UserListView] */
        Page_UserListView_: {
            items: components["schemas"]["UserListView"][];
            /** @example WzQyXQ */
            next?: string | null;
        };
        /** PaperIdView */
        PaperIdView: {
            /** @example 5 */
            personal_paper_id: number;
        };
        /** PaperUpload */
        PaperUpload: {
            /** Format: binary */
            file: string;
        };
        /** PayCodeView */
        PayCodeView: {
            /** @example data:image/svg+xml;base64,PHN2Zz48L3N2Zz4= */
            code128_svg: string;
            /** @example 90123456789012345672 */
            digits: string;
            /** Format: date-time */
            expires_at: string;
            /** @example 9012 3456 7890 1234 5672 */
            groups: string;
            /** Format: date-time */
            issued_at: string;
            /** @example data:image/svg+xml;base64,PHN2Zz48L3N2Zz4= */
            qr_svg: string;
            /** @example 60 */
            refresh_seconds: number;
            /** Format: date-time */
            server_now: string;
        };
        /** PeriodChangeView */
        PeriodChangeView: {
            /**
             * @description 变动时账簿的笔数
             * @example 3101
             */
            book_size: number;
            /** @example 7 */
            change_no: number;
            changed_at?: string | null;
            /** @example 业委会主任 */
            changed_by?: string | null;
            /** @enum {string} */
            from_state: "open" | "adjusting" | "closed";
            /**
             * @default
             * @example 6月物业代收停车费漏记 1,200 元
             */
            reason: string;
            /** @example 财务委员 */
            requested_by?: string | null;
            /** @enum {string} */
            to_state: "open" | "adjusting" | "closed";
        };
        /** PeriodReason */
        PeriodReason: {
            /** @example 6月物业代收停车费漏记 1,200 元 */
            reason: string;
        };
        /** PeriodStandingView */
        PeriodStandingView: {
            carrying: components["schemas"]["CarriedEntryView"][];
            closing_blocked_by: components["schemas"]["BlockerView"][];
            closing_entries: components["schemas"]["ClosingEntryView"][];
            period: components["schemas"]["PeriodView"];
            reopening_blocked_by: components["schemas"]["BlockerView"][];
            requests: components["schemas"]["ReopeningRequestView"][];
            trace: components["schemas"]["PeriodChangeView"][];
        };
        /** PeriodsView */
        PeriodsView: {
            items: components["schemas"]["PeriodView"][];
        };
        /** PeriodView */
        PeriodView: {
            closed_at?: string | null;
            /** @example 财务委员 */
            closed_by?: string | null;
            /** @example 58 */
            entries: number;
            /** @example 2026-04 */
            month: string;
            /**
             * @description 正在等待办理的重新打开申请
             * @example 2
             */
            reopening_request_id?: number | null;
            /** @enum {string} */
            state: "open" | "adjusting" | "closed";
            /** @example 0 */
            unposted: number;
            /**
             * @description 曾经结过账
             * @default false
             */
            was_closed: boolean;
        };
        /** PersonIdView */
        PersonIdView: {
            /** @example 17 */
            resident_id: number;
        };
        /** PersonView */
        PersonView: {
            /** @example 77 */
            age: number | null;
            consents: components["schemas"]["ConsentsView"];
            /**
             * @example [
             *       "1栋1单元0101"
             *     ]
             */
            dwellings_owned: string[];
            guardians: components["schemas"]["GuardianView"][];
            /** @example true */
            has_identity_number: boolean;
            household: components["schemas"]["MemberView"][];
            /** @example false */
            is_child: boolean;
            /** @example false */
            is_forgotten: boolean;
            /** @example 张秀兰 */
            name: string;
            /** @example 13800138000 */
            phone: string | null;
            proxies: components["schemas"]["ProxyView"][];
            /** @example 17 */
            resident_id: number;
            stays: components["schemas"]["MemberView"][];
        };
        /** PhoneBody */
        PhoneBody: {
            /** @example 13800138000 */
            phone: string | null;
        };
        /** PhoneSignIn */
        PhoneSignIn: {
            /** @example 204816 */
            code: string;
            /** @example 199 1007 0721 */
            phone: string;
        };
        /** PinBody */
        PinBody: {
            /**
             * @description 本人输入的 6 位密码
             * @example 407285
             */
            pin?: string | null;
            /**
             * @description 本人输入的 6 位密码
             * @example 407285
             */
            pin_again?: string | null;
            /**
             * @description 理由
             * @example 本人到服务台
             */
            reason: string;
        };
        /** PlannedView */
        PlannedView: {
            /**
             * @description 第一天的活动
             * @example 12
             */
            activity_id: number;
            /**
             * @example [
             *       12,
             *       13,
             *       14
             *     ]
             */
            activity_ids: number[];
        };
        /** PointsBySourceView */
        PointsBySourceView: {
            /** @example P1101 */
            code: string;
            points: number;
            /** @example 志愿服务 */
            title: string;
        };
        /** PointsCutView */
        PointsCutView: {
            /** Format: date */
            on: string;
            /** @example 3 */
            points: number;
            /**
             * @description 没有上限时应得的积分
             * @example 5
             */
            points_worth: number;
            /** @example 每周最多 10 分，应得 5 分，计 3 分 */
            reason: string;
            /** @example 养老探访（助老） */
            what: string;
        };
        /** PointsRules */
        PointsRules: {
            rate_fen: number;
            /** @default 0 */
            refund_grace_days: number;
        };
        /** PointsStatementView */
        PointsStatementView: {
            awaiting_settlement: number;
            by_source: components["schemas"]["PointsBySourceView"][];
            closing_outstanding: number;
            corrected: number;
            expired: number;
            identity_holds: boolean;
            issued: number;
            opening_outstanding: number;
            outstanding_fen: number;
            rate_fen_per_point: number;
            redeemed: number;
            service_minutes: number;
        };
        /** Nothing */
        posting_payloads_Nothing: Record<string, never>;
        /** PreparedEntriesView */
        PreparedEntriesView: {
            items: components["schemas"]["PreparedEntryView"][];
        };
        /** PreparedEntryIds */
        PreparedEntryIds: {
            /**
             * @example [
             *       1,
             *       2,
             *       3
             *     ]
             */
            prepared_entry_ids: number[];
        };
        /** PreparedEntryView */
        PreparedEntryView: {
            approved_at?: string | null;
            /** @example 业委会主任 */
            approved_by?: string | null;
            /** @example 惠民超市 */
            counterparty: string;
            /** @example 26516193264338470956 */
            document_no: string;
            documents: components["schemas"]["DocumentView"][];
            /** Format: date */
            effective_on: string;
            /** @example 记-202606-0006 */
            entry_no?: string | null;
            flags: components["schemas"]["FlagView"][];
            import_id?: number | null;
            /** @example cash_book */
            kind: string;
            lines: components["schemas"]["PreparedLineView"][];
            /** @example 端午活动物资 */
            narration: string;
            posted_at?: string | null;
            posted_by?: string | null;
            /** Format: date-time */
            prepared_at: string;
            /** @example 财务委员 */
            prepared_by: string;
            /** @example 3 */
            prepared_by_user_id: number;
            /** @example 12 */
            prepared_entry_id: number;
            rejected_reason?: string | null;
            reverses_seq?: number | null;
            seq?: number | null;
            /** @example cash_book:记-0044 */
            source: string;
            /** @enum {string} */
            state: "prepared" | "approved" | "posted" | "rejected";
            /** @example 248060 */
            total_fen: number;
        };
        /** PreparedLineView */
        PreparedLineView: {
            /** @example 5103 */
            account_code: string;
            /** @example 公益及社区活动 */
            account_name: string;
            activity_id?: number | null;
            /**
             * @description 红字冲销为负数
             * @example 248060
             */
            amount_fen: number;
            dwelling_id?: number | null;
            fund_grant_id?: number | null;
            /** @example 1 */
            line_no: number;
            merchant_id?: number | null;
            /** @default  */
            narration: string;
            /** @enum {string} */
            side: "debit" | "credit";
        };
        /** PreviewRowView */
        PreviewRowView: {
            reasons: components["schemas"]["ReasonView"][];
            /** @example 59 */
            row_no: number;
            /** @enum {string} */
            status: "new" | "known" | "doubtful" | "refused" | "waiting";
            /**
             * @example {
             *       "on": "2026-06-18",
             *       "narration": "楼道灯更换(补票)",
             *       "expense_fen": 360000
             *     }
             */
            values: {
                [key: string]: string | number | null;
            };
        };
        /**
         * Problem
         * @description The body of every answer that is not a success.
         */
        Problem: {
            /**
             * Code
             * @example points_are_too_few
             */
            code: string;
            /**
             * Detail
             * @example 积分不够，还差 4 分，请减少商品。
             */
            detail: string;
            /**
             * Instance
             * @example /api/v1/estates/1/counter/redemptions
             */
            instance: string;
            /**
             * Status
             * @example 409
             */
            status: number;
            /**
             * Title
             * @example 请求没有办成
             */
            title: string;
            /**
             * Type
             * @example about:blank
             */
            type: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * Proof
         * @description How a session's user first proved who they are.
         * @enum {string}
         */
        Proof: "password" | "phone" | "wechat";
        /** ProofView */
        ProofView: {
            /**
             * @description 凭证原文
             * @example {"approved_by":null,…}
             */
            canonical: string;
            /**
             * @description 签名的检查点原文
             * @example sxy/ledger/sxy
             *     3101
             *     CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
             *     time 2026-07-05T02:00:00.000000Z
             *
             *     — sxy/ledger/sxy Az3grlgtzPICa5OS8npVmf1M…
             */
            checkpoint: string;
            /**
             * @default ledger-proof/v1
             * @constant
             */
            format: "ledger-proof/v1";
            /**
             * @description 在日志里的位置，从 0 起
             * @example 11
             */
            index: number;
            /** @example 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e */
            leaf_hash: string;
            /**
             * @description RFC 6962 §2.1.1 的哈希，从低到高
             * @example [
             *       "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
             *     ]
             */
            path: string[];
            /**
             * @description 检查点的公钥；核对时请用从别处得到的同一把，例如张贴的公示单
             * @example sxy/ledger/sxy+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k
             */
            public_key: string;
            /**
             * @description 检查点的笔数
             * @example 3101
             */
            size: number;
            /**
             * @description 在检查点上签过名的见证方的公钥
             * @example [
             *       "juwei.example/w1+d63ddf55+BJP1P4mPVIcb4Nx3hVVHKYXyDqeQGWwTOdbKpAwvRvQp"
             *     ]
             */
            witnesses: string[];
        };
        /** ProxiesView */
        ProxiesView: {
            items: components["schemas"]["ProxyView"][];
        };
        /** ProxyBody */
        ProxyBody: {
            /** @example 30 */
            daily_points_max: number;
            /**
             * Format: date
             * @example 2027-06-17
             */
            ends_on: string;
            /**
             * @description 关系证明或委托书
             * @example 5
             */
            personal_paper_id: number;
            /** @example 18 */
            proxy_resident_id: number;
            /**
             * @example child
             * @enum {string}
             */
            relation: "spouse" | "child" | "parent" | "grandchild" | "sibling" | "other";
            /**
             * Format: date
             * @example 2026-06-18
             */
            starts_on: string;
        };
        /** ProxyDecision */
        ProxyDecision: {
            /** @example true */
            approves: boolean;
        };
        /** ProxyView */
        ProxyView: {
            /** @example 4 */
            asked_by: number;
            /** @example 王网格员 */
            asked_by_name: string;
            /** @example 30 */
            daily_points_max: number;
            /** @example 李主任 */
            decided_by_name: string | null;
            /** Format: date */
            ends_on: string;
            /** @example 6 */
            family_proxy_id: number;
            /** @example 5 */
            personal_paper_id: number;
            /** @example 李* */
            proxy_masked: string;
            /** @example 18 */
            proxy_resident_id: number;
            /** @example 子女 */
            relation_title: string;
            /** @example 17 */
            resident_id: number;
            /** @example 张* */
            resident_masked: string;
            /** Format: date */
            starts_on: string;
            /**
             * @description unconfirmed、waiting、refused、withdrawn、ended、coming 或 active
             * @example active
             */
            state: string;
        };
        /** PublicDisclosureView */
        PublicDisclosureView: {
            checkpoint: components["schemas"]["CheckpointView"];
            corrections: components["schemas"]["CorrectionView"][];
            documents: components["schemas"]["AttachedDocumentView"][];
            estate_name: string;
            figures: components["schemas"]["FiguresView"];
            from_month: string;
            /** @example 2026-Q2 */
            number: string;
            /** Format: date-time */
            published_at: string;
            seal: components["schemas"]["SealView"] | null;
            /** @enum {string} */
            state: "published" | "superseded";
            superseded_by_url: string | null;
            /** @description 本期更正的那一期 */
            supersedes_url: string | null;
            /** @example 书香苑2026年第二季度财务公示 */
            title: string;
            to_month: string;
        };
        /** PublishBody */
        PublishBody: {
            /**
             * @example [
             *       12
             *     ]
             */
            activity_ids: number[];
        };
        /** PublishedDisclosureView */
        PublishedDisclosureView: {
            /** @description 公共收益期末结余 */
            closing_fen: number;
            expense_fen: number;
            /** @example 2026-04 */
            from_month: string;
            /** @description 附有审计报告等文件 */
            has_documents: boolean;
            income_fen: number;
            /** @description 已被更正后的公示取代 */
            is_superseded: boolean;
            /** Format: date-time */
            published_at: string;
            /** @example 2026年第二季度财务公示 */
            title: string;
            /** @example 2026-06 */
            to_month: string;
            /** @example /d/8Zs0oT4vQm2Jr1hWc7xYbA */
            url: string;
        };
        /** PublishedView */
        PublishedView: {
            items: components["schemas"]["ActivityView"][];
        };
        /** PutInBody */
        PutInBody: {
            /** @example 20 */
            points: number;
        };
        /** PutInView */
        PutInView: {
            /** @example 30 */
            household_after: number;
            /** @example 10 */
            household_before: number;
            /** @example 2 */
            household_id: number;
            /** @example 26 */
            own_after: number;
            /** @example 46 */
            own_before: number;
            /** @example 20 */
            points: number;
        };
        /** ReasonBody */
        ReasonBody: {
            /** @example 约好的时间没有人来 */
            reason: string;
        };
        /** ReasonView */
        ReasonView: {
            /** @example invoice_was_used */
            code: string;
            /** @example document_no */
            field: string | null;
            /** @example 票据号 2651… 已用于第 40 行，请核对是不是重复报销。 */
            message: string;
            /** @enum {string} */
            severity: "refused" | "doubtful" | "note";
        };
        /** Recorded */
        Recorded: {
            /** @example 3 */
            recorded_id: number;
        };
        /** RecoveryCodesView */
        RecoveryCodesView: {
            /**
             * @example [
             *       "abcd-efgh-jkmn"
             *     ]
             */
            recovery_codes: string[];
        };
        /** RedeemedLineView */
        RedeemedLineView: {
            /** @example 1 */
            item_id: number;
            /** @example 东北大米5kg */
            name: string;
            /** @example 44 */
            points: number;
            /** @example 1 */
            quantity: number;
            /** @example 袋 */
            unit: string;
        };
        /** Nothing */
        redemption_payloads_Nothing: Record<string, never>;
        /** RedemptionRequest */
        RedemptionRequest: {
            /**
             * @description 20 位付款码
             * @example 90123456789012345672
             */
            code: string;
            lines: components["schemas"]["LineRequest"][];
        };
        /** RedemptionView */
        RedemptionView: {
            /** Format: date-time */
            at: string;
            /** @example 2 */
            balance_after: number;
            /**
             * @example [
             *       "积-202606-0042",
             *       "记-202606-0017"
             *     ]
             */
            entry_nos: string[];
            /** @example 王* */
            holder_masked: string;
            lines: components["schemas"]["RedeemedLineView"][];
            /** @example 20260618-000042 */
            order_no: string;
            /**
             * @description 应付商户，分；实物商户为空
             * @example 3520
             */
            payable_fen: number | null;
            /** @example 44 */
            points: number;
            /** @example 42 */
            redemption_id: number;
            /** @example 核销成功 44 分 */
            says: string;
        };
        /** RegionGrantView */
        RegionGrantView: {
            /** @example /ui/desk/status-board */
            home: string;
            /** @example 4 */
            region_id: number | null;
            /** @example 川南市/江北县/东门街道 */
            region_name: string;
            role: components["schemas"]["RegionRole"];
            /** @example 街道工作人员 */
            role_title: string;
        };
        /** RegionListView */
        RegionListView: {
            items: components["schemas"]["RegionView"][];
        };
        /**
         * RegionRole
         * @description A role above the estates: it sees how they stand, and no person of theirs.
         * @example subdistrict_office
         * @enum {string}
         */
        RegionRole: "community_office" | "subdistrict_office" | "district_office" | "city_office" | "platform_operator";
        /** RegionRoleView */
        RegionRoleView: {
            /** @example 东门街道 */
            display_name: string;
            ends_on: string | null;
            is_revoked: boolean;
            /** @example street.office */
            login: string;
            region_id: number;
            /** @example 川南市/江北县/东门街道 */
            region_path: string;
            /** @example 2 */
            region_role_grant_id: number;
            /** @example 已离任 */
            revocation_reason: string;
            role: components["schemas"]["RegionRole"];
            /** @example 街道工作人员 */
            role_title: string;
            /** Format: date */
            starts_on: string;
        };
        /** RegionView */
        RegionView: {
            /** @example subdistrict */
            level: string;
            /** @example 街道 */
            level_title: string;
            /** @example 川南市/江北县/东门街道 */
            path: string;
            /** @example 4 */
            region_id: number;
        };
        /** Rejection */
        Rejection: {
            /** @example 请补充发票 */
            reason: string;
        };
        /** RelativeView */
        RelativeView: {
            /**
             * @description 自己的家人，不脱敏
             * @example 张秀兰
             */
            name: string;
            /** @example 18 */
            resident_id: number;
        };
        /** ReopeningRequestView */
        ReopeningRequestView: {
            /**
             * @default
             * @example 金额不大，记在本月即可
             */
            answer: string;
            decided_at?: string | null;
            /** @example 业委会主任 */
            decided_by?: string | null;
            /** @example 6月物业代收停车费漏记 1,200 元 */
            reason: string;
            /** @example 2 */
            reopening_request_id: number;
            /** Format: date-time */
            requested_at: string;
            /** @example 财务委员 */
            requested_by: string;
            /** @example 3 */
            requested_by_user_id: number;
            /** @enum {string} */
            state: "waiting" | "granted" | "declined" | "withdrawn";
        };
        /**
         * Repeats
         * @description How a series comes again.
         * @enum {string}
         */
        Repeats: "weekly" | "monthly" | "fours";
        /** ReplacementBody */
        ReplacementBody: {
            /**
             * @description 16 位卡号
             * @example 8123456789012344
             */
            card: string;
            /**
             * @description 本人输入的 6 位密码
             * @example 407285
             */
            pin?: string | null;
            /**
             * @description 本人输入的 6 位密码
             * @example 407285
             */
            pin_again?: string | null;
            /**
             * @description 理由
             * @example 本人到服务台
             */
            reason: string;
        };
        /** ChartView */
        reporting_payloads_ChartView: {
            /**
             * @example [
             *       "2026-04",
             *       "2026-05"
             *     ]
             */
            categories: string[];
            /** @example income_and_expense */
            key: string;
            /** @enum {string} */
            kind: "bar" | "line";
            series: components["schemas"]["SeriesView"][];
            /** @example 各月收入与支出 */
            title: string;
            /** @enum {string} */
            unit: "fen" | "points" | "minutes" | "rows" | "records" | "entries" | "people" | "bytes";
        };
        /** ResidentBody */
        ResidentBody: {
            /** @example 17 */
            resident_id: number;
        };
        /** ResidentChangeView */
        ResidentChangeView: {
            /** @example 720 */
            after: number;
            /** @example 640 */
            before: number;
            /** @example 80 */
            difference: number;
            /** @example 张* */
            name_masked: string;
            /** @example 17 */
            resident_id: number;
        };
        /** ResultView */
        ResultView: {
            /** @example 57 */
            booked: number;
            /** @example 1 */
            left_doubtful: number;
            notes: string[];
            /** @example 0 */
            refused: number;
            /** @example 0 */
            skipped_known: number;
            /** @example 0 */
            waiting: number;
        };
        /** ReversibleEntryView */
        ReversibleEntryView: {
            /** @example 记-202606-0006 */
            entry_no: string;
            lines: components["schemas"]["ReversibleLineView"][];
        };
        /** ReversibleLineView */
        ReversibleLineView: {
            /** @example 5103 */
            account_code: string;
            /** @example 公益及社区活动 */
            account_name: string;
            /** @example 248060 */
            amount_fen: number;
            /** @example 218060 */
            left_fen: number;
            /** @example 1 */
            line_no: number;
            /** @enum {string} */
            side: "debit" | "credit";
        };
        /** Revocation */
        Revocation: {
            /** @example 已离任 */
            reason: string;
        };
        /**
         * Role
         * @example treasurer
         * @enum {string}
         */
        Role: "resident" | "shopkeeper" | "organiser" | "treasurer" | "cashier" | "committee" | "supervisor" | "auditor" | "operator";
        /** RoleView */
        RoleView: {
            ends_on: string | null;
            granted_by_name: string | null;
            merchant_id: number | null;
            resident_id: number | null;
            /** @example 已离任 */
            revocation_reason: string;
            revoked_at: string | null;
            role: components["schemas"]["Role"];
            /** @example 7 */
            role_grant_id: number;
            /** @example 财务委员 */
            role_title: string;
            /** Format: date */
            starts_on: string;
            /** @enum {string} */
            state: "held" | "to_come" | "ended" | "revoked";
            /** @example 在任 */
            state_title: string;
            term_no: number | null;
        };
        /** RuleDraftsView */
        RuleDraftsView: {
            items: components["schemas"]["RuleDraftView"][];
        };
        /** RuleDraftView */
        RuleDraftView: {
            /** Format: date-time */
            changed_at: string;
            decided_at: string | null;
            decided_by_name: string | null;
            document_id: number | null;
            /** @example 钱明 */
            drafted_by_name: string;
            /** Format: date */
            effective_on: string;
            ends_on: string | null;
            is_mine: boolean;
            /** @example 3 */
            rule_draft_id: number;
            rules: components["schemas"]["Rules"];
            /** @example 业主大会2026-决议-07 */
            source: string;
            /** @enum {string} */
            state: "draft" | "adopted" | "withdrawn";
        };
        /**
         * Rules
         * @example {
         *       "service": {
         *         "points_per_hour": 1,
         *         "sources": {
         *           "人居环境": "P1103",
         *           "移风易俗": "P1103"
         *         },
         *         "default_source": "P1101",
         *         "quality_percent": {},
         *         "validity_months": 24,
         *         "minutes_per_day_max": 720,
         *         "frequency": {},
         *         "group_percent": {},
         *         "caps": {}
         *       },
         *       "sorting": {
         *         "source": "P1102",
         *         "points": {
         *           "可回收": 3,
         *           "厨余": 2,
         *           "有害": 5
         *         },
         *         "weight_grams_min": 100,
         *         "points_per_day_max": 8,
         *         "validity_months": 12,
         *         "caps": {}
         *       },
         *       "points": {
         *         "rate_fen": 100,
         *         "refund_grace_days": 0
         *       },
         *       "disclosure": {
         *         "frequency": "quarterly",
         *         "posting_days": 30
         *       },
         *       "time_bank": {
         *         "minutes_lifetime_max": 90000
         *       }
         *     }
         */
        Rules: {
            disclosure: components["schemas"]["DisclosureRules"];
            points: components["schemas"]["PointsRules"];
            service: components["schemas"]["ServiceRules"];
            sorting: components["schemas"]["SortingRules"];
            time_bank?: components["schemas"]["TimeBankRules"];
        };
        /** RuleVersionsView */
        RuleVersionsView: {
            items: components["schemas"]["RuleVersionView"][];
        };
        /** RuleVersionView */
        RuleVersionView: {
            /** Format: date-time */
            adopted_at: string;
            adopted_by_name: string | null;
            document_id: number | null;
            drafted_by_name: string | null;
            /** Format: date */
            effective_on: string;
            /** @description 最后一天；现行和以后的没有 */
            in_force_until: string | null;
            is_in_force: boolean;
            rules: components["schemas"]["Rules"];
            /** @example 业主大会2025-决议-11《积分管理办法》 */
            source: string;
            /** @example 1 */
            version: number;
            /**
             * @description 凭证上写的规则版本
             * @example shuxiangyuan/1
             */
            version_text: string;
        };
        /** SavedDraftView */
        SavedDraftView: {
            /** @example prepared-entry */
            form: string;
            /** Format: date-time */
            saved_at: string;
        };
        /** ScopeView */
        ScopeView: {
            /** @example read_books */
            scope: string;
            /** @example 查看账簿、凭证和资金来源 */
            title: string;
        };
        /** ScreenView */
        ScreenView: {
            /** @example 12 */
            activity_id: number;
            /**
             * @description 二维码里的网址
             * @example https://ledger.example/c/12?k=12345678
             */
            address: string;
            /**
             * Format: date-time
             * @description 服务器的时间；签到只认服务器的时间
             */
            at: string;
            /** @example 8 */
            came: number;
            /** @example 1234 5678 */
            digits: string;
            /** @enum {string} */
            direction: "in" | "out";
            /** @example 签到 */
            direction_title: string;
            /** @example 0 */
            gone: number;
            /**
             * @description 报名人数
             * @example 12
             */
            listed: number;
            /** @example 周末清扫 */
            name: string;
            /**
             * @description 二维码图片，data URI
             * @example data:image/svg+xml;base64,PHN2Zy8+
             */
            qr_svg: string;
            /**
             * @description 这个码还显示几秒
             * @example 17
             */
            seconds_left: number;
        };
        /** SealView */
        SealView: {
            /**
             * @example sxy/ledger/sxy
             *     3101
             *     CsUYapGG…
             *     time 2026-07-05T02:00:00.000000Z
             *
             *     — sxy…
             */
            note: string;
            /** @example sxy/ledger/sxy+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k */
            public_key: string;
            witnesses: components["schemas"]["CosignatureView"][];
        };
        /** Search */
        Search: {
            /**
             * @default
             * @example 1栋1单元0101
             */
            dwelling: string;
            /**
             * @default
             * @example 张
             */
            name: string;
            /**
             * @default
             * @example 13800138000
             */
            phone: string;
            /**
             * @description 写进审计日志
             * @example 核对迁入材料
             */
            reason: string;
        };
        /** SeriesView */
        SeriesView: {
            /** @example 收入 */
            name: string;
            /**
             * @example [
             *       4800000,
             *       3900000
             *     ]
             */
            values: number[];
        };
        /** ServiceBody */
        ServiceBody: {
            /** @example 60 */
            minutes: number;
            /** Format: date */
            on: string;
            /** @example 14:00 */
            started: string;
        };
        /** ServiceRecordView */
        ServiceRecordView: {
            /** @example 端午包粽 */
            activity: string;
            /** @example 09:00 */
            checked_in: string;
            /** @example 11:30 */
            checked_out: string | null;
            /** @example 组织者 */
            completed_by: string | null;
            /** @example 与现场照片核对 */
            completion_reason: string | null;
            /** @example 3栋栋长 */
            confirmer: string | null;
            is_completable: boolean;
            /** @description 资料齐全，等另一位负责人核实 */
            is_verifiable: boolean;
            /** Format: date */
            on: string;
            /** @example 2 */
            points: number | null;
            reason: string | null;
            /** @example 150 */
            service_minutes: number | null;
            /** @example 88 */
            service_record_id: number;
            /** @example 邻里活动 */
            service_type: string;
            /** @enum {string} */
            state: "waiting" | "verified";
            /** @example 王* */
            volunteer_masked: string;
            /** @example 1栋1单元0101 */
            volunteer_room: string | null;
        };
        /** ServiceRules */
        ServiceRules: {
            caps?: components["schemas"]["Caps"];
            default_source: string;
            frequency?: {
                [key: string]: components["schemas"]["Frequency"];
            };
            group_percent?: {
                [key: string]: number;
            };
            minutes_per_day_max: number;
            points_per_hour: number;
            quality_percent: {
                [key: string]: number;
            };
            sources: {
                [key: string]: string;
            };
            validity_months: number | null;
        };
        /** SessionView */
        SessionView: {
            factor_is_forced: boolean;
            grants: components["schemas"]["GrantView"][];
            has_factor: boolean;
            region_grants: components["schemas"]["RegionGrantView"][];
            /** @description open 已登录；waits_for_factor 还要动态口令；must_enrol 还要先绑定动态口令。 */
            standing: components["schemas"]["Standing"];
            user: components["schemas"]["UserView"];
            /**
             * @description 有两步验证才能用的身份，这次登录还没有。
             * @example [
             *       "财务委员"
             *     ]
             */
            withheld: string[];
        };
        /** SettlementBody */
        SettlementBody: {
            /**
             * @description 付多少分钟；0 就是全部退回
             * @example 30
             */
            minutes: number;
            /** @example 约好的时间没有人来 */
            reason: string;
        };
        /** SightBody */
        SightBody: {
            /** @example 王小明 */
            holder_name: string;
            /**
             * @description 理由
             * @example 本人到服务台
             */
            reason: string;
            /** @example 社区食堂 小周 */
            vouched_by: string;
        };
        /** SignIn */
        SignIn: {
            /** @example treasurer */
            login: string;
            /** @example 从启动窗口抄下来的密码 */
            password: string;
        };
        /** SignInWays */
        SignInWays: {
            phone: boolean;
            wechat: boolean;
        };
        /** SignUpsView */
        SignUpsView: {
            items: components["schemas"]["SignUpView"][];
        };
        /** SignUpView */
        SignUpView: {
            /** @example 王* */
            name_masked: string;
            /** @example 17 */
            resident_id: number;
            /** @example 1栋1单元0101 */
            room: string | null;
            /** @example 5 */
            sign_up_id: number;
            /** Format: date-time */
            signed_up_at: string;
            /** @enum {string} */
            state: "signed_up" | "waiting" | "no_show";
            /** @example 已报名 */
            state_title: string;
        };
        /** SortingRules */
        SortingRules: {
            caps?: components["schemas"]["Caps"];
            points: {
                [key: string]: number;
            };
            points_per_day_max: number;
            source: string;
            validity_months: number | null;
            weight_grams_min: number;
        };
        /** SourceView */
        SourceView: {
            /** @example P1101 */
            code: string;
            /** @example 640 */
            points: number;
            /** @example 志愿服务 */
            title: string;
        };
        /** SpenderBody */
        SpenderBody: {
            /** @example 4 */
            household_member_id: number;
        };
        /**
         * Standing
         * @description open 已登录；waits_for_factor 还要动态口令；must_enrol 还要先绑定动态口令。
         * @example open
         * @enum {string}
         */
        Standing: "open" | "waits_for_factor" | "must_enrol";
        /** StatementDayView */
        StatementDayView: {
            /** Format: date */
            on: string;
            /** @example 2400 */
            payable_fen: number;
            /** @example 30 */
            points: number;
        };
        /** StatementItemView */
        StatementItemView: {
            /** @example 社区食堂午餐 */
            name: string;
            /** @example 7200 */
            payable_fen: number;
            /** @example 90 */
            points: number;
            /** @example 9 */
            quantity: number;
        };
        /** StatementLineView */
        StatementLineView: {
            /** @example 4301001 */
            account_code: string;
            /** @example 5280000 */
            amount_fen: number;
            /** @example 21 */
            entries: number;
            /** @example 停车月租 */
            title: string;
        };
        /** StatementTrialBalanceView */
        StatementTrialBalanceView: {
            rows: components["schemas"]["TrialBalanceRowView"][];
            totals: components["schemas"]["TrialBalanceTotalsView"];
        };
        /** StatementView */
        StatementView: {
            by_day: components["schemas"]["StatementDayView"][];
            by_item: components["schemas"]["StatementItemView"][];
            /** @example 2026-06 */
            month: string;
            /** @example 7200 */
            payable_fen: number;
            /** @example 90 */
            points: number;
            /** @example 9 */
            redemptions: number;
            /** @example 0 */
            settled_fen: number;
        };
        /** StatusTotalsView */
        StatusTotalsView: {
            /** @example 5 */
            audited: number;
            /** @example 12 */
            estates: number;
            /** @example 2 */
            missing: number;
            /** @example 9 */
            published: number;
            /** @example 川南市/江北县 */
            region: string;
            /** @example 4 */
            region_id: number;
        };
        /** StoredDocumentView */
        StoredDocumentView: {
            /** @example 5 */
            document_id: number;
            /** @example 发票.pdf */
            filename: string;
            /** @example application/pdf */
            media_type: string;
            /** @example 9f86d081884c7d659a2f… */
            sha256: string;
            /** @example 20480 */
            size_bytes: number;
        };
        /** SummaryView */
        SummaryView: {
            by_month: components["schemas"]["MonthView"][];
            by_source: components["schemas"]["SourceView"][];
            /** @example 0 */
            expired: number;
            /** @example 8600 */
            issued: number;
            /** @example 5500 */
            outstanding: number;
            /** @example 550000 */
            outstanding_fen: number;
            /** @example 100 */
            rate_fen_per_point: number;
            /** @example 3100 */
            redeemed: number;
            /** @example 45000 */
            service_minutes: number;
        };
        /** TermListView */
        TermListView: {
            items: components["schemas"]["TermView"][];
        };
        /** TermView */
        TermView: {
            /** @example 2 */
            committee_term_id: number;
            /** Format: date */
            ends_on: string;
            is_cut_short: boolean;
            is_running: boolean;
            /** @example 2026 年第一次业主大会决议 */
            resolution: string;
            /** Format: date */
            starts_on: string;
            /** @example 3 */
            term_no: number;
        };
        /** ConfirmationBody */
        time_bank_help_payloads_ConfirmationBody: {
            /** @description 几颗星，可以不评 */
            rating?: number | null;
            /**
             * @default
             * @example 很耐心
             */
            remark: string;
        };
        /** Nothing */
        time_bank_payloads_Nothing: Record<string, never>;
        /** TimeBankMovementView */
        TimeBankMovementView: {
            /** @example 存入 */
            kind_title: string;
            /**
             * @description 转出、捐出的是负数
             * @example 150
             */
            minutes: number;
            /** @example 存入 端午包粽 2.5 小时 */
            narration: string;
            /** Format: date */
            on: string;
            /** @description 凭证的序号，取存证用 */
            seq: number;
        };
        /** TimeBankRules */
        TimeBankRules: {
            /** @default 90000 */
            minutes_lifetime_max: number;
        };
        /** TimeBankView */
        TimeBankView: {
            /**
             * @description 现在有多少，含预占的
             * @example 240
             */
            balance_minutes: number;
            /** @description 已核实、超出上限、只能捐入公益池的 */
            beyond_minutes: number;
            /** @description 其中预占的 */
            held_minutes: number;
            /**
             * @description 一生最多存多少
             * @example 90000
             */
            lifetime_max_minutes: number;
            /** @description 小区公益池里有多少 */
            pool_minutes: number;
            /** @description 可以转给谁 */
            relatives: components["schemas"]["RelativeView"][];
            /** @description 一生存入过多少 */
            saved_minutes: number;
            /** @description 已核实、现在可以存入的 */
            to_deposit_minutes: number;
        };
        /** TotalView */
        TotalView: {
            /** @example income */
            key: string;
            /** @example 收入合计 */
            title: string;
            /** @example fen */
            unit: string;
            /** @example 12308162 */
            value: number;
        };
        /** TrialBalanceRowView */
        TrialBalanceRowView: {
            /**
             * @description 期末，借方为正
             * @example -5280000
             */
            closing: number;
            /** @example 4301001 */
            code: string;
            /** @example 5280000 */
            credits: number;
            debits: number;
            is_postable: boolean;
            level: number;
            /** @example 停车月租 */
            name: string;
            /** @enum {string} */
            normal_side: "debit" | "credit";
            /**
             * @description 期初，借方为正
             * @example 0
             */
            opening: number;
        };
        /** TrialBalanceTotalsView */
        TrialBalanceTotalsView: {
            closing_credit: number;
            closing_debit: number;
            credits: number;
            debits: number;
            opening_credit: number;
            opening_debit: number;
        };
        /** TrialBalanceView */
        TrialBalanceView: {
            /** @example CNY */
            currency: string;
            /** @example 2026-04 */
            from_month: string;
            is_balanced: boolean;
            rows: components["schemas"]["TrialBalanceRowView"][];
            /** @example 2026-06 */
            to_month: string;
            totals: components["schemas"]["TrialBalanceTotalsView"];
        };
        /** TryAgain */
        TryAgain: {
            /** @enum {string} */
            channel: "sms" | "wechat";
        };
        /** TypeChangeView */
        TypeChangeView: {
            /** @example 720 */
            after: number;
            /** @example 640 */
            before: number;
            /** @example 80 */
            difference: number;
            /** @example 养老探访 */
            kind: string;
        };
        /** UnblockingDecision */
        UnblockingDecision: {
            /** @example true */
            grants: boolean;
        };
        /** UnblockingIdView */
        UnblockingIdView: {
            /** @example 1 */
            card_unblocking_id: number;
        };
        /** UnreadView */
        UnreadView: {
            /** @example 2 */
            unread: number;
        };
        /** UserListView */
        UserListView: {
            /** @example 财务委员 */
            display_name: string;
            is_disabled: boolean;
            /** @example treasurer */
            login: string;
            roles: components["schemas"]["RoleView"][];
            /** @example 3 */
            user_id: number;
        };
        /** UserView */
        UserView: {
            /** @example 财务委员 */
            display_name: string;
            /** @example 3 */
            user_id: number;
        };
        /** VoidedView */
        VoidedView: {
            /** @example 1 */
            card_batch_id: number;
            /**
             * @description 作废了多少张
             * @example 20
             */
            cards: number;
        };
        /** WaitingUnblockingView */
        WaitingUnblockingView: {
            /** @example 1 */
            asked_by: number;
            /** @example 1 */
            card_unblocking_id: number;
            /** @example 本人在家里找到 */
            reason: string;
        };
        /** WaitingView */
        WaitingView: {
            /** @example 3 */
            count: number;
            /** @example /ui/desk/entries?state=approved */
            href: string;
            /** @example to_post */
            key: string;
            /** @example 已审核、待记账的凭证 */
            title: string;
        };
        /** WalletView */
        WalletView: {
            /** @example 王芳 */
            display_name: string;
            /** @example 书香苑 */
            estate_name: string;
            /**
             * @description 已冻结、尚未用掉的积分，含在余额里
             * @example 0
             */
            held_points: number;
            latest: components["schemas"]["HistoryView"][];
            latest_disclosure: components["schemas"]["NoticeView"] | null;
            next_expiry: components["schemas"]["ExpiringView"][];
            /** @example 46 */
            points: number;
            /** @example 11 */
            service_count: number;
            /** @example 1530 */
            service_minutes: number;
        };
        /** WeChatStart */
        WeChatStart: {
            /** @example https://open.weixin.qq.com/connect/oauth2/authorize?… */
            authorize_url: string;
        };
        /** WishBody */
        WishBody: {
            /** @enum {string} */
            category: "陪伴聊天" | "陪同就医" | "代买代取" | "打扫整理" | "手机帮忙" | "小修小补" | "接送照看" | "其他";
            /**
             * @description 预占多少分钟
             * @example 60
             */
            minutes: number;
            /**
             * Format: date-time
             * @description datetime with the constraint that the value must have timezone info
             */
            wanted_from: string;
            /**
             * Format: date-time
             * @description datetime with the constraint that the value must have timezone info
             */
            wanted_to: string;
            /** @example 想请人陪我去社区医院量血压 */
            words: string;
        };
        /** WishesView */
        WishesView: {
            /**
             * @description 免打扰从几点开始
             * @example 21:00
             */
            quiet_from: string;
            /**
             * @description 到几点结束；两个一样就是不设
             * @example 08:00
             */
            quiet_until: string;
            /** @description 收短信 */
            sms: boolean;
            /**
             * @description 一次用掉多少分以上发短信提醒；空着就不发
             * @example 200
             */
            told_from_points: number | null;
            /** @description 收微信 */
            wechat: boolean;
        };
        /** WithReason */
        WithReason: {
            /**
             * @description 写进审计日志
             * @example 核对迁入材料
             */
            reason: string;
        };
        /** WitnessesView */
        WitnessesView: {
            items: components["schemas"]["WitnessView"][];
        };
        /** WitnessView */
        WitnessView: {
            /** @example juwei.example/w1+d63ddf55+BJP1P4mPVIcb4Nx3hVVHKYXyDqeQGWwTOdbKpAwvRvQp */
            key: string;
            /** @description 最近一次见证，见证方自己的时间 */
            last_cosigned_at: string | null;
            /**
             * @description 见证到第几笔
             * @example 3101
             */
            last_size: number | null;
            /** @example 凤凰社区居委会 */
            name: string;
            /** @description 停用的时间；以前签的仍然有效 */
            withdrawn_at: string | null;
            /** @example 1 */
            witness_id: number;
        };
    };
    responses: {
        /** @description 提交的内容有误：`request_is_malformed` 等，`fields` 指出哪一处。 */
        Problem400: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description 还没有登录：`sign_in_required`。 */
        Problem401: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description 没有权限：`permission_is_missing`；页面停留太久：`page_is_out_of_date`。 */
        Problem403: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description 没有找到，或者属于别的小区：`object_is_not_here`。 */
        Problem404: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description 业务上不能办理，`code` 和 `detail` 说明原因；同一请求编号重发得到同一个结果。 */
        Problem409: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description 文件或内容太大：`file_is_too_large`。 */
        Problem413: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description 操作太频繁，请按 `Retry-After` 等待。 */
        Problem429: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description 系统正忙，没有办理，稍候可以重试：`service_is_busy`。 */
        Problem503: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /**
         * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
         * @example 9a8b7c…
         */
        CsrfToken: string;
        /**
         * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
         * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
         */
        IdempotencyKey: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    ApiV1AccountReadAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "login": "treasurer",
                     *       "display_name": "财务委员",
                     *       "has_password": false,
                     *       "factor_is_forced": false,
                     *       "factor_is_proved": false,
                     *       "factor_confirmed_at": null,
                     *       "recovery_codes_left": 10,
                     *       "wechat_is_linked": false
                     *     }
                     */
                    "application/json": components["schemas"]["AccountView"];
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1AccountPasswordChangePassword: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "old_password": "一句自己记得住的话 2026",
                 *       "new_password": "一句自己记得住的话 2026",
                 *       "code": null
                 *     }
                 */
                "application/json": components["schemas"]["NewPassword"];
            };
        };
        responses: {
            /** @description Request fulfilled, nothing follows */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1AccountRecoveryCodesRenewRecoveryCodes: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "492039"
                 *     }
                 */
                "application/json": components["schemas"]["FactorProof"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recovery_codes": [
                     *         "abcd-efgh-jkmn"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RecoveryCodesView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1AccountSecondFactorBeginEnrolment: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "secret": "JBSWY3DPEHPK3PXP",
                     *       "uri": "otpauth://totp/…",
                     *       "qr": "data:image/svg+xml;base64,…"
                     *     }
                     */
                    "application/json": components["schemas"]["EnrolmentView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1AccountSecondFactorConfirmationConfirmEnrolment: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "492039"
                 *     }
                 */
                "application/json": components["schemas"]["FactorProof"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recovery_codes": [
                     *         "abcd-efgh-jkmn"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RecoveryCodesView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1AccountSecondFactorRemovalRemoveSecondFactor: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "一句自己记得住的话 2026",
                 *       "code": "492039"
                 *     }
                 */
                "application/json": components["schemas"]["FactorRemoval"];
            };
        };
        responses: {
            /** @description Request fulfilled, nothing follows */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1AccountSessionsListSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "session_id": 7,
                     *           "is_this_one": false,
                     *           "device": "微信 · 安卓手机",
                     *           "address": "192.0.2.7",
                     *           "proof": "password",
                     *           "proof_title": "手机验证码",
                     *           "factor_is_proved": false,
                     *           "began_at": "2026-06-18T01:30:00Z",
                     *           "last_seen_at": "2026-06-18T01:30:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DevicesView"];
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1AccountSessionsSessionIdEndSession: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                session_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, nothing follows */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1AccountSessionsEndOthersEndOtherSessions: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ended": 2
                     *     }
                     */
                    "application/json": components["schemas"]["EndedView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1AccountWechatUnlinkWechat: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, nothing follows */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdReadEstate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "estate_id": 1,
                     *       "code": "shuxiangyuan",
                     *       "name": "书香苑",
                     *       "kind": "商品房",
                     *       "operating_model": "居民自管",
                     *       "region": "川南市/江北县/东门街道/书香社区",
                     *       "dwellings": 312,
                     *       "residents": 300,
                     *       "first_month": "2026-01",
                     *       "today": "2026-06-18"
                     *     }
                     */
                    "application/json": components["schemas"]["EstateView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdAccountsAccountCodeBalanceReadBalance: {
        parameters: {
            query?: {
                /**
                 * @description 账簿第几笔之后
                 * @example null
                 */
                as_of_seq?: number | null;
                /** @example null */
                effective_on?: string | null;
                /**
                 * @description 只看一个持有人，如 resident:17
                 * @example null
                 */
                holder?: string | null;
                /**
                 * @description 入账时刻，写明时区
                 * @example null
                 */
                recorded_at?: string | null;
            };
            header?: never;
            path: {
                /** @example 1002001 */
                account_code: string;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "account_code": "1002001",
                     *       "account_name": "银行存款-公共收益专户",
                     *       "holder": "resident:17",
                     *       "currency": "CNY",
                     *       "balance": 900000,
                     *       "through_seq": 3101,
                     *       "book_size": 3120
                     *     }
                     */
                    "application/json": components["schemas"]["BalanceAtView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdActivityCategoriesListActivityCategories: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "name": "人居环境",
                     *           "about": "清扫楼道和院落"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CategoriesView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdActivityPlansListActivityPlans: {
        parameters: {
            query?: {
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description 名称、地点或类别的一部分
                 * @example 保洁
                 */
                q?: string;
                /**
                 * @description 只看这个状态的
                 * @example draft
                 */
                state?: "draft" | "open" | "running" | "confirmed" | "closed" | "cancelled" | null;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "activity_id": 12,
                     *           "name": "周末清扫",
                     *           "service_type": "人居环境",
                     *           "on": "2026-06-18",
                     *           "starts_at": "2026-06-18T01:30:00Z",
                     *           "ends_at": "2026-06-18T01:30:00Z",
                     *           "place": "3栋楼前",
                     *           "description": "请穿平底鞋",
                     *           "organiser": "文明实践站",
                     *           "state": "draft",
                     *           "state_title": "报名中",
                     *           "capacity": 20,
                     *           "taken": 8,
                     *           "waiting": 0,
                     *           "sign_up_until": "2026-06-18T01:30:00Z",
                     *           "cancel_until": "2026-06-18T01:30:00Z",
                     *           "confirmers_required": 2,
                     *           "repeats_title": "每周",
                     *           "my_state": "signed_up",
                     *           "my_state_title": "已报名",
                     *           "my_place_in_line": 0,
                     *           "is_open_for_me": false,
                     *           "is_cancellable_by_me": false
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_ActivityView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdActivityPlansPlanActivities: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "周末清扫",
                 *       "service_type": "人居环境",
                 *       "organiser": "文明实践站",
                 *       "place": "3栋楼前",
                 *       "description": "请穿平底鞋",
                 *       "starts_at": "2026-06-18T01:30:00Z",
                 *       "ends_at": "2026-06-18T01:30:00Z",
                 *       "sign_up_until": null,
                 *       "cancel_until": null,
                 *       "capacity": 20,
                 *       "confirmers_required": 2,
                 *       "repeats": "weekly",
                 *       "last_on": null
                 *     }
                 */
                "application/json": components["schemas"]["NewActivityBody"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "activity_id": 12,
                     *       "activity_ids": [
                     *         12,
                     *         13,
                     *         14
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PlannedView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdActivityPlansActivityIdReadActivityPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                activity_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "activity_id": 12,
                     *       "name": "周末清扫",
                     *       "service_type": "人居环境",
                     *       "on": "2026-06-18",
                     *       "starts_at": "2026-06-18T01:30:00Z",
                     *       "ends_at": "2026-06-18T01:30:00Z",
                     *       "place": "3栋楼前",
                     *       "description": "请穿平底鞋",
                     *       "organiser": "文明实践站",
                     *       "state": "draft",
                     *       "state_title": "报名中",
                     *       "capacity": 20,
                     *       "taken": 8,
                     *       "waiting": 0,
                     *       "sign_up_until": "2026-06-18T01:30:00Z",
                     *       "cancel_until": "2026-06-18T01:30:00Z",
                     *       "confirmers_required": 2,
                     *       "repeats_title": "每周",
                     *       "my_state": "signed_up",
                     *       "my_state_title": "已报名",
                     *       "my_place_in_line": 0,
                     *       "is_open_for_me": false,
                     *       "is_cancellable_by_me": false
                     *     }
                     */
                    "application/json": components["schemas"]["ActivityView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdActivityPlansActivityIdChangeActivityPlan: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                activity_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "周末清扫",
                 *       "service_type": "人居环境",
                 *       "organiser": "文明实践站",
                 *       "place": "3栋楼前",
                 *       "description": "请穿平底鞋",
                 *       "starts_at": "2026-06-18T01:30:00Z",
                 *       "ends_at": "2026-06-18T01:30:00Z",
                 *       "sign_up_until": null,
                 *       "cancel_until": null,
                 *       "capacity": 20,
                 *       "confirmers_required": 2
                 *     }
                 */
                "application/json": components["schemas"]["ActivityBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "activity_id": 12,
                     *       "name": "周末清扫",
                     *       "service_type": "人居环境",
                     *       "on": "2026-06-18",
                     *       "starts_at": "2026-06-18T01:30:00Z",
                     *       "ends_at": "2026-06-18T01:30:00Z",
                     *       "place": "3栋楼前",
                     *       "description": "请穿平底鞋",
                     *       "organiser": "文明实践站",
                     *       "state": "draft",
                     *       "state_title": "报名中",
                     *       "capacity": 20,
                     *       "taken": 8,
                     *       "waiting": 0,
                     *       "sign_up_until": "2026-06-18T01:30:00Z",
                     *       "cancel_until": "2026-06-18T01:30:00Z",
                     *       "confirmers_required": 2,
                     *       "repeats_title": "每周",
                     *       "my_state": "signed_up",
                     *       "my_state_title": "已报名",
                     *       "my_place_in_line": 0,
                     *       "is_open_for_me": false,
                     *       "is_cancellable_by_me": false
                     *     }
                     */
                    "application/json": components["schemas"]["ActivityView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdActivityPlansActivityIdAttendanceListAttendance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                activity_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "resident_id": 17,
                     *           "name_masked": "王*",
                     *           "room": "1栋1单元0101",
                     *           "is_no_show": false,
                     *           "came_at": null,
                     *           "came_by": "code",
                     *           "left_at": null,
                     *           "left_by": "code",
                     *           "counts_from": null,
                     *           "counts_until": null,
                     *           "service_minutes": 120,
                     *           "note": "没有签退，要补"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AttendanceListView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdActivityPlansActivityIdCancelCancelActivity: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                activity_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "activity_id": 12,
                     *       "name": "周末清扫",
                     *       "service_type": "人居环境",
                     *       "on": "2026-06-18",
                     *       "starts_at": "2026-06-18T01:30:00Z",
                     *       "ends_at": "2026-06-18T01:30:00Z",
                     *       "place": "3栋楼前",
                     *       "description": "请穿平底鞋",
                     *       "organiser": "文明实践站",
                     *       "state": "draft",
                     *       "state_title": "报名中",
                     *       "capacity": 20,
                     *       "taken": 8,
                     *       "waiting": 0,
                     *       "sign_up_until": "2026-06-18T01:30:00Z",
                     *       "cancel_until": "2026-06-18T01:30:00Z",
                     *       "confirmers_required": 2,
                     *       "repeats_title": "每周",
                     *       "my_state": "signed_up",
                     *       "my_state_title": "已报名",
                     *       "my_place_in_line": 0,
                     *       "is_open_for_me": false,
                     *       "is_cancellable_by_me": false
                     *     }
                     */
                    "application/json": components["schemas"]["ActivityView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdActivityPlansActivityIdCheckInCodeReadCheckInCode: {
        parameters: {
            query?: {
                /**
                 * @description 签到或签退
                 * @example in
                 */
                direction?: "in" | "out";
            };
            header?: never;
            path: {
                /** @example 1 */
                activity_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "activity_id": 12,
                     *       "name": "周末清扫",
                     *       "direction": "in",
                     *       "direction_title": "签到",
                     *       "address": "https://ledger.example/c/12?k=12345678",
                     *       "qr_svg": "data:image/svg+xml;base64,PHN2Zy8+",
                     *       "digits": "1234 5678",
                     *       "seconds_left": 17,
                     *       "listed": 12,
                     *       "came": 8,
                     *       "gone": 0,
                     *       "at": "2026-06-18T01:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ScreenView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdActivityPlansActivityIdEntriesEnterByHand: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                activity_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "rows": [
                 *         {
                 *           "resident_id": 17,
                 *           "came": "09:00",
                 *           "left": "09:00",
                 *           "reason": "签到纸第 3 行"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["EntriesBody"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "activity_id": 12,
                     *       "rows": [
                     *         {
                     *           "resident_id": 17,
                     *           "name_masked": "王*",
                     *           "service_minutes": 120,
                     *           "fault": "离开要晚于到场。"
                     *         }
                     *       ],
                     *       "people": 5,
                     *       "service_minutes": 600,
                     *       "faults": 0
                     *     }
                     */
                    "application/json": components["schemas"]["EntriesView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdActivityPlansActivityIdEntriesPreviewPreviewEntries: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                activity_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "rows": [
                 *         {
                 *           "resident_id": 17,
                 *           "came": "09:00",
                 *           "left": "09:00",
                 *           "reason": "签到纸第 3 行"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["EntriesBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "activity_id": 12,
                     *       "rows": [
                     *         {
                     *           "resident_id": 17,
                     *           "name_masked": "王*",
                     *           "service_minutes": 120,
                     *           "fault": "离开要晚于到场。"
                     *         }
                     *       ],
                     *       "people": 5,
                     *       "service_minutes": 600,
                     *       "faults": 0
                     *     }
                     */
                    "application/json": components["schemas"]["EntriesView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdActivityPlansActivityIdFinishFinishActivity: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                activity_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "签到纸刚找到",
                 *       "document_id": 3
                 *     }
                 */
                "application/json": components["schemas"]["FinishBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "activity_id": 12,
                     *       "name": "周末清扫",
                     *       "service_type": "人居环境",
                     *       "on": "2026-06-18",
                     *       "starts_at": "2026-06-18T01:30:00Z",
                     *       "ends_at": "2026-06-18T01:30:00Z",
                     *       "place": "3栋楼前",
                     *       "description": "请穿平底鞋",
                     *       "organiser": "文明实践站",
                     *       "state": "draft",
                     *       "state_title": "报名中",
                     *       "capacity": 20,
                     *       "taken": 8,
                     *       "waiting": 0,
                     *       "sign_up_until": "2026-06-18T01:30:00Z",
                     *       "cancel_until": "2026-06-18T01:30:00Z",
                     *       "confirmers_required": 2,
                     *       "repeats_title": "每周",
                     *       "my_state": "signed_up",
                     *       "my_state_title": "已报名",
                     *       "my_place_in_line": 0,
                     *       "is_open_for_me": false,
                     *       "is_cancellable_by_me": false
                     *     }
                     */
                    "application/json": components["schemas"]["ActivityView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdActivityPlansActivityIdMarksMarkByList: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                activity_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "resident_id": 17,
                 *       "direction": "in"
                 *     }
                 */
                "application/json": components["schemas"]["MarkBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "activity_id": 12,
                     *       "direction": "in",
                     *       "direction_title": "签到",
                     *       "attendance": {
                     *         "resident_id": 17,
                     *         "name_masked": "王*",
                     *         "room": "1栋1单元0101",
                     *         "is_no_show": false,
                     *         "came_at": null,
                     *         "came_by": "code",
                     *         "left_at": null,
                     *         "left_by": "code",
                     *         "counts_from": null,
                     *         "counts_until": null,
                     *         "service_minutes": 120,
                     *         "note": "没有签退，要补"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["MarkedView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdActivityPlansActivityIdSignUpsListSignUps: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                activity_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "sign_up_id": 5,
                     *           "resident_id": 17,
                     *           "name_masked": "王*",
                     *           "room": "1栋1单元0101",
                     *           "state": "signed_up",
                     *           "state_title": "已报名",
                     *           "signed_up_at": "2026-06-18T01:30:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SignUpsView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdActivityPlansActivityIdSignUpsSignUpForResident: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                activity_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "resident_id": 17
                 *     }
                 */
                "application/json": components["schemas"]["ResidentBody"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "activity_id": 12,
                     *       "name": "周末清扫",
                     *       "service_type": "人居环境",
                     *       "on": "2026-06-18",
                     *       "starts_at": "2026-06-18T01:30:00Z",
                     *       "ends_at": "2026-06-18T01:30:00Z",
                     *       "place": "3栋楼前",
                     *       "description": "请穿平底鞋",
                     *       "organiser": "文明实践站",
                     *       "state": "draft",
                     *       "state_title": "报名中",
                     *       "capacity": 20,
                     *       "taken": 8,
                     *       "waiting": 0,
                     *       "sign_up_until": "2026-06-18T01:30:00Z",
                     *       "cancel_until": "2026-06-18T01:30:00Z",
                     *       "confirmers_required": 2,
                     *       "repeats_title": "每周",
                     *       "my_state": "signed_up",
                     *       "my_state_title": "已报名",
                     *       "my_place_in_line": 0,
                     *       "is_open_for_me": false,
                     *       "is_cancellable_by_me": false
                     *     }
                     */
                    "application/json": components["schemas"]["ActivityView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdActivityPlansActivityIdSignUpsTakeOffTakeOffTheList: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                activity_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "resident_id": 17
                 *     }
                 */
                "application/json": components["schemas"]["ResidentBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "activity_id": 12,
                     *       "name": "周末清扫",
                     *       "service_type": "人居环境",
                     *       "on": "2026-06-18",
                     *       "starts_at": "2026-06-18T01:30:00Z",
                     *       "ends_at": "2026-06-18T01:30:00Z",
                     *       "place": "3栋楼前",
                     *       "description": "请穿平底鞋",
                     *       "organiser": "文明实践站",
                     *       "state": "draft",
                     *       "state_title": "报名中",
                     *       "capacity": 20,
                     *       "taken": 8,
                     *       "waiting": 0,
                     *       "sign_up_until": "2026-06-18T01:30:00Z",
                     *       "cancel_until": "2026-06-18T01:30:00Z",
                     *       "confirmers_required": 2,
                     *       "repeats_title": "每周",
                     *       "my_state": "signed_up",
                     *       "my_state_title": "已报名",
                     *       "my_place_in_line": 0,
                     *       "is_open_for_me": false,
                     *       "is_cancellable_by_me": false
                     *     }
                     */
                    "application/json": components["schemas"]["ActivityView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdActivityPlansActivityIdStartStartActivity: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                activity_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "activity_id": 12,
                     *       "name": "周末清扫",
                     *       "service_type": "人居环境",
                     *       "on": "2026-06-18",
                     *       "starts_at": "2026-06-18T01:30:00Z",
                     *       "ends_at": "2026-06-18T01:30:00Z",
                     *       "place": "3栋楼前",
                     *       "description": "请穿平底鞋",
                     *       "organiser": "文明实践站",
                     *       "state": "draft",
                     *       "state_title": "报名中",
                     *       "capacity": 20,
                     *       "taken": 8,
                     *       "waiting": 0,
                     *       "sign_up_until": "2026-06-18T01:30:00Z",
                     *       "cancel_until": "2026-06-18T01:30:00Z",
                     *       "confirmers_required": 2,
                     *       "repeats_title": "每周",
                     *       "my_state": "signed_up",
                     *       "my_state_title": "已报名",
                     *       "my_place_in_line": 0,
                     *       "is_open_for_me": false,
                     *       "is_cancellable_by_me": false
                     *     }
                     */
                    "application/json": components["schemas"]["ActivityView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdActivityPlansPublishPublishActivities: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "activity_ids": [
                 *         12
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["PublishBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "activity_id": 12,
                     *           "name": "周末清扫",
                     *           "service_type": "人居环境",
                     *           "on": "2026-06-18",
                     *           "starts_at": "2026-06-18T01:30:00Z",
                     *           "ends_at": "2026-06-18T01:30:00Z",
                     *           "place": "3栋楼前",
                     *           "description": "请穿平底鞋",
                     *           "organiser": "文明实践站",
                     *           "state": "draft",
                     *           "state_title": "报名中",
                     *           "capacity": 20,
                     *           "taken": 8,
                     *           "waiting": 0,
                     *           "sign_up_until": "2026-06-18T01:30:00Z",
                     *           "cancel_until": "2026-06-18T01:30:00Z",
                     *           "confirmers_required": 2,
                     *           "repeats_title": "每周",
                     *           "my_state": "signed_up",
                     *           "my_state_title": "已报名",
                     *           "my_place_in_line": 0,
                     *           "is_open_for_me": false,
                     *           "is_cancellable_by_me": false
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PublishedView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdApiKeysListApiKeys: {
        parameters: {
            query?: {
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "api_key_id": 1,
                     *           "name": "银行流水导入",
                     *           "role": "treasurer",
                     *           "role_title": "财务委员",
                     *           "scopes": [
                     *             {
                     *               "scope": "read_books",
                     *               "title": "查看账簿、凭证和资金来源"
                     *             }
                     *           ],
                     *           "prefix": "k3p9x2ab",
                     *           "expires_on": "2026-06-18",
                     *           "created_by": "运维",
                     *           "created_at": "2026-06-18T01:30:00Z",
                     *           "last_used_at": null,
                     *           "revoked_at": null,
                     *           "secret": "ledger_1_…"
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_ApiKeyView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdApiKeysAddApiKey: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "银行流水导入",
                 *       "role": "treasurer",
                 *       "scopes": [
                 *         "read_books"
                 *       ],
                 *       "expires_on": "2026-06-18"
                 *     }
                 */
                "application/json": components["schemas"]["NewApiKey"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "api_key_id": 1,
                     *       "name": "银行流水导入",
                     *       "role": "treasurer",
                     *       "role_title": "财务委员",
                     *       "scopes": [
                     *         {
                     *           "scope": "read_books",
                     *           "title": "查看账簿、凭证和资金来源"
                     *         }
                     *       ],
                     *       "prefix": "k3p9x2ab",
                     *       "expires_on": "2026-06-18",
                     *       "created_by": "运维",
                     *       "created_at": "2026-06-18T01:30:00Z",
                     *       "last_used_at": null,
                     *       "revoked_at": null,
                     *       "secret": "ledger_1_…"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiKeyView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdApiKeysApiKeyIdRevocationRevokeApiKey: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                api_key_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "api_key_id": 1,
                     *       "name": "银行流水导入",
                     *       "role": "treasurer",
                     *       "role_title": "财务委员",
                     *       "scopes": [
                     *         {
                     *           "scope": "read_books",
                     *           "title": "查看账簿、凭证和资金来源"
                     *         }
                     *       ],
                     *       "prefix": "k3p9x2ab",
                     *       "expires_on": "2026-06-18",
                     *       "created_by": "运维",
                     *       "created_at": "2026-06-18T01:30:00Z",
                     *       "last_used_at": null,
                     *       "revoked_at": null,
                     *       "secret": "ledger_1_…"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiKeyView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdApiKeysRolesKeyRoles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "role": "treasurer",
                     *           "role_title": "财务委员",
                     *           "scopes": [
                     *             {
                     *               "scope": "read_books",
                     *               "title": "查看账簿、凭证和资金来源"
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["KeyRolesView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdAuditLogSearchAuditLog: {
        parameters: {
            query?: {
                /**
                 * @description 操作，见 actions
                 * @example
                 */
                action?: string;
                /**
                 * @description 用户编号
                 * @example null
                 */
                actor_user_id?: number | null;
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 从哪一天起，含当天
                 * @example 2026-04
                 */
                from?: string | null;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description 对象，如 entry:12，或种类 entry
                 * @example
                 */
                object?: string;
                /**
                 * @description done、refused，或一个拒绝代码
                 * @example
                 */
                outcome?: string;
                /**
                 * @description 姓名或登录名的一部分
                 * @example
                 */
                person?: string;
                /**
                 * @description 到哪一天止，含当天
                 * @example 2026-06
                 */
                to?: string | null;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "audit_line_id": 1042,
                     *           "at": "2026-06-18T01:30:00Z",
                     *           "actor_user_id": null,
                     *           "actor_name": "财务委员",
                     *           "action": "post_entry",
                     *           "action_title": "记账",
                     *           "object": "entry:12",
                     *           "object_title": "凭证 12",
                     *           "outcome": "done",
                     *           "outcome_title": "已办",
                     *           "is_done": false,
                     *           "reason": "核对补贴名单",
                     *           "request_id": "9f86d081884c7d65",
                     *           "address": "10.0.0.9"
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_AuditLineView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdAuditLogActionsListAuditActions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "action": "post_entry",
                     *           "title": "记账"
                     *         }
                     *       ],
                     *       "object_kinds": [
                     *         {
                     *           "kind": "entry",
                     *           "title": "凭证"
                     *         }
                     *       ],
                     *       "kept_months": 36
                     *     }
                     */
                    "application/json": components["schemas"]["AuditActionsView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdAuditLogExportExportAuditLog: {
        parameters: {
            query?: {
                /**
                 * @description 操作，见 actions
                 * @example
                 */
                action?: string;
                /**
                 * @description 用户编号
                 * @example null
                 */
                actor_user_id?: number | null;
                /**
                 * @description 文件格式
                 * @example csv
                 */
                format?: components["schemas"]["ExportFormat"];
                /**
                 * @description 从哪一天起，含当天
                 * @example 2026-04
                 */
                from?: string | null;
                /**
                 * @description 对象，如 entry:12，或种类 entry
                 * @example
                 */
                object?: string;
                /**
                 * @description done、refused，或一个拒绝代码
                 * @example
                 */
                outcome?: string;
                /**
                 * @description 姓名或登录名的一部分
                 * @example
                 */
                person?: string;
                /**
                 * @description 到哪一天止，含当天
                 * @example 2026-06
                 */
                to?: string | null;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdAuditPackageDownloadAuditPackage: {
        parameters: {
            query: {
                /**
                 * @description 起始月份，如 2026-04
                 * @example 2026-04
                 */
                from_month: string;
                /**
                 * @description 截止月份，如 2026-06
                 * @example 2026-06
                 */
                to_month: string;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description File Download */
            200: {
                headers: {
                    /** @description File size in bytes */
                    "content-length"?: string;
                    /** @description Entity tag */
                    etag?: string;
                    /** @description Last modified data-time in RFC 2822 format */
                    "last-modified"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdBooksAccountLedgerReadAccountLedger: {
        parameters: {
            query: {
                /**
                 * @description 科目代码
                 * @example 1002001
                 */
                account_code: string;
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 起始月份，如 2026-04
                 * @example 2026-04
                 */
                from?: string | null;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description 截止月份，如 2026-06
                 * @example 2026-06
                 */
                to?: string | null;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "account": {
                     *         "code": "1002001",
                     *         "name": "银行存款-公共收益专户",
                     *         "normal_side": "debit",
                     *         "currency": "CNY"
                     *       },
                     *       "opening": 18470000,
                     *       "items": [
                     *         {
                     *           "seq": 12,
                     *           "entry_no": "记-202604-0001",
                     *           "on": "2026-06-18",
                     *           "narration": "4月停车月租(12辆)",
                     *           "counter_accounts": [
                     *             "4301001 停车月租"
                     *           ],
                     *           "debit": 48000,
                     *           "credit": 0,
                     *           "balance": 12345600
                     *         }
                     *       ],
                     *       "next": null,
                     *       "closing": 24171475
                     *     }
                     */
                    "application/json": components["schemas"]["AccountLedgerView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdBooksAccountLedgerExportExportAccountLedger: {
        parameters: {
            query: {
                /**
                 * @description 科目代码
                 * @example 1002001
                 */
                account_code: string;
                /**
                 * @description 文件格式
                 * @example csv
                 */
                format?: components["schemas"]["ExportFormat"];
                /**
                 * @description 起始月份，如 2026-04
                 * @example 2026-04
                 */
                from?: string | null;
                /**
                 * @description 截止月份，如 2026-06
                 * @example 2026-06
                 */
                to?: string | null;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdBooksJournalReadJournal: {
        parameters: {
            query?: {
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 起始月份，如 2026-04
                 * @example 2026-04
                 */
                from?: string | null;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description 摘要、凭证号、科目的一部分
                 * @example 保洁
                 */
                q?: string;
                /**
                 * @description 凭证字
                 * @example 记
                 */
                series?: "记" | "积" | "时" | null;
                /**
                 * @description 截止月份，如 2026-06
                 * @example 2026-06
                 */
                to?: string | null;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "seq": 12,
                     *           "entry_no": "记-202604-0001",
                     *           "on": "2026-06-18",
                     *           "recorded_at": "2026-06-18T01:30:00Z",
                     *           "kind": "cash_book",
                     *           "narration": "支付六月保洁费",
                     *           "total": 48000,
                     *           "currency": "CNY",
                     *           "prepared_by": "财务委员",
                     *           "approved_by": null,
                     *           "lines": [
                     *             {
                     *               "account_code": "1002001",
                     *               "account_name": "银行存款-公共收益专户",
                     *               "holder": "王*（17）",
                     *               "side": "debit",
                     *               "amount": 48000,
                     *               "narration": "支付六月保洁费"
                     *             }
                     *           ],
                     *           "reverses_seq": null,
                     *           "reversed_by_seqs": [
                     *             17
                     *           ]
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_JournalEntryView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdBooksJournalExportExportJournal: {
        parameters: {
            query?: {
                /**
                 * @description 文件格式
                 * @example csv
                 */
                format?: components["schemas"]["ExportFormat"];
                /**
                 * @description 起始月份，如 2026-04
                 * @example 2026-04
                 */
                from?: string | null;
                /**
                 * @description 摘要、凭证号、科目的一部分
                 * @example 保洁
                 */
                q?: string;
                /**
                 * @description 凭证字
                 * @example 记
                 */
                series?: "记" | "积" | "时" | null;
                /**
                 * @description 截止月份，如 2026-06
                 * @example 2026-06
                 */
                to?: string | null;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdBooksTrialBalanceReadTrialBalance: {
        parameters: {
            query?: {
                /**
                 * @description A unit in which a book is kept; amounts are whole numbers of its minor unit.
                 * @example CNY
                 */
                currency?: components["schemas"]["Currency"];
                /**
                 * @description 起始月份，如 2026-04
                 * @example 2026-04
                 */
                from?: string | null;
                /**
                 * @description 截止月份，如 2026-06
                 * @example 2026-06
                 */
                to?: string | null;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "currency": "CNY",
                     *       "from_month": "2026-04",
                     *       "to_month": "2026-06",
                     *       "rows": [
                     *         {
                     *           "code": "4301001",
                     *           "name": "停车月租",
                     *           "level": 1,
                     *           "is_postable": false,
                     *           "normal_side": "debit",
                     *           "opening": 0,
                     *           "debits": 12308162,
                     *           "credits": 5280000,
                     *           "closing": -5280000
                     *         }
                     *       ],
                     *       "totals": {
                     *         "opening_debit": 18470000,
                     *         "opening_credit": 18470000,
                     *         "debits": 12308162,
                     *         "credits": 6606687,
                     *         "closing_debit": 24171475,
                     *         "closing_credit": 24171475
                     *       },
                     *       "is_balanced": false
                     *     }
                     */
                    "application/json": components["schemas"]["TrialBalanceView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdCardBatchesListCardBatches: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "card_batch_id": 1,
                     *           "cards": 20,
                     *           "blank": 12,
                     *           "in_use": 7,
                     *           "dead": 1,
                     *           "made_by_name": "网格员 02",
                     *           "made_at": "2026-06-18T01:30:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CardBatchesView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdCardBatchesMakeCardBatch: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "cards": 20,
                 *       "report_to": "书香社区服务台"
                 *     }
                 */
                "application/json": components["schemas"]["NewBatch"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdCardBatchesCardBatchIdVoidVoidCardBatch: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                card_batch_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "本人到服务台"
                 *     }
                 */
                "application/json": components["schemas"]["CardReason"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "card_batch_id": 1,
                     *       "cards": 20
                     *     }
                     */
                    "application/json": components["schemas"]["VoidedView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdCardLimitsReadCardLimits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "pin_points_max": 100,
                     *       "sight_points_max": 20
                     *     }
                     */
                    "application/json": components["schemas"]["LimitsView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdCardLimitsSetCardLimits: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "pin_points_max": 100,
                 *       "sight_points_max": 20,
                 *       "reason": "本人到服务台"
                 *     }
                 */
                "application/json": components["schemas"]["LimitsBody"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "pin_points_max": 100,
                     *       "sight_points_max": 20
                     *     }
                     */
                    "application/json": components["schemas"]["LimitsView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdCardUnblockingsCardUnblockingIdDecideDecideCardUnblocking: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                card_unblocking_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "grants": true
                 *     }
                 */
                "application/json": components["schemas"]["UnblockingDecision"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "card_id": 1
                     *     }
                     */
                    "application/json": components["schemas"]["CardIdView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdCardsListCards: {
        parameters: {
            query?: {
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description 只看一种状态，空表示全部
                 * @example blank
                 */
                state?: "blank" | "active" | "locked" | "blocked" | "dead" | null;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "card_id": 1,
                     *           "card_batch_id": 1,
                     *           "last_four": "4821",
                     *           "state": "active",
                     *           "state_title": "使用中",
                     *           "holder_masked": "王*",
                     *           "building": "3栋",
                     *           "resident_id": 1,
                     *           "has_pin": true,
                     *           "bound_at": null,
                     *           "changed_at": "2026-06-18T01:30:00Z",
                     *           "changed_title": "发给住户",
                     *           "reason": "本人到服务台",
                     *           "unblocking": null
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_CardView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdCardsBindCard: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "pin": "407285",
                 *       "pin_again": "407285",
                 *       "reason": "本人到服务台",
                 *       "card": "8123456789012344",
                 *       "resident_id": 1
                 *     }
                 */
                "application/json": components["schemas"]["BindingBody"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "card_id": 1
                     *     }
                     */
                    "application/json": components["schemas"]["CardIdView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdCardsCardIdBlockBlockCard: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                card_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "本人到服务台"
                 *     }
                 */
                "application/json": components["schemas"]["CardReason"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "card_id": 1
                     *     }
                     */
                    "application/json": components["schemas"]["CardIdView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdCardsCardIdChangesReadCardTrail: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                card_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "card_change_id": 1,
                     *           "what_title": "挂失",
                     *           "state_title": "已挂失",
                     *           "reason": "钱包丢了",
                     *           "acted_as_title": "本人",
                     *           "changed_by_name": "网格员 02",
                     *           "at": "2026-06-18T01:30:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CardTrailView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdCardsCardIdPinSetCardPin: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                card_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "pin": "407285",
                 *       "pin_again": "407285",
                 *       "reason": "本人到服务台"
                 *     }
                 */
                "application/json": components["schemas"]["PinBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "card_id": 1
                     *     }
                     */
                    "application/json": components["schemas"]["CardIdView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdCardsCardIdReplacementReplaceCard: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                card_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "pin": "407285",
                 *       "pin_again": "407285",
                 *       "reason": "本人到服务台",
                 *       "card": "8123456789012344"
                 *     }
                 */
                "application/json": components["schemas"]["ReplacementBody"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "card_id": 1
                     *     }
                     */
                    "application/json": components["schemas"]["CardIdView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdCardsCardIdUnblockingsAskCardUnblocking: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                card_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "本人到服务台"
                 *     }
                 */
                "application/json": components["schemas"]["CardReason"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "card_unblocking_id": 1
                     *     }
                     */
                    "application/json": components["schemas"]["UnblockingIdView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdCardsCardIdVoidVoidCard: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                card_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "本人到服务台"
                 *     }
                 */
                "application/json": components["schemas"]["CardReason"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "card_id": 1
                     *     }
                     */
                    "application/json": components["schemas"]["CardIdView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdCertificatesListCertificates: {
        parameters: {
            query?: {
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description 编号或姓名的一部分
                 * @example 保洁
                 */
                q?: string;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "certificate_id": 3,
                     *           "number": "志证-2026-000003",
                     *           "resident_id": 1,
                     *           "name": "张*",
                     *           "issued_at": "2026-06-18T01:30:00Z",
                     *           "asked_as": "self",
                     *           "asked_title": "本人",
                     *           "from_on": "2026-06-18",
                     *           "to_on": "2026-06-18",
                     *           "service_count": 12,
                     *           "service_minutes": 1830,
                     *           "hours": "30.50",
                     *           "state": "valid",
                     *           "state_title": "有效",
                     *           "superseded_by": null,
                     *           "verify_path": "/p/certificates/AAAAAAAAAAAAAAAAAAAAAA"
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_CertificateView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdCertificatesCertificateIdPapersPrintCertificate: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                certificate_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "核对迁入材料"
                 *     }
                 */
                "application/json": components["schemas"]["WithReason"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": unknown;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdChartReadChart: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "accounts": [
                     *         {
                     *           "code": "1002001",
                     *           "name": "银行存款-公共收益专户",
                     *           "type": "asset",
                     *           "currency": "CNY",
                     *           "normal_side": "debit",
                     *           "is_postable": false,
                     *           "parent_code": "1002",
                     *           "dimensions": [
                     *             "fund_grant"
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["chart_payloads_ChartView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdCommitteeTermsListCommitteeTerms: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "committee_term_id": 2,
                     *           "term_no": 3,
                     *           "starts_on": "2026-06-18",
                     *           "ends_on": "2026-06-18",
                     *           "resolution": "2026 年第一次业主大会决议",
                     *           "is_cut_short": false,
                     *           "is_running": false
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TermListView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdCommitteeTermsBeginTerm: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "starts_on": "2026-07-01",
                 *       "ends_on": "2031-06-30",
                 *       "resolution": "2026 年第一次业主大会决议"
                 *     }
                 */
                "application/json": components["schemas"]["NewTerm"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "committee_term_id": 2,
                     *       "term_no": 3,
                     *       "starts_on": "2026-06-18",
                     *       "ends_on": "2026-06-18",
                     *       "resolution": "2026 年第一次业主大会决议",
                     *       "is_cut_short": false,
                     *       "is_running": false
                     *     }
                     */
                    "application/json": components["schemas"]["TermView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdCommitteeTermsCommitteeTermIdEarlyEndCutTermShort: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                committee_term_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "ends_on": "2028-12-31",
                 *       "reason": "提前换届"
                 *     }
                 */
                "application/json": components["schemas"]["EarlyEnd"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "committee_term_id": 2,
                     *       "term_no": 3,
                     *       "starts_on": "2026-06-18",
                     *       "ends_on": "2026-06-18",
                     *       "resolution": "2026 年第一次业主大会决议",
                     *       "is_cut_short": false,
                     *       "is_running": false
                     *     }
                     */
                    "application/json": components["schemas"]["TermView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdCounterReadCounter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "merchant": {
                     *         "merchant_id": 1,
                     *         "code": "M01",
                     *         "name": "红邻积分超市",
                     *         "settlement": "goods",
                     *         "rate_fen_per_point": 80
                     *       },
                     *       "items": [
                     *         {
                     *           "item_id": 1,
                     *           "sku": "S001",
                     *           "name": "东北大米5kg",
                     *           "unit": "袋",
                     *           "points_price": 44,
                     *           "market_price_fen": 4380,
                     *           "stock": 40
                     *         }
                     *       ],
                     *       "today": {
                     *         "redemptions": 12,
                     *         "points": 260,
                     *         "payable_fen": 20800
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["CounterView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdCounterCardOpeningsOpenCardAtCounter: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "card": "8123456789012344",
                 *       "pin": "407285",
                 *       "sight": null
                 *     }
                 */
                "application/json": components["schemas"]["OpeningBody"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "90123456789012345672",
                     *       "holder_masked": "王*",
                     *       "points_available": 46,
                     *       "points_left_today": 100,
                     *       "way": "pin",
                     *       "expires_at": "2026-06-18T01:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["OpeningView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdCounterCodeChecksCheckCode: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "90123456789012345672"
                 *     }
                 */
                "application/json": components["schemas"]["CodeCheckRequest"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "holder_masked": "王*",
                     *       "points_available": 46,
                     *       "expires_at": "2026-06-18T01:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["CodeCheckView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdCounterRedemptionsListRedemptions: {
        parameters: {
            query?: {
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description 业务日期，默认今天
                 * @example 2026-06-18
                 */
                on?: string | null;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "redemption_id": 42,
                     *           "order_no": "20260618-000042",
                     *           "at": "2026-06-18T01:30:00Z",
                     *           "holder_masked": "王*",
                     *           "points": 44,
                     *           "balance_after": 2,
                     *           "lines": [
                     *             {
                     *               "item_id": 1,
                     *               "name": "东北大米5kg",
                     *               "quantity": 1,
                     *               "unit": "袋",
                     *               "points": 44
                     *             }
                     *           ],
                     *           "payable_fen": 3520,
                     *           "entry_nos": [
                     *             "积-202606-0042",
                     *             "记-202606-0017"
                     *           ],
                     *           "says": "核销成功 44 分"
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_RedemptionView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdCounterRedemptionsRedeem: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "90123456789012345672",
                 *       "lines": [
                 *         {
                 *           "item_id": 1,
                 *           "quantity": 1
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["RedemptionRequest"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "redemption_id": 42,
                     *       "order_no": "20260618-000042",
                     *       "at": "2026-06-18T01:30:00Z",
                     *       "holder_masked": "王*",
                     *       "points": 44,
                     *       "balance_after": 2,
                     *       "lines": [
                     *         {
                     *           "item_id": 1,
                     *           "name": "东北大米5kg",
                     *           "quantity": 1,
                     *           "unit": "袋",
                     *           "points": 44
                     *         }
                     *       ],
                     *       "payable_fen": 3520,
                     *       "entry_nos": [
                     *         "积-202606-0042",
                     *         "记-202606-0017"
                     *       ],
                     *       "says": "核销成功 44 分"
                     *     }
                     */
                    "application/json": components["schemas"]["RedemptionView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdCounterStatementReadStatement: {
        parameters: {
            query?: {
                /**
                 * @description 2026-06，默认本月
                 * @example 2026-06
                 */
                month?: string | null;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "month": "2026-06",
                     *       "redemptions": 9,
                     *       "points": 90,
                     *       "payable_fen": 7200,
                     *       "settled_fen": 0,
                     *       "by_item": [
                     *         {
                     *           "name": "社区食堂午餐",
                     *           "quantity": 9,
                     *           "points": 90,
                     *           "payable_fen": 7200
                     *         }
                     *       ],
                     *       "by_day": [
                     *         {
                     *           "on": "2026-06-18",
                     *           "points": 30,
                     *           "payable_fen": 2400
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["StatementView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdDeletionRequestsListDeletionRequests: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "deletion_request_id": 3,
                     *           "resident_id": 17,
                     *           "confirmed_at": "2026-06-18T01:30:00Z",
                     *           "carried_out_from": "2026-06-18T01:30:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DueDeletionsView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdDeletionRequestsDeletionRequestIdCarryOutCarryOutDeletion: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                deletion_request_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["own_data_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "deletion_request_id": 3,
                     *       "pseudonym": "住户-0017"
                     *     }
                     */
                    "application/json": components["schemas"]["ForgottenView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdDeskTodayReadDeskToday: {
        parameters: {
            query?: {
                /**
                 * @description 身兼数职时看哪一个岗位的；不填看第一个
                 * @example null
                 */
                role?: components["schemas"]["Role"] | null;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "role": "treasurer",
                     *       "question": "这个季度能公示了吗？",
                     *       "answer": "2026年第三季度还不能公示：3 个月里结了 2 个。",
                     *       "checks": [
                     *         {
                     *           "key": "months",
                     *           "title": "各月都已结账",
                     *           "is_met": false,
                     *           "detail": "3 个月里结了 2 个",
                     *           "href": null
                     *         }
                     *       ],
                     *       "approvals": [
                     *         {
                     *           "prepared_entry_id": 1,
                     *           "on": "2026-06-18",
                     *           "narration": "支付六月保洁费",
                     *           "counterparty": "惠民超市",
                     *           "total_fen": 6606687,
                     *           "counterparty_year_fen": 6606687,
                     *           "documents": 1,
                     *           "flags": [
                     *             "同一天付给同一对方两笔"
                     *           ]
                     *         }
                     *       ],
                     *       "figures": [
                     *         {
                     *           "key": "bank_balance",
                     *           "title": "银行存款",
                     *           "value": 24171475,
                     *           "unit": "fen",
                     *           "href": null
                     *         }
                     *       ],
                     *       "waiting": [
                     *         {
                     *           "key": "to_post",
                     *           "title": "已审核、待记账的凭证",
                     *           "count": 3,
                     *           "href": "/ui/desk/entries?state=approved"
                     *         }
                     *       ],
                     *       "charts": [
                     *         {
                     *           "key": "income_and_expense",
                     *           "title": "各月收入与支出",
                     *           "kind": "bar",
                     *           "unit": "fen",
                     *           "categories": [
                     *             "2026-04",
                     *             "2026-05"
                     *           ],
                     *           "series": [
                     *             {
                     *               "name": "收入",
                     *               "values": [
                     *                 4800000,
                     *                 3900000
                     *               ]
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DeskTodayView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdDisclosuresListDisclosures: {
        parameters: {
            query?: {
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "disclosure_id": 1,
                     *           "number": "2026-Q2",
                     *           "title": "书香苑2026年第二季度财务公示",
                     *           "from_month": "2026-04",
                     *           "to_month": "2026-06",
                     *           "state": "draft",
                     *           "prepared_by": "财务委员",
                     *           "published_by": null,
                     *           "published_at": null,
                     *           "figures": {
                     *             "income_statement": {
                     *               "income": [
                     *                 {
                     *                   "account_code": "4301001",
                     *                   "title": "停车月租",
                     *                   "amount_fen": 5280000,
                     *                   "entries": 21
                     *                 }
                     *               ],
                     *               "expense": [
                     *                 {
                     *                   "account_code": "4301001",
                     *                   "title": "停车月租",
                     *                   "amount_fen": 5280000,
                     *                   "entries": 21
                     *                 }
                     *               ],
                     *               "income_total_fen": 6606687,
                     *               "expense_total_fen": 6606687,
                     *               "surplus_fen": 6606687,
                     *               "opening_fen": 6606687,
                     *               "other_changes_fen": 6606687,
                     *               "closing_fen": 6606687,
                     *               "bank_lines": [
                     *                 {
                     *                   "account_code": "4301001",
                     *                   "title": "停车月租",
                     *                   "amount_fen": 5280000,
                     *                   "entries": 21
                     *                 }
                     *               ]
                     *             },
                     *             "fund_statement": {
                     *               "rows": [
                     *                 {
                     *                   "fund_grant_id": 1,
                     *                   "source_title": "财政补贴",
                     *                   "donor": "县住建局",
                     *                   "purpose": "公共空间微改造",
                     *                   "opening_fen": 6606687,
                     *                   "received_fen": 6606687,
                     *                   "spent_fen": 6606687,
                     *                   "closing_fen": 6606687,
                     *                   "is_refundable": false
                     *                 }
                     *               ],
                     *               "totals": {
                     *                 "opening_fen": 6606687,
                     *                 "received_fen": 6606687,
                     *                 "spent_fen": 6606687,
                     *                 "closing_fen": 6606687
                     *               }
                     *             },
                     *             "points_statement": {
                     *               "opening_outstanding": 0,
                     *               "issued": 3050,
                     *               "redeemed": 136,
                     *               "expired": 0,
                     *               "corrected": 0,
                     *               "closing_outstanding": 2914,
                     *               "awaiting_settlement": 0,
                     *               "by_source": [
                     *                 {
                     *                   "code": "P1101",
                     *                   "title": "志愿服务",
                     *                   "points": 44
                     *                 }
                     *               ],
                     *               "service_minutes": 150,
                     *               "rate_fen_per_point": 100,
                     *               "outstanding_fen": 6606687,
                     *               "identity_holds": false
                     *             },
                     *             "trial_balance": {
                     *               "rows": [
                     *                 {
                     *                   "code": "4301001",
                     *                   "name": "停车月租",
                     *                   "level": 1,
                     *                   "is_postable": false,
                     *                   "normal_side": "debit",
                     *                   "opening": 0,
                     *                   "debits": 12308162,
                     *                   "credits": 5280000,
                     *                   "closing": -5280000
                     *                 }
                     *               ],
                     *               "totals": {
                     *                 "opening_debit": 18470000,
                     *                 "opening_credit": 18470000,
                     *                 "debits": 12308162,
                     *                 "credits": 6606687,
                     *                 "closing_debit": 24171475,
                     *                 "closing_credit": 24171475
                     *               }
                     *             },
                     *             "monthly": [
                     *               {
                     *                 "month": "2026-04",
                     *                 "income_fen": 6606687,
                     *                 "expense_fen": 6606687,
                     *                 "issued_points": 44,
                     *                 "redeemed_points": 44
                     *               }
                     *             ]
                     *           },
                     *           "documents": [
                     *             {
                     *               "document_id": 1,
                     *               "title": "2025年度审计报告",
                     *               "filename": "保洁费发票.pdf",
                     *               "media_type": "application/pdf",
                     *               "size_bytes": 20480,
                     *               "sha256": "e3b0…",
                     *               "attached_at": "2026-06-18T01:30:00Z"
                     *             }
                     *           ],
                     *           "public_url": null,
                     *           "pdf_url": null,
                     *           "checkpoint": null,
                     *           "supersedes_id": null
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_DisclosureView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdDisclosuresDraftDisclosure: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "from_month": "2026-04",
                 *       "to_month": "2026-06"
                 *     }
                 */
                "application/json": components["schemas"]["NewDisclosure"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "disclosure_id": 1,
                     *       "number": "2026-Q2",
                     *       "title": "书香苑2026年第二季度财务公示",
                     *       "from_month": "2026-04",
                     *       "to_month": "2026-06",
                     *       "state": "draft",
                     *       "prepared_by": "财务委员",
                     *       "published_by": null,
                     *       "published_at": null,
                     *       "figures": {
                     *         "income_statement": {
                     *           "income": [
                     *             {
                     *               "account_code": "4301001",
                     *               "title": "停车月租",
                     *               "amount_fen": 5280000,
                     *               "entries": 21
                     *             }
                     *           ],
                     *           "expense": [
                     *             {
                     *               "account_code": "4301001",
                     *               "title": "停车月租",
                     *               "amount_fen": 5280000,
                     *               "entries": 21
                     *             }
                     *           ],
                     *           "income_total_fen": 6606687,
                     *           "expense_total_fen": 6606687,
                     *           "surplus_fen": 6606687,
                     *           "opening_fen": 6606687,
                     *           "other_changes_fen": 6606687,
                     *           "closing_fen": 6606687,
                     *           "bank_lines": [
                     *             {
                     *               "account_code": "4301001",
                     *               "title": "停车月租",
                     *               "amount_fen": 5280000,
                     *               "entries": 21
                     *             }
                     *           ]
                     *         },
                     *         "fund_statement": {
                     *           "rows": [
                     *             {
                     *               "fund_grant_id": 1,
                     *               "source_title": "财政补贴",
                     *               "donor": "县住建局",
                     *               "purpose": "公共空间微改造",
                     *               "opening_fen": 6606687,
                     *               "received_fen": 6606687,
                     *               "spent_fen": 6606687,
                     *               "closing_fen": 6606687,
                     *               "is_refundable": false
                     *             }
                     *           ],
                     *           "totals": {
                     *             "opening_fen": 6606687,
                     *             "received_fen": 6606687,
                     *             "spent_fen": 6606687,
                     *             "closing_fen": 6606687
                     *           }
                     *         },
                     *         "points_statement": {
                     *           "opening_outstanding": 0,
                     *           "issued": 3050,
                     *           "redeemed": 136,
                     *           "expired": 0,
                     *           "corrected": 0,
                     *           "closing_outstanding": 2914,
                     *           "awaiting_settlement": 0,
                     *           "by_source": [
                     *             {
                     *               "code": "P1101",
                     *               "title": "志愿服务",
                     *               "points": 44
                     *             }
                     *           ],
                     *           "service_minutes": 150,
                     *           "rate_fen_per_point": 100,
                     *           "outstanding_fen": 6606687,
                     *           "identity_holds": false
                     *         },
                     *         "trial_balance": {
                     *           "rows": [
                     *             {
                     *               "code": "4301001",
                     *               "name": "停车月租",
                     *               "level": 1,
                     *               "is_postable": false,
                     *               "normal_side": "debit",
                     *               "opening": 0,
                     *               "debits": 12308162,
                     *               "credits": 5280000,
                     *               "closing": -5280000
                     *             }
                     *           ],
                     *           "totals": {
                     *             "opening_debit": 18470000,
                     *             "opening_credit": 18470000,
                     *             "debits": 12308162,
                     *             "credits": 6606687,
                     *             "closing_debit": 24171475,
                     *             "closing_credit": 24171475
                     *           }
                     *         },
                     *         "monthly": [
                     *           {
                     *             "month": "2026-04",
                     *             "income_fen": 6606687,
                     *             "expense_fen": 6606687,
                     *             "issued_points": 44,
                     *             "redeemed_points": 44
                     *           }
                     *         ]
                     *       },
                     *       "documents": [
                     *         {
                     *           "document_id": 1,
                     *           "title": "2025年度审计报告",
                     *           "filename": "保洁费发票.pdf",
                     *           "media_type": "application/pdf",
                     *           "size_bytes": 20480,
                     *           "sha256": "e3b0…",
                     *           "attached_at": "2026-06-18T01:30:00Z"
                     *         }
                     *       ],
                     *       "public_url": null,
                     *       "pdf_url": null,
                     *       "checkpoint": null,
                     *       "supersedes_id": null
                     *     }
                     */
                    "application/json": components["schemas"]["DisclosureView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdDisclosuresDisclosureIdReadDisclosure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                disclosure_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "disclosure_id": 1,
                     *       "number": "2026-Q2",
                     *       "title": "书香苑2026年第二季度财务公示",
                     *       "from_month": "2026-04",
                     *       "to_month": "2026-06",
                     *       "state": "draft",
                     *       "prepared_by": "财务委员",
                     *       "published_by": null,
                     *       "published_at": null,
                     *       "figures": {
                     *         "income_statement": {
                     *           "income": [
                     *             {
                     *               "account_code": "4301001",
                     *               "title": "停车月租",
                     *               "amount_fen": 5280000,
                     *               "entries": 21
                     *             }
                     *           ],
                     *           "expense": [
                     *             {
                     *               "account_code": "4301001",
                     *               "title": "停车月租",
                     *               "amount_fen": 5280000,
                     *               "entries": 21
                     *             }
                     *           ],
                     *           "income_total_fen": 6606687,
                     *           "expense_total_fen": 6606687,
                     *           "surplus_fen": 6606687,
                     *           "opening_fen": 6606687,
                     *           "other_changes_fen": 6606687,
                     *           "closing_fen": 6606687,
                     *           "bank_lines": [
                     *             {
                     *               "account_code": "4301001",
                     *               "title": "停车月租",
                     *               "amount_fen": 5280000,
                     *               "entries": 21
                     *             }
                     *           ]
                     *         },
                     *         "fund_statement": {
                     *           "rows": [
                     *             {
                     *               "fund_grant_id": 1,
                     *               "source_title": "财政补贴",
                     *               "donor": "县住建局",
                     *               "purpose": "公共空间微改造",
                     *               "opening_fen": 6606687,
                     *               "received_fen": 6606687,
                     *               "spent_fen": 6606687,
                     *               "closing_fen": 6606687,
                     *               "is_refundable": false
                     *             }
                     *           ],
                     *           "totals": {
                     *             "opening_fen": 6606687,
                     *             "received_fen": 6606687,
                     *             "spent_fen": 6606687,
                     *             "closing_fen": 6606687
                     *           }
                     *         },
                     *         "points_statement": {
                     *           "opening_outstanding": 0,
                     *           "issued": 3050,
                     *           "redeemed": 136,
                     *           "expired": 0,
                     *           "corrected": 0,
                     *           "closing_outstanding": 2914,
                     *           "awaiting_settlement": 0,
                     *           "by_source": [
                     *             {
                     *               "code": "P1101",
                     *               "title": "志愿服务",
                     *               "points": 44
                     *             }
                     *           ],
                     *           "service_minutes": 150,
                     *           "rate_fen_per_point": 100,
                     *           "outstanding_fen": 6606687,
                     *           "identity_holds": false
                     *         },
                     *         "trial_balance": {
                     *           "rows": [
                     *             {
                     *               "code": "4301001",
                     *               "name": "停车月租",
                     *               "level": 1,
                     *               "is_postable": false,
                     *               "normal_side": "debit",
                     *               "opening": 0,
                     *               "debits": 12308162,
                     *               "credits": 5280000,
                     *               "closing": -5280000
                     *             }
                     *           ],
                     *           "totals": {
                     *             "opening_debit": 18470000,
                     *             "opening_credit": 18470000,
                     *             "debits": 12308162,
                     *             "credits": 6606687,
                     *             "closing_debit": 24171475,
                     *             "closing_credit": 24171475
                     *           }
                     *         },
                     *         "monthly": [
                     *           {
                     *             "month": "2026-04",
                     *             "income_fen": 6606687,
                     *             "expense_fen": 6606687,
                     *             "issued_points": 44,
                     *             "redeemed_points": 44
                     *           }
                     *         ]
                     *       },
                     *       "documents": [
                     *         {
                     *           "document_id": 1,
                     *           "title": "2025年度审计报告",
                     *           "filename": "保洁费发票.pdf",
                     *           "media_type": "application/pdf",
                     *           "size_bytes": 20480,
                     *           "sha256": "e3b0…",
                     *           "attached_at": "2026-06-18T01:30:00Z"
                     *         }
                     *       ],
                     *       "public_url": null,
                     *       "pdf_url": null,
                     *       "checkpoint": null,
                     *       "supersedes_id": null
                     *     }
                     */
                    "application/json": components["schemas"]["DisclosureView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdDisclosuresDisclosureIdDiscardDiscardDisclosure: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                disclosure_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["disclosure_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "disclosure_id": 1,
                     *       "number": "2026-Q2",
                     *       "title": "书香苑2026年第二季度财务公示",
                     *       "from_month": "2026-04",
                     *       "to_month": "2026-06",
                     *       "state": "draft",
                     *       "prepared_by": "财务委员",
                     *       "published_by": null,
                     *       "published_at": null,
                     *       "figures": {
                     *         "income_statement": {
                     *           "income": [
                     *             {
                     *               "account_code": "4301001",
                     *               "title": "停车月租",
                     *               "amount_fen": 5280000,
                     *               "entries": 21
                     *             }
                     *           ],
                     *           "expense": [
                     *             {
                     *               "account_code": "4301001",
                     *               "title": "停车月租",
                     *               "amount_fen": 5280000,
                     *               "entries": 21
                     *             }
                     *           ],
                     *           "income_total_fen": 6606687,
                     *           "expense_total_fen": 6606687,
                     *           "surplus_fen": 6606687,
                     *           "opening_fen": 6606687,
                     *           "other_changes_fen": 6606687,
                     *           "closing_fen": 6606687,
                     *           "bank_lines": [
                     *             {
                     *               "account_code": "4301001",
                     *               "title": "停车月租",
                     *               "amount_fen": 5280000,
                     *               "entries": 21
                     *             }
                     *           ]
                     *         },
                     *         "fund_statement": {
                     *           "rows": [
                     *             {
                     *               "fund_grant_id": 1,
                     *               "source_title": "财政补贴",
                     *               "donor": "县住建局",
                     *               "purpose": "公共空间微改造",
                     *               "opening_fen": 6606687,
                     *               "received_fen": 6606687,
                     *               "spent_fen": 6606687,
                     *               "closing_fen": 6606687,
                     *               "is_refundable": false
                     *             }
                     *           ],
                     *           "totals": {
                     *             "opening_fen": 6606687,
                     *             "received_fen": 6606687,
                     *             "spent_fen": 6606687,
                     *             "closing_fen": 6606687
                     *           }
                     *         },
                     *         "points_statement": {
                     *           "opening_outstanding": 0,
                     *           "issued": 3050,
                     *           "redeemed": 136,
                     *           "expired": 0,
                     *           "corrected": 0,
                     *           "closing_outstanding": 2914,
                     *           "awaiting_settlement": 0,
                     *           "by_source": [
                     *             {
                     *               "code": "P1101",
                     *               "title": "志愿服务",
                     *               "points": 44
                     *             }
                     *           ],
                     *           "service_minutes": 150,
                     *           "rate_fen_per_point": 100,
                     *           "outstanding_fen": 6606687,
                     *           "identity_holds": false
                     *         },
                     *         "trial_balance": {
                     *           "rows": [
                     *             {
                     *               "code": "4301001",
                     *               "name": "停车月租",
                     *               "level": 1,
                     *               "is_postable": false,
                     *               "normal_side": "debit",
                     *               "opening": 0,
                     *               "debits": 12308162,
                     *               "credits": 5280000,
                     *               "closing": -5280000
                     *             }
                     *           ],
                     *           "totals": {
                     *             "opening_debit": 18470000,
                     *             "opening_credit": 18470000,
                     *             "debits": 12308162,
                     *             "credits": 6606687,
                     *             "closing_debit": 24171475,
                     *             "closing_credit": 24171475
                     *           }
                     *         },
                     *         "monthly": [
                     *           {
                     *             "month": "2026-04",
                     *             "income_fen": 6606687,
                     *             "expense_fen": 6606687,
                     *             "issued_points": 44,
                     *             "redeemed_points": 44
                     *           }
                     *         ]
                     *       },
                     *       "documents": [
                     *         {
                     *           "document_id": 1,
                     *           "title": "2025年度审计报告",
                     *           "filename": "保洁费发票.pdf",
                     *           "media_type": "application/pdf",
                     *           "size_bytes": 20480,
                     *           "sha256": "e3b0…",
                     *           "attached_at": "2026-06-18T01:30:00Z"
                     *         }
                     *       ],
                     *       "public_url": null,
                     *       "pdf_url": null,
                     *       "checkpoint": null,
                     *       "supersedes_id": null
                     *     }
                     */
                    "application/json": components["schemas"]["DisclosureView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdDisclosuresDisclosureIdDocumentsAttachDisclosureDocument: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                disclosure_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "document_id": 1,
                 *       "title": "2025年度审计报告"
                 *     }
                 */
                "application/json": components["schemas"]["NewDisclosureDocument"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "disclosure_id": 1,
                     *       "number": "2026-Q2",
                     *       "title": "书香苑2026年第二季度财务公示",
                     *       "from_month": "2026-04",
                     *       "to_month": "2026-06",
                     *       "state": "draft",
                     *       "prepared_by": "财务委员",
                     *       "published_by": null,
                     *       "published_at": null,
                     *       "figures": {
                     *         "income_statement": {
                     *           "income": [
                     *             {
                     *               "account_code": "4301001",
                     *               "title": "停车月租",
                     *               "amount_fen": 5280000,
                     *               "entries": 21
                     *             }
                     *           ],
                     *           "expense": [
                     *             {
                     *               "account_code": "4301001",
                     *               "title": "停车月租",
                     *               "amount_fen": 5280000,
                     *               "entries": 21
                     *             }
                     *           ],
                     *           "income_total_fen": 6606687,
                     *           "expense_total_fen": 6606687,
                     *           "surplus_fen": 6606687,
                     *           "opening_fen": 6606687,
                     *           "other_changes_fen": 6606687,
                     *           "closing_fen": 6606687,
                     *           "bank_lines": [
                     *             {
                     *               "account_code": "4301001",
                     *               "title": "停车月租",
                     *               "amount_fen": 5280000,
                     *               "entries": 21
                     *             }
                     *           ]
                     *         },
                     *         "fund_statement": {
                     *           "rows": [
                     *             {
                     *               "fund_grant_id": 1,
                     *               "source_title": "财政补贴",
                     *               "donor": "县住建局",
                     *               "purpose": "公共空间微改造",
                     *               "opening_fen": 6606687,
                     *               "received_fen": 6606687,
                     *               "spent_fen": 6606687,
                     *               "closing_fen": 6606687,
                     *               "is_refundable": false
                     *             }
                     *           ],
                     *           "totals": {
                     *             "opening_fen": 6606687,
                     *             "received_fen": 6606687,
                     *             "spent_fen": 6606687,
                     *             "closing_fen": 6606687
                     *           }
                     *         },
                     *         "points_statement": {
                     *           "opening_outstanding": 0,
                     *           "issued": 3050,
                     *           "redeemed": 136,
                     *           "expired": 0,
                     *           "corrected": 0,
                     *           "closing_outstanding": 2914,
                     *           "awaiting_settlement": 0,
                     *           "by_source": [
                     *             {
                     *               "code": "P1101",
                     *               "title": "志愿服务",
                     *               "points": 44
                     *             }
                     *           ],
                     *           "service_minutes": 150,
                     *           "rate_fen_per_point": 100,
                     *           "outstanding_fen": 6606687,
                     *           "identity_holds": false
                     *         },
                     *         "trial_balance": {
                     *           "rows": [
                     *             {
                     *               "code": "4301001",
                     *               "name": "停车月租",
                     *               "level": 1,
                     *               "is_postable": false,
                     *               "normal_side": "debit",
                     *               "opening": 0,
                     *               "debits": 12308162,
                     *               "credits": 5280000,
                     *               "closing": -5280000
                     *             }
                     *           ],
                     *           "totals": {
                     *             "opening_debit": 18470000,
                     *             "opening_credit": 18470000,
                     *             "debits": 12308162,
                     *             "credits": 6606687,
                     *             "closing_debit": 24171475,
                     *             "closing_credit": 24171475
                     *           }
                     *         },
                     *         "monthly": [
                     *           {
                     *             "month": "2026-04",
                     *             "income_fen": 6606687,
                     *             "expense_fen": 6606687,
                     *             "issued_points": 44,
                     *             "redeemed_points": 44
                     *           }
                     *         ]
                     *       },
                     *       "documents": [
                     *         {
                     *           "document_id": 1,
                     *           "title": "2025年度审计报告",
                     *           "filename": "保洁费发票.pdf",
                     *           "media_type": "application/pdf",
                     *           "size_bytes": 20480,
                     *           "sha256": "e3b0…",
                     *           "attached_at": "2026-06-18T01:30:00Z"
                     *         }
                     *       ],
                     *       "public_url": null,
                     *       "pdf_url": null,
                     *       "checkpoint": null,
                     *       "supersedes_id": null
                     *     }
                     */
                    "application/json": components["schemas"]["DisclosureView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdDisclosuresDisclosureIdLineReadDisclosureLine: {
        parameters: {
            query: {
                /**
                 * @description 科目代码
                 * @example 1002001
                 */
                account_code: string;
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /** @example 1 */
                disclosure_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "seq": 12,
                     *           "entry_no": "记-202604-0001",
                     *           "on": "2026-06-18",
                     *           "narration": "支付六月保洁费",
                     *           "counterparty": "惠民超市",
                     *           "documents": 1,
                     *           "amount_fen": 48000
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_EntryBehindLineView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdDisclosuresDisclosureIdPublishPublishDisclosure: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                disclosure_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["disclosure_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "disclosure_id": 1,
                     *       "number": "2026-Q2",
                     *       "title": "书香苑2026年第二季度财务公示",
                     *       "from_month": "2026-04",
                     *       "to_month": "2026-06",
                     *       "state": "draft",
                     *       "prepared_by": "财务委员",
                     *       "published_by": null,
                     *       "published_at": null,
                     *       "figures": {
                     *         "income_statement": {
                     *           "income": [
                     *             {
                     *               "account_code": "4301001",
                     *               "title": "停车月租",
                     *               "amount_fen": 5280000,
                     *               "entries": 21
                     *             }
                     *           ],
                     *           "expense": [
                     *             {
                     *               "account_code": "4301001",
                     *               "title": "停车月租",
                     *               "amount_fen": 5280000,
                     *               "entries": 21
                     *             }
                     *           ],
                     *           "income_total_fen": 6606687,
                     *           "expense_total_fen": 6606687,
                     *           "surplus_fen": 6606687,
                     *           "opening_fen": 6606687,
                     *           "other_changes_fen": 6606687,
                     *           "closing_fen": 6606687,
                     *           "bank_lines": [
                     *             {
                     *               "account_code": "4301001",
                     *               "title": "停车月租",
                     *               "amount_fen": 5280000,
                     *               "entries": 21
                     *             }
                     *           ]
                     *         },
                     *         "fund_statement": {
                     *           "rows": [
                     *             {
                     *               "fund_grant_id": 1,
                     *               "source_title": "财政补贴",
                     *               "donor": "县住建局",
                     *               "purpose": "公共空间微改造",
                     *               "opening_fen": 6606687,
                     *               "received_fen": 6606687,
                     *               "spent_fen": 6606687,
                     *               "closing_fen": 6606687,
                     *               "is_refundable": false
                     *             }
                     *           ],
                     *           "totals": {
                     *             "opening_fen": 6606687,
                     *             "received_fen": 6606687,
                     *             "spent_fen": 6606687,
                     *             "closing_fen": 6606687
                     *           }
                     *         },
                     *         "points_statement": {
                     *           "opening_outstanding": 0,
                     *           "issued": 3050,
                     *           "redeemed": 136,
                     *           "expired": 0,
                     *           "corrected": 0,
                     *           "closing_outstanding": 2914,
                     *           "awaiting_settlement": 0,
                     *           "by_source": [
                     *             {
                     *               "code": "P1101",
                     *               "title": "志愿服务",
                     *               "points": 44
                     *             }
                     *           ],
                     *           "service_minutes": 150,
                     *           "rate_fen_per_point": 100,
                     *           "outstanding_fen": 6606687,
                     *           "identity_holds": false
                     *         },
                     *         "trial_balance": {
                     *           "rows": [
                     *             {
                     *               "code": "4301001",
                     *               "name": "停车月租",
                     *               "level": 1,
                     *               "is_postable": false,
                     *               "normal_side": "debit",
                     *               "opening": 0,
                     *               "debits": 12308162,
                     *               "credits": 5280000,
                     *               "closing": -5280000
                     *             }
                     *           ],
                     *           "totals": {
                     *             "opening_debit": 18470000,
                     *             "opening_credit": 18470000,
                     *             "debits": 12308162,
                     *             "credits": 6606687,
                     *             "closing_debit": 24171475,
                     *             "closing_credit": 24171475
                     *           }
                     *         },
                     *         "monthly": [
                     *           {
                     *             "month": "2026-04",
                     *             "income_fen": 6606687,
                     *             "expense_fen": 6606687,
                     *             "issued_points": 44,
                     *             "redeemed_points": 44
                     *           }
                     *         ]
                     *       },
                     *       "documents": [
                     *         {
                     *           "document_id": 1,
                     *           "title": "2025年度审计报告",
                     *           "filename": "保洁费发票.pdf",
                     *           "media_type": "application/pdf",
                     *           "size_bytes": 20480,
                     *           "sha256": "e3b0…",
                     *           "attached_at": "2026-06-18T01:30:00Z"
                     *         }
                     *       ],
                     *       "public_url": null,
                     *       "pdf_url": null,
                     *       "checkpoint": null,
                     *       "supersedes_id": null
                     *     }
                     */
                    "application/json": components["schemas"]["DisclosureView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdDocumentsUploadDocument: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "file": "…"
                 *     }
                 */
                "multipart/form-data": components["schemas"]["DocumentUpload"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "document_id": 5,
                     *       "filename": "发票.pdf",
                     *       "media_type": "application/pdf",
                     *       "size_bytes": 20480,
                     *       "sha256": "9f86d081884c7d659a2f…"
                     *     }
                     */
                    "application/json": components["schemas"]["StoredDocumentView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdDocumentsDocumentIdContentDownloadDocument: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                document_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdDraftsFormReadDraft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
                /**
                 * @description 哪一张表单
                 * @example prepared-entry
                 */
                form: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "draft": null
                     *     }
                     */
                    "application/json": components["schemas"]["KeptDraftView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdDraftsFormSaveDraft: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /**
                 * @description 哪一张表单
                 * @example prepared-entry
                 */
                form: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "body": "{\"narration\":\"6月停车月租\"}"
                 *     }
                 */
                "application/json": components["schemas"]["NewDraft"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "form": "prepared-entry",
                     *       "saved_at": "2026-06-18T01:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["SavedDraftView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdDraftsFormForgetDraft: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /**
                 * @description 哪一张表单
                 * @example prepared-entry
                 */
                form: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "form": "prepared-entry"
                     *     }
                     */
                    "application/json": components["schemas"]["ForgottenDraftView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdDwellingsListDwellings: {
        parameters: {
            query?: {
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description 房号的一部分
                 * @example 保洁
                 */
                q?: string;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "dwelling_id": 17,
                     *           "label": "1栋1单元0101",
                     *           "area_hundredths": 7605,
                     *           "owner_masked": "张*",
                     *           "owner_id": 17,
                     *           "resident_count": 3
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_DwellingView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdDwellingsDwellingIdHouseholdsOpenHousehold: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                dwelling_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "head_resident_id": 17,
                 *       "tenure": "tenant",
                 *       "moved_in_on": "2026-06-18"
                 *     }
                 */
                "application/json": components["schemas"]["HouseholdBody"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "household_id": 2
                     *     }
                     */
                    "application/json": components["schemas"]["HouseholdIdView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdDwellingsDwellingIdPeoplePeopleOfDwelling: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                dwelling_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "household_member_id": 4,
                     *           "household_id": 2,
                     *           "resident_id": 17,
                     *           "name_masked": "张*",
                     *           "relation": "spouse",
                     *           "relation_title": "配偶",
                     *           "dwelling": "1栋1单元0101",
                     *           "tenure_title": "业主自住",
                     *           "moved_in_on": "2026-06-18",
                     *           "moved_out_on": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["MembersView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdEntriesSeqReadEntry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 12 */
                seq: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "seq": 12,
                     *       "entry_no": "记-202604-0001",
                     *       "on": "2026-06-18",
                     *       "recorded_at": "2026-06-18T01:30:00Z",
                     *       "kind": "cash_book",
                     *       "narration": "支付六月保洁费",
                     *       "total": 48000,
                     *       "currency": "CNY",
                     *       "prepared_by": "财务委员",
                     *       "approved_by": null,
                     *       "lines": [
                     *         {
                     *           "account_code": "1002001",
                     *           "account_name": "银行存款-公共收益专户",
                     *           "holder": "王*（17）",
                     *           "side": "debit",
                     *           "amount": 48000,
                     *           "narration": "支付六月保洁费",
                     *           "fund_grant_id": null,
                     *           "merchant_id": null,
                     *           "dwelling_id": null,
                     *           "activity_id": null
                     *         }
                     *       ],
                     *       "reverses_seq": null,
                     *       "reversed_by_seqs": [
                     *         17
                     *       ],
                     *       "series": "记",
                     *       "source": "cash_book:记-0044",
                     *       "rule_version": "shuxiangyuan/1",
                     *       "posted_by": "财务委员",
                     *       "documents": [
                     *         {
                     *           "document_id": 1,
                     *           "filename": "保洁费发票.pdf",
                     *           "media_type": "application/pdf",
                     *           "size_bytes": 20480,
                     *           "sha256": "e3b0…"
                     *         }
                     *       ],
                     *       "canonical": "ledger-entry/1\nseq 12\n…",
                     *       "leaf_hash": "5f0c…",
                     *       "is_unaltered": false,
                     *       "book_size": 3101,
                     *       "root_hash": "9f2c…"
                     *     }
                     */
                    "application/json": components["schemas"]["EntryView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdEntriesSeqReversalReadReversibleEntry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 12 */
                seq: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "entry_no": "记-202606-0006",
                     *       "lines": [
                     *         {
                     *           "line_no": 1,
                     *           "account_code": "5103",
                     *           "account_name": "公益及社区活动",
                     *           "side": "debit",
                     *           "amount_fen": 248060,
                     *           "left_fen": 218060
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ReversibleEntryView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdEntriesSeqReversalPrepareReversal: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 12 */
                seq: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "类别填错",
                 *       "effective_on": "2026-06-30",
                 *       "lines": null
                 *     }
                 */
                "application/json": components["schemas"]["NewReversal"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "prepared_entry_id": 12,
                     *       "state": "prepared",
                     *       "kind": "cash_book",
                     *       "effective_on": "2026-06-18",
                     *       "narration": "端午活动物资",
                     *       "counterparty": "惠民超市",
                     *       "document_no": "26516193264338470956",
                     *       "source": "cash_book:记-0044",
                     *       "lines": [
                     *         {
                     *           "line_no": 1,
                     *           "account_code": "5103",
                     *           "account_name": "公益及社区活动",
                     *           "side": "debit",
                     *           "amount_fen": 248060,
                     *           "narration": "支付六月保洁费",
                     *           "fund_grant_id": null,
                     *           "merchant_id": null,
                     *           "dwelling_id": null,
                     *           "activity_id": null
                     *         }
                     *       ],
                     *       "total_fen": 248060,
                     *       "documents": [
                     *         {
                     *           "document_id": 5,
                     *           "filename": "发票.pdf",
                     *           "media_type": "application/pdf",
                     *           "size_bytes": 20480,
                     *           "sha256": "9f86d081884c7d659a2f…"
                     *         }
                     *       ],
                     *       "prepared_by": "财务委员",
                     *       "prepared_by_user_id": 3,
                     *       "prepared_at": "2026-06-18T01:30:00Z",
                     *       "approved_by": "业委会主任",
                     *       "approved_at": null,
                     *       "posted_by": null,
                     *       "posted_at": null,
                     *       "rejected_reason": null,
                     *       "entry_no": "记-202606-0006",
                     *       "seq": null,
                     *       "reverses_seq": null,
                     *       "import_id": null,
                     *       "flags": [
                     *         {
                     *           "code": "expense_has_no_invoice",
                     *           "message": "支出没有票据号，请补票或说明。"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PreparedEntryView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdExceptionsListExceptions: {
        parameters: {
            query?: {
                /**
                 * @description 制单后超过几天没有记账算久
                 * @example 7
                 */
                days?: number;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "key": "split_purchase:53",
                     *           "kind": "split_purchase",
                     *           "kind_title": "疑似拆分付款",
                     *           "sentence": "同一天付给青禾园艺 2 笔各 600.00 元，合计 1200.00 元……",
                     *           "seq": 53,
                     *           "prepared_entry_id": 53,
                     *           "import_id": null,
                     *           "amount_fen": 120000,
                     *           "on": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ExceptionsView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdFamilyProxiesFamilyProxyIdConfirmConfirmProxyAtDesk: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                family_proxy_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "核对迁入材料",
                 *       "personal_paper_id": 5
                 *     }
                 */
                "application/json": components["schemas"]["ConfirmBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recorded_id": 3
                     *     }
                     */
                    "application/json": components["schemas"]["Recorded"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdFamilyProxiesFamilyProxyIdDecideDecideProxy: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                family_proxy_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "approves": true
                 *     }
                 */
                "application/json": components["schemas"]["ProxyDecision"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recorded_id": 3
                     *     }
                     */
                    "application/json": components["schemas"]["Recorded"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdFamilyProxiesFamilyProxyIdWithdrawWithdrawProxy: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                family_proxy_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["estates_people_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recorded_id": 3
                     *     }
                     */
                    "application/json": components["schemas"]["Recorded"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdFamilyProxiesWaitingListWaitingProxies: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "family_proxy_id": 6,
                     *           "resident_id": 17,
                     *           "resident_masked": "张*",
                     *           "proxy_resident_id": 18,
                     *           "proxy_masked": "李*",
                     *           "relation_title": "子女",
                     *           "daily_points_max": 30,
                     *           "starts_on": "2026-06-18",
                     *           "ends_on": "2026-06-18",
                     *           "state": "active",
                     *           "asked_by_name": "王网格员",
                     *           "asked_by": 4,
                     *           "decided_by_name": "李主任",
                     *           "personal_paper_id": 5
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ProxiesView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdFundGrantsListFundGrants: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "fund_grant_id": 3,
                     *           "granted_on": "2026-06-18",
                     *           "source_title": "预存活动经费",
                     *           "donor": "玉泉置业(开发企业)",
                     *           "amount_fen": 3000000,
                     *           "spent_fen": 248060,
                     *           "returned_fen": 0,
                     *           "balance_fen": 2751940,
                     *           "purpose": "重阳敬老",
                     *           "is_refundable": false,
                     *           "expires_on": null,
                     *           "account_code": "3102003",
                     *           "state": "prepared",
                     *           "prepared_entry_id": 64
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["FundGrantsView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdGrantableRolesListGrantableRoles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "role": "treasurer",
                     *           "role_title": "出纳",
                     *           "has_term": false,
                     *           "incompatible_with": [
                     *             "财务委员"
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["GrantableListView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdHealthBooksReadBookHealth: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "size": 3101,
                     *       "root_hash": "9f2c…",
                     *       "last_recorded_at": null,
                     *       "entries_by_series": {},
                     *       "database_bytes": 48000000
                     *     }
                     */
                    "application/json": components["schemas"]["BookHealthView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdHelpRequestsListHelpRequests: {
        parameters: {
            query?: {
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description 只看一种状态
                 * @example open
                 */
                state?: "open" | "accepted" | "served" | "confirmed" | "appealed" | "released" | "withdrawn" | null;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "help_request_id": 5,
                     *           "category": "陪同就医",
                     *           "words": "想请人陪我去社区医院量血压",
                     *           "minutes": 60,
                     *           "building_no": "3",
                     *           "wanted_from": "2026-06-18T01:30:00Z",
                     *           "wanted_to": "2026-06-18T01:30:00Z",
                     *           "state": "open",
                     *           "state_title": "等人接单",
                     *           "asked_by": "张*",
                     *           "volunteer_masked": "李*",
                     *           "is_mine": false,
                     *           "distance": null,
                     *           "served_on": null,
                     *           "started": null,
                     *           "served_minutes": null,
                     *           "appeal_reason": null,
                     *           "settlement_reason": null,
                     *           "rating": null
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_HelpRequestView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdHelpRequestsHelpRequestIdSettlementSettleHelpAppeal: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                help_request_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "约好的时间没有人来",
                 *       "minutes": 30
                 *     }
                 */
                "application/json": components["schemas"]["SettlementBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "help_request_id": 5,
                     *       "category": "陪同就医",
                     *       "words": "想请人陪我去社区医院量血压",
                     *       "minutes": 60,
                     *       "building_no": "3",
                     *       "wanted_from": "2026-06-18T01:30:00Z",
                     *       "wanted_to": "2026-06-18T01:30:00Z",
                     *       "state": "open",
                     *       "state_title": "等人接单",
                     *       "asked_by": "张*",
                     *       "volunteer_masked": "李*",
                     *       "is_mine": false,
                     *       "distance": null,
                     *       "served_on": null,
                     *       "started": null,
                     *       "served_minutes": null,
                     *       "appeal_reason": null,
                     *       "settlement_reason": null,
                     *       "rating": null
                     *     }
                     */
                    "application/json": components["schemas"]["HelpRequestView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdHouseholdMembersHouseholdMemberIdMoveOutMoveOut: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                household_member_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "moved_out_on": "2026-06-30"
                 *     }
                 */
                "application/json": components["schemas"]["MoveOutBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recorded_id": 3
                     *     }
                     */
                    "application/json": components["schemas"]["Recorded"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdHouseholdsHouseholdIdHeadChooseHouseholdHead: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                household_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "核对迁入材料",
                 *       "household_member_id": 4
                 *     }
                 */
                "application/json": components["schemas"]["DeskSpenderBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recorded_id": 3
                     *     }
                     */
                    "application/json": components["schemas"]["Recorded"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdHouseholdsHouseholdIdMembersMoveIn: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                household_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "resident_id": 18,
                 *       "relation": "spouse",
                 *       "moved_in_on": "2026-06-18"
                 *     }
                 */
                "application/json": components["schemas"]["MemberBody"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recorded_id": 3
                     *     }
                     */
                    "application/json": components["schemas"]["Recorded"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdHouseholdsHouseholdIdPointsReadPointsOfHousehold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                household_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "household_id": 2,
                     *       "points": 30,
                     *       "spendable": 30,
                     *       "next_expiry": [
                     *         {
                     *           "points": 12,
                     *           "expires_on": "2026-06-18",
                     *           "source_title": "绿色账户"
                     *         }
                     *       ],
                     *       "members": [
                     *         {
                     *           "household_member_id": 4,
                     *           "name": "张秀兰",
                     *           "relation_title": "配偶",
                     *           "is_head": false,
                     *           "is_me": false,
                     *           "is_child": false,
                     *           "may_spend": false
                     *         }
                     *       ],
                     *       "latest": [
                     *         {
                     *           "seq": 1204,
                     *           "entry_no": "积-202606-0031",
                     *           "on": "2026-06-18",
                     *           "text": "转入家庭账户（志愿服务积分，2028-06-30 到期）",
                     *           "points": 20,
                     *           "balance_after": 30,
                     *           "kind": "household_points_in",
                     *           "who": "张秀兰"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DeskHouseholdView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdHouseholdsHouseholdIdPointsGiveBackGiveBackAtDesk: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                household_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "核对迁入材料"
                 *     }
                 */
                "application/json": components["schemas"]["WithReason"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "household_id": 2,
                     *       "points": 12,
                     *       "people": 2
                     *     }
                     */
                    "application/json": components["schemas"]["GivenBackView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdHouseholdsHouseholdIdSpendersAllowSpenderAtDesk: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                household_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "核对迁入材料",
                 *       "household_member_id": 4
                 *     }
                 */
                "application/json": components["schemas"]["DeskSpenderBody"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recorded_id": 3
                     *     }
                     */
                    "application/json": components["schemas"]["Recorded"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdHouseholdsHouseholdIdSpendersEndEndSpenderAtDesk: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                household_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "核对迁入材料",
                 *       "household_member_id": 4
                 *     }
                 */
                "application/json": components["schemas"]["DeskSpenderBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recorded_id": 3
                     *     }
                     */
                    "application/json": components["schemas"]["Recorded"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdImportKindsListImportKinds: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "kind": "cash_book",
                     *           "title": "公共收益流水账",
                     *           "columns": [
                     *             "日期",
                     *             "凭证号",
                     *             "摘要",
                     *             "类别",
                     *             "收入",
                     *             "支出"
                     *           ],
                     *           "permission": "import_money"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ImportKindsView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdImportsListImports: {
        parameters: {
            query?: {
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "import_id": 7,
                     *           "kind": "cash_book",
                     *           "kind_title": "公共收益流水账",
                     *           "filename": "cashbook_2026Q2.xlsx",
                     *           "sha256": "9f86d081884c7d659a2f…",
                     *           "size_bytes": 9158,
                     *           "document_id": 5,
                     *           "uploaded_by": "财务委员",
                     *           "uploaded_at": "2026-06-18T01:30:00Z",
                     *           "state": "previewed",
                     *           "columns": null,
                     *           "counts": null,
                     *           "totals": null,
                     *           "notes": null,
                     *           "result": null
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_ImportView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdImportsUploadImport: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "kind": "cash_book",
                 *       "file": "…"
                 *     }
                 */
                "multipart/form-data": components["schemas"]["ImportUpload"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "import_id": 7,
                     *       "kind": "cash_book",
                     *       "kind_title": "公共收益流水账",
                     *       "filename": "cashbook_2026Q2.xlsx",
                     *       "sha256": "9f86d081884c7d659a2f…",
                     *       "size_bytes": 9158,
                     *       "document_id": 5,
                     *       "uploaded_by": "财务委员",
                     *       "uploaded_at": "2026-06-18T01:30:00Z",
                     *       "state": "previewed",
                     *       "columns": null,
                     *       "counts": null,
                     *       "totals": null,
                     *       "notes": null,
                     *       "result": null
                     *     }
                     */
                    "application/json": components["schemas"]["ImportView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdImportsImportIdReadImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                import_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "import_id": 7,
                     *       "kind": "cash_book",
                     *       "kind_title": "公共收益流水账",
                     *       "filename": "cashbook_2026Q2.xlsx",
                     *       "sha256": "9f86d081884c7d659a2f…",
                     *       "size_bytes": 9158,
                     *       "document_id": 5,
                     *       "uploaded_by": "财务委员",
                     *       "uploaded_at": "2026-06-18T01:30:00Z",
                     *       "state": "previewed",
                     *       "columns": null,
                     *       "counts": null,
                     *       "totals": null,
                     *       "notes": null,
                     *       "result": null
                     *     }
                     */
                    "application/json": components["schemas"]["ImportView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdImportsImportIdBookBookImport: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                import_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "accepted_rows": [
                 *         52,
                 *         53
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["Booking"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "import_id": 7,
                     *       "kind": "cash_book",
                     *       "kind_title": "公共收益流水账",
                     *       "filename": "cashbook_2026Q2.xlsx",
                     *       "sha256": "9f86d081884c7d659a2f…",
                     *       "size_bytes": 9158,
                     *       "document_id": 5,
                     *       "uploaded_by": "财务委员",
                     *       "uploaded_at": "2026-06-18T01:30:00Z",
                     *       "state": "previewed",
                     *       "columns": null,
                     *       "counts": null,
                     *       "totals": null,
                     *       "notes": null,
                     *       "result": null
                     *     }
                     */
                    "application/json": components["schemas"]["ImportView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdImportsImportIdRowsListImportRows: {
        parameters: {
            query?: {
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description 只看一种状态的行
                 * @example new
                 */
                status?: "new" | "known" | "doubtful" | "refused" | "waiting" | null;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                import_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "row_no": 59,
                     *           "status": "new",
                     *           "values": {
                     *             "on": "2026-06-18",
                     *             "narration": "楼道灯更换(补票)",
                     *             "expense_fen": 360000
                     *           },
                     *           "reasons": [
                     *             {
                     *               "code": "invoice_was_used",
                     *               "message": "票据号 2651… 已用于第 40 行，请核对是不是重复报销。",
                     *               "field": "document_no",
                     *               "severity": "refused"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_PreviewRowView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdJobsListJobs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "jobs": [
                     *         {
                     *           "name": "expire_points",
                     *           "title": "到期积分清零",
                     *           "when": "每天 02:10",
                     *           "next_run": null,
                     *           "last_success": null,
                     *           "last_failure": null,
                     *           "failures": 0,
                     *           "last_error": "OSError",
                     *           "waiting": 0,
                     *           "running_since": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["JobListView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeActivitiesListMyActivities: {
        parameters: {
            query?: {
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 只看本人参加过的
                 * @example false
                 */
                is_mine?: boolean;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "activity_id": 12,
                     *           "name": "端午包粽",
                     *           "service_type": "邻里活动",
                     *           "on": "2026-06-18",
                     *           "organiser": "文明实践站",
                     *           "my_minutes": 150,
                     *           "my_state": "none"
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_MyActivityView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeCardsListOwnCards: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "card_id": 1,
                     *           "last_four": "4821",
                     *           "state": "active",
                     *           "state_title": "使用中",
                     *           "is_mine": true,
                     *           "holder_masked": "王*",
                     *           "has_pin": true,
                     *           "points_max": 100
                     *         }
                     *       ],
                     *       "points_spent_today": 10,
                     *       "uses": [
                     *         {
                     *           "at": "2026-06-18T01:30:00Z",
                     *           "merchant_name": "社区食堂",
                     *           "points": 10,
                     *           "way": "pin"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OwnCardsView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeCardsCardIdBlockBlockOwnCard: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                card_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "本人到服务台"
                 *     }
                 */
                "application/json": components["schemas"]["CardReason"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "card_id": 1
                     *     }
                     */
                    "application/json": components["schemas"]["CardIdView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeCertificatesListOwnCertificates: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "certificate_id": 3,
                     *           "number": "志证-2026-000003",
                     *           "resident_id": 1,
                     *           "name": "张*",
                     *           "issued_at": "2026-06-18T01:30:00Z",
                     *           "asked_as": "self",
                     *           "asked_title": "本人",
                     *           "from_on": "2026-06-18",
                     *           "to_on": "2026-06-18",
                     *           "service_count": 12,
                     *           "service_minutes": 1830,
                     *           "hours": "30.50",
                     *           "state": "valid",
                     *           "state_title": "有效",
                     *           "superseded_by": null,
                     *           "verify_path": "/p/certificates/AAAAAAAAAAAAAAAAAAAAAA"
                     *         }
                     *       ],
                     *       "own_resident_id": 1,
                     *       "children": [
                     *         {
                     *           "resident_id": 1,
                     *           "name": "张小宝"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OwnCertificatesView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeCertificatesIssueOwnCertificate: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "from_on": null,
                 *       "to_on": null
                 *     }
                 */
                "application/json": components["schemas"]["CertificateTime"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "certificate_id": 3,
                     *       "number": "志证-2026-000003",
                     *       "resident_id": 1,
                     *       "name": "张*",
                     *       "issued_at": "2026-06-18T01:30:00Z",
                     *       "asked_as": "self",
                     *       "asked_title": "本人",
                     *       "from_on": "2026-06-18",
                     *       "to_on": "2026-06-18",
                     *       "service_count": 12,
                     *       "service_minutes": 1830,
                     *       "hours": "30.50",
                     *       "state": "valid",
                     *       "state_title": "有效",
                     *       "superseded_by": null,
                     *       "verify_path": "/p/certificates/AAAAAAAAAAAAAAAAAAAAAA"
                     *     }
                     */
                    "application/json": components["schemas"]["CertificateView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeCertificatesCertificateIdPaperReadOwnPaper: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                certificate_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": unknown;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeChildrenListOwnChildren: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "title": "监护人同意书",
                     *       "text_version": "2026-1",
                     *       "body": "我是这个孩子的监护人，同意……",
                     *       "photos_version": "2026-1",
                     *       "photos_body": "同意小区在公告栏和公示网页上使用……",
                     *       "items": [
                     *         {
                     *           "child_resident_id": 18,
                     *           "name_masked": "张*",
                     *           "guardianship_id": 2,
                     *           "has_guardian": false,
                     *           "photos_agreed": false
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OwnChildrenView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeChildrenChildResidentIdCertificatesIssueChildsCertificate: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                child_resident_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "from_on": null,
                 *       "to_on": null
                 *     }
                 */
                "application/json": components["schemas"]["CertificateTime"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "certificate_id": 3,
                     *       "number": "志证-2026-000003",
                     *       "resident_id": 1,
                     *       "name": "张*",
                     *       "issued_at": "2026-06-18T01:30:00Z",
                     *       "asked_as": "self",
                     *       "asked_title": "本人",
                     *       "from_on": "2026-06-18",
                     *       "to_on": "2026-06-18",
                     *       "service_count": 12,
                     *       "service_minutes": 1830,
                     *       "hours": "30.50",
                     *       "state": "valid",
                     *       "state_title": "有效",
                     *       "superseded_by": null,
                     *       "verify_path": "/p/certificates/AAAAAAAAAAAAAAAAAAAAAA"
                     *     }
                     */
                    "application/json": components["schemas"]["CertificateView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeChildrenChildResidentIdConsentsGiveConsentForChild: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                child_resident_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "purpose": "public_honours",
                 *       "text_version": "2026-1"
                 *     }
                 */
                "application/json": components["schemas"]["OwnConsentBody"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recorded_id": 3
                     *     }
                     */
                    "application/json": components["schemas"]["Recorded"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeChildrenChildResidentIdConsentsPurposeWithdrawWithdrawConsentForChild: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                child_resident_id: number;
                /** @example 1 */
                estate_id: number;
                /** @example 公共空间微改造 */
                purpose: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["estates_people_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recorded_id": 3
                     *     }
                     */
                    "application/json": components["schemas"]["Recorded"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeChildrenChildResidentIdGuardianshipConsentForOwnChild: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                child_resident_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "text_version": "2026-1",
                 *       "agrees": true
                 *     }
                 */
                "application/json": components["schemas"]["GuardianConsentBody"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recorded_id": 3
                     *     }
                     */
                    "application/json": components["schemas"]["Recorded"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeComingActivitiesListComingActivities: {
        parameters: {
            query?: {
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 只看本人报了名的
                 * @example false
                 */
                is_mine?: boolean;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "activity_id": 12,
                     *           "name": "周末清扫",
                     *           "service_type": "人居环境",
                     *           "on": "2026-06-18",
                     *           "starts_at": "2026-06-18T01:30:00Z",
                     *           "ends_at": "2026-06-18T01:30:00Z",
                     *           "place": "3栋楼前",
                     *           "description": "请穿平底鞋",
                     *           "organiser": "文明实践站",
                     *           "state": "draft",
                     *           "state_title": "报名中",
                     *           "capacity": 20,
                     *           "taken": 8,
                     *           "waiting": 0,
                     *           "sign_up_until": "2026-06-18T01:30:00Z",
                     *           "cancel_until": "2026-06-18T01:30:00Z",
                     *           "confirmers_required": 2,
                     *           "repeats_title": "每周",
                     *           "my_state": "signed_up",
                     *           "my_state_title": "已报名",
                     *           "my_place_in_line": 0,
                     *           "is_open_for_me": false,
                     *           "is_cancellable_by_me": false
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_ActivityView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeComingActivitiesActivityIdReadComingActivity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                activity_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "activity_id": 12,
                     *       "name": "周末清扫",
                     *       "service_type": "人居环境",
                     *       "on": "2026-06-18",
                     *       "starts_at": "2026-06-18T01:30:00Z",
                     *       "ends_at": "2026-06-18T01:30:00Z",
                     *       "place": "3栋楼前",
                     *       "description": "请穿平底鞋",
                     *       "organiser": "文明实践站",
                     *       "state": "draft",
                     *       "state_title": "报名中",
                     *       "capacity": 20,
                     *       "taken": 8,
                     *       "waiting": 0,
                     *       "sign_up_until": "2026-06-18T01:30:00Z",
                     *       "cancel_until": "2026-06-18T01:30:00Z",
                     *       "confirmers_required": 2,
                     *       "repeats_title": "每周",
                     *       "my_state": "signed_up",
                     *       "my_state_title": "已报名",
                     *       "my_place_in_line": 0,
                     *       "is_open_for_me": false,
                     *       "is_cancellable_by_me": false
                     *     }
                     */
                    "application/json": components["schemas"]["ActivityView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeComingActivitiesActivityIdAttendanceReadOwnAttendance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                activity_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "resident_id": 17,
                     *           "name_masked": "王*",
                     *           "room": "1栋1单元0101",
                     *           "is_no_show": false,
                     *           "came_at": null,
                     *           "came_by": "code",
                     *           "left_at": null,
                     *           "left_by": "code",
                     *           "counts_from": null,
                     *           "counts_until": null,
                     *           "service_minutes": 120,
                     *           "note": "没有签退，要补"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AttendanceListView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeComingActivitiesActivityIdCalendarDownloadCalendarFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                activity_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/calendar": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeComingActivitiesActivityIdCancelCancelOwnSignUp: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                activity_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "activity_id": 12,
                     *       "name": "周末清扫",
                     *       "service_type": "人居环境",
                     *       "on": "2026-06-18",
                     *       "starts_at": "2026-06-18T01:30:00Z",
                     *       "ends_at": "2026-06-18T01:30:00Z",
                     *       "place": "3栋楼前",
                     *       "description": "请穿平底鞋",
                     *       "organiser": "文明实践站",
                     *       "state": "draft",
                     *       "state_title": "报名中",
                     *       "capacity": 20,
                     *       "taken": 8,
                     *       "waiting": 0,
                     *       "sign_up_until": "2026-06-18T01:30:00Z",
                     *       "cancel_until": "2026-06-18T01:30:00Z",
                     *       "confirmers_required": 2,
                     *       "repeats_title": "每周",
                     *       "my_state": "signed_up",
                     *       "my_state_title": "已报名",
                     *       "my_place_in_line": 0,
                     *       "is_open_for_me": false,
                     *       "is_cancellable_by_me": false
                     *     }
                     */
                    "application/json": components["schemas"]["ActivityView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeComingActivitiesActivityIdCheckInCheckInByCode: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                activity_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "1234 5678",
                 *       "device": null
                 *     }
                 */
                "application/json": components["schemas"]["CheckInBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "activity_id": 12,
                     *       "direction": "in",
                     *       "direction_title": "签到",
                     *       "attendance": {
                     *         "resident_id": 17,
                     *         "name_masked": "王*",
                     *         "room": "1栋1单元0101",
                     *         "is_no_show": false,
                     *         "came_at": null,
                     *         "came_by": "code",
                     *         "left_at": null,
                     *         "left_by": "code",
                     *         "counts_from": null,
                     *         "counts_until": null,
                     *         "service_minutes": 120,
                     *         "note": "没有签退，要补"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["MarkedView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeComingActivitiesActivityIdSignUpSignUpForActivity: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                activity_id: number;
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "activity_id": 12,
                     *       "name": "周末清扫",
                     *       "service_type": "人居环境",
                     *       "on": "2026-06-18",
                     *       "starts_at": "2026-06-18T01:30:00Z",
                     *       "ends_at": "2026-06-18T01:30:00Z",
                     *       "place": "3栋楼前",
                     *       "description": "请穿平底鞋",
                     *       "organiser": "文明实践站",
                     *       "state": "draft",
                     *       "state_title": "报名中",
                     *       "capacity": 20,
                     *       "taken": 8,
                     *       "waiting": 0,
                     *       "sign_up_until": "2026-06-18T01:30:00Z",
                     *       "cancel_until": "2026-06-18T01:30:00Z",
                     *       "confirmers_required": 2,
                     *       "repeats_title": "每周",
                     *       "my_state": "signed_up",
                     *       "my_state_title": "已报名",
                     *       "my_place_in_line": 0,
                     *       "is_open_for_me": false,
                     *       "is_cancellable_by_me": false
                     *     }
                     */
                    "application/json": components["schemas"]["ActivityView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeConsentsListOwnConsents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "texts": [
                     *         {
                     *           "purpose": "public_honours",
                     *           "title": "光荣榜和公示名单",
                     *           "text_version": "2026-1",
                     *           "body": "同意小区在光荣榜上列出我：只写姓氏和楼栋。",
                     *           "agreed_at": null
                     *         }
                     *       ],
                     *       "history": [
                     *         {
                     *           "consent_id": 3,
                     *           "purpose": "public_honours",
                     *           "title": "光荣榜和公示名单",
                     *           "text_version": "2026-1",
                     *           "given_at": "2026-06-18T01:30:00Z",
                     *           "given_by_title": "本人",
                     *           "withdrawn_at": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ConsentsView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeConsentsGiveOwnConsent: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "purpose": "public_honours",
                 *       "text_version": "2026-1"
                 *     }
                 */
                "application/json": components["schemas"]["OwnConsentBody"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recorded_id": 3
                     *     }
                     */
                    "application/json": components["schemas"]["Recorded"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeConsentsPurposeWithdrawWithdrawOwnConsent: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 公共空间微改造 */
                purpose: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["estates_people_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recorded_id": 3
                     *     }
                     */
                    "application/json": components["schemas"]["Recorded"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeDataCopyCopyOwnData: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["own_data_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeDeletionReadOwnDeletion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "deletion_request_id": 3,
                     *       "asked_at": null,
                     *       "confirmed_at": null,
                     *       "carried_out_from": null,
                     *       "donates_points": true,
                     *       "points": 12
                     *     }
                     */
                    "application/json": components["schemas"]["DeletionView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeDeletionAskOwnDeletion: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "donates_points": true
                 *     }
                 */
                "application/json": components["schemas"]["DeletionBody"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "deletion_request_id": 3
                     *     }
                     */
                    "application/json": components["schemas"]["DeletionIdView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeDeletionConfirmConfirmOwnDeletion: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "words": "确认注销"
                 *     }
                 */
                "application/json": components["schemas"]["own_data_payloads_ConfirmationBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "carried_out_from": "2026-06-25"
                     *     }
                     */
                    "application/json": components["schemas"]["ConfirmedView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeDeletionTakeBackTakeBackOwnDeletion: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["own_data_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "deletion_request_id": 3
                     *     }
                     */
                    "application/json": components["schemas"]["DeletionIdView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeDisclosuresListPublishedDisclosures: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "title": "2026年第二季度财务公示",
                     *         "url": "/d/8Zs0oT4vQm2Jr1hWc7xYbA",
                     *         "from_month": "2026-04",
                     *         "to_month": "2026-06",
                     *         "published_at": "2026-06-18T01:30:00Z",
                     *         "income_fen": 6606687,
                     *         "expense_fen": 6606687,
                     *         "closing_fen": 6606687,
                     *         "is_superseded": false,
                     *         "has_documents": false
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["PublishedDisclosureView"][];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeEntriesSeqProofReadEntryProof: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 12 */
                seq: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "format": "ledger-proof/v1",
                     *       "canonical": "{\"approved_by\":null,…}",
                     *       "leaf_hash": "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                     *       "index": 11,
                     *       "size": 3101,
                     *       "path": [
                     *         "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
                     *       ],
                     *       "checkpoint": "sxy/ledger/sxy\n3101\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\ntime 2026-07-05T02:00:00.000000Z\n\n— sxy/ledger/sxy Az3grlgtzPICa5OS8npVmf1M…\n",
                     *       "public_key": "sxy/ledger/sxy+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                     *       "witnesses": [
                     *         "juwei.example/w1+d63ddf55+BJP1P4mPVIcb4Nx3hVVHKYXyDqeQGWwTOdbKpAwvRvQp"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ProofView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeEventsFollowRedemptions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeFamilyProxiesListOwnProxies: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "for_me": [
                     *         {
                     *           "family_proxy_id": 6,
                     *           "resident_id": 17,
                     *           "resident_masked": "张*",
                     *           "proxy_resident_id": 18,
                     *           "proxy_masked": "李*",
                     *           "relation_title": "子女",
                     *           "daily_points_max": 30,
                     *           "starts_on": "2026-06-18",
                     *           "ends_on": "2026-06-18",
                     *           "state": "active",
                     *           "asked_by_name": "王网格员",
                     *           "asked_by": 4,
                     *           "decided_by_name": "李主任",
                     *           "personal_paper_id": 5
                     *         }
                     *       ],
                     *       "by_me": [
                     *         {
                     *           "family_proxy_id": 6,
                     *           "resident_id": 17,
                     *           "resident_masked": "张*",
                     *           "proxy_resident_id": 18,
                     *           "proxy_masked": "李*",
                     *           "relation_title": "子女",
                     *           "daily_points_max": 30,
                     *           "starts_on": "2026-06-18",
                     *           "ends_on": "2026-06-18",
                     *           "state": "active",
                     *           "asked_by_name": "王网格员",
                     *           "asked_by": 4,
                     *           "decided_by_name": "李主任",
                     *           "personal_paper_id": 5
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OwnProxiesView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeFamilyProxiesAskOwnProxy: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "who_acts": "i_act",
                 *       "household_member_id": 4,
                 *       "name": "张秀兰",
                 *       "phone": "13800138000",
                 *       "relation": "child",
                 *       "personal_paper_id": 5,
                 *       "daily_points_max": 30
                 *     }
                 */
                "application/json": components["schemas"]["OwnProxyBody"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recorded_id": 3
                     *     }
                     */
                    "application/json": components["schemas"]["Recorded"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeFamilyProxiesFamilyProxyIdConfirmConfirmOwnProxy: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                family_proxy_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["estates_people_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recorded_id": 3
                     *     }
                     */
                    "application/json": components["schemas"]["Recorded"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeFamilyProxiesFamilyProxyIdPayCodesIssuePayCodeAsProxy: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                family_proxy_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["redemption_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "digits": "90123456789012345672",
                     *       "groups": "9012 3456 7890 1234 5672",
                     *       "qr_svg": "data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=",
                     *       "code128_svg": "data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=",
                     *       "issued_at": "2026-06-18T01:30:00Z",
                     *       "expires_at": "2026-06-18T01:30:00Z",
                     *       "refresh_seconds": 60,
                     *       "server_now": "2026-06-18T01:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["PayCodeView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeFamilyProxiesFamilyProxyIdWithdrawWithdrawOwnProxy: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                family_proxy_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["estates_people_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recorded_id": 3
                     *     }
                     */
                    "application/json": components["schemas"]["Recorded"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeGuardianshipsGuardianshipIdWithdrawWithdrawOwnGuardianship: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                guardianship_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["estates_people_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recorded_id": 3
                     *     }
                     */
                    "application/json": components["schemas"]["Recorded"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeHelpRequestsListOwnHelpRequests: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "help_request_id": 5,
                     *           "category": "陪同就医",
                     *           "words": "想请人陪我去社区医院量血压",
                     *           "minutes": 60,
                     *           "building_no": "3",
                     *           "wanted_from": "2026-06-18T01:30:00Z",
                     *           "wanted_to": "2026-06-18T01:30:00Z",
                     *           "state": "open",
                     *           "state_title": "等人接单",
                     *           "asked_by": "张*",
                     *           "volunteer_masked": "李*",
                     *           "is_mine": false,
                     *           "distance": null,
                     *           "served_on": null,
                     *           "started": null,
                     *           "served_minutes": null,
                     *           "appeal_reason": null,
                     *           "settlement_reason": null,
                     *           "rating": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["HelpRequestsView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeHelpRequestsPublishHelpRequest: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "category": "陪伴聊天",
                 *       "words": "想请人陪我去社区医院量血压",
                 *       "minutes": 60,
                 *       "wanted_from": "2026-06-18T01:30:00Z",
                 *       "wanted_to": "2026-06-18T01:30:00Z"
                 *     }
                 */
                "application/json": components["schemas"]["WishBody"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "help_request_id": 5,
                     *       "category": "陪同就医",
                     *       "words": "想请人陪我去社区医院量血压",
                     *       "minutes": 60,
                     *       "building_no": "3",
                     *       "wanted_from": "2026-06-18T01:30:00Z",
                     *       "wanted_to": "2026-06-18T01:30:00Z",
                     *       "state": "open",
                     *       "state_title": "等人接单",
                     *       "asked_by": "张*",
                     *       "volunteer_masked": "李*",
                     *       "is_mine": false,
                     *       "distance": null,
                     *       "served_on": null,
                     *       "started": null,
                     *       "served_minutes": null,
                     *       "appeal_reason": null,
                     *       "settlement_reason": null,
                     *       "rating": null
                     *     }
                     */
                    "application/json": components["schemas"]["HelpRequestView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeHelpRequestsHelpRequestIdAcceptanceAcceptHelpRequest: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                help_request_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["time_bank_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "help_request_id": 5,
                     *       "category": "陪同就医",
                     *       "words": "想请人陪我去社区医院量血压",
                     *       "minutes": 60,
                     *       "building_no": "3",
                     *       "wanted_from": "2026-06-18T01:30:00Z",
                     *       "wanted_to": "2026-06-18T01:30:00Z",
                     *       "state": "open",
                     *       "state_title": "等人接单",
                     *       "asked_by": "张*",
                     *       "volunteer_masked": "李*",
                     *       "is_mine": false,
                     *       "distance": null,
                     *       "served_on": null,
                     *       "started": null,
                     *       "served_minutes": null,
                     *       "appeal_reason": null,
                     *       "settlement_reason": null,
                     *       "rating": null
                     *     }
                     */
                    "application/json": components["schemas"]["HelpRequestView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeHelpRequestsHelpRequestIdAddressSeeHelpAddress: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                help_request_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["time_bank_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "address": "3栋1单元0101"
                     *     }
                     */
                    "application/json": components["schemas"]["AddressView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeHelpRequestsHelpRequestIdAppealAppealHelp: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                help_request_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "约好的时间没有人来"
                 *     }
                 */
                "application/json": components["schemas"]["ReasonBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "help_request_id": 5,
                     *       "category": "陪同就医",
                     *       "words": "想请人陪我去社区医院量血压",
                     *       "minutes": 60,
                     *       "building_no": "3",
                     *       "wanted_from": "2026-06-18T01:30:00Z",
                     *       "wanted_to": "2026-06-18T01:30:00Z",
                     *       "state": "open",
                     *       "state_title": "等人接单",
                     *       "asked_by": "张*",
                     *       "volunteer_masked": "李*",
                     *       "is_mine": false,
                     *       "distance": null,
                     *       "served_on": null,
                     *       "started": null,
                     *       "served_minutes": null,
                     *       "appeal_reason": null,
                     *       "settlement_reason": null,
                     *       "rating": null
                     *     }
                     */
                    "application/json": components["schemas"]["HelpRequestView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeHelpRequestsHelpRequestIdConfirmationConfirmHelp: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                help_request_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "rating": null,
                 *       "remark": "很耐心"
                 *     }
                 */
                "application/json": components["schemas"]["time_bank_help_payloads_ConfirmationBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "help_request_id": 5,
                     *       "category": "陪同就医",
                     *       "words": "想请人陪我去社区医院量血压",
                     *       "minutes": 60,
                     *       "building_no": "3",
                     *       "wanted_from": "2026-06-18T01:30:00Z",
                     *       "wanted_to": "2026-06-18T01:30:00Z",
                     *       "state": "open",
                     *       "state_title": "等人接单",
                     *       "asked_by": "张*",
                     *       "volunteer_masked": "李*",
                     *       "is_mine": false,
                     *       "distance": null,
                     *       "served_on": null,
                     *       "started": null,
                     *       "served_minutes": null,
                     *       "appeal_reason": null,
                     *       "settlement_reason": null,
                     *       "rating": null
                     *     }
                     */
                    "application/json": components["schemas"]["HelpRequestView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeHelpRequestsHelpRequestIdReturnGiveBackHelpRequest: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                help_request_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["time_bank_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "help_request_id": 5,
                     *       "category": "陪同就医",
                     *       "words": "想请人陪我去社区医院量血压",
                     *       "minutes": 60,
                     *       "building_no": "3",
                     *       "wanted_from": "2026-06-18T01:30:00Z",
                     *       "wanted_to": "2026-06-18T01:30:00Z",
                     *       "state": "open",
                     *       "state_title": "等人接单",
                     *       "asked_by": "张*",
                     *       "volunteer_masked": "李*",
                     *       "is_mine": false,
                     *       "distance": null,
                     *       "served_on": null,
                     *       "started": null,
                     *       "served_minutes": null,
                     *       "appeal_reason": null,
                     *       "settlement_reason": null,
                     *       "rating": null
                     *     }
                     */
                    "application/json": components["schemas"]["HelpRequestView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeHelpRequestsHelpRequestIdServiceReportHelpGiven: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                help_request_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "on": "2026-06-18",
                 *       "started": "14:00",
                 *       "minutes": 60
                 *     }
                 */
                "application/json": components["schemas"]["ServiceBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "help_request_id": 5,
                     *       "category": "陪同就医",
                     *       "words": "想请人陪我去社区医院量血压",
                     *       "minutes": 60,
                     *       "building_no": "3",
                     *       "wanted_from": "2026-06-18T01:30:00Z",
                     *       "wanted_to": "2026-06-18T01:30:00Z",
                     *       "state": "open",
                     *       "state_title": "等人接单",
                     *       "asked_by": "张*",
                     *       "volunteer_masked": "李*",
                     *       "is_mine": false,
                     *       "distance": null,
                     *       "served_on": null,
                     *       "started": null,
                     *       "served_minutes": null,
                     *       "appeal_reason": null,
                     *       "settlement_reason": null,
                     *       "rating": null
                     *     }
                     */
                    "application/json": components["schemas"]["HelpRequestView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeHelpRequestsHelpRequestIdWithdrawalWithdrawHelpRequest: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                help_request_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["time_bank_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "help_request_id": 5,
                     *       "category": "陪同就医",
                     *       "words": "想请人陪我去社区医院量血压",
                     *       "minutes": 60,
                     *       "building_no": "3",
                     *       "wanted_from": "2026-06-18T01:30:00Z",
                     *       "wanted_to": "2026-06-18T01:30:00Z",
                     *       "state": "open",
                     *       "state_title": "等人接单",
                     *       "asked_by": "张*",
                     *       "volunteer_masked": "李*",
                     *       "is_mine": false,
                     *       "distance": null,
                     *       "served_on": null,
                     *       "started": null,
                     *       "served_minutes": null,
                     *       "appeal_reason": null,
                     *       "settlement_reason": null,
                     *       "rating": null
                     *     }
                     */
                    "application/json": components["schemas"]["HelpRequestView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeHelpRequestsOpenListOpenHelpRequests: {
        parameters: {
            query?: {
                /**
                 * @description 只看一类
                 * @example 陪伴聊天
                 */
                category?: "陪伴聊天" | "陪同就医" | "代买代取" | "打扫整理" | "手机帮忙" | "小修小补" | "接送照看" | "其他" | null;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "help_request_id": 5,
                     *           "category": "陪同就医",
                     *           "words": "想请人陪我去社区医院量血压",
                     *           "minutes": 60,
                     *           "building_no": "3",
                     *           "wanted_from": "2026-06-18T01:30:00Z",
                     *           "wanted_to": "2026-06-18T01:30:00Z",
                     *           "state": "open",
                     *           "state_title": "等人接单",
                     *           "asked_by": "张*",
                     *           "volunteer_masked": "李*",
                     *           "is_mine": false,
                     *           "distance": null,
                     *           "served_on": null,
                     *           "started": null,
                     *           "served_minutes": null,
                     *           "appeal_reason": null,
                     *           "settlement_reason": null,
                     *           "rating": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["HelpRequestsView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeHouseholdReadOwnHousehold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "household_member_id": 4,
                     *           "household_id": 2,
                     *           "resident_id": 17,
                     *           "name_masked": "张*",
                     *           "relation": "spouse",
                     *           "relation_title": "配偶",
                     *           "dwelling": "1栋1单元0101",
                     *           "tenure_title": "业主自住",
                     *           "moved_in_on": "2026-06-18",
                     *           "moved_out_on": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["MembersView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeHouseholdPointsReadHouseholdPoints: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example null */
                    "application/json": components["schemas"]["HouseholdAccountView"] | null;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeHouseholdPointsGiveBackGiveHouseholdPointsBack: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["estates_people_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "household_id": 2,
                     *       "points": 12,
                     *       "people": 2
                     *     }
                     */
                    "application/json": components["schemas"]["GivenBackView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeHouseholdPointsHistoryListHouseholdHistory: {
        parameters: {
            query?: {
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "seq": 1204,
                     *           "entry_no": "积-202606-0031",
                     *           "on": "2026-06-18",
                     *           "text": "转入家庭账户（志愿服务积分，2028-06-30 到期）",
                     *           "points": 20,
                     *           "balance_after": 30,
                     *           "kind": "household_points_in",
                     *           "who": "张秀兰"
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_HouseholdLineView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeHouseholdPointsPayCodesIssueHouseholdPayCode: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["redemption_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "digits": "90123456789012345672",
                     *       "groups": "9012 3456 7890 1234 5672",
                     *       "qr_svg": "data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=",
                     *       "code128_svg": "data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=",
                     *       "issued_at": "2026-06-18T01:30:00Z",
                     *       "expires_at": "2026-06-18T01:30:00Z",
                     *       "refresh_seconds": 60,
                     *       "server_now": "2026-06-18T01:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["PayCodeView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeHouseholdPointsSpendersAllowHouseholdSpender: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "household_member_id": 4
                 *     }
                 */
                "application/json": components["schemas"]["SpenderBody"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recorded_id": 3
                     *     }
                     */
                    "application/json": components["schemas"]["Recorded"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeHouseholdPointsSpendersHouseholdMemberIdEndEndHouseholdSpender: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                household_member_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["estates_people_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recorded_id": 3
                     *     }
                     */
                    "application/json": components["schemas"]["Recorded"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeHouseholdPointsTransfersPutIntoHousehold: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "points": 20
                 *     }
                 */
                "application/json": components["schemas"]["PutInBody"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "household_id": 2,
                     *       "points": 20,
                     *       "own_before": 46,
                     *       "own_after": 26,
                     *       "household_before": 10,
                     *       "household_after": 30
                     *     }
                     */
                    "application/json": components["schemas"]["PutInView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeLotsListMyLots: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "lot_id": 311,
                     *           "granted_on": "2026-06-18",
                     *           "points_granted": 5,
                     *           "points_left": 3,
                     *           "expires_on": null,
                     *           "source_title": "志愿服务"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["LotsView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeMessageSettingsReadMessageSettings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sms": false,
                     *       "wechat": false,
                     *       "quiet_from": "21:00",
                     *       "quiet_until": "08:00",
                     *       "told_from_points": 200
                     *     }
                     */
                    "application/json": components["schemas"]["WishesView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeMessageSettingsChangeMessageSettings: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "sms": false,
                 *       "wechat": false,
                 *       "quiet_from": "21:00",
                 *       "quiet_until": "08:00",
                 *       "told_from_points": null
                 *     }
                 */
                "application/json": components["schemas"]["NewWishes"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sms": false,
                     *       "wechat": false,
                     *       "quiet_from": "21:00",
                     *       "quiet_until": "08:00",
                     *       "told_from_points": 200
                     *     }
                     */
                    "application/json": components["schemas"]["WishesView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeMessagesReadMessages: {
        parameters: {
            query?: {
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
                /** @example false */
                unread_only?: boolean;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "message_id": 31,
                     *           "title": "积分到账",
                     *           "text": "您的积分到账 12 分，共 2 笔。",
                     *           "link": "/ui/m/points",
                     *           "is_urgent": false,
                     *           "at": "2026-06-18T01:30:00Z",
                     *           "is_read": false
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_MessageView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeMessagesReadReadThem: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "message_id": null,
                 *       "until_message_id": null
                 *     }
                 */
                "application/json": components["schemas"]["MessagesRead"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "unread": 2
                     *     }
                     */
                    "application/json": components["schemas"]["UnreadView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeMessagesUnreadCountUnread: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "unread": 2
                     *     }
                     */
                    "application/json": components["schemas"]["UnreadView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMePayCodesIssuePayCode: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["redemption_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "digits": "90123456789012345672",
                     *       "groups": "9012 3456 7890 1234 5672",
                     *       "qr_svg": "data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=",
                     *       "code128_svg": "data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=",
                     *       "issued_at": "2026-06-18T01:30:00Z",
                     *       "expires_at": "2026-06-18T01:30:00Z",
                     *       "refresh_seconds": 60,
                     *       "server_now": "2026-06-18T01:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["PayCodeView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMePersonalPapersUploadOwnPaper: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "file": "…"
                 *     }
                 */
                "multipart/form-data": components["schemas"]["PaperUpload"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "personal_paper_id": 5
                     *     }
                     */
                    "application/json": components["schemas"]["PaperIdView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMePointsListMyPoints: {
        parameters: {
            query?: {
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "seq": 1204,
                     *           "entry_no": "积-202606-0031",
                     *           "on": "2026-06-18",
                     *           "text": "端午包粽 2.5 小时",
                     *           "points": 2,
                     *           "balance_after": 46,
                     *           "kind": "service_points",
                     *           "is_sealed": true
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_HistoryView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMePointsCutListMyPointsCut: {
        parameters: {
            query?: {
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "on": "2026-06-18",
                     *           "what": "养老探访（助老）",
                     *           "points": 3,
                     *           "points_worth": 5,
                     *           "reason": "每周最多 10 分，应得 5 分，计 3 分"
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_PointsCutView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMePointsDonationsDonatePoints: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "points": 10
                 *     }
                 */
                "application/json": components["schemas"]["NewPointsDonation"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "points": 10,
                     *       "points_before": 46,
                     *       "points_after": 36,
                     *       "seqs": [
                     *         1204
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["GivenView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMePointsGiftsGivePoints: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "points": 10,
                 *       "to_resident_id": 18
                 *     }
                 */
                "application/json": components["schemas"]["NewPointsGift"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "points": 10,
                     *       "points_before": 46,
                     *       "points_after": 36,
                     *       "seqs": [
                     *         1204
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["GivenView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMePointsGivingReadGiving: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "own_points": 46,
                     *       "pool_points": 320,
                     *       "is_child": false,
                     *       "family": [
                     *         {
                     *           "resident_id": 18,
                     *           "name": "王小明"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["GivingView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeServiceRecordsListMyServiceRecords: {
        parameters: {
            query?: {
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "service_record_id": 88,
                     *           "on": "2026-06-18",
                     *           "activity": "端午包粽",
                     *           "service_minutes": 150,
                     *           "points": 2,
                     *           "state": "waiting",
                     *           "state_title": "已入账",
                     *           "reason": null,
                     *           "seq": 1203
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_MyServiceRecordView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeServiceRecordsExportExportOwnServices: {
        parameters: {
            query?: {
                /**
                 * @description 文件格式
                 * @example csv
                 */
                as?: "csv" | "xlsx" | "json";
                /**
                 * @description 含当天；不写就是全部
                 * @example null
                 */
                from_on?: string | null;
                /**
                 * @description 含当天；不写就是全部
                 * @example null
                 */
                to_on?: string | null;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeTimeBankReadTimeBank: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "balance_minutes": 240,
                     *       "held_minutes": 150,
                     *       "saved_minutes": 150,
                     *       "lifetime_max_minutes": 90000,
                     *       "to_deposit_minutes": 150,
                     *       "beyond_minutes": 150,
                     *       "pool_minutes": 150,
                     *       "relatives": [
                     *         {
                     *           "resident_id": 18,
                     *           "name": "张秀兰"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TimeBankView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeTimeBankDepositsDepositOwnMinutes: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["time_bank_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "minutes": 60,
                     *       "balance_minutes": 180,
                     *       "seq": 12
                     *     }
                     */
                    "application/json": components["schemas"]["MovedView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeTimeBankDonationsDonateOwnMinutes: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "minutes": 60
                 *     }
                 */
                "application/json": components["schemas"]["MinutesBody"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "minutes": 60,
                     *       "balance_minutes": 180,
                     *       "seq": 12
                     *     }
                     */
                    "application/json": components["schemas"]["MovedView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeTimeBankExcessDonationsDonateOwnExcess: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["time_bank_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "minutes": 60,
                     *       "balance_minutes": 180,
                     *       "seq": 12
                     *     }
                     */
                    "application/json": components["schemas"]["MovedView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeTimeBankGiftsGiveOwnMinutes: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "minutes": 60,
                 *       "taker_resident_id": 18
                 *     }
                 */
                "application/json": components["schemas"]["GiftBody"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "minutes": 60,
                     *       "balance_minutes": 180,
                     *       "seq": 12
                     *     }
                     */
                    "application/json": components["schemas"]["MovedView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeTimeBankMovementsListTimeBankMovements: {
        parameters: {
            query?: {
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "seq": 12,
                     *           "on": "2026-06-18",
                     *           "kind_title": "存入",
                     *           "narration": "存入 端午包粽 2.5 小时",
                     *           "minutes": 150
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_TimeBankMovementView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMeWalletReadWallet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "display_name": "王芳",
                     *       "points": 46,
                     *       "held_points": 0,
                     *       "service_minutes": 1530,
                     *       "service_count": 11,
                     *       "next_expiry": [
                     *         {
                     *           "points": 12,
                     *           "expires_on": "2026-06-18",
                     *           "source_title": "绿色账户"
                     *         }
                     *       ],
                     *       "latest": [
                     *         {
                     *           "seq": 1204,
                     *           "entry_no": "积-202606-0031",
                     *           "on": "2026-06-18",
                     *           "text": "端午包粽 2.5 小时",
                     *           "points": 2,
                     *           "balance_after": 46,
                     *           "kind": "service_points",
                     *           "is_sealed": true
                     *         }
                     *       ],
                     *       "estate_name": "书香苑",
                     *       "latest_disclosure": null
                     *     }
                     */
                    "application/json": components["schemas"]["WalletView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMessagesMessageIdRetryTryDeliveryAgain: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                message_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "channel": "sms"
                 *     }
                 */
                "application/json": components["schemas"]["TryAgain"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "counts": [
                     *         {
                     *           "channel": "sms",
                     *           "channel_title": "短信",
                     *           "state": "waiting",
                     *           "state_title": "等待发送",
                     *           "count": 3
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DeliverySummaryView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMessagesFailedListFailedDeliveries: {
        parameters: {
            query?: {
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "message_id": 1,
                     *           "channel": "sms",
                     *           "channel_title": "短信",
                     *           "title": "积分即将到期",
                     *           "reason": "LimitExceeded.PhoneNumberDailyLimit",
                     *           "reason_title": "连不上通道",
                     *           "attempts": 8,
                     *           "at": "2026-06-18T01:30:00Z",
                     *           "delivery_id": "6f1e2b9c-0d5a-4a53-8d0f-0f5a1d6b7c11"
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_FailedDeliveryView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdMessagesSummaryReadDeliverySummary: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "counts": [
                     *         {
                     *           "channel": "sms",
                     *           "channel_title": "短信",
                     *           "state": "waiting",
                     *           "state_title": "等待发送",
                     *           "count": 3
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DeliverySummaryView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdParticipantGroupsListGroupMembers: {
        parameters: {
            query?: {
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "member_id": 5,
                     *           "group_name": "楼栋长",
                     *           "resident_id": 17,
                     *           "name_masked": "张*",
                     *           "starts_on": "2026-06-18",
                     *           "ends_on": null,
                     *           "reason": "2026年7月当选3栋楼栋长"
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_MembershipView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdParticipantGroupsJoinGroup: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "resident_id": 17,
                 *       "group_name": "楼栋长",
                 *       "starts_on": "2026-06-18",
                 *       "reason": "2026年7月当选3栋楼栋长"
                 *     }
                 */
                "application/json": components["schemas"]["NewMembership"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "member_id": 5
                     *     }
                     */
                    "application/json": components["schemas"]["MembershipIdView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdParticipantGroupsMemberIdEndLeaveGroup: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                member_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "ends_on": "2026-06-18"
                 *     }
                 */
                "application/json": components["schemas"]["LastDay"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "member_id": 5
                     *     }
                     */
                    "application/json": components["schemas"]["MembershipIdView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPeopleRegisterPerson: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "张秀兰",
                 *       "phone": "13800138000",
                 *       "identity_number": "51050219490307011X",
                 *       "born_on": "1949-03-07"
                 *     }
                 */
                "application/json": components["schemas"]["NewPersonBody"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "resident_id": 17
                     *     }
                     */
                    "application/json": components["schemas"]["PersonIdView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPeopleResidentIdAssistedOpeningsHelpOpenLogIn: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                resident_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "核对迁入材料"
                 *     }
                 */
                "application/json": components["schemas"]["WithReason"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "resident_id": 17,
                     *       "name_masked": "张*",
                     *       "last_four": "8000",
                     *       "has_signed_in": false,
                     *       "address": "https://ledger.example.cn/ui/m/",
                     *       "helped_by": "网格员02"
                     *     }
                     */
                    "application/json": components["schemas"]["OpeningSlipView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPeopleResidentIdAssistedViewsViewBalanceForResident: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                resident_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "老人到服务台查积分"
                 *     }
                 */
                "application/json": components["schemas"]["AssistedBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "resident_id": 17,
                     *       "name_masked": "张*",
                     *       "points": 48,
                     *       "held_points": 0,
                     *       "service_minutes": 570
                     *     }
                     */
                    "application/json": components["schemas"]["AssistedView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPeopleResidentIdCertificatesIssueCertificateFor: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                resident_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "核对迁入材料",
                 *       "from_on": null,
                 *       "to_on": null
                 *     }
                 */
                "application/json": components["schemas"]["CertificateTimeWithReason"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "certificate_id": 3,
                     *       "number": "志证-2026-000003",
                     *       "resident_id": 1,
                     *       "name": "张*",
                     *       "issued_at": "2026-06-18T01:30:00Z",
                     *       "asked_as": "self",
                     *       "asked_title": "本人",
                     *       "from_on": "2026-06-18",
                     *       "to_on": "2026-06-18",
                     *       "service_count": 12,
                     *       "service_minutes": 1830,
                     *       "hours": "30.50",
                     *       "state": "valid",
                     *       "state_title": "有效",
                     *       "superseded_by": null,
                     *       "verify_path": "/p/certificates/AAAAAAAAAAAAAAAAAAAAAA"
                     *     }
                     */
                    "application/json": components["schemas"]["CertificateView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPeopleResidentIdConsentsRecordConsent: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                resident_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "purpose": "public_honours",
                 *       "text_version": "2026-1",
                 *       "personal_paper_id": 5
                 *     }
                 */
                "application/json": components["schemas"]["ConsentBody"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recorded_id": 3
                     *     }
                     */
                    "application/json": components["schemas"]["Recorded"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPeopleResidentIdConsentsPurposeWithdrawWithdrawPersonsConsent: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 公共空间微改造 */
                purpose: string;
                /** @example 1 */
                resident_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "核对迁入材料"
                 *     }
                 */
                "application/json": components["schemas"]["WithReason"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recorded_id": 3
                     *     }
                     */
                    "application/json": components["schemas"]["Recorded"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPeopleResidentIdFamilyProxiesAskProxy: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                resident_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "proxy_resident_id": 18,
                 *       "relation": "child",
                 *       "personal_paper_id": 5,
                 *       "daily_points_max": 30,
                 *       "starts_on": "2026-06-18",
                 *       "ends_on": "2027-06-17"
                 *     }
                 */
                "application/json": components["schemas"]["ProxyBody"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recorded_id": 3
                     *     }
                     */
                    "application/json": components["schemas"]["Recorded"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPeopleResidentIdGuardiansRecordGuardian: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                resident_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "guardian_resident_id": 17,
                 *       "personal_paper_id": 5,
                 *       "consented_on": "2026-06-18"
                 *     }
                 */
                "application/json": components["schemas"]["GuardianBody"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recorded_id": 3
                     *     }
                     */
                    "application/json": components["schemas"]["Recorded"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPeopleResidentIdPhoneChangePhone: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                resident_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "phone": "13800138000"
                 *     }
                 */
                "application/json": components["schemas"]["PhoneBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "resident_id": 17
                     *     }
                     */
                    "application/json": components["schemas"]["PersonIdView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPeopleResidentIdViewsViewPerson: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                resident_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "核对迁入材料"
                 *     }
                 */
                "application/json": components["schemas"]["WithReason"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "resident_id": 17,
                     *       "name": "张秀兰",
                     *       "phone": "13800138000",
                     *       "has_identity_number": true,
                     *       "age": 77,
                     *       "is_child": false,
                     *       "is_forgotten": false,
                     *       "dwellings_owned": [
                     *         "1栋1单元0101"
                     *       ],
                     *       "household": [
                     *         {
                     *           "household_member_id": 4,
                     *           "household_id": 2,
                     *           "resident_id": 17,
                     *           "name_masked": "张*",
                     *           "relation": "spouse",
                     *           "relation_title": "配偶",
                     *           "dwelling": "1栋1单元0101",
                     *           "tenure_title": "业主自住",
                     *           "moved_in_on": "2026-06-18",
                     *           "moved_out_on": null
                     *         }
                     *       ],
                     *       "stays": [
                     *         {
                     *           "household_member_id": 4,
                     *           "household_id": 2,
                     *           "resident_id": 17,
                     *           "name_masked": "张*",
                     *           "relation": "spouse",
                     *           "relation_title": "配偶",
                     *           "dwelling": "1栋1单元0101",
                     *           "tenure_title": "业主自住",
                     *           "moved_in_on": "2026-06-18",
                     *           "moved_out_on": null
                     *         }
                     *       ],
                     *       "guardians": [
                     *         {
                     *           "guardianship_id": 2,
                     *           "child_resident_id": 18,
                     *           "child_masked": "张*",
                     *           "guardian_resident_id": 17,
                     *           "guardian_masked": "张*",
                     *           "consented_on": "2026-06-18",
                     *           "personal_paper_id": 5,
                     *           "withdrawn_at": null
                     *         }
                     *       ],
                     *       "consents": {
                     *         "texts": [
                     *           {
                     *             "purpose": "public_honours",
                     *             "title": "光荣榜和公示名单",
                     *             "text_version": "2026-1",
                     *             "body": "同意小区在光荣榜上列出我：只写姓氏和楼栋。",
                     *             "agreed_at": null
                     *           }
                     *         ],
                     *         "history": [
                     *           {
                     *             "consent_id": 3,
                     *             "purpose": "public_honours",
                     *             "title": "光荣榜和公示名单",
                     *             "text_version": "2026-1",
                     *             "given_at": "2026-06-18T01:30:00Z",
                     *             "given_by_title": "本人",
                     *             "withdrawn_at": null
                     *           }
                     *         ]
                     *       },
                     *       "proxies": [
                     *         {
                     *           "family_proxy_id": 6,
                     *           "resident_id": 17,
                     *           "resident_masked": "张*",
                     *           "proxy_resident_id": 18,
                     *           "proxy_masked": "李*",
                     *           "relation_title": "子女",
                     *           "daily_points_max": 30,
                     *           "starts_on": "2026-06-18",
                     *           "ends_on": "2026-06-18",
                     *           "state": "active",
                     *           "asked_by_name": "王网格员",
                     *           "asked_by": 4,
                     *           "decided_by_name": "李主任",
                     *           "personal_paper_id": 5
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PersonView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPeopleSearchesSearchPeople: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "核对迁入材料",
                 *       "name": "张",
                 *       "phone": "13800138000",
                 *       "dwelling": "1栋1单元0101"
                 *     }
                 */
                "application/json": components["schemas"]["Search"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "resident_id": 17,
                     *           "name_masked": "张*",
                     *           "dwellings": [
                     *             "1栋1单元0101"
                     *           ],
                     *           "is_child": false
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["FoundPeopleView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPeriodsListPeriods: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "month": "2026-04",
                     *           "state": "open",
                     *           "entries": 58,
                     *           "unposted": 0,
                     *           "closed_by": "财务委员",
                     *           "closed_at": null,
                     *           "was_closed": false,
                     *           "reopening_request_id": 2
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PeriodsView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPeriodsMonthReadPeriod: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 2026-06 */
                month: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "period": {
                     *         "month": "2026-04",
                     *         "state": "open",
                     *         "entries": 58,
                     *         "unposted": 0,
                     *         "closed_by": "财务委员",
                     *         "closed_at": null,
                     *         "was_closed": false,
                     *         "reopening_request_id": 2
                     *       },
                     *       "closing_blocked_by": [
                     *         {
                     *           "code": "period_has_unposted_entries",
                     *           "sentence": "2026年4月还有 2 张凭证没有记账，请先审核记账或退回。"
                     *         }
                     *       ],
                     *       "reopening_blocked_by": [
                     *         {
                     *           "code": "period_has_unposted_entries",
                     *           "sentence": "2026年4月还有 2 张凭证没有记账，请先审核记账或退回。"
                     *         }
                     *       ],
                     *       "carrying": [
                     *         {
                     *           "narration": "结转收入（截至2026年12月末）",
                     *           "total_fen": 3780000,
                     *           "lines": [
                     *             {
                     *               "account_code": "4301003",
                     *               "side": "debit",
                     *               "amount_fen": 360000,
                     *               "fund_grant_id": null
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "closing_entries": [
                     *         {
                     *           "prepared_entry_id": 31,
                     *           "state": "prepared",
                     *           "narration": "支付六月保洁费",
                     *           "total_fen": 6606687,
                     *           "seq": null
                     *         }
                     *       ],
                     *       "requests": [
                     *         {
                     *           "reopening_request_id": 2,
                     *           "state": "waiting",
                     *           "reason": "6月物业代收停车费漏记 1,200 元",
                     *           "requested_by": "财务委员",
                     *           "requested_by_user_id": 3,
                     *           "requested_at": "2026-06-18T01:30:00Z",
                     *           "decided_by": "业委会主任",
                     *           "decided_at": null,
                     *           "answer": "金额不大，记在本月即可"
                     *         }
                     *       ],
                     *       "trace": [
                     *         {
                     *           "change_no": 7,
                     *           "from_state": "open",
                     *           "to_state": "open",
                     *           "book_size": 3101,
                     *           "reason": "6月物业代收停车费漏记 1,200 元",
                     *           "requested_by": "财务委员",
                     *           "changed_by": "业委会主任",
                     *           "changed_at": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PeriodStandingView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPeriodsMonthAdjustBeginAdjusting: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 2026-06 */
                month: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["posting_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "month": "2026-04",
                     *       "state": "open",
                     *       "entries": 58,
                     *       "unposted": 0,
                     *       "closed_by": "财务委员",
                     *       "closed_at": null,
                     *       "was_closed": false,
                     *       "reopening_request_id": 2
                     *     }
                     */
                    "application/json": components["schemas"]["PeriodView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPeriodsMonthCloseClosePeriod: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 2026-06 */
                month: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["posting_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "month": "2026-04",
                     *       "state": "open",
                     *       "entries": 58,
                     *       "unposted": 0,
                     *       "closed_by": "财务委员",
                     *       "closed_at": null,
                     *       "was_closed": false,
                     *       "reopening_request_id": 2
                     *     }
                     */
                    "application/json": components["schemas"]["PeriodView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPeriodsMonthClosingEntriesPrepareClosingEntries: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 2026-06 */
                month: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["posting_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "prepared_entry_id": 12,
                     *           "state": "prepared",
                     *           "kind": "cash_book",
                     *           "effective_on": "2026-06-18",
                     *           "narration": "端午活动物资",
                     *           "counterparty": "惠民超市",
                     *           "document_no": "26516193264338470956",
                     *           "source": "cash_book:记-0044",
                     *           "lines": [
                     *             {
                     *               "line_no": 1,
                     *               "account_code": "5103",
                     *               "account_name": "公益及社区活动",
                     *               "side": "debit",
                     *               "amount_fen": 248060,
                     *               "narration": "支付六月保洁费",
                     *               "fund_grant_id": null,
                     *               "merchant_id": null,
                     *               "dwelling_id": null,
                     *               "activity_id": null
                     *             }
                     *           ],
                     *           "total_fen": 248060,
                     *           "documents": [
                     *             {
                     *               "document_id": 5,
                     *               "filename": "发票.pdf",
                     *               "media_type": "application/pdf",
                     *               "size_bytes": 20480,
                     *               "sha256": "9f86d081884c7d659a2f…"
                     *             }
                     *           ],
                     *           "prepared_by": "财务委员",
                     *           "prepared_by_user_id": 3,
                     *           "prepared_at": "2026-06-18T01:30:00Z",
                     *           "approved_by": "业委会主任",
                     *           "approved_at": null,
                     *           "posted_by": null,
                     *           "posted_at": null,
                     *           "rejected_reason": null,
                     *           "entry_no": "记-202606-0006",
                     *           "seq": null,
                     *           "reverses_seq": null,
                     *           "import_id": null,
                     *           "flags": [
                     *             {
                     *               "code": "expense_has_no_invoice",
                     *               "message": "支出没有票据号，请补票或说明。"
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PreparedEntriesView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPeriodsMonthReopeningRequestsRequestReopening: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 2026-06 */
                month: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "6月物业代收停车费漏记 1,200 元"
                 *     }
                 */
                "application/json": components["schemas"]["PeriodReason"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "month": "2026-04",
                     *       "state": "open",
                     *       "entries": 58,
                     *       "unposted": 0,
                     *       "closed_by": "财务委员",
                     *       "closed_at": null,
                     *       "was_closed": false,
                     *       "reopening_request_id": 2
                     *     }
                     */
                    "application/json": components["schemas"]["PeriodView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPeriodsMonthResumeResumePeriod: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 2026-06 */
                month: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "6月物业代收停车费漏记 1,200 元"
                 *     }
                 */
                "application/json": components["schemas"]["PeriodReason"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "month": "2026-04",
                     *       "state": "open",
                     *       "entries": 58,
                     *       "unposted": 0,
                     *       "closed_by": "财务委员",
                     *       "closed_at": null,
                     *       "was_closed": false,
                     *       "reopening_request_id": 2
                     *     }
                     */
                    "application/json": components["schemas"]["PeriodView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPersonalPapersUploadPaper: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "file": "…"
                 *     }
                 */
                "multipart/form-data": components["schemas"]["PaperUpload"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "personal_paper_id": 5
                     *     }
                     */
                    "application/json": components["schemas"]["PaperIdView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPersonalPapersPersonalPaperIdViewsViewPaper: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                personal_paper_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "核对迁入材料"
                 *     }
                 */
                "application/json": components["schemas"]["WithReason"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPointsSummaryReadPointsSummary: {
        parameters: {
            query: {
                /**
                 * @description 第一个月，如 2026-04
                 * @example 2026-04
                 */
                from: string;
                /**
                 * @description 最后一个月，如 2026-06
                 * @example 2026-06
                 */
                to: string;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "issued": 8600,
                     *       "redeemed": 3100,
                     *       "expired": 0,
                     *       "outstanding": 5500,
                     *       "by_source": [
                     *         {
                     *           "code": "P1101",
                     *           "title": "志愿服务",
                     *           "points": 640
                     *         }
                     *       ],
                     *       "by_month": [
                     *         {
                     *           "month": "2026-04",
                     *           "issued": 2900,
                     *           "redeemed": 1200,
                     *           "expired": 0
                     *         }
                     *       ],
                     *       "rate_fen_per_point": 100,
                     *       "outstanding_fen": 550000,
                     *       "service_minutes": 45000
                     *     }
                     */
                    "application/json": components["schemas"]["SummaryView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPreparedEntriesListPreparedEntries: {
        parameters: {
            query?: {
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description 摘要、对方、票据号的一部分
                 * @example 保洁
                 */
                q?: string | null;
                /**
                 * @description 待审核、已审核、已记账或已退回
                 * @example prepared
                 */
                state?: "prepared" | "approved" | "posted" | "rejected" | null;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "prepared_entry_id": 12,
                     *           "state": "prepared",
                     *           "kind": "cash_book",
                     *           "effective_on": "2026-06-18",
                     *           "narration": "端午活动物资",
                     *           "counterparty": "惠民超市",
                     *           "document_no": "26516193264338470956",
                     *           "source": "cash_book:记-0044",
                     *           "lines": [
                     *             {
                     *               "line_no": 1,
                     *               "account_code": "5103",
                     *               "account_name": "公益及社区活动",
                     *               "side": "debit",
                     *               "amount_fen": 248060,
                     *               "narration": "支付六月保洁费",
                     *               "fund_grant_id": null,
                     *               "merchant_id": null,
                     *               "dwelling_id": null,
                     *               "activity_id": null
                     *             }
                     *           ],
                     *           "total_fen": 248060,
                     *           "documents": [
                     *             {
                     *               "document_id": 5,
                     *               "filename": "发票.pdf",
                     *               "media_type": "application/pdf",
                     *               "size_bytes": 20480,
                     *               "sha256": "9f86d081884c7d659a2f…"
                     *             }
                     *           ],
                     *           "prepared_by": "财务委员",
                     *           "prepared_by_user_id": 3,
                     *           "prepared_at": "2026-06-18T01:30:00Z",
                     *           "approved_by": "业委会主任",
                     *           "approved_at": null,
                     *           "posted_by": null,
                     *           "posted_at": null,
                     *           "rejected_reason": null,
                     *           "entry_no": "记-202606-0006",
                     *           "seq": null,
                     *           "reverses_seq": null,
                     *           "import_id": null,
                     *           "flags": [
                     *             {
                     *               "code": "expense_has_no_invoice",
                     *               "message": "支出没有票据号，请补票或说明。"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_PreparedEntryView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPreparedEntriesPrepareEntry: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "effective_on": "2026-06-18",
                 *       "kind": "manual",
                 *       "narration": "支付六月保洁费",
                 *       "lines": [
                 *         {
                 *           "account_code": "5103",
                 *           "side": "debit",
                 *           "amount_fen": 248060,
                 *           "narration": "支付六月保洁费",
                 *           "fund_grant_id": null,
                 *           "merchant_id": null,
                 *           "activity_id": null
                 *         }
                 *       ],
                 *       "document_ids": [
                 *         5
                 *       ],
                 *       "counterparty": "惠民超市",
                 *       "document_no": ""
                 *     }
                 */
                "application/json": components["schemas"]["NewPreparedEntry"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "prepared_entry_id": 12,
                     *       "state": "prepared",
                     *       "kind": "cash_book",
                     *       "effective_on": "2026-06-18",
                     *       "narration": "端午活动物资",
                     *       "counterparty": "惠民超市",
                     *       "document_no": "26516193264338470956",
                     *       "source": "cash_book:记-0044",
                     *       "lines": [
                     *         {
                     *           "line_no": 1,
                     *           "account_code": "5103",
                     *           "account_name": "公益及社区活动",
                     *           "side": "debit",
                     *           "amount_fen": 248060,
                     *           "narration": "支付六月保洁费",
                     *           "fund_grant_id": null,
                     *           "merchant_id": null,
                     *           "dwelling_id": null,
                     *           "activity_id": null
                     *         }
                     *       ],
                     *       "total_fen": 248060,
                     *       "documents": [
                     *         {
                     *           "document_id": 5,
                     *           "filename": "发票.pdf",
                     *           "media_type": "application/pdf",
                     *           "size_bytes": 20480,
                     *           "sha256": "9f86d081884c7d659a2f…"
                     *         }
                     *       ],
                     *       "prepared_by": "财务委员",
                     *       "prepared_by_user_id": 3,
                     *       "prepared_at": "2026-06-18T01:30:00Z",
                     *       "approved_by": "业委会主任",
                     *       "approved_at": null,
                     *       "posted_by": null,
                     *       "posted_at": null,
                     *       "rejected_reason": null,
                     *       "entry_no": "记-202606-0006",
                     *       "seq": null,
                     *       "reverses_seq": null,
                     *       "import_id": null,
                     *       "flags": [
                     *         {
                     *           "code": "expense_has_no_invoice",
                     *           "message": "支出没有票据号，请补票或说明。"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PreparedEntryView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPreparedEntriesPreparedEntryIdReadPreparedEntry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                prepared_entry_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "prepared_entry_id": 12,
                     *       "state": "prepared",
                     *       "kind": "cash_book",
                     *       "effective_on": "2026-06-18",
                     *       "narration": "端午活动物资",
                     *       "counterparty": "惠民超市",
                     *       "document_no": "26516193264338470956",
                     *       "source": "cash_book:记-0044",
                     *       "lines": [
                     *         {
                     *           "line_no": 1,
                     *           "account_code": "5103",
                     *           "account_name": "公益及社区活动",
                     *           "side": "debit",
                     *           "amount_fen": 248060,
                     *           "narration": "支付六月保洁费",
                     *           "fund_grant_id": null,
                     *           "merchant_id": null,
                     *           "dwelling_id": null,
                     *           "activity_id": null
                     *         }
                     *       ],
                     *       "total_fen": 248060,
                     *       "documents": [
                     *         {
                     *           "document_id": 5,
                     *           "filename": "发票.pdf",
                     *           "media_type": "application/pdf",
                     *           "size_bytes": 20480,
                     *           "sha256": "9f86d081884c7d659a2f…"
                     *         }
                     *       ],
                     *       "prepared_by": "财务委员",
                     *       "prepared_by_user_id": 3,
                     *       "prepared_at": "2026-06-18T01:30:00Z",
                     *       "approved_by": "业委会主任",
                     *       "approved_at": null,
                     *       "posted_by": null,
                     *       "posted_at": null,
                     *       "rejected_reason": null,
                     *       "entry_no": "记-202606-0006",
                     *       "seq": null,
                     *       "reverses_seq": null,
                     *       "import_id": null,
                     *       "flags": [
                     *         {
                     *           "code": "expense_has_no_invoice",
                     *           "message": "支出没有票据号，请补票或说明。"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PreparedEntryView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPreparedEntriesPreparedEntryIdApproveApprovePreparedEntry: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                prepared_entry_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["posting_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "prepared_entry_id": 12,
                     *       "state": "prepared",
                     *       "kind": "cash_book",
                     *       "effective_on": "2026-06-18",
                     *       "narration": "端午活动物资",
                     *       "counterparty": "惠民超市",
                     *       "document_no": "26516193264338470956",
                     *       "source": "cash_book:记-0044",
                     *       "lines": [
                     *         {
                     *           "line_no": 1,
                     *           "account_code": "5103",
                     *           "account_name": "公益及社区活动",
                     *           "side": "debit",
                     *           "amount_fen": 248060,
                     *           "narration": "支付六月保洁费",
                     *           "fund_grant_id": null,
                     *           "merchant_id": null,
                     *           "dwelling_id": null,
                     *           "activity_id": null
                     *         }
                     *       ],
                     *       "total_fen": 248060,
                     *       "documents": [
                     *         {
                     *           "document_id": 5,
                     *           "filename": "发票.pdf",
                     *           "media_type": "application/pdf",
                     *           "size_bytes": 20480,
                     *           "sha256": "9f86d081884c7d659a2f…"
                     *         }
                     *       ],
                     *       "prepared_by": "财务委员",
                     *       "prepared_by_user_id": 3,
                     *       "prepared_at": "2026-06-18T01:30:00Z",
                     *       "approved_by": "业委会主任",
                     *       "approved_at": null,
                     *       "posted_by": null,
                     *       "posted_at": null,
                     *       "rejected_reason": null,
                     *       "entry_no": "记-202606-0006",
                     *       "seq": null,
                     *       "reverses_seq": null,
                     *       "import_id": null,
                     *       "flags": [
                     *         {
                     *           "code": "expense_has_no_invoice",
                     *           "message": "支出没有票据号，请补票或说明。"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PreparedEntryView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPreparedEntriesPreparedEntryIdPostPostPreparedEntry: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                prepared_entry_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["posting_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "prepared_entry_id": 12,
                     *       "state": "prepared",
                     *       "kind": "cash_book",
                     *       "effective_on": "2026-06-18",
                     *       "narration": "端午活动物资",
                     *       "counterparty": "惠民超市",
                     *       "document_no": "26516193264338470956",
                     *       "source": "cash_book:记-0044",
                     *       "lines": [
                     *         {
                     *           "line_no": 1,
                     *           "account_code": "5103",
                     *           "account_name": "公益及社区活动",
                     *           "side": "debit",
                     *           "amount_fen": 248060,
                     *           "narration": "支付六月保洁费",
                     *           "fund_grant_id": null,
                     *           "merchant_id": null,
                     *           "dwelling_id": null,
                     *           "activity_id": null
                     *         }
                     *       ],
                     *       "total_fen": 248060,
                     *       "documents": [
                     *         {
                     *           "document_id": 5,
                     *           "filename": "发票.pdf",
                     *           "media_type": "application/pdf",
                     *           "size_bytes": 20480,
                     *           "sha256": "9f86d081884c7d659a2f…"
                     *         }
                     *       ],
                     *       "prepared_by": "财务委员",
                     *       "prepared_by_user_id": 3,
                     *       "prepared_at": "2026-06-18T01:30:00Z",
                     *       "approved_by": "业委会主任",
                     *       "approved_at": null,
                     *       "posted_by": null,
                     *       "posted_at": null,
                     *       "rejected_reason": null,
                     *       "entry_no": "记-202606-0006",
                     *       "seq": null,
                     *       "reverses_seq": null,
                     *       "import_id": null,
                     *       "flags": [
                     *         {
                     *           "code": "expense_has_no_invoice",
                     *           "message": "支出没有票据号，请补票或说明。"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PreparedEntryView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPreparedEntriesPreparedEntryIdRejectRejectPreparedEntry: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                prepared_entry_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "请补充发票"
                 *     }
                 */
                "application/json": components["schemas"]["Rejection"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "prepared_entry_id": 12,
                     *       "state": "prepared",
                     *       "kind": "cash_book",
                     *       "effective_on": "2026-06-18",
                     *       "narration": "端午活动物资",
                     *       "counterparty": "惠民超市",
                     *       "document_no": "26516193264338470956",
                     *       "source": "cash_book:记-0044",
                     *       "lines": [
                     *         {
                     *           "line_no": 1,
                     *           "account_code": "5103",
                     *           "account_name": "公益及社区活动",
                     *           "side": "debit",
                     *           "amount_fen": 248060,
                     *           "narration": "支付六月保洁费",
                     *           "fund_grant_id": null,
                     *           "merchant_id": null,
                     *           "dwelling_id": null,
                     *           "activity_id": null
                     *         }
                     *       ],
                     *       "total_fen": 248060,
                     *       "documents": [
                     *         {
                     *           "document_id": 5,
                     *           "filename": "发票.pdf",
                     *           "media_type": "application/pdf",
                     *           "size_bytes": 20480,
                     *           "sha256": "9f86d081884c7d659a2f…"
                     *         }
                     *       ],
                     *       "prepared_by": "财务委员",
                     *       "prepared_by_user_id": 3,
                     *       "prepared_at": "2026-06-18T01:30:00Z",
                     *       "approved_by": "业委会主任",
                     *       "approved_at": null,
                     *       "posted_by": null,
                     *       "posted_at": null,
                     *       "rejected_reason": null,
                     *       "entry_no": "记-202606-0006",
                     *       "seq": null,
                     *       "reverses_seq": null,
                     *       "import_id": null,
                     *       "flags": [
                     *         {
                     *           "code": "expense_has_no_invoice",
                     *           "message": "支出没有票据号，请补票或说明。"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PreparedEntryView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPreparedEntriesApprovalsApprovePreparedEntries: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "prepared_entry_ids": [
                 *         1,
                 *         2,
                 *         3
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["PreparedEntryIds"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "prepared_entry_id": 12,
                     *           "outcome": "done",
                     *           "detail": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OutcomesView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdPreparedEntriesPostingsPostPreparedEntries: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "prepared_entry_ids": [
                 *         1,
                 *         2,
                 *         3
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["PreparedEntryIds"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "prepared_entry_id": 12,
                     *           "outcome": "done",
                     *           "detail": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OutcomesView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdReopeningRequestsReopeningRequestIdDeclineDeclineReopening: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                reopening_request_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "6月物业代收停车费漏记 1,200 元"
                 *     }
                 */
                "application/json": components["schemas"]["PeriodReason"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "month": "2026-04",
                     *       "state": "open",
                     *       "entries": 58,
                     *       "unposted": 0,
                     *       "closed_by": "财务委员",
                     *       "closed_at": null,
                     *       "was_closed": false,
                     *       "reopening_request_id": 2
                     *     }
                     */
                    "application/json": components["schemas"]["PeriodView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdReopeningRequestsReopeningRequestIdGrantGrantReopening: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                reopening_request_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["posting_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "month": "2026-04",
                     *       "state": "open",
                     *       "entries": 58,
                     *       "unposted": 0,
                     *       "closed_by": "财务委员",
                     *       "closed_at": null,
                     *       "was_closed": false,
                     *       "reopening_request_id": 2
                     *     }
                     */
                    "application/json": components["schemas"]["PeriodView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdReopeningRequestsReopeningRequestIdWithdrawWithdrawReopening: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                reopening_request_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["posting_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "month": "2026-04",
                     *       "state": "open",
                     *       "entries": 58,
                     *       "unposted": 0,
                     *       "closed_by": "财务委员",
                     *       "closed_at": null,
                     *       "was_closed": false,
                     *       "reopening_request_id": 2
                     *     }
                     */
                    "application/json": components["schemas"]["PeriodView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdRoleGrantsGrantRole: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "login": "zhang.treasurer",
                 *       "role": "treasurer",
                 *       "starts_on": "2026-07-01",
                 *       "ends_on": "2027-06-30",
                 *       "resident_id": null,
                 *       "merchant_id": null,
                 *       "committee_term_id": null
                 *     }
                 */
                "application/json": components["schemas"]["NewRoleGrant"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user_id": 3,
                     *       "login": "treasurer",
                     *       "display_name": "财务委员",
                     *       "is_disabled": false,
                     *       "roles": [
                     *         {
                     *           "role_grant_id": 7,
                     *           "role": "treasurer",
                     *           "role_title": "财务委员",
                     *           "resident_id": null,
                     *           "merchant_id": null,
                     *           "starts_on": "2026-06-18",
                     *           "ends_on": null,
                     *           "term_no": null,
                     *           "state": "held",
                     *           "state_title": "在任",
                     *           "granted_by_name": null,
                     *           "revoked_at": null,
                     *           "revocation_reason": "已离任"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["UserListView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdRoleGrantsRoleGrantIdRevocationRevokeRole: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                role_grant_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "已离任"
                 *     }
                 */
                "application/json": components["schemas"]["Revocation"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user_id": 3,
                     *       "login": "treasurer",
                     *       "display_name": "财务委员",
                     *       "is_disabled": false,
                     *       "roles": [
                     *         {
                     *           "role_grant_id": 7,
                     *           "role": "treasurer",
                     *           "role_title": "财务委员",
                     *           "resident_id": null,
                     *           "merchant_id": null,
                     *           "starts_on": "2026-06-18",
                     *           "ends_on": null,
                     *           "term_no": null,
                     *           "state": "held",
                     *           "state_title": "在任",
                     *           "granted_by_name": null,
                     *           "revoked_at": null,
                     *           "revocation_reason": "已离任"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["UserListView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdRuleDraftsListRuleDrafts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "rule_draft_id": 3,
                     *           "rules": {
                     *             "service": {
                     *               "points_per_hour": 1,
                     *               "sources": {
                     *                 "人居环境": "P1103",
                     *                 "移风易俗": "P1103"
                     *               },
                     *               "default_source": "P1101",
                     *               "quality_percent": {},
                     *               "validity_months": 24,
                     *               "minutes_per_day_max": 720,
                     *               "frequency": {},
                     *               "group_percent": {},
                     *               "caps": {}
                     *             },
                     *             "sorting": {
                     *               "source": "P1102",
                     *               "points": {
                     *                 "可回收": 3,
                     *                 "厨余": 2,
                     *                 "有害": 5
                     *               },
                     *               "weight_grams_min": 100,
                     *               "points_per_day_max": 8,
                     *               "validity_months": 12,
                     *               "caps": {}
                     *             },
                     *             "points": {
                     *               "rate_fen": 100,
                     *               "refund_grace_days": 0
                     *             },
                     *             "disclosure": {
                     *               "frequency": "quarterly",
                     *               "posting_days": 30
                     *             },
                     *             "time_bank": {
                     *               "minutes_lifetime_max": 90000
                     *             }
                     *           },
                     *           "effective_on": "2026-06-18",
                     *           "ends_on": null,
                     *           "source": "业主大会2026-决议-07",
                     *           "document_id": null,
                     *           "state": "draft",
                     *           "drafted_by_name": "钱明",
                     *           "is_mine": false,
                     *           "changed_at": "2026-06-18T01:30:00Z",
                     *           "decided_by_name": null,
                     *           "decided_at": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RuleDraftsView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdRuleDraftsDraftRules: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "rules": {
                 *         "service": {
                 *           "points_per_hour": 1,
                 *           "sources": {
                 *             "人居环境": "P1103",
                 *             "移风易俗": "P1103"
                 *           },
                 *           "default_source": "P1101",
                 *           "quality_percent": {},
                 *           "validity_months": 24,
                 *           "minutes_per_day_max": 720,
                 *           "frequency": {},
                 *           "group_percent": {},
                 *           "caps": {}
                 *         },
                 *         "sorting": {
                 *           "source": "P1102",
                 *           "points": {
                 *             "可回收": 3,
                 *             "厨余": 2,
                 *             "有害": 5
                 *           },
                 *           "weight_grams_min": 100,
                 *           "points_per_day_max": 8,
                 *           "validity_months": 12,
                 *           "caps": {}
                 *         },
                 *         "points": {
                 *           "rate_fen": 100,
                 *           "refund_grace_days": 0
                 *         },
                 *         "disclosure": {
                 *           "frequency": "quarterly",
                 *           "posting_days": 30
                 *         },
                 *         "time_bank": {
                 *           "minutes_lifetime_max": 90000
                 *         }
                 *       },
                 *       "effective_on": "2027-01-01",
                 *       "ends_on": null,
                 *       "source": "业主大会2026-决议-07",
                 *       "document_id": null
                 *     }
                 */
                "application/json": components["schemas"]["NewRuleDraft"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "rule_draft_id": 3,
                     *       "rules": {
                     *         "service": {
                     *           "points_per_hour": 1,
                     *           "sources": {
                     *             "人居环境": "P1103",
                     *             "移风易俗": "P1103"
                     *           },
                     *           "default_source": "P1101",
                     *           "quality_percent": {},
                     *           "validity_months": 24,
                     *           "minutes_per_day_max": 720,
                     *           "frequency": {},
                     *           "group_percent": {},
                     *           "caps": {}
                     *         },
                     *         "sorting": {
                     *           "source": "P1102",
                     *           "points": {
                     *             "可回收": 3,
                     *             "厨余": 2,
                     *             "有害": 5
                     *           },
                     *           "weight_grams_min": 100,
                     *           "points_per_day_max": 8,
                     *           "validity_months": 12,
                     *           "caps": {}
                     *         },
                     *         "points": {
                     *           "rate_fen": 100,
                     *           "refund_grace_days": 0
                     *         },
                     *         "disclosure": {
                     *           "frequency": "quarterly",
                     *           "posting_days": 30
                     *         },
                     *         "time_bank": {
                     *           "minutes_lifetime_max": 90000
                     *         }
                     *       },
                     *       "effective_on": "2026-06-18",
                     *       "ends_on": null,
                     *       "source": "业主大会2026-决议-07",
                     *       "document_id": null,
                     *       "state": "draft",
                     *       "drafted_by_name": "钱明",
                     *       "is_mine": false,
                     *       "changed_at": "2026-06-18T01:30:00Z",
                     *       "decided_by_name": null,
                     *       "decided_at": null
                     *     }
                     */
                    "application/json": components["schemas"]["RuleDraftView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdRuleDraftsRuleDraftIdChangeRuleDraft: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                rule_draft_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "rules": {
                 *         "service": {
                 *           "points_per_hour": 1,
                 *           "sources": {
                 *             "人居环境": "P1103",
                 *             "移风易俗": "P1103"
                 *           },
                 *           "default_source": "P1101",
                 *           "quality_percent": {},
                 *           "validity_months": 24,
                 *           "minutes_per_day_max": 720,
                 *           "frequency": {},
                 *           "group_percent": {},
                 *           "caps": {}
                 *         },
                 *         "sorting": {
                 *           "source": "P1102",
                 *           "points": {
                 *             "可回收": 3,
                 *             "厨余": 2,
                 *             "有害": 5
                 *           },
                 *           "weight_grams_min": 100,
                 *           "points_per_day_max": 8,
                 *           "validity_months": 12,
                 *           "caps": {}
                 *         },
                 *         "points": {
                 *           "rate_fen": 100,
                 *           "refund_grace_days": 0
                 *         },
                 *         "disclosure": {
                 *           "frequency": "quarterly",
                 *           "posting_days": 30
                 *         },
                 *         "time_bank": {
                 *           "minutes_lifetime_max": 90000
                 *         }
                 *       },
                 *       "effective_on": "2027-01-01",
                 *       "ends_on": null,
                 *       "source": "业主大会2026-决议-07",
                 *       "document_id": null
                 *     }
                 */
                "application/json": components["schemas"]["NewRuleDraft"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "rule_draft_id": 3,
                     *       "rules": {
                     *         "service": {
                     *           "points_per_hour": 1,
                     *           "sources": {
                     *             "人居环境": "P1103",
                     *             "移风易俗": "P1103"
                     *           },
                     *           "default_source": "P1101",
                     *           "quality_percent": {},
                     *           "validity_months": 24,
                     *           "minutes_per_day_max": 720,
                     *           "frequency": {},
                     *           "group_percent": {},
                     *           "caps": {}
                     *         },
                     *         "sorting": {
                     *           "source": "P1102",
                     *           "points": {
                     *             "可回收": 3,
                     *             "厨余": 2,
                     *             "有害": 5
                     *           },
                     *           "weight_grams_min": 100,
                     *           "points_per_day_max": 8,
                     *           "validity_months": 12,
                     *           "caps": {}
                     *         },
                     *         "points": {
                     *           "rate_fen": 100,
                     *           "refund_grace_days": 0
                     *         },
                     *         "disclosure": {
                     *           "frequency": "quarterly",
                     *           "posting_days": 30
                     *         },
                     *         "time_bank": {
                     *           "minutes_lifetime_max": 90000
                     *         }
                     *       },
                     *       "effective_on": "2026-06-18",
                     *       "ends_on": null,
                     *       "source": "业主大会2026-决议-07",
                     *       "document_id": null,
                     *       "state": "draft",
                     *       "drafted_by_name": "钱明",
                     *       "is_mine": false,
                     *       "changed_at": "2026-06-18T01:30:00Z",
                     *       "decided_by_name": null,
                     *       "decided_at": null
                     *     }
                     */
                    "application/json": components["schemas"]["RuleDraftView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdRuleDraftsRuleDraftIdAdoptAdoptRuleDraft: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                rule_draft_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["NoContent"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "version": 2,
                     *       "version_text": "shuxiangyuan/2"
                     *     }
                     */
                    "application/json": components["schemas"]["AdoptedView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdRuleDraftsRuleDraftIdDryRunDryRunRules: {
        parameters: {
            query: {
                /**
                 * @description 第一个月，如 2026-04
                 * @example 2026-04
                 */
                from: string;
                /**
                 * @description 最后一个月，如 2026-06
                 * @example 2026-06
                 */
                to: string;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                rule_draft_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from_month": "2026-04",
                     *       "to_month": "2026-06",
                     *       "facts": 2340,
                     *       "residents": 310,
                     *       "gaining": 120,
                     *       "losing": 8,
                     *       "total": {
                     *         "before": 640,
                     *         "after": 720,
                     *         "difference": 80
                     *       },
                     *       "rate_fen_before": 100,
                     *       "rate_fen_after": 100,
                     *       "cost_fen_before": 64000,
                     *       "cost_fen_after": 72000,
                     *       "by_type": [
                     *         {
                     *           "before": 640,
                     *           "after": 720,
                     *           "difference": 80,
                     *           "kind": "养老探访"
                     *         }
                     *       ],
                     *       "most_changed": [
                     *         {
                     *           "before": 640,
                     *           "after": 720,
                     *           "difference": 80,
                     *           "resident_id": 17,
                     *           "name_masked": "张*"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DryRunView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdRuleDraftsRuleDraftIdWithdrawWithdrawRuleDraft: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                rule_draft_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["NoContent"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "rule_draft_id": 3,
                     *       "rules": {
                     *         "service": {
                     *           "points_per_hour": 1,
                     *           "sources": {
                     *             "人居环境": "P1103",
                     *             "移风易俗": "P1103"
                     *           },
                     *           "default_source": "P1101",
                     *           "quality_percent": {},
                     *           "validity_months": 24,
                     *           "minutes_per_day_max": 720,
                     *           "frequency": {},
                     *           "group_percent": {},
                     *           "caps": {}
                     *         },
                     *         "sorting": {
                     *           "source": "P1102",
                     *           "points": {
                     *             "可回收": 3,
                     *             "厨余": 2,
                     *             "有害": 5
                     *           },
                     *           "weight_grams_min": 100,
                     *           "points_per_day_max": 8,
                     *           "validity_months": 12,
                     *           "caps": {}
                     *         },
                     *         "points": {
                     *           "rate_fen": 100,
                     *           "refund_grace_days": 0
                     *         },
                     *         "disclosure": {
                     *           "frequency": "quarterly",
                     *           "posting_days": 30
                     *         },
                     *         "time_bank": {
                     *           "minutes_lifetime_max": 90000
                     *         }
                     *       },
                     *       "effective_on": "2026-06-18",
                     *       "ends_on": null,
                     *       "source": "业主大会2026-决议-07",
                     *       "document_id": null,
                     *       "state": "draft",
                     *       "drafted_by_name": "钱明",
                     *       "is_mine": false,
                     *       "changed_at": "2026-06-18T01:30:00Z",
                     *       "decided_by_name": null,
                     *       "decided_at": null
                     *     }
                     */
                    "application/json": components["schemas"]["RuleDraftView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdRuleVersionsListRuleVersions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "version": 1,
                     *           "version_text": "shuxiangyuan/1",
                     *           "rules": {
                     *             "service": {
                     *               "points_per_hour": 1,
                     *               "sources": {
                     *                 "人居环境": "P1103",
                     *                 "移风易俗": "P1103"
                     *               },
                     *               "default_source": "P1101",
                     *               "quality_percent": {},
                     *               "validity_months": 24,
                     *               "minutes_per_day_max": 720,
                     *               "frequency": {},
                     *               "group_percent": {},
                     *               "caps": {}
                     *             },
                     *             "sorting": {
                     *               "source": "P1102",
                     *               "points": {
                     *                 "可回收": 3,
                     *                 "厨余": 2,
                     *                 "有害": 5
                     *               },
                     *               "weight_grams_min": 100,
                     *               "points_per_day_max": 8,
                     *               "validity_months": 12,
                     *               "caps": {}
                     *             },
                     *             "points": {
                     *               "rate_fen": 100,
                     *               "refund_grace_days": 0
                     *             },
                     *             "disclosure": {
                     *               "frequency": "quarterly",
                     *               "posting_days": 30
                     *             },
                     *             "time_bank": {
                     *               "minutes_lifetime_max": 90000
                     *             }
                     *           },
                     *           "effective_on": "2026-06-18",
                     *           "in_force_until": null,
                     *           "is_in_force": false,
                     *           "source": "业主大会2025-决议-11《积分管理办法》",
                     *           "document_id": null,
                     *           "drafted_by_name": null,
                     *           "adopted_by_name": null,
                     *           "adopted_at": "2026-06-18T01:30:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RuleVersionsView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdServiceRecordsListServiceRecords: {
        parameters: {
            query?: {
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description 活动、类型或姓名的一部分
                 * @example 保洁
                 */
                q?: string;
                /**
                 * @description 待核实或已入账
                 * @example waiting
                 */
                state?: "waiting" | "verified" | null;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "service_record_id": 88,
                     *           "on": "2026-06-18",
                     *           "activity": "端午包粽",
                     *           "service_type": "邻里活动",
                     *           "volunteer_masked": "王*",
                     *           "volunteer_room": "1栋1单元0101",
                     *           "checked_in": "09:00",
                     *           "checked_out": "11:30",
                     *           "service_minutes": 150,
                     *           "confirmer": "3栋栋长",
                     *           "points": 2,
                     *           "state": "waiting",
                     *           "reason": null,
                     *           "completed_by": "组织者",
                     *           "completion_reason": "与现场照片核对",
                     *           "is_completable": false,
                     *           "is_verifiable": false
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_ServiceRecordView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdServiceRecordsServiceRecordIdCompleteCompleteServiceRecord: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                service_record_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "checked_in": "09:00",
                 *       "checked_out": "11:30",
                 *       "confirmer": "3栋栋长",
                 *       "reason": "与现场照片核对"
                 *     }
                 */
                "application/json": components["schemas"]["NewCompletion"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "service_record_id": 88,
                     *       "on": "2026-06-18",
                     *       "activity": "端午包粽",
                     *       "service_type": "邻里活动",
                     *       "volunteer_masked": "王*",
                     *       "volunteer_room": "1栋1单元0101",
                     *       "checked_in": "09:00",
                     *       "checked_out": "11:30",
                     *       "service_minutes": 150,
                     *       "confirmer": "3栋栋长",
                     *       "points": 2,
                     *       "state": "waiting",
                     *       "reason": null,
                     *       "completed_by": "组织者",
                     *       "completion_reason": "与现场照片核对",
                     *       "is_completable": false,
                     *       "is_verifiable": false
                     *     }
                     */
                    "application/json": components["schemas"]["ServiceRecordView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdServiceRecordsServiceRecordIdVerifyVerifyServiceRecord: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                service_record_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["posting_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "service_record_id": 88,
                     *       "on": "2026-06-18",
                     *       "activity": "端午包粽",
                     *       "service_type": "邻里活动",
                     *       "volunteer_masked": "王*",
                     *       "volunteer_room": "1栋1单元0101",
                     *       "checked_in": "09:00",
                     *       "checked_out": "11:30",
                     *       "service_minutes": 150,
                     *       "confirmer": "3栋栋长",
                     *       "points": 2,
                     *       "state": "waiting",
                     *       "reason": null,
                     *       "completed_by": "组织者",
                     *       "completion_reason": "与现场照片核对",
                     *       "is_completable": false,
                     *       "is_verifiable": false
                     *     }
                     */
                    "application/json": components["schemas"]["ServiceRecordView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdUsersListUsers: {
        parameters: {
            query?: {
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "user_id": 3,
                     *           "login": "treasurer",
                     *           "display_name": "财务委员",
                     *           "is_disabled": false,
                     *           "roles": [
                     *             {
                     *               "role_grant_id": 7,
                     *               "role": "treasurer",
                     *               "role_title": "财务委员",
                     *               "resident_id": null,
                     *               "merchant_id": null,
                     *               "starts_on": "2026-06-18",
                     *               "ends_on": null,
                     *               "term_no": null,
                     *               "state": "held",
                     *               "state_title": "在任",
                     *               "granted_by_name": null,
                     *               "revoked_at": null,
                     *               "revocation_reason": "已离任"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_UserListView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdUsersAddUser: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "login": "zhang.treasurer",
                 *       "display_name": "张财务",
                 *       "password": "用一句长一点的话做密码",
                 *       "role": "treasurer",
                 *       "resident_id": null,
                 *       "merchant_id": null
                 *     }
                 */
                "application/json": components["schemas"]["NewUser"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user_id": 3,
                     *       "login": "treasurer",
                     *       "display_name": "财务委员",
                     *       "is_disabled": false,
                     *       "roles": [
                     *         {
                     *           "role_grant_id": 7,
                     *           "role": "treasurer",
                     *           "role_title": "财务委员",
                     *           "resident_id": null,
                     *           "merchant_id": null,
                     *           "starts_on": "2026-06-18",
                     *           "ends_on": null,
                     *           "term_no": null,
                     *           "state": "held",
                     *           "state_title": "在任",
                     *           "granted_by_name": null,
                     *           "revoked_at": null,
                     *           "revocation_reason": "已离任"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["UserListView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdUsersUserIdSecondFactorResetResetSecondFactor: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                user_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "手机丢失，本人持身份证到场"
                 *     }
                 */
                "application/json": components["schemas"]["FactorReset"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user_id": 3
                     *     }
                     */
                    "application/json": components["schemas"]["FactorResetView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdWitnessesAddWitness: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "凤凰社区居委会",
                 *       "key": "juwei.example/w1+d63ddf55+BJP1P4mPVIcb4Nx3hVVHKYXyDqeQGWwTOdbKpAwvRvQp"
                 *     }
                 */
                "application/json": components["schemas"]["NewWitness"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "witness_id": 1,
                     *       "name": "凤凰社区居委会",
                     *       "key": "juwei.example/w1+d63ddf55+BJP1P4mPVIcb4Nx3hVVHKYXyDqeQGWwTOdbKpAwvRvQp",
                     *       "withdrawn_at": null,
                     *       "last_cosigned_at": null,
                     *       "last_size": 3101
                     *     }
                     */
                    "application/json": components["schemas"]["WitnessView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1EstatesEstateIdWitnessesWitnessIdEndEndWitness: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                estate_id: number;
                /** @example 1 */
                witness_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["posting_payloads_Nothing"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "witness_id": 1,
                     *       "name": "凤凰社区居委会",
                     *       "key": "juwei.example/w1+d63ddf55+BJP1P4mPVIcb4Nx3hVVHKYXyDqeQGWwTOdbKpAwvRvQp",
                     *       "withdrawn_at": null,
                     *       "last_cosigned_at": null,
                     *       "last_size": 3101
                     *     }
                     */
                    "application/json": components["schemas"]["WitnessView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1HealthReadHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok",
                     *       "version": "0.1.0",
                     *       "database": "18.6"
                     *     }
                     */
                    "application/json": components["schemas"]["HealthView"];
                };
            };
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1PublicDisclosuresTokenPublicJson: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example k3Zp0vQ9wX1rT6yB */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "estate_name": "书香苑",
                     *       "number": "2026-Q2",
                     *       "title": "书香苑2026年第二季度财务公示",
                     *       "from_month": "2026-04",
                     *       "to_month": "2026-04",
                     *       "state": "published",
                     *       "published_at": "2026-06-18T01:30:00Z",
                     *       "figures": {
                     *         "income_statement": {
                     *           "income": [
                     *             {
                     *               "account_code": "4301001",
                     *               "title": "停车月租",
                     *               "amount_fen": 5280000,
                     *               "entries": 21
                     *             }
                     *           ],
                     *           "expense": [
                     *             {
                     *               "account_code": "4301001",
                     *               "title": "停车月租",
                     *               "amount_fen": 5280000,
                     *               "entries": 21
                     *             }
                     *           ],
                     *           "income_total_fen": 6606687,
                     *           "expense_total_fen": 6606687,
                     *           "surplus_fen": 6606687,
                     *           "opening_fen": 6606687,
                     *           "other_changes_fen": 6606687,
                     *           "closing_fen": 6606687,
                     *           "bank_lines": [
                     *             {
                     *               "account_code": "4301001",
                     *               "title": "停车月租",
                     *               "amount_fen": 5280000,
                     *               "entries": 21
                     *             }
                     *           ]
                     *         },
                     *         "fund_statement": {
                     *           "rows": [
                     *             {
                     *               "fund_grant_id": 1,
                     *               "source_title": "财政补贴",
                     *               "donor": "县住建局",
                     *               "purpose": "公共空间微改造",
                     *               "opening_fen": 6606687,
                     *               "received_fen": 6606687,
                     *               "spent_fen": 6606687,
                     *               "closing_fen": 6606687,
                     *               "is_refundable": false
                     *             }
                     *           ],
                     *           "totals": {
                     *             "opening_fen": 6606687,
                     *             "received_fen": 6606687,
                     *             "spent_fen": 6606687,
                     *             "closing_fen": 6606687
                     *           }
                     *         },
                     *         "points_statement": {
                     *           "opening_outstanding": 0,
                     *           "issued": 3050,
                     *           "redeemed": 136,
                     *           "expired": 0,
                     *           "corrected": 0,
                     *           "closing_outstanding": 2914,
                     *           "awaiting_settlement": 0,
                     *           "by_source": [
                     *             {
                     *               "code": "P1101",
                     *               "title": "志愿服务",
                     *               "points": 44
                     *             }
                     *           ],
                     *           "service_minutes": 150,
                     *           "rate_fen_per_point": 100,
                     *           "outstanding_fen": 6606687,
                     *           "identity_holds": false
                     *         },
                     *         "trial_balance": {
                     *           "rows": [
                     *             {
                     *               "code": "4301001",
                     *               "name": "停车月租",
                     *               "level": 1,
                     *               "is_postable": false,
                     *               "normal_side": "debit",
                     *               "opening": 0,
                     *               "debits": 12308162,
                     *               "credits": 5280000,
                     *               "closing": -5280000
                     *             }
                     *           ],
                     *           "totals": {
                     *             "opening_debit": 18470000,
                     *             "opening_credit": 18470000,
                     *             "debits": 12308162,
                     *             "credits": 6606687,
                     *             "closing_debit": 24171475,
                     *             "closing_credit": 24171475
                     *           }
                     *         },
                     *         "monthly": [
                     *           {
                     *             "month": "2026-04",
                     *             "income_fen": 6606687,
                     *             "expense_fen": 6606687,
                     *             "issued_points": 44,
                     *             "redeemed_points": 44
                     *           }
                     *         ]
                     *       },
                     *       "documents": [
                     *         {
                     *           "document_id": 1,
                     *           "title": "2025年度审计报告",
                     *           "filename": "保洁费发票.pdf",
                     *           "media_type": "application/pdf",
                     *           "size_bytes": 20480,
                     *           "sha256": "e3b0…",
                     *           "attached_at": "2026-06-18T01:30:00Z"
                     *         }
                     *       ],
                     *       "checkpoint": {
                     *         "size": 3101,
                     *         "root_hash": "9f2c…"
                     *       },
                     *       "seal": null,
                     *       "corrections": [
                     *         {
                     *           "entry_no": "记-202607-0003",
                     *           "on": "2026-06-18",
                     *           "corrects": "记-202606-0012",
                     *           "amount_fen": -60000,
                     *           "reason": "同一笔记了两次"
                     *         }
                     *       ],
                     *       "supersedes_url": null,
                     *       "superseded_by_url": null
                     *     }
                     */
                    "application/json": components["schemas"]["PublicDisclosureView"];
                };
            };
            400: components["responses"]["Problem400"];
            404: components["responses"]["Problem404"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1PublicEstatesCodeCheckpointPublicCheckpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example shuxiangyuan */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            400: components["responses"]["Problem400"];
            404: components["responses"]["Problem404"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1PublicEstatesCodeConsistencyPublicConsistency: {
        parameters: {
            query: {
                /**
                 * @description 较早检查点的笔数
                 * @example 3000
                 */
                from: number;
                /**
                 * @description 较晚检查点的笔数
                 * @example 3101
                 */
                to: number;
            };
            header?: never;
            path: {
                /** @example shuxiangyuan */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "origin": "sxy/ledger/sxy",
                     *       "old_size": 3000,
                     *       "size": 3101,
                     *       "proof": [
                     *         "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ConsistencyView"];
                };
            };
            400: components["responses"]["Problem400"];
            404: components["responses"]["Problem404"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1PublicEstatesCodeCosignaturesHandInCosignatures: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example shuxiangyuan */
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "note": "sxy/ledger/sxy\n3101\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\ntime 2026-07-05T02:00:00.000000Z\n\n— juwei.example/w1 1j3fVQAAAABqSb4QZ…\n"
                 *     }
                 */
                "application/json": components["schemas"]["NewCosignature"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "witness": "凤凰社区居委会",
                     *           "key": "juwei.example/w1+d63ddf55+BJP1P4mPVIcb4Nx3hVVHKYXyDqeQGWwTOdbKpAwvRvQp",
                     *           "cosigned_at": "2026-06-18T01:30:00Z",
                     *           "size": 3101
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AcceptedView"];
                };
            };
            400: components["responses"]["Problem400"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1PublicEstatesCodeKeysPublicKeys: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example shuxiangyuan */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "format": "ledger-keys/v1",
                     *       "origin": "sxy/ledger/sxy",
                     *       "keys": [
                     *         "sxy/ledger/sxy+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
                     *       ],
                     *       "handovers": [
                     *         "ledger key handover\n…"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["KeysView"];
                };
            };
            400: components["responses"]["Problem400"];
            404: components["responses"]["Problem404"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1PublicEstatesCodeWitnessRequestPublicWitnessRequest: {
        parameters: {
            query?: {
                /**
                 * @description 见证方见过的笔数，第一次写 0
                 * @example 3000
                 */
                old?: number;
            };
            header?: never;
            path: {
                /** @example shuxiangyuan */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            400: components["responses"]["Problem400"];
            404: components["responses"]["Problem404"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1PublicEstatesCodeWitnessesPublicWitnesses: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example shuxiangyuan */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "witness_id": 1,
                     *           "name": "凤凰社区居委会",
                     *           "key": "juwei.example/w1+d63ddf55+BJP1P4mPVIcb4Nx3hVVHKYXyDqeQGWwTOdbKpAwvRvQp",
                     *           "withdrawn_at": null,
                     *           "last_cosigned_at": null,
                     *           "last_size": 3101
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["WitnessesView"];
                };
            };
            400: components["responses"]["Problem400"];
            404: components["responses"]["Problem404"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1RegionsListMyRegions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "region_id": 4,
                     *           "path": "川南市/江北县/东门街道",
                     *           "level": "subdistrict",
                     *           "level_title": "街道"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RegionListView"];
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1RegionsRegionIdRoleGrantsListRegionRoles: {
        parameters: {
            query?: {
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /** @example 1 */
                region_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "region_role_grant_id": 2,
                     *           "login": "street.office",
                     *           "display_name": "东门街道",
                     *           "role": "subdistrict_office",
                     *           "role_title": "街道工作人员",
                     *           "region_id": 1,
                     *           "region_path": "川南市/江北县/东门街道",
                     *           "starts_on": "2026-06-18",
                     *           "ends_on": null,
                     *           "is_revoked": false,
                     *           "revocation_reason": "已离任"
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_RegionRoleView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1RegionsRegionIdRoleGrantsGrantRegionRole: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                region_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "login": "street.office",
                 *       "role": "subdistrict_office",
                 *       "starts_on": "2026-07-01",
                 *       "ends_on": "2027-06-30"
                 *     }
                 */
                "application/json": components["schemas"]["NewRegionRole"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "region_role_grant_id": 2,
                     *       "login": "street.office",
                     *       "display_name": "东门街道",
                     *       "role": "subdistrict_office",
                     *       "role_title": "街道工作人员",
                     *       "region_id": 1,
                     *       "region_path": "川南市/江北县/东门街道",
                     *       "starts_on": "2026-06-18",
                     *       "ends_on": null,
                     *       "is_revoked": false,
                     *       "revocation_reason": "已离任"
                     *     }
                     */
                    "application/json": components["schemas"]["RegionRoleView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1RegionsRegionIdRoleGrantsRegionRoleGrantIdRevocationRevokeRegionRole: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 请求编号：每次新的提交换一个，同一次提交重发时不变。
                 * @example 0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path: {
                /** @example 1 */
                region_id: number;
                /** @example 1 */
                region_role_grant_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "已离任"
                 *     }
                 */
                "application/json": components["schemas"]["Revocation"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description 同一请求编号的重发：这是第一次的结果，没有再办一次。 */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "region_role_grant_id": 2,
                     *       "login": "street.office",
                     *       "display_name": "东门街道",
                     *       "role": "subdistrict_office",
                     *       "role_title": "街道工作人员",
                     *       "region_id": 1,
                     *       "region_path": "川南市/江北县/东门街道",
                     *       "starts_on": "2026-06-18",
                     *       "ends_on": null,
                     *       "is_revoked": false,
                     *       "revocation_reason": "已离任"
                     *     }
                     */
                    "application/json": components["schemas"]["RegionRoleView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1RegionsRegionIdStatusBoardReadStatusBoard: {
        parameters: {
            query?: {
                /**
                 * @description 上一页返回的 next
                 * @example WzQyXQ
                 */
                after?: string | null;
                /**
                 * @description 每页条数
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description 只看到期还没有公示的小区
                 * @example false
                 */
                only_missing?: boolean;
                /**
                 * @description 只看最近一期公示没有附审计报告的小区
                 * @example false
                 */
                only_unaudited?: boolean;
            };
            header?: never;
            path: {
                /** @example 1 */
                region_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "estate_id": 1,
                     *           "code": "shuxiangyuan",
                     *           "name": "书香苑",
                     *           "region": "川南市/江北县/东门街道/书香社区",
                     *           "kind": "商品房",
                     *           "operating_model": "居民自管",
                     *           "standing": "published",
                     *           "standing_title": "已公示",
                     *           "owed_through": "2026-06",
                     *           "last_title": "2026 年第二季度财务公示",
                     *           "last_address": "/d/3kq…",
                     *           "published_at": null,
                     *           "has_audit_report": false,
                     *           "open_exceptions": 4
                     *         }
                     *       ],
                     *       "next": "WzQyXQ"
                     *     }
                     */
                    "application/json": components["schemas"]["Page_EstateStandingView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1RegionsRegionIdStatusTotalsReadStatusTotals: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                region_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "region_id": 4,
                     *       "region": "川南市/江北县",
                     *       "estates": 12,
                     *       "published": 9,
                     *       "missing": 2,
                     *       "audited": 5
                     *     }
                     */
                    "application/json": components["schemas"]["StatusTotalsView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1SessionReadSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": {
                     *         "user_id": 3,
                     *         "display_name": "财务委员"
                     *       },
                     *       "standing": "open",
                     *       "factor_is_forced": false,
                     *       "has_factor": false,
                     *       "withheld": [
                     *         "财务委员"
                     *       ],
                     *       "grants": [
                     *         {
                     *           "role": "treasurer",
                     *           "role_title": "财务委员",
                     *           "estate_id": 1,
                     *           "estate_name": "书香苑",
                     *           "estate_code": "shuxiangyuan",
                     *           "resident_id": null,
                     *           "merchant_id": null,
                     *           "home": "/ui/desk/today"
                     *         }
                     *       ],
                     *       "region_grants": [
                     *         {
                     *           "role": "subdistrict_office",
                     *           "role_title": "街道工作人员",
                     *           "region_id": 4,
                     *           "region_name": "川南市/江北县/东门街道",
                     *           "home": "/ui/desk/status-board"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SessionView"];
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1SessionSignIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "login": "treasurer",
                 *       "password": "从启动窗口抄下来的密码"
                 *     }
                 */
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": {
                     *         "user_id": 3,
                     *         "display_name": "财务委员"
                     *       },
                     *       "standing": "open",
                     *       "factor_is_forced": false,
                     *       "has_factor": false,
                     *       "withheld": [
                     *         "财务委员"
                     *       ],
                     *       "grants": [
                     *         {
                     *           "role": "treasurer",
                     *           "role_title": "财务委员",
                     *           "estate_id": 1,
                     *           "estate_name": "书香苑",
                     *           "estate_code": "shuxiangyuan",
                     *           "resident_id": null,
                     *           "merchant_id": null,
                     *           "home": "/ui/desk/today"
                     *         }
                     *       ],
                     *       "region_grants": [
                     *         {
                     *           "role": "subdistrict_office",
                     *           "role_title": "街道工作人员",
                     *           "region_id": 4,
                     *           "region_name": "川南市/江北县/东门街道",
                     *           "home": "/ui/desk/status-board"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SessionView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            413: components["responses"]["Problem413"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1SessionSignOut: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, nothing follows */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1SessionPhoneSignInByPhone: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "phone": "199 1007 0721",
                 *       "code": "204816"
                 *     }
                 */
                "application/json": components["schemas"]["PhoneSignIn"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": {
                     *         "user_id": 3,
                     *         "display_name": "财务委员"
                     *       },
                     *       "standing": "open",
                     *       "factor_is_forced": false,
                     *       "has_factor": false,
                     *       "withheld": [
                     *         "财务委员"
                     *       ],
                     *       "grants": [
                     *         {
                     *           "role": "treasurer",
                     *           "role_title": "财务委员",
                     *           "estate_id": 1,
                     *           "estate_name": "书香苑",
                     *           "estate_code": "shuxiangyuan",
                     *           "resident_id": null,
                     *           "merchant_id": null,
                     *           "home": "/ui/desk/today"
                     *         }
                     *       ],
                     *       "region_grants": [
                     *         {
                     *           "role": "subdistrict_office",
                     *           "role_title": "街道工作人员",
                     *           "region_id": 4,
                     *           "region_name": "川南市/江北县/东门街道",
                     *           "home": "/ui/desk/status-board"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SessionView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1SessionPhoneCodesRequestCode: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "phone": "199 1007 0721"
                 *     }
                 */
                "application/json": components["schemas"]["CodeRequest"];
            };
        };
        responses: {
            /** @description Request accepted, processing continues off-line */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "resend_seconds": 60,
                     *       "life_minutes": 5
                     *     }
                     */
                    "application/json": components["schemas"]["CodeRequested"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1SessionSecondFactorProveSecondFactor: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "492039"
                 *     }
                 */
                "application/json": components["schemas"]["FactorProof"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": {
                     *         "user_id": 3,
                     *         "display_name": "财务委员"
                     *       },
                     *       "standing": "open",
                     *       "factor_is_forced": false,
                     *       "has_factor": false,
                     *       "withheld": [
                     *         "财务委员"
                     *       ],
                     *       "grants": [
                     *         {
                     *           "role": "treasurer",
                     *           "role_title": "财务委员",
                     *           "estate_id": 1,
                     *           "estate_name": "书香苑",
                     *           "estate_code": "shuxiangyuan",
                     *           "resident_id": null,
                     *           "merchant_id": null,
                     *           "home": "/ui/desk/today"
                     *         }
                     *       ],
                     *       "region_grants": [
                     *         {
                     *           "role": "subdistrict_office",
                     *           "role_title": "街道工作人员",
                     *           "region_id": 4,
                     *           "region_name": "川南市/江北县/东门街道",
                     *           "home": "/ui/desk/status-board"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SessionView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1SessionWaysWaysToSignIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "phone": false,
                     *       "wechat": false
                     *     }
                     */
                    "application/json": components["schemas"]["SignInWays"];
                };
            };
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1SessionWechatBeginWithWechat: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。
                 * @example 9a8b7c…
                 */
                "x-csrftoken": components["parameters"]["CsrfToken"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "authorize_url": "https://open.weixin.qq.com/connect/oauth2/authorize?…"
                     *     }
                     */
                    "application/json": components["schemas"]["WeChatStart"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            409: components["responses"]["Problem409"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    ApiV1SessionWechatAnswerFinishWithWechat: {
        parameters: {
            query?: {
                /** @example shuxiangyuan */
                code?: string;
                /** @example  */
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Redirect Response */
            302: {
                headers: {
                    /** @description target path for the redirect */
                    location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            503: components["responses"]["Problem503"];
        };
    };
}
