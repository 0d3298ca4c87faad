import { parseInstant } from './instant.js'
import { isVersion, maxVersionLength } from './semver.js'

/** A type that operators compare by. `read` answers undefined for what is not of it. */
export interface Kind<T> {
  readonly expected: string
  read(value: unknown): T | undefined
}

export const text: Kind<string> = {
  expected: 'text',
  read: (value) => (typeof value === 'string' ? value : undefined),
}

export const foldedText: Kind<string> = {
  expected: 'text',
  read: (value) => (typeof value === 'string' ? value.toLowerCase() : undefined),
}

export const number: Kind<number> = {
  expected: 'a number',
  // NaN compares with nothing, so that it counts as missing: a negated comparison must not hold for it.
  read: (value) => (typeof value === 'number' && !Number.isNaN(value) ? value : undefined),
}

/** Milliseconds since 1970 of RFC 3339 text, a Date, or a number that is that already. */
export const instant: Kind<number> = {
  expected: 'an RFC 3339 date and time, or milliseconds since 1970',
  read(value) {
    if (typeof value === 'string') return parseInstant(value)
    const milliseconds = value instanceof Date ? value.getTime() : value
    return typeof milliseconds === 'number' && Number.isFinite(milliseconds) ? milliseconds : undefined
  },
}

/** Text that is a semantic version; a leading `v` is taken off. */
export const version: Kind<string> = {
  expected: `a semantic version of at most ${maxVersionLength} characters such as 1.4.2`,
  read(value) {
    if (typeof value !== 'string') return undefined
    const bare = value.startsWith('v') ? value.slice(1) : value
    return isVersion(bare) ? bare : undefined
  },
}
