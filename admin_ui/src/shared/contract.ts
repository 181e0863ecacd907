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
export type Grant = Sent<'GrantView'>
export type Role = Grant['role']
export type UserRow = Sent<'UserListView'>
export type NewUser = Schemas['NewUser']

export type Estate = Sent<'EstateView'>
export type Account = Sent<'ChartAccountView'>
export type Dwelling = Sent<'DwellingView'>

export type ImportKind = Sent<'ImportKindView'>
export type Import = Sent<'ImportView'>
export type ImportColumn = Sent<'ColumnView'>
export type ImportResult = Sent<'ResultView'>
export type PreviewRow = Sent<'PreviewRowView'>
export type RowStatus = PreviewRow['status']
export type SourceDocument = Sent<'StoredDocumentView'>

export type History = Sent<'HistoryView'>
export type Wallet = Sent<'WalletView'>
export type Lot = Sent<'LotView'>
export type OwnServiceRecord = Sent<'MyServiceRecordView'>
export type PayCode = Sent<'PayCodeView'>

export type CatalogueItem = Sent<'ItemView'>
export type Counter = Sent<'CounterView'>
export type CodeCheck = Sent<'CodeCheckView'>
export type Redemption = Sent<'RedemptionView'>
export type MerchantStatement = Sent<'StatementView'>

/** Data of the `redemption` event of E/me/events; events are not part of an OpenAPI description. */
export interface RedemptionEvent {
  redemption_id: number
  merchant_name: string
  points: number
  balance_after: number
  at: string
  lines: { name: string; quantity: number; points: number }[]
}

export type ServiceRecord = Sent<'ServiceRecordView'>
export type CompleteServiceRecord = Schemas['NewCompletion']
export type PointsSummary = Sent<'SummaryView'>

export type PreparedEntry = Sent<'PreparedEntryView'>
export type PreparedEntryState = PreparedEntry['state']
export type EntryLine = Sent<'PreparedLineView'>
export type Side = EntryLine['side']
export type NewEntryLine = Schemas['NewLine']
export type NewPreparedEntry = Schemas['NewPreparedEntry']
export type BatchOutcome = Sent<'ItemOutcomeView'>
export type FundGrant = Sent<'FundGrantView'>
export type Period = Sent<'PeriodView'>

export type BookCurrency = 'CNY' | 'PTS' | 'MIN'
export type TrialBalance = Sent<'TrialBalanceView'>
export type TrialBalanceRow = Sent<'TrialBalanceRowView'>
export type TrialBalanceTotals = Sent<'TrialBalanceTotalsView'>
export type AccountLedger = Sent<'AccountLedgerView'>
export type AccountLedgerLine = Sent<'LedgerItemView'>
export type JournalItem = Sent<'JournalEntryView'>
export type PostedEntry = Sent<'EntryView'>
export type DeskToday = Sent<'DeskTodayView'>
export type DeskChart = Sent<'reporting_payloads_ChartView'>
export type ExceptionItem = Sent<'ExceptionView'>
export type BookHealth = Sent<'BookHealthView'>

// Disclosure

export interface StatementLine {
  account_code: string
  title: string
  amount_fen: number
  entries: number
}

export interface IncomeStatement {
  income: StatementLine[]
  expense: StatementLine[]
  income_total_fen: number
  expense_total_fen: number
  surplus_fen: number
  opening_fen: number
  closing_fen: number
  bank_lines: StatementLine[]
}

export interface FundStatementRow {
  fund_grant_id: number
  source_title: string
  donor: string
  purpose: string
  opening_fen: number
  received_fen: number
  spent_fen: number
  closing_fen: number
  is_refundable: boolean
}

export interface FundStatement {
  rows: FundStatementRow[]
  totals: { opening_fen: number; received_fen: number; spent_fen: number; closing_fen: number }
}

export interface PointsStatement {
  opening_outstanding: number
  issued: number
  redeemed: number
  expired: number
  closing_outstanding: number
  by_source: { code: string; title: string; points: number }[]
  service_minutes: number
  rate_fen_per_point: number | null
  outstanding_fen: number | null
  identity_holds: boolean
}

export interface Figures {
  income_statement: IncomeStatement
  fund_statement: FundStatement
  points_statement: PointsStatement
  trial_balance: { rows: TrialBalanceRow[]; totals: TrialBalanceTotals }
  monthly: {
    month: string
    income_fen: number
    expense_fen: number
    issued_points: number
    redeemed_points: number
  }[]
}

export interface Disclosure {
  disclosure_id: number
  number: string | null
  title: string
  from_month: string
  to_month: string
  state: 'draft' | 'published' | 'superseded'
  prepared_by: string
  published_by: string | null
  published_at: string | null
  figures: Figures
  documents: (SourceDocument & { title: string })[]
  public_url: string | null
  pdf_url: string | null
  checkpoint: { size: number; root_hash: string } | null
  supersedes_id: number | null
}

export interface DisclosureLineItem {
  seq: number
  entry_no: string
  on: string
  narration: string
  amount_fen: number
}

