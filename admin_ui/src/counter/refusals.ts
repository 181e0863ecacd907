/** Says of a refusal what the shopkeeper does next, and which part of the order it is about. */
import type { Problem } from '@/shared/problem'

import type { CounterRefusal } from './counter_state'

const ABOUT_CODE: Record<string, string> = {
  pay_code_is_not_valid: '请顾客在手机上点“换一个码”，再扫一次。',
  pay_code_is_mistyped: '请核对手机上的数字，重新输入。',
  card_is_not_accepted: '请持卡人核对后重新输入密码。',
  code_attempts_are_throttled: '扫错次数太多，请稍等几分钟；急用时可请社区工作人员协助。',
}
const ABOUT_GOODS: Record<string, string> = {
  points_are_too_few: '请减少商品，再请顾客换一个码重扫。',
  card_limit_is_reached: '请减少商品，再请持卡人重新刷卡。',
  stock_is_too_low: '请减少数量或换一样，再请顾客换一个码重扫。',
  item_is_not_on_sale: '请移除这样商品，再请顾客换一个码重扫。',
}

export function refusalFrom(problem: Problem): CounterRefusal {
  const advice = ABOUT_CODE[problem.code] ?? ABOUT_GOODS[problem.code]
  // The server's sentence says what happened; ours is added only where it does not say what to do.
  const sentence = advice && !problem.message.includes('请') ? problem.message + advice : problem.message
  const about = problem.code in ABOUT_CODE ? 'code' : problem.code in ABOUT_GOODS ? 'goods' : 'counter'
  return { code: problem.code, sentence, about }
}

/** A code that cannot even be a pay code is not worth a question to the server. */
export const LOCAL_REFUSALS: Record<
  'mistyped' | 'not_a_pay_code' | 'short' | 'card_mistyped',
  CounterRefusal
> = {
  mistyped: {
    code: 'pay_code_is_mistyped',
    sentence: '这串数字有一位不对。请对照顾客手机逐组核对，或重新扫码。',
    about: 'code',
  },
  not_a_pay_code: {
    code: 'not_a_pay_code',
    sentence: '这不是积分付款码，也不是本店的货号。请让顾客打开邻里账本，点“付款码”。',
    about: 'code',
  },
  card_mistyped: {
    code: 'card_number_is_mistyped',
    sentence: '这张卡的卡号有一位不对。请对照卡面逐组核对，或重新扫卡。',
    about: 'code',
  },
  short: {
    code: 'not_a_pay_code',
    sentence: '没有这个货号。付款码应为 20 位数字，请重新扫。',
    about: 'goods',
  },
}
