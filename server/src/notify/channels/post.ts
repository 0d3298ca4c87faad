import type { EgressRequest } from '../../egress/egress.js'
import { retryAfterMs } from '../backoff.js'
import type { Sending, Told } from './channel.js'

/** Sends JSON, and reads the answer's status: of what it says nothing is kept. */
export async function post(
  { request, now }: Pick<Sending, 'request' | 'now'>,
  { url, headers, body }: Required<Pick<EgressRequest, 'url' | 'headers' | 'body'>>,
): Promise<Told> {
  const answer = await request({ url, method: 'POST', headers, body })
  if (answer.type !== 'answer') return { type: 'failed', because: answer.because }
  const { status } = answer
  const because = `The receiver answered ${status}.`
  if (status >= 200 && status < 300) return { type: 'delivered', because }
  if (status === 410) return { type: 'gone', because }
  const asked = answer.headers['retry-after']
  const afterMs =
    status === 429 || status === 503 ? retryAfterMs(Array.isArray(asked) ? asked[0] : asked, now) : undefined
  return { type: 'failed', because, ...(afterMs !== undefined && { afterMs }) }
}
