import { describe, expect, it } from 'vitest'

import type { CatalogueItem } from '@/shared/contract'

import { findGoods, searchGoods, shortNumber } from './goods_number'

function item(item_id: number, sku: string, name: string): CatalogueItem {
  return { item_id, sku, name, unit: '个', points_price: 1, market_price_fen: 100, stock: null }
}

const ITEMS = [item(1, 'S001', '东北大米5kg'), item(12, 'S012', '肥皂'), item(3, '6901234567892', '抽纸')]

describe('goods by number', () => {
  it.each([
    ['1', 1, 1],
    ['001', 1, 1],
    ['S001', 1, 1],
    ['s001', 1, 1],
    ['12', 12, 1],
    ['3*1', 1, 3],
    ['３*１', 1, 3],
    ['6901234567892', 3, 1],
  ])('%s is item %i, %i of it', (text, item_id, quantity) => {
    const wish = findGoods(text, ITEMS)
    expect(wish?.item.item_id).toBe(item_id)
    expect(wish?.quantity).toBe(quantity)
  })

  it.each(['2', '0*1', '', '*1', '1*', '大米'])('%s is nothing on sale', (text) => {
    expect(findGoods(text, ITEMS)).toBeNull()
  })

  it('shows the number to type', () => {
    expect(shortNumber('S001')).toBe('1')
    expect(shortNumber('S100')).toBe('100')
    expect(shortNumber('ABC')).toBe('ABC')
  })
})

describe('goods by name', () => {
  it('finds a part of the name or of the number', () => {
    expect(searchGoods('米', ITEMS).map((one) => one.item_id)).toEqual([1])
    expect(searchGoods('s01', ITEMS).map((one) => one.item_id)).toEqual([12])
    expect(searchGoods(' ', ITEMS)).toHaveLength(3)
    expect(searchGoods('酱油', ITEMS)).toEqual([])
  })
})
