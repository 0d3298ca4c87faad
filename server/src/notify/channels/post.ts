import type { EgressAnswer, EgressRequest } from '../../egress/egress.js'
import { retryAfterMs } from '../backoff.js'
import type { Sending, Told } from './channel.js'

/** Sends JSON, and reads the answer's status: of what it says nothing is kept. */
export async function post(
  { request, now }: Pick<Sending, 'request' | 'now'>,
  { url, headers, body }: Required<Pick<EgressRequest, 'url' | 'headers' | 'body'>>,
): Promise<Told> {
  const answer = await request({ url, method: 'POST', headers, body })
  if (answer.type === 'answer') return toldBy(answer.status, askedAfterMs(answer, now))
  // However much it has to say, it was told.
  if (answer.type === 'failed' && answer.status !== undefined) return toldBy(answer.status)
  return { type: 'failed', because: answer.because }
}

function toldBy(status: number, afterMs?: number): Told {
  const because = `The receiver answered ${status}.`
  if (status >= 200 && status < 300) return { type: 'delivered', because }
  if (status === 410) return { type: 'gone', because }
  return { type: 'failed', because, ...(afterMs !== undefined && { afterMs }) }
}

function askedAfterMs({ status, headers }: EgressAnswer & { type: 'answer' }, now: number) {
  if (status !== 429 && status !== 503) return undefined
  const asked = headers['retry-after']
  return retryAfterMs(Array.isArray(asked) ? asked[0] : asked, now)
}
