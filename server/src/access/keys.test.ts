import { expect, it } from 'vitest'
import { hashSecret, makeKey, parseKey, secretMatches } from './keys.js'

it('makes keys that say their kind and id, and hold 256 random bits', () => {
  const key = makeKey('srv')
  expect(key.key).toMatch(/^rk_srv_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$/)
  expect(parseKey(key.key)).toEqual({ kind: 'srv', id: key.id })
  expect(makeKey('srv').key).not.toBe(key.key)
})

it('stores a hash from which the key can not be read', () => {
  const key = makeKey('adm')
  expect(key.hash).toBe(hashSecret(key.key))
  expect(key.key).not.toContain(key.hash)
})

it.each(['', 'rk_srv_', 'rk_root_0123456789abcdef_x', `rk_srv_${'0'.repeat(16)}_short`, '../../etc'])(
  'takes %j for no key',
  (text) => {
    expect(parseKey(text)).toBeUndefined()
  },
)

it('matches only the key that was hashed, and nothing where nothing is stored', () => {
  const key = makeKey('cli')
  expect(secretMatches(key.key, key.hash)).toBe(true)
  expect(secretMatches(`${key.key}x`, key.hash)).toBe(false)
  expect(secretMatches('', undefined)).toBe(false)
  expect(secretMatches(key.key, undefined)).toBe(false)
})
