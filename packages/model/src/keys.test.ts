import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refuseKey, refuseSlug, slugFrom } from './keys.js'

describe('flag, segment and attribute keys', () => {
  it.each(['a', '_a', '9', 'new-checkout', 'A.b:c~d_e-f', 'targetingKey', 'x'.repeat(150)])(
    'takes %s',
    (key) => {
      expect(refuseKey(key)).toBeUndefined()
    },
  )

  it.each(['', '-a', '.a', 'a b', 'a/b', 'ä', 'a\n', 'x'.repeat(151)])(
    'refuses %j and says what it expects',
    (key) => {
      expect(refuseKey(key)).toContain('expected 1 to 150 characters')
    },
  )

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
    'refuses %s as reserved',
    (key) => {
      expect(refuseKey(key)).toContain('reserved')
      expect(refuseSlug(key)).toBeDefined()
    },
  )

  it('takes no key that an object answers to by itself', () => {
    for (const name of Object.getOwnPropertyNames(Object.prototype)) expect(refuseKey(name)).toBeDefined()
  })

  it('quotes a long key only in part', () => {
    expect(refuseKey(' '.repeat(10_000))?.length).toBeLessThan(300)
  })
})

describe('project, environment and release keys', () => {
  it.each(['a', 'production', '1.4.2', 'a_b-c', 'x'.repeat(100)])('takes %s', (key) => {
    expect(refuseSlug(key)).toBeUndefined()
  })

  it.each(['', 'A', '_a', 'a:b', 'x'.repeat(101)])('refuses %j', (key) => {
    expect(refuseSlug(key)).toContain('expected 1 to 100 characters')
  })

  it.each([
    ['feature/Login_V2', 'feature-login_v2'],
    ['v1.4.2+build 7', 'v1.4.2-build-7'],
    ['--Release--', 'release--'],
    ['ÄÖ', undefined],
    ['', undefined],
    ['Constructor', undefined],
  ])('makes of the label %j the key %j', (label, slug) => {
    expect(slugFrom(label)).toBe(slug)
  })

  it('makes nothing but keys, of any label', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (label) => {
        const slug = slugFrom(label)
        expect(slug === undefined ? undefined : refuseSlug(slug)).toBeUndefined()
      }),
    )
  })
})
