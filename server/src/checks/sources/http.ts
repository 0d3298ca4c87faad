import type { PulledCheck } from '@ripcord/model'
import { jsonOf, numberIn, type Place, type Question, wrong } from './source.js'

type HttpCheck = Extract<PulledCheck, { type: 'http' }>
type JsonCheck = Extract<PulledCheck, { type: 'json' }>

/** The status of a probe, of however large a page. That nobody answers is what it is there to find: a status of 0. */
export function askHttp(place: Place, { method, headers }: HttpCheck, timeoutMs: number): Question {
  return {
    request: { url: place.url, method, headers: { ...headers, ...place.headers }, timeoutMs },
    read: ({ status, tookMs }) => ({ type: 'value', value: status, tookMs }),
    readFailure: ({ because, status = 0, tookMs, isOurs }) =>
      isOurs ? wrong(because) : { type: 'value', value: status, tookMs },
  }
}

/** A number that some endpoint tells in JSON. */
export function askJson(place: Place, { headers, pointer }: JsonCheck, timeoutMs: number): Question {
  return {
    request: {
      url: place.url,
      headers: { accept: 'application/json', ...headers, ...place.headers },
      timeoutMs,
    },
    read: (answer) => {
      const read = jsonOf(answer)
      return 'because' in read ? wrong(read.because) : numberIn(at(read.json, pointer), answer.tookMs)
    },
  }
}

/** RFC 6901; undefined where there is nothing. */
function at(json: unknown, pointer: string): unknown {
  if (pointer === '') return json
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((found: unknown, token) => {
      if (typeof found !== 'object' || found === null || !Object.hasOwn(found, token)) return undefined
      return (found as { [key: string]: unknown })[token]
    }, json)
}
