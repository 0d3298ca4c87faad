import type { IntakeSource } from '../storage/storage.js'
import { secretMatches } from './secret.js'
import type { Delivery, Proof } from './senders/sender.js'

/** How a format proves what it signs. */
export type Verify = (
  delivery: Delivery,
  source: { secret: string; allowedTopics?: readonly string[] },
  now: number,
) => Proof | Promise<Proof>

export interface Proving {
  source: IntakeSource
  delivery: Delivery
  /** Behind the source in the path. */
  token: string | undefined
  verify: Verify | undefined
  /** Reads a secret that was sealed. */
  unseal: (source: IntakeSource) => string
  /** Epoch milliseconds. */
  now: number
}

/** Whether a delivery is from the source that it names. */
export async function prove({ source, delivery, token, verify, unseal, now }: Proving): Promise<Proof> {
  switch (source.auth) {
    case 'bearer':
      return proofBy(
        /^Bearer ([\x21-\x7e]+)$/i.exec(authorizationOf(delivery))?.[1],
        source,
        'Bearer <secret>',
      )
    case 'basic':
      return proofBy(passwordOf(authorizationOf(delivery)), source, 'Basic, with the secret as password')
    case 'url-token':
      return proofBy(token, source)
    default:
      if (verify === undefined) return refused('This source can’t prove itself: create another one.')
      return verify(
        delivery,
        { secret: source.secret === null ? '' : unseal(source), allowedTopics: source.allowedTopics },
        now,
      )
  }
}

function authorizationOf(delivery: Delivery): string {
  return delivery.header('authorization') ?? ''
}

function passwordOf(authorization: string): string | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/=_-]+)$/i.exec(authorization)?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 0 ? undefined : text.slice(colon + 1)
}

function proofBy(secret: string | undefined, source: IntakeSource, way?: string): Proof {
  if (secret === undefined) {
    return refused(
      way === undefined
        ? 'This source proves itself by a token in its path: append it.'
        : `This source proves itself by \`Authorization: ${way}\`: send that.`,
    )
  }
  if (source.secret === null || !secretMatches(secret, source.secret))
    return refused('The secret is not the one of this source: check it, or create another source.')
  return { type: 'proven' }
}

function refused(because: string): Proof {
  return { type: 'refused', status: 401, because }
}
