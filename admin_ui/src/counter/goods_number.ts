/** Finds goods by what a keyboard or a gun gives: a short number, "3*1", a whole SKU or a barcode. */
import type { CatalogueItem } from '@/shared/contract'

export interface GoodsWish {
  item: CatalogueItem
  quantity: number
}

/** "3*1" is three of number 1; "1" is one of S001. Null when nothing on sale has that number. */
export function findGoods(text: string, items: readonly CatalogueItem[]): GoodsWish | null {
  const match = /^(?:([0-9]{1,3})\*)?([0-9A-Za-z]+)$/.exec(text.normalize('NFKC').trim())
  if (!match?.[2]) return null
  const wanted = match[2].toUpperCase()
  const item =
    items.find((one) => one.sku.toUpperCase() === wanted) ??
    items.find((one) => shortNumber(one.sku) === wanted.replace(/^0+(?=.)/, ''))
  const quantity = match[1] === undefined ? 1 : Number(match[1])
  return item && quantity > 0 ? { item, quantity } : null
}

/** The number a shopkeeper types for an SKU: "1" for S001. */
export function shortNumber(sku: string): string {
  return (/([0-9]+)$/.exec(sku)?.[1] ?? sku).replace(/^0+(?=.)/, '')
}

/** Goods whose name or number holds what was typed. */
export function searchGoods(text: string, items: readonly CatalogueItem[]): CatalogueItem[] {
  const wanted = text.normalize('NFKC').trim().toLowerCase()
  if (!wanted) return [...items]
  return items.filter((item) => `${item.name} ${item.sku}`.toLowerCase().includes(wanted))
}
