/** What the server sends and takes, as the desk and the phone use it. */

export type Role =
  | 'resident'
  | 'shopkeeper'
  | 'organiser'
  | 'treasurer'
  | 'committee'
  | 'supervisor'
  | 'auditor'
  | 'operator'

export interface Page<Item> {
  items: Item[]
  next: string | null
}

export interface Grant {
  role: Role
  role_title: string
  estate_id: number
  estate_name: string
  estate_code: string
  resident_id: number | null
  merchant_id: number | null
  home: string
}

export interface Session {
  user: { user_id: number; display_name: string }
  grants: Grant[]
}

export interface UserRow {
  user_id: number
  login: string
  display_name: string
  roles: { role: Role; role_title: string; starts_on: string; ends_on: string | null }[]
  is_disabled: boolean
}

export interface NewUser {
  login: string
  display_name: string
  password: string
  role: Role
  resident_id?: number
  merchant_id?: number
}

// Estate

export interface Estate {
  estate_id: number
  code: string
  name: string
  kind: string
  operating_model: string
  region: string
  dwellings: number
  residents: number
  first_month: string
  today: string
}

export type Side = 'debit' | 'credit'
export type Dimension = 'fund_grant' | 'merchant' | 'activity'

export interface Account {
  code: string
  name: string
  type: string
  currency: 'CNY' | 'PTS' | 'MIN'
  normal_side: Side
  is_postable: boolean
  parent_code: string | null
  dimensions: Dimension[]
}

export interface Dwelling {
  dwelling_id: number
  label: string
  area_hundredths: number
  owner_masked: string | null
  owner_id: number | null
  resident_count: number
}

// Imports and documents

export interface ImportKind {
  kind: string
  title: string
  columns: string[]
  permission: string
}

export type RowStatus = 'new' | 'known' | 'doubtful' | 'refused' | 'waiting'

export interface ImportColumn {
  key: string
  title: string
  unit: string | null
}

export interface ImportResult {
  booked: number
  skipped_known: number
  left_doubtful: number
  waiting: number
  refused: number
  notes: string[]
}

export interface Import {
  import_id: number
  kind: string
  kind_title: string
  filename: string
  sha256: string
  size_bytes: number
  uploaded_by: string
  uploaded_at: string
  state: 'previewed' | 'booked'
  columns: ImportColumn[]
  counts: Record<RowStatus, number>
  totals: { key: string; title: string; value: number; unit: string }[]
  notes: string[]
  result: ImportResult | null
}

export interface RowReason {
  code: string
  message: string
  field: string | null
  severity: string
}

export interface PreviewRow {
  row_no: number
  status: RowStatus
  values: Record<string, string | number | null>
  reasons: RowReason[]
}

export interface SourceDocument {
  document_id: number
  filename: string
  media_type: string
  size_bytes: number
  sha256: string
}

// Phone: resident

export interface History {
  seq: number
  entry_no: string
  on: string
  text: string
  points: number
  balance_after: number
  kind: string
  is_sealed: boolean
}

export interface Wallet {
  display_name: string
  points: number
  held_points: number
  service_minutes: number
  service_count: number
  next_expiry: { points: number; expires_on: string; source_title: string }[]
  latest: History[]
  estate_name: string
  latest_disclosure: { title: string; url: string } | null
}

export interface Lot {
  lot_id: number
  granted_on: string
  points_granted: number
  points_left: number
  expires_on: string | null
  source_title: string
}

export interface OwnServiceRecord {
  service_record_id: number
  on: string
  activity: string
  service_minutes: number | null
  points: number | null
  state: 'waiting' | 'verified'
  state_title: string
  reason: string | null
}

export interface PayCode {
  digits: string
  groups: string
  qr_svg: string
  code128_svg: string
  issued_at: string
  expires_at: string
  refresh_seconds: number
  server_now: string
}

export interface RedemptionEvent {
  redemption_id: number
  merchant_name: string
  points: number
  balance_after: number
  at: string
  lines: { name: string; quantity: number; points: number }[]
}

// Counter

export interface CatalogueItem {
  item_id: number
  sku: string
  name: string
  unit: string
  points_price: number
  market_price_fen: number
  stock: number | null
}

export interface Counter {
  merchant: {
    merchant_id: number
    code: string
    name: string
    settlement: 'goods' | 'cash'
    rate_fen_per_point: number | null
  }
  items: CatalogueItem[]
  today: { redemptions: number; points: number; payable_fen: number }
}

export interface CodeCheck {
  holder_masked: string
  points_available: number
  expires_at: string
}

export interface Redemption {
  redemption_id: number
  order_no: string
  at: string
  holder_masked: string
  points: number
  balance_after: number
  lines: { item_id: number; name: string; quantity: number; unit: string; points: number }[]
  payable_fen: number | null
  entry_nos: string[]
  says: string
}

export interface MerchantStatement {
  month: string
  redemptions: number
  points: number
  payable_fen: number
  settled_fen: number
  by_item: { name: string; quantity: number; points: number; payable_fen: number }[]
  by_day: { on: string; points: number; payable_fen: number }[]
}

// Service and points

export interface ServiceRecord {
  service_record_id: number
  on: string
  activity: string
  service_type: string
  volunteer_masked: string
  volunteer_room: string | null
  checked_in: string | null
  checked_out: string | null
  service_minutes: number | null
  confirmer: string | null
  points: number | null
  reason: string | null
  completed_by: string | null
  is_completable: boolean
}

export interface CompleteServiceRecord {
  checked_out?: string
  confirmer?: string
  reason: string
}

export interface PointsSummary {
  issued: number
  redeemed: number
  expired: number
  outstanding: number
  by_source: { code: string; title: string; points: number }[]
  by_month: { month: string; issued: number; redeemed: number; expired: number }[]
  rate_fen_per_point: number | null
  outstanding_fen: number | null
  service_minutes: number
}

// Prepared entries and periods

export type PreparedEntryState = 'prepared' | 'approved' | 'posted' | 'rejected'

export interface EntryLine {
  line_no: number
  account_code: string
  account_name: string
  side: Side
  amount_fen: number
  narration: string | null
  fund_grant_id: number | null
  merchant_id: number | null
  activity_id: number | null
}

export interface PreparedEntry {
  prepared_entry_id: number
  state: PreparedEntryState
  effective_on: string
  narration: string
  counterparty: string | null
  document_no: string | null
  lines: EntryLine[]
  total_fen: number
  documents: SourceDocument[]
  prepared_by: string
  prepared_at: string
  approved_by: string | null
  approved_at: string | null
  posted_by: string | null
  posted_at: string | null
  rejected_reason: string | null
  entry_no: string | null
  seq: number | null
  reverses_seq: number | null
  import_id: number | null
  flags: { code: string; message: string }[]
}

export interface NewEntryLine {
  account_code: string
  side: Side
  amount_fen: number
  narration?: string
  fund_grant_id?: number
  merchant_id?: number
  activity_id?: number
}

export interface NewPreparedEntry {
  effective_on: string
  narration: string
  lines: NewEntryLine[]
  document_ids: number[]
  counterparty?: string
  document_no?: string
}

export interface BatchOutcome {
  prepared_entry_id: number
  outcome: string
  detail?: string | null
}

export interface FundGrant {
  fund_grant_id: number
  granted_on: string
  source_title: string
  donor: string
  amount_fen: number
  spent_fen: number
  balance_fen: number
  purpose: string
  is_refundable: boolean
  expires_on: string | null
  account_code: string
}

export interface Period {
  month: string
  state: 'open' | 'adjusting' | 'closed'
  entries: number
  unposted: number
}

// Books

export type BookCurrency = 'CNY' | 'PTS' | 'MIN'

export interface TrialBalanceRow {
  code: string
  name: string
  level: number
  is_postable: boolean
  normal_side: Side
  opening: number
  debits: number
  credits: number
  closing: number
}

export interface TrialBalanceTotals {
  opening_debit: number
  opening_credit: number
  debits: number
  credits: number
  closing_debit: number
  closing_credit: number
}

export interface TrialBalance {
  currency: BookCurrency
  from: string
  to: string
  rows: TrialBalanceRow[]
  totals: TrialBalanceTotals
  is_balanced: boolean
}

export interface AccountLedgerLine {
  seq: number
  entry_no: string
  on: string
  narration: string
  counter_accounts: string[]
  debit: number
  credit: number
  balance: number
}

export interface AccountLedger {
  account: { code: string; name: string; normal_side: Side; currency: BookCurrency }
  opening: number
  items: AccountLedgerLine[]
  next: string | null
  closing: number
}

export interface JournalLine {
  account_code: string
  account_name: string
  holder: string | null
  side: Side
  amount: number
  narration: string | null
}

export interface JournalItem {
  seq: number
  entry_no: string
  on: string
  recorded_at: string
  kind: string
  narration: string
  total: number
  currency: BookCurrency
  prepared_by: string | null
  approved_by: string | null
  lines: JournalLine[]
  reverses_seq: number | null
  reversed_by_seq: number | null
}

export interface PostedEntry extends JournalItem {
  documents: SourceDocument[]
  leaf_hash: string
  canonical: string
  book: { size: number; root_hash: string }
}

export interface DeskFigure {
  key: string
  title: string
  value: number
  unit: string
  href?: string | null
}

export interface DeskChart {
  key: string
  title: string
  kind: 'bar' | 'line'
  unit: string
  categories: string[]
  series: { name: string; values: number[] }[]
}

export interface DeskToday {
  role: Role
  question: string
  figures: DeskFigure[]
  waiting: { key: string; title: string; count: number; href: string }[]
  charts: DeskChart[]
}

export interface ExceptionItem {
  key: string
  kind: string
  kind_title: string
  sentence: string
  seq: number | null
  prepared_entry_id: number | null
  import_id: number | null
  amount_fen: number | null
  on: string | null
}

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

export interface BookHealth {
  size: number
  root_hash: string
  last_recorded_at: string | null
  entries_by_series: Record<string, number>
  database_bytes: number
}

export interface Health {
  status: string
  version: string
  database: string
}
