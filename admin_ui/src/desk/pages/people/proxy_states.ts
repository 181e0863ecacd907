/** Where an agreement to act for somebody stands, in words. */
export const PROXY_STATES: Record<string, string> = {
  unconfirmed: '等本人确认',
  waiting: '等人批准',
  refused: '没有批准',
  withdrawn: '已取消',
  ended: '已到期',
  coming: '还没开始',
  active: '有效',
}

/** As long as it is in one of these, it can be taken back. */
export const LIVE_PROXIES = ['unconfirmed', 'waiting', 'coming', 'active']
