import { durationMs } from '@ripcord/model'
import { below, jsonOf, noData, type Place, type Question, type Reading, wrong } from './source.js'

export interface PrometheusAsk {
  query: string
  /** Epoch milliseconds that the query is about. */
  at: number
  lookback: string
  timeoutMs: number
}

/** An instant query (`/api/v1/query`). */
export function askPrometheus(place: Place, { query, at, lookback, timeoutMs }: PrometheusAsk): Question {
  const lookbackMs = durationMs(lookback) ?? 60_000
  const url = below(place, '/api/v1/query')
  url.searchParams.set('query', query)
  url.searchParams.set('time', (at / 1000).toFixed(3))
  url.searchParams.set('timeout', `${timeoutMs}ms`)
  url.searchParams.set('lookback_delta', `${lookbackMs}ms`)
  return {
    request: { url: url.href, headers: { accept: 'application/json', ...place.headers }, timeoutMs },
    read: (answer) => {
      const read = jsonOf(answer)
      if ('because' in read) return wrong(read.because)
      return readResult(read.json, { tookMs: answer.tookMs, notBefore: at - lookbackMs })
    },
  }
}

interface Answer {
  status?: unknown
  warnings?: unknown
  data?: { resultType?: unknown; result?: unknown }
}

interface Fresh {
  tookMs: number
  /** Epoch milliseconds: what is older tells of another time. */
  notBefore: number
}

function readResult(json: unknown, fresh: Fresh): Reading {
  const { status, warnings, data } = (json ?? {}) as Answer
  if (status !== 'success') return wrong('it did not answer `success`')
  // Part of what was asked for is not in it.
  if (Array.isArray(warnings) && warnings.length > 0)
    return wrong(`it warns: ${String(warnings[0]).replace(/\s+/g, ' ').slice(0, 200)}`)
  const { resultType, result } = data ?? {}
  if (resultType === 'scalar' && Array.isArray(result)) return readSample(result, fresh)
  if (resultType !== 'vector' || !Array.isArray(result))
    return wrong(`the query answers a ${String(resultType)}: expected one number, a vector or a scalar`)
  if (result.length === 0) return noData('the query finds no series')
  if (result.length > 1)
    return wrong(`the query finds ${result.length} series: aggregate them to one, by sum() or max()`)
  const [series] = result as { value?: unknown }[]
  return Array.isArray(series?.value) ? readSample(series.value, fresh) : wrong('the series has no value')
}

/** `[seconds, "text"]`: the number is a text, "NaN" and "+Inf" among them. */
function readSample([seconds, text]: readonly unknown[], { tookMs, notBefore }: Fresh): Reading {
  // A cache on the way may keep an answer for longer than it is worth.
  if (typeof seconds !== 'number' || seconds * 1000 < notBefore)
    return noData('the answer is an old one: it tells of a time before the one that was asked for')
  const value =
    typeof text === 'string' && text !== '' ? Number(text.replace(/^\+?Inf$/, 'Infinity')) : Number.NaN
  return Number.isFinite(value)
    ? { type: 'value', value, tookMs }
    : noData(`the query answers ${String(text).slice(0, 20)}`)
}
