/**
 * An epoch is one life of the database: 48 bits of milliseconds and 80 random bits as a ULID (26 characters of
 * Crockford's base 32), so that epochs compare as text.
 */
export type Epoch = string
/** Counts a project's changes from 1; 0 = nothing yet. */
export type Revision = number

/** What a client has applied: the last change of its environment, and the life of the database that said so. */
export interface Position {
  epoch: Epoch
  revision: Revision
}

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const epochPattern = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/

export function isEpoch(text: unknown): text is Epoch {
  return typeof text === 'string' && epochPattern.test(text)
}

/** The epoch (or any other ULID) of a millisecond and ten random bytes. */
export function ulid(milliseconds: number, random: Uint8Array): Epoch {
  let time = ''
  for (let rest = milliseconds, i = 0; i < 10; i++, rest = Math.floor(rest / 32))
    time = alphabet[rest % 32] + time
  let tail = ''
  let bits = 0
  let value = 0
  for (const byte of random.subarray(0, 10)) {
    value = (value << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      tail += alphabet[(value >>> bits) & 31]
    }
    value &= 0xff
  }
  return time + tail
}

/** The millisecond that an epoch was minted for. */
export function ulidMilliseconds(epoch: Epoch): number {
  let time = 0
  for (const character of epoch.slice(0, 10)) time = time * 32 + alphabet.indexOf(character)
  return time
}

/** The empty epoch: below every other. */
export const noEpoch: Epoch = ''
