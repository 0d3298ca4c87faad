import { Webhook } from 'standardwebhooks'
import { dataOf, type Telling } from '../words.js'
import type { Secret, Sending, Told } from './channel.js'
import { post } from './post.js'

type Signed = Extract<Secret, { secret: string }>

/** As Standard Webhooks say: signed over id, time and body. */
export function tellWebhook(telling: Telling, { url, secret }: Signed, sending: Sending): Promise<Told> {
  const { type, at } = telling.news
  const body = JSON.stringify({ type, timestamp: at, data: dataOf(telling) })
  return post(sending, { url, body, headers: signed('application/json', { telling, secret, sending, body }) })
}

/** What goes with a body, whatever its format. */
export function signed(
  contentType: string,
  { telling, secret, sending, body }: { telling: Telling; secret: string; sending: Sending; body: string },
): { [name: string]: string } {
  const at = new Date(sending.now)
  return {
    'content-type': contentType,
    'webhook-id': telling.id,
    'webhook-timestamp': String(Math.floor(sending.now / 1_000)),
    'webhook-signature': new Webhook(secret).sign(telling.id, at, body),
  }
}
