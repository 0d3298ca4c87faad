import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Proof } from './sender.js'

/** How far a signed time may be from ours, either way. */
const skewMs = 5 * 60_000

/** Whether one of the signatures that came, in hex, is the HMAC-SHA256 of these bytes. */
export function proveHmac(
  header: string,
  given: readonly string[],
  secret: string,
  ...signed: readonly (string | Buffer)[]
): Proof {
  if (given.length === 0)
    return refused(`This source proves itself by the header ${header}, and there is none: set its secret.`)
  const hmac = createHmac('sha256', secret)
  for (const part of signed) hmac.update(part)
  const expected = hmac.digest()
  const isOurs = given.some((text) => {
    const bytes = Buffer.from(text, 'hex')
    return (
      text.length === expected.length * 2 &&
      bytes.length === expected.length &&
      timingSafeEqual(bytes, expected)
    )
  })
  if (isOurs) return { type: 'proven' }
  return refused(`${header} is not the signature of this body by this source’s secret: check the secret.`)
}

/** Whether what was signed at a moment was signed just now: else somebody may have kept it. */
export function proveRecent(header: string, at: number | null, now: number): Proof {
  if (at === null) return refused(`${header} is no time: expected seconds since 1970.`)
  const minutes = Math.round(Math.abs(now - at) / 60_000)
  if (Math.abs(now - at) <= skewMs) return { type: 'proven' }
  return refused(
    `It was signed ${minutes} minutes from now by our clock, and at most 5 are taken: send a new one.`,
  )
}

export function refused(because: string, status: 401 | 403 | 400 = 401): Proof {
  return { type: 'refused', status, because }
}
