/** The arithmetic of the entry form: what a person typed, the live balance check, and what is sent. */
import type { Account, NewEntryLine, NewPreparedEntry, SourceDocument } from '@/shared/contract'
import { moneyFromText, plainMoney } from '@/shared/figures'

export interface DraftLine {
  key: number
  account_code: string
  narration: string
  debit: string
  credit: string
  fund_grant_id: number | null
}

export interface Draft {
  effective_on: string
  narration: string
  counterparty: string
  document_no: string
  lines: DraftLine[]
  documents: SourceDocument[]
}

export interface Balance {
  debit_fen: number
  credit_fen: number
  /** Debits less credits. */
  difference_fen: number
  isBalanced: boolean
}

export interface DraftProblem {
  /** The id of the input it belongs to. */
  field: string
  message: string
}

export function emptyLine(lines: readonly DraftLine[] = []): DraftLine {
  const key = lines.reduce((largest, line) => Math.max(largest, line.key), 0) + 1
  return { key, account_code: '', narration: '', debit: '', credit: '', fund_grant_id: null }
}

export function emptyDraft(today: string): Draft {
  const first = emptyLine()
  return {
    effective_on: today,
    narration: '',
    counterparty: '',
    document_no: '',
    lines: [first, emptyLine([first])],
    documents: [],
  }
}

/** The typed amount in fen; 0 for nothing typed, null for what is no amount. */
function fenOf(text: string): number | null {
  return text.trim() === '' ? 0 : moneyFromText(text)
}

/** Sums of what can be read as amounts; a line that cannot be read keeps the entry unbalanced. */
export function balanceOf(lines: readonly DraftLine[]): Balance {
  let debit_fen = 0
  let credit_fen = 0
  let isReadable = true
  for (const line of lines) {
    const debit = fenOf(line.debit)
    const credit = fenOf(line.credit)
    isReadable &&= debit !== null && credit !== null
    debit_fen += debit ?? 0
    credit_fen += credit ?? 0
  }
  const difference_fen = debit_fen - credit_fen
  return { debit_fen, credit_fen, difference_fen, isBalanced: isReadable && difference_fen === 0 && debit_fen > 0 }
}

/** The lines with `key`'s amount set so that the entry balances; unchanged when it already does. */
export function balancedBy(lines: readonly DraftLine[], key: number): DraftLine[] {
  const others = balanceOf(lines.filter((line) => line.key !== key)).difference_fen
  return lines.map((line) => {
    if (line.key !== key || others === 0) return line
    const text = plainMoney(Math.abs(others)).replace(/,/g, '')
    return others > 0 ? { ...line, debit: '', credit: text } : { ...line, debit: text, credit: '' }
  })
}

export function isUntouched(line: DraftLine): boolean {
  return !line.account_code && !line.debit.trim() && !line.credit.trim()
}

/** What must be put right before it can be sent, in the order of the form. */
export function problemsOf(draft: Draft, accounts: ReadonlyMap<string, Account>): DraftProblem[] {
  const problems: DraftProblem[] = []
  if (!draft.effective_on) problems.push({ field: 'effective_on', message: '请填业务日期。' })
  if (!draft.narration.trim()) problems.push({ field: 'narration', message: '请填摘要，说明这笔钱是什么事。' })

  const lines = draft.lines.filter((line) => !isUntouched(line))
  draft.lines.forEach((line, index) => {
    if (isUntouched(line)) return
    problems.push(...problemsOfLine(line, index + 1, accounts))
  })
  if (lines.length < 2) problems.push({ field: 'lines', message: '至少要有一行借方和一行贷方。' })

  const balance = balanceOf(lines)
  if (lines.length >= 2 && balance.difference_fen !== 0) {
    const more = balance.difference_fen > 0 ? '借方多' : '贷方多'
    problems.push({ field: 'lines', message: `借贷不平，${more} ¥${plainMoney(Math.abs(balance.difference_fen))}。` })
  }
  return problems
}

function problemsOfLine(line: DraftLine, number: number, accounts: ReadonlyMap<string, Account>): DraftProblem[] {
  const problems: DraftProblem[] = []
  const debit = fenOf(line.debit)
  const credit = fenOf(line.credit)
  const account = accounts.get(line.account_code)
  if (!account) {
    problems.push({ field: `account-${line.key}`, message: `第 ${number} 行请选科目。` })
  } else if (account.dimensions.includes('fund_grant') && line.fund_grant_id === null) {
    problems.push({ field: `fund-${line.key}`, message: `第 ${number} 行的“${account.name}”要选共享发展金的来源。` })
  }
  if (debit === null) problems.push({ field: `debit-${line.key}`, message: `第 ${number} 行借方不是金额，请写成 1208.00。` })
  if (credit === null) problems.push({ field: `credit-${line.key}`, message: `第 ${number} 行贷方不是金额，请写成 1208.00。` })
  if (debit === 0 && credit === 0) problems.push({ field: `debit-${line.key}`, message: `第 ${number} 行请填借方或贷方金额。` })
  if (debit && credit) problems.push({ field: `credit-${line.key}`, message: `第 ${number} 行只能填借方或贷方一边。` })
  return problems
}

/** What is sent for a draft without problems. */
export function bodyOf(
  draft: Draft,
  accounts: ReadonlyMap<string, Account>,
  kind: NewPreparedEntry['kind'] = 'manual',
): NewPreparedEntry {
  const lines: NewEntryLine[] = draft.lines
    .filter((line) => !isUntouched(line))
    .map((line) => {
      const debit = fenOf(line.debit) ?? 0
      const sent: NewEntryLine = {
        account_code: line.account_code,
        side: debit > 0 ? 'debit' : 'credit',
        amount_fen: debit > 0 ? debit : (fenOf(line.credit) ?? 0),
        narration: line.narration.trim(),
      }
      const takesFund = accounts.get(line.account_code)?.dimensions.includes('fund_grant')
      if (takesFund && line.fund_grant_id !== null) sent.fund_grant_id = line.fund_grant_id
      return sent
    })
  return {
    kind,
    effective_on: draft.effective_on,
    narration: draft.narration.trim(),
    lines,
    document_ids: draft.documents.map(({ document_id }) => document_id),
    counterparty: draft.counterparty.trim(),
    document_no: draft.document_no.trim(),
  }
}
