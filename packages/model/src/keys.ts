import { limits } from './limits.js'

/** Flag, segment and attribute keys: case-sensitive, at most 150 characters. */
export const keyPattern = /^[A-Za-z0-9_][A-Za-z0-9._:~-]{0,149}$/

/** Project, environment and release keys: lower case, at most 100 characters. */
export const slugPattern = /^[a-z0-9][a-z0-9._-]{0,99}$/

/** Names that JavaScript objects answer to by themselves: as a key each is a trap for some reader. */
const reservedKeys: ReadonlySet<string> = new Set([
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'toLocaleString',
  'toString',
  'valueOf',
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
])

/** Why `key` can't be a flag, segment or attribute key; undefined where it can. */
export function refuseKey(key: string): string | undefined {
  if (reservedKeys.has(key)) return `${JSON.stringify(key)} is reserved: choose another key`
  if (keyPattern.test(key)) return undefined
  return `${show(key)} is no key: expected 1 to ${limits.keyLength} characters of A-Z a-z 0-9 . _ : ~ -, beginning with a letter, digit or _`
}

/** Why `key` can't be a project, environment or release key; undefined where it can. */
export function refuseSlug(key: string): string | undefined {
  if (reservedKeys.has(key)) return `${JSON.stringify(key)} is reserved: choose another key`
  if (slugPattern.test(key)) return undefined
  return `${show(key)} is no key: expected 1 to ${limits.slugLength} characters of a-z 0-9 . _ -, beginning with a letter or digit`
}

/**
 * The key that a branch, tag or version gives: lower-cased, other characters become `-`. The caller keeps the
 * original as a label. `feature/Login_V2` gives `feature-login_v2`; undefined where nothing usable remains.
 */
export function slugFrom(label: string): string | undefined {
  const slug = label
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, limits.slugLength)
  return refuseSlug(slug) === undefined ? slug : undefined
}

function show(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}
