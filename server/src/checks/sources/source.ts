import type { EgressAnswer, EgressRequest } from '../../egress/egress.js'

/** What one request came to: a number, or why there is none. */
export type Reading =
  | { readonly type: 'value'; readonly value: number; readonly tookMs: number }
  /** Whoever was asked answers, and knows nothing. */
  | { readonly type: 'no-data'; readonly because: string }
  /** It could not be asked, or does not answer as it should. */
  | { readonly type: 'error'; readonly because: string }

/** Where a check asks, with its credential as headers. */
export interface Place {
  readonly url: string
  readonly headers: { readonly [name: string]: string }
}

/** A request that is to be made, and how its answer is read. */
export interface Question {
  readonly request: EgressRequest
  read(answer: EgressAnswer & { type: 'answer' }): Reading
  /** What no answer means, or one that is too large to be read; an error where left out. */
  readFailure?(failure: EgressAnswer & { type: 'failed' }): Reading
}

export function noData(because: string): Reading {
  return { type: 'no-data', because }
}

export function wrong(because: string): Reading {
  return { type: 'error', because }
}

/** A number that is one. Texts, NaN and infinities tell nothing. */
export function numberIn(value: unknown, tookMs: number): Reading {
  if (typeof value === 'number' && Number.isFinite(value)) return { type: 'value', value, tookMs }
  if (value === null || value === undefined) return noData('the answer has no value there')
  return noData(`the answer has ${kindOf(value)} there instead of a number`)
}

function kindOf(value: unknown): string {
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`
}

/** The JSON of an answer; a sentence where it is none, or was refused. */
export function jsonOf({
  status,
  body,
}: EgressAnswer & { type: 'answer' }): { json: unknown } | { because: string } {
  let json: unknown
  try {
    json = JSON.parse(body.toString('utf8'))
  } catch {
    return { because: status === 200 ? 'it answered no JSON' : `it answered ${status}` }
  }
  return status === 200 ? { json } : { because: `it answered ${status}${reasonIn(json)}` }
}

/** What a backend says of its own refusal; short, and on one line. */
function reasonIn(json: unknown): string {
  const { error, errorType } = (json ?? {}) as { error?: unknown; errorType?: unknown }
  const said = [errorType, typeof error === 'string' ? error : undefined].filter(
    (one) => typeof one === 'string',
  )
  return said.length === 0 ? '' : `: ${said.join(': ').replace(/\s+/g, ' ').slice(0, 200)}`
}

/** `path` below the place's own path. */
export function below({ url }: Place, path: string): URL {
  return new URL(`${url.replace(/\/+$/, '')}${path}`)
}
