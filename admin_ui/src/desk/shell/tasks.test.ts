import { describe, expect, it } from 'vitest'

import type { DeskPage, MenuGroup } from '../page'
import { menuOf } from './tasks'

const page = (name: string, group: MenuGroup, order = 1): DeskPage => ({
  path: `/desk/${name}`,
  name,
  title: name,
  roles: 'anyone',
  load: () => Promise.reject(new Error('not opened here')),
  menu: { group, order },
})
const open = [page('journal', '账簿'), page('trial-balance', '账簿'), page('exceptions', '公示与审计'), page('entries', '日常')]

describe('the menu', () => {
  it('has the pages of a task in the order of the work', () => {
    expect(menuOf(open, ['treasurer']).map(({ title }) => title)).toEqual(['记账', '账簿', '监督与审计'])
    expect(menuOf(open, ['treasurer'])[1]?.pages.map(({ name }) => name)).toEqual(['trial-balance', 'journal'])
  })

  it('begins with the task of the post, unless the post is to keep the books', () => {
    expect(menuOf(open, ['supervisor'])[0]?.title).toBe('监督与审计')
    expect(menuOf(open, ['supervisor', 'treasurer'])[0]?.title).toBe('记账')
  })

  it('shows every page once, also one that no task names', () => {
    const shown = menuOf([...open, page('stocktake', '日常', 9), page('new-thing', '公示与审计')], ['committee'])
    expect(shown.flatMap(({ pages }) => pages.map(({ name }) => name)).sort()).toEqual(
      [...open.map(({ name }) => name), 'stocktake', 'new-thing'].sort(),
    )
    expect(shown[0]?.pages.map(({ name }) => name)).toEqual(['entries', 'stocktake'])
  })
})
