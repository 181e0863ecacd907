/**
 * What the server sends and takes, under the names the pages use. The shapes themselves are generated
 * from the server's OpenAPI description into api.ts (`npm run api`).
 */
import type { components } from './api'

type Schemas = components['schemas']

/**
 * A body as it arrives: the server writes every field, with null where it has nothing, also those that
 * its description calls optional because they have a default.
 */
export type Answered<Body> = Body extends (infer Item)[]
  ? Answered<Item>[]
  : Body extends object
    ? { [Field in keyof Body]-?: Answered<Exclude<Body[Field], undefined>> }
    : Body

type Sent<Name extends keyof Schemas> = Answered<Schemas[Name]>

export interface Page<Item> {
  items: Item[]
  next: string | null
}

export type Session = Sent<'SessionView'>
export type Certificate = Sent<'CertificateView'>
export type HelpRequest = Sent<'HelpRequestView'>
export type NewHelpRequest = Schemas['WishBody']
export type HelpOffer = Sent<'OfferView'>
export type WeeklyTime = HelpOffer['weekly_times'][number]
export type FittingVolunteer = Sent<'FittingVolunteerView'>
export type PoolMovement = Sent<'PoolMovementView'>
export type PoolGrant = Sent<'PoolGrantView'>
export type NewPoolGrant = Schemas['ProposalBody']
export type OwnAccount = Sent<'AccountView'>
export type Device = Sent<'DeviceView'>
export type Enrolment = Sent<'EnrolmentView'>
export type ApiKey = Sent<'ApiKeyView'>
export type NewApiKey = Schemas['NewApiKey']
export type Grant = Sent<'GrantView'>
export type Role = Grant['role']
export type UserRow = Sent<'UserListView'>
export type NewUser = Schemas['NewUser']
export type HeldRole = UserRow['roles'][number]
export type NewRoleGrant = Schemas['NewRoleGrant']
export type CommitteeTerm = Sent<'TermView'>
export type Region = Sent<'RegionView'>
export type RegionPlace = Sent<'RegionPlaceView'>
export type RegionRole = Sent<'RegionRoleView'>
export type EstateStanding = Sent<'EstateStandingView'>

export type Estate = Sent<'EstateView'>
export type Account = Sent<'ChartAccountView'>
export type Dwelling = Sent<'DwellingView'>
export type GivenPoints = Sent<'GivenView'>
export type AwardList = Sent<'AwardListView'>
export type AwardRow = Sent<'AwardRowView'>
export type AwardPreview = Sent<'AwardPreviewView'>
export type AwardRows = Schemas['AwardRowsBody']
export type PointsGrant = Sent<'PointsGrantView'>
export type PointsDeduction = Sent<'DeductionView'>
export type OwnPointsDeduction = Sent<'OwnDeductionView'>
export type MerchantPurchase = Sent<'PurchaseView'>
export type RuleVersion = Sent<'RuleVersionView'>
export type RuleDraft = Sent<'RuleDraftView'>
export type GroupMember = Sent<'MembershipView'>
export type DryRun = Sent<'DryRunView'>

export type FoundPerson = Sent<'FoundPersonView'>
export type NewPerson = Schemas['NewPersonBody']
export type HouseholdMember = Sent<'MemberView'>
export type Consents = Sent<'ConsentsView'>
export type FamilyProxy = Sent<'ProxyView'>
export type NewFamilyProxy = Schemas['ProxyBody']

export type ImportKind = Sent<'ImportKindView'>
export type Import = Sent<'ImportView'>
export type ImportColumn = Sent<'ColumnView'>
export type ImportResult = Sent<'ResultView'>
export type PreviewRow = Sent<'PreviewRowView'>
export type RowStatus = PreviewRow['status']
export type SourceDocument = Sent<'StoredDocumentView'>

export type History = Sent<'HistoryView'>
export type PayCode = Sent<'PayCodeView'>
export type HouseholdAccount = Sent<'HouseholdAccountView'>
export type HouseholdLine = Sent<'HouseholdLineView'>
export type PutIn = Sent<'PutInView'>
export type DeskHousehold = Sent<'DeskHouseholdView'>
export type OwnChildren = Sent<'OwnChildrenView'>
export type OpeningSlip = Sent<'OpeningSlipView'>
export type PossibleAct = Sent<'PossibleActView'>

export type CatalogueItem = Sent<'ItemView'>
export type Counter = Sent<'CounterView'>
export type CodeCheck = Sent<'CodeCheckView'>
export type Redemption = Sent<'RedemptionView'>
export type MerchantStatement = Sent<'StatementView'>
export type CardOpening = Sent<'OpeningView'>
export type ResidentCard = Sent<'CardView'>
export type CardState = ResidentCard['state']
export type CardBatch = Sent<'CardBatchView'>
export type CardChange = Sent<'CardChangeView'>
export type OwnCard = Sent<'OwnCardView'>

/** Data of the `redemption` event of E/me/events; events are not part of an OpenAPI description. */
export interface RedemptionEvent {
  redemption_id: number
  merchant_name: string
  points: number
  balance_after: number
  at: string
  lines: { name: string; quantity: number; points: number }[]
  card_way: 'pin' | 'sight' | null
  from_household: boolean
}

export type Team = Sent<'TeamView'>
export type TeamMember = Sent<'TeamMemberView'>
export type TeamLine = Sent<'TeamLineView'>
export type TeamPlan = Sent<'TeamPlanView'>
export type HonoursList = Sent<'HonoursListView'>
export type HonourCategory = HonoursList['category']
export type LeaderboardChoice = Sent<'LeaderboardView'>['shown_as']

export type Activity = Sent<'ActivityView'>
export type ActivityCategory = Sent<'Category'>
export type NewActivity = Schemas['NewActivityBody']
export type ChangedActivity = Schemas['ActivityBody']
export type ActivityState = Activity['state']
export type Attendance = Sent<'AttendanceView'>
export type Entries = Sent<'EntriesView'>
export type CheckInScreen = Sent<'ScreenView'>
export type Marked = Sent<'MarkedView'>
export type ServiceRecord = Sent<'ServiceRecordView'>
export type OwnAppeal = Sent<'ServiceAppealView'>
export type ServiceAppeal = Sent<'ServiceAppealView'>
export type ServiceCorrection = Sent<'ServiceCorrectionView'>
export type CorrectionPreview = Sent<'ServiceCorrectionPreviewView'>
export type ServiceRecordDetail = Sent<'ServiceRecordDetailView'>
export type ActivityRating = Sent<'RatingView'>
export type CompleteServiceRecord = Schemas['NewCompletion']
export type PointsSummary = Sent<'SummaryView'>
export type PointsBudget = Sent<'PointsBudgetView'>
export type WithheldPoints = Sent<'WithheldPointsView'>

export type PreparedEntry = Sent<'PreparedEntryView'>
export type PreparedEntryState = PreparedEntry['state']
export type EntryLine = Sent<'PreparedLineView'>
export type Side = EntryLine['side']
export type NewEntryLine = Schemas['NewLine']
export type NewPreparedEntry = Schemas['NewPreparedEntry']
export type BatchOutcome = Sent<'ItemOutcomeView'>
export type FundGrant = Sent<'FundGrantView'>
export type Period = Sent<'PeriodView'>
export type PeriodStanding = Sent<'PeriodStandingView'>
export type PeriodChange = Sent<'PeriodChangeView'>
export type ReopeningRequest = Sent<'ReopeningRequestView'>

export type BookCurrency = 'CNY' | 'PTS' | 'MIN'
export type TrialBalance = Sent<'TrialBalanceView'>
export type TrialBalanceRow = Sent<'TrialBalanceRowView'>
export type AccountLedger = Sent<'AccountLedgerView'>
export type AccountLedgerLine = Sent<'LedgerItemView'>
export type ReversibleLine = Sent<'ReversibleLineView'>
export type BalanceAt = Sent<'BalanceAtView'>
export type JournalItem = Sent<'JournalEntryView'>
export type PostedEntry = Sent<'EntryView'>
export type Approval = Sent<'ApprovalView'>
export type DeskChart = Sent<'reporting_payloads_ChartView'>
export type AuditLine = Sent<'AuditLineView'>
export type ExceptionItem = Sent<'ExceptionView'>

export type Disclosure = Sent<'DisclosureView'>
export type Figures = Sent<'FiguresView'>
export type IncomeStatement = Sent<'IncomeStatementView'>
export type StatementLine = Sent<'StatementLineView'>
export type FundStatement = Sent<'FundStatementView'>
export type FundStatementRow = Sent<'FundRowView'>
export type PointsStatement = Sent<'PointsStatementView'>
export type PointsBacking = Sent<'PointsBackingView'>
export type DisclosureLineItem = Sent<'EntryBehindLineView'>
