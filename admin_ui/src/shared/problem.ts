/** One field of a refused request and the sentence that says what is wrong with it. */
export interface FieldProblem {
  field: string
  message: string
}

/**
 * A request the server refused, or one that never arrived.
 *
 * `message` is a Chinese sentence for the person at the screen. `code` is stable; `status` is 0 when
 * no answer came, and then it is unknown whether the server did the work: repeat with the same key.
 */
export class Problem extends Error {
  override name = 'Problem'

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fields: readonly FieldProblem[] = [],
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message)
  }

  /** Nobody knows whether the work was done: no answer, or an answer that broke on the way. */
  get isUnclear(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 504
  }
}

const SENTENCES: Record<number, string> = {
  400: '提交的内容有误，请检查后再试。',
  401: '登录已失效，请重新登录。',
  403: '您的岗位没有这项权限。如需办理，请联系运维人员。',
  404: '没有找到这条内容，可能已被移走，或不属于本小区。',
  409: '当前状态下不能这样做，请刷新后再看。',
  413: '文件太大，请压缩或拆分后再上传。',
  429: '操作太频繁，请稍等片刻再试。',
  503: '系统正在维护，请稍后再试。',
}

/** The problem+json body of an answer as a `Problem`; any other body gets a sentence by its status. */
export function problemFrom(status: number, body: unknown): Problem {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const { code, detail, fields, type, title, status: _, instance, ...details } = given
  void type, title, instance
  return new Problem(
    status,
    typeof code === 'string' ? code : `http_${status}`,
    typeof detail === 'string' && detail ? detail : (SENTENCES[status] ?? '服务器没有完成这次请求，请稍后再试。'),
    Array.isArray(fields) ? (fields as FieldProblem[]) : [],
    details,
  )
}

export function unreachable(): Problem {
  return new Problem(0, 'server_is_unreachable', '网络不通，没有收到服务器的答复。请检查网络后重试，不会重复办理。')
}

/** Whatever was thrown, as a `Problem` that can be shown. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown
  if (thrown instanceof TypeError || (thrown instanceof DOMException && thrown.name !== 'AbortError')) {
    return unreachable()
  }
  throw thrown
}
