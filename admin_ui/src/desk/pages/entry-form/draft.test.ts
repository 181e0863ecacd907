import { describe, expect, it } from 'vitest'

import type { Account } from '@/shared/contract'

import { balancedBy, balanceOf, bodyOf, emptyDraft, problemsOf, type Draft, type DraftLine } from './draft'

function line(key: number, given: Partial<DraftLine> = {}): DraftLine {
  return { key, account_code: '', narration: '', debit: '', credit: '', fund_grant_id: null, ...given }
}

function account(code: string, given: Partial<Account> = {}): [string, Account] {
  return [
    code,
    {
      code,
      name: `科目${code}`,
      type: 'asset',
      currency: 'CNY',
      normal_side: 'debit',
      is_postable: true,
      parent_code: null,
      dimensions: [],
      ...given,
    },
  ]
}

const accounts = new Map([account('1001'), account('5103'), account('3102001', { dimensions: ['fund_grant'] })])

function draftOf(lines: DraftLine[], given: Partial<Draft> = {}): Draft {
  return { ...emptyDraft('2026-06-18'), narration: '端午包粽材料', lines, ...given }
}

describe('the live balance check', () => {
  it('adds in fen, so that tenths do not drift', () => {
    const lines = [line(1, { debit: '0.10' }), line(2, { debit: '0.20' }), line(3, { credit: '0.3' })]
    expect(balanceOf(lines)).toEqual({ debit_fen: 30, credit_fen: 30, difference_fen: 0, isBalanced: true })
  })

  it('reads separators, full-width digits and a trailing point', () => {
    expect(balanceOf([line(1, { debit: '１，208.' }), line(2, { credit: '1208' })]).isBalanced).toBe(true)
  })

  it('says which side has more', () => {
    expect(balanceOf([line(1, { debit: '5' }), line(2, { credit: '7.50' })]).difference_fen).toBe(-250)
  })

  it.each(['abc', '1.234', '-5', '1e3'])('is not balanced while "%s" stands where an amount should', (typed) => {
    const lines = [line(1, { debit: '5' }), line(2, { credit: '5' }), line(3, { debit: typed })]
    expect(balanceOf(lines).isBalanced).toBe(false)
  })

  it('does not take nothing for a balance', () => {
    expect(balanceOf([line(1), line(2)]).isBalanced).toBe(false)
  })
})

describe('balancing by one line', () => {
  it('fills the missing side', () => {
    const lines = [line(1, { debit: '1,208.00' }), line(2)]
    expect(balancedBy(lines, 2)[1]).toMatchObject({ debit: '', credit: '1208.00' })
  })

  it('replaces what stood in the line', () => {
    const lines = [line(1, { credit: '10' }), line(2, { debit: '3' })]
    const balanced = balancedBy(lines, 2)
    expect(balanced[1]).toMatchObject({ debit: '10.00', credit: '' })
    expect(balanceOf(balanced).isBalanced).toBe(true)
  })
})

describe('the problems of a draft', () => {
  const good = [line(1, { account_code: '5103', debit: '12' }), line(2, { account_code: '1001', credit: '12' })]

  it('are none for a complete entry, and an untouched line does not count', () => {
    expect(problemsOf(draftOf([...good, line(3)]), accounts)).toEqual([])
  })

  it('name the field and the line', () => {
    const lines = [line(1, { debit: '12' }), line(2, { account_code: '1001', debit: '1', credit: '12' })]
    const fields = problemsOf(draftOf(lines, { narration: ' ' }), accounts).map(({ field }) => field)
    expect(fields).toEqual(['narration', 'account-1', 'credit-2', 'lines'])
  })

  it('ask for the grant where the account is kept by grant', () => {
    const lines = [line(1, { account_code: '3102001', debit: '12' }), line(2, { account_code: '1001', credit: '12' })]
    expect(problemsOf(draftOf(lines), accounts)[0]).toMatchObject({ field: 'fund-1' })
  })

  it('say by how much it does not balance', () => {
    const lines = [line(1, { account_code: '5103', debit: '12' }), line(2, { account_code: '1001', credit: '10' })]
    expect(problemsOf(draftOf(lines), accounts).at(-1)?.message).toBe('借贷不平，借方多 ¥2.00。')
  })
})

describe('what is sent', () => {
  it('carries whole fen, drops empty lines, and sends a grant only where the account takes one', () => {
    const lines = [
      line(1, { account_code: '3102001', debit: '1,208.5', fund_grant_id: 7 }),
      line(2, { account_code: '1001', credit: '1208.50', narration: ' 付现 ', fund_grant_id: 7 }),
      line(3),
    ]
    expect(bodyOf(draftOf(lines, { document_no: 'FP-1' }), accounts)).toEqual({
      kind: 'manual',
      effective_on: '2026-06-18',
      narration: '端午包粽材料',
      document_ids: [],
      counterparty: '',
      document_no: 'FP-1',
      lines: [
        { account_code: '3102001', side: 'debit', amount_fen: 120850, narration: '', fund_grant_id: 7 },
        { account_code: '1001', side: 'credit', amount_fen: 120850, narration: '付现' },
      ],
    })
  })
})
