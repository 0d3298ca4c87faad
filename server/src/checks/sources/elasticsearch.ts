import { durationMs, type PulledCheck } from '@ripcord/model'
import { below, jsonOf, noData, numberIn, type Place, type Question, type Reading, wrong } from './source.js'

type ElasticsearchCheck = Extract<PulledCheck, { type: 'elasticsearch' }>

export interface ElasticsearchAsk {
  /** Epoch milliseconds that the window ends at. */
  at: number
  timeoutMs: number
}

/** How far back is looked where the check says nothing. */
const defaultWindowMs = 60_000

/** The number of hits (`_count`), or what one metric aggregation comes to (`_search`), within the check's window. */
export function askElasticsearch(
  place: Place,
  check: ElasticsearchCheck,
  { at, timeoutMs }: ElasticsearchAsk,
): Question {
  const { index, aggregation, timeField, window, query } = check
  const windowMs = durationMs(window) || defaultWindowMs
  const range = { [timeField]: { gte: at - windowMs, lt: at, format: 'epoch_millis' } }
  const filter = { bool: { filter: [{ range }, ...(query === undefined ? [] : [query])] } }
  const path = `/${encodeURIComponent(index)}/${aggregation === undefined ? '_count' : '_search'}`
  const url = below(place, path)
  if (aggregation !== undefined) {
    url.searchParams.set('size', '0')
    url.searchParams.set('allow_partial_search_results', 'false')
  }
  const body = { query: filter, ...(aggregation !== undefined && { aggs: { value: aggregation } }) }
  const headers = { accept: 'application/json', 'content-type': 'application/json', ...place.headers }
  return {
    request: { url: url.href, method: 'POST', headers, body: JSON.stringify(body), timeoutMs },
    read: (answer) => {
      const read = jsonOf(answer)
      return 'because' in read
        ? wrong(read.because)
        : readAnswer(read.json, aggregation !== undefined, answer.tookMs)
    },
  }
}

interface Answer {
  timed_out?: unknown
  count?: unknown
  _shards?: { failed?: unknown; total?: unknown }
  aggregations?: { value?: { value?: unknown } }
}

function readAnswer(json: unknown, isAggregation: boolean, tookMs: number): Reading {
  const { timed_out, count, _shards, aggregations } = (json ?? {}) as Answer
  if (timed_out === true) return wrong('the search timed out: what it answers is a part')
  if (typeof _shards?.failed === 'number' && _shards.failed > 0)
    return wrong(`${_shards.failed} of ${String(_shards.total)} shards failed: what it answers is a part`)
  if (_shards?.total === 0) return noData('no index has this name')
  return numberIn(isAggregation ? aggregations?.value?.value : count, tookMs)
}
