import { expect, it } from 'vitest'

import { statementCsv } from './statement_file'

it('writes a statement that a spreadsheet reads and cannot run', () => {
  const csv = statementCsv({
    month: '2026-06',
    redemptions: 2,
    points: 1059,
    payable_fen: 105900,
    opening_fen: 3000,
    added_fen: 0,
    purchases_fen: 800,
    purchases_back_fen: 160,
    settled_fen: 0,
    closing_fen: 108260,
    by_item: [
      { name: '=HYPERLINK("x")', quantity: 1, points: 44, payable_fen: 4400 },
      { name: '理发, 一次', quantity: 1, points: 1015, payable_fen: 101500 },
    ],
    by_day: [{ on: '2026-06-18', points: 1059, payable_fen: 105900 }],
  })
  expect(csv.split('\r\n')).toEqual([
    '\ufeff月份,2026-06',
    '单数,2',
    '积分,1059',
    '月初应付(元),30.00',
    '本月应付(元),1059.00',
    '本店交款等(元),0.00',
    '消费积分抵扣(元),8.00',
    '消费积分退回(元),1.60',
    '已结算(元),0.00',
    '月末应付(元),1082.60',
    '',
    '商品,数量,积分,应付(元)',
    '"\'=HYPERLINK(""x"")",1,44,44.00',
    '"理发, 一次",1,1015,1015.00',
    '',
    '日期,积分,应付(元)',
    '2026-06-18,1059,1059.00',
    '',
  ])
})
