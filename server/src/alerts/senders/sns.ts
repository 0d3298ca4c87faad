import { createVerify, type KeyObject, X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { parseJsonBytes } from '../../http/read-bytes.js'
import { validate } from '../../http/validate.js'
import { refused } from './hmac.js'
import type { Delivery, Proof } from './sender.js'

/*
 * The envelope of Amazon SNS. Anybody may have a topic there whose messages are signed as well, so that a signature
 * proves no more than which topic a message is from: the topic must be one that the source allows.
 */

export const envelopeSchema = z.looseObject({
  Type: z.string(),
  MessageId: z.string(),
  TopicArn: z.string(),
  Message: z.string(),
  Subject: z.string().nullish(),
  SubscribeURL: z.string().nullish(),
  Token: z.string().nullish(),
  Timestamp: z.string(),
  SignatureVersion: z.string(),
  Signature: z.string(),
  SigningCertURL: z.string(),
})
export type Envelope = z.output<typeof envelopeSchema>

/** Fetches the certificate at an address that was judged, as PEM. Rejects where it can't. */
export type FetchCertificate = (url: string) => Promise<string>

export type VerifySns = (
  delivery: Delivery,
  source: { allowedTopics?: readonly string[] },
  now: number,
) => Promise<Proof>

/** SNS tries for an hour to deliver; what is older was kept by somebody. */
const oldestMs = 65 * 60_000
const newestMs = 5 * 60_000
const mostCertificates = 20

export function createVerifySns(fetch: FetchCertificate): VerifySns {
  const keys = new Map<string, { key: KeyObject; until: number }>()

  async function keyAt(url: string, now: number): Promise<KeyObject> {
    const known = keys.get(url)
    if (known !== undefined && known.until > now) return known.key
    const certificate = new X509Certificate(await fetch(url))
    const until = Date.parse(certificate.validTo)
    if (!(Date.parse(certificate.validFrom) <= now && now < until)) throw new Error('it is not valid now')
    keys.set(url, { key: certificate.publicKey, until })
    const [oldest] = keys.keys()
    if (keys.size > mostCertificates && oldest !== undefined) keys.delete(oldest)
    return certificate.publicKey
  }

  return async (delivery, { allowedTopics = [] }, now) => {
    const envelope = validate(envelopeSchema, parseJsonBytes(delivery.bytes), 'body')
    const { TopicArn, SigningCertURL, SignatureVersion, Timestamp } = envelope
    // Before anything is fetched for somebody who may not deliver.
    if (!allowedTopics.includes(TopicArn)) {
      const topic = JSON.stringify(TopicArn.slice(0, 300))
      return refused(`The topic ${topic} is none that this source allows: create a source that does.`, 403)
    }
    if (!isAmazonAddress(SigningCertURL) || !certificatePath.test(new URL(SigningCertURL).pathname))
      return refused('/SigningCertURL: expected the address of a certificate of Amazon SNS.')
    const algorithm = algorithms.get(SignatureVersion)
    if (algorithm === undefined) return refused('/SignatureVersion: expected "1" or "2".')
    const sentAt = Date.parse(Timestamp)
    if (!(now - sentAt <= oldestMs && sentAt - now <= newestMs))
      return refused(
        `It was signed at ${JSON.stringify(Timestamp.slice(0, 50))}, which is not now: it is a copy.`,
      )
    let key: KeyObject
    try {
      key = await keyAt(SigningCertURL, now)
    } catch (error) {
      return refused(`The certificate that it was signed by can’t be had: ${messageOf(error)}.`)
    }
    const isOurs = createVerify(algorithm)
      .update(signedText(envelope))
      .verify(key, envelope.Signature, 'base64')
    return isOurs ? { type: 'proven' } : refused('The signature is not that of Amazon SNS upon this message.')
  }
}

const algorithms: ReadonlyMap<string, string> = new Map([
  ['1', 'RSA-SHA1'],
  ['2', 'RSA-SHA256'],
])

// The region is spelt out: a looser pattern takes a bucket named "sns" in Amazon's storage for the service.
const amazonHost = /^sns\.[a-z]{2,}(-[a-z]+){1,3}-\d{1,2}\.amazonaws\.com(\.cn)?$/
const certificatePath = /^\/SimpleNotificationService-[A-Za-z0-9]+\.pem$/

/** Whether an address is one of Amazon SNS itself. */
export function isAmazonAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, port, username, password } = new URL(text)
  return protocol === 'https:' && amazonHost.test(hostname) && `${port}${username}${password}` === ''
}

const notificationKeys = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const
const confirmationKeys = [
  'Message',
  'MessageId',
  'SubscribeURL',
  'Timestamp',
  'Token',
  'TopicArn',
  'Type',
] as const

/** What is signed: names and values of these fields, a line each; one that is not there is left out. */
export function signedText(envelope: Envelope): string {
  const keys = envelope.Type === 'Notification' ? notificationKeys : confirmationKeys
  return keys
    .filter((key) => envelope[key] !== undefined && envelope[key] !== null)
    .map((key) => `${key}\n${envelope[key]}\n`)
    .join('')
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : 'it failed'
}
