/** The routes of the HTTP API, in the form openapi-fetch reads. */
import type * as C from './contract'

type Answer<Body> = { headers: Record<string, unknown>; content: { 'application/json': Body } }

interface Get<Body, Query = Record<never, never>, Path = undefined> {
  parameters: { query?: Query; path: Path }
  responses: { 200: Answer<Body> }
}

interface Write<Sent, Body, Path = undefined> {
  parameters: { path: Path; header: { 'Idempotency-Key': string } }
  requestBody: { content: { 'application/json': Sent } }
  responses: { 200: Answer<Body> }
}

type InEstate = { estate_id: number }
type Nothing = Record<string, never>
type Keyset = { after?: string; limit?: number }
type Months = { from?: string; to?: string }

export interface paths {
  '/api/v1/session': {
    get: { parameters: Nothing; responses: { 200: Answer<C.Session> } }
    post: {
      parameters: Nothing
      requestBody: { content: { 'application/json': { login: string; password: string } } }
      responses: { 201: Answer<C.Session> }
    }
    delete: { parameters: Nothing; responses: { 204: { headers: Nothing; content?: never } } }
  }
  '/api/v1/health': { get: { parameters: Nothing; responses: { 200: Answer<C.Health> } } }
  '/api/v1/estates/{estate_id}': { get: Get<C.Estate, Nothing, InEstate> }
  '/api/v1/estates/{estate_id}/users': {
    get: Get<C.Page<C.UserRow>, Keyset, InEstate>
    post: Write<C.NewUser, C.UserRow, InEstate>
  }
  '/api/v1/estates/{estate_id}/chart': { get: Get<{ accounts: C.Account[] }, Nothing, InEstate> }
  '/api/v1/estates/{estate_id}/dwellings': {
    get: Get<C.Page<C.Dwelling>, Keyset & { q?: string }, InEstate>
  }
  '/api/v1/estates/{estate_id}/import-kinds': { get: Get<{ items: C.ImportKind[] }, Nothing, InEstate> }
  '/api/v1/estates/{estate_id}/imports': {
    get: Get<C.Page<C.Import>, Keyset, InEstate>
    post: Write<FormData, C.Import, InEstate>
  }
  '/api/v1/estates/{estate_id}/imports/{import_id}': {
    get: Get<C.Import, Nothing, InEstate & { import_id: number }>
  }
  '/api/v1/estates/{estate_id}/imports/{import_id}/rows': {
    get: Get<C.Page<C.PreviewRow>, Keyset & { status?: C.RowStatus }, InEstate & { import_id: number }>
  }
  '/api/v1/estates/{estate_id}/imports/{import_id}/book': {
    post: Write<{ accepted_rows: number[] }, C.Import, InEstate & { import_id: number }>
  }
  '/api/v1/estates/{estate_id}/documents': { post: Write<FormData, C.SourceDocument, InEstate> }

  '/api/v1/estates/{estate_id}/me/wallet': { get: Get<C.Wallet, Nothing, InEstate> }
  '/api/v1/estates/{estate_id}/me/points': { get: Get<C.Page<C.History>, Keyset, InEstate> }
  '/api/v1/estates/{estate_id}/me/lots': { get: Get<C.Page<C.Lot>, Keyset, InEstate> }
  '/api/v1/estates/{estate_id}/me/service-records': {
    get: Get<C.Page<C.OwnServiceRecord>, Keyset, InEstate>
  }
  '/api/v1/estates/{estate_id}/me/pay-codes': { post: Write<Nothing, C.PayCode, InEstate> }

  '/api/v1/estates/{estate_id}/counter': { get: Get<C.Counter, Nothing, InEstate> }
  '/api/v1/estates/{estate_id}/counter/code-checks': { post: Write<{ code: string }, C.CodeCheck, InEstate> }
  '/api/v1/estates/{estate_id}/counter/redemptions': {
    get: Get<C.Page<C.Redemption>, Keyset & { on?: string }, InEstate>
    post: Write<
      { code: string; lines: { item_id: number; quantity: number }[] },
      C.Redemption,
      InEstate
    >
  }
  '/api/v1/estates/{estate_id}/counter/statement': {
    get: Get<C.MerchantStatement, { month?: string }, InEstate>
  }

  '/api/v1/estates/{estate_id}/service-records': {
    get: Get<C.Page<C.ServiceRecord>, Keyset & { state?: 'waiting' | 'verified'; q?: string }, InEstate>
  }
  '/api/v1/estates/{estate_id}/service-records/{service_record_id}/complete': {
    post: Write<C.CompleteServiceRecord, C.ServiceRecord, InEstate & { service_record_id: number }>
  }
  '/api/v1/estates/{estate_id}/service-records/{service_record_id}/verify': {
    post: Write<Nothing, C.ServiceRecord, InEstate & { service_record_id: number }>
  }
  '/api/v1/estates/{estate_id}/points/summary': { get: Get<C.PointsSummary, Months, InEstate> }

  '/api/v1/estates/{estate_id}/prepared-entries': {
    get: Get<C.Page<C.PreparedEntry>, Keyset & { state?: C.PreparedEntryState; q?: string }, InEstate>
    post: Write<C.NewPreparedEntry, C.PreparedEntry, InEstate>
  }
  '/api/v1/estates/{estate_id}/prepared-entries/{prepared_entry_id}': {
    get: Get<C.PreparedEntry, Nothing, InEstate & { prepared_entry_id: number }>
  }
  '/api/v1/estates/{estate_id}/prepared-entries/{prepared_entry_id}/approve': {
    post: Write<Nothing, C.PreparedEntry, InEstate & { prepared_entry_id: number }>
  }
  '/api/v1/estates/{estate_id}/prepared-entries/{prepared_entry_id}/reject': {
    post: Write<{ reason: string }, C.PreparedEntry, InEstate & { prepared_entry_id: number }>
  }
  '/api/v1/estates/{estate_id}/prepared-entries/{prepared_entry_id}/post': {
    post: Write<Nothing, C.PreparedEntry, InEstate & { prepared_entry_id: number }>
  }
  '/api/v1/estates/{estate_id}/prepared-entries/approvals': {
    post: Write<{ prepared_entry_ids: number[] }, { items: C.BatchOutcome[] }, InEstate>
  }
  '/api/v1/estates/{estate_id}/prepared-entries/postings': {
    post: Write<{ prepared_entry_ids: number[] }, { items: C.BatchOutcome[] }, InEstate>
  }
  '/api/v1/estates/{estate_id}/entries/{seq}': { get: Get<C.PostedEntry, Nothing, InEstate & { seq: number }> }
  '/api/v1/estates/{estate_id}/entries/{seq}/reversal': {
    post: Write<{ reason: string; effective_on: string }, C.PreparedEntry, InEstate & { seq: number }>
  }
  '/api/v1/estates/{estate_id}/fund-grants': { get: Get<C.Page<C.FundGrant>, Keyset, InEstate> }
  '/api/v1/estates/{estate_id}/periods': { get: Get<{ items: C.Period[] }, Nothing, InEstate> }
  '/api/v1/estates/{estate_id}/periods/{month}/close': {
    post: Write<Nothing, C.Period, InEstate & { month: string }>
  }

  '/api/v1/estates/{estate_id}/books/trial-balance': {
    get: Get<C.TrialBalance, Months & { currency?: C.BookCurrency }, InEstate>
  }
  '/api/v1/estates/{estate_id}/books/account-ledger': {
    get: Get<C.AccountLedger, Months & Keyset & { account_code: string }, InEstate>
  }
  '/api/v1/estates/{estate_id}/books/journal': {
    get: Get<C.Page<C.JournalItem>, Months & Keyset & { series?: string; q?: string }, InEstate>
  }
  '/api/v1/estates/{estate_id}/desk/today': { get: Get<C.DeskToday, { role?: C.Role }, InEstate> }
  '/api/v1/estates/{estate_id}/exceptions': { get: Get<C.Page<C.ExceptionItem>, Keyset, InEstate> }

  '/api/v1/estates/{estate_id}/disclosures': {
    get: Get<C.Page<C.Disclosure>, Keyset, InEstate>
    post: Write<{ from_month: string; to_month: string }, C.Disclosure, InEstate>
  }
  '/api/v1/estates/{estate_id}/disclosures/{disclosure_id}': {
    get: Get<C.Disclosure, Nothing, InEstate & { disclosure_id: number }>
  }
  '/api/v1/estates/{estate_id}/disclosures/{disclosure_id}/documents': {
    post: Write<{ document_id: number; title: string }, C.Disclosure, InEstate & { disclosure_id: number }>
  }
  '/api/v1/estates/{estate_id}/disclosures/{disclosure_id}/publish': {
    post: Write<Nothing, C.Disclosure, InEstate & { disclosure_id: number }>
  }
  '/api/v1/estates/{estate_id}/disclosures/{disclosure_id}/discard': {
    post: Write<Nothing, C.Disclosure, InEstate & { disclosure_id: number }>
  }
  '/api/v1/estates/{estate_id}/disclosures/{disclosure_id}/line': {
    get: Get<C.Page<C.DisclosureLineItem>, Keyset & { account_code: string }, InEstate & { disclosure_id: number }>
  }
  '/api/v1/estates/{estate_id}/health/books': { get: Get<C.BookHealth, Nothing, InEstate> }
}
